"""The question that is open on the order, in words' codes, and its answers."""

from station.model.problem import Problem
from station.model.view import Choice
from station.packing import kits, sealing, short, traced
from station.packing.facts import Asked
from station.packing.paged import MORE, bounds
from station.packing.session import Session
from station.usecases.seat import Current

_LINES = {"which_line": "short.which_line", "no_code": "no_code.which_line", "swap_line": "swap.which_line"}


def sentence(session: Session) -> Problem:
    """What is asked."""
    asked = session.question
    if asked is None:
        raise LookupError("nothing was asked")
    match asked.question:
        case "how_many" | "swap_item" | "lot" | "expiry" | "serial":
            return _of_line(session, asked)
        case "which_line" | "no_code" | "swap_line":
            return Problem(_LINES[asked.question], {"count": len(short.asked_among(session, asked))})
        case "move":
            return Problem("move.scan_item")
        case "instruct" | "insert":
            return Problem(f"task.{asked.question}", sealing.about_task(session, asked))
        case "permission":
            return Problem("permission.wanted", {"action": f"@action.{asked.subject}"})
        case "void_why":
            return Problem("void.why", {"carton": session.on_bench.number})
    return Problem("scan.ambiguous", {"code": asked.subject, "count": len(short.asked_among(session, asked))})


def _of_line(session: Session, asked: Asked) -> Problem:
    line = session.known(asked.subject)
    goods = traced.asked_about(line, asked) or line
    about: dict[str, object] = {"sku": goods.called, "name": goods.name}
    match asked.question:
        case "how_many":
            return Problem("short.how_many", about)
        case "swap_item":
            return Problem("swap.scan_item", about)
    return Problem(f"trace.{asked.question}_wanted", about)


def choices(current: Current) -> tuple[Choice, ...]:
    """The numbered answers; NO always leaves the question."""
    session, order = current.session, current.stored.order
    asked = session.question
    if asked is None:
        return ()
    if not asked.choices:
        leave = Problem("choice.leave_question")
        return (Choice("CMD-NO", leave, "", order.store, order.number, order.ref),)
    return tuple(
        Choice(
            scan,
            _further(session, asked, value) if scan == MORE else _choice(session, asked, value),
            _picture(session, asked, value),
            order.store,
            order.number,
            order.ref,
        )
        for scan, value in asked.choices
    )


def _further(session: Session, asked: Asked, value: str) -> Problem:
    return Problem("choice.more_lines", bounds(value, len(short.asked_among(session, asked))))


def _choice(session: Session, asked: Asked, value: str) -> Problem:
    match asked.question:
        case "how_many":
            return Problem("choice.count", {"count": int(value)})
        case "instruct" | "insert":
            return Problem(f"choice.{asked.question}", sealing.about_task(session, asked))
        case "void_why":
            return Problem(f"void.reason_{value}")
    line = session.known(value)
    options = ", ".join(f"{name}: {chosen}" for name, chosen in line.options)
    return Problem("choice.line", {"sku": line.called, "name": line.name, "options": options})


def _picture(session: Session, asked: Asked, value: str) -> str:
    task = sealing.task_of(session, asked)
    if task is not None:
        return task.picture
    line = session.line(value)
    return line.picture if line is not None else ""


def kit_missing(session: Session) -> tuple[tuple[str, str, int], ...]:
    """(SKU, name, how many) of the parts the kit in hand still needs."""
    if not session.kit_line:
        return ()
    line = session.known(session.kit_line)
    return tuple((part.sku, part.name, left) for part, left in kits.missing(session, line))
