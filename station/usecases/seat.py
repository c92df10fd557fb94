"""The bench as it stands now: its session, operator, weight, and what was said last.

Everything here is rebuilt from the store at start; a session is replaced only after its facts are committed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from station.clock import Clock
from station.labels.template import Template
from station.model.chores import CartonRow, ChoreView
from station.model.events import OrderKey
from station.model.operator import Operator
from station.model.picking import StopView
from station.model.problem import Problem
from station.model.view import BenchState, Choice, LineView, OfferView, ScanView
from station.packing import facts as f
from station.packing import kits
from station.packing.due import CutOffs
from station.packing.goods import GoodsRule, Needs, needs_of
from station.packing.outcome import Here, Met, Rules
from station.packing.pan import Load
from station.packing.picking import PickRules, Task, Walk
from station.packing.session import PackLine, Session, begin, extend, fold, standing
from station.packing.session import Stored as Fact
from station.packing.watch import StepWatch
from station.packing.weight import Reading, WeightWatch
from station.store import leases, loads, orders, picked, sessions
from station.store.engine import Store, Transaction, moment
from station.store.orders import Stored
from station.store.picking import Pick
from station.usecases import goods, known


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings packing needs."""

    bench: str
    rules: Rules
    stores: tuple[str, ...]
    tracking_url: str = ""  # of a carrier whose labels are stuck on
    push_delay: float = 20.0
    print_slip: str = "open"  # open | close | never
    notify: frozenset[str] = frozenset()  # stores whose customers are told
    queue: str = ""  # what is offered here: a filter, or the name of a saved one
    cut_offs: CutOffs = field(default_factory=CutOffs)
    release: str = "supervisor"  # who may let a held order go: supervisor | anyone
    timezone: str = "UTC"
    goods: tuple[GoodsRule, ...] = ()
    picking: PickRules = field(default_factory=PickRules)
    stock: Mapping[str, str] = field(default_factory=dict)  # by store: how its cart takes corrections
    restocks: Mapping[str, frozenset[str]] = field(default_factory=dict)  # by store: cancel, refund
    may_restock: Mapping[str, frozenset[str]] = field(default_factory=dict)  # where the shop's people choose
    kit_parts: Mapping[str, str] = field(default_factory=dict)  # by store: who takes them out of its stock
    returned_stock: str = "ask"  # who puts units of a refund back for sale: ask | shop | station
    buy_ahead: bool = False  # labels of a carrier that takes them back
    gives_back: bool = False  # labels that are void, to a carrier that was paid for them
    looks: Mapping[str, Template] = field(default_factory=dict)  # of documents
    slips: Mapping[str, Template] = field(default_factory=dict)  # of packing slips, by store
    shadow: bool = False  # it only watches: it warns, and nothing leaves it


HOLDING, RUSHING = "hold", "rush"


@dataclass(slots=True)
class IdleQuestion:
    """A question that is not worth surviving a restart. Only that of HOLD is asked with an order open."""

    say: Problem
    choices: tuple[Choice, ...]
    answers: dict[str, tuple[str, int, str]]  # barcode -> (what, order id, carton)
    about: str = ""  # what something else than a number answers, as reopen:CARTON
    among: tuple[tuple[Choice, tuple[str, int, str]], ...] = ()  # all answers, where they take several pages


@dataclass(slots=True)
class Current:
    """The order on the bench."""

    session_id: int
    token: int
    stored: Stored
    session: Session
    opened_at: datetime
    ahead: bool = True  # there may be a label that was bought ahead
    kept: bool = False  # the claim has no end any more: something has been scanned since it was taken
    picked: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # by line: (picked, short) in a wave
    fetched: Mapping[str, int] = field(default_factory=dict)  # by line: kits that a walk fetched all parts of
    shown: dict[str, tuple[PackLine, LineView]] = field(default_factory=dict)  # by line: as last shown

    @property
    def key(self) -> OrderKey:
        order = self.stored.order
        return OrderKey(order.store, order.number, order.ref)

    @property
    def lease(self) -> str:
        return f"order:{self.stored.id}"


@dataclass(slots=True)
class Walking:
    """The pick list in hand, while no order is on the bench. `standing`: how its orders were, last seen."""

    pick: Pick
    token: int
    walk: Walk
    standing: str = ""
    shown: dict[object, tuple[list[Task], StopView]] = field(default_factory=dict)  # its stops as last shown


@dataclass(slots=True)
class Chore:
    """Work beside packing that is in hand: `kind` load | put_back | return, `key` which.

    The rest is its picture, made anew with every scan, and what this process found out: orders of a load to
    be asked for, shops that are away, what was thought of a version of a carton, how it was read and shown.
    """

    kind: str
    key: int
    view: ChoreView | None = None
    instruction: Problem = Problem("do.scan_order")
    choices: tuple[Choice, ...] = ()
    armed: int = 0
    asks: set[tuple[str, str]] = field(default_factory=set)
    away: set[str] = field(default_factory=set)
    known: dict[tuple[object, ...], Problem | None] = field(default_factory=dict)
    seen: loads.Seen = field(default_factory=dict)
    rows: dict[str, tuple[loads.Loaded, Problem | None, str, CartonRow]] = field(default_factory=dict)

    @property
    def about(self) -> OrderKey | None:
        """The order whose goods these are."""
        view = self.view
        return OrderKey(view.store, view.order, view.ref) if view is not None and view.ref else None


