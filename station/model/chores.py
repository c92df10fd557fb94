"""Work beside packing as a screen shows it: the load of a van, goods that go back to the shelf, returns."""

from dataclasses import dataclass
from datetime import datetime

from station.model.problem import Problem
from station.model.quantity import Mass


@dataclass(frozen=True, slots=True)
class CartonRow:
    """A carton of a load, or one that waits. `state` ok | reading | unread | pull, `say` what to do then."""

    uid: str
    store: str
    order: str
    ref: str
    number: int
    tracking: str
    carrier: str
    state: str
    say: Problem | None = None
    at: datetime | None = None
    gross: Mass | None = None


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """One article: `done` of `due` are where they belong, `lost` never will be.

    Of a return: `restock`, `damaged` and `inspect` units of the `due` that were sent, `before` of them came
    back earlier.
    """

    sku: str
    name: str
    bin: str
    due: int
    done: int
    picture: str = ""
    lost: int = 0
    tote: str = ""
    restock: int = 0
    damaged: int = 0
    inspect: int = 0
    before: int = 0
    carton: int = 0  # the number of the one they are in, and the bench it stands at if it never left it
    bench: str = ""

    @property
    def left(self) -> int:
        return max(0, self.due - self.done - self.lost - self.before)


@dataclass(frozen=True, slots=True)
class ChoreView:
    """`kind` load | put_back | return. `step` working | asking. `armed`: so many of what is scanned next."""

    kind: str
    step: str
    id: int
    order: str = ""
    store: str = ""
    carrier: str = ""
    reference: str = ""
    done: int = 0
    due: int = 0
    armed: int = 0
    cartons: tuple[CartonRow, ...] = ()
    missing: tuple[CartonRow, ...] = ()
    goods: tuple[GoodsRow, ...] = ()
    focus: int = -1  # the place of the article the eye should be on
    reason: str = ""
    ref: str = ""  # the shop's own id of the order


@dataclass(frozen=True, slots=True)
class LoadRow:
    """A load, also one that has left."""

    id: int
    bench: str
    carrier: str
    state: str
    operator: str
    opened_at: datetime
    closed_at: datetime | None
    cartons: int
    unread: int
    doubtful: int = 0


@dataclass(frozen=True, slots=True)
class BackRow:
    """What of an order waits to be put back on the shelf."""

    order_id: int
    store: str
    order: str
    ref: str
    reason: str
    units: int
    since: datetime
    totes: tuple[str, ...] = ()
    cartons: tuple[str, ...] = ()
    goods: tuple[GoodsRow, ...] = ()
    places: tuple[tuple[int, str], ...] = ()  # number of a carton, and its bench if it never left it


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A return of a customer, for a supervisor. `stock` shop | told | none | "" while it is open."""

    id: int
    store: str
    order: str
    ref: str
    reference: str
    state: str
    stock: str
    bench: str
    operator: str
    opened_at: datetime
    closed_at: datetime | None
    restock: int
    damaged: int
    inspect: int
    goods: tuple[GoodsRow, ...] = ()


@dataclass(frozen=True, slots=True)
class DockCounts:
    """`waiting` confirmed and not on a van, `gone` handed over today, `pull` of those waiting nobody wants,
    `back` units to put back, `returns` units customers sent back today.
    """

    waiting: int = 0
    gone: int = 0
    pull: int = 0
    back: int = 0
    returns: int = 0
