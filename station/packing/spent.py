"""Where a carton's time went, by cause: a slow printer is not a slow packer.

Pure: told from what is stored anyway, the times of the facts of its session, of its label and its print
jobs. Times are UTC microseconds. What nobody knows is `UNKNOWN`, never the packer's; while an order is set
aside nothing counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from station.model.view import BenchState
from station.packing import facts as f
from station.packing.states import NEXT

S = BenchState
# Without any scan or weight for so long, something else went on: a break, a call, a fork-lift in the way.
BREAK = 300_000_000


class Cause(StrEnum):
    """In the order in which a carton meets them."""

    PACKER = "packer"  # goods in hand, questions, the label on the carton
    SCALE = "scale"  # closed, and no weight taken yet
    SHOP = "shop"  # the last look at the order
    LABEL = "label"  # the carrier, the drawing, the reading back
    PRINTER = "printer"
    STOPPED = "stopped"  # the order was cancelled, held or changed, and a person had to see to it
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LabelTimes:
    """`looked`: the shop's answer was there (or was not waited for any longer); `made`: it went to print."""

    wanted: int
    looked: int | None = None
    made: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What is stored of one carton and its session. `facts` and `touched` (scans) oldest first."""

    start: int
    end: int
    facts: Sequence[tuple[int, type[f.Fact]]]
    touched: Sequence[int] = ()
    labels: Sequence[LabelTimes] = ()
    reprints: Sequence[tuple[int, int]] = ()  # from wish to paper, while the label was on the bench


Spent = dict[Cause, int]
_Piece = tuple[int, int, Cause]


def spent(told: Told) -> Spent:
    """Microseconds per cause between the carton's first moment and the scan that closed it."""
    silences = _silences(told)
    total = dict.fromkeys(Cause, 0)
    for start, end, state in _states(told.facts, told.end):
        start, end = max(start, told.start), min(end, told.end)
        if end <= start:
            continue
        for since, until, cause in _causes(start, end, state, told):
            quiet = _overlap(since, until, silences) if cause in _HANDS else 0
            total[cause] += until - since - quiet
            total[Cause.UNKNOWN] += quiet
    return total


_HANDS = (Cause.PACKER, Cause.SCALE, Cause.STOPPED)


def _states(facts: Sequence[tuple[int, type[f.Fact]]], end: int) -> Iterator[tuple[int, int, BenchState]]:
    """What the bench waited for, from when to when; each fact ends a piece. Nothing while set aside."""
    state, before, parked = S.IDLE, S.PACKING, False
    for place, (at, kind) in enumerate(facts):
        then = facts[place + 1][0] if place + 1 < len(facts) else end
        if kind is f.Parked or kind is f.Unparked:
            parked = kind is f.Parked
        elif kind is f.Undone:
            state = S.PACKING  # it stops at the first label: whatever it was, it was in the packer's hands
        elif kind is f.Acknowledged:
            state = before
        else:
            after = _after(state, kind)
            before = state if after is S.HELD and state is not S.HELD else before
            state = after
        if state is not S.IDLE and not parked:
            yield at, then, state


def _after(state: BenchState, kind: type[f.Fact]) -> BenchState:
    """As the table has it; after an UNDO, where the table leads from any other state."""
    if (state, kind) in NEXT:
        return NEXT[state, kind] or state
    leads = {target for (_, one), target in NEXT.items() if one is kind and target is not None}
    return leads.pop() if len(leads) == 1 else state


def _causes(start: int, end: int, state: BenchState, told: Told) -> Iterator[_Piece]:
    if state is S.LABELLING:
        yield from _waiting(start, end, told.labels)
    elif state is S.SCAN_BACK:
        yield from _sticking(start, end, told)
    else:
        yield start, end, {S.WEIGHING: Cause.SCALE, S.HELD: Cause.STOPPED}.get(state, Cause.PACKER)


def _waiting(start: int, end: int, labels: Sequence[LabelTimes]) -> Iterator[_Piece]:
    """Cut where another label was wanted, and each of them by who was waited for."""
    at = start
    for place, one in enumerate(labels):
        last = min(end, labels[place + 1].wanted) if place + 1 < len(labels) else end
        if last <= at:
            continue
        made = one.made if one.made is not None else last
        for until, cause in ((one.looked, Cause.SHOP), (made, Cause.LABEL), (last, Cause.PRINTER)):
            if until is not None and min(until, last) > at:
                yield at, min(until, last), cause
                at = min(until, last)
    if at < end:
        yield at, end, Cause.UNKNOWN


def _sticking(start: int, end: int, told: Told) -> Iterator[_Piece]:
    """Until the label was scanned back; what was waited for because it came out badly is the printer's."""
    at = start
    for since, until in sorted(told.reprints):
        since, until = max(since, at), min(until, end)
        if until > since:
            if since > at:
                yield at, since, Cause.PACKER
            yield since, until, Cause.PRINTER
            at = until
    if at < end:
        yield at, end, Cause.PACKER


def _silences(told: Told) -> list[tuple[int, int]]:
    """Times without a sign of life."""
    marks = sorted(
        {
            told.start,
            told.end,
            *(at for at, _ in told.facts),
            *told.touched,
            *(until for _, until in told.reprints),
        }
    )
    return [pair for pair in pairwise(marks) if pair[1] - pair[0] > BREAK]


def _overlap(start: int, end: int, pieces: Sequence[tuple[int, int]]) -> int:
    return sum(max(0, min(end, until) - max(start, since)) for since, until in pieces)
