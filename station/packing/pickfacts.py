"""What happened on the walk of one pick list; the list's state is the fold of these.

The table says which fact may follow in which step, and where it leads; `None` keeps the step.
"""

from dataclasses import dataclass
from enum import StrEnum

from station.packing import recorded


class Step(StrEnum):
    """Where a picker stands."""

    NEW = "new"
    BINDING = "binding"  # totes are taken, one for each order
    WALKING = "walking"  # a bin or an item is scanned next
    PUTTING = "putting"  # goods in the hand, a tote is scanned next
    ASKING = "asking"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class PickFact(recorded.Recorded):
    """Of all of them."""


@dataclass(frozen=True, slots=True)
class Begun(PickFact):
    pass


@dataclass(frozen=True, slots=True)
class TotesWanted(PickFact):
    """Each of `orders` needs a tote before the walk begins."""

    orders: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ToteBound(PickFact):
    tote: str
    order: int


@dataclass(frozen=True, slots=True)
class TotesReady(PickFact):
    pass


@dataclass(frozen=True, slots=True)
class ToteFull(PickFact):
    """The order goes on in another tote."""

    order: int


@dataclass(frozen=True, slots=True)
class BinSeen(PickFact):
    bin: str


@dataclass(frozen=True, slots=True)
class Counted(PickFact):
    """So many units are what is scanned next."""

    quantity: int


@dataclass(frozen=True, slots=True)
class UnitPicked(PickFact):
    """Off the shelf, for the order of this place."""

    place: int
    quantity: int
    code: str


@dataclass(frozen=True, slots=True)
class UnitTaken(PickFact):
    """In the hand; it counts once it is in its tote."""

    place: int
    quantity: int
    code: str


@dataclass(frozen=True, slots=True)
class UnitPut(PickFact):
    place: int
    quantity: int
    tote: str


@dataclass(frozen=True, slots=True)
class HandEmptied(PickFact):
    """What was in the hand goes back where it was: nobody wants it any more."""


@dataclass(frozen=True, slots=True)
class Shorted(PickFact):
    """`quantity` units are not there. `reason` empty | damaged | not_found; `then` backorder | hold.

    `counted` good units are left on the shelf.
    """

    place: int
    quantity: int
    reason: str
    counted: int
    then: str


@dataclass(frozen=True, slots=True)
class Moved(PickFact):
    """`quantity` units are taken from `bin` instead; as place `to` where only a part of them moves."""

    place: int
    quantity: int
    bin: str
    to: int


@dataclass(frozen=True, slots=True)
class Dropped(PickFact):
    """Units that are not asked for any more; `reason` is a problem code."""

    place: int
    quantity: int
    reason: str


@dataclass(frozen=True, slots=True)
class GoesBack(PickFact):
    """Units that were picked for nothing."""

    place: int
    quantity: int
    reason: str


@dataclass(frozen=True, slots=True)
class Asked(PickFact):
    """`question` why | left | next | which:THEN; `subject` the stop's place; `choices` [barcode, value]."""

    question: str
    subject: int
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answered(PickFact):
    value: str


@dataclass(frozen=True, slots=True)
class Parked(PickFact):
    pass


@dataclass(frozen=True, slots=True)
class Unparked(PickFact):
    pass


@dataclass(frozen=True, slots=True)
class Undone(PickFact):
    """Takes back every fact of `batch`."""

    batch: int


@dataclass(frozen=True, slots=True)
class Closed(PickFact):
    """done | cancelled."""

    outcome: str


_AT_WORK = (Step.BINDING, Step.WALKING, Step.PUTTING, Step.ASKING)

NEXT: dict[tuple[Step, type[PickFact]], Step | None] = {
    (Step.NEW, Begun): Step.WALKING,
    (Step.WALKING, TotesWanted): Step.BINDING,
    (Step.BINDING, ToteBound): None,
    (Step.BINDING, TotesReady): Step.WALKING,
    (Step.WALKING, ToteBound): None,
    (Step.PUTTING, ToteBound): None,
    (Step.PUTTING, ToteFull): None,
    (Step.WALKING, BinSeen): None,
    (Step.WALKING, Counted): None,
    (Step.PUTTING, Counted): None,
    (Step.WALKING, UnitPicked): None,
    (Step.WALKING, UnitTaken): Step.PUTTING,
    (Step.PUTTING, UnitTaken): None,
    (Step.PUTTING, UnitPut): Step.WALKING,
    (Step.PUTTING, HandEmptied): Step.WALKING,
    (Step.WALKING, Shorted): None,
    (Step.WALKING, Moved): None,
    (Step.WALKING, Asked): Step.ASKING,
    (Step.ASKING, Answered): Step.WALKING,
    (Step.WALKING, Closed): Step.DONE,
    (Step.BINDING, Closed): Step.DONE,
    **{(step, Dropped): None for step in _AT_WORK},
    **{(step, GoesBack): None for step in _AT_WORK},
    **{(step, Parked): None for step in _AT_WORK},
    **{(step, Unparked): None for step in _AT_WORK},
}


def follow(step: Step, fact: PickFact) -> Step:
    """The step after `fact`. ValueError: the table has no such row, so somebody wrote nonsense."""
    try:
        target = NEXT[step, type(fact)]
    except KeyError:
        raise ValueError(f"{type(fact).__name__} cannot happen in {step}") from None
    return step if target is None else target


KINDS = recorded.kinds_of(PickFact)
encode = recorded.encode


def decode(kind: str, _version: int, body: str) -> PickFact:
    """A stored fact. Fields added since get their default."""
    return recorded.decode(KINDS, kind, body)
