"""Commands, numbers and badges at a bench with an order on it."""

from collections.abc import Callable

from station.model.barcode import Command, carton_barcode
from station.model.operator import Operator
from station.model.view import BenchState
from station.packing import answers, close, odd, pack, permits, short
from station.packing.outcome import Outcome, no, yes
from station.store.engine import Transaction
from station.usecases import aside, labels, merging, opening, passing, steps, voided
from station.usecases.desk import Desk

Act = Callable[[Desk, Transaction], Outcome]


def given(desk: Desk, tx: Transaction, command: Command) -> Outcome:
    """A command barcode, whatever is going on."""
    session = desk.seat.here.session
    if command is Command.HELP:
        return yes("help.bench", state=session.state.value)
    answer = command in (Command.NO, Command.YES) or command.number is not None
    if session.question is not None and command.value in dict(session.question.choices):
        answer = True
    going_on = passing.passed(desk, tx) if command is Command.YES else None
    if going_on is not None:
        return going_on
    if session.state is BenchState.ASKING and answer:
        outcome = desk.act(tx, answers.with_command(session, command.value, desk.seat.around()), shorted=True)
        voided.after(tx, outcome)
        return outcome
    if command.number is not None:
        return number(desk, tx, command.number)
    if command is Command.NO and session.armed:
        return number(desk, tx, 0)
    act = _ACTS.get(command)
    return act(desk, tx) if act is not None else no("scan.nothing_asked")


def number(desk: Desk, tx: Transaction, count: int) -> Outcome:
    """So many of what is scanned next."""
    session = desk.seat.here.session
    if session.state is not BenchState.PACKING:
        return pack.obstacle(session) or no("scan.nothing_asked")
    return desk.act(tx, pack.set_number(session, count, desk.seat.around()))


def typed(desk: Desk, tx: Transaction, count: int) -> Outcome:
    """A count that was typed, not scanned: not everybody may."""
    around = desk.seat.around()
    session = desk.seat.here.session
    if session.state is BenchState.ASKING:
        return desk.act(tx, answers.with_count(session, count, around), shorted=True)
    if not count or around.may("typed_quantity"):
        return number(desk, tx, count)
    stop = pack.obstacle(session)
    if stop is not None:
        return stop
    return desk.act(tx, permits.ask("typed_quantity", (("count", str(count)),)))


def kind(desk: Desk, tx: Transaction, text: str) -> Outcome:
    """The barcode of a carton type."""
    session, rules = desk.seat.here.session, desk.seat.policy.rules
    found = next((one.name for one in rules.kinds if carton_barcode(one.name) == text), None)
    if found is None:
        return no("carton.unknown_kind", text=text)
    if session.state is BenchState.HELD:
        return Outcome(False, session.why_held)
    return desk.act(tx, odd.choose_kind(session, found))


def badge(desk: Desk, tx: Transaction, operator: Operator, sign_in: Act) -> Outcome:
    """A supervisor's badge grants what was asked for, or lets a refused weight pass, or a carton without one
    where the scale is gone.
    """
    seat = desk.seat
    session = seat.here.session
    answered = answers.with_badge(session, operator, seat.around())
    if answered is not None:
        outcome = desk.act(tx, answered)
        voided.after(tx, outcome)
        return outcome
    passed = steps.passed(desk, tx, operator)
    if passed is not None:
        return passed
    stuck = seat.weight_problem is not None or seat.watch.last is None
    if session.state is BenchState.WEIGHING and stuck:
        return desk.act(tx, close.pass_weight(session, seat.reading(), operator))
    return sign_in(desk, tx)


def _undo(desk: Desk, tx: Transaction) -> Outcome:
    return desk.act(tx, pack.undo(desk.seat.here.session), undo=True)


def _short(desk: Desk, tx: Transaction) -> Outcome:
    return desk.act(tx, short.short(desk.seat.here.session))


def _next_carton(desk: Desk, tx: Transaction) -> Outcome:
    seat = desk.seat
    return desk.act(tx, pack.next_carton(seat.here.session, seat.policy.rules, seat.reading()))


def _move(desk: Desk, tx: Transaction) -> Outcome:
    return desk.act(tx, odd.move(desk.seat.here.session))


def _no_code(desk: Desk, tx: Transaction) -> Outcome:
    return desk.act(tx, odd.no_code(desk.seat.here.session, desk.seat.around()))


def _swap(desk: Desk, tx: Transaction) -> Outcome:
    return desk.act(tx, odd.swap(desk.seat.here.session))


def _void(desk: Desk, tx: Transaction) -> Outcome:
    outcome = desk.act(tx, odd.void(desk.seat.here.session))
    voided.after(tx, outcome)
    return outcome


def _reopen(desk: Desk, _tx: Transaction) -> Outcome:
    return no("reopen.finish_first", order=desk.seat.here.stored.order.number)


def _elsewhere(word: str) -> Act:
    """What is done at an empty bench."""

    def act(desk: Desk, _tx: Transaction) -> Outcome:
        return opening.finish_first(desk.seat.here, word)

    return act


def _label(command: Command) -> Act:
    def act(desk: Desk, tx: Transaction) -> Outcome:
        return labels.answer(desk, tx, command)

    return act


def _weigh_now(desk: Desk, tx: Transaction) -> Outcome:
    current = desk.seat.here
    if current.session.state is not BenchState.WEIGHING:
        return no("weight.not_now")
    reading = desk.seat.reading()
    if reading is None:
        return no("weight.waiting")
    return desk.act(tx, close.weigh(current.session, reading, desk.seat.policy.rules))


_ACTS: dict[Command, Act] = {
    Command.UNDO: _undo,
    Command.SHORT: _short,
    Command.NEXT_CARTON: _next_carton,
    Command.MOVE: _move,
    Command.NO_CODE: _no_code,
    Command.SWAP: _swap,
    Command.VOID: _void,
    Command.REOPEN: _reopen,
    Command.PARK: aside.park,
    Command.HOLD: aside.ask_why,
    Command.RUSH: aside.rush_here,
    Command.MERGE: merging.merge_here,
    Command.WEIGH: _weigh_now,
    Command.HANDOVER: _elsewhere("HANDOVER"),
    Command.RETURN: _elsewhere("RETURN"),
    Command.YES: _label(Command.YES),
    Command.NO: _label(Command.NO),
    Command.REPRINT: _label(Command.REPRINT),
}
