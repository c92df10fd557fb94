"""Orders come in: stored in slices, so that no scan waits, and compared with what is on the bench."""

from collections.abc import Sequence
from datetime import datetime

from station.carts.contract import OrderRead
from station.model.order import OrderState
from station.model.problem import Problem
from station.packing.fingerprint import fingerprint
from station.packing.holds import REASONS
from station.store import intake, ledger, merged, orders, rest, sessions
from station.store.engine import Transaction
from station.store.incoming import Incoming
from station.usecases import merging, opening, ship
from station.usecases.desk import Desk

SLICE = 10


def incoming(read: OrderRead) -> Incoming:
    """An order as it came, with what a parcel of it would be known by."""
    return Incoming(read.order, fingerprint(read.order), read.payload)


def store_slice(desk: Desk, tx: Transaction, incoming: Sequence[Incoming]) -> list[int]:
    """New and changed orders; the ids of those. At most `SLICE` at a time."""
    if not incoming:
        return []
    seat = desk.seat
    saved = intake.save(seat.store, tx, incoming, seat.clock.now(), seat.policy.cut_offs)
    store, refs = incoming[0].order.store, [one.order.ref for one in incoming]
    orders.settle_bad(tx, store, refs)
    wholes = merged.wholes_by_ref(tx, store, refs)
    changed = [*saved.changed, *_put_together(desk, tx, store, refs, wholes)] if wholes else saved.changed
    if changed:
        for key in rest.nothing_left(tx, changed):
            _finish(desk, tx, key)
        for key in wholes:
            _finish_parts(desk, tx, key)
    here = changed or _checked(desk, incoming, wholes)
    if here:
        desk.orders_changed(tx, here)
    desk.lists("orders", "day")
    return [*saved.added, *changed]


def _put_together(
    desk: Desk, tx: Transaction, store: str, refs: Sequence[str], wholes: Sequence[int]
) -> list[int]:
    merged.hold_again(tx, store, refs, wholes)
    return merging.put_together_again(desk.seat, tx, store, refs)


def _checked(desk: Desk, incoming: Sequence[Incoming], wholes: Sequence[int]) -> list[int]:
    """The order on the bench was read again and is the same: its time of checking moves."""
    current = desk.seat.current
    if current is None:
        return []
    order = current.stored.order
    same = any(one.order.store == order.store and one.order.ref == order.ref for one in incoming)
    return [current.stored.id] if same or current.stored.id in wholes else []


def _finish(desk: Desk, tx: Transaction, key: int) -> None:
    """What was short was refunded or cancelled in the shop: nothing is open, the order can be completed."""
    stored = orders.load(tx, key)
    if stored is None or stored.order.state not in (OrderState.READY, OrderState.PARTIAL):
        return
    if stored.hold == merged.HOLD:
        return  # what it is part of is told of
    if any(opening.due_now(stored, None).values()):
        return
    now = desk.seat.clock.now()
    orders.set_hold(tx, key, None, "", now)
    if ship.tell_rest(desk, tx, key):
        return
    if stored.hold != "hold.backorder" and not rest.part_told(tx, key):
        return
    ship.tell_completed(desk, tx, stored, _rest_of(stored), now)
    rest.completed(tx, key)


def _finish_parts(desk: Desk, tx: Transaction, whole: int) -> None:
    """One that was packed with others may be all told of, while more is open of those."""
    stored = orders.load(tx, whole)
    untold = ledger.open_shipment(tx, whole)
    if stored is None or (untold is not None and sessions.of_shipment(tx, untold[0])):
        return  # the tracking goes first
    ship.tell_completed(desk, tx, stored, _rest_of(stored), desk.seat.clock.now())


def _rest_of(stored: orders.Stored) -> str:
    return f"rest-{stored.order.store}-{stored.order.ref}-{stored.revision}"


def put_aside(desk: Desk, tx: Transaction, store: str, ref: str, number: str, problem: Problem) -> None:
    """An order that cannot be read: visible, and the rest goes on. Nothing of it may be packed blindly."""
    now: datetime = desk.seat.clock.now()
    orders.put_aside(tx, store, ref, number, problem, now)
    key = orders.by_ref(tx, store, ref)
    if key is not None:
        for one in {key, merged.whole_of(tx, key) or key}:
            if (
                orders.hold_of(tx, one) not in REASONS
            ):  # a person's stays: it would be gone with the next read
                orders.set_hold(tx, one, "order.unreadable", "", now)
    desk.lists("orders")


def gone(desk: Desk, tx: Transaction, store: str, ref: str) -> None:
    """The cart no longer has the order."""
    key = orders.by_ref(tx, store, ref)
    if key is None:
        return
    orders.mark_gone(tx, key, desk.seat.clock.now())
    wholes = merging.put_together_again(desk.seat, tx, store, [ref])
    for whole in rest.nothing_left(tx, wholes):
        _finish(desk, tx, whole)  # nothing of it was to come but this
    desk.orders_changed(tx, [key, *wholes])
