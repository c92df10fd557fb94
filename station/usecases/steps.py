"""The open carton on the scale while it is packed: what does not fit is said, and with `stop` waited for."""

from dataclasses import replace

from station.model.events import ProblemFound
from station.model.operator import Operator, Role
from station.model.problem import Problem
from station.model.view import BenchState
from station.packing import close
from station.packing.carton import OWN_BOX
from station.packing.close import roughly
from station.packing.outcome import Outcome, yes
from station.packing.pan import Item, Load, Notice
from station.packing.sealing import seal_if_complete
from station.packing.session import Session
from station.packing.weight import Reading
from station.store.engine import Transaction
from station.usecases import learning
from station.usecases.desk import Desk
from station.usecases.seat import Seat

_FOLLOWED = (BenchState.PACKING, BenchState.ASKING)


def seen(seat: Seat, reading: Reading) -> bool:
    """A value of the scale; True when there is something else to say than before."""
    load = _load(seat)
    if load is not None and seat.here.session.kit_line:
        seat.steps.lost()  # its parts go in one by one, and weigh something only together
        return False
    if load is None:
        told = seat.steps.notice is not None
        seat.steps.forget()
        _wait(seat, False)
        return told
    changed = seat.steps.see(reading, load)
    _wait(seat, seat.steps.notice is not None)
    return changed


def _load(seat: Seat) -> Load | None:
    """What should be on the pan by the scans; None while no open carton is to be followed."""
    current = seat.current
    if current is None or seat.policy.rules.watch == "off" or current.session.state not in _FOLLOWED:
        return None
    session = current.session
    if seat.load_seen is not None and seat.load_seen[0] is session:
        return seat.load_seen[1]
    load = _made(seat, session)
    seat.load_seen = (session, load)
    return load


def _made(seat: Seat, session: Session) -> Load | None:
    carton = session.carton
    if carton is None or carton.kind == OWN_BOX or carton.sealed:
        return None
    inside = dict(carton.content)
    swapped = {mark.line for mark in carton.marks if mark.sku}
    items = [
        Item(line.ref, line.called, None if line.ref in swapped else line.unit, inside.get(line.ref, 0))
        for line in session.lines
    ]
    inserts = {task.key for task in session.tasks if task.insert}
    extras = sum(1 for task, uid in session.confirmed if task in inserts and uid in ("", carton.uid))
    return Load(carton.uid, seat.policy.rules.empty(carton.kind), items, extras)


def _wait(seat: Seat, unexplained: bool) -> None:
    """With `stop` no carton is closed while something does not fit."""
    rules = seat.policy.rules
    wanted = unexplained and rules.watch == "stop"
    if rules.unexplained != wanted:
        seat.policy = replace(seat.policy, rules=replace(rules, unexplained=wanted))


def changed(desk: Desk, tx: Transaction) -> None:
    """There is something else to say; and where all is well again, a complete carton is closed."""
    seat = desk.seat
    problem = said(seat)
    if problem is None:
        if seat.problem is not None and seat.problem.code.startswith("watch."):
            seat.problem = None
        free = seat.current is not None and seat.question is None
        facts = seal_if_complete(seat.here.session, seat.policy.rules, seat.reading()) if free else ()
        if facts and seat.policy.rules.watch == "stop":
            desk.act(tx, yes("watch.cleared", *facts))
        return
    notice = seat.steps.notice
    if notice is not None and notice.kind == "other" and notice.found:
        learning.weight_says(desk, tx, notice.called, notice.found)
    desk.note(ProblemFound(problem, seat.here.key))


def catch_up(desk: Desk, tx: Transaction) -> None:
    """A question that kept everything waiting is gone: what the scale said meanwhile counts now."""
    seat = desk.seat
    session, reading = seat.here.session, seat.reading()
    if session.state is BenchState.WEIGHING and reading is not None:
        outcome = close.weigh(session, reading, seat.policy.rules)
        if outcome.ok:
            desk.act(tx, outcome)
    elif said(seat) is None:
        changed(desk, tx)


def said(seat: Seat) -> Problem | None:
    """What does not fit, in words."""
    return _problem(seat.steps.notice) if seat.steps.notice is not None else None


def waited_for(seat: Seat) -> Problem | None:
    """What must be cleared before the carton is closed."""
    return said(seat) if seat.policy.rules.unexplained else None


def _problem(notice: Notice) -> Problem:
    about = {"sku": notice.called, "grams": roughly(abs(notice.mg)), "found": notice.found}
    match notice.kind:
        case "extra":
            return Problem("watch.extra" if notice.found else "watch.extra_mass", about)
        case "other":
            return Problem("watch.other" if notice.found else "watch.other_mass", about)
        case "left_in":
            return Problem("watch.left_in", about)
    return Problem("watch.missing", about)


def passed(desk: Desk, tx: Transaction, operator: Operator) -> Outcome | None:
    """A supervisor's badge while the carton may not be closed. None where nothing is asked."""
    seat = desk.seat
    if not seat.policy.rules.unexplained or operator.role is not Role.SUPERVISOR:
        return None
    seat.steps.accept()
    seat.problem = None
    _wait(seat, False)
    facts = seal_if_complete(seat.here.session, seat.policy.rules, seat.reading())
    return desk.act(tx, yes("watch.passed", *facts, operator=operator.name))
