"""Lots, expiries and serial numbers of what is in cartons: which unit left with which order."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, delete, func, insert, select

from station.packing.carton import Carton
from station.packing.lines import PackLine
from station.store.schema import carton, orders, unit_trace


def save(
    connection: Connection, order_id: int, store: str, one: Carton, lines: Mapping[str, PackLine]
) -> None:
    """The marked units of a carton, as they are now."""
    connection.execute(delete(unit_trace).where(unit_trace.c.carton == one.uid))
    rows = [
        {
            "carton": one.uid,
            "place": place,
            "order_id": order_id,
            "store": store,
            "line": mark.line,
            "sku": mark.part or (lines[mark.line].sku if mark.line in lines else ""),
            "quantity": mark.quantity,
            "lot": mark.lot,
            "expiry": mark.expiry,
            "serial": mark.serial,
            "swap_sku": mark.sku,
            "swap_product": mark.product,
            "part": bool(mark.part),
        }
        for place, mark in enumerate(one.marks, 1)
    ]
    if rows and not one.voided:
        connection.execute(insert(unit_trace), rows)


def serial_left(connection: Connection, store: str, sku: str, serial: str, session: int) -> str:
    """The number of the order a serial number is packed for, in a carton that is not void; empty when none.

    Cartons of `session` are the rules' own business.
    """
    row = connection.execute(
        select(orders.c.number)
        .select_from(
            unit_trace.join(carton, carton.c.uid == unit_trace.c.carton).join(
                orders, orders.c.id == unit_trace.c.order_id
            )
        )
        .where(
            unit_trace.c.serial == serial,
            unit_trace.c.store == store,
            unit_trace.c.sku == sku,
            carton.c.state != "void",
            carton.c.session != session,
        )
        .limit(1)
    ).first()
    return row[0] if row is not None else ""


def earliest_expiry(connection: Connection, store: str, sku: str, today: str) -> str:
    """The earliest expiry (YYMMDD) met of a SKU that is not over; empty when none is known."""
    return (
        connection.execute(
            select(func.min(unit_trace.c.expiry)).where(
                unit_trace.c.store == store,
                unit_trace.c.sku == sku,
                unit_trace.c.expiry != "",
                unit_trace.c.expiry >= today,
            )
        ).scalar_one_or_none()
        or ""
    )


def orders_with(connection: Connection, text: str, limit: int = 9) -> list[int]:
    """Orders a unit with this serial or lot number was packed for, the newest first."""
    rows = connection.execute(
        select(unit_trace.c.order_id)
        .where((unit_trace.c.serial == text) | (unit_trace.c.lot == text))
        .order_by(unit_trace.c.order_id.desc())
        .distinct()
        .limit(limit)
    )
    return list(rows.scalars())


def substitutes(connection: Connection, order_id: int) -> dict[str, list[tuple[str, int]]]:
    """Per line what went in for it: (SKU, units), of cartons that are not void."""
    rows = connection.execute(
        select(unit_trace.c.line, unit_trace.c.swap_sku, func.sum(unit_trace.c.quantity))
        .select_from(unit_trace.join(carton, carton.c.uid == unit_trace.c.carton))
        .where(unit_trace.c.order_id == order_id, unit_trace.c.swap_sku != "", carton.c.state != "void")
        .group_by(unit_trace.c.line, unit_trace.c.swap_sku)
        .order_by(unit_trace.c.line, unit_trace.c.swap_sku)
    )
    found: dict[str, list[tuple[str, int]]] = {}
    for line, sku, count in rows:
        found.setdefault(line, []).append((sku, int(count)))
    return found


def of_cartons(connection: Connection, cartons: Iterable[str]) -> dict[str, list[dict[str, object]]]:
    """Per carton its marked units, for the evidence and the slip."""
    rows = connection.execute(
        select(unit_trace).where(unit_trace.c.carton.in_(list(cartons))).order_by(unit_trace.c.place)
    )
    found: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        found.setdefault(row.carton, []).append(dict(row._asdict()))
    return found
