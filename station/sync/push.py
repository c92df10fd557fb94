"""Messages reach the cart: every write is preceded by a read, and doubt is settled by evidence.

ready -> sending (committed before the first byte) -> done | in_doubt. In doubt: the cart is read at once, and
again 60 s after sending. Found: done. Not found: a write that may be repeated is, another asks a person.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from station.bus import Bus
from station.carts.contract import (
    Cart,
    CartError,
    InDoubt,
    Refused,
    SignInAgain,
    Step,
    TakesNotes,
    TryLater,
    Unusable,
)
from station.clock import Clock
from station.model.events import ListsChanged, MessageParked, MessagePushed, ProblemFound
from station.model.order import Order, OrderState
from station.model.problem import Problem
from station.model.shipment import (
    AdjustStock,
    CompleteOrder,
    Message,
    OrderNote,
    Parcel,
    ShipConfirm,
    ShippedLine,
)
from station.store import counted, ledger, orders, outbox
from station.store.engine import Store, Transaction, micros, moment
from station.store.outbox import Entry
from station.store.writer import Turn, Writer
from station.sync.health import Health
from station.sync.pull import Pull
from station.sync.retry import pause
from station.usecases.opening import due_now
from station.usecases.ship import no_longer_fits

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")
DOUBT = timedelta(seconds=60)
LEASE = timedelta(seconds=outbox.LEASE_SECONDS)
UNUSABLE_TRIES = 20
# A note that is there twice misleads nobody.
_NOTE = Step("note", repeatable=True)


def message_of(entry: Entry) -> Message:
    """What a stored message says to a cart."""
    body = entry.body
    if entry.topic == "tracking":
        parcels = tuple(
            Parcel(
                one["tracking"],
                one["carrier"],
                one["tracking_url"],
                tuple(ShippedLine(line, quantity) for line, quantity in one["lines"]),
            )
            for one in body["parcels"]
        )
        return ShipConfirm(body["uid"], body["ref"], parcels, body["notify"], body["shipped_on"])
    if entry.topic == "status":
        return CompleteOrder(body["uid"], body["ref"])
    return AdjustStock(entry.key, body["sku"], body["product"], body["stock_ref"], int(body.get("delta", 0)))


class Push:
    """One store's way out."""

    def __init__(
        self,
        name: str,
        cart: Cart,
        store: Store,
        writer: Writer,
        pull: Pull,
        health: Health,
        bus: Bus,
        clock: Clock,
    ) -> None:
        self.name = name
        self._cart = cart
        self._store = store
        self._writer = writer
        self._pull = pull
        self._health = health
        self._bus = bus
        self._clock = clock

    def after_restart(self, bench: str) -> None:
        """What was being sent when the bench died is in doubt."""
        self._write(lambda: self._in_tx(lambda tx: outbox.after_restart(tx, self.name, bench)))

    def next_due(self) -> float | None:
        """Seconds until the next message is due."""
        with self._store.read() as connection:
            due = outbox.next_due(connection, self.name)
        return None if due is None else (moment(due) - self._clock.now()).total_seconds()

    def hurry(self) -> None:
        """The store is back: what waits for its next try has it now."""
        now = self._clock.now()
        self._write(lambda: self._in_tx(lambda tx: outbox.hurry_store(tx, self.name, now)))

    def once(self) -> bool:
        """Deliver the most overdue message; False when none is due."""
        due = self.next_due()
        if due is None or due > 0:
            return False  # looking costs no write
        entry = self._write(self._claim)
        if entry is None:
            return False
        try:
            self._deliver(entry)
            if self._health.away:
                self._pull.soon()
        except InDoubt as doubt:
            self._in_doubt(entry, doubt)
        except Refused as refused:
            self._park(entry, refused.problem)
        except CartError as trouble:
            self._later(entry, trouble)
        return True

    def _claim(self) -> Entry | None:
        with self._store.write() as tx:
            return outbox.claim(tx, self.name, self._store.now(tx, self._clock.now()))

    # -- delivering -------------------------------------------------------------------------------

    def _deliver(self, entry: Entry) -> None:
        if entry.topic == "stock":
            self._stock(entry)
            return
        if entry.topic == "note":
            self._note(entry)
            return
        message = message_of(entry)
        order = self._read(entry)
        if order is None:
            self._changed(entry, _gone(entry))
            return
        missing = [step for step in self._cart.steps(message) if not self._cart.evidence(message, step)]
        if not missing:
            self._done(entry)
            return
        change = no_longer_fits(entry.body["print"], order)
        if change is not None and not (entry.topic == "status" and _all_left(order)):
            self._changed(entry, change)
            return
        if entry.topic == "status" and self._still_open(entry):
            self._settle(entry, "cancelled", done_at=micros(self._clock.now()))
            return
        for step in missing:
            moved = self._step(entry, message, step)
            if moved is None:
                return
            entry = moved
        self._done(entry)

    def _read(self, entry: Entry) -> Order | None:
        return self._pull.read_order(entry.body["ref"])

    def _still_open(self, entry: Entry) -> bool:
        """Something was added to the order since: it is completed with its last shipment."""
        with self._store.read() as connection:
            stored = orders.load(connection, entry.order_id or 0)
        return stored is not None and any(due_now(stored, None).values())

    def _note(self, entry: Entry) -> None:
        """For the shop's own people. Where the cart has no place for it, a supervisor writes it there."""
        cart, body = self._cart, entry.body
        if not isinstance(cart, TakesNotes):
            problem = Problem("note.by_hand", {"order": self._number(entry), "what": body["text"]})
            self._settle(entry, "by_hand", problem=problem)
            self._bus.publish(ListsChanged(frozenset({"pushes"})))
            return
        note = OrderNote(body["uid"], body["ref"], body["text"])
        if cart.has_note(note) or self._step(entry, note, _NOTE) is not None:
            self._done(entry)

    def _step(self, entry: Entry, message: Message | OrderNote, step: Step) -> Entry | None:
        """One write; None when the message has to wait."""
        if not self._may_send(entry, step):
            return None
        sent_at = micros(self._clock.now())
        fresh = {"step": step.name, "sent_at": sent_at, "reads": 0, "allow_repeat": False}
        if not self._settle(entry, "sending", **fresh):
            return None
        entry = replace(entry, state="sending", step=step.name, sent_at=sent_at, reads=0, allow_repeat=False)
        try:
            self._send(message, step)
        except InDoubt:
            if not self._arrived(message, step):
                raise
        except CartError:  # nothing was applied: no doubt is left about this step
            self._settle(entry, "ready", step="", sent_at=None)
            raise
        return entry

    def _may_send(self, entry: Entry, step: Step) -> bool:
        """False while this step may have arrived: it is read again later, or a person is asked."""
        if entry.state != "in_doubt" or entry.step != step.name or entry.allow_repeat:
            return True
        sent = moment(entry.sent_at or 0)
        if entry.reads < 1 or self._clock.now() < sent + DOUBT:
            due = max(sent + DOUBT, self._clock.now())
            self._settle(entry, "in_doubt", due=micros(due), reads=entry.reads + 1)
            return False
        if not step.repeatable:
            self._park(entry, Problem("push.in_doubt", {"topic": f"@topic.{entry.topic}"}))
        return step.repeatable

    def _send(self, message: Message | OrderNote, step: Step) -> None:
        if not isinstance(message, OrderNote):
            self._cart.write(message, step)
        elif isinstance(self._cart, TakesNotes):
            self._cart.add_note(message)

    def _arrived(self, message: Message | OrderNote, step: Step) -> bool:
        """The first read after a lost answer."""
        cart = self._cart
        try:
            if isinstance(message, OrderNote):
                return isinstance(cart, TakesNotes) and cart.has_note(message)
            return cart.evidence(message, step)
        except CartError:
            return False

    # -- stock ------------------------------------------------------------------------------------

    def _stock(self, entry: Entry) -> None:
        """Counted, less what is sold and not in a carton, less the cart's number: the signed correction; or
        so many more than the cart has, whatever its number is.
        """
        message = message_of(entry)
        steps = self._cart.steps(message)
        if entry.state == "in_doubt":
            if all(self._cart.evidence(message, step) for step in steps):
                self._done(entry)
                return
            # What was sent stays as it was sent until it is known what became of it.
            if not all(self._may_send(entry, step) for step in steps):
                return
        self._pull.once()
        body = dict(entry.body)
        level = self._cart.stock(body["product"], body["parent"])
        if level.quantity is None:
            self._no_stock(entry)
            return
        if "plus" not in body and level.stock_ref != body["product"]:
            # One number for several variations, and only one of them was counted: nobody can compute it.
            self._park(entry, Problem("stock.shared", {"sku": body["sku"], "count": body["counted"]}))
            return
        body["delta"] = int(body["plus"]) if "plus" in body else self._correction(body, level.quantity)
        body["stock_ref"] = level.stock_ref
        if not body["delta"]:
            self._settle_body(entry, body)
            self._done(replace(entry, body=body))
            return
        if not self._settle_body(entry, body):
            return
        entry = replace(entry, body=body)
        for step in steps:
            moved = self._step(entry, message_of(entry), step)
            if moved is None:
                return
            entry = moved
        self._done(entry)

    def _no_stock(self, entry: Entry) -> None:
        """The shop counts none of these: a person is asked, unless nobody counted either."""
        if entry.body.get("if_managed"):
            self._done(entry)
        else:
            self._park(entry, Problem("stock.not_managed", {"sku": entry.body["sku"]}))

    def _correction(self, body: Mapping[str, Any], there: int) -> int:
        """What a count says against the cart's number."""
        with self._store.read() as connection:
            unpaid = self._cart.manifest.pending_takes_stock
            waiting = counted.open_units(connection, self.name, body["product"], pending=unpaid)
            taken = counted.packed_units(connection, self.name, body["product"]) - int(body["packed"])
        return int(body["counted"]) - taken - waiting - there

    def _settle_body(self, entry: Entry, body: dict[str, object]) -> bool:
        return self._settle(entry, entry.state, body=body, lease_until=micros(self._clock.now() + LEASE))

    # -- settling ---------------------------------------------------------------------------------

    def _done(self, entry: Entry) -> None:
        now = self._clock.now()

        def job() -> bool:
            with self._store.write() as tx:
                if not outbox.settle(tx, entry, "done", done_at=micros(now), problem=None):
                    return False
                # Units that came back moved when they came.
                if entry.topic == "stock" and entry.body.get("delta") and "plus" not in entry.body:
                    body = entry.body
                    delta, key = int(body["delta"]), f"adjust:{entry.key}"
                    ledger.move(tx, self.name, body["sku"], body["product"], "adjust", delta, key, "", now)
                return True

        if not self._write(job):
            return
        self._bus.publish(self._pushed(entry))
        self._bus.publish(ListsChanged(frozenset({"pushes", "day"})))

    def _pushed(self, entry: Entry) -> MessagePushed:
        body = entry.body
        if entry.topic == "stock":
            return MessagePushed(self.name, "stock", sku=body["sku"], delta=int(body.get("delta", 0)))
        trackings = tuple(one["tracking"] for one in body.get("parcels", ()))
        return MessagePushed(self.name, entry.topic, self._number(entry), body["ref"], trackings)

    def _number(self, entry: Entry) -> str:
        if entry.order_id is None:
            return ""
        with self._store.read() as connection:
            stored = orders.load(connection, entry.order_id)
        return stored.order.number if stored is not None else ""

    def _changed(self, entry: Entry, change: Problem) -> None:
        """Nothing is written; the carton is on the pull list. The status message falls with its tracking."""
        params = {**change.params, "reason": f"@{change.code}"}
        problem = Problem("ship.changed_after_pack", params)
        fallen = self._write(lambda: self._in_tx(lambda tx: outbox.park_rest(tx, entry, problem)))
        self._park(entry, problem)
        for one in fallen:
            self._tell_parked(one, problem)

    def _park(self, entry: Entry, problem: Problem) -> None:
        if self._settle(entry, "parked", problem=problem):
            log.warning("%s message %s of %s is parked: %s", entry.topic, entry.id, self.name, problem.code)
            self._tell_parked(entry, problem)

    def _tell_parked(self, entry: Entry, problem: Problem) -> None:
        ref = str(entry.body.get("ref", ""))
        self._bus.publish(MessageParked(self.name, entry.topic, problem, entry.id, self._number(entry), ref))
        self._bus.publish(ListsChanged(frozenset({"pushes"})))

    def _in_doubt(self, entry: Entry, doubt: InDoubt) -> None:
        """The answer was lost and the first read found nothing: once more, a minute after sending."""
        now = self._clock.now()
        self._settle(entry, "in_doubt", due=micros(now + DOUBT), reads=1, problem=doubt.problem)

    def _later(self, entry: Entry, trouble: CartError) -> None:
        told = trouble.wait if isinstance(trouble, TryLater) else None
        if isinstance(trouble, Unusable) and entry.tries >= UNUSABLE_TRIES:
            self._park(entry, trouble.problem)
            return
        tries = entry.tries if told is not None else entry.tries + 1
        seconds = 60.0 if isinstance(trouble, SignInAgain) else pause(entry.tries, told)
        state = entry.state if entry.state == "in_doubt" else "ready"
        due = micros(self._clock.now() + timedelta(seconds=seconds))
        self._settle(entry, state, due=due, tries=tries, problem=trouble.problem)
        again = entry.problem is not None and entry.problem.code == trouble.problem.code
        if isinstance(trouble, SignInAgain):
            if not self._health.away and not again:
                problem = Problem(trouble.problem.code, {"store": self.name, **trouble.problem.params})
                self._bus.publish(ProblemFound(problem, store=self.name))
        elif told is None:  # a store that asks for a pause gets one
            self._pull.soon()

    def _settle(self, entry: Entry, state: str, **values: object) -> bool:
        return self._write(lambda: self._in_tx(lambda tx: outbox.settle(tx, entry, state, **values)))

    def _in_tx(self, job: Callable[[Transaction], Answer]) -> Answer:
        with self._store.write() as tx:
            return job(tx)

    def _write(self, job: Callable[[], Answer]) -> Answer:
        return self._writer.call(Turn.WORK, job)


def _all_left(order: Order) -> bool:
    """The shop itself says that every unit has left: somebody else told it, and only the status is due."""
    alive = order.state in (OrderState.READY, OrderState.PARTIAL, OrderState.FULFILLED)
    return alive and any(line.shipped for line in order.lines) and not any(line.due for line in order.lines)


def _gone(entry: Entry) -> Problem:
    return Problem("order.gone", {"order": entry.body["ref"]})
