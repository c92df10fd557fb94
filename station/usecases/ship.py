"""A confirmed carton leaves: movements, shipment, and the news for the cart, in one transaction."""

import json
from datetime import datetime, timedelta
from typing import cast

from station.carriers.contract import tracking_link
from station.model.barcode import is_own
from station.model.events import OrderKey, OrderShipped
from station.model.order import Order, OrderState
from station.model.problem import Problem
from station.packing import close, merging
from station.packing.fingerprint import parcel_change, parcel_print
from station.packing.outcome import Outcome, no
from station.packing.scan import CartonScan, LineScan, Meaning, OrderScan, ProductScan
from station.packing.session import Carton, Session
from station.store import ledger, merged, orders, outbox, paper, picked, rest, sessions
from station.store.engine import Transaction, micros
from station.usecases import kitparts, learning, opening, slips, substituted, walks
from station.usecases.desk import Desk
from station.usecases.seat import Current

SHORTEST_TRACKING, LONGEST_TRACKING = 6, 50
_GS = "\x1d"

Parcel = dict[str, object]


def stuck_on(desk: Desk, tx: Transaction, meaning: Meaning, text: str) -> Outcome:
    """A pre-printed carrier label: its scan is the tracking number and the scan-back in one."""
    if isinstance(meaning, CartonScan):
        return no("carrier.number_used", tracking=text, order=meaning.carton.order)
    if isinstance(meaning, LineScan | ProductScan | OrderScan) or not _may_be_tracking(text):
        return no("carrier.not_a_tracking", text=text)
    carton = desk.seat.here.session.on_bench.uid
    url = tracking_link(desk.seat.policy.tracking_url, text)
    sessions.labelled(tx, carton, tracking=text, tracking_url=url)
    label = paper.latest_label(tx, carton)
    if label is not None:
        paper.set_label(tx, label.id, "printed", tracking=text)
    return confirm(desk, tx, text)


def _may_be_tracking(text: str) -> bool:
    """A carrier's number is short, and has digits; what else is on its label, a link or a symbol full of
    fields, is no number, nor is a scanner's noise.
    """
    plain = text.replace(_GS, "")
    fits = SHORTEST_TRACKING <= len(plain) <= LONGEST_TRACKING and plain.isprintable()
    return fits and any(one.isdigit() for one in plain) and "://" not in plain and not is_own(text)


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
    for sku, product, key, units in _put_together(current, carton):
        ledger.move(tx, stored.order.store, sku, product, "assemble", units, key, seat.who, seat.clock.now())
    for sku, product, key, quantity in _leaving(current.session, carton):
        ledger.move(tx, stored.order.store, sku, product, "ship", -quantity, key, seat.who, seat.clock.now())
    kitparts.gone(seat, tx, current, carton)
    orders.add_shipped(tx, stored.id, dict(carton.content))
    merged.add_shipped(tx, stored.id, dict(carton.content))
    shipped = (orders.load(tx, stored.id) or stored).shipped_here
    sessions.labelled(tx, carton.uid, parcel=json.dumps(parcel_print(stored.order, shipped)))
    learning.left(desk, tx, carton)
    desk.lists("day")


def _put_together(current: Current, carton: Carton) -> list[tuple[str, str, str, int]]:
    """(SKU, product, key, units): the parts of kits made here are gone, the kits are there to leave."""
    made_here = kitparts.made_here(current, carton)
    moved = []
    for line in current.session.start:
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
    if outcome in ("shipped", "nothing_packed", "cancelled", "shadow"):
        walks.left_over(seat, tx, stored.id)
        picked.let_go(tx, stored.id)
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
        _tell_cart(desk, tx, stored, stays=True)


def _mails(desk: Desk, tx: Transaction, stored: orders.Stored) -> bool:
    """Whether the shop is to mail the customer. Not once more for a carton that was reopened: what stayed of
    its shipment was told already, and the customer knows that the order is on its way.
    """
    told = outbox.last_told(tx, stored.id)
    again = told is not None and told.get("stays", False) and told["notify"]
    return stored.order.store in desk.seat.policy.notify and not again


