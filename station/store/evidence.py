"""What is known of a carton: its facts and scans, its label, the order's revision it was packed by."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, or_, select

from station.model.evidence import CartonEvidence, Happened, PackedUnits
from station.model.quantity import Mass
from station.packing import facts as f
from station.packing.carton import Mark
from station.packing.session import fold
from station.store import orders as stored_orders
from station.store import sessions, times
from station.store.engine import instant, moment
from station.store.schema import carton, fact, label, merged_part, order_line, orders, outbox, scan
from station.store.symbols import wraps

# Facts that say something about a carton which its scans do not.
_TOLD = {
    f.CartonWeighed.__name__: "verdict",
    f.LabelReady.__name__: "tracking",
    f.CartonConfirmed.__name__: "tracking",
    f.CartonVoided.__name__: "reason",
    f.CartonReopened.__name__: "reason",
    f.CartonTakenBack.__name__: "reason",
    f.LineShorted.__name__: "counted",
}


def cartons_of(connection: Connection, text: str) -> list[str]:
    """Cartons by tracking number or a carrier's code around it, by the order's number or slip; the oldest
    first. Only where none is called so: by the shop's own id, which may be another order's number.
    """
    number = text.removeprefix("#")
    close = "".join(text.split())
    named = or_(
        orders.c.number.in_({text, number, f"#{number}"}),
        ("ORD-" + orders.c.store + "-" + orders.c.ref) == text,
    )
    part = orders.join(merged_part, merged_part.c.part == orders.c.id)
    merged = select(merged_part.c.whole).select_from(part).where(named)
    called = or_(carton.c.tracking.in_({text, close, close.upper()}), named, carton.c.order_id.in_(merged))
    wrapped = wraps(text)
    looks = (called, *(() if wrapped is None else (wrapped,)), orders.c.ref == text)
    for look in looks:
        query = select(carton.c.uid).join(orders, orders.c.id == carton.c.order_id).where(look)
        found = connection.execute(query.order_by(carton.c.opened_at, carton.c.number)).scalars().all()
        if found:
            return list(found)
    return []


def carton_of(connection: Connection, store: str, ref: str, number: int) -> str | None:
    """The newest carton of an order with this number that is not void."""
    return connection.execute(
        select(carton.c.uid)
        .join(orders, orders.c.id == carton.c.order_id)
        .where(
            orders.c.store == store,
            orders.c.ref == ref,
            carton.c.number == number,
            carton.c.state != "void",
        )
        .order_by(carton.c.opened_at.desc())
        .limit(1)
    ).scalar_one_or_none()


def cartons_of_orders(connection: Connection, ids: Sequence[int]) -> list[str]:
    """Every carton of these orders."""
    found: list[str] = []
    for start in range(0, len(ids), 400):
        chunk = list(ids[start : start + 400])
        found += connection.execute(select(carton.c.uid).where(carton.c.order_id.in_(chunk))).scalars()
    return found


def evidence(connection: Connection, uid: str) -> CartonEvidence:
    """Everything about one carton; LookupError when there is no such carton."""
    row = connection.execute(
        select(carton, orders.c.store, orders.c.number.label("order_number"), orders.c.ref)
        .join(orders, orders.c.id == carton.c.order_id)
        .where(carton.c.uid == uid)
    ).one_or_none()
    if row is None:
        raise LookupError(uid)
    facts = _facts(connection, row.session)
    paper = _label(connection, uid)
    stored = stored_orders.load(connection, row.order_id)
    address = stored.order.ship_to if stored is not None else None
    return CartonEvidence(
        uid=uid,
        store=row.store,
        order=row.order_number,
        ref=row.ref,
        number=row.number,
        kind=row.kind,
        state=row.state,
        bench=row.bench,
        operator=row.operator,
        opened_at=moment(row.opened_at),
        confirmed_at=instant(row.confirmed_at),
        order_revision=_revision(facts, row.confirmed_at),
        fingerprint=row.fingerprint,
        checked=row.checked,
        carrier=row.carrier,
        tracking=row.tracking,
        tracking_url=row.tracking_url,
        gross=Mass(row.gross_mg) if row.gross_mg else None,
        weight_verdict=row.weight_verdict,
        weight_by=row.override_by,
        label_sha256=paper.sha256 if paper is not None else "",
        label_file=paper.file if paper is not None else "",
        pushed=_pushed(connection, row.order_id, row.tracking),
        contents=tuple(_contents(connection, row.order_id, uid, row.session)),
        happened=_happened(connection, row, facts),
        ship_to=address if address is not None and not address.is_empty else None,
        spent=_spent(connection, uid),
    )


def _spent(connection: Connection, uid: str) -> tuple[tuple[str, float], ...]:
    found = times.of_carton(connection, uid) or {}
    return tuple((cause.value, micros / 1_000_000) for cause, micros in found.items() if micros)


def _facts(connection: Connection, session: int) -> list[tuple[Row[Any], f.Fact]]:
    """The facts of a session that still hold."""
    rows = connection.execute(select(fact).where(fact.c.session == session).order_by(fact.c.seq)).all()
    read = [(row, f.decode(row.kind, row.version, row.body)) for row in rows]
    undone = {one.batch for _, one in read if isinstance(one, f.Undone)}
    return [(row, one) for row, one in read if row.batch not in undone and not isinstance(one, f.Undone)]


def _revision(facts: list[tuple[Row[Any], f.Fact]], until: int | None) -> int:
    """Of the order as it was last taken over before the carton was confirmed."""
    return max(
        (
            one.revision
            for row, one in facts
            if isinstance(one, f.Opened | f.Rebased) and (until is None or row.at <= until)
        ),
        default=0,
    )


def _label(connection: Connection, uid: str) -> Row[Any, Any] | None:
    return connection.execute(
        select(label.c.sha256, label.c.file)
        .where(label.c.carton == uid, label.c.sha256 != "")
        .order_by(label.c.id.desc())
        .limit(1)
    ).one_or_none()


def _told_for(order_id: int) -> ColumnElement[bool]:
    """Messages about an order; about one that was put together, those about its parts."""
    parts = select(merged_part.c.part).where(merged_part.c.whole == order_id)
    return or_(outbox.c.order_id == order_id, outbox.c.order_id.in_(parts))


def _pushed(connection: Connection, order_id: int, tracking: str) -> str:
    """How far the news of this very number is; of orders packed as one, the one that is behind."""
    rows = connection.execute(
        select(outbox.c.state, outbox.c.body, outbox.c.order_id)
        .where(_told_for(order_id), outbox.c.topic == "tracking")
        .order_by(outbox.c.id.desc())
    )
    states: dict[int, str] = {}
    for row in rows:
        if any(one.get("tracking") == tracking for one in json.loads(row.body).get("parcels", ())):
            states.setdefault(row.order_id, str(row.state))
    return next((state for state in states.values() if state != "done"), "done" if states else "")


def _contents(connection: Connection, order_id: int, uid: str, session: int) -> Iterator[PackedUnits]:
    """What is in it in the end: not what was moved out; a substitute as itself, a kit before its parts."""
    packed = fold((), sessions.history(connection, session))
    box = next((one for one in packed.cartons if one.uid == uid), None)
    if box is None:
        return
    names = {
        row.ref: (row.sku, row.name)
        for row in connection.execute(
            select(order_line.c.ref, order_line.c.sku, order_line.c.name).where(
                order_line.c.order_id == order_id
            )
        )
    }
    swapped = {
        one.fact.swap_sku: one.fact.swap_name
        for one in packed.history
        if isinstance(one.fact, f.UnitPacked) and one.fact.swap_sku
    }
    for line, units in box.content:
        sku, name = names.get(line, (line, ""))
        known = _alike(mark for mark in box.marks if mark.line == line and not mark.part)
        plain = units - sum(known.values())
        if plain > 0:
            yield PackedUnits(sku, name, plain)
        for mark, count in known.items():
            traced = mark.lot, mark.expiry, mark.serial
            if mark.swapped:
                yield PackedUnits(mark.sku, swapped.get(mark.sku, ""), count, *traced, instead_of=sku)
            else:
                yield PackedUnits(sku, name, count, *traced)
        for mark, count in _alike(mark for mark in box.marks if mark.line == line and mark.part).items():
            yield PackedUnits(mark.part, "", count, mark.lot, mark.expiry, mark.serial, part_of=sku)


def _alike(marks: Iterable[Mark]) -> dict[Mark, int]:
    """How many there are of each, in the order they were packed."""
    counts: dict[Mark, int] = {}
    for mark in marks:
        key = replace(mark, quantity=1, kit=0)
        counts[key] = counts.get(key, 0) + mark.quantity
    return counts


def _happened(
    connection: Connection, row: Row[Any], facts: list[tuple[Row[Any], f.Fact]]
) -> tuple[Happened, ...]:
    """Scans while the carton was on the bench, and what was weighed, labelled and confirmed, by time."""
    until = row.confirmed_at
    scans = connection.execute(
        select(scan).where(scan.c.session == row.session, scan.c.at >= row.opened_at).order_by(scan.c.id)
    )
    found = [
        Happened(moment(one.at), one.text, one.code, one.ok, one.operator, one.bench)
        for one in scans
        if until is None or one.at <= until
    ]
    for stored, one in facts:
        about = _TOLD.get(stored.kind)
        if about is not None and getattr(one, "carton", row.uid) == row.uid:
            said = str(getattr(one, about))
            found.append(Happened(moment(stored.at), stored.kind, said, True, stored.operator, stored.bench))
    return tuple(sorted(found, key=lambda one: one.at))
