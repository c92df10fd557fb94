"""Reading for people: the orders page, the day, the push queue."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, literal, or_, select

from station.model.problem import Problem
from station.model.quantity import Mass
from station.model.queue_filter import KINDS, QueueFilter, parse
from station.model.view import DayTotals, OrderRow, PushRow, ShipmentRow
from station.store import finding
from station.store import outbox as pushes
from station.store.engine import EPOCH, instant, load_problem, micros, moment
from station.store.orders import promised, to_send
from station.store.queue import URGENT, Days, condition, kind
from station.store.schema import (
    NEVER,
    bad_order,
    carton,
    carton_line,
    merged_part,
    order_line,
    orders,
    outbox,
)

FILTERS = KINDS
_EVERY = QueueFilter()
_HOUR = 3_600_000_000


def order_rows(
    connection: Connection,
    search: str,
    chosen: str | QueueFilter,
    offset: int,
    limit: int,
    days: Days | None = None,
) -> list[OrderRow]:
    """A page of orders: of those found the nearest first, else the most urgent. `days` for what is due."""
    asked = parse(chosen) if isinstance(chosen, str) else chosen
    looked = finding.found(search)
    query = select(orders).where(condition(asked, days or _no_days(asked)))
    place: list[Any] = [orders.c.packable.desc(), *URGENT]
    if looked is not None:
        query = query.join(looked, looked.c.order_id == orders.c.id)
        place.insert(0, looked.c.rank)
    rows = connection.execute(query.order_by(*place).offset(offset).limit(limit)).all()
    lines = _line_counts(connection, [row.id for row in rows])
    made = [_order_row(row, lines.get(row.id, 0)) for row in rows]
    if asked in (_EVERY, QueueFilter(kind="problem")) and looked is None and not offset:
        made = [*_bad(connection), *made]
    return made


def _no_days(asked: QueueFilter) -> Days:
    if asked.due or asked.age:
        raise LookupError("what is due is not known without a day")
    return Days(EPOCH, EPOCH, EPOCH)


def _line_counts(connection: Connection, ids: list[int]) -> dict[int, int]:
    query = (
        select(order_line.c.order_id, func.count())
        .where(order_line.c.order_id.in_(ids), order_line.c.ordered > 0)
        .group_by(order_line.c.order_id)
    )
    return {row[0]: int(row[1]) for row in connection.execute(query)}


def _order_row(row: Row[Any], lines: int) -> OrderRow:
    state = _state(row)
    warnings = json.loads(row.warnings)
    hold = row.hold or ("order.pickup" if row.pickup else "") or (warnings[0] if warnings else "")
    return OrderRow(
        key=row.id,
        store=row.store,
        ref=row.ref,
        number=row.number,
        state=state,
        country=row.country,
        lines=lines,
        units=row.open_units,
        method=row.method,
        placed_at=moment(row.placed_at),
        hold=hold,
        ship_by=promised(row.due),
        bench=row.bench or "",
        rush=bool(row.rush),
        tags=tuple(json.loads(row.tags)),
        doubts=tuple(json.loads(row.address_doubts)),
        hold_by=row.hold_by or "",
        hold_at=instant(row.hold_at),
    )


def _state(row: Row[Any]) -> str:
    """What the shop calls it, or what becomes of it here."""
    if row.bench:
        return "packing"
    if row.hold == "hold.backorder":
        return "backorder"
    on_list = row.wave is not None and row.packable and not row.hold and row.open_units > 0
    return "in_wave" if on_list else str(row.state)


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


def order_counts(
    connection: Connection, search: str, asked: QueueFilter = _EVERY, days: Days | None = None
) -> dict[str, int]:
    """How many orders each chip shows, and all of them (""), under the other conditions of `asked`."""
    looked = finding.found(search)
    wanted = {name: replace(asked, kind=name) for name in ("", *FILTERS)}
    meant = {name: condition(one, days or _no_days(one)) for name, one in wanted.items()}
    if looked is None:
        return {name: _count(connection, one) for name, one in meant.items()}
    # Looked for once, counted six times.
    counts = [func.count().filter(one) for one in meant.values()]
    among = select(*counts).select_from(orders.join(looked, looked.c.order_id == orders.c.id))
    return {name: int(count) for name, count in zip(meant, connection.execute(among).one(), strict=True)}


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
    # One that is not told yet, or stands, before those that are through.
    of_parts = (
        select(outbox.c.state)
        .select_from(merged_part.join(outbox, outbox.c.order_id == merged_part.c.part))
        .where(merged_part.c.whole == carton.c.order_id, outbox.c.topic == "tracking")
        .where(outbox.c.state != "cancelled", outbox.c.body.contains(carton.c.tracking))
        .order_by(outbox.c.state == "done", outbox.c.id.desc())
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
            func.coalesce(pushed, of_parts).label("pushed"),
        )
        .select_from(carton.join(orders, orders.c.id == carton.c.order_id))
        .where(
            carton.c.confirmed_at >= micros(start),
            carton.c.confirmed_at < micros(end),
            carton.c.state.in_(("confirmed", "handed_over")),
        )
    )


def _at_risk(now: int) -> ColumnElement[bool]:
    """Due within the hour or late; where nobody promised anything, older than a day."""
    old = and_(orders.c.due >= NEVER, orders.c.placed_at < now - 24 * _HOUR)
    return or_(orders.c.due < now + _HOUR, old)


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
        open=_count(connection, to_send()),
        on_hold=_count(connection, kind("hold")),
        at_risk=_count(connection, and_(to_send(), _at_risk(micros(now)))),
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
