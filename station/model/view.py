"""What a screen shows of the bench: one immutable picture per change. The screen decides nothing.

Sentences are codes with parameters (`Problem`); the words are in resources/i18n.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from station.model.chores import ChoreView
from station.model.order import Address
from station.model.picking import PickView
from station.model.problem import Problem
from station.model.quantity import Mass


class BenchState(StrEnum):
    IDLE = "idle"
    PACKING = "packing"
    ASKING = "asking"
    WEIGHING = "weighing"
    LABELLING = "labelling"
    SCAN_BACK = "scan_back"
    HELD = "held"
    PICKING = "picking"  # a pick list is in hand
    LOAD = "load"  # the load of a van is in hand
    PUT_BACK = "put_back"  # goods are on their way back to the shelf
    RETURN = "return"  # what a customer sent back is looked at
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class AlikeView:
    """What an article was taken for before, so many `times` lately. `picture` is a local path."""

    sku: str
    name: str
    picture: str = ""
    bin: str = ""
    times: int = 0


@dataclass(frozen=True, slots=True)
class LineView:
    """`picture` is a local path. `packed` is in this session's cartons, `due` what it has to send; `picked`
    lies in totes or on the cart, None where nobody picked before.
    """

    ref: str
    sku: str
    name: str
    due: int
    packed: int
    shorted: int = 0
    options: tuple[tuple[str, str], ...] = ()
    bin: str = ""
    picture: str = ""
    has_code: bool = True
    wants: tuple[str, ...] = ()  # lot | expiry | serial
    own_box: bool = False
    parts: tuple[tuple[str, int], ...] = ()  # of a kit: SKU, how many
    cases: tuple[int, ...] = ()  # units behind one scan of a case
    alike: AlikeView | None = None
    picked: int | None = None

    @property
    def left(self) -> int:
        return max(0, self.due - self.packed - self.shorted)


@dataclass(frozen=True, slots=True)
class KitPartView:
    """`packed` of `due` are in the kit that is being put together."""

    sku: str
    name: str
    packed: int
    due: int
    picture: str = ""


@dataclass(frozen=True, slots=True)
class KitView:
    """The kit in hand: the `number`th of `due`."""

    ref: str
    sku: str
    number: int
    due: int
    parts: tuple[KitPartView, ...]


@dataclass(frozen=True, slots=True)
class CartonView:
    number: int
    kind: str
    units: int
    state: str  # open | sealed | labelled | confirmed
    gross: Mass | None = None
    tracking: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One numbered answer: `scan` is the barcode that gives it."""

    scan: str
    say: Problem
    picture: str = ""
    store: str = ""
    order: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class ScanView:
    """What became of a scan. `problem.code` is the verdict's code also when `ok`."""

    text: str
    ok: bool
    say: Problem
    at: datetime


@dataclass(frozen=True, slots=True)
class StepView:
    """Something went into the open carton, or did not, `age` seconds ago.

    `kind`: ok | filling | missing | extra | other | left_in.
    """

    kind: str
    age: float


@dataclass(frozen=True, slots=True)
class WeightView:
    """The scale now. `age` is seconds since the reading, `fault` a problem code (scale.lost …).

    `learned`: what is expected comes from so many cartons at least; 0 where a weight was only entered.
    `followed`: the open carton stands on the pan and every unit is watched; `steps` are the last of them,
    `doubt` what does not fit.
    """

    mass: Mass | None = None
    stable: bool = False
    age: float = 0.0
    fault: str = ""
    expected: Mass | None = None
    tolerance: Mass | None = None
    verdict: str = ""  # weight.ok | weight.too_light | weight.too_heavy | weight.blind | weight.not_checked
    learned: int = 0
    followed: bool = False
    steps: tuple[StepView, ...] = ()
    doubt: Problem | None = None


@dataclass(frozen=True, slots=True)
class OfferView:
    """The next order the bench would take."""

    store: str
    ref: str
    number: str
    lines: int
    units: int
    ship_by: datetime | None = None
    rush: bool = False
    same_place: bool = False  # it goes where the order just packed here goes


