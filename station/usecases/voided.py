"""Beyond a label: VOID of the one on the bench, REOPEN of a carton that is confirmed and not handed over."""

from datetime import datetime

from station.model.problem import Problem
from station.model.view import Choice
from station.packing import facts as f
from station.packing import odd
from station.packing.outcome import Outcome, no, yes
from station.store import ledger, loads, merged, orders, outbox, paper, putbacks, sessions, weights
from station.store.engine import Transaction
from station.usecases import kitparts, learning, postage, queue, ship, substituted
from station.usecases.desk import Desk
from station.usecases.seat import IdleQuestion


def after(tx: Transaction, outcome: Outcome) -> None:
    """A carton that is packed again has no label any more, and nothing of it is printed."""
    for fact in outcome.facts:
        if isinstance(fact, f.CartonReopened):
            paper.void_labels(tx, fact.carton)
            paper.cancel_jobs(tx, fact.carton)
            sessions.labelled(tx, fact.carton, tracking="", tracking_url="", scan_back="[]")


# -- a carton that is confirmed -------------------------------------------------------------------


def ask_which(desk: Desk) -> Outcome:
    """CMD-REOPEN at the idle bench: the carton names itself by its label."""
    say = Problem("reopen.scan_label")
    desk.seat.question = IdleQuestion(say, (Choice("CMD-NO", Problem("choice.leave_it")),), {}, "reopen")
    return Outcome(False, say)


def asked(desk: Desk, tx: Transaction, uid: str) -> Outcome:
    """Its label was scanned: why, by number."""
    stop = _why_not(tx, uid)
    if stop is not None:
        desk.seat.question = None
        return Outcome(False, stop)
    row = paper.carton_row(tx, uid)
    say = Problem("reopen.why", {"order": row.order_number, "carton": row.number})
    named = [(f"CMD-{n}", reason) for n, reason in enumerate(odd.REASONS, 1)]
    choices = tuple(Choice(scan, Problem(f"void.reason_{reason}")) for scan, reason in named)
    answers = {scan: ("reopen", 0, f"{uid}:{reason}") for scan, reason in named}
    leave = Choice("CMD-NO", Problem("choice.leave_it"))
    desk.seat.question = IdleQuestion(say, (*choices, leave), answers, "reopen")
    return Outcome(False, say)


def because(desk: Desk, tx: Transaction, carton: str) -> Outcome:
    """`carton:reason` was answered. Who may not do it alone needs a supervisor's badge."""
    if not desk.seat.around().may("reopen"):
        say = Problem("permission.wanted", {"action": "@action.reopen"})
        leave = (Choice("CMD-NO", Problem("choice.leave_it")),)
        desk.seat.question = IdleQuestion(say, leave, {}, f"reopen:{carton}")
        return Outcome(False, say)
    return allowed(desk, tx, carton, desk.seat.who)


def allowed(desk: Desk, tx: Transaction, carton: str, by: str) -> Outcome:
    """`carton:reason`, on this person's word."""
    uid, _, reason = carton.rpartition(":")
    return reopen(desk, tx, uid, by, reason)


def _why_not(tx: Transaction, uid: str) -> Problem | None:
    row = paper.carton_row(tx, uid)
    about = {"order": row.order_number, "carton": row.number}
    if row.state == "handed_over":
        return Problem("reopen.handed_over", about)
    if row.state != "confirmed":
        return Problem("reopen.not_confirmed", about)
    if sessions.unfinished(tx, row.order_id) is not None:
        return Problem("reopen.order_open", about)
    told = outbox.begun(tx, _keys(tx, uid))
    return Problem("reopen.told", about) if told else None


def _keys(tx: Transaction, uid: str) -> tuple[str, ...]:
    """What the shop was or is to be told of the shipment this carton left in."""
    shipment = sessions.shipment_uid(tx, uid)
    told = merged.told_of(tx, paper.carton_row(tx, uid).order_id, shipment)
    return tuple(key for own in told for key in (f"tracking:{own}", f"status:{own}", substituted.key_of(own)))


def reopen(desk: Desk, tx: Transaction, uid: str, by: str, reason: str) -> Outcome:
    """Every book goes back to before the carton was confirmed: it is void, its units are open again. Who did
    it and why stands with the order.
    """
    seat = desk.seat
    now: datetime = seat.clock.now()
    seat.question = None
    stop = _why_not(tx, uid)  # the shop may have been told while the badge was fetched
    if stop is not None:
        return Outcome(False, stop)
    row = paper.carton_row(tx, uid)
    stored = orders.load(tx, row.order_id)
    shipment = sessions.shipment_uid(tx, uid)
    if stored is None or not shipment:
        return no("reopen.not_confirmed", order=row.order_number, carton=row.number)
    for key in _keys(tx, uid):
        outbox.cancel(tx, key)
    content = ledger.take_back(tx, uid, by, now)
    kitparts.taken_back(seat, tx, uid)
    _no_carton(desk, tx, uid, content, by, reason)
    ship.tell_what_stays(desk, tx, row.order_id)
    queue.reopened(seat, tx, row.order_id, row.number, reason, by)
    return yes("reopen.done", order=row.order_number, carton=row.number, count=sum(content.values()))


def _no_carton(desk: Desk, tx: Transaction, uid: str, content: dict[str, int], by: str, reason: str) -> None:
    """A confirmed carton is void for its order, its weights and its labels; its session tells of it."""
    row = paper.carton_row(tx, uid)
    seat = desk.seat
    fact = f.CartonTakenBack(uid, reason, by)
    sessions.add_closed(tx, row.session, seat.policy.bench, by or seat.who, seat.clock.now(), fact)
    back = {ref: -units for ref, units in content.items()}
    orders.add_shipped(tx, row.order_id, back)
    merged.add_shipped(tx, row.order_id, back)
    told = weights.told_by(tx, uid)
    if desk.seat.policy.gives_back:
        postage.give_back(tx, uid)
    sessions.reopen_carton(tx, uid, by, desk.seat.clock.now())
    learning.came_back(desk, tx, told, row.kind)
    paper.void_labels(tx, uid)
    paper.cancel_jobs(tx, uid)
    loads.take_out(tx, uid)
    desk.lists("orders", "day", "pushes", "dock")


# -- a carton nobody wants any more -----------------------------------------------------------------


def give_back(desk: Desk, tx: Transaction, uid: str, reason: str) -> int:
    """Its order is over: it is void, and its units are on their way back to the shelf; how many.

    They stay out of the books until each of them is on its shelf. What the shop was told already stays told.
    """
    row = paper.carton_row(tx, uid)
    if row.state != "confirmed":
        return 0
    loads.untell(tx, _keys(tx, uid))
    now = desk.seat.clock.now()
    units = putbacks.from_carton(tx, uid, row.order_id, row.store, reason, now)
    _no_carton(desk, tx, uid, paper.content(tx, uid), desk.seat.who, reason)
    return units


def taken_off(desk: Desk, tx: Transaction, uid: str) -> Outcome:
    """Its order changed: what was to be told of it is not, and its units are open again."""
    keys = _keys(tx, uid)
    if not outbox.begun(tx, keys, ("ready", "parked")):
        loads.untell(tx, keys)  # also what a person was to look at; not a part where the shop knows the rest
    stop = _why_not(tx, uid)
    if stop is not None:
        return Outcome(False, stop)
    return reopen(desk, tx, uid, desk.seat.who, "changed")
