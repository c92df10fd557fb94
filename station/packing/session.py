"""A packing session: the fold of its facts over the order's lines."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from station.model.problem import Problem
from station.model.quantity import Mass
from station.model.view import BenchState
from station.packing import facts as f
from station.packing.carton import Carton, Mark
from station.packing.lines import Index, PackLine
from station.packing.states import follow
from station.packing.tasks import Task

__all__ = ["Carton", "PackLine", "Session", "Stored", "begin", "extend", "fold", "standing", "undoable"]


@dataclass(frozen=True, slots=True)
class Stored:
    """A fact with its place: `batch` binds the facts of one scan."""

    batch: int
    fact: f.Fact


@dataclass(frozen=True, slots=True)
class Session:
    """Immutable. `start` are the lines before any fact; `history` everything stored.

    `armed`: so many of what is scanned next, 0 for one. `kit`: parts of `kit_line` that are in so far.
    `tasks`: what has to be confirmed for this order; `confirmed`: (task, carton) of what was. `goods`: what
    each line was about when it was opened. `trail`: how it
    stood before each of the last batches.
    """

    start: tuple[PackLine, ...]
    lines: tuple[PackLine, ...] = ()
    state: BenchState = BenchState.IDLE
    before_hold: BenchState = BenchState.PACKING
    cartons: tuple[Carton, ...] = ()
    question: f.Asked | None = None
    interrupt: str = ""
    interrupt_params: tuple[tuple[str, str], ...] = ()
    fingerprint: str = ""
    goods: tuple[tuple[str, str], ...] = ()
    parked: bool = False
    outcome: str = ""
    armed: int = 0
    kit_line: str = ""
    kit: tuple[tuple[str, int], ...] = ()
    tasks: tuple[Task, ...] = ()
    confirmed: frozenset[tuple[str, str]] = frozenset()
    history: tuple[Stored, ...] = field(default=())
    index: Index = field(default_factory=lambda: Index(()), compare=False, repr=False)
    trail: "tuple[tuple[int, Session], ...]" = field(default=(), compare=False, repr=False)

    @property
    def carton(self) -> Carton | None:
        """The carton on the bench: the last one that is neither confirmed nor void."""
        return next((c for c in reversed(self.cartons) if not c.confirmed and not c.voided), None)

    @property
    def on_bench(self) -> Carton:
        """The same where there must be one; LookupError when somebody asked at the wrong time."""
        if self.carton is None:
            raise LookupError("no carton is on the bench")
        return self.carton

    @property
    def why_held(self) -> Problem:
        """What interrupted the packing, with what its sentence needs."""
        return Problem(self.interrupt, dict(self.interrupt_params))

    @property
    def complete(self) -> bool:
        """Nothing more to scan: every unit is packed or shorted."""
        return all(line.left == 0 for line in self.lines)

    @property
    def left(self) -> int:
        """Units not yet in a carton; shorted ones leave the count once the last carton is sealed."""
        carton = self.carton
        rest = sum(max(0, line.due - line.packed) for line in self.lines)
        sealed = carton is not None and carton.sealed
        return 0 if self.complete and sealed else rest

    @property
    def next_batch(self) -> int:
        return self.history[-1].batch + 1 if self.history else 1

    def line(self, ref: str) -> PackLine | None:
        place = self.index.places.get(ref)
        return None if place is None else self.lines[place]

    def known(self, ref: str) -> PackLine:
        """A line that must be there; LookupError when it is not."""
        line = self.line(ref)
        if line is None:
            raise LookupError(f"no line {ref}")
        return line


def begin(lines: Iterable[PackLine], tasks: Iterable[Task] = ()) -> Session:
    return Session(start=tuple(lines), tasks=tuple(tasks))


def fold(lines: Iterable[PackLine], stored: Sequence[Stored], tasks: Iterable[Task] = ()) -> Session:
    """The session that `stored` left behind."""
    session = begin(lines, tasks)
    for fact in standing(stored):
        session = _apply(session, fact)
    return replace(session, history=tuple(stored))


def standing(history: Sequence[Stored]) -> Iterator[f.Fact]:
    """The facts that were not taken back, in their order."""
    undone = {one.fact.batch for one in history if isinstance(one.fact, f.Undone)}
    for one in history:
        if one.batch not in undone and not isinstance(one.fact, f.Undone):
            yield one.fact


def extend(session: Session, new: Sequence[f.Fact]) -> Session:
    """The session after the facts of one more batch."""
    batch = session.next_batch
    stored = tuple(Stored(batch, fact) for fact in new)
    if any(isinstance(fact, f.Undone) for fact in new):
        return _taken_back(session, stored)
    after = session
    for fact in new:
        after = _apply(after, fact)
    trail = (*session.trail[-_STEPS:], (batch, replace(session, trail=())))
    return replace(after, history=session.history + stored, trail=trail)


def _taken_back(session: Session, stored: tuple[Stored, ...]) -> Session:
    """As if the undone batches had never been: from the last step that is kept, else from the beginning."""
    history = session.history + stored
    first = min(one.fact.batch for one in stored if isinstance(one.fact, f.Undone))
    before = next((then for batch, then in session.trail if batch == first), None)
    if before is None:
        return fold(session.start, history, session.tasks)
    since = history[len(before.history) :]
    undone = {one.fact.batch for one in since if isinstance(one.fact, f.Undone)}
    if min(undone) < first:
        return fold(session.start, history, session.tasks)
    after = before
    for one in since:
        if one.batch not in undone and not isinstance(one.fact, f.Undone):
            after = _apply(after, one.fact)
    trail = tuple(step for step in session.trail if step[0] < first)
    return replace(after, history=history, trail=trail)


def undoable(session: Session) -> tuple[int, ...]:
    """The batches UNDO would take back, newest first: the last unit, short, seal or question since the last
    outside effect, together with the questions that led to it. Empty when there is none."""
    taken: list[int] = []
    led_here = False
    for batch, kinds in _steps(session.history):
        if kinds <= _NO_STEP or (not taken and session.question is None and kinds <= _CAME_TO_NOTHING):
            continue
        if kinds == {f.QuantitySet}:
            if session.armed and not taken:
                return (batch,)
            taken += [batch] if taken else []  # the number was for the unit that is taken back
            continue
        if taken and not led_here:
            break
        if kinds & _OUTSIDE or not kinds & _UNDOABLE:
            break
        taken.append(batch)
        led_here = f.Answered in kinds
    return tuple(taken)


def _steps(history: Sequence[Stored]) -> Iterator[tuple[int, set[type[f.Fact]]]]:
    """The batches that count, newest first, each with its kinds of fact."""
    undone: set[int] = set()  # what undoes a batch always comes after it
    kinds: set[type[f.Fact]] = set()
    for place in range(len(history) - 1, -1, -1):
        one = history[place]
        if isinstance(one.fact, f.Undone):
            undone.add(one.fact.batch)
        elif one.batch not in undone:
            kinds.add(type(one.fact))
        last_of_batch = place == 0 or history[place - 1].batch != one.batch
        if last_of_batch and kinds:
            yield one.batch, kinds
            kinds = set()


_STEPS = 24  # so many steps are taken back without folding everything again
_UNDOABLE: set[type[f.Fact]] = {
    f.UnitPacked,
    f.PartPacked,
    f.UnitMoved,
    f.KindChosen,
    f.LineShorted,
    f.CartonSealed,
    f.Asked,
    f.Answered,
    f.Confirmed,
}
_OUTSIDE: set[type[f.Fact]] = {
    f.LabelWanted,
    f.LabelReady,
    f.CartonConfirmed,
    f.CartonReopened,
    f.Rebased,
    f.Opened,
}
# What happened to the session, not to the goods.
_NO_STEP: set[type[f.Fact]] = {f.Parked, f.Unparked, f.TakenOver, f.Interrupted, f.Acknowledged}
# A question whose answer was refused, or that an interrupt broke off.
_CAME_TO_NOTHING: set[type[f.Fact]] = {f.Asked, f.Answered}


def _apply(session: Session, fact: f.Fact) -> Session:
    state = follow(session.state, fact, session.before_hold)
    if isinstance(fact, f.Interrupted) and session.state is not BenchState.HELD:
        session = replace(session, before_hold=session.state)
    if state is not session.state:
        session = replace(session, state=state)
    match fact:
        case f.Asked():
            return replace(session, question=fact, armed=0)
        case f.Answered():
            return replace(session, question=None)
        case f.Interrupted():
            code, params = fact.code, fact.params
            return replace(session, interrupt=code, interrupt_params=params, question=None, armed=0)
        case f.Acknowledged():
            return replace(session, interrupt="", state=_no_question(session))
        case f.Parked() | f.Unparked():
            return replace(session, parked=isinstance(fact, f.Parked), armed=0)
        case f.TakenOver():
            return replace(session, armed=0)
        case f.Closed():
            return replace(session, outcome=fact.outcome)
    return _apply_to_content(session, fact)


def _apply_to_content(session: Session, fact: f.Fact) -> Session:
    match fact:
        case f.Opened() | f.Rebased():
            return _with_lines(session, fact)
        case f.CartonOpened():
            return replace(session, cartons=(*session.cartons, Carton(fact.carton, fact.number, fact.kind)))
        case f.UnitPacked():
            return _packed(session, fact)
        case f.UnitMoved():
            session = _on_line(session, fact.line, packed=-fact.quantity)
            out = Mark(fact.line, fact.quantity, fact.lot, "", fact.serial, fact.swap_sku, fact.swap_product)
            return _on_carton(session, fact.carton, lambda c: c.minus(out))
        case f.QuantitySet():
            return replace(session, armed=fact.quantity)
        case f.PartPacked():
            kit = dict(session.kit)
            kit[fact.part] = kit.get(fact.part, 0) + fact.quantity
            mark = Mark(fact.line, fact.quantity, fact.lot, fact.expiry, fact.serial, part=fact.part)
            session = _on_carton(session, fact.carton, lambda c: c.plus_part(mark))
            return replace(session, kit_line=fact.line, kit=tuple(kit.items()), armed=0)
        case f.Confirmed():
            return replace(session, confirmed=session.confirmed | {(fact.task, fact.carton)})
        case f.LineShorted():
            return _shorted(session, fact)
    return _apply_to_carton(session, fact)


def _packed(session: Session, fact: f.UnitPacked) -> Session:
    session = _on_line(session, fact.line, packed=fact.quantity)
    mark = Mark(
        fact.line, fact.quantity, fact.lot, fact.expiry, fact.serial, fact.swap_sku, fact.swap_product
    )
    session = _on_carton(session, fact.carton, lambda c: c.plus(fact.line, fact.quantity, mark))
    if session.kit_line == fact.line:
        return replace(session, armed=0, kit_line="", kit=())
    return replace(session, armed=0) if session.armed else session


def _shorted(session: Session, fact: f.LineShorted) -> Session:
    """What is short of a kit takes its parts with it: they lie on the bench again."""
    session = _on_line(session, fact.line, shorted=fact.quantity)
    return _no_kit(session) if session.kit_line == fact.line else session


def _no_kit(session: Session) -> Session:
    """The kit in hand is given up."""
    line = session.kit_line
    cartons = tuple(one.kit_given_up(line) for one in session.cartons)
    return replace(session, kit_line="", kit=(), cartons=cartons)


def _apply_to_carton(session: Session, fact: f.Fact) -> Session:
    match fact:
        case f.CartonSealed(carton=uid):
            return _on_carton(replace(session, armed=0), uid, lambda c: replace(c, sealed=True))
        case f.CartonUnsealed(carton=uid) | f.CartonReopened(carton=uid):
            return _on_carton(replace(session, interrupt=""), uid, Carton.opened)
        case f.KindChosen(carton=uid):
            return _on_carton(session, uid, lambda c: replace(c, kind=fact.kind))
        case f.CartonWeighed(carton=uid):
            return _on_carton(session, uid, lambda c: replace(c, gross=Mass(fact.mg), verdict=fact.verdict))
        case f.LabelWanted(carton=uid):
            session = replace(session, interrupt="")
            return _on_carton(session, uid, lambda c: replace(c, labelled=False, trouble=None))
        case f.LabelFailed(carton=uid):
            return _on_carton(session, uid, lambda c: replace(c, trouble=fact))
        case f.LabelReady(carton=uid):
            label = {"tracking": fact.tracking, "scan_back": fact.scan_back, "in_doubt": fact.in_doubt}
            return _on_carton(session, uid, lambda c: replace(c, labelled=True, trouble=None, **label))  # type: ignore[arg-type]
        case f.CartonConfirmed(carton=uid):
            return _on_carton(session, uid, lambda c: replace(c, confirmed=True, tracking=fact.tracking))
        case f.CartonVoided(carton=uid) | f.CartonTakenBack(carton=uid):
            kept = isinstance(fact, f.CartonVoided) and fact.keep
            return _on_carton(session, uid, Carton.without_label if kept else Carton.made_void)
    raise ValueError(f"no fold for {type(fact).__name__}")


def _no_question(session: Session) -> BenchState:
    """A question that an interrupt broke off is gone; one about a label leaves the label."""
    if session.state is not BenchState.ASKING:
        return session.state
    labelled = session.carton is not None and session.carton.labelled
    return BenchState.SCAN_BACK if labelled else BenchState.PACKING


def _with_lines(session: Session, fact: f.Opened | f.Rebased) -> Session:
    due = dict(fact.lines)
    was, about = dict(session.goods), dict(fact.goods)
    # Of other goods under the same line nothing is short.
    now = {one.ref: one for one in session.lines if was.get(one.ref) == about.get(one.ref, was.get(one.ref))}
    gone = session.kit_line not in due
    lines = tuple(_due(line, now.get(line.ref), due[line.ref]) for line in session.start if line.ref in due)
    session = replace(session, lines=lines, index=Index(lines))
    session = replace(session, fingerprint=fact.fingerprint, goods=fact.goods or session.goods)
    return _no_kit(session) if gone else session


def _due(line: PackLine, before: PackLine | None, due: int) -> PackLine:
    """`line` with so many units due, and what was done about it `before`."""
    packed = before.packed if before is not None else 0
    shorted = _still_short(before, due) if before is not None else 0
    if (line.due, line.packed, line.shorted) == (due, packed, shorted):
        return line  # nearly always, and copying five hundred of them is felt
    return replace(line, due=due, packed=packed, shorted=shorted)


def _still_short(line: PackLine, due: int) -> int:
    """What is not wanted any more is not short either."""
    return min(line.shorted, max(0, due - line.packed))


def _on_line(session: Session, ref: str, packed: int = 0, shorted: int = 0) -> Session:
    place = session.index.places.get(ref)
    if place is None:
        return session
    lines, line = session.lines, session.lines[place]
    now = replace(line, packed=line.packed + packed, shorted=line.shorted + shorted)
    return replace(session, lines=(*lines[:place], now, *lines[place + 1 :]))


def _on_carton(session: Session, uid: str, change: Callable[[Carton], Carton]) -> Session:
    return replace(session, cartons=tuple(change(c) if c.uid == uid else c for c in session.cartons))
