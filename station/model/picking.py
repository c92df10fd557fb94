"""Waves and pick lists as a screen shows them, and the rule a wave is made by."""

from dataclasses import dataclass
from datetime import datetime

from station.model.problem import Problem

WAYS = ("single", "batch", "cluster", "zone")
SINGLES = ("", "first", "only")


@dataclass(frozen=True, slots=True)
class WaveRule:
    """What a wave is made of. Empty or 0: no such limit.

    `methods`: shipping methods or their codes; `carriers`: those the methods go with; `before`: to be handed
    over by then (UTC microseconds); `singles`: `only` orders of one line, or those `first`; `tags`: at least
    one of them; `orders`: of the whole wave; `lines` and `totes`: of one pick list.
    """

    way: str = "batch"
    store: str = ""
    methods: tuple[str, ...] = ()
    before: int = 0
    singles: str = ""
    tags: tuple[str, ...] = ()
    zone: str = ""
    orders: int = 100
    lines: int = 0
    totes: int = 12
    carriers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PickRow:
    """One pick list. `bench` and `operator` have it in hand, or had it last."""

    id: int
    way: str
    zone: str
    state: str  # open | picking | parked | done | cancelled
    bench: str
    operator: str
    orders: int
    units: int
    picked: int
    short: int

    @property
    def barcode(self) -> str:
        return f"PICK-{self.id}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An order that a wave's rule names and nobody is sent for."""

    order: str
    why: Problem

    @property
    def said(self) -> Problem:
        return Problem("wave.left_out", {"order": self.order, "reason": self.why})


@dataclass(frozen=True, slots=True)
class WaveRow:
    """A wave and how far it is. `packed` of its `orders` have left. `left_out` is known of a new one."""

    id: int
    name: str
    way: str
    state: str  # open | done | cancelled
    created_at: datetime
    orders: int
    packed: int
    units: int
    picked: int
    short: int
    picks: tuple[PickRow, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class StopView:
    """One article in one bin. `tote` and `order` where it is one order's."""

    bin: str
    sku: str
    name: str
    left: int
    asked: int
    picture: str = ""
    options: tuple[tuple[str, str], ...] = ()
    tote: str = ""
    order: str = ""
    short: int = 0


@dataclass(frozen=True, slots=True)
class ToteView:
    code: str
    order: str
    units: int
    asked: int


@dataclass(frozen=True, slots=True)
class PickView:
    """The walk in hand. `step` binding | walking | putting | asking; `hand` units wait for their tote.

    `stop` is the one the eye should be on, `stops` are all of them in the order of the walk.
    """

    id: int
    wave: str
    way: str
    zone: str
    step: str
    picked: int
    short: int
    asked: int
    orders: int
    stop: StopView | None = None
    hand: int = 0
    count: int = 0
    tote: str = ""
    unbound: tuple[str, ...] = ()
    stops: tuple[StopView, ...] = ()
    totes: tuple[ToteView, ...] = ()
    news: Problem | None = None


@dataclass(frozen=True, slots=True)
class WaveChoices:
    """What a rule can name, of the orders that wait now."""

    stores: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    waiting: int = 0
    singles: int = 0
    carriers: tuple[str, ...] = ()
