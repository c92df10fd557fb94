"""Answers to the question that is open: a number, YES, NO, a product, any text, or a supervisor's badge."""

from collections.abc import Sequence
from dataclasses import replace

from station.model.barcode import comparable, is_own
from station.model.operator import Operator
from station.packing import facts as f
from station.packing import kits, odd, permits, short, traced
from station.packing.lines import PackLine
from station.packing.outcome import Here, Outcome, no, yes
from station.packing.pack import set_number, take
from station.packing.paged import MORE
from station.packing.scan import ProductFound
from station.packing.sealing import about_task, close_carton, seal_if_complete, task_of
from station.packing.session import Session, extend, undoable

TRACED = ("lot", "expiry", "serial")


def with_command(session: Session, text: str, here: Here) -> Outcome:
    """A numbered answer, YES, or NO, which leaves the question."""
    asked = session.question
    if asked is None:
        return no("scan.nothing_asked")
    if text == "CMD-NO":
        return leave(session)
    if asked.question in TRACED and text.removeprefix("CMD-").isdigit():
        return no("scan.answer_first")
    value = dict(asked.choices).get(text)
    if value is None:
        return no("scan.not_an_answer")
    if text == MORE:
        return short.more(session, asked, value)
    match asked.question:
        case "how_many":
            return short.shorted(session, asked.subject, int(value), here)
        case "instruct" | "insert":
            return confirmed(session, asked, here)
        case "void_why":
            return odd.void_for(_answered(session, value), value, here, "", f.Answered(value))
    return _line_chosen(session, asked, session.known(value), here)


def with_count(session: Session, count: int, here: Here) -> Outcome:
    """A count that was typed: how many are left on the shelf may be any number."""
    asked = session.question
    if asked is None or asked.question != "how_many":
        return no("scan.answer_first")
    if count >= session.known(asked.subject).left:
        return no("scan.not_an_answer")
    return short.shorted(session, asked.subject, count, here)


def leave(session: Session) -> Outcome:
    """NO: everything that led to the question is taken back."""
    back = tuple(f.Undone(batch) for batch in undoable(session))
    after = extend(session, back) if back else session
    out = any(line.packed > now.packed for line, now in zip(session.lines, after.lines, strict=True))
    return yes("task.left" if out else "question.left", *back)


def _answered(session: Session, value: str) -> Session:
    return extend(session, (f.Answered(value),))


def _line_chosen(session: Session, asked: f.Asked, line: PackLine, here: Here) -> Outcome:
    answered = f.Answered(line.ref)
    match asked.question:
        case "which_line":
            return short.ask_how_many(line, answered)
        case "no_code":
            return odd.count_by_eye(session, line, here, answered)
        case "swap_line":
            return odd.swap_for(line, answered)
        case "ambiguous":
            given = dict(asked.given)
            count = int(given.get("count", "0")) or int(given["scans"]) * line.content(asked.subject)
            return take(session, (line,), asked.subject, count, here, answered)
    return no("scan.answer_first")


def with_lines(session: Session, lines: Sequence[PackLine], text: str, here: Here) -> Outcome:
    """A product of this order, or a line's own barcode, while a question is open."""
    asked = session.question
    if asked is None:
        return no("scan.nothing_asked")
    if asked.question == "move":
        return odd.move_out(session, lines, text)
    if asked.question in ("which_line", "no_code", "swap_line", "ambiguous"):
        among = short.asked_among(session, asked)
        open_lines = [line for line in lines if line.left and line.ref in among]
        if len(open_lines) == 1:
            return _line_chosen(session, asked, open_lines[0], here)
        return no("scan.answer_first")
    if asked.question == "swap_item":
        line = lines[0]
        product = ProductFound("", line.product, line.sku, line.name)
        if line.ref == asked.subject:
            return no("swap.the_same", sku=line.called)
        return odd.swap_with(session, asked, product, here)
    if asked.question in TRACED:
        line = session.known(asked.subject)
        return _goods_for_text(session, asked, traced.asked_about(line, asked) or line, text, lines[0], here)
    return _insert_or_first(session, asked, text, here)


def with_parts(session: Session, parts: Sequence[kits.Found], text: str, here: Here) -> Outcome:
    """A part of a kit of this order, while a question is open."""
    asked = session.question
    if asked is None or asked.question not in TRACED:
        return with_text(session, text, here)
    line = session.known(asked.subject)
    return _goods_for_text(session, asked, traced.asked_about(line, asked) or line, text, parts[0][1], here)


