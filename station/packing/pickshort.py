"""Goods that are not in their bin: why, how many are left, what next, and whose order waits; and orders
that changed while their goods were walked for."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from station.packing import pickfacts as f
from station.packing.paged import MORE, bounds, numbered
from station.packing.pickfacts import PickFact, Step
from station.packing.picking import PickOutcome, PickRules, Task, Walk, extend, no, undoable, yes
from station.packing.pickscan import finished

REASONS = ("empty", "damaged", "not_found")
THEN = ("backorder", "hold")
_COUNTS = (*range(10), 10, 12, 24, 50)


def short(walk: Walk) -> PickOutcome:
    """SHORT at the stop the picker stands at: why?"""
    if walk.step is Step.ASKING:
        return no("scan.answer_first")
    if walk.step is Step.BINDING:
        return no("pick.totes_first", count=len(walk.unbound))
    task = walk.focus
    if task is None:
        return no("short.nothing_open")
    if walk.hand is not None:
        tote = walk.totes_of(task.order)[-1]
        return no("pick.put_first", sku=task.called, count=walk.hand.quantity, tote=tote)
    choices = tuple((f"CMD-{n}", reason) for n, reason in enumerate(REASONS, 1))
    return no("pick.why", f.Asked("why", task.place, choices), sku=task.called, bin=task.bin)


def answer(walk: Walk, text: str, rules: PickRules) -> PickOutcome:
    """A numbered answer, or NO, to the open question."""
    asked = walk.question
    if asked is None:
        return no("scan.nothing_asked")
    if text == "CMD-NO":
        return yes("question.left", *(f.Undone(batch) for batch in undoable(walk)))
    value = dict(asked.choices).get(text)
    if value is None:
        return no("scan.not_an_answer")
    answered = f.Answered(value)
    after = extend(walk, (answered,))
    task = walk.task(asked.subject)
    if text == MORE:
        return _more_orders(after, asked, value, answered)
    match asked.question:
        case "why" if value != "empty":
            return _how_many(after, task, answered)
        case "why" | "left":
            return _what_next(walk, after, task, rules, answered)
        case "next":
            return _settled(walk, after, task, value, rules, answered)
    return _one_order(walk, after, after.task(int(value)), answered)


def _how_many(after: Walk, task: Task, answered: f.Answered) -> PickOutcome:
    room = sum(one.left for one in after.stop(task))
    choices = tuple((f"CMD-{n}", str(n)) for n in _COUNTS if n < room)
    return no("pick.how_many", answered, f.Asked("left", task.place, choices), sku=task.called, bin=task.bin)


def _missing(after: Walk, task: Task) -> int:
    counted = after.shortage.counted if after.shortage is not None else 0
    return max(0, sum(one.left for one in after.stop(task)) - counted)


def other_bins(walk: Walk, task: Task) -> tuple[str, ...]:
    """Bins of the product nobody has found empty on this walk."""
    been = {task.bin}
    for fact in walk.facts:
        if isinstance(fact, f.Moved) and walk.task(fact.place).same_goods(task):
            been |= {fact.bin, *(one.bin for one in walk.start if one.place == fact.place)}
    return tuple(name for name in task.bins if name not in been)


def _what_next(walk: Walk, after: Walk, task: Task, rules: PickRules, answered: f.Answered) -> PickOutcome:
    bins = other_bins(after, task)
    if not bins and rules.after_short != "ask":
        return _settled(walk, after, task, rules.after_short, rules, answered)
    values = [f"bin:{name}" for name in bins[:6]] + list(THEN)
    choices = tuple((f"CMD-{n}", value) for n, value in enumerate(values, 1))
    missing = _missing(after, task)
    return no(
        "pick.what_next", answered, f.Asked("next", task.place, choices), sku=task.called, count=missing
    )


def _settled(
    walk: Walk, after: Walk, task: Task, value: str, rules: PickRules, answered: f.Answered
) -> PickOutcome:
    missing = _missing(after, task)
    stop = after.stop(task)
    if value.startswith("bin:"):
        moved = _move(after, stop, missing, value.removeprefix("bin:"))
        return yes(
            "pick.moved", answered, *moved, sku=task.called, count=missing, bin=value.removeprefix("bin:")
        )
    whole = missing == sum(one.left for one in stop)
    if rules.short_orders == "ask" and len(stop) > 1 and not whole:
        return _which_order(after, task, value, missing, answered)
    shares = least_harm(stop, missing)
    return _shorted(walk, after, task, shares, value, answered)


def _which_order(after: Walk, task: Task, then: str, missing: int, answered: f.Answered) -> PickOutcome:
    """A person chooses whose units are missing; the one of least harm stands first."""
    asked = f.Asked(f"which:{then}", task.place, numbered(_ranked(after, task)))
    return no("pick.which_order", answered, asked, sku=task.called, count=missing)


def _ranked(after: Walk, task: Task) -> list[str]:
    stop = after.stop(task)
    shares = least_harm(stop, _missing(after, task))
    ranked = sorted(stop, key=lambda one: (one.place not in shares, -one.due, one.place))
    return [str(one.place) for one in ranked]


def _more_orders(after: Walk, asked: f.Asked, following: str, answered: f.Answered) -> PickOutcome:
    """The same question about the next nine orders."""
    ranked = _ranked(after, after.task(asked.subject))
    again = f.Asked(asked.question, asked.subject, numbered(ranked, int(following)))
    return no("several.next", answered, again, **bounds(following, len(ranked)))


def _one_order(walk: Walk, after: Walk, chosen: Task, answered: f.Answered) -> PickOutcome:
    """This order's units are missing, and if they are not enough, those of the order that suffers least."""
    asked = walk.question
    then = asked.question.partition(":")[2] if asked is not None else THEN[0]
    missing = _missing(after, chosen)
    mine = min(missing, chosen.left)
    shares = {chosen.place: mine}
    rest = [one for one in after.stop(chosen) if one.place != chosen.place]
    shares |= least_harm(rest, missing - mine)
    return _shorted(walk, after, chosen, shares, then, answered)


