"""Beyond a label: VOID of the one on the bench, REOPEN of a carton that is confirmed and not handed over."""

from datetime import datetime

from station.model.problem import Problem
from station.model.view import Choice
from station.packing import facts as f
from station.packing.outcome import Outcome, no, yes
from station.store import ledger, orders, outbox, paper, sessions, weights
from station.store.engine import Transaction
from station.usecases import learning
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
    """Its label was scanned. Who may not do it alone needs a supervisor's badge."""
    row = paper.carton_row(tx, uid)
    about = {"order": row.order_number, "carton": row.number}
    stop = _why_not(tx, uid)
    if stop is not None:
        desk.seat.question = None
        return Outcome(False, Problem(stop.code, {**about, **stop.params}))
    if not desk.seat.around().may("reopen"):
        say = Problem("permission.wanted", {"action": "@action.reopen"})
        leave = (Choice("CMD-NO", Problem("choice.leave_it")),)
        desk.seat.question = IdleQuestion(say, leave, {}, f"reopen:{uid}")
        return Outcome(False, say)
    return reopen(desk, tx, uid, desk.seat.who)


def _why_not(tx: Transaction, uid: str) -> Problem | None:
    row = paper.carton_row(tx, uid)
    if row.state == "handed_over":
        return Problem("reopen.handed_over")
    if row.state != "confirmed":
        return Problem("reopen.not_confirmed")
    if sessions.unfinished(tx, row.order_id) is not None:
        return Problem("reopen.order_open")
    told = outbox.begun(tx, _keys(sessions.shipment_uid(tx, uid)))
    return Problem("reopen.told") if told else None


def _keys(shipment: str) -> tuple[str, ...]:
    return f"tracking:{shipment}", f"status:{shipment}"


def reopen(desk: Desk, tx: Transaction, uid: str, by: str) -> Outcome:
    """Every book goes back to before the carton was confirmed: it is void, its units are open again."""
    seat = desk.seat
    now: datetime = seat.clock.now()
    seat.question = None
    row = paper.carton_row(tx, uid)
    stored = orders.load(tx, row.order_id)
    shipment = sessions.shipment_uid(tx, uid)
    if stored is None or not shipment:
        return no("reopen.not_confirmed", order=row.order_number, carton=row.number)
    for key in _keys(shipment):
        outbox.cancel(tx, key)
    content = ledger.take_back(tx, uid, by, now)
    orders.add_shipped(tx, row.order_id, {ref: -units for ref, units in content.items()})
    told = weights.told_by(tx, uid)
    sessions.reopen_carton(tx, uid, by, now)
    learning.came_back(desk, tx, told, row.kind)
    paper.void_labels(tx, uid)
    paper.cancel_jobs(tx, uid)
    desk.lists("orders", "day", "pushes")
    return yes("reopen.done", order=row.order_number, carton=row.number, count=sum(content.values()))
