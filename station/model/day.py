"""What a day tells besides its figures: where the time went, who comes when, which weights are in doubt."""

from dataclasses import dataclass
from datetime import datetime

from station.model.problem import Problem


@dataclass(frozen=True, slots=True)
class CauseTime:
    """`cause`: packer | scale | shop | label | printer | stopped | unknown. Seconds of all cartons together,
    and the median of one; `share` of the whole, 0 to 1.
    """

    cause: str
    seconds: float
    median: float
    share: float


@dataclass(frozen=True, slots=True)
class DayTimes:
    """Of `cartons` that left that day; `benches` and `operators` are all of the day."""

    cartons: int
    seconds: float
    median: float
    causes: tuple[CauseTime, ...]
    benches: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NextCutOff:
    """A carrier's next last minute, and the orders that have to go with it; `late` missed an earlier one."""

    name: str
    at: datetime
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class WeightDoubt:
    """The shop says one weight, the cartons that left say another. Milligrams."""

    store: str
    sku: str
    name: str
    said_mg: int
    learned_mg: int
    cartons: int


@dataclass(frozen=True, slots=True)
class ShadowNote:
    """Something a watching bench would have stopped. `kind`: item | weight | order | label | missing."""

    at: datetime
    store: str
    order: str
    kind: str
    sku: str
    units: int
    say: Problem
    bench: str
    operator: str


@dataclass(frozen=True, slots=True)
class ShadowDay:
    """`orders` were watched, on `stopped` of them something would have been stopped."""

    orders: int
    stopped: int
    notes: tuple[ShadowNote, ...]
