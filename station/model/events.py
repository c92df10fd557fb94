"""What happened: the facts that travel on the bus, in the past tense.

Every event that is about an order has its store, number and ref (the cart's id).
"""

from dataclasses import dataclass, field

from station.model.problem import Problem
from station.model.view import BenchView, Choice, DeviceView, StoreView, WeightView


@dataclass(frozen=True, slots=True)
class OrderKey:
    store: str
    order: str
    ref: str


@dataclass(frozen=True, slots=True)
class BenchReady:
    """Devices are open, the bench can be used."""


@dataclass(frozen=True, slots=True)
class SessionResumed:
    key: OrderKey
    state: str
    left: int | None
    carton: int
    scan_back: tuple[str, ...]
    say: Problem
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class PickResumed:
    """A pick list is in hand again, at the scan it stood at."""

    pick: int
    state: str
    left: int
    say: Problem
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class ChoreResumed:
    """A load, a put-back or a return is in hand again, at the scan it stood at. `key`: of an order."""

    kind: str
    id: int
    state: str
    left: int | None
    say: Problem
    choices: tuple[Choice, ...] = ()
    key: OrderKey | None = None


@dataclass(frozen=True, slots=True)
class ScanJudged:
    """The verdict on one frame. `say.code` is the verdict's code."""

    scan: str
    ok: bool
    say: Problem
    state: str
    left: int | None
    key: OrderKey | None = None
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class CartonWeighed:
    """Gross; on every change of the scale, and always when a carton took it."""

    grams: float
    stable: bool
    accepted: bool
    key: OrderKey | None = None


@dataclass(frozen=True, slots=True)
class LabelPrinted:
    key: OrderKey
    carton: int
    tracking: str
    scan_back: tuple[str, ...]
    file: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OrderShipped:
    key: OrderKey
    tracking: tuple[str, ...]
    cartons: int


@dataclass(frozen=True, slots=True)
class OrdersPulled:
    """A pull pass ended: `orders` new or changed, `open` to be sent now."""

    store: str
    orders: int
    open: int


@dataclass(frozen=True, slots=True)
class MessagePushed:
    store: str
    topic: str
    order: str = ""
    ref: str = ""
    tracking: tuple[str, ...] = ()
    sku: str = ""
    delta: int | None = None


@dataclass(frozen=True, slots=True)
class MessageParked:
    store: str
    topic: str
    say: Problem
    message: int
    order: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class ProblemFound:
    """Trouble nobody's scan asked about."""

    say: Problem
    key: OrderKey | None = None
    store: str = ""


@dataclass(frozen=True, slots=True)
class StoreBack:
    store: str


@dataclass(frozen=True, slots=True)
class DeviceChanged:
    device: DeviceView


@dataclass(frozen=True, slots=True)
class StoreChanged:
    store: StoreView


@dataclass(frozen=True, slots=True)
class WeightSeen:
    """The scale as a screen shows it, at most ten times a second."""

    weight: WeightView


@dataclass(frozen=True, slots=True)
class BenchChanged:
    view: BenchView


@dataclass(frozen=True, slots=True)
class ListsChanged:
    """Lists a page may show are out of date: any of orders, day, pushes."""

    what: frozenset[str] = field(default_factory=frozenset)