@dataclass(slots=True)
class Seat:
    """Mutable; belongs to the writer's thread."""

    store: Store
    clock: Clock
    policy: Policy
    operator: Operator | None = None
    current: Current | None = None
    walking: Walking | None = None
    chore: Chore | None = None
    question: IdleQuestion | None = None
    watch: WeightWatch = field(default_factory=WeightWatch)
    steps: StepWatch = field(default_factory=StepWatch)
    load_seen: tuple[Session, Load | None] | None = None
    scale_fault: str = "scale.no_reading"
    weight_problem: Problem | None = None
    stopped: Problem | None = None
    problem: Problem | None = None
    recent: tuple[ScanView, ...] = ()
    last_shipped_seconds: float | None = None
    place: str = ""  # where the order last opened here goes to: one more to it comes next
    notes: tuple[str, ...] = ()  # what people here noted about the order on the bench
    same_place: tuple[str, ...] = ()  # numbers of the customer's other orders, when this one was opened
    offered: OfferView | None = None  # the order that is shown as the next one
    put_away: int | None = None  # the order just set aside here: it is not offered again at once
    revision: int = 0

    @property
    def here(self) -> Current:
        """The order on the bench where there must be one, else LookupError."""
        if self.current is None:
            raise LookupError("no order is open")
        return self.current

    @property
    def is_free(self) -> bool:
        """Nothing is in hand, and nothing is asked."""
        in_hand = (self.current, self.walking, self.chore, self.question, self.stopped)
        return all(one is None for one in in_hand)

    @property
    def state(self) -> BenchState:
        if self.stopped is not None:
            return BenchState.STOPPED
        if self.current is not None:
            held = self.current.session.state is BenchState.HELD
            return BenchState.ASKING if self.question is not None and not held else self.current.session.state
        if self.walking is not None:
            return BenchState.PICKING
        if self.chore is not None:
            return BenchState(self.chore.kind)
        return BenchState.ASKING if self.question is not None else BenchState.IDLE

    @property
    def left(self) -> int | None:
        if self.current is None and self.walking is not None:
            return self.walking.walk.left
        if self.current is None and self.chore is not None and self.chore.view is not None:
            return self.chore.view.due - self.chore.view.done
        return self.current.session.left if self.current is not None else None

    @property
    def who(self) -> str:
        return self.operator.name if self.operator is not None else ""

    def reading(self) -> Reading | None:
        """The weight a carton may take now."""
        return self.watch.counts(self.clock.monotonic())

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.policy.timezone)

    def around(self, met: Met | None = None) -> Here:
        """What the rules see: who packs, by which rules, when, and what is known of the unit in hand."""
        zone = ZoneInfo(self.policy.timezone)
        today = self.clock.now().astimezone(zone).date()
        return Here(self.policy.rules, self.reading(), self.operator, today, met or Met())

    def lines_of(
        self, connection: Transaction, stored: Stored, before: Sequence[Fact] = ()
    ) -> tuple[PackLine, ...]:
        """Lines as they are packed: everything a scan may be compared with is here afterwards. `before`: what
        was done about the order already.
        """
        self.policy = replace(self.policy, rules=known.with_tares(connection, self.policy.rules))
        lines = goods.lines_of(connection, stored, self.needs_of(stored, before))
        return known.equipped(connection, stored, lines, self.clock.now())

    def needs_of(self, stored: Stored, before: Sequence[Fact] = ()) -> Needs:
        """What the rules of the settings say of the order; its kits stay what they were when it began."""
        return needs_of(stored.order, self.policy.goods, kits.as_opened(standing(before)))

    def begin(self, connection: Transaction, stored: Stored, before: Sequence[Fact] = ()) -> Session:
        """The order's session before any fact; by those in `before` its kits are as they were."""
        tasks = goods.tasks_of(connection, stored, self.needs_of(stored, before))
        return begin(self.lines_of(connection, stored, before), tasks)

    def load(
        self, connection: Transaction, opened: sessions.Open, known: Stored | None = None
    ) -> Current | None:
        """A session from the store, at the place it was left. `known`: its order, where it was just read."""
        stored = known or orders.load(connection, opened.order_id)
        if stored is None:
            return None
        history = sessions.history(connection, opened.id)
        fresh = self.begin(connection, stored, history)
        session = fold(fresh.start, history, fresh.tasks)
        units = picked.units_of(connection, stored.id)
        fetched = picked.parts_made(connection, stored.id)
        at = moment(opened.opened_at)
        return Current(opened.id, opened.token, stored, session, at, picked=units, fetched=fetched)

    def commit(self, connection: Transaction, new: Sequence[f.Fact]) -> Session:
        """Store facts of the current session; the session as it will be once the transaction is through."""
        return self.keep(connection, self.here, new)

    def keep(self, connection: Transaction, current: Current, new: Sequence[f.Fact]) -> Session:
        """The same for a session that is on no bench."""
        leases.check(connection, current.lease, self.policy.bench, current.token)
        before = current.session
        after = extend(before, new)
        now = self.clock.now()
        fresh = after.history[len(before.history) :]
        bench, who = self.policy.bench, self.who
        sessions.append(connection, current.session_id, bench, who, now, fresh, len(before.history) + 1)
        order = current.stored.order
        sessions.project(
            connection, current.session_id, current.stored.id, order.store, bench, who, after, before, now
        )
        if len(after.cartons) < len(before.cartons):
            sessions.vanish(connection, current.session_id, [one.uid for one in after.cartons])
        return after
