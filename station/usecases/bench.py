"""One bench: every scan and every weight in, one verdict out, durable before it is told.

Runs on the writer's thread only. Events are published after their transaction is committed.
"""

import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from uuid import uuid4

from station.bus import Bus
from station.clock import Clock
from station.model.barcode import Command
from station.model.events import (
    BenchChanged,
    BenchReady,
    CartonWeighed,
    ListsChanged,
    OrderKey,
    ProblemFound,
    ScanJudged,
    SessionResumed,
)
from station.model.operator import Role
from station.model.problem import Problem
from station.model.quantity import Mass
from station.model.view import BenchState, BenchView, ScanView
from station.packing import close, pack
from station.packing import facts as f
from station.packing.outcome import Outcome, no, yes
from station.packing.scan import (
    BadgeScan,
    Candidates,
    CartonFound,
    CartonScan,
    CommandScan,
    LabelScan,
    LineScan,
    Meaning,
    OrderFound,
    OrderScan,
    ProductFound,
    ProductScan,
    UnknownScan,
    resolve_at_bench,
    resolve_known,
)
from station.packing.weight import Reading, WeightWatch
from station.store import leases, orders, people, products, sessions
from station.store.engine import Store, StoreError, Transaction
from station.usecases import labels, opening, ship, show, shorts
from station.usecases.seat import Policy, Seat

log = logging.getLogger(__name__)


