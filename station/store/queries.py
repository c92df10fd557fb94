"""Reading for people: the orders page, the day, the push queue."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, literal, or_, select

from station.model.problem import Problem
from station.model.quantity import Mass
from station.model.view import DayTotals, OrderRow, PushRow, ShipmentRow
from station.store import outbox as pushes
from station.store.engine import instant, load_problem, micros, moment
from station.store.orders import offerable
from station.store.schema import (
    bad_order,
    carton,
    carton_line,
    order_line,
    orders,
    outbox,
    person_address,
    product_code,
)

FILTERS = ("open", "packing", "hold", "shipped", "problem")
_CLOSED = ("cancelled", "refunded", "fulfilled", "pending")


def _filter(name: str) -> ColumnElement[bool]:
    match name:
        case "open":
            return offerable()
        case "packing":
            return orders.c.bench.is_not(None)
        case "hold":
            waiting = or_(orders.c.hold.is_not(None), orders.c.state == "on_hold", orders.c.pickup)
            return and_(orders.c.state.not_in(_CLOSED), waiting)
        case "shipped":
            gone = (
                select(carton.c.uid)
                .where(carton.c.order_id == orders.c.id, carton.c.state == "confirmed")
                .exists()
            )
            return or_(orders.c.state == "fulfilled", gone)
        case "problem":
            return and_(orders.c.warnings != "[]", orders.c.state.not_in(_CLOSED))
    return literal(True)


def _search(text: str) -> ColumnElement[bool]:
    """Number, cart's id, SKU or code exactly; a name by its beginning."""
    from station.model.barcode import comparable

    if not text:
        return literal(True)
    if text.startswith("ORD-"):
        return literal(text).like("ORD-" + orders.c.store + "-" + orders.c.ref)
    in_line = (
        select(order_line.c.order_id)
        .outerjoin(
            product_code,
            and_(product_code.c.store == order_line.c.store, product_code.c.ref == order_line.c.product),
        )
        .where(or_(order_line.c.sku == text, product_code.c.comparable == comparable(text)))
    )
    named = select(person_address.c.order_id).where(person_address.c.address.ilike(f'%"name": "%{text}%'))
    tracked = select(carton.c.order_id).where(carton.c.tracking == text)
    return or_(
        orders.c.number == text.removeprefix("#"),
        orders.c.number == text,
        orders.c.ref == text,
        orders.c.id.in_(in_line),
        orders.c.id.in_(tracked),
        orders.c.id.in_(named) if len(text) >= 3 else literal(False),
    )


def order_rows(connection: Connection, search: str, chosen: str, offset: int, limit: int) -> list[OrderRow]:
    """A page of orders, most urgent first."""
    lines = (
        select(func.count())
        .where(order_line.c.order_id == orders.c.id, order_line.c.ordered > 0)
        .scalar_subquery()
    )
    query = (
        select(orders, lines.label("lines"))
        .where(_filter(chosen), _search(search))
        .order_by(orders.c.ship_by.is_(None), orders.c.ship_by, orders.c.placed_at, orders.c.id)
        .offset(offset)
        .limit(limit)
    )
    rows = [_order_row(row) for row in connection.execute(query)]
    if chosen in ("", "problem") and not search and not offset:
        rows = [*_bad(connection), *rows]
    return rows


def _order_row(row: Row[Any]) -> OrderRow:
    state = "packing" if row.bench else "backorder" if row.hold == "hold.backorder" else row.state
    warnings = row.warnings.strip("[]").replace('"', "").split(",")[0].strip()
    hold = row.hold or ("order.pickup" if row.pickup else "") or warnings
    return OrderRow(
        key=row.id,
        store=row.store,
        ref=row.ref,
        number=row.number,
        state=state,
        country=row.country,
        lines=row.lines,
        units=row.open_units,
        method=row.method,
        placed_at=moment(row.placed_at),
        hold=hold,
        ship_by=instant(row.ship_by),
        bench=row.bench or "",
    )


def _bad(connection: Connection) -> list[OrderRow]:
    """Orders that could not be read stand first: nobody else will speak of them."""
    rows = connection.execute(select(bad_order).order_by(bad_order.c.at))
    made = []
    for row in rows:
        problem = load_problem(row.problem)
        code = problem.code if problem else "order.unreadable"
        made.append(
            OrderRow(
                -1,
                row.store,
                row.ref,
                row.number or row.ref,
                "unreadable",
                "",
                0,
                0,
                "",
                moment(row.at),
                code,
            )
        )
    return made


def unreadable(connection: Connection, text: str) -> Problem | None:
    """What became of an order that was put aside, when `text` is its slip or number."""
    row = connection.execute(
        select(bad_order).where(
            or_(
                bad_order.c.number == text.removeprefix("#"),
                literal(text) == "ORD-" + bad_order.c.store + "-" + bad_order.c.ref,
            )
        )
    ).first()
    if row is None:
        return None
    return Problem("order.unreadable", {"order": row.number, "store": row.store})


