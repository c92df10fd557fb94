"""The bench as it stands now: its session, operator, weight, and what was said last.

Everything here is rebuilt from the store at start; a session is replaced only after its facts are committed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from station.clock import Clock
from station.model.barcode import comparable
from station.model.events import OrderKey
from station.model.operator import Operator
from station.model.problem import Problem
from station.model.quantity import Mass
from station.model.view import BenchState, Choice, ScanView
from station.packing import facts as f
from station.packing.outcome import Rules
from station.packing.session import PackLine, Session, extend, fold
from station.packing.weight import Reading, WeightWatch
from station.store import leases, orders, products, sessions
from station.store.engine import Store, Transaction, moment
from station.store.orders import Stored


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
    buy_ahead: bool = False  # labels of a carrier that takes them back


@dataclass(slots=True)
class IdleQuestion:
    """A question asked while no order is open; it is not worth surviving a restart."""

    say: Problem
    choices: tuple[Choice, ...]
    answers: dict[str, tuple[str, int, str]]  # barcode -> (what, order id, carton)


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

    @property
    def key(self) -> OrderKey:
        order = self.stored.order
        return OrderKey(order.store, order.number, order.ref)

    @property
    def lease(self) -> str:
        return f"order:{self.stored.id}"


@dataclass(slots=True)
class Seat:
    """Mutable; belongs to the writer's thread."""

    store: Store
    clock: Clock
    policy: Policy
    operator: Operator | None = None
    current: Current | None = None
    question: IdleQuestion | None = None
    watch: WeightWatch = field(default_factory=WeightWatch)
    scale_fault: str = "scale.no_reading"
    weight_problem: Problem | None = None
    stopped: Problem | None = None
    problem: Problem | None = None
    recent: tuple[ScanView, ...] = ()
    last_shipped_seconds: float | None = None
    revision: int = 0

    @property
    def here(self) -> Current:
        """The order on the bench where there must be one, else LookupError."""
        if self.current is None:
            raise LookupError("no order is open")
        return self.current

    @property
    def state(self) -> BenchState:
        if self.stopped is not None:
            return BenchState.STOPPED
        if self.current is not None:
            return self.current.session.state
        return BenchState.ASKING if self.question is not None else BenchState.IDLE

    @property
    def left(self) -> int | None:
        return self.current.session.left if self.current is not None else None

    @property
    def who(self) -> str:
        return self.operator.name if self.operator is not None else ""

    def reading(self) -> Reading | None:
        """The weight a carton may take now."""
        return self.watch.counts(self.clock.monotonic())

    def lines_of(self, connection: Transaction, stored: Stored) -> tuple[PackLine, ...]:
        """Lines as they are packed: everything a scan may be compared with is here afterwards."""
        codes = orders.line_codes(connection, stored.id)
        known = products.of_order(connection, stored.id)
        made = []
        for line in stored.order.lines:
            if line.ships is False:
                continue
            mg, picture, bin_ = known.get(line.ref, (None, "", ""))
            called = {comparable(code) for code in (*line.codes, line.sku) if code}
            made.append(
                PackLine(
                    ref=line.ref,
                    sku=line.sku,
                    name=line.name,
                    due=max(0, line.due - stored.shipped_here.get(line.ref, 0)),
                    product=line.product,
                    options=line.options,
                    codes=frozenset(called.union(codes.get(line.ref, []))),
                    mass=Mass(mg) if mg else None,
                    bin=bin_,
                    picture=picture,
                )
            )
        return tuple(made)

    def load(self, connection: Transaction, opened: sessions.Open) -> Current | None:
        """A session from the store, at the place it was left."""
        stored = orders.load(connection, opened.order_id)
        if stored is None:
            return None
        history = sessions.history(connection, opened.id)
        session = fold(self.lines_of(connection, stored), history)
        return Current(opened.id, opened.token, stored, session, moment(opened.opened_at))

    def commit(self, connection: Transaction, new: Sequence[f.Fact]) -> Session:
        """Store facts of the current session; the session as it will be once the transaction is through."""
        current = self.here
        leases.check(connection, current.lease, self.policy.bench, current.token)
        before = current.session
        after = extend(before, new)
        now = self.clock.now()
        fresh = after.history[len(before.history) :]
        bench, who = self.policy.bench, self.who
        sessions.append(connection, current.session_id, bench, who, now, fresh, len(before.history) + 1)
        touched = {one.uid for one in after.cartons if one not in before.cartons}
        order = current.stored.order
        sessions.project(
            connection, current.session_id, current.stored.id, order.store, bench, who, after, touched, now
        )
        if len(after.cartons) < len(before.cartons):
            sessions.vanish(connection, current.session_id, [one.uid for one in after.cartons])
        return after