def _goods_for_text(
    session: Session, asked: f.Asked, about: traced.Goods, text: str, seen: traced.Goods, here: Here
) -> Outcome:
    """Goods were scanned where their lot or serial number is asked for: their code may say it."""
    if traced.answered(asked, text, here.today) is not None and traced.told(about, text).value(
        asked.question
    ):
        return with_text(session, text, here)
    return no(f"trace.not_a_{asked.question}", sku=seen.called)


def with_product(session: Session, products: Sequence[ProductFound], text: str, here: Here) -> Outcome:
    """A product that is not on this order, while a question is open."""
    asked = session.question
    if asked is None:
        return no("scan.nothing_asked")
    if asked.question == "swap_item":
        return odd.swap_with(session, asked, products[0], here)
    if asked.question == "move":
        return odd.move_out_substitute(session, products) or no("move.unknown", text=text)
    if asked.question in TRACED:
        return no(f"trace.not_a_{asked.question}", sku=products[0].sku or products[0].name)
    return _insert_or_first(session, asked, text, here)


def with_text(session: Session, text: str, here: Here) -> Outcome:
    """A code nobody knows: a lot, an expiry or a serial number where one is asked for."""
    asked = session.question
    if asked is None:
        return no("scan.nothing_asked")
    if asked.question == "move":
        return odd.move_out_mark(session, text) or no("move.unknown", text=text)
    if asked.question not in TRACED:
        return _insert_or_first(session, asked, text, here)
    if is_own(text):
        return no(f"trace.not_a_{asked.question}", sku=text)
    found = traced.answered(asked, text, here.today)
    if found is None:
        return no("trace.not_a_day" if asked.question == "expiry" else "scan.garbled", text=text)
    given = dict(asked.given)
    line, count = session.known(asked.subject), int(given["count"])
    answered = f.Answered(text)
    part = traced.asked_about(line, asked)
    if part is not None:
        return kits.put_in(session, line, part, count, given["code"], found, here, answered)
    lines = (line,) if session.kit_line else _alike(session, line)
    how, by = given.get("how", ""), given.get("by", "")
    return take(session, lines, given["code"], count, here, answered, known=found, how=how, by=by)


def not_of_the_goods(session: Session, text: str) -> Outcome | None:
    """The label of a carton is no lot and no serial number; None where none is asked for."""
    asked = session.question
    if asked is None or asked.question not in TRACED:
        return None
    return no(f"trace.not_a_{asked.question}", sku=text)


def _alike(session: Session, line: PackLine) -> Sequence[PackLine]:
    """The open lines of the same goods, this one first."""
    others = [one for one in session.lines if one.ref != line.ref and one.left and one.same_goods(line)]
    return (line, *others)


def _insert_or_first(session: Session, asked: f.Asked, text: str, here: Here) -> Outcome:
    task = task_of(session, asked)
    if task is not None and task.insert and (comparable(text) in task.codes or text == task.insert):
        return confirmed(session, asked, here)
    return no("scan.answer_first")


def confirmed(session: Session, asked: f.Asked, here: Here) -> Outcome:
    """Done as told; closing the carton goes on where it stopped."""
    task = task_of(session, asked)
    carton = session.on_bench.uid
    per_carton = task is not None and task.per_carton
    new: tuple[f.Fact, ...] = (
        f.Answered("CMD-YES"),
        f.Confirmed(asked.subject, carton if per_carton else ""),
    )
    after = extend(session, new)
    closing = dict(asked.given).get("then") == "seal"
    more = (
        close_carton(after, here.rules, here.reading)
        if closing
        else seal_if_complete(after, here.rules, here.reading)
    )
    if more and isinstance(more[0], f.Asked):
        return no(f"task.{more[0].question}", *new, *more, **about_task(after, more[0]))
    return yes("task.done", *new, *more, **about_task(session, asked))


def with_badge(session: Session, operator: Operator, here: Here) -> Outcome | None:
    """A supervisor's badge where permission is asked for; None when that is not the question."""
    asked = session.question
    if asked is None or asked.question != "permission":
        return None
    stop = permits.refused(operator)
    if stop is not None:
        return stop
    allowed = replace(here, who=operator)
    given, answered = dict(asked.given), f.Answered(operator.name)
    match asked.subject:
        case "typed_quantity":
            outcome = set_number(_answered(session, operator.name), int(given["count"]), allowed)
            return replace(outcome, facts=(answered, *outcome.facts))
        case "no_code":
            return odd.count_by_eye(session, session.known(given["line"]), allowed, answered)
        case "substitute":
            return odd.put_in_swapped(session, given, allowed, operator.name, answered)
        case "void":
            return odd.void_for(session, given["reason"], allowed, operator.name, answered)
    return None
