"""The walk of one pick list: the fold of its facts over what it asks for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from station.model.barcode import comparable, line_barcode
from station.model.problem import Problem
from station.packing import pickfacts as f
from station.packing.bins import Floor, bare
from station.packing.pickfacts import PickFact, Step, follow

LATEST = 1 << 62  # of an order nobody promised anything about


@dataclass(frozen=True, slots=True)
class PickRules:
    """`scan_bin` off | optional | forced; `after_short` ask | backorder | hold; `short_orders` rule | ask."""

    scan_bin: str = "optional"
    after_short: str = "ask"
    short_orders: str = "rule"
    floor: Floor = field(default_factory=Floor)


@dataclass(frozen=True, slots=True)
class Task:
    """Units of one order's line from one bin, or parts of its kits, of which `each` are in one.

    asked = picked + short + dropped + left.
    """

    place: int
    order: int
    number: str
    line: str
    sku: str
    name: str
    bin: str
    asked: int
    due: int = LATEST
    store: str = ""
    product: str = ""
    options: tuple[tuple[str, str], ...] = ()
    codes: frozenset[str] = frozenset()  # comparable forms
    cases: tuple[tuple[str, int], ...] = ()  # comparable form of a case's code, units in it
    bins: tuple[str, ...] = ()  # all that are known, this one too
    picture: str = ""
    origin: int = 0  # the place this one was split from; 0: none
    each: int = 0
    picked: int = 0
    short: int = 0
    dropped: int = 0

    @property
    def left(self) -> int:
        return self.asked - self.picked - self.short - self.dropped

    @property
    def called(self) -> str:
        return self.sku or self.name

    @property
    def goods(self) -> tuple[int, str, str]:
        """(order, line, part): what units are due of; the part is empty for the line's own units."""
        return self.order, self.line, self.sku if self.each else ""

    def is_called(self, text: str, known: str = "") -> bool:
        """`known` is the comparable form of `text`, where many are asked."""
        known = known or comparable(text)
        if known in self.codes or any(code == known for code, _ in self.cases):
            return True
        return not self.each and text.startswith("LINE-") and text == line_barcode(self.line)

    def units_of(self, text: str) -> int:
        """How many units a code stands for."""
        return dict(self.cases).get(comparable(text), 1)

    def same_goods(self, other: "Task") -> bool:
        return (self.sku, self.product, self.options) == (other.sku, other.product, other.options)

    def same_stop(self, other: "Task") -> bool:
        # A walk of hundreds of tasks asks this of each, several times a scan: nearly all are another article.
        return self.sku == other.sku and self.bin == other.bin and self.same_goods(other)


@dataclass(frozen=True, slots=True)
class Hand:
    """What was taken and is in no tote yet."""

    place: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """What was said so far about goods that are not there."""

    place: int
    reason: str = ""
    counted: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Stored:
    """A fact with its place: `batch` binds the facts of one scan."""

    batch: int
    fact: PickFact


@dataclass(frozen=True, slots=True)
class Walk:
    """Immutable. `start`: the tasks before any fact; `load`: what is in which tote (tote, place, units)."""

    start: tuple[Task, ...]
    totes_used: bool
    floor: Floor = field(default_factory=Floor)
    tasks: tuple[Task, ...] = ()
    step: Step = Step.NEW
    totes: tuple[tuple[str, int], ...] = ()
    unbound: tuple[int, ...] = ()
    full: tuple[int, ...] = ()
    load: tuple[tuple[str, int, int], ...] = ()
    here: str = ""
    count: int = 0
    touched: int = 0
    hand: Hand | None = None
    question: f.Asked | None = None
    shortage: Shortage | None = None
    parked: bool = False
    outcome: str = ""
    history: tuple[Stored, ...] = ()

    @property
    def complete(self) -> bool:
        return all(not task.left for task in self.tasks)

    @property
    def left(self) -> int:
        return sum(task.left for task in self.tasks)

    @property
    def orders(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(task.order for task in self.tasks))

    @property
    def next_batch(self) -> int:
        return self.history[-1].batch + 1 if self.history else 1

    def task(self, place: int) -> Task:
        """LookupError where there is none."""
        found = next((task for task in self.tasks if task.place == place), None)
        if found is None:
            raise LookupError(f"no place {place}")
        return found

    def stop(self, task: Task) -> tuple[Task, ...]:
        """What is still open of the same article in the same bin."""
        return tuple(one for one in self.tasks if one.same_stop(task) and one.left)

    @property
    def facts(self) -> tuple[PickFact, ...]:
        """What was not taken back."""
        undone = {one.fact.batch for one in self.history if isinstance(one.fact, f.Undone)}
        return tuple(one.fact for one in self.history if one.batch not in undone)

    @property
    def focus(self) -> Task | None:
        """What the eye should be on: what is in the hand, what was touched last, this bin, the next bin."""
        if self.hand is not None:
            return self.task(self.hand.place)
        still_open = [task for task in self.tasks if task.left]
        last = next((task for task in self.tasks if task.place == self.touched), None)
        if last is not None and (stop := self.stop(last)):
            return stop[0]
        at_bin = [task for task in still_open if self.here and bare(task.bin) == bare(self.here)]
        return next(iter(at_bin or still_open), None)

    def totes_of(self, order: int) -> tuple[str, ...]:
        """An order's totes, the one that is being filled last."""
        return tuple(code for code, whose in self.totes if whose == order)


