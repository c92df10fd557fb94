"""Totes, each with the goods of one order, and goods that were picked for nothing and go back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, insert, select, update

from station.packing.picking import Task
from station.store.engine import micros
from station.store.schema import order_line, orders, put_back, tote
from station.store.together import insert_absent


def tote_order(connection: Connection, code: str) -> tuple[int, str] | None:
    """(id, number) of the order whose goods are in a tote."""
    row = connection.execute(
        select(orders.c.id, orders.c.number)
        .select_from(tote.join(orders, orders.c.id == tote.c.order_id))
        .where(tote.c.code == code)
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None


def bind(connection: Connection, code: str, order_id: int, pick_id: int, now: datetime) -> None:
    """The tote is this order's; whoever had it before was asked about."""
    connection.execute(delete(tote).where(tote.c.code == code))
    connection.execute(insert(tote).values(code=code, order_id=order_id, pick=pick_id, at=micros(now)))


def unbind(connection: Connection, code: str, pick_id: int) -> None:
    connection.execute(delete(tote).where(tote.c.code == code, tote.c.pick == pick_id))


def empty(connection: Connection, code: str) -> None:
    connection.execute(delete(tote).where(tote.c.code == code))


def totes_of(connection: Connection, order_id: int) -> list[str]:
    return list(
        connection.execute(
            select(tote.c.code).where(tote.c.order_id == order_id).order_by(tote.c.at)
        ).scalars()
    )


# -- what goes back -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PutBack:
    """Units that were picked for nothing and lie in `tote`, or on the cart."""

    id: int
    order_id: int
    order: str
    sku: str
    name: str
    bin: str
    tote: str
    quantity: int
    reason: str


def goes_back(connection: Connection, pick_id: int, task: Task, quantity: int, code: str, in_tote: str,
              now: datetime) -> None:  # fmt: skip
    """Written once for each place of a list, however often it is found out."""
    insert_absent(
        connection,
        put_back,
        key=f"{pick_id}:{task.place}:{task.dropped}",
        order_id=task.order,
        line="" if task.each else task.line,
        store=task.store,
        sku=task.sku,
        product=task.product,
        bin=task.bin,
        tote=in_tote,
        quantity=quantity,
        reason=code,
        at=micros(now),
    )


def back_to_shelf(connection: Connection, code: str = "") -> list[PutBack]:
    """What still has to go back, all of it or that of one tote."""
    query = (
        select(put_back, orders.c.number, order_line.c.name)
        .select_from(
            put_back.join(orders, orders.c.id == put_back.c.order_id).outerjoin(
                order_line,
                and_(order_line.c.order_id == put_back.c.order_id, order_line.c.ref == put_back.c.line),
            )
        )
        .where(put_back.c.done_at.is_(None))
        .order_by(put_back.c.id)
    )
    if code:
        query = query.where(put_back.c.tote == code)
    return [
        PutBack(row.id, row.order_id, row.number, row.sku, row.name or row.sku, row.bin, row.tote,
                row.quantity, row.reason)
        for row in connection.execute(query)
    ]  # fmt: skip


def put_back_done(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    connection.execute(update(put_back).where(put_back.c.id.in_(list(ids))).values(done_at=micros(now)))
