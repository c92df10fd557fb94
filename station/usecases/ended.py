"""An order is over while its goods are in a carton that never left: where they lie, and that they go back."""

from collections.abc import Sequence
from dataclasses import replace

from station.model.events import OrderKey, ProblemFound
from station.model.order import OrderState
from station.model.problem import Problem
from station.packing import facts as f
from station.packing.inside import Inside, inside, kit_in_hand
from station.store import ahead as stored_ahead
from station.store import leases, orders, paper, picked, putbacks, rest, sessions
from station.store.engine import Transaction, micros
from station.store.orders import Stored
from station.usecases import ahead, opening, walks
from station.usecases.desk import Desk
from station.usecases.seat import Current, Seat

_ENDED = (OrderState.CANCELLED, OrderState.REFUNDED, OrderState.FULFILLED)


def over(stored: Stored) -> str:
    """Why nobody packs an order on; empty where somebody may."""
    if stored.fingerprint == orders.GONE:
        return "order.gone"
    if stored.order.state in _ENDED:
        return f"order.{stored.order.state.value}"
    if any(opening.due_now(stored, None).values()):
        return ""
    return why_less(stored, [line.ref for line in stored.order.lines])


def why_less(stored: Stored, lines: Sequence[str]) -> str:
    """What became of units of these lines that are not wanted any more, as far as the shop says it."""
    some = [line for line in stored.order.lines if line.ref in lines]
    if any(line.refunded for line in some):
        return "order.refunded"
    return "order.cancelled" if any(line.cancelled for line in some) else "order.changed"


def goods_back(seat: Seat, tx: Transaction, current: Current, reason: str) -> int:
    """What is in the open carton, what lies beside it of a kit, and what is left in totes: how many units of
    the carton. Before it is void.
    """
    walks.goods_back(seat, tx, current.stored.id)
    carton = current.session.carton
    if carton is None:
        return 0
    goods = [*inside(current.session, carton), *kit_in_hand(current.session)]
    return listed(seat, tx, current, goods, reason)


def listed(seat: Seat, tx: Transaction, current: Current, goods: Sequence[Inside], reason: str) -> int:
    """Units that come out of the carton on the bench, to be put back one by one: how many."""
    stored, uid = current.stored, current.session.on_bench.uid
    head, now = f"{uid}:{current.session.next_batch}", seat.clock.now()
    for place, one in enumerate(goods):
        where = f"{head}:{place}"
        putbacks.out_of_carton(tx, where, stored.id, stored.order.store, uid, one, reason, now)
    return sum(one.units for one in goods)


# -- orders that were set aside -------------------------------------------------------------------


def parked(desk: Desk, tx: Transaction, changed: Sequence[int] | None = None) -> None:
    """Of these orders, or of all: what was set aside and is over now waits to be put back, and nothing of it
    counts as packed any more. No one has to open it for that.
    """
    for opened in rest.parked(tx, changed):
        stored = orders.load(tx, opened.order_id)
        reason = over(stored) if stored is not None else ""
        if stored is not None and reason:
            _closed(desk, tx, opened, stored, reason)


def _closed(desk: Desk, tx: Transaction, opened: sessions.Open, stored: Stored, reason: str) -> None:
    seat = desk.seat
    name, now = f"order:{stored.id}", seat.clock.now()
    try:
        token = leases.claim(tx, name, seat.policy.bench, seat.store.now(tx, now), opening.CLAIM_SECONDS)
    except leases.Taken:
        return  # who has just opened it is told there
    current = seat.load(tx, replace(opened, token=token), stored)
    if current is None:
        return
    about = {"order": stored.order.number}
    units = goods_back(seat, tx, current, reason)
    carton = current.session.carton
    facts: list[f.Fact] = [f.Interrupted(reason, tuple(about.items()))]
    facts += [f.CartonVoided(carton.uid, reason, keep=False)] if carton is not None else []
    facts.append(f.Closed("cancelled"))
    ahead.made_void(seat, tx, facts)
    there = stored_ahead.live(tx, opened.id)
    if there is not None:
        ahead.drop(tx, there)
    seat.keep(tx, current, facts)
    if carton is not None:
        paper.void_labels(tx, carton.uid)
        paper.cancel_jobs(tx, carton.uid)
    sessions.drop_empty(tx, opened.id)
    sessions.set_state(tx, opened.id, "closed", closed_at=micros(now), outcome="cancelled")
    picked.let_go(tx, stored.id)
    leases.release(tx, name, token)
    desk.lists("orders", "day", "dock")
    if units and carton is not None:
        where: dict[str, object] = {**about, "carton": carton.number, "bench": opened.bench, "count": units}
        order = stored.order
        say = Problem("back.parked_over", where)
        desk.note(ProblemFound(say, OrderKey(order.store, order.number, order.ref)))
