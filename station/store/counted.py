"""Units of a product that are not on its shelf: in cartons, ordered, or on their way back."""

from collections.abc import Iterator

from sqlalchemy import Connection, func, or_, select

from station.packing.merging import HEAD
from station.store.schema import carton, carton_line, order_line, orders, put_back


def packed_units(connection: Connection, store: str, product: str) -> int:
    """Units of a product that are, or ever were, in a carton that is not void."""
    query = (
        select(func.coalesce(func.sum(carton_line.c.quantity), 0))
        .select_from(carton_line.join(carton, carton.c.uid == carton_line.c.carton))
        .where(carton_line.c.store == store, carton_line.c.product == product, carton.c.state != "void")
    )
    return int(connection.execute(query).scalar_one())


def open_units(connection: Connection, store: str, product: str, *, pending: bool = False) -> int:
    """Units ordered of a product that are not yet in a carton, over every order the shop has counted;
    `pending`: it counts unpaid ones too.
    """
    counted = ["ready_for_fulfillment", "partially_fulfilled", "paid", "on_hold"]
    counted += ["pending"] if pending else []
    rest = order_line.c.ordered - order_line.c.cancelled - order_line.c.refunded - order_line.c.shipped
    rest = rest - order_line.c.shipped_here
    ordered = connection.execute(
        select(func.coalesce(func.sum(rest), 0))
        .select_from(order_line.join(orders, orders.c.id == order_line.c.order_id))
        .where(
            order_line.c.store == store,
            order_line.c.product == product,
            orders.c.state.in_(counted),
            orders.c.ref.not_like(f"{HEAD}%"),  # its parts are counted
            rest > 0,
        )
    ).scalar_one()
    in_cartons = connection.execute(
        select(func.coalesce(func.sum(carton_line.c.quantity), 0))
        .select_from(carton_line.join(carton, carton.c.uid == carton_line.c.carton))
        .where(
            carton_line.c.store == store,
            carton_line.c.product == product,
            carton.c.state.in_(("open", "sealed", "labelled")),
        )
    ).scalar_one()
    return max(0, int(ordered) - int(in_cartons))


def coming_back(connection: Connection, store: str, product: str) -> Iterator[tuple[str, int]]:
    """(reason, units) of a product that wait to be put back, but those that count as picked for a wave."""
    left = put_back.c.quantity - put_back.c.done - put_back.c.lost
    rows = connection.execute(
        select(put_back.c.reason, func.sum(left))
        .select_from(put_back.join(orders, orders.c.id == put_back.c.order_id))
        .where(
            put_back.c.store == store,
            put_back.c.product == product,
            put_back.c.done_at.is_(None),
            or_(orders.c.wave.is_(None), put_back.c.carton != ""),
        )
        .group_by(put_back.c.reason)
    )
    return ((reason, int(units)) for reason, units in rows)