def order_counts(connection: Connection, search: str) -> dict[str, int]:
    """How many orders each filter shows."""
    found = _search(search)
    columns = [func.coalesce(func.sum(case((_filter(name), 1), else_=0)), 0).label(name) for name in FILTERS]
    row = connection.execute(
        select(func.count().label("every"), *columns).select_from(orders).where(found)
    ).one()
    return {"": int(row.every), **{name: int(getattr(row, name)) for name in FILTERS}}


def shipment_rows(
    connection: Connection, start: datetime, end: datetime, offset: int, limit: int
) -> list[ShipmentRow]:
    """Cartons confirmed in [start, end), newest first."""
    rows = connection.execute(
        _cartons(start, end).order_by(carton.c.confirmed_at.desc(), carton.c.uid).offset(offset).limit(limit)
    )
    return [
        ShipmentRow(
            at=moment(row.confirmed_at),
            store=row.store,
            order=row.order_number,
            ref=row.ref,
            carton=row.number,
            tracking=row.tracking,
            carrier=row.carrier,
            operator=row.operator,
            bench=row.bench,
            units=int(row.units or 0),
            gross=Mass(row.gross_mg) if row.gross_mg else None,
            pushed=row.pushed or "",
        )
        for row in rows
    ]


def _cartons(start: datetime, end: datetime) -> Select[Any]:
    units = (
        select(func.sum(carton_line.c.quantity)).where(carton_line.c.carton == carton.c.uid).scalar_subquery()
    )
    pushed = (
        select(outbox.c.state)
        .where(outbox.c.order_id == carton.c.order_id, outbox.c.topic == "tracking")
        .order_by(outbox.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            carton,
            orders.c.number.label("order_number"),
            orders.c.store,
            orders.c.ref,
            units.label("units"),
            pushed.label("pushed"),
        )
        .select_from(carton.join(orders, orders.c.id == carton.c.order_id))
        .where(
            carton.c.confirmed_at >= micros(start),
            carton.c.confirmed_at < micros(end),
            carton.c.state.in_(("confirmed", "handed_over")),
        )
    )


def day_totals(connection: Connection, start: datetime, end: datetime, now: datetime) -> DayTotals:
    """The truth of one day."""
    rows = connection.execute(
        select(carton.c.uid, carton.c.order_id, carton.c.confirmed_at).where(
            carton.c.confirmed_at >= micros(start),
            carton.c.confirmed_at < micros(end),
            carton.c.state != "void",
        )
    ).all()
    hours = [0] * 24
    for row in rows:
        hours[min(23, int((row.confirmed_at - micros(start)) // 3_600_000_000))] += 1
    units = connection.execute(
        select(func.coalesce(func.sum(carton_line.c.quantity), 0))
        .select_from(carton_line.join(carton, carton.c.uid == carton_line.c.carton))
        .where(
            carton.c.confirmed_at >= micros(start),
            carton.c.confirmed_at < micros(end),
            carton.c.state != "void",
        )
    ).scalar_one()
    return DayTotals(
        shipped=len({row.order_id for row in rows}),
        cartons=len(rows),
        units=int(units),
        open=_count(connection, offerable()),
        on_hold=_count(connection, _filter("hold")),
        at_risk=_count(connection, and_(offerable(), orders.c.placed_at < micros(now) - 86_400_000_000)),
        by_hour=tuple(hours),
        parked=int(
            connection.execute(
                select(func.count()).select_from(outbox).where(outbox.c.state == "parked")
            ).scalar_one()
        ),
    )


def _count(connection: Connection, condition: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count()).select_from(orders).where(condition)).scalar_one())


def push_rows(connection: Connection, states: Sequence[str]) -> list[PushRow]:
    """Messages in these states, the oldest first."""
    import json

    known = connection.execute(
        select(orders.c.id, orders.c.number).where(
            orders.c.id.in_(select(outbox.c.order_id).where(outbox.c.state.in_(list(states))))
        )
    )
    numbers = {row.id: row.number for row in known}
    made = []
    for row in pushes.listed(connection, states):
        body = json.loads(row.body)
        about = body.get("sku") or ", ".join(one["tracking"] for one in body.get("parcels", ()))
        made.append(
            PushRow(
                id=row.id,
                store=row.store,
                order=numbers.get(row.order_id, ""),
                topic=row.topic,
                state=row.state,
                created_at=moment(row.created_at),
                due=moment(row.due),
                tries=row.tries,
                problem=load_problem(row.problem),
                about=about,
            )
        )
    return made


def waiting_counts(connection: Connection, store: str) -> tuple[int, int]:
    """(messages parked, messages waiting) of a store."""
    rows = connection.execute(
        select(outbox.c.state, func.count())
        .where(outbox.c.store == store, outbox.c.state.in_(("parked", "ready", "in_doubt", "sending")))
        .group_by(outbox.c.state)
    )
    counts = {state: int(number) for state, number in rows}
    return counts.get("parked", 0), sum(number for state, number in counts.items() if state != "parked")
