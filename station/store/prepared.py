"""Statements for many rows, compiled once: rows are tuples and go to the driver as they are.

SQLAlchemy looks at every value of every row of an `executemany`; at ten thousand orders a second that costs
more than the database does.
"""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, bindparam

from station.store.together import insertion

Values = Sequence[object]


class Insertion:
    """`insert` of rows in the order of `columns`; with `keys` one that is there is overwritten, `kept` aside.

    Values are what the driver takes: no enums, no times.
    """

    def __init__(
        self, table: Table, columns: Sequence[str], keys: Sequence[str] = (), kept: Sequence[str] = ()
    ) -> None:
        self._table = table
        self._columns = tuple(columns)
        self._keys, self._kept = tuple(keys), tuple(kept)
        self._compiled: dict[str, tuple[str, tuple[int, ...] | None]] = {}

    def run(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Nothing happens without rows."""
        if not rows:
            return
        dialect = connection.dialect
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = self._compile(connection)
        sql, order = found
        params: list[Any]
        if order is None:
            params = [dict(zip(self._columns, row, strict=True)) for row in rows]
        else:
            params = list(map(itemgetter(*order), rows))
        connection.exec_driver_sql(sql, params)

    def _compile(self, connection: Connection) -> tuple[str, tuple[int, ...] | None]:
        begun = insertion(connection.dialect.name, self._table)
        values = begun.values({column: bindparam(column) for column in self._columns})
        statement = _overwriting(values, self._columns, self._keys, self._kept)
        compiled = statement.compile(dialect=connection.dialect)
        if not compiled.positional:
            return str(compiled), None
        names = compiled.positiontup or ()
        return str(compiled), tuple(self._columns.index(name) for name in names)


def _overwriting(statement: Any, columns: Sequence[str], keys: Sequence[str], kept: Sequence[str]) -> Any:
    if not keys:
        return statement
    changed = {name: statement.excluded[name] for name in columns if name not in (*keys, *kept)}
    return statement.on_conflict_do_update(index_elements=list(keys), set_=changed)