def _shorted(
    walk: Walk, after: Walk, task: Task, shares: Mapping[int, int], then: str, answered: f.Answered
) -> PickOutcome:
    said = after.shortage
    if said is None:
        raise LookupError("nothing is said to be missing")
    facts: list[PickFact] = [answered]
    for place, units in shares.items():
        facts.append(f.Shorted(place, units, said.reason, said.counted, then))
    facts += _not_made(extend(after, facts[1:]), [after.task(place) for place in shares])
    if then == "hold":
        held = {after.task(place).order for place in shares}
        facts += [
            f.Dropped(one.place, rest, "hold.stock")
            for one in extend(after, facts[1:]).tasks
            if one.order in held and (rest := one.left)
        ]
    missing = sum(shares.values())
    about = {"sku": task.called, "missing": missing, "count": said.counted}
    return finished(walk, yes("pick.short", *facts, **about))


def _not_made(after: Walk, missing: Sequence[Task]) -> list[PickFact]:
    """Parts nobody has to fetch any more: another part of their kits is not there."""
    facts: list[PickFact] = []
    for order, line in dict.fromkeys((one.order, one.line) for one in missing if one.each):
        parts: dict[str, list[Task]] = {}
        for one in after.tasks:
            if (one.order, one.line) == (order, line) and one.each:
                parts.setdefault(one.sku, []).append(one)
        wanted = {
            sku: sum(one.asked - one.short - one.dropped for one in some) for sku, some in parts.items()
        }
        kits = min(wanted[sku] // some[0].each for sku, some in parts.items())
        for sku, some in parts.items():
            excess = wanted[sku] - kits * some[0].each
            for one in reversed(some):
                units = min(one.left, excess)
                excess -= units
                facts += [f.Dropped(one.place, units, "pick.kit_short")] if units else []
    return facts


def _move(after: Walk, stop: Sequence[Task], missing: int, name: str) -> list[PickFact]:
    """What is counted is still taken here, for whoever is sent first; the others wait for the other bin."""
    facts: list[PickFact] = []
    free = max(task.place for task in after.tasks) + 1
    for task in reversed(stop):
        units = min(missing, task.left)
        if not units:
            continue
        to = task.place if units == task.left else free
        free += to != task.place
        facts.append(f.Moved(task.place, units, name, to))
        missing -= units
    return facts


def least_harm(stop: Sequence[Task], missing: int) -> dict[int, int]:
    """Whose units are missing, by place: who has to be sent last, and rather whole lines than parts of more.

    From the latest on, until it is enough; what is too much then is given back, the earliest first.
    """
    hit: list[Task] = []
    for task in sorted(stop, key=lambda one: (-one.due, -one.place)):
        if sum(one.left for one in hit) >= missing:
            break
        hit.append(task)
    shares = {task.place: task.left for task in hit}
    spare = sum(shares.values()) - missing
    for task in reversed(hit):
        back = task.left if task.left <= spare else 0
        shares[task.place] -= back
        spare -= back
    for task in reversed(hit):
        back = min(spare, shares[task.place])
        shares[task.place] -= back
        spare -= back
    return {place: units for place, units in shares.items() if units}


def drift(
    walk: Walk, due: Mapping[tuple[int, str], int], why: Mapping[int, str], waiting: AbstractSet[int]
) -> tuple[PickFact, ...]:
    """What becomes of goods their orders do not want any more.

    `due` are the units by (order, line), `why` a problem code by order. Units already picked go back to
    their bins, unless the order only waits (`waiting`): then they stay where they are.
    """
    facts: list[PickFact] = []
    for goods in dict.fromkeys(task.goods for task in walk.tasks):
        mine = [task for task in walk.tasks if task.goods == goods]
        order, line, _ = goods
        wanted = due.get((order, line), 0) * max(1, mine[0].each)
        excess = sum(task.asked - task.dropped - task.short for task in mine) - wanted
        for task in reversed(mine):
            units = min(task.left, max(0, excess))
            excess -= units
            if units:
                facts.append(f.Dropped(task.place, units, why.get(order, "")))
        for task in reversed(mine):
            units = min(task.picked, max(0, excess)) if order not in waiting else 0
            excess -= units
            if units:
                facts.append(f.GoesBack(task.place, units, why.get(order, "")))
    return _broken_off(walk, facts) if facts else ()


def _broken_off(walk: Walk, facts: list[PickFact]) -> tuple[PickFact, ...]:
    """An open question ends; what is in the hand for nobody goes back. Nothing left ends the walk."""
    before: tuple[PickFact, ...] = (f.Answered(""),) if walk.step is Step.ASKING else ()
    after = extend(walk, (*before, *facts))
    if walk.hand is not None and after.task(walk.hand.place).left < walk.hand.quantity:
        facts = [*facts, f.HandEmptied()]
    after = extend(walk, (*before, *facts))
    if after.complete and after.step in (Step.WALKING, Step.BINDING):
        facts = [*facts, f.Closed("done")]
    elif after.step is Step.BINDING and not after.unbound:
        facts = [*facts, f.TotesReady()]
    return (*before, *facts)