@dataclass(frozen=True, slots=True)
class PickOutcome:
    """`say.code` is the verdict's code. `facts` empty: nothing happened."""

    ok: bool
    say: Problem
    facts: tuple[PickFact, ...] = ()


def yes(code: str, /, *facts: PickFact, **params: object) -> PickOutcome:
    return PickOutcome(True, Problem(code, params), facts)


def no(code: str, /, *facts: PickFact, **params: object) -> PickOutcome:
    return PickOutcome(False, Problem(code, params), facts)


def fold(tasks: Iterable[Task], totes_used: bool, floor: Floor, stored: Iterable[Stored]) -> Walk:
    """The walk as it stands after these facts."""
    start = tuple(tasks)
    stored = tuple(stored)
    undone = {one.fact.batch for one in stored if isinstance(one.fact, f.Undone)}
    walk = Walk(start, totes_used, floor, _in_order(start, floor))
    for one in stored:
        if one.batch not in undone and not isinstance(one.fact, f.Undone):
            walk = _apply(walk, one.fact)
    return replace(walk, history=stored)


def extend(walk: Walk, new: Sequence[PickFact]) -> Walk:
    """The walk after the facts of one more batch."""
    stored = tuple(Stored(walk.next_batch, fact) for fact in new)
    if any(isinstance(fact, f.Undone) for fact in new):
        return fold(walk.start, walk.totes_used, walk.floor, walk.history + stored)
    after = walk
    for fact in new:
        after = _apply(after, fact)
    return replace(after, history=walk.history + stored)


_UNDOABLE: set[type[PickFact]] = {
    f.UnitPicked, f.UnitTaken, f.UnitPut, f.Shorted, f.Moved, f.ToteBound, f.ToteFull,
    f.Counted, f.BinSeen, f.Asked,
}  # fmt: skip
_OUTSIDE: set[type[PickFact]] = {f.Begun, f.Dropped, f.GoesBack, f.Closed}


def undoable(walk: Walk) -> tuple[int, ...]:
    """The batches UNDO would take back, newest first: the last scan, with the questions that led to it."""
    undone = {one.fact.batch for one in walk.history if isinstance(one.fact, f.Undone)}
    batches: dict[int, set[type[PickFact]]] = {}
    for one in walk.history:
        if one.batch not in undone and not isinstance(one.fact, f.Undone):
            batches.setdefault(one.batch, set()).add(type(one.fact))
    taken: list[int] = []
    for batch in reversed(batches):
        kinds = batches[batch]
        outside = kinds & _OUTSIDE - ({f.Dropped} if f.Shorted in kinds else set())
        if outside or not kinds & _UNDOABLE:
            break
        taken.append(batch)
        if f.Answered not in kinds:
            break
    return tuple(taken)


def _in_order(tasks: Iterable[Task], floor: Floor) -> tuple[Task, ...]:
    """The order of the walk; within a stop the order that has to be handed over first."""
    tasks = tuple(tasks)
    path = floor.path(task.bin for task in tasks)

    def key(task: Task) -> tuple[object, ...]:
        name = "" if task.bin else task.name.casefold()
        return path[task.bin], name, task.sku, task.product, task.options, task.due, task.place

    return tuple(sorted(tasks, key=key))