class Bench:
    """The verbs of one bench."""

    def __init__(self, store: Store, bus: Bus, clock: Clock, policy: Policy) -> None:
        self.seat = Seat(store, clock, policy)
        self._bus = bus
        self._events: list[object] = []
        self._lists: set[str] = set()

    # -- start ----------------------------------------------------------------------------------

    def resume(self) -> None:
        """After a start: the same order, the same carton, the same scan."""
        seat = self.seat
        with self._transaction() as tx:
            badge, gross = sessions.seated(tx, seat.policy.bench)
            seat.operator = people.by_badge(tx, badge) if badge else None
            seat.watch = WeightWatch(last_gross=Mass(gross) if gross is not None else None)
            found = sessions.open_on(tx, seat.policy.bench)
            seat.current = seat.load(tx, found) if found is not None else None
            labels.after_restart(seat, tx)
            if seat.current is not None:
                self.check_order(tx)
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
        self._tell()

    def view(self) -> BenchView:
        with self.seat.store.read() as connection:
            return show.view(self.seat, connection)

    # -- a scan ---------------------------------------------------------------------------------

    def scan(self, text: str, device: str = "scanner", refused: str = "") -> None:
        """One frame, one verdict. `refused` is the code of a frame the scanner layer turned down."""
        seat = self.seat
        outcome = no("database.lost")
        try:
            with self._transaction() as tx:
                outcome = no(refused) if refused else self._judge(tx, text)
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
        key = seat.current.key if seat.current is not None else None
        after = self._events
        self._events = []
        self._bus.publish(
            ScanJudged(text, outcome.ok, outcome.say, seat.state.value, seat.left, key, show.choices(seat))
        )
        self._tell(after)

    def _judge(self, tx: Transaction, text: str) -> Outcome:
        if self.seat.stopped is not None:
            return Outcome(False, self.seat.stopped)
        current = self.seat.current
        meaning = resolve_at_bench(text, current.session if current else None)
        if meaning is None:
            meaning = resolve_known(text, self._candidates(tx, text))
        self.seat.problem = None
        if current is None:
            return self._judge_idle(tx, meaning, text)
        return self._judge_open(tx, meaning, text)

    def _candidates(self, tx: Transaction, text: str) -> Candidates:
        if text.startswith("OP-"):
            return Candidates(operator=people.by_badge(tx, text))
        found = [
            stored
            for key in orders.by_text(tx, text, self.seat.policy.stores)
            if (stored := orders.load(tx, key))
        ]
        cartons = tuple(
            CartonFound(uid, stored.order.number, number)
            for uid, number, key, _ in sessions.tracking_known(tx, text)
            if (stored := orders.load(tx, key))
        )
        return Candidates(
            orders=tuple(
                OrderFound(one.id, one.order.store, one.order.ref, one.order.number, one.order.state.value)
                for one in found
            ),
            cartons=cartons,
            products=tuple(
                ProductFound(one.store, one.ref, one.sku, one.name, one.picture, one.bin)
                for one in products.by_code(tx, text)
            ),
        )

    # -- no order open --------------------------------------------------------------------------

    def _judge_idle(self, tx: Transaction, meaning: Meaning, text: str) -> Outcome:
        seat = self.seat
        if seat.question is not None and isinstance(meaning, CommandScan):
            return self._answer_idle(tx, meaning.command)
        seat.question = None
        match meaning:
            case CommandScan(command=Command.YES):
                offered = orders.next_offered(tx)
                return opening.open_order(self, tx, offered) if offered is not None else no("queue.empty")
            case CommandScan(command=Command.HELP):
                return yes("help.idle")
            case CommandScan(command=Command.REPRINT):
                return no("reprint.scan_slip")
            case CommandScan(command=Command.UNDO):
                return no("undo.nothing")
            case CommandScan():
                return no("scan.no_order")
            case BadgeScan(operator=operator):
                return self._sign_in(tx, operator.badge)
            case OrderScan(orders=found):
                return opening.scanned(self, tx, found)
            case CartonScan(carton=carton):
                return opening.shipped_carton(self, tx, carton.uid)
            case ProductScan(products=found_products):
                return no("scan.no_order_for", sku=found_products[0].sku, name=found_products[0].name)
            case UnknownScan(kind=kind):
                return no(_UNKNOWN.get(kind, "scan.unknown"), text=text)
        return no("scan.no_order")

    def _answer_idle(self, tx: Transaction, command: Command) -> Outcome:
        question = self.seat.question
        assert question is not None
        if command is Command.NO:
            self.seat.question = None
            return yes("question.left")
        answer = question.answers.get(command.value)
        if answer is None:
            return no("scan.not_an_answer")
        self.seat.question = None
        return opening.answered(self, tx, *answer)

    def _sign_in(self, tx: Transaction, badge: str) -> Outcome:
        operator = people.by_badge(tx, badge)
        assert operator is not None
        self.seat.operator = operator
        sessions.seat(tx, self.seat.policy.bench, operator=badge)
        return yes("operator.signed_in", operator=operator.name)

    # -- an order open --------------------------------------------------------------------------

    def _judge_open(self, tx: Transaction, meaning: Meaning, text: str) -> Outcome:
        seat = self.seat
        current = seat.current
        assert current is not None
        session, rules = current.session, seat.policy.rules
        if self._waits_for_tracking and not isinstance(meaning, CommandScan | BadgeScan):
            return ship.stuck_on(self, tx, meaning, text)
        match meaning:
            case CommandScan(command=command):
                return self._command(tx, command)
            case LineScan(lines=lines):
                return self._do(tx, pack.scan_unit(session, lines, text, rules, seat.reading()))
            case LabelScan():
                return ship.confirm(self, tx, session.carton.tracking if session.carton else text)
            case BadgeScan(operator=operator):
                if session.state is BenchState.WEIGHING and self._weight_is_stuck():
                    return self._do(tx, close.pass_weight(session, seat.reading(), operator))
                return self._sign_in(tx, operator.badge)
            case OrderScan(orders=found):
                if any(one.id == current.stored.id for one in found):
                    return yes("order.already_open", order=current.stored.order.number)
                return no("pack.finish_or_park", order=current.stored.order.number, other=found[0].number)
            case CartonScan(carton=carton):
                return no("label.other_carton", order=carton.order, carton=carton.number)
            case ProductScan(products=found_products):
                return pack.wrong_item(session, found_products)
            case UnknownScan(kind=kind):
                if session.state is BenchState.SCAN_BACK:
                    return no("label.not_this", text=text)
                return no(_UNKNOWN.get(kind, "scan.unknown"), text=text)
        raise AssertionError(meaning)

    @property
    def _waits_for_tracking(self) -> bool:
        """A pre-printed carrier label was stuck on and names itself when it is scanned."""
        current = self.seat.current
        carton = current.session.carton if current else None
        return bool(
            current and carton and current.session.state is BenchState.SCAN_BACK and not carton.scan_back
        )

    def _weight_is_stuck(self) -> bool:
        return self.seat.weight_problem is not None or self.seat.reading() is None

    def _command(self, tx: Transaction, command: Command) -> Outcome:
        seat = self.seat
        current = seat.current
        assert current is not None
        session, rules = current.session, seat.policy.rules
        if command is Command.HELP:
            return yes("help.bench", state=session.state.value)
        if session.state is BenchState.ASKING and (command is Command.NO or command.number is not None):
            return self._do(tx, pack.answer(session, command.value, rules, seat.reading()), shorted=True)
        match command:
            case Command.UNDO:
                return self._do(tx, pack.undo(session), undo=True)
            case Command.SHORT:
                return self._do(tx, pack.short(session))
            case Command.NEXT_CARTON:
                return self._do(tx, pack.next_carton(session, rules, seat.reading()))
            case Command.PARK | Command.HOLD:
                return opening.set_aside(self, tx, hold=command is Command.HOLD)
            case Command.YES | Command.REPRINT | Command.NO:
                return labels.answer(self, tx, command)
            case Command.WEIGH:
                return self._weigh_now(tx)
        return no("scan.nothing_asked")

    def _weigh_now(self, tx: Transaction) -> Outcome:
        current = self.seat.current
        assert current is not None
        if current.session.state is not BenchState.WEIGHING:
            return no("weight.not_now")
        reading = self.seat.reading()
        if reading is None:
            return no("weight.waiting")
        return self._do(tx, close.weigh(current.session, reading, self.seat.policy.rules))

    # -- facts ----------------------------------------------------------------------------------

    def _do(self, tx: Transaction, outcome: Outcome, undo: bool = False, shorted: bool = False) -> Outcome:
        """Make an outcome true, and what follows from it."""
        current = self.seat.current
        assert current is not None
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
        current = self.seat.current
        assert current is not None
        current.session = self.seat.commit(tx, facts)
        if any(isinstance(fact, f.UnitPacked) for fact in facts):
            leases.claim(tx, current.lease, self.seat.policy.bench, 0, None)
        for fact in facts:
            if isinstance(fact, f.CartonWeighed):
                self._weight_taken(tx, fact)

    def _weight_taken(self, tx: Transaction, fact: f.CartonWeighed) -> None:
        seat = self.seat
        current = seat.current
        assert current is not None
        seat.weight_problem = None
        seat.watch = seat.watch.sealed(Mass(fact.mg))
        sessions.seat(tx, seat.policy.bench, last_gross_mg=fact.mg)
        sessions.labelled(tx, fact.carton, override_by=fact.by)
        self._events.append(CartonWeighed(Mass(fact.mg).grams, True, True, current.key))

    def follow_up(self, tx: Transaction, facts: Sequence[f.Fact]) -> None:
        """What facts set going beyond the session: scale, label, shipment."""
        current = self.seat.current
        assert current is not None
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
        seat = self.seat
        before = seat.watch.last
        seat.watch = seat.watch.seen(reading)
        current = seat.current
        if current is not None and current.session.state is BenchState.WEIGHING:
            counted = seat.reading()
            if counted is not None and not self._told(counted):
                with self._guarded(), self._transaction() as tx:
                    self._weigh(tx, counted)
                self._tell()
                return
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
        current = self.seat.current
        assert current is not None
        outcome = close.weigh(current.session, reading, self.seat.policy.rules)
        if outcome.ok:
            self._do(tx, outcome)
            return
        self._refused = reading.mass
        self.seat.weight_problem = outcome.say
        self.note(
            CartonWeighed(reading.mass.grams, True, False, current.key),
            ProblemFound(outcome.say, current.key),
        )

    def weight_lost(self) -> None:
        """No reading any more: nothing of before counts."""
        self.seat.watch = self.seat.watch.lost()

    # -- the order changed ----------------------------------------------------------------------

    def orders_changed(self, tx: Transaction, changed: Sequence[int]) -> None:
        """Orders were stored; the one on the bench may be among them."""
        current = self.seat.current
        if current is not None and current.stored.id in changed:
            self.check_order(tx)
        self._lists |= {"orders", "day"}

    def check_order(self, tx: Transaction) -> None:
        """Does what is being packed still fit the order as stored?"""
        opening.check(self, tx)

    # -- telling --------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Transaction]:
        with self.seat.store.write() as connection:
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

    def work(self, job: Callable[[Transaction], None]) -> None:
        """A change that comes from the network, a printer or a label: one transaction, then the news."""
        try:
            with self._transaction() as tx:
                job(tx)
        except leases.Taken as taken:
            self._events = [ProblemFound(taken.problem)]
            self._reload()
        except BaseException:
            self._events = []
            self._reload()
            raise
        self._tell()

    def _reload(self) -> None:
        """The store is the truth; what was only in memory is forgotten."""
        seat = self.seat
        try:
            with seat.store.read() as connection:
                found = sessions.open_on(connection, seat.policy.bench)
                seat.current = seat.load(connection, found) if found is not None else None
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
        events = [*first, *self._events]
        self._events = []
        for event in events:
            if isinstance(event, ProblemFound):
                self.seat.problem = event.say
            self._bus.publish(event)
        self.seat.revision += 1
        try:
            self._bus.publish(BenchChanged(self.view()))
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

    def key(self) -> OrderKey | None:
        return self.seat.current.key if self.seat.current is not None else None

    def may_release(self) -> bool:
        return self.seat.operator is None or self.seat.operator.role is Role.SUPERVISOR


_UNKNOWN = {
    "CMD-": "command.unknown",
    "OP-": "operator.unknown",
    "ORD-": "order.unknown",
    "LINE-": "line.unknown",
}
