"""What a shop has to be asked for again: products nobody read, orders not read for long."""

from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select

from station.store.engine import micros
from station.store.orders import ENDED, to_send
from station.store.schema import order_line, orders, product


def unknown_products(connection: Connection, store: str, limit: int = 100) -> list[tuple[str, str]]:
    """(product, parent) of lines whose product was never read."""
    rows = connection.execute(
        select(order_line.c.product, func.max(order_line.c.parent_product))
        .select_from(
            order_line.join(orders, orders.c.id == order_line.c.order_id).outerjoin(
                product, and_(product.c.store == order_line.c.store, product.c.ref == order_line.c.product)
            )
        )
        .where(
            orders.c.store == store,
            ~orders.c.local,
            order_line.c.product != "",
            product.c.ref.is_(None),
        )
        .group_by(order_line.c.product)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def least_checked(
    connection: Connection, store: str, before: datetime, others: datetime, limit: int = 50
) -> list[str]:
    """What can be packed or picked, not read since `before`, and other open ones since `others`, the longest
    ago first.
    """
    waiting = and_(
        orders.c.open_units > 0, orders.c.state.not_in(ENDED), orders.c.checked_at < micros(others)
    )
    rows = connection.execute(
        select(orders.c.ref)
        .where(orders.c.store == store, or_(and_(to_send(), orders.c.checked_at < micros(before)), waiting))
        .order_by(orders.c.checked_at)
        .limit(limit)
    )
    return list(rows.scalars())
