"""Orders: stored as the cart tells them, with every revision; the queue is derived from them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Update,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from station.model.order import Address, Line, Order, OrderState
from station.model.problem import Problem
from station.model.quantity import Money
from station.store.engine import dump_problem, instant, micros, moment
from station.store.schema import (
    NEVER,
    bad_order,
    merged_part,
    order_line,
    orders,
    person_address,
    product,
    product_code,
)
from station.store.twins import codes_of_twins

ENDED = (OrderState.CANCELLED.value, OrderState.REFUNDED.value, OrderState.FULFILLED.value)
# The fingerprint of an order the cart has no more: no order that can be packed has it.
GONE = "gone"


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store knows beside the order itself."""

    id: int
    order: Order
    fingerprint: str
    revision: int
    hold: str | None
    hold_by: str | None
    checked_at: datetime
    bench: str | None
    local: bool
    shipped_here: dict[str, int]
    ship_by: datetime | None = None  # when it has to be handed over: what it is due by
    later: Mapping[str, int] = field(default_factory=dict)  # units per line that were split off
    rush: bool = False
    doubts: tuple[str, ...] = ()
    address_key: str = ""
    hold_at: datetime | None = None


def _refreshing() -> Update:
    """One look at the lines of an order gives all that is kept of them beside it."""
    ships = func.coalesce(order_line.c.ships, product.c.ships, true())
    joined = order_line.outerjoin(
        product, and_(product.c.store == order_line.c.store, product.c.ref == order_line.c.product)
    )
    due = order_line.c.ordered - order_line.c.cancelled - order_line.c.refunded - order_line.c.shipped
    rest = due - order_line.c.shipped_here
    to_send = and_(ships, rest > 0)
    unknown = or_(product.c.ref.is_(None), product.c.image_due)
    absent = and_(order_line.c.product != "", order_line.c.ordered > 0, unknown)
    lines = (
        select(
            order_line.c.order_id,
            func.sum(case((to_send, rest), else_=0)).label("units"),
            func.sum(case((to_send, 1), else_=0)).label("lines"),
            func.sum(case((absent, 1), else_=0)).label("absent"),
            func.sum(order_line.c.shipped_here).label("sent"),
        )
        .select_from(joined)
        .where(order_line.c.order_id.in_(bindparam("ids", expanding=True)))
        .group_by(order_line.c.order_id)
        .subquery()
    )
    return (
        update(orders)
        .where(orders.c.id == lines.c.order_id)
        .values(
            open_units=lines.c.units,
            open_lines=lines.c.lines,
            local=lines.c.absent == 0,
            turn=case((orders.c.rush, 0), (lines.c.sent > 0, 2), else_=1),
        )
    )


# Put together once: building it costs more than running it.
_REFRESH = _refreshing()


def refresh(connection: Connection, ids: Sequence[int]) -> None:
    """Compute again what the queue needs: units open, and whether codes, weight and picture are here."""
    for start in range(0, len(ids), 400):
        connection.execute(_REFRESH, {"ids": list(ids[start : start + 400])})


def put_aside(
    connection: Connection, store: str, ref: str, number: str, problem: Problem, now: datetime
) -> None:
    """An order that cannot be read, with the reason; it is shown until it can."""
    settle_bad(connection, store, [ref])
    connection.execute(
        insert(bad_order).values(
            store=store, ref=ref, number=number, problem=dump_problem(problem), at=micros(now)
        )
    )


_ANY_BAD = select(bad_order.c.ref).where(bad_order.c.store == bindparam("of")).limit(1)


def settle_bad(connection: Connection, store: str, refs: Sequence[str]) -> None:
    """These can be read (again): what was held for that alone is free."""
    if connection.execute(_ANY_BAD, {"of": store}).first() is None:
        return
    gone = connection.execute(
        delete(bad_order).where(bad_order.c.store == store, bad_order.c.ref.in_(list(refs)))
    )
    if gone.rowcount:
        mine = and_(
            orders.c.store == store, orders.c.ref.in_(list(refs)), orders.c.hold == "order.unreadable"
        )
        connection.execute(update(orders).where(mine).values(hold=None, hold_by=None, hold_at=None))


def any_bad(connection: Connection, ids: Sequence[int]) -> bool:
    """Whether one of these was told by the shop in a way nobody can read, last time."""
    same = and_(bad_order.c.store == orders.c.store, bad_order.c.ref == orders.c.ref)
    query = select(orders.c.id).join(bad_order, same).where(orders.c.id.in_(list(ids))).limit(1)
    return connection.execute(query).first() is not None


