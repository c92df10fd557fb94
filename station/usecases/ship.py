"""A confirmed carton leaves: movements, shipment, and the news for the cart, in one transaction."""

import json
from datetime import datetime, timedelta

from station.carriers.contract import tracking_link
from station.model.barcode import is_own
from station.model.events import OrderKey, OrderShipped
from station.model.order import Order
from station.model.problem import Problem
from station.packing import close, kits
from station.packing.fingerprint import parcel_change, parcel_print
from station.packing.outcome import Outcome, no
from station.packing.scan import CartonScan, LineScan, Meaning, OrderScan, ProductScan
from station.packing.session import Carton, Session, standing
from station.store import ledger, orders, outbox, paper, picked, rest, sessions
from station.store.engine import Transaction, micros
from station.usecases import learning, opening, slips, substituted
from station.usecases.desk import Desk

SHORTEST_TRACKING = 6


def stuck_on(desk: Desk, tx: Transaction, meaning: Meaning, text: str) -> Outcome:
    """A pre-printed carrier label: its scan is the tracking number and the scan-back in one."""
    if isinstance(meaning, CartonScan):
        return no("carrier.number_used", tracking=text, order=meaning.carton.order)
    if (
        isinstance(meaning, LineScan | ProductScan | OrderScan)
        or is_own(text)
        or len(text) < SHORTEST_TRACKING
    ):
        return no("carrier.not_a_tracking", text=text)
    carton = desk.seat.here.session.on_bench.uid
    url = tracking_link(desk.seat.policy.tracking_url, text)
    sessions.labelled(tx, carton, tracking=text, tracking_url=url)
    label = paper.latest_label(tx, carton)
    if label is not None:
        paper.set_label(tx, label.id, "printed", tracking=text)
    return confirm(desk, tx, text)


def confirm(desk: Desk, tx: Transaction, tracking: str) -> Outcome:
    """The label is on its carton: the goods are out of stock here, the carton belongs to its shipment."""
    current = desk.seat.here
    session = current.session
    carton = session.on_bench
    number = carton.number + 1
    outcome = close.confirm(session, tracking, desk.seat.policy.rules, desk.new_id, number)
    desk.record(tx, outcome.facts)
    _goods_out(desk, tx, carton)
    desk.follow_up(tx, outcome.facts)
    return outcome


def _goods_out(desk: Desk, tx: Transaction, carton: Carton) -> None:
    seat = desk.seat
    current = seat.here
    now = micros(seat.clock.now())
    stored = current.stored
    into = sessions.current_shipment(tx, stored.id, desk.new_id())
    sessions.labelled(tx, carton.uid, shipment=into, confirmed_at=now, state="confirmed")
    for sku, product, key, units in _put_together(current.session, carton):
        ledger.move(tx, stored.order.store, sku, product, "assemble", units, key, seat.who, seat.clock.now())
    for sku, product, key, quantity in _leaving(current.session, carton):
        ledger.move(tx, stored.order.store, sku, product, "ship", -quantity, key, seat.who, seat.clock.now())
    orders.add_shipped(tx, stored.id, dict(carton.content))
    shipped = (orders.load(tx, stored.id) or stored).shipped_here
    sessions.labelled(tx, carton.uid, parcel=json.dumps(parcel_print(stored.order, shipped)))
    learning.left(desk, tx, carton)
    desk.lists("day")


def _put_together(session: Session, carton: Carton) -> list[tuple[str, str, str, int]]:
    """(SKU, product, key, units): the parts of kits made here are gone, the kits are there to leave."""
    made_here = kits.made(standing(session.history)).get(carton.uid, {})
    moved = []
    for line in session.start:
        sets = made_here.get(line.ref, 0)
        if not sets:
            continue
        head = f"assemble:{carton.uid}:{line.ref}"
        moved.append((line.sku, line.product, head, sets))
        moved += [
            (part.sku, part.product, f"{head}:{part.sku}", -sets * part.quantity)
            for part in line.parts
            if part.product
        ]
    return moved


