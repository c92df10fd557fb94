"""A scan gets its verdict: what it means, and which rule answers it."""

from station.model.barcode import Command
from station.model.operator import Operator
from station.model.view import BenchState
from station.packing import close, pack
from station.packing.outcome import Outcome, no, yes
from station.packing.scan import (
    TORN,
    BadgeScan,
    Candidates,
    CartonFound,
    CartonScan,
    CommandScan,
    LabelScan,
    LineScan,
    Meaning,
    OrderFound,
    OrderScan,
    ProductFound,
    ProductScan,
    UnknownScan,
    other_name,
    resolve_at_bench,
    resolve_known,
)
from station.store import orders, people, products, queries, sessions
from station.store.engine import Transaction
from station.usecases import labels, opening, ship
from station.usecases.desk import Desk
from station.usecases.seat import Current, IdleQuestion


def judge(desk: Desk, tx: Transaction, text: str) -> Outcome:
    if desk.seat.stopped is not None:
        return Outcome(False, desk.seat.stopped)
    current = desk.seat.current
    meaning = resolve_at_bench(text, current.session if current else None)
    if meaning is None:
        meaning = resolve_known(text, _candidates(desk, tx, text), current.session if current else None)
    desk.seat.problem = None
    if current is None:
        return _judge_idle(desk, tx, meaning, text)
    held = current.session.state is BenchState.HELD
    if held and not isinstance(meaning, CommandScan | BadgeScan):
        return Outcome(False, current.session.why_held)
    return _judge_open(desk, tx, meaning, text)


def _candidates(desk: Desk, tx: Transaction, text: str) -> Candidates:
    if text.startswith("OP-"):
        return Candidates(operator=people.by_badge(tx, text))
    found = [
        stored
        for key in orders.by_text(tx, text, desk.seat.policy.stores)
        if (stored := orders.load(tx, key))
    ]
    cartons = tuple(
        CartonFound(uid, stored.order.number, number, state)
        for uid, number, key, state in sessions.tracking_known(tx, text)
        if (stored := orders.load(tx, key))
    )
    return Candidates(
        orders=tuple(
            OrderFound(one.id, one.order.store, one.order.ref, one.order.number, one.order.state.value)
            for one in found
        ),
        cartons=cartons,
        products=tuple(
            ProductFound(one.store, one.ref, one.sku, one.name, one.picture, one.bin)
            for one in products.by_code(tx, text) or products.by_code(tx, other_name(text))
        ),
    )


def _judge_idle(desk: Desk, tx: Transaction, meaning: Meaning, text: str) -> Outcome:
    seat = desk.seat
    if isinstance(meaning, CommandScan):
        return _idle_command(desk, tx, meaning.command)
    seat.question = None
    match meaning:
        case BadgeScan(operator=operator):
            return _sign_in(desk, tx, operator)
        case OrderScan(orders=found):
            return opening.scanned(desk, tx, found)
        case CartonScan(carton=carton):
            return opening.shipped_carton(desk, tx, carton.uid)
        case ProductScan(products=found_products):
            return no("scan.no_order_for", sku=found_products[0].sku, name=found_products[0].name)
        case UnknownScan(kind=kind):
            aside = queries.unreadable(tx, text)
            return Outcome(False, aside) if aside else no(_UNKNOWN.get(kind, "order.unknown"), text=text)
    raise AssertionError(meaning)


def _idle_command(desk: Desk, tx: Transaction, command: Command) -> Outcome:
    if desk.seat.question is not None:
        return _answer_idle(desk, tx, desk.seat.question, command)
    if command is Command.YES:
        offered = orders.next_offered(tx)
        return opening.open_order(desk, tx, offered) if offered is not None else no("queue.empty")
    if command is Command.HELP:
        return yes("help.idle")
    return no(
        {Command.REPRINT: "reprint.scan_slip", Command.UNDO: "undo.nothing"}.get(command, "scan.no_order")
    )


def _answer_idle(desk: Desk, tx: Transaction, question: IdleQuestion, command: Command) -> Outcome:
    if command is Command.NO:
        desk.seat.question = None
        return yes("question.left")
    answer = question.answers.get(command.value)
    if answer is None:
        return no("scan.not_an_answer")
    desk.seat.question = None
    return opening.answered(desk, tx, *answer)


def _sign_in(desk: Desk, tx: Transaction, operator: Operator) -> Outcome:
    desk.seat.operator = operator
    sessions.seat(tx, desk.seat.policy.bench, operator=operator.badge)
    return yes("operator.signed_in", operator=operator.name)


