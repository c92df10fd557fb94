"""A scan gets its verdict: what it means, and which rule answers it."""

from station.model.barcode import OWN_PREFIXES, Command, is_own
from station.model.view import BenchState
from station.packing import answers, pack, permits
from station.packing.outcome import Outcome, no, yes
from station.packing.scan import (
    TORN,
    BadgeScan,
    Candidates,
    CartonFound,
    CartonScan,
    CommandScan,
    KindScan,
    LabelScan,
    LineScan,
    Meaning,
    NumberScan,
    OrderFound,
    OrderScan,
    ProductFound,
    ProductScan,
    UnknownScan,
    other_name,
    resolve_at_bench,
    resolve_known,
    unit_of_case,
)
from station.packing.session import Session
from station.store import orders, people, products, queries, sessions, traces
from station.store.engine import Transaction
from station.usecases import (
    aside,
    commands,
    dock,
    learning,
    load,
    meeting,
    opening,
    pick,
    putback,
    returned,
    ship,
    voided,
)
from station.usecases.desk import Desk
from station.usecases.idle import FURTHER, more, sign_in
from station.usecases.seat import RUSHING, Current, IdleQuestion


def judge(desk: Desk, tx: Transaction, text: str) -> Outcome:
    if desk.seat.stopped is not None:
        return Outcome(False, desk.seat.stopped)
    current = desk.seat.current
    if current is None and desk.seat.walking is not None:
        return pick.judge(desk, tx, text)
    if current is None and desk.seat.chore is not None:
        return dock.judge(desk, tx, text)
    if pick.is_ours(text):
        return pick.at_open(desk, tx, text) if current is not None else pick.at_idle(desk, tx, text)
    text, meaning = _read(desk, tx, text)
    desk.seat.problem = None
    if current is None:
        outcome = _judge_idle(desk, tx, meaning, text)
        dock.refresh(desk, tx)
        return outcome
    held = current.session.state is BenchState.HELD
    if held and not isinstance(meaning, CommandScan | BadgeScan):
        return Outcome(False, current.session.why_held)
    why = aside.answered(desk, tx, meaning)
    if why is not None:
        return why
    outcome = _judge_open(desk, tx, meaning, text)
    dock.refresh(desk, tx)  # an interrupt may end with goods to put back
    return outcome


def _read(desk: Desk, tx: Transaction, text: str) -> tuple[str, Meaning]:
    """What was scanned, and what it means. Ours begin with capitals: a scanner that types turns its letters
    about under Caps Lock, and people type small ones.
    """
    meaning = _meaning(desk, tx, text)
    if isinstance(meaning, UnknownScan) and is_own(text) and not text.startswith(OWN_PREFIXES):
        head, dash, rest = text.partition("-")
        text = text.swapcase()
        for meant in (text, f"{head.upper()}{dash}{rest}"):
            meaning = _meaning(desk, tx, meant)
            if not isinstance(meaning, UnknownScan):
                return meant, meaning
    return text, meaning


def _meaning(desk: Desk, tx: Transaction, text: str) -> Meaning:
    session = desk.seat.current.session if desk.seat.current is not None else None
    at_once = resolve_at_bench(text, session)
    return at_once if at_once is not None else resolve_known(text, _candidates(desk, tx, text), session)


def _candidates(desk: Desk, tx: Transaction, text: str) -> Candidates:
    if text.startswith("OP-"):
        return Candidates(operator=people.by_badge(tx, text))
    found = orders.called(tx, orders.by_text(tx, text, desk.seat.policy.stores))
    cartons = tuple(
        CartonFound(uid, stored.order.number, number, state)
        for uid, number, key, state in sessions.tracking_known(tx, text)
        if (stored := orders.load(tx, key))
    )
    known = products.by_code(tx, text) or products.by_code(tx, other_name(text))
    if not (found or cartons or known) and desk.seat.current is None:
        # A serial or lot number names the orders it left with.
        found = orders.called(tx, traces.orders_with(tx, text))
    return Candidates(
        orders=tuple(OrderFound(*one) for one in found),
        cartons=cartons,
        products=tuple(
            ProductFound(one.store, one.ref, one.sku, one.name, one.picture, one.bin) for one in known
        ),
    )


