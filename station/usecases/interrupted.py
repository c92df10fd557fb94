"""YES to an interrupt: what becomes of the order on the bench, its carton and its goods."""

from dataclasses import replace

from station.model.view import BenchState
from station.packing import close, kits
from station.packing import facts as f
from station.packing.inside import Inside, surplus
from station.packing.outcome import Outcome
from station.packing.session import Session, fold
from station.store import loads, paper, putbacks, sessions
from station.store.engine import Transaction
from station.usecases import ended, opening, putback, voided
from station.usecases.desk import Desk
from station.usecases.seat import Current, Seat


def too_much(seat: Seat) -> dict[str, int]:
    """Units per line that have to come out of the carton before the order on the bench goes on."""
    current = seat.here
    if current.session.state is not BenchState.HELD or current.session.interrupt in close.STOPS:
        return {}
    return surplus(current.session, opening.due_now(current.stored, current.session)) or {}


def acknowledge(desk: Desk, tx: Transaction) -> Outcome:
    """CMD-YES to an interrupt."""
    current = desk.seat.here
    stored, session = current.stored, current.session
    now = opening.as_it_is(stored, session)
    due = dict(now.lines)
    outcome = close.acknowledge(session, stored.order.number, now, desk.seat.policy.rules)
    stopped = session.interrupt in close.STOPS
    if stopped:
        ended.goods_back(desk.seat, tx, current, session.interrupt)
    elif any(isinstance(fact, f.UnitMoved) for fact in outcome.facts):
        _taken_out(desk, tx, current, due)
    if any(isinstance(fact, f.Rebased) for fact in outcome.facts):
        outcome = _new_lines(desk, tx, outcome)
    desk.record(tx, outcome.facts)
    _label_void(tx, session, outcome)
    if any(isinstance(fact, f.Parked) for fact in outcome.facts):
        opening.leave(desk, tx, "parked")
        ended.parked(desk, tx, [stored.id])
    else:
        desk.follow_up(tx, outcome.facts)
    if stopped:
        _closed_cartons(desk, tx, stored.id)
        if putbacks.of_order(tx, stored.id):
            putback.begin(desk, tx, stored.id)
    return outcome


def _label_void(tx: Transaction, session: Session, outcome: Outcome) -> None:
    carton = session.carton
    if carton is not None and any(isinstance(fact, f.CartonVoided) for fact in outcome.facts):
        paper.void_labels(tx, carton.uid)
        paper.cancel_jobs(tx, carton.uid)
    voided.after(tx, outcome)


def _taken_out(desk: Desk, tx: Transaction, current: Current, due: dict[str, int]) -> None:
    """They lie on the bench, and are listed to go back."""
    out = surplus(current.session, due) or {}
    lines = [current.session.known(ref) for ref in out]
    goods = [Inside(line.ref, line.sku, line.product, out[line.ref]) for line in lines]
    ended.listed(desk.seat, tx, current, goods, ended.why_less(current.stored, list(out)))
    desk.lists("dock")


def _closed_cartons(desk: Desk, tx: Transaction, order_id: int) -> None:
    """Those of the order that wait for the van are not wanted either: they are unpacked with the rest."""
    for uid, *_ in sessions.confirmed_of(tx, order_id):
        one = loads.one(tx, uid)
        if one is not None:
            putback.give_back(desk, tx, one)


def _new_lines(desk: Desk, tx: Transaction, outcome: Outcome) -> Outcome:
    """The lines as they are now stand under the facts so far; their kits are kept from here on too."""
    seat = desk.seat
    current = seat.here
    fresh = seat.begin(tx, current.stored, current.session.history)
    current.session = fold(fresh.start, current.session.history, fresh.tasks)
    now = kits.of_lines(fresh.start)
    kept = [replace(one, kits=now) if isinstance(one, f.Rebased) else one for one in outcome.facts]
    return replace(outcome, facts=tuple(kept))
