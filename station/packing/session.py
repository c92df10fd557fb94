"""A packing session: the fold of its facts over the order's lines."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from station.model.barcode import comparable, line_barcode
from station.model.problem import Problem
from station.model.quantity import Mass
from station.model.view import BenchState
from station.packing import facts as f
from station.packing.states import follow


@dataclass(frozen=True, slots=True)
class PackLine:
    """One line as it is packed. `due` units are ours to send in this session."""

    ref: str
    sku: str
    name: str
    due: int
    product: str = ""
    options: tuple[tuple[str, str], ...] = ()
    codes: frozenset[str] = frozenset()  # comparable forms
    mass: Mass | None = None
    bin: str = ""
    picture: str = ""
    packed: int = 0
    shorted: int = 0

    @property
    def left(self) -> int:
        """Units still to be scanned."""
        return max(0, self.due - self.packed - self.shorted)

    @property
    def has_code(self) -> bool:
        return bool(self.codes)

    def is_called(self, text: str) -> bool:
        return comparable(text) in self.codes or text == line_barcode(self.ref)

    def same_goods(self, other: "PackLine") -> bool:
        """Nobody can tell a unit of one from a unit of the other, nor need to."""
        return (self.sku, self.product, self.options) == (other.sku, other.product, other.options)


@dataclass(frozen=True, slots=True)
class Carton:
    uid: str
    number: int
    kind: str
    content: tuple[tuple[str, int], ...] = ()
    sealed: bool = False
    confirmed: bool = False
    voided: bool = False
    gross: Mass | None = None
    verdict: str = ""
    tracking: str = ""
    scan_back: tuple[str, ...] = ()
    labelled: bool = False
    in_doubt: bool = False
    trouble: f.LabelFailed | None = None

    @property
    def units(self) -> int:
        return sum(quantity for _, quantity in self.content)

    @property
    def state(self) -> str:
        if self.voided:
            return "void"
        if self.confirmed:
            return "confirmed"
        return "labelled" if self.labelled else "sealed" if self.sealed else "open"

    def plus(self, line: str, quantity: int) -> "Carton":
        content = dict(self.content)
        content[line] = content.get(line, 0) + quantity
        return replace(self, content=tuple(content.items()))


@dataclass(frozen=True, slots=True)
class Stored:
    """A fact with its place: `batch` binds the facts of one scan."""

    batch: int
    fact: f.Fact


@dataclass(frozen=True, slots=True)
class Session:
    """Immutable. `start` are the lines before any fact; `history` everything stored."""

    start: tuple[PackLine, ...]
    lines: tuple[PackLine, ...] = ()
    state: BenchState = BenchState.IDLE
    before_hold: BenchState = BenchState.PACKING
    cartons: tuple[Carton, ...] = ()
    question: f.Asked | None = None
    interrupt: str = ""
    interrupt_params: tuple[tuple[str, str], ...] = ()
    fingerprint: str = ""
    parked: bool = False
    outcome: str = ""
    history: tuple[Stored, ...] = field(default=())

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
        return next((line for line in self.lines if line.ref == ref), None)

    def known(self, ref: str) -> PackLine:
        """A line that must be there; LookupError when it is not."""
        line = self.line(ref)
        if line is None:
            raise LookupError(f"no line {ref}")
        return line


def begin(lines: Iterable[PackLine]) -> Session:
    return Session(start=tuple(lines))


def fold(lines: Iterable[PackLine], stored: Sequence[Stored]) -> Session:
    """The session that `stored` left behind."""
    undone = {one.fact.batch for one in stored if isinstance(one.fact, f.Undone)}
    session = begin(lines)
    for one in stored:
        if one.batch not in undone and not isinstance(one.fact, f.Undone):
            session = _apply(session, one.fact)
    return replace(session, history=tuple(stored))


def extend(session: Session, new: Sequence[f.Fact]) -> Session:
    """The session after the facts of one more batch."""
    batch = session.next_batch
    stored = tuple(Stored(batch, fact) for fact in new)
    if any(isinstance(fact, f.Undone) for fact in new):
        return fold(session.start, session.history + stored)
    after = session
    for fact in new:
        after = _apply(after, fact)
    return replace(after, history=session.history + stored)


def undoable(session: Session) -> tuple[int, ...]:
    """The batches UNDO would take back, newest first: the last unit, short, seal or question since the last
    outside effect, together with the questions that led to it. Empty when there is none."""
    undone = {one.fact.batch for one in session.history if isinstance(one.fact, f.Undone)}
    batches: dict[int, set[type[f.Fact]]] = {}
    for one in session.history:
        if one.batch not in undone and not isinstance(one.fact, f.Undone):
            batches.setdefault(one.batch, set()).add(type(one.fact))
    taken: list[int] = []
    for batch in reversed(batches):
        kinds = batches[batch]
        if kinds & _OUTSIDE or not kinds & _UNDOABLE:
            break
        taken.append(batch)
        if f.Answered not in kinds:
            break
    return tuple(taken)


_UNDOABLE: set[type[f.Fact]] = {f.UnitPacked, f.LineShorted, f.CartonSealed, f.Asked}
_OUTSIDE: set[type[f.Fact]] = {f.LabelWanted, f.LabelReady, f.CartonConfirmed, f.Rebased, f.Opened}


def _apply(session: Session, fact: f.Fact) -> Session:
    state = follow(session.state, fact, session.before_hold)
    if isinstance(fact, f.Interrupted) and session.state is not BenchState.HELD:
        session = replace(session, before_hold=session.state)
    session = replace(session, state=state)
    match fact:
        case f.Asked():
            return replace(session, question=fact)
        case f.Answered():
            return replace(session, question=None)
        case f.Interrupted():
            return replace(session, interrupt=fact.code, interrupt_params=fact.params, question=None)
        case f.Acknowledged():
            return replace(session, interrupt="", state=_no_question(session.state))
        case f.Parked() | f.Unparked():
            return replace(session, parked=isinstance(fact, f.Parked))
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
            session = _on_line(session, fact.line, packed=fact.quantity)
            return _on_carton(session, fact.carton, lambda c: c.plus(fact.line, fact.quantity))
        case f.LineShorted():
            return _on_line(session, fact.line, shorted=fact.quantity)
    return _apply_to_carton(session, fact)


def _apply_to_carton(session: Session, fact: f.Fact) -> Session:
    match fact:
        case f.CartonSealed(carton=uid):
            return _on_carton(session, uid, lambda c: replace(c, sealed=True))
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
        case f.CartonVoided(carton=uid, keep=keep):
            return _on_carton(
                session, uid, lambda c: replace(c, voided=not keep, labelled=False, tracking="", scan_back=())
            )
    raise ValueError(f"no fold for {type(fact).__name__}")


def _no_question(state: BenchState) -> BenchState:
    """A question that an interrupt broke off is gone."""
    return BenchState.PACKING if state is BenchState.ASKING else state


def _with_lines(session: Session, fact: f.Opened | f.Rebased) -> Session:
    due = dict(fact.lines)
    now = {line.ref: line for line in session.lines}
    lines = tuple(
        replace(
            line,
            due=due[line.ref],
            packed=now[line.ref].packed if line.ref in now else 0,
            shorted=min(now[line.ref].shorted, due[line.ref]) if line.ref in now else 0,
        )
        for line in session.start
        if line.ref in due
    )
    return replace(session, lines=lines, fingerprint=fact.fingerprint)


def _on_line(session: Session, ref: str, packed: int = 0, shorted: int = 0) -> Session:
    lines = tuple(
        replace(line, packed=line.packed + packed, shorted=line.shorted + shorted)
        if line.ref == ref
        else line
        for line in session.lines
    )
    return replace(session, lines=lines)


def _on_carton(session: Session, uid: str, change: Callable[[Carton], Carton]) -> Session:
    return replace(session, cartons=tuple(change(c) if c.uid == uid else c for c in session.cartons))
