"""What is left of an order when the other half is not wanted any more."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, literal_column, or_, select, update

from station.store import sessions
from station.store.engine import micros
from station.store.schema import carton, carton_line, orders, session, shipment

# A shipment that still takes cartons, and has some that nobody was told of.
_UNTOLD = (
    select(carton.c.uid)
    .join(shipment, shipment.c.id == carton.c.shipment)
    .where(shipment.c.order_id == orders.c.id, shipment.c.completed_at.is_(None))
    .exists()
)
# One the shop was told of as a part of the order.
_PART_TOLD = (
    select(carton.c.uid)
    .join(shipment, shipment.c.id == carton.c.shipment)
    .where(
        shipment.c.order_id == orders.c.id,
        shipment.c.completed_at.is_not(None),
        ~shipment.c.complete_order,
        carton.c.state.in_(("confirmed", "handed_over")),
    )
    .exists()
)
_PARKED: ColumnElement[str] = literal_column("'parked'")  # as the index of them says it
_NOTHING_LEFT = select(orders.c.id).where(
    orders.c.id.in_(bindparam("ids", expanding=True)),
    orders.c.open_units == 0,
    orders.c.bench.is_(None),
    or_(orders.c.hold == "hold.backorder", _UNTOLD, _PART_TOLD),
)


def nothing_left(connection: Connection, ids: Sequence[int]) -> list[int]:
    """Of these: orders we shipped a part of, the rest set back or set aside, with nothing open any more."""
    return list(connection.execute(_NOTHING_LEFT, {"ids": list(ids)}).scalars())


def part_told(connection: Connection, order_id: int) -> bool:
    """Whether the shop knows a part of the order, and of no last one."""
    found = select(orders.c.id).where(orders.c.id == order_id, _PART_TOLD)
    return connection.execute(found).first() is not None


def parked(connection: Connection, order_ids: Sequence[int] | None = None) -> list[sessions.Open]:
    """Sessions that are set aside, of these orders or of all."""
    query = select(session).where(session.c.state == _PARKED).order_by(session.c.id)
    if order_ids is not None:
        query = query.where(session.c.order_id.in_(list(order_ids)))
    return [
        sessions.Open(row.id, row.order_id, row.bench, row.token, row.state, row.opened_at)
        for row in connection.execute(query)
    ]


def completed(connection: Connection, order_id: int) -> None:
    """Its last shipment was the last one after all: this is told once."""
    mine = (shipment.c.order_id == order_id, shipment.c.completed_at.is_not(None))
    connection.execute(update(shipment).where(*mine).values(complete_order=True))


def close_empty(connection: Connection, order_id: int, now: datetime) -> None:
    """A session that was set aside with nothing but confirmed cartons is over."""
    begun = (
        select(carton_line.c.carton)
        .join(carton, carton.c.uid == carton_line.c.carton)
        .where(carton.c.session == session.c.id, carton.c.state.in_(("open", "sealed", "labelled")))
        .exists()
    )
    found = select(session.c.id).where(session.c.order_id == order_id, session.c.state == "parked", ~begun)
    for key in list(connection.execute(found).scalars()):
        sessions.drop_empty(connection, key)
        sessions.set_state(connection, key, "closed", closed_at=micros(now), outcome="shipped")
