"""A confirmed carton leaves: movements, shipment, and the news for the cart, in one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from station.model.barcode import is_own
from station.model.events import OrderShipped
from station.packing import close
from station.packing.fingerprint import parcel_print
from station.packing.outcome import Outcome, no
from station.packing.scan import CartonScan, LineScan, Meaning, OrderScan, ProductScan
from station.packing.session import Carton
from station.store import ledger, orders, outbox, paper, sessions
from station.store.engine import micros
from station.usecases import opening

if TYPE_CHECKING:
    from station.store.engine import Transaction
    from station.usecases.bench import Bench

SHORTEST_TRACKING = 6


def stuck_on(bench: Bench, tx: Transaction, meaning: Meaning, text: str) -> Outcome:
    """A pre-printed carrier label: its scan is the tracking number and the scan-back in one."""
    if isinstance(meaning, CartonScan):
        return no("carrier.number_used", tracking=text, order=meaning.carton.order)
    if (
        isinstance(meaning, LineScan | ProductScan | OrderScan)
        or is_own(text)
        or len(text) < SHORTEST_TRACKING
    ):
        return no("carrier.not_a_tracking", text=text)
    current = bench.seat.current
    assert current is not None and current.session.carton is not None
    sessions.labelled(tx, current.session.carton.uid, tracking=text)
    label = paper.latest_label(tx, current.session.carton.uid)
    if label is not None:
        paper.set_label(tx, label.id, "printed", tracking=text)
    return confirm(bench, tx, text)


def confirm(bench: Bench, tx: Transaction, tracking: str) -> Outcome:
    """The label is on its carton: the goods are out of stock here, the carton belongs to its shipment."""
    current = bench.seat.current
    assert current is not None
    session = current.session
    carton = session.carton
    assert carton is not None
    number = carton.number + 1
    outcome = close.confirm(session, tracking, bench.seat.policy.rules, bench.new_id, number)
    bench.record(tx, outcome.facts)
    _goods_out(bench, tx, carton)
    bench.follow_up(tx, outcome.facts)
    return outcome


def _goods_out(bench: Bench, tx: Transaction, carton: Carton) -> None:
    seat = bench.seat
    current = seat.current
    assert current is not None
    now = micros(seat.clock.now())
    stored = current.stored
    into = sessions.current_shipment(tx, stored.id, bench.new_id())
    sessions.labelled(tx, carton.uid, shipment=into, confirmed_at=now, state="confirmed")
    lines = {line.ref: line for line in current.session.start}
    for ref, quantity in carton.content:
        line = lines[ref]
        key = f"ship:{carton.uid}:{ref}"
        ledger.move(
            tx, stored.order.store, line.sku, line.product, "ship", -quantity, key, seat.who, seat.clock.now()
        )
    orders.add_shipped(tx, stored.id, dict(carton.content))
    bench.lists("day")


def closed(bench: Bench, tx: Transaction, outcome: str) -> None:
    """The session is over; a shipment that has cartons is told to the cart, once."""
    seat = bench.seat
    current = seat.current
    assert current is not None
    stored = orders.load(tx, current.stored.id) or current.stored
    current.stored = stored
    short = any(line.shorted for line in current.session.lines)
    if outcome == "shipped":
        _tell_cart(bench, tx)
    if short:
        orders.set_hold(tx, stored.id, "hold.backorder", seat.who, seat.clock.now())
    now = seat.clock.now()
    seat.last_shipped_seconds = (now - current.opened_at).total_seconds() if outcome == "shipped" else None
    sessions.set_state(tx, current.session_id, "closed", closed_at=micros(now), outcome=outcome)
    if outcome == "shipped" and seat.policy.print_slip == "close":
        opening.want_slip(bench, tx, stored)
    opening.leave(bench, tx, "closed")


def _tell_cart(bench: Bench, tx: Transaction) -> None:
    seat = bench.seat
    current = seat.current
    assert current is not None
    stored, now = current.stored, seat.clock.now()
    open_one = ledger.open_shipment(tx, stored.id)
    if open_one is None:
        return
    shipment_id, uid = open_one
    complete = not any(opening.due_now(stored, None).values())
    ledger.complete_shipment(tx, shipment_id, complete, now)
    cartons = sessions.of_shipment(tx, shipment_id)
    order = stored.order
    body = {
        "uid": uid,
        "ref": order.ref,
        "parcels": [
            {
                "tracking": one["tracking"],
                "carrier": one["carrier"],
                "tracking_url": one["tracking_url"],
                "lines": one["lines"],
            }
            for one in cartons
        ],
        "notify": order.store in seat.policy.notify,
        "shipped_on": now.date().isoformat(),
        "print": parcel_print(order, stored.shipped_here),
    }
    due = now + timedelta(seconds=seat.policy.push_delay)
    stream, bench_name = f"order:{order.store}:{order.ref}", seat.policy.bench
    outbox.add(tx, order.store, stream, "tracking", f"tracking:{uid}", body, bench_name, due, now, stored.id)
    if complete:
        tell_complete(tx, bench_name, stored, uid, due, now)
    trackings = tuple(str(one["tracking"]) for one in cartons)
    bench.note(OrderShipped(current.key, trackings, len(cartons)))
    bench.lists("pushes")


def tell_complete(
    tx: Transaction, bench: str, stored: orders.Stored, uid: str, due: datetime, now: datetime
) -> None:
    """Nothing is open any more: the order gets its final status, after its tracking."""
    order = stored.order
    body = {"uid": uid, "ref": order.ref, "print": parcel_print(order, stored.shipped_here)}
    stream = f"order:{order.store}:{order.ref}"
    outbox.add(tx, order.store, stream, "status", f"status:{uid}", body, bench, due, now, stored.id)