_PERSON = (
    person_address.c.address,
    person_address.c.customer_note,
    person_address.c.gift_note,
    person_address.c.staff_note,
)


def load(connection: Connection, order_id: int) -> Stored | None:
    """An order as last stored, lines in the cart's order."""
    row = connection.execute(
        select(orders, *_PERSON).select_from(orders.outerjoin(person_address)).where(orders.c.id == order_id)
    ).one_or_none()
    if row is None:
        return None
    lines = connection.execute(
        select(order_line, product.c.ships.label("product_ships"))
        .select_from(
            order_line.outerjoin(
                product, and_(product.c.store == order_line.c.store, product.c.ref == order_line.c.product)
            )
        )
        .where(order_line.c.order_id == order_id)
        .order_by(order_line.c.position)
    ).all()
    return Stored(
        id=row.id,
        order=_order(row, lines),
        fingerprint=row.fingerprint,
        revision=row.revision,
        hold=row.hold,
        hold_by=row.hold_by,
        checked_at=moment(row.checked_at),
        bench=row.bench,
        local=row.local,
        shipped_here={line.ref: line.shipped_here for line in lines},
        ship_by=promised(row.due),
        later={line.ref: line.later for line in lines if line.later},
        rush=bool(row.rush),
        doubts=tuple(json.loads(row.address_doubts)),
        address_key=row.address_key,
        hold_at=instant(row.hold_at),
    )


def standing(connection: Connection, order_id: int) -> tuple[object, ...]:
    """Equal as long as nothing about an order changed that whoever packs it has to know."""
    what = (orders.c.hold, orders.c.fingerprint, orders.c.state)
    return tuple(connection.execute(select(*what).where(orders.c.id == order_id)).first() or ())


def promised(due: int) -> datetime | None:
    """When an order is due; None where nobody promised anything."""
    return None if due >= NEVER else moment(due)


def _order(r: Row[Any], lines: Sequence[Row[Any]]) -> Order:
    stored = json.loads(r.address) if r.address else {}
    stored["street"] = tuple(stored.get("street", ()))
    return Order(
        store=r.store,
        ref=r.ref,
        number=r.number,
        state=OrderState(r.state),
        native=tuple(json.loads(r.native)),
        placed_at=moment(r.placed_at),
        changed_at=moment(r.changed_at),
        lines=tuple(_line(line) for line in lines),
        ship_to=Address(**stored),
        currency=r.currency,
        total=Money(r.total_minor, r.currency) if r.total_minor is not None else None,
        method=r.method,
        method_code=r.method_code,
        pickup=r.pickup,
        customer_note=r.customer_note or "",
        gift_note=r.gift_note or "",
        warnings=tuple(json.loads(r.warnings)),
        tags=tuple(json.loads(r.tags)),
        staff_note=r.staff_note or "",
        ship_by=instant(r.ship_by),
    )


def _line(r: Row[Any]) -> Line:
    ships = r.ships if r.ships is not None else r.product_ships
    return Line(
        ref=r.ref,
        sku=r.sku,
        name=r.name,
        ordered=r.ordered,
        product=r.product,
        parent_product=r.parent_product,
        cancelled=r.cancelled,
        refunded=r.refunded,
        shipped=r.shipped,
        options=tuple((str(name), str(value)) for name, value in _listed(r.options)),
        codes=tuple(_listed(r.codes)),
        bundle=r.bundle,
        ships=None if ships is None else bool(ships),
    )


def _listed(text: str) -> list[Any]:
    """Most lines have none, and an order may have five hundred."""
    return [] if text == "[]" else list(json.loads(text))


def by_ref(connection: Connection, store: str, ref: str) -> int | None:
    return connection.execute(
        select(orders.c.id).where(orders.c.store == store, orders.c.ref == ref)
    ).scalar_one_or_none()


def by_text(connection: Connection, text: str, stores: Sequence[str]) -> list[int]:
    """Orders a scanned text means: our slip, or an order number."""
    if text.startswith("ORD-"):
        for store in stores:
            head = f"ORD-{store}-"
            if text.startswith(head):
                found = by_ref(connection, store, text.removeprefix(head))
                if found is not None:
                    return packed_as(connection, [found])
        return []
    number = text.removeprefix("#")
    found_rows = connection.execute(
        select(orders.c.id)
        .where(orders.c.number.in_([text, number, f"#{number}"]))
        .order_by(orders.c.store)
        .limit(9)
    )
    return packed_as(connection, list(found_rows.scalars()))


