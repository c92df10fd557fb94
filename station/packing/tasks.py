"""What has to be confirmed while an order is packed: instructions to follow, inserts to put in."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from station.packing import facts as f


@dataclass(frozen=True, slots=True)
class Task:
    """`lines` empty: it is about the whole order, and asked before the carton is closed. With lines it is
    asked when the first unit of one of them is in.

    `insert`: the SKU of something to put in, not an instruction; its `codes` confirm it as YES does.
    """

    key: str
    text: str = ""
    per_carton: bool = False
    lines: frozenset[str] = frozenset()
    insert: str = ""
    codes: frozenset[str] = frozenset()
    picture: str = ""


def next_task(
    tasks: Iterable[Task],
    confirmed: Collection[tuple[str, str]],
    carton: str,
    content: Collection[str],
    only: Collection[str] | None = None,
) -> Task | None:
    """The first that is not confirmed yet for this carton, or the order; `only` what these lines want."""
    for task in tasks:
        if (task.key, carton if task.per_carton else "") in confirmed:
            continue
        if task.lines and not task.lines.intersection(content):
            continue
        if only is not None and not task.lines.intersection(only):
            continue
        return task
    return None


def ask(task: Task, then: str) -> f.Asked:
    """`then`: seal where the carton is being closed."""
    question = "insert" if task.insert else "instruct"
    return f.Asked(question, task.key, (("CMD-YES", task.key),), (("then", then),))
