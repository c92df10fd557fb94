"""Closing a carton: what must be confirmed first, then the scale or the label."""

from collections.abc import Collection

from station.model.view import BenchState
from station.packing import facts as f
from station.packing import tasks
from station.packing.carton import OWN_BOX
from station.packing.outcome import Here, Outcome, Rules, no
from station.packing.session import Session
from station.packing.tasks import Task
from station.packing.weight import Reading


def after_unit(session: Session, lines: Collection[str], here: Here) -> tuple[f.Fact, ...]:
    """What a unit sets going: its instruction, or the end of the carton."""
    carton = session.on_bench
    content = [ref for ref, _ in carton.content]
    task = tasks.next_task(session.tasks, session.confirmed, carton.uid, content, lines)
    if task is not None:
        return (tasks.ask(task, "seal" if carton.kind == OWN_BOX else ""),)
    if carton.kind == OWN_BOX:
        return close_carton(session, here.rules, here.reading)
    return seal_if_complete(session, here.rules, here.reading)


def seal_if_complete(session: Session, rules: Rules, reading: Reading | None) -> tuple[f.Fact, ...]:
    """The facts that close the last carton by itself once nothing is left to scan."""
    carton = session.carton
    if session.state is not BenchState.PACKING or not session.complete or carton is None or not carton.units:
        return ()
    if carton.sealed or rules.unexplained:
        return ()
    return close_carton(session, rules, reading)


def close_carton(session: Session, rules: Rules, reading: Reading | None) -> tuple[f.Fact, ...]:
    """Sealed, unless something has to be confirmed first."""
    carton = session.on_bench
    content = [ref for ref, _ in carton.content]
    task = tasks.next_task(session.tasks, session.confirmed, carton.uid, content)
    if task is not None:
        return (tasks.ask(task, "seal"),)
    return seal(carton.uid, rules, reading)


def task_of(session: Session, asked: f.Asked) -> Task | None:
    if asked.question not in ("instruct", "insert"):
        return None
    return next((one for one in session.tasks if one.key == asked.subject), None)


def about_task(session: Session, asked: f.Asked) -> dict[str, object]:
    task = task_of(session, asked)
    return {"note": task.text, "sku": task.insert} if task is not None else {"note": "", "sku": ""}


def told(session: Session, outcome: Outcome) -> Outcome:
    """Where a unit leads to a question, the question is the verdict."""
    asked = outcome.facts[-1] if outcome.facts else None
    if not isinstance(asked, f.Asked) or task_of(session, asked) is None:
        return outcome
    return no(f"task.{asked.question}", *outcome.facts, **about_task(session, asked))


def seal(carton: str, rules: Rules, reading: Reading | None) -> tuple[f.Fact, ...]:
    """Sealed; with `weigh = "required"` the scale is next, otherwise the label at once."""
    sealed = f.CartonSealed(carton)
    if rules.weigh == "required":
        return (sealed,)
    if rules.weigh == "optional" and reading is not None:
        return (sealed, f.CartonWeighed(carton, reading.mass.mg, "weight.taken"), f.LabelWanted(carton))
    return (sealed, f.LabelWanted(carton))
