"""One bench: every scan and every weight in, one verdict out, durable before it is told.

Runs on the writer's thread only. Events are published after their transaction is committed.
"""

import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from uuid import uuid4

from station.bus import Bus
from station.clock import Clock
from station.model.events import (
    BenchChanged,
    BenchReady,
    CartonWeighed,
    ChoreResumed,
    ListsChanged,
    PickResumed,
    ProblemFound,
    ScanJudged,
    SessionResumed,
    WeightSeen,
)
from station.model.quantity import Mass
from station.model.view import BenchState, BenchView, ScanView
from station.packing import close
from station.packing import facts as f
from station.packing.outcome import Outcome, no
from station.packing.scan import storable
from station.packing.weight import Reading, WeightWatch
from station.store import leases, people, sessions
from station.store.engine import Store, StoreError, Transaction
from station.usecases import (
    ahead,
    dock,
    ended,
    labels,
    learning,
    opening,
    pick,
    queue,
    ship,
    shorts,
    show,
    slips,
    steps,
    walks,
    watching,
)
from station.usecases.judge import judge
from station.usecases.seat import Policy, Seat

log = logging.getLogger(__name__)


class Bench:
    """The verbs of one bench."""

    def __init__(self, store: Store, bus: Bus, clock: Clock, policy: Policy) -> None:
        self.seat = Seat(store, clock, policy)
        self._bus = bus
        self._events: list[object] = []
        self._lists: set[str] = set()
        self._announced = False

    # -- start ----------------------------------------------------------------------------------

    def load(self) -> None:
        """After a start: the same order, the same carton, the same scan."""
        seat = self.seat
        with self._transaction() as tx:
            badge, gross = sessions.seated(tx, seat.policy.bench)
            seat.operator = people.by_badge(tx, badge) if badge else None
            seat.watch = WeightWatch(last_gross=Mass(gross) if gross is not None else None)
            found = sessions.open_on(tx, seat.policy.bench)
            seat.current = seat.load(tx, found) if found is not None else None
            seat.walking = walks.in_hand(seat, tx)
            seat.chore = dock.in_hand(seat, tx)
            labels.after_restart(seat, tx)
            ended.parked(self, tx)
            if seat.current is not None:
                queue.look_around(seat, tx, seat.current.stored)
                self.check_order(tx)

    def announce(self) -> None:
        """The devices are open: the bench can be used."""
        seat = self.seat
        self._announced = True
        self._bus.publish(BenchReady())
        current = seat.current
        if current is not None:
            carton = current.session.carton
            self._bus.publish(
                SessionResumed(
                    current.key,
                    seat.state.value,
                    seat.left,
                    carton.number if carton else 0,
                    carton.scan_back if carton and carton.labelled else (),
                    show.instruction(seat),
                    show.choices(seat),
                )
            )
        elif seat.walking is not None:
            pick_id, walk = seat.walking.pick.id, seat.walking.walk
            say, asked = show.instruction(seat), show.choices(seat)
            self._bus.publish(PickResumed(pick_id, seat.state.value, walk.left, say, asked))
        elif seat.chore is not None:
            chore = seat.chore
            at = (chore.kind, chore.key, seat.state.value, seat.left)
            self._bus.publish(ChoreResumed(*at, chore.instruction, chore.choices, chore.about))
        self._tell()

    def view(self) -> BenchView:
        with self.seat.store.read() as connection:
            return show.view(self.seat, connection)

    # -- a scan ---------------------------------------------------------------------------------

    def scan(self, text: str, device: str = "scanner", refused: str = "") -> None:
        """One frame, one verdict. `refused` is the code of a frame the scanner layer turned down."""
        seat = self.seat
        if (kept := storable(text)) != text:
            text, refused = kept, refused or "scan.garbled"
        outcome = no("database.lost")
        opened = seat.current
        before = opened.key if opened is not None else None
        try:
            with self._transaction() as tx:
                outcome = no(refused) if refused else judge(self, tx, text)
                watching.scanned(self, tx, outcome, opened)
                current = seat.current
                sessions.keep_scan(
                    tx,
                    current.session_id if current else None,
                    seat.policy.bench,
                    device,
                    text[:500],
                    outcome.say.code,
                    outcome.ok,
                    seat.who,
                    seat.clock.now(),
                )
        except StoreError as trouble:
            self._reload()
            outcome = Outcome(False, trouble.problem)
            self._events = []
        except leases.Taken as taken:
            self._reload()
            outcome = Outcome(False, taken.problem)
            self._events = []
        except Exception:
            # A mistake of ours: nothing of this scan was kept, the packer is told so and can go on.
            log.exception("a scan could not be judged")
            self._reload()
            outcome = no("station.mistake")
            self._events = []
        said = ScanView(text, outcome.ok, outcome.say, seat.clock.now())
        seat.recent = (*seat.recent[-7:], said)
        key = seat.current.key if seat.current is not None else before or outcome.about
        after = self._events
        self._events = []
        self._bus.publish(
            ScanJudged(text, outcome.ok, outcome.say, seat.state.value, seat.left, key, show.choices(seat))
        )
        self._tell(after)

    # -- facts ----------------------------------------------------------------------------------

    def act(self, tx: Transaction, outcome: Outcome, undo: bool = False, shorted: bool = False) -> Outcome:
        """Make an outcome true, and what follows from it."""
        current = self.seat.here
        if not outcome.facts:
            return outcome
        before = current.session
        self.record(tx, outcome.facts)
        if shorted:
            shorts.tell(self.seat, tx, outcome.facts)
        if undo:
            shorts.take_back(self.seat, tx, before)
        self.follow_up(tx, outcome.facts)
        return outcome

    def record(self, tx: Transaction, facts: Sequence[f.Fact]) -> None:
        """Store facts; the session moves on (and is loaded again if the transaction fails)."""
        current = self.seat.here
        ahead.made_void(self.seat, tx, facts)
        current.session = self.seat.commit(tx, facts)
        learning.swapped(self, tx, facts)
        ahead.review(self.seat, tx)
        if not current.kept and any(isinstance(fact, f.UnitPacked) for fact in facts):
            leases.claim(tx, current.lease, self.seat.policy.bench, 0, None)
            current.kept = True
        for fact in facts:
            if isinstance(fact, f.CartonWeighed):
                self._weight_taken(tx, fact)

    def _weight_taken(self, tx: Transaction, fact: f.CartonWeighed) -> None:
        seat = self.seat
        current = seat.here
        seat.weight_problem = None
        if seat.problem is not None and seat.problem.code.startswith("weight."):
            seat.problem = None  # what was wrong with this carton is right now
        seat.watch = seat.watch.sealed(Mass(fact.mg))
        sessions.seat(tx, seat.policy.bench, last_gross_mg=fact.mg)
        sessions.labelled(tx, fact.carton, override_by=fact.by)
        self._events.append(CartonWeighed(Mass(fact.mg).grams, True, True, current.key))

    def follow_up(self, tx: Transaction, facts: Sequence[f.Fact]) -> None:
        """What facts set going beyond the session: scale, label, shipment."""
        current = self.seat.here
        slips.renew(self, tx, facts)
        sealed = any(isinstance(fact, f.CartonSealed) for fact in facts)
        if sealed and current.session.state is BenchState.WEIGHING:
            self.seat.weight_problem = None
            reading = self.seat.reading()
            if reading is not None:
                self._weigh(tx, reading)
        for fact in facts:
            if isinstance(fact, f.LabelWanted):
                labels.want(self, tx, fact.carton)
            if isinstance(fact, f.Closed):
                ship.closed(self, tx, fact.outcome)

    def note(self, *events: object) -> None:
        """Events to publish once the transaction is committed."""
        self._events.extend(events)

    # -- weight ---------------------------------------------------------------------------------

    def weigh(self, reading: Reading) -> None:
        """A value of the scale."""
        self._weigh_in(reading)
        self._bus.publish(WeightSeen(show.weight(self.seat) or show.pan(self.seat)))

    def _weigh_in(self, reading: Reading) -> None:
        seat = self.seat
        before = seat.watch.last
        seat.scale_fault = ""
        seat.watch = seat.watch.seen(reading)
        current = seat.current
        weighing = current is not None and current.session.state is BenchState.WEIGHING
        if weighing and seat.question is None:
            counted = seat.reading()
            if counted is not None and not self._told(counted):
                with self._guarded(), self._transaction() as tx:
                    self._weigh(tx, counted)
                self._tell()
                return
        if steps.seen(seat, reading):
            with self._guarded(), self._transaction() as tx:
                steps.changed(self, tx)
            self._tell()
        if before is None or before.mass != reading.mass or before.stable != reading.stable:
            if seat.weight_problem is not None and seat.reading() is None:
                seat.weight_problem = None
            key = current.key if current else None
            self._bus.publish(CartonWeighed(reading.mass.grams, reading.stable, False, key))

    def _told(self, reading: Reading) -> bool:
        """This very weight was already refused."""
        before = self.seat.watch.last
        return self.seat.weight_problem is not None and before is not None and self._refused == reading.mass

    _refused: Mass | None = None

    def _weigh(self, tx: Transaction, reading: Reading) -> None:
        current = self.seat.here
        outcome = close.weigh(current.session, reading, self.seat.policy.rules)
        if outcome.ok:
            self.act(tx, outcome)
            return
        self._refused = reading.mass
        if self.seat.weight_problem is None:
            learning.weight_refused(self, tx, outcome.say.params.get("why"))
            watching.note(self, tx, current, "weight", outcome.say)
        self.seat.weight_problem = outcome.say
        self.note(
            CartonWeighed(reading.mass.grams, True, False, current.key),
            ProblemFound(outcome.say, current.key),
        )

    def weight_lost(self, fault: str) -> None:
        """No reading any more: nothing of before counts."""
        self.seat.watch = self.seat.watch.lost(moved=fault == "weight.in_motion")
        self.seat.steps.lost()
        self.seat.scale_fault = fault
        self._bus.publish(WeightSeen(show.weight(self.seat) or show.pan(self.seat)))

    # -- the order changed ----------------------------------------------------------------------

    def orders_changed(self, tx: Transaction, changed: Sequence[int]) -> None:
        """Orders were stored; the one on the bench may be among them."""
        current = self.seat.current
        if current is not None and current.stored.id in changed:
            self.check_order(tx)
        ended.parked(self, tx, changed)
        pick.orders_changed(self, tx, changed)
        dock.orders_changed(self, tx, changed)
        self._lists |= {"orders", "day"}

    def check_order(self, tx: Transaction) -> None:
        """Does what is being packed still fit the order as stored?"""
        opening.check(self, tx)

    # -- telling --------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _transaction(self, lasting: bool = True) -> Iterator[Transaction]:
        with self.seat.store.write(lasting) as connection:
            yield connection

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        """A device's value never stops the writer: trouble is shown, the session is loaded again."""
        try:
            yield
        except (StoreError, leases.Taken) as trouble:
            self._events = [
                ProblemFound(trouble.problem, self.seat.current.key if self.seat.current else None)
            ]
            self._reload()

    def work(self, job: Callable[[Transaction], object], lasting: bool = True, tell: bool = True) -> None:
        """A change that comes from the network, a printer or a label: one transaction, then the news.

        `lasting`: see `Store.write`. With `tell` False it is told with the next change, unless it is about
        the order on the bench.
        """
        try:
            self._work(job, lasting)
        except leases.Taken as taken:
            # The order on the bench went to another one: what came in is stored all the same.
            self._events = [ProblemFound(taken.problem)]
            self._work(job, lasting)
        if tell or self._events:
            self._tell()

    def _work(self, job: Callable[[Transaction], object], lasting: bool) -> None:
        try:
            with self._transaction(lasting) as tx:
                job(tx)
        except BaseException:
            self._events = []
            self._reload()
            raise

    def _reload(self) -> None:
        """The store is the truth; what was only in memory is forgotten."""
        seat = self.seat
        seat.question = None
        try:
            with seat.store.read() as connection:
                found = sessions.open_on(connection, seat.policy.bench)
                seat.current = seat.load(connection, found) if found is not None else None
                seat.walking = walks.in_hand(seat, connection)
                seat.chore = dock.in_hand(seat, connection)
            seat.stopped = None
        except StoreError as trouble:
            seat.stopped = trouble.problem

    def recover(self) -> bool:
        """Is the database back? Then the bench stands where it stood."""
        was = self.seat.stopped
        self._reload()
        if was is not None and self.seat.stopped is None:
            self._tell()
        return self.seat.stopped is None

    def _tell(self, first: Sequence[object] = ()) -> None:
        if not self._announced:
            self._events = [*first, *self._events]  # told after `ready`, in their order
            return
        events = [*first, *self._events]
        self._events = []
        for event in events:
            if isinstance(event, ProblemFound) and not event.say.code.startswith(learning.FOR_SUPERVISORS):
                self.seat.problem = event.say
            self._bus.publish(event)
        self.seat.revision += 1
        try:
            view = self.view()
            self.seat.offered = view.offered
            self._bus.publish(BenchChanged(view))
        except StoreError as trouble:
            self.seat.stopped = trouble.problem
        if self._lists:
            self._bus.publish(ListsChanged(frozenset(self._lists)))
            self._lists = set()

    def lists(self, *what: str) -> None:
        self._lists.update(what)

    @staticmethod
    def new_id() -> str:
        return uuid4().hex