def _apply(walk: Walk, fact: PickFact) -> Walk:
    walk = replace(walk, step=follow(walk.step, fact))
    match fact:
        case f.Asked():
            return replace(walk, question=fact, shortage=walk.shortage or Shortage(fact.subject))
        case f.Answered():
            return _answered(walk, fact.value)
        case f.Parked() | f.Unparked():
            return replace(walk, parked=isinstance(fact, f.Parked))
        case f.Closed():
            return replace(walk, outcome=fact.outcome)
        case f.BinSeen():
            return replace(walk, here=fact.bin, touched=0)
        case f.Counted():
            return replace(walk, count=fact.quantity)
    return _apply_to_goods(_apply_to_totes(walk, fact), fact)


def _answered(walk: Walk, value: str) -> Walk:
    """An answer is about the question before it; an empty one breaks the questions off."""
    asked, said = walk.question, walk.shortage
    if asked is None or said is None or not value:
        return replace(walk, question=None, shortage=None)
    if asked.question == "why":
        said = replace(said, reason=value)
    elif asked.question == "left":
        said = replace(said, counted=int(value))
    return replace(walk, question=None, shortage=said)


def _apply_to_totes(walk: Walk, fact: PickFact) -> Walk:
    match fact:
        case f.TotesWanted():
            return replace(walk, unbound=fact.orders)
        case f.ToteBound():
            rest = tuple(one for one in walk.unbound if one != fact.order)
            full = tuple(one for one in walk.full if one != fact.order)
            return replace(walk, totes=(*walk.totes, (fact.tote, fact.order)), unbound=rest, full=full)
        case f.ToteFull():
            return replace(walk, full=(*walk.full, fact.order))
        case f.UnitPut():
            return replace(walk, load=(*walk.load, (fact.tote, fact.place, fact.quantity)))
        case f.GoesBack():
            return replace(walk, load=_unload(walk.load, fact.place, fact.quantity))
    return walk


def _unload(
    load: tuple[tuple[str, int, int], ...], place: int, quantity: int
) -> tuple[tuple[str, int, int], ...]:
    kept = []
    for tote, whose, units in reversed(load):
        out = min(units, quantity) if whose == place else 0
        quantity -= out
        if units - out:
            kept.append((tote, whose, units - out))
    return tuple(reversed(kept))


def _apply_to_goods(walk: Walk, fact: PickFact) -> Walk:
    match fact:
        case f.UnitPicked():
            walk = replace(walk, count=0, touched=fact.place, shortage=None)
            return _on_task(walk, fact.place, picked=fact.quantity)
        case f.UnitTaken():
            before = walk.hand.quantity if walk.hand is not None else 0
            hand = Hand(fact.place, before + fact.quantity)
            return replace(walk, hand=hand, count=0, touched=fact.place)
        case f.UnitPut():
            return _on_task(replace(walk, hand=None, touched=fact.place), fact.place, picked=fact.quantity)
        case f.HandEmptied():
            return replace(walk, hand=None)
        case f.Shorted():
            return _on_task(replace(walk, shortage=None, count=0), fact.place, short=fact.quantity)
        case f.Dropped():
            return _without_tote(_on_task(walk, fact.place, dropped=fact.quantity))
        case f.GoesBack():
            return _on_task(walk, fact.place, picked=-fact.quantity, dropped=fact.quantity)
        case f.Moved():
            return _moved(replace(walk, shortage=None, here="", touched=0), fact)
    return walk


def _on_task(walk: Walk, place: int, picked: int = 0, short: int = 0, dropped: int = 0) -> Walk:
    tasks = tuple(
        replace(one, picked=one.picked + picked, short=one.short + short, dropped=one.dropped + dropped)
        if one.place == place
        else one
        for one in walk.tasks
    )
    return replace(walk, tasks=tasks)


def _without_tote(walk: Walk) -> Walk:
    """An order nothing is asked for any more needs no tote."""
    wanted = {task.order for task in walk.tasks if task.left}
    return replace(walk, unbound=tuple(one for one in walk.unbound if one in wanted))


def _moved(walk: Walk, fact: f.Moved) -> Walk:
    """The rest of a task goes to another bin; where some of it is still taken here, as a task of its own."""
    task = walk.task(fact.place)
    if fact.to == fact.place:
        changed = [replace(one, bin=fact.bin) if one is task else one for one in walk.tasks]
    else:
        origin = task.origin or task.place
        new = replace(task, place=fact.to, origin=origin, bin=fact.bin, asked=fact.quantity)
        new = replace(new, picked=0, short=0, dropped=0)
        kept = replace(task, asked=task.asked - fact.quantity)
        changed = [*(kept if one is task else one for one in walk.tasks), new]
    return replace(walk, tasks=_in_order(changed, walk.floor))
