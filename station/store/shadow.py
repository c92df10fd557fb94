"""A database of a bench that only watches: its mark, and what the bench would have stopped."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from station.model.day import ShadowDay, ShadowNote
from station.model.problem import Problem, StationError
from station.store.engine import micros, moment
from station.store.schema import orders, queue_state, session, shadow_note
from station.store.together import insert_absent

_MARK = "shadow"


def is_marked(connection: Connection) -> bool:
    """Whether nothing of this database was ever sent, or may be."""
    found = connection.execute(select(queue_state.c.value).where(queue_state.c.name == _MARK))
    return found.first() is not None


def settle(connection: Connection, shadow: bool) -> None:
    """A database serves watching or working, for ever. Raises `shadow.database` and `shadow.worked_in`."""
    marked = is_marked(connection)
    if marked and not shadow:
        raise StationError("shadow.database")
    if shadow and not marked:
        if connection.execute(select(session.c.id).limit(1)).first() is not None:
            raise StationError("shadow.worked_in")
        insert_absent(connection, queue_state, name=_MARK, value="1")


def order_of(connection: Connection, store: str, ref: str) -> int | None:
    found = select(orders.c.id).where(orders.c.store == store, orders.c.ref == ref)
    return connection.execute(found).scalar_one_or_none()


def note(
    connection: Connection,
    session_id: int,
    order_id: int,
    kind: str,
    say: Problem,
    *,
    sku: str = "",
    units: int = 0,
    bench: str,
    operator: str,
    now: datetime,
) -> None:
    """`kind`: item | weight | order | label | missing. The same again in a row is one."""
    said = _written(say)
    last = connection.execute(
        select(shadow_note.c.kind, shadow_note.c.sku, shadow_note.c.say)
        .where(shadow_note.c.session == session_id)
        .order_by(shadow_note.c.id.desc())
        .limit(1)
    ).one_or_none()
    if last is not None and tuple(last) == (kind, sku, said):
        return
    store = connection.execute(select(orders.c.store).where(orders.c.id == order_id)).scalar_one()
    connection.execute(
        insert(shadow_note).values(
            session=session_id,
            order_id=order_id,
            store=store,
            kind=kind,
            sku=sku,
            units=units,
            say=said,
            bench=bench,
            operator=operator,
            at=micros(now),
        )
    )


def of_day(connection: Connection, start: datetime, end: datetime) -> ShadowDay:
    """The notes of [start, end), the oldest first; nothing where a bench works for real."""
    if not is_marked(connection):
        return ShadowDay(0, 0, ())
    first, last = micros(start), micros(end)
    rows = connection.execute(
        select(shadow_note, orders.c.number)
        .select_from(shadow_note.join(orders, orders.c.id == shadow_note.c.order_id))
        .where(shadow_note.c.at >= first, shadow_note.c.at < last)
        .order_by(shadow_note.c.id)
    ).all()
    watched = connection.execute(
        select(func.count(func.distinct(session.c.order_id))).where(
            session.c.closed_at >= first, session.c.closed_at < last
        )
    ).scalar_one()
    return ShadowDay(
        orders=int(watched),
        stopped=len({row.order_id for row in rows}),
        notes=tuple(
            ShadowNote(
                moment(row.at),
                row.store,
                row.number,
                row.kind,
                row.sku,
                row.units,
                _read(row.say),
                row.bench,
                row.operator,
            )
            for row in rows
        ),
    )


def _written(say: Problem) -> str:
    """With the sentences inside the sentence: why a weight is wrong is one."""

    def plain(problem: Problem) -> list[object]:
        params = {
            name: plain(value)
            if isinstance(value, Problem)
            else value
            if isinstance(value, int)
            else str(value)
            for name, value in problem.params.items()
        }
        return [problem.code, params]

    return json.dumps(plain(say))


def _read(stored: str) -> Problem:
    def whole(code: str, params: dict[str, Any]) -> Problem:
        return Problem(
            code,
            {name: whole(*value) if isinstance(value, list) else value for name, value in params.items()},
        )

    return whole(*json.loads(stored))