def _judge_idle(desk: Desk, tx: Transaction, meaning: Meaning, text: str) -> Outcome:
    seat = desk.seat
    if isinstance(meaning, CommandScan):
        return _idle_command(desk, tx, meaning.command)
    if seat.question is not None and seat.question.about:
        return _idle_question(desk, tx, seat.question.about, meaning, text)
    seat.question = None
    match meaning:
        case NumberScan() | KindScan():
            return no("scan.no_order")
        case BadgeScan(operator=operator):
            return sign_in(desk, tx, operator)
        case OrderScan(orders=found):
            back = putback.of_order(desk, tx, found[0].id) if len(found) == 1 else None
            return back or opening.scanned(desk, tx, found)
        case CartonScan(carton=carton):
            return putback.of_carton(desk, tx, carton.uid) or opening.shipped_carton(desk, tx, carton.uid)
        case ProductScan(products=found_products):
            opened = pick.single(desk, tx, found_products)
            if opened is not None:
                return judge(desk, tx, text) if opened.ok else opened
            return no("scan.no_order_for", sku=found_products[0].sku, name=found_products[0].name)
        case UnknownScan(kind=kind):
            aside = queries.unreadable(tx, text)
            return Outcome(False, aside) if aside else no(_UNKNOWN.get(kind, "order.unknown"), text=text)
    raise AssertionError(meaning)


def _idle_question(desk: Desk, tx: Transaction, about: str, meaning: Meaning, text: str) -> Outcome:
    """A carton to reopen names itself by its label; who takes over or reopens may need a badge."""
    what, _, subject = about.partition(":")
    if what == "return":
        return returned.named(desk, tx, subject, meaning, text)
    match meaning:
        case OrderScan(orders=found) if about == RUSHING:
            return aside.rush_named(desk, tx, found)
        case CartonScan(carton=carton) if about == "reopen":
            return voided.asked(desk, tx, carton.uid)
        case BadgeScan(operator=operator) if subject:
            stop = permits.refused(operator)
            if stop is not None:
                return stop
            desk.seat.question = None
            if what == "take_over":
                return opening.take_over(desk, tx, int(subject), operator.name)
            return voided.allowed(desk, tx, subject, operator.name)
    if subject:
        return no("permission.badge_first")
    return no("rush.scan_slip" if about == RUSHING else "reopen.scan_label")


def _idle_command(desk: Desk, tx: Transaction, command: Command) -> Outcome:
    if desk.seat.question is not None:
        return _answer_idle(desk, tx, desk.seat.question, command)
    if command is Command.YES:
        return opening.open_next(desk, tx)
    if command is Command.HELP:
        return yes("help.idle")
    if command is Command.REOPEN:
        return voided.ask_which(desk)
    if command is Command.RUSH:
        return aside.rush_which(desk)
    if command is Command.HANDOVER:
        return load.begin(desk, tx)
    if command is Command.RETURN:
        return returned.ask_which(desk)
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
    if answer[0] == FURTHER:
        return more(desk, question, answer[1])
    desk.seat.question = None
    if answer[0] == "pack_again":
        return putback.pack_again(desk, tx, answer[2])
    if answer[0].startswith("pick:"):
        return pick.answered(desk, tx, *answer)
    if answer[0] == "reopen":
        return voided.because(desk, tx, answer[2])
    if answer[0] == "rush":
        return aside.rush_chosen(desk, tx, answer[1])
    return opening.answered(desk, tx, *answer)


def _judge_open(desk: Desk, tx: Transaction, meaning: Meaning, text: str) -> Outcome:
    match meaning:
        case CommandScan(command=command):
            return commands.given(desk, tx, command)
        case BadgeScan(operator=operator):
            return commands.badge(desk, tx, operator, lambda d, t: sign_in(d, t, operator))
        case KindScan(text=named):
            return commands.kind(desk, tx, named)
        case NumberScan(count=count):
            return commands.typed(desk, tx, count)
    if _waits_for_tracking(desk):
        return ship.stuck_on(desk, tx, meaning, text)
    if desk.seat.here.session.question is not None:
        return desk.act(tx, _answer(desk, tx, meaning, text))
    return _judge_goods(desk, tx, meaning, text)