def _leaving(session: Session, carton: Carton) -> list[tuple[str, str, str, int]]:
    """(SKU, product, key, units) of what leaves the shelf: a substitute instead of what was ordered."""
    lines = {line.ref: line for line in session.start}
    made = []
    for ref, quantity in carton.content:
        line, key = lines[ref], f"ship:{carton.uid}:{ref}"
        swaps = [mark for mark in carton.marks if mark.line == ref and mark.swapped]
        own = quantity - sum(mark.quantity for mark in swaps)
        if own:
            made.append((line.sku, line.product, key, own))
        for place, mark in enumerate(swaps, 1):
            made.append((mark.sku, mark.product, f"{key}:{place}", mark.quantity))
    return made


def closed(desk: Desk, tx: Transaction, outcome: str) -> None:
    """The session is over; a shipment that has cartons is told to the cart, once."""
    seat = desk.seat
    current = seat.here
    stored = orders.load(tx, current.stored.id) or current.stored
    current.stored = stored
    short = any(line.shorted for line in current.session.lines)
    if outcome == "shipped":
        _tell_cart(desk, tx, stored)
    if outcome in ("shipped", "nothing_packed", "cancelled"):
        picked.let_go(tx, stored.id, seat.clock.now() if outcome == "cancelled" else None)
    if short:
        orders.set_hold(tx, stored.id, "hold.backorder", seat.who, seat.clock.now())
    now = seat.clock.now()
    seat.last_shipped_seconds = (now - current.opened_at).total_seconds() if outcome == "shipped" else None
    sessions.drop_empty(tx, current.session_id)
    sessions.set_state(tx, current.session_id, "closed", closed_at=micros(now), outcome=outcome)
    if outcome == "shipped" and seat.policy.print_slip == "close":
        slips.want(desk, tx, stored)
    opening.leave(desk, tx, "closed")


def tell_rest(desk: Desk, tx: Transaction, order_id: int) -> bool:
    """Nothing is open of an order that is on no bench: what left of it is told now. False: nothing waits.

    A half that was refunded while the order was set aside, or taken out of its carton again, is no reason
    to keep the other half from the shop.
    """
    stored = orders.load(tx, order_id)
    if stored is None or stored.bench or any(opening.due_now(stored, None).values()):
        return False
    there = ledger.open_shipment(tx, order_id)
    if there is None or not sessions.of_shipment(tx, there[0]):
        return False
    _tell_cart(desk, tx, stored)
    rest.close_empty(tx, order_id, desk.seat.clock.now())
    return True


def tell_what_stays(desk: Desk, tx: Transaction, order_id: int) -> None:
    """A carton was taken out of a shipment: the others left all the same, and the shop hears of them now."""
    stored = orders.load(tx, order_id)
    there = ledger.open_shipment(tx, order_id)
    if stored is not None and there is not None and sessions.of_shipment(tx, there[0]):
        _tell_cart(desk, tx, stored)


def _tell_cart(desk: Desk, tx: Transaction, stored: orders.Stored) -> None:
    seat = desk.seat
    now = seat.clock.now()
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
    substituted.tell(tx, bench_name, stored, uid, [str(one["uid"]) for one in cartons], due, now)
    if complete:
        tell_complete(tx, bench_name, stored, uid, due, now)
    trackings = tuple(str(one["tracking"]) for one in cartons)
    key = OrderKey(order.store, order.number, order.ref)
    desk.note(OrderShipped(key, trackings, len(cartons)))
    desk.lists("pushes")


def tell_complete(
    tx: Transaction, bench: str, stored: orders.Stored, uid: str, due: datetime, now: datetime
) -> None:
    """Nothing is open any more: the order gets its final status, after its tracking."""
    order = stored.order
    body = {"uid": uid, "ref": order.ref, "print": parcel_print(order, stored.shipped_here)}
    stream = f"order:{order.store}:{order.ref}"
    outbox.add(tx, order.store, stream, "status", f"status:{uid}", body, bench, due, now, stored.id)


def no_longer_fits(printed: dict[str, object], now: Order) -> Problem | None:
    """Why a parcel that left may not be told to the cart any more; None when it may."""
    return parcel_change(printed, now)