def _judge_open(desk: Desk, tx: Transaction, meaning: Meaning, text: str) -> Outcome:
    seat = desk.seat
    current = seat.here
    session, rules = current.session, seat.policy.rules
    if _waits_for_tracking(desk) and not isinstance(meaning, CommandScan | BadgeScan):
        return ship.stuck_on(desk, tx, meaning, text)
    match meaning:
        case CommandScan(command=command):
            return _command(desk, tx, command)
        case LineScan(lines=lines):
            return desk.act(tx, pack.scan_unit(session, lines, text, rules, seat.reading()))
        case LabelScan():
            return ship.confirm(desk, tx, session.on_bench.tracking)
        case BadgeScan(operator=operator):
            return _badge(desk, tx, operator)
        case OrderScan(orders=found):
            return _other_order(current, found)
        case CartonScan(carton=carton):
            return _other_carton(session.state, carton, text)
        case ProductScan(products=found_products):
            return pack.wrong_item(session, found_products)
        case UnknownScan(kind=kind):
            return no(_UNKNOWN.get(kind, _NOT_KNOWN.get(session.state, "scan.unknown")), text=text)
    raise AssertionError(meaning)


def _other_carton(state: BenchState, carton: CartonFound, text: str) -> Outcome:
    """A label that is void leaves with nothing, whatever it is stuck on."""
    if carton.state == "void":
        return no(_NOT_KNOWN.get(state, "scan.unknown"), text=text)
    return no("label.other_carton", order=carton.order, carton=carton.number)


def _badge(desk: Desk, tx: Transaction, operator: Operator) -> Outcome:
    """A supervisor's badge lets a refused weight pass, or a carton without one where the scale is gone."""
    seat = desk.seat
    stuck = seat.weight_problem is not None or seat.watch.last is None
    if seat.here.session.state is BenchState.WEIGHING and stuck:
        return desk.act(tx, close.pass_weight(seat.here.session, seat.reading(), operator))
    return _sign_in(desk, tx, operator)


def _other_order(current: Current, found: tuple[OrderFound, ...]) -> Outcome:
    if any(one.id == current.stored.id for one in found):
        return yes("order.already_open", order=current.stored.order.number)
    return no("pack.finish_or_park", order=current.stored.order.number, other=found[0].number)


def _waits_for_tracking(desk: Desk) -> bool:
    """A pre-printed carrier label was stuck on and names itself when it is scanned."""
    current = desk.seat.current
    carton = current.session.carton if current else None
    return bool(current and carton and current.session.state is BenchState.SCAN_BACK and not carton.scan_back)


def _command(desk: Desk, tx: Transaction, command: Command) -> Outcome:
    seat = desk.seat
    current = seat.here
    session, rules = current.session, seat.policy.rules
    if command is Command.HELP:
        return yes("help.bench", state=session.state.value)
    if session.state is BenchState.ASKING and (command is Command.NO or command.number is not None):
        return desk.act(tx, pack.answer(session, command.value, rules, seat.reading()), shorted=True)
    match command:
        case Command.UNDO:
            return desk.act(tx, pack.undo(session), undo=True)
        case Command.SHORT:
            return desk.act(tx, pack.short(session))
        case Command.NEXT_CARTON:
            return desk.act(tx, pack.next_carton(session, rules, seat.reading()))
        case Command.PARK | Command.HOLD:
            return opening.set_aside(desk, tx, hold=command is Command.HOLD)
        case Command.YES | Command.REPRINT | Command.NO:
            return labels.answer(desk, tx, command)
        case Command.WEIGH:
            return _weigh_now(desk, tx)
    return no("scan.nothing_asked")


def _weigh_now(desk: Desk, tx: Transaction) -> Outcome:
    current = desk.seat.here
    if current.session.state is not BenchState.WEIGHING:
        return no("weight.not_now")
    reading = desk.seat.reading()
    if reading is None:
        return no("weight.waiting")
    return desk.act(tx, close.weigh(current.session, reading, desk.seat.policy.rules))


# A label, by what the bench waits for: the wrong one, or one that was stuck on too soon.
_NOT_KNOWN = {BenchState.SCAN_BACK: "label.not_this", BenchState.LABELLING: "pack.wait_for_label"}
_UNKNOWN = {
    "CMD-": "command.unknown",
    "OP-": "operator.unknown",
    "ORD-": "order.unknown",
    "LINE-": "line.unknown",
    TORN: "scan.gs1_torn",
}
