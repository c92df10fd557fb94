"""What two benches on one database do at the same moment: added once, or one after the other."""

from sqlalchemy import Connection, Table, literal_column, text
from sqlalchemy.dialects import postgresql, sqlite


def insert_absent(connection: Connection, table: Table, **values: object) -> bool:
    """False when a row with its key is there already, be it from a bench that has only just committed it."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    insertion = dialect.insert(table).values(**values).on_conflict_do_nothing()
    return connection.execute(insertion.returning(literal_column("1"))).first() is not None


def one_at_a_time(connection: Connection, what: str) -> None:
    """Until this transaction ends no other bench does `what`. A file has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(hashtext(:what))"), {"what": what})
