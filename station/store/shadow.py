"""Notes of a bench that only watches: what it would have stopped."""

from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from station.model.day import ShadowDay, ShadowNote
from station.model.problem import Problem
from station.store.engine import dump_problem, load_problem, micros, moment
from station.store.schema import orders, session, shadow_note


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
    said = dump_problem(say)
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
    """The notes of [start, end), the oldest first."""
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
                load_problem(row.say) or Problem("station.mistake"),
                row.bench,
                row.operator,
            )
            for row in rows
        ),
    )