def packed_as(connection: Connection, ids: Sequence[int]) -> list[int]:
    """These orders, and for those that are packed with others what they are packed as."""
    if not ids:
        return []
    query = select(merged_part.c.part, merged_part.c.whole).where(merged_part.c.part.in_(list(ids)))
    whole = {row.part: row.whole for row in connection.execute(query)}
    return list(dict.fromkeys(whole.get(key, key) for key in ids))


def called(connection: Connection, ids: Sequence[int]) -> list[tuple[int, str, str, str, str]]:
    """(id, store, ref, number, state) of orders, in the order of `ids`."""
    query = select(orders.c.id, orders.c.store, orders.c.ref, orders.c.number, orders.c.state)
    found = {row.id: row for row in connection.execute(query.where(orders.c.id.in_(ids)))} if ids else {}
    return [tuple(found[key]) for key in ids if key in found]


def offerable() -> ColumnElement[bool]:
    """The condition under which an order may be offered; what `ix_orders_next` holds, with units open."""
    return and_(to_send(), orders.c.wave.is_(None))


def to_send() -> ColumnElement[bool]:
    """What nothing stands in the way of and no bench has open: offered, or in a wave."""
    free = and_(orders.c.packable, orders.c.local, orders.c.hold.is_(None), orders.c.bench.is_(None))
    return and_(free, orders.c.open_units > 0)


def count_open(connection: Connection, store: str) -> int:
    # Compared so, the store does not tempt SQLite to walk through all its orders, closed ones too.
    query = select(func.count()).select_from(orders).where(to_send(), orders.c.store.concat("") == store)
    return int(connection.execute(query).scalar_one())


def set_hold(connection: Connection, order_id: int, code: str | None, by: str, now: datetime) -> None:
    at = micros(now) if code else None
    connection.execute(
        update(orders)
        .where(orders.c.id == order_id)
        .values(hold=code, hold_by=by if code else None, hold_at=at)
    )


def hold_of(connection: Connection, order_id: int) -> str | None:
    return connection.execute(select(orders.c.hold).where(orders.c.id == order_id)).scalar_one_or_none()


def set_bench(connection: Connection, order_id: int, bench: str | None) -> None:
    connection.execute(update(orders).where(orders.c.id == order_id).values(bench=bench))


def mark_gone(connection: Connection, order_id: int, now: datetime) -> None:
    """The cart no longer has it: nothing of it may be packed, and whoever packs it is told.

    Without its content's hash, an order that is there again after all is taken in as a change.
    """
    connection.execute(
        update(orders)
        .where(orders.c.id == order_id)
        .values(
            state=OrderState.CANCELLED.value,
            packable=False,
            content_hash="",
            fingerprint=GONE,
            checked_at=micros(now),
            open_units=0,
        )
    )


def add_shipped(connection: Connection, order_id: int, units: dict[str, int]) -> None:
    """Units that left in our cartons."""
    for ref, quantity in units.items():
        connection.execute(
            update(order_line)
            .where(order_line.c.order_id == order_id, order_line.c.ref == ref)
            .values(shipped_here=order_line.c.shipped_here + quantity)
        )
    # What was split off waited for these to leave; the session knows it as short by now.
    connection.execute(update(order_line).where(order_line.c.order_id == order_id).values(later=0))
    refresh(connection, [order_id])


_OWN = and_(product_code.c.store == order_line.c.store, product_code.c.ref == order_line.c.product)


def line_codes(connection: Connection, order_id: int) -> tuple[dict[str, list[str]], set[str]]:
    """Per line: the codes its product has, here and in other stores, in comparable form; and all those it
    has in other stores only.
    """
    rows = connection.execute(
        select(order_line.c.ref, order_line.c.store, order_line.c.product, product_code.c.comparable)
        .select_from(order_line.join(product_code, _OWN))
        .where(order_line.c.order_id == order_id)
    ).all()
    codes: dict[str, list[str]] = {}
    for ref, _, _, code in rows:
        codes.setdefault(ref, []).append(code)
    elsewhere: set[str] = set()
    for store in {row[1] for row in rows}:
        twins = codes_of_twins(connection, store, {row[2] for row in rows})
        for ref, product_ref in {(row[0], row[2]) for row in rows if row[2] in twins}:
            more = twins[product_ref] - set(codes[ref])
            codes[ref] += sorted(more)
            elsewhere |= more
    return codes, elsewhere