def _tell_cart(desk: Desk, tx: Transaction, stored: orders.Stored, *, stays: bool = False) -> None:
    """`stays`: the rest of a shipment of which a carton was taken out."""
    seat = desk.seat
    now = seat.clock.now()
    open_one = ledger.open_shipment(tx, stored.id)
    if open_one is None:
        return
    shipment_id, uid = open_one
    complete = not any(opening.due_now(stored, None).values())
    ledger.complete_shipment(tx, shipment_id, complete, now)
    cartons = sessions.of_shipment(tx, shipment_id)
    due = now + timedelta(seconds=seat.policy.push_delay)
    for one, own in told(tx, stored, uid):
        _tell_one(desk, tx, one, own, _share(stored, one, cartons), (now, due), stays=stays)
    if merging.is_merged(stored.order):
        tell_completed(desk, tx, stored, uid, due)
    trackings = tuple(str(one["tracking"]) for one in cartons)
    order = stored.order
    key = OrderKey(order.store, order.number, order.ref)
    desk.note(OrderShipped(key, trackings, len(cartons)))
    desk.lists("pushes")


def told(tx: Transaction, stored: orders.Stored, uid: str) -> list[tuple[orders.Stored, str]]:
    """The orders the shop hears of when this one leaves, each with the key it is told under: its own, or
    those it was put together from.
    """
    if not merging.is_merged(stored.order):
        return [(stored, uid)]
    parts = (orders.load(tx, key) for key in merged.parts_of(tx, stored.id))
    return [(one, merged.told_as(uid, one.id, place)) for place, one in enumerate(parts) if one is not None]


def tell_completed(desk: Desk, tx: Transaction, stored: orders.Stored, uid: str, due: datetime) -> None:
    """Nothing more leaves of this order. Of those it was put together from only the ones hear of it whose
    cartons were told, and of which nobody has said yet that it was all.
    """
    for one, own in told(tx, stored, uid):
        if one.id == stored.id or _owed(tx, one):
            tell_complete(tx, desk.seat.policy.bench, one, own, due, desk.seat.clock.now())


def _owed(tx: Transaction, part: orders.Stored) -> bool:
    going = part.order.state in (OrderState.READY, OrderState.PARTIAL)
    if not going or not any(part.shipped_here.values()) or any(opening.due_now(part, None).values()):
        return False
    return outbox.last_topic(tx, part.id) == "tracking"


def _share(whole: orders.Stored, one: orders.Stored, cartons: list[Parcel]) -> list[Parcel]:
    """What of the cartons is one order's: a carton with nothing of it is none of its parcels."""
    if one.id == whole.id:
        return cartons
    mine = []
    for carton in cartons:
        lines = merging.share_of(one.id, dict(cast("list[tuple[str, int]]", carton["lines"])))
        if lines:
            mine.append({**carton, "lines": list(lines.items())})
    return mine


def _tell_one(
    desk: Desk,
    tx: Transaction,
    stored: orders.Stored,
    uid: str,
    cartons: list[Parcel],
    at: tuple[datetime, datetime],
    *,
    stays: bool,
) -> None:
    """`at`: now, and when it is due."""
    if not cartons:
        return
    seat, (now, due) = desk.seat, at
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
        "notify": _mails(desk, tx, stored),
        "stays": stays,
        "shipped_on": now.date().isoformat(),
        "print": parcel_print(order, stored.shipped_here),
    }
    stream, bench_name = f"order:{order.store}:{order.ref}", seat.policy.bench
    outbox.add(tx, order.store, stream, "tracking", f"tracking:{uid}", body, bench_name, due, now, stored.id)
    substituted.tell(tx, bench_name, stored, uid, [str(one["uid"]) for one in cartons], due, now)
    if not any(opening.due_now(stored, None).values()):
        tell_complete(tx, bench_name, stored, uid, due, now)


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
