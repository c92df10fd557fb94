"""Two threads a store: one pulls, one pushes and re-reads what is on the bench.

Two, because a first import takes minutes and a label must not wait for it: a last-second check has two
seconds, a page of a hundred orders from a real server takes longer.
"""

import logging
import threading
from concurrent.futures import Future
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue

from station.carts.contract import Cart, CartError, Forgetful, SignInAgain, TryLater
from station.clock import Clock
from station.model.order import Order
from station.store.engine import StoreError
from station.sync.health import Health
from station.sync.pull import Pull
from station.sync.push import Push
from station.sync.retry import pause
from station.usecases.bench import Bench

log = logging.getLogger(__name__)

REREAD = timedelta(seconds=10)
# Seconds between two looks of the pushing thread while an order of its store is on the bench, and otherwise.
WATCHING, RESTING = 1.0, 5.0


class StoreLink:
    """Everything between the bench and one store."""

    def __init__(
        self,
        name: str,
        cart: Cart,
        pull: Pull,
        push: Push,
        health: Health,
        bench: Bench,
        clock: Clock,
        poll: float,
    ) -> None:
        self.name = name
        self.pull = pull
        self.push = push
        self.health = health
        self._cart = cart
        self._bench = bench
        self._clock = clock
        self._poll = poll
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._paused = False
        self._asked: SimpleQueue[tuple[str, Future[Order | None]]] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._pulling, name=f"pull {name}", daemon=True),
            threading.Thread(target=self._pushing, name=f"push {name}", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        self._stop.set()
        self._wake.set()
        self.pull.soon()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(10)
        self._cart.close()

    def wake(self) -> None:
        """Something may be due."""
        self._wake.set()

    def pull_now(self) -> None:
        self.pull.soon()

    def pause(self) -> None:
        """Read nothing more until `resume`: the pass going on ends with the page it is at."""
        self._paused = True
        self.health.paused()

    def resume(self) -> None:
        self._paused = False
        self.health.resumed()
        self.pull.soon()

    def again(self) -> None:
        """A person has seen to it: what waits for its next try is tried now, and the store is read."""
        self._paused = False
        self.push.hurry()
        self.pull.soon()
        self.wake()

    def forget(self, before: datetime) -> int:
        """What the connector itself keeps of people, and is older. Raises `CartError`."""
        return self._cart.forget(before) if isinstance(self._cart, Forgetful) else 0

    def _ends(self) -> bool:
        return self._stop.is_set() or self._paused

    def ask(self, ref: str) -> "Future[Order | None]":
        """Read one order now, before anything else; the answer is stored by then."""
        future: Future[Order | None] = Future()
        self._asked.put((ref, future))
        self._wake.set()
        return future

    # -- pulling ----------------------------------------------------------------------------------

    def _pulling(self) -> None:
        tries = 0
        while not self._stop.is_set():
            wait = self._poll
            try:
                if not self._paused:
                    self.pull.once(self._ends)
                    tries = 0
                    self._well()
            except CartError as trouble:
                self.health.unwell(trouble)
                wait = self._poll if isinstance(trouble, SignInAgain) else min(self._poll, pause(tries))
                if isinstance(trouble, TryLater) and trouble.wait is not None:
                    wait = max(wait, trouble.wait)  # it said when
                tries += 1
            except StoreError as trouble:
                log.warning("pull of %s waits for the database: %s", self.name, trouble.problem.code)
                wait = 2.0
            except Exception:
                log.exception("pull of %s broke off", self.name)
                wait = pause(3)
            self.pull.asked.wait(wait)
            self.pull.asked.clear()

    def _well(self) -> None:
        """Only a whole pass says that the store is there, or not: a single page that fails is no outage."""
        if self._paused:
            self.health.paused()
            return
        back = self.health.away
        budget = self._cart.budget()
        told = {"budget_left": budget.left, "budget_most": budget.most} if budget is not None else {}
        self.health.well(**told)
        if back:
            self.push.hurry()
            self.wake()

    # -- pushing ----------------------------------------------------------------------------------

    def _pushing(self) -> None:
        while not self._stop.is_set():
            wait = 1.0
            try:
                self._answer()
                self._reread()
                while not self._stop.is_set() and self.push.once():
                    self._answer()
                wait = self._until_due()
            except CartError as trouble:
                log.info("the open order of %s was not read: %s", self.name, trouble.problem.code)
                self.pull.soon()
            except StoreError as trouble:
                log.warning("push to %s waits for the database: %s", self.name, trouble.problem.code)
            except Exception:
                log.exception("push to %s broke off", self.name)
                wait = 5.0
            self._wake.wait(wait)
            self._wake.clear()
        self._drop()

    def _until_due(self) -> float:
        """Whatever is made here wakes this thread; only what another bench left is come across."""
        current = self._bench.seat.current
        here = current is not None and current.stored.order.store == self.name
        longest = WATCHING if here else RESTING
        due = self.push.next_due()
        return longest if due is None else min(longest, max(0.05, due))

    def _answer(self) -> None:
        """Orders somebody waits for."""
        while True:
            try:
                ref, future = self._asked.get_nowait()
            except Empty:
                return
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(self.pull.read_order(ref))
            except Exception as trouble:  # noqa: BLE001  # it belongs to whoever asked
                future.set_exception(trouble)
                if isinstance(trouble, CartError):
                    self.pull.soon()

    def _drop(self) -> None:
        while True:
            try:
                _, future = self._asked.get_nowait()
            except Empty:
                return
            future.cancel()

    def _reread(self) -> None:
        """The order on the bench, every ten seconds: a change in the cart reaches the packer within 15."""
        current = self._bench.seat.current
        if current is None or current.stored.order.store != self.name:
            return
        if self._clock.now() - current.stored.checked_at < REREAD or self._pausing():
            return
        self._read_at = self._clock.monotonic()
        self.pull.read_order(current.stored.order.ref)
        if self.health.away:
            self.pull.soon()

    _read_at = -1000.0

    def _pausing(self) -> bool:
        """After a try that failed the next one is not at once."""
        return self._clock.monotonic() - self._read_at < REREAD.total_seconds() / 2