def _judge_goods(desk: Desk, tx: Transaction, meaning: Meaning, text: str) -> Outcome:
    current = desk.seat.here
    session = current.session
    match meaning:
        case LineScan(lines=lines, parts=parts):
            around = desk.seat.around(meeting.unit(desk, tx, lines, parts, text))
            return desk.act(tx, pack.scan_unit(session, lines, text, around, parts))
        case LabelScan():
            return ship.confirm(desk, tx, session.on_bench.tracking)
        case OrderScan(orders=found):
            return desk.act(tx, pack.used_up(session, _other_order(current, found)))
        case CartonScan(carton=carton):
            return desk.act(tx, pack.used_up(session, _other_carton(session, carton, text)))
        case ProductScan(products=found_products):
            learning.wrong_item(desk, tx, session, found_products, text)
            return desk.act(tx, pack.wrong_item(session, found_products))
        case UnknownScan(kind=kind):
            return desk.act(tx, pack.used_up(session, _unknown(session, kind, text)))
    raise AssertionError(meaning)


def _unknown(session: Session, kind: str, text: str) -> Outcome:
    """Nobody's code; or that of a case of something on the order, of which nobody said what is in it."""
    unit = resolve_at_bench(unit_of_case(text), session)
    if session.state is BenchState.PACKING and isinstance(unit, LineScan) and unit.lines:
        line = unit.lines[0]
        return no("pack.case_unknown", sku=line.called, name=line.name, code=text)
    return no(_UNKNOWN.get(kind, _NOT_KNOWN.get(session.state, "scan.unknown")), text=text)


def _answer(desk: Desk, tx: Transaction, meaning: Meaning, text: str) -> Outcome:
    """Goods, or any text, while a question is open."""
    session = desk.seat.here.session
    around = desk.seat.around(meeting.answer(desk, tx, text))
    match meaning:
        case LineScan(lines=lines) if lines:
            return answers.with_lines(session, lines, text, around)
        case LineScan(parts=parts):
            return answers.with_parts(session, parts, text, around)
        case ProductScan(products=found_products):
            store = desk.seat.here.stored.order.store  # another store's number is nothing in this one's books
            ours = sorted(found_products, key=lambda one: one.store != store)
            return answers.with_product(session, ours, text, around)
        case CartonScan():
            return answers.not_of_the_goods(session, text) or answers.with_text(session, text, around)
    return answers.with_text(session, text, around)


def _other_carton(session: Session, carton: CartonFound, text: str) -> Outcome:
    """A label that is void, or was this carton's before, leaves with nothing, whatever it is stuck on."""
    here = session.carton
    if carton.state == "void" or (here is not None and here.uid == carton.uid):
        return no(_NOT_KNOWN.get(session.state, "scan.unknown"), text=text)
    return no("label.other_carton", order=carton.order, carton=carton.number)


def _other_order(current: Current, found: tuple[OrderFound, ...]) -> Outcome:
    if any(one.id == current.stored.id for one in found):
        return yes("order.already_open", order=current.stored.order.number)
    return opening.finish_first(current, found[0].number)


def _waits_for_tracking(desk: Desk) -> bool:
    """A pre-printed carrier label was stuck on and names itself when it is scanned."""
    current = desk.seat.current
    carton = current.session.carton if current else None
    return bool(current and carton and current.session.state is BenchState.SCAN_BACK and not carton.scan_back)


# A label, by what the bench waits for: the wrong one, or one that was stuck on too soon.
_NOT_KNOWN = {BenchState.SCAN_BACK: "label.not_this", BenchState.LABELLING: "pack.wait_for_label"}
_UNKNOWN = {
    "CMD-": "command.unknown",
    "OP-": "operator.unknown",
    "ORD-": "order.unknown",
    "LINE-": "line.unknown",
    TORN: "scan.gs1_torn",
}
