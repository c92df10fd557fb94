"""An order leaves the bench before it is packed, PARK or HOLD with a reason; or it comes first, RUSH."""

from station.model.barcode import Command
from station.model.problem import Problem
from station.model.view import BenchState, Choice
from station.packing import answers
from station.packing import facts as f
from station.packing.holds import obstacle
from station.packing.outcome import Outcome, no, yes
from station.packing.scan import BadgeScan, CommandScan, Meaning, OrderFound
from station.store import orders, paper
from station.store.engine import Transaction
from station.store.orders import Stored
from station.usecases import ended, opening, queue, steps
from station.usecases.desk import Desk
from station.usecases.idle import choice, leave_it, sign_in
from station.usecases.seat import HOLDING, RUSHING, IdleQuestion

# By how often a packer is the one who finds out. HOLD again is the first of them.
WHY = ("hold.operator", "hold.stock", "hold.address", "hold.payment", "hold.fraud")
_ENDED = ("order.cancelled", "order.refunded", "order.fulfilled")


def park(desk: Desk, tx: Transaction) -> Outcome:
    """The place is kept, and what is in the carton."""
    return _kept_here(desk, tx) or _set_aside(desk, tx)


def ask_why(desk: Desk, tx: Transaction) -> Outcome:
    """HOLD: the reason is one more scan. Nothing is set aside before it is known."""
    stop = _kept_here(desk, tx)
    if stop is not None:
        return stop
    stored = desk.seat.here.stored
    say = Problem("hold.why", {"order": stored.order.number})
    named = tuple(choice(stored, f"CMD-{n}", f"choice.{code}") for n, code in enumerate(WHY, 1))
    meant = {f"CMD-{n}": ("hold", stored.id, code) for n, code in enumerate(WHY, 1)}
    meant[Command.HOLD.value] = meant["CMD-1"]
    desk.seat.question = IdleQuestion(say, (*named, leave_it(stored)), meant, HOLDING)
    return Outcome(False, say)


def answered(desk: Desk, tx: Transaction, meaning: Meaning) -> Outcome | None:
    """What was scanned while the reason is asked for; None where that is not so, or nothing to do with it."""
    seat = desk.seat
    asked = seat.question
    if asked is None or seat.current is None or seat.state is not BenchState.ASKING or asked.about != HOLDING:
        return None
    if isinstance(meaning, BadgeScan):
        return sign_in(desk, tx, meaning.operator)
    command = meaning.command if isinstance(meaning, CommandScan) else None
    if command is Command.HELP:
        return None
    if command in (Command.NO, Command.UNDO):
        seat.question = None
        steps.catch_up(desk, tx)
        return yes("question.left")
    meant = asked.answers.get(command.value) if command is not None else None
    if meant is None:
        return no("scan.not_an_answer")
    seat.question = None
    return _kept_here(desk, tx) or _set_aside(desk, tx, meant[2])


def _kept_here(desk: Desk, tx: Transaction) -> Outcome | None:
    """A label that is on its way, or out, keeps its order on the bench."""
    session = desk.seat.here.session
    labelling = session.state in (BenchState.LABELLING, BenchState.SCAN_BACK)
    asking = session.state is BenchState.ASKING and session.on_bench.labelled
    if asking or (labelling and not _no_label_to_come(desk, tx)):
        return no("park.label_first", order=desk.seat.here.stored.order.number)
    return Outcome(False, session.why_held) if session.state is BenchState.HELD else None


def _no_label_to_come(desk: Desk, tx: Transaction) -> bool:
    """A label that cannot be made, and nothing on its way: one such order does not keep the bench. Nor does
    one that only waits for its shop: without a number no carrier was asked for it.
    """
    carton = desk.seat.here.session.on_bench
    if carton.trouble is None or paper.latest_label(tx, carton.uid) is not None:
        return False
    wanted = paper.wanted_labels(tx, desk.seat.policy.bench)
    return all(one.carton != carton.uid or one.number is None for one in wanted)


def _set_aside(desk: Desk, tx: Transaction, reason: str = "") -> Outcome:
    """With a reason nobody opens it before somebody lets it go."""
    seat = desk.seat
    current = seat.here
    facts: list[f.Fact] = []
    question = current.session.question
    if question is not None and question.question not in ("instruct", "insert"):
        facts += answers.leave(current.session).facts
    if current.session.state is BenchState.LABELLING:
        paper.void_labels(tx, current.session.on_bench.uid)  # another one is wanted when it comes back
    desk.record(tx, [*facts, f.Parked()])
    if reason:
        queue.hold_packed(seat, tx, current.stored.id, reason)
    opening.leave(desk, tx, "parked")
    seat.put_away = current.stored.id
    ended.parked(desk, tx, [current.stored.id])  # another process may have stored its end just now
    return yes("order.held" if reason else "order.parked", order=current.stored.order.number)


# -- rush -----------------------------------------------------------------------------------------


def rush_here(desk: Desk, tx: Transaction) -> Outcome:
    """RUSH with an order on the bench means that one."""
    return _rush(desk, tx, desk.seat.here.stored)


def rush_which(desk: Desk) -> Outcome:
    """RUSH at the idle bench: the next slip says which."""
    say = Problem("rush.scan_slip")
    leave = (Choice("CMD-NO", Problem("choice.leave_it")),)
    desk.seat.question = IdleQuestion(say, leave, {}, RUSHING)
    return yes("rush.scan_slip")


def rush_named(desk: Desk, tx: Transaction, found: tuple[OrderFound, ...]) -> Outcome:
    """The slip, or a number that several orders may have."""
    if len(found) == 1:
        return rush_chosen(desk, tx, found[0].id)
    return opening.which_order(desk, found, "rush")


def rush_chosen(desk: Desk, tx: Transaction, order_id: int) -> Outcome:
    """This one, whatever bench it is at."""
    desk.seat.question = None
    stored = orders.load(tx, order_id)
    return _rush(desk, tx, stored) if stored is not None else no("order.unknown", text="")


def _rush(desk: Desk, tx: Transaction, stored: Stored) -> Outcome:
    stop = obstacle(stored.order)
    if stop is not None and stop.code in (*_ENDED, "order.nothing_open"):
        return Outcome(False, stop)
    queue.rush(desk.seat, tx, stored.id, True, desk.seat.who or desk.seat.policy.bench)
    desk.lists("orders", "day")
    return yes("rush.already" if stored.rush else "rush.set", order=stored.order.number)