@dataclass(frozen=True, slots=True)
class BenchView:
    """`instruction` is the one sentence that says what to do next."""

    bench: str
    state: BenchState
    instruction: Problem
    revision: int = 0
    operator: str = ""
    store: str = ""
    order: str = ""
    ref: str = ""
    ship_by: datetime | None = None
    opened_at: datetime | None = None
    checked_at: datetime | None = None
    lines: tuple[LineView, ...] = ()
    current: str = ""  # ref of the line the eye should be on
    cartons: tuple[CartonView, ...] = ()
    carton_kinds: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    last: ScanView | None = None
    recent: tuple[ScanView, ...] = ()
    problem: Problem | None = None
    weight: WeightView | None = None
    ship_to: Address | None = None
    method: str = ""
    tags: tuple[str, ...] = ()
    staff_notes: tuple[str, ...] = ()
    same_place: tuple[str, ...] = ()  # numbers of the customer's other orders
    gift_note: str = ""
    customer_note: str = ""
    tracking: str = ""
    left: int | None = None
    offered: OfferView | None = None
    packed_seconds: float | None = None  # of the order just finished
    chore: ChoreView | None = None  # a load, a put-back or a return in hand, while no order is open
    pick: PickView | None = None  # the walk in hand, while no order is open
    armed: int = 0  # so many of what is scanned next
    kit: KitView | None = None
    dangerous: tuple[str, ...] = ()  # what the goods are, in the words of the settings
    suggestion: str = ""  # a type of carton that fits better


@dataclass(frozen=True, slots=True)
class DeviceView:
    """`kind` scanner | scale | printer; `state` open | lost | silent | off (with its problem), stopped for
    a printer that waits for a person. A problem of an open one is a warning.
    """

    kind: str
    name: str
    state: str
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class StoreView:
    """A shop's health. `state` ok | unreachable | signed_out | starting | paused.

    `budget_left` of `budget_most` requests (or points) of what the cart allows, None where it does not say.
    `read` orders of `total` in the pass that is going on; both None between passes.
    """

    name: str
    cart: str
    state: str
    open: int = 0
    last_success: datetime | None = None
    problem: Problem | None = None
    parked: int = 0
    waiting: int = 0
    plain_http: bool = False
    budget_left: float | None = None
    budget_most: float | None = None
    read: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One row of the orders page. `state`: a canonical one, or ours: in_wave, packing, backorder."""

    key: int
    store: str
    ref: str
    number: str
    state: str
    country: str
    lines: int
    units: int
    method: str
    placed_at: datetime
    hold: str = ""  # problem code of the hold
    ship_by: datetime | None = None  # when it has to be handed over
    bench: str = ""
    rush: bool = False
    tags: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()  # codes about its address
    hold_by: str = ""
    hold_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ActView:
    """What somebody did to an order in the queue: rush, unrush, hold, release, note, split, reopen."""

    what: str
    code: str
    who: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class WholeOrder:
    """One order on the right of its table. `same_place`: numbers of the customer's other open orders;
    `later`: units per line that were split off; `may_release`: whoever is signed in may let it go.
    """

    lines: tuple[LineView, ...] = ()
    address: Address | None = None
    doubts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    customer_note: str = ""
    gift_note: str = ""
    staff_note: str = ""
    acts: tuple[ActView, ...] = ()
    same_place: tuple[str, ...] = ()
    later: tuple[tuple[str, int], ...] = ()
    hold: str = ""
    hold_by: str = ""
    hold_at: datetime | None = None
    may_release: bool = False
    rush: bool = False
    bench: str = ""


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """One confirmed carton of the day."""

    at: datetime
    store: str
    order: str
    ref: str
    carton: int
    tracking: str
    carrier: str
    operator: str
    bench: str
    units: int
    gross: Mass | None
    pushed: str  # state of the tracking message: ready | sending | in_doubt | done | parked


@dataclass(frozen=True, slots=True)
class PushRow:
    """One message to a cart. `problem` says why it stands."""

    id: int
    store: str
    order: str
    topic: str  # tracking | status | stock | note
    state: str
    created_at: datetime
    due: datetime
    tries: int
    problem: Problem | None = None
    about: str = ""  # tracking number or SKU


@dataclass(frozen=True, slots=True)
class DayTotals:
    shipped: int
    cartons: int
    units: int
    open: int
    on_hold: int
    at_risk: int
    by_hour: tuple[int, ...] = ()
    parked: int = 0
