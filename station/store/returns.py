"""What customers sent back: per return its units, each with its condition."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from station.packing.goods import NO_KITS, Kit
from station.store import named
from station.store.engine import instant, micros, moment, new_id
from station.store.schema import (
    carton,
    carton_line,
    customer_return,
    order_line,
    orders,
    product,
    returned_unit,
    unit_trace,
)

_LEFT = ("confirmed", "handed_over")


@dataclass(frozen=True, slots=True)
class Return:
    """`state` open | asking | closed. `reference`: what stood on it beside our own numbers."""

    id: int
    order_id: int
    order: str
    store: str
    ref: str
    reference: str
    state: str
    stock: str
    bench: str
    operator: str
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sent:
    """An article that left with an order, and how many units of it came back before this return. Of a part of
    the line's kits `each` are in one, and it came back only where it came apart from them.
    """

    line: str
    sku: str
    product: str
    name: str
    bin: str
    picture: str
    sent: int
    before: int
    serials: tuple[str, ...] = ()
    lots: tuple[str, ...] = ()
    each: int = 0
    swap: bool = False

    @property
    def called(self) -> str:
        return self.sku or self.name


@dataclass(frozen=True, slots=True)
class Unit:
    """`condition` is empty while it is asked."""

    id: int
    line: str
    sku: str
    product: str
    quantity: int
    condition: str
    serial: str
    lot: str


def _return(row: Row[Any]) -> Return:
    return Return(
        row.id, row.order_id, row.number, row.store, row.ref, row.reference, row.state, row.stock,
        row.bench, row.operator, moment(row.opened_at), instant(row.closed_at),
    )  # fmt: skip


def _rows() -> Any:
    return select(customer_return, orders.c.number, orders.c.store, orders.c.ref).select_from(
        customer_return.join(orders, orders.c.id == customer_return.c.order_id)
    )


def begin(
    connection: Connection, order_id: int, reference: str, bench: str, operator: str, now: datetime
) -> int:
    made = connection.execute(
        insert(customer_return).values(
            order_id=order_id, reference=reference, state="open", stock="", bench=bench, operator=operator,
            opened_at=micros(now),
        )
    )  # fmt: skip
    return new_id(made)


def get(connection: Connection, key: int) -> Return | None:
    row = connection.execute(_rows().where(customer_return.c.id == key)).one_or_none()
    return _return(row) if row is not None else None


def open_of(connection: Connection, order_id: int) -> Return | None:
    """The return of an order that somebody has begun."""
    row = connection.execute(
        _rows().where(customer_return.c.order_id == order_id, customer_return.c.state != "closed")
    ).first()
    return _return(row) if row is not None else None


def listed(connection: Connection, since: datetime) -> list[Return]:
    """Returns begun since then, the newest first."""
    rows = connection.execute(
        _rows().where(customer_return.c.opened_at >= micros(since)).order_by(customer_return.c.id.desc())
    )
    return [_return(row) for row in rows]


def set_return(connection: Connection, key: int, **values: object) -> None:
    connection.execute(update(customer_return).where(customer_return.c.id == key).values(**values))


def drop(connection: Connection, key: int) -> None:
    """A return nothing was in is none."""
    connection.execute(delete(returned_unit).where(returned_unit.c.came == key))
    connection.execute(delete(customer_return).where(customer_return.c.id == key))


# -- units ----------------------------------------------------------------------------------------


def units(connection: Connection, key: int) -> list[Unit]:
    """Of one return, as they were scanned; without those taken back."""
    rows = connection.execute(
        select(returned_unit)
        .where(returned_unit.c.came == key, ~returned_unit.c.undone)
        .order_by(returned_unit.c.id)
    )
    return [
        Unit(row.id, row.line, row.sku, row.product, row.quantity, row.condition, row.serial, row.lot)
        for row in rows
    ]


def add(
    connection: Connection, came: Return, sent: Sent, quantity: int, serial: str, lot: str,
    operator: str, now: datetime,
) -> int:  # fmt: skip
    """A unit whose condition is not known yet."""
    made = connection.execute(
        insert(returned_unit).values(
            came=came.id, order_id=came.order_id, line=sent.line, store=came.store, sku=sent.sku,
            product=sent.product, quantity=quantity, condition="", serial=serial, lot=lot, operator=operator,
            at=micros(now), undone=False,
        )
    )  # fmt: skip
    return new_id(made)


def set_unit(connection: Connection, key: int, **values: object) -> None:
    connection.execute(update(returned_unit).where(returned_unit.c.id == key).values(**values))


def came_back(connection: Connection, order_id: int, but: int = 0) -> dict[tuple[str, str], int]:
    """Units per (line, SKU) that came back with returns of the order, `but` one of them."""
    rows = connection.execute(
        select(returned_unit.c.line, returned_unit.c.sku, func.sum(returned_unit.c.quantity))
        .where(returned_unit.c.order_id == order_id, ~returned_unit.c.undone, returned_unit.c.came != but)
        .group_by(returned_unit.c.line, returned_unit.c.sku)
    )
    return {(row[0], row[1]): int(row[2]) for row in rows}


def serials_back(connection: Connection, order_id: int) -> set[str]:
    rows = connection.execute(
        select(returned_unit.c.serial).where(
            returned_unit.c.order_id == order_id, ~returned_unit.c.undone, returned_unit.c.serial != ""
        )
    )
    return set(rows.scalars())


def sent(
    connection: Connection, order_id: int, but: int = 0, kits: Mapping[str, Kit] = NO_KITS
) -> list[Sent]:
    """What left with an order: by our cartons, a substitute instead of what was ordered; and what the shop
    says has left without us. `but`: the return whose own units do not count as being back before. After a
    line of `kits` come its parts.
    """
    before = came_back(connection, order_id, but)
    ours = _in_cartons(connection, order_id)
    made = []
    for row in _lines(connection, order_id):
        swaps = [one for one in ours.get(row.ref, []) if one.swap_sku]
        swapped = sum(one.quantity for one in swaps)
        plain = max(0, row.packed - swapped) + row.shipped
        marks = _marks(ours.get(row.ref, []), "")
        if plain:
            made.append(
                Sent(
                    row.ref, row.sku, row.product, row.name, row.bin or "", row.image_file or "",
                    plain, before.get((row.ref, row.sku), 0), *marks,
                )
            )  # fmt: skip
            traced = [one for one in ours.get(row.ref, []) if one.part]
            made += _parts(connection, made[-1], row.store, kits.get(row.ref, ()), traced, before)
        for sku, ref in dict.fromkeys((one.swap_sku, one.swap_product) for one in swaps):
            count = sum(one.quantity for one in swaps if one.swap_sku == sku)
            marks = _marks(swaps, sku)
            back = before.get((row.ref, sku), 0)
            made.append(Sent(row.ref, sku, ref, sku, "", "", count, back, *marks, swap=True))
    return made


def _parts(
    connection: Connection,
    whole: Sent,
    store: str,
    kit: Kit,
    traced: list[Row[Any]],
    before: Mapping[tuple[str, str], int],
) -> list[Sent]:
    known = named.by_sku(connection, store, [sku for sku, _ in kit])
    made = []
    for sku, each in kit:
        marks = _marks([row for row in traced if row.sku == sku], "", part=True)
        there, back = known.get(sku), before.get((whole.line, sku), 0)
        about = (there.ref, there.name, there.bin, there.picture) if there is not None else ("", sku, "", "")
        made.append(Sent(whole.line, sku, *about, whole.sent * each, back, *marks, each=each))
    return made


def _lines(connection: Connection, order_id: int) -> list[Row[Any]]:
    packed = (
        select(func.coalesce(func.sum(carton_line.c.quantity), 0))
        .select_from(carton_line.join(carton, carton.c.uid == carton_line.c.carton))
        .where(
            carton_line.c.order_id == order_id,
            carton_line.c.line == order_line.c.ref,
            carton.c.state.in_(_LEFT),
        )
        .scalar_subquery()
    )
    joined = order_line.outerjoin(
        product, and_(product.c.store == order_line.c.store, product.c.ref == order_line.c.product)
    )
    columns = (order_line, product.c.bin, product.c.image_file, packed.label("packed"))
    query = select(*columns).select_from(joined)
    return list(connection.execute(query.where(order_line.c.order_id == order_id).order_by(order_line.c.ref)))


def _in_cartons(connection: Connection, order_id: int) -> Mapping[str, list[Row[Any]]]:
    """Per line the units that are known apart, of cartons that left."""
    rows = connection.execute(
        select(unit_trace)
        .select_from(unit_trace.join(carton, carton.c.uid == unit_trace.c.carton))
        .where(unit_trace.c.order_id == order_id, carton.c.state.in_(_LEFT))
    )
    found: dict[str, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.line, []).append(row)
    return found


def _marks(rows: list[Row[Any]], swap: str, part: bool = False) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(serials, lots) of those that went in as this SKU, or as parts of a kit."""
    mine = [row for row in rows if row.swap_sku == swap and bool(row.part) is part]
    serials = tuple(dict.fromkeys(row.serial for row in mine if row.serial))
    return serials, tuple(dict.fromkeys(row.lot for row in mine if row.lot))


def units_between(connection: Connection, start: datetime, end: datetime) -> int:
    """Units that came back in [start, end)."""
    query = select(func.coalesce(func.sum(returned_unit.c.quantity), 0)).where(
        returned_unit.c.at >= micros(start), returned_unit.c.at < micros(end), ~returned_unit.c.undone
    )
    return int(connection.execute(query).scalar_one())
