"""Stock movements and shipments: appended, never changed; sums are the truth."""

from datetime import datetime

from sqlalchemy import Connection, func, select, update

from station.store.engine import micros
from station.store.schema import carton, carton_line, movement, shipment
from station.store.together import insert_absent


def move(
    connection: Connection,
    store: str,
    sku: str,
    product: str,
    kind: str,
    quantity: int,
    key: str,
    operator: str,
    now: datetime,
) -> bool:
    """One movement (`opening`, `ship`, `adjust`), once per key."""
    return insert_absent(
        connection,
        movement,
        store=store,
        sku=sku,
        product=product,
        kind=kind,
        quantity=quantity,
        key=key,
        operator=operator,
        at=micros(now),
    )


def on_hand(connection: Connection, store: str, product: str) -> int:
    """The sum of what moved."""
    query = select(func.coalesce(func.sum(movement.c.quantity), 0)).where(
        movement.c.store == store, movement.c.product == product
    )
    return int(connection.execute(query).scalar_one())


def open_shipment(connection: Connection, order_id: int) -> tuple[int, str] | None:
    """(id, uid) of the shipment that still takes cartons."""
    row = connection.execute(
        select(shipment.c.id, shipment.c.uid).where(
            shipment.c.order_id == order_id, shipment.c.completed_at.is_(None)
        )
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None


def left_last(connection: Connection, order_id: int) -> dict[str, int]:
    """Units per line of the order's last shipment that is complete; empty when there is none."""
    last = (
        select(func.max(shipment.c.id))
        .where(shipment.c.order_id == order_id, shipment.c.completed_at.is_not(None))
        .scalar_subquery()
    )
    rows = connection.execute(
        select(carton_line.c.line, func.sum(carton_line.c.quantity))
        .select_from(carton_line.join(carton, carton.c.uid == carton_line.c.carton))
        .where(carton.c.shipment == last, carton.c.state.in_(("confirmed", "handed_over")))
        .group_by(carton_line.c.line)
    )
    return {line: int(units) for line, units in rows}


def complete_shipment(connection: Connection, shipment_id: int, completes_order: bool, now: datetime) -> None:
    connection.execute(
        update(shipment)
        .where(shipment.c.id == shipment_id)
        .values(completed_at=micros(now), complete_order=completes_order)
    )


def reverse(connection: Connection, key: str, operator: str, now: datetime) -> None:
    """The movement with this key, if there is one, gets its opposite, once."""
    row = connection.execute(select(movement).where(movement.c.key == key)).one_or_none()
    if row is not None:
        back = f"undo:{key}"
        move(connection, row.store, row.sku, row.product, row.kind, -row.quantity, back, operator, now)


def take_back(connection: Connection, carton_uid: str, operator: str, now: datetime) -> dict[str, int]:
    """What left with a carton is here again; its units per line. Every movement gets its opposite, once."""
    rows = [
        row
        for kind in ("ship", "assemble")
        for row in connection.execute(
            select(movement).where(
                movement.c.key >= f"{kind}:{carton_uid}:", movement.c.key < f"{kind}:{carton_uid};"
            )
        )
    ]
    for row in rows:
        key = f"reopen:{row.key}"
        move(connection, row.store, row.sku, row.product, row.kind, -row.quantity, key, operator, now)
    lines = connection.execute(
        select(carton_line.c.line, carton_line.c.quantity).where(carton_line.c.carton == carton_uid)
    )
    return {line: quantity for line, quantity in lines}
