"""Orders come in: stored in slices, so that no scan waits, and compared with what is on the bench."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from station.model.order import OrderState
from station.model.problem import Problem
from station.store import orders
from station.usecases import opening, ship

if TYPE_CHECKING:
    from datetime import datetime

    from station.store.engine import Transaction
    from station.usecases.bench import Bench

SLICE = 10


def store_slice(bench: Bench, tx: Transaction, incoming: Sequence[orders.Incoming]) -> list[int]:
    """New and changed orders; the ids of those. At most `SLICE` at a time."""
    if not incoming:
        return []
    seat = bench.seat
    changed = orders.save(seat.store, tx, incoming, seat.clock.now())
    store = incoming[0].order.store
    orders.settle_bad(tx, store, [one.order.ref for one in incoming])
    if changed:
        for key in orders.nothing_left(tx, changed):
            _finish(bench, tx, key)
    bench.orders_changed(tx, changed or _checked(bench, tx, incoming))
    return changed


def _checked(bench: Bench, tx: Transaction, incoming: Sequence[orders.Incoming]) -> list[int]:
    """The order on the bench was read again and is the same: its time of checking moves."""
    current = bench.seat.current
    if current is None:
        return []
    order = current.stored.order
    same = any(one.order.store == order.store and one.order.ref == order.ref for one in incoming)
    return [current.stored.id] if same else []


def _finish(bench: Bench, tx: Transaction, key: int) -> None:
    """What was short was refunded or cancelled in the shop: nothing is open, the order can be completed."""
    stored = orders.load(tx, key)
    if stored is None or stored.order.state not in (OrderState.READY, OrderState.PARTIAL):
        return
    if any(opening.due_now(stored, None).values()):
        return
    now = bench.seat.clock.now()
    orders.set_hold(tx, key, None, "", now)
    uid = f"rest-{stored.order.store}-{stored.order.ref}-{stored.revision}"
    ship.tell_complete(tx, bench.seat.policy.bench, stored, uid, now + timedelta(seconds=0), now)


def put_aside(bench: Bench, tx: Transaction, store: str, ref: str, number: str, problem: Problem) -> None:
    """An order that cannot be read: visible, and the rest goes on. Nothing of it may be packed blindly."""
    now: datetime = bench.seat.clock.now()
    orders.put_aside(tx, store, ref, number, problem, now)
    key = orders.by_ref(tx, store, ref)
    if key is not None:
        orders.set_hold(tx, key, "order.unreadable", "", now)
    bench.lists("orders")


def gone(bench: Bench, tx: Transaction, store: str, ref: str) -> None:
    """The cart no longer has the order."""
    key = orders.by_ref(tx, store, ref)
    if key is None:
        return
    orders.mark_gone(tx, key, bench.seat.clock.now())
    bench.orders_changed(tx, [key])
