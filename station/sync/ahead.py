"""Labels are bought while the last unit is still on its way, and given back where they do not fit.

Runs on the labels' thread, so that a carton never has two that are paid for: what was bought ahead is used or
given back before another one is bought.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from station.carriers.contract import CarrierLabel, LabelWish, SellsPostage, TryLater
from station.clock import Clock
from station.model.events import ProblemFound
from station.model.problem import Problem, StationError
from station.store import ahead, orders
from station.store.ahead import Ahead
from station.store.engine import Store, StoreError, Transaction
from station.store.orders import Stored
from station.store.paper import Wanted
from station.store.writer import Turn, Writer
from station.sync.retry import pause
from station.usecases import ahead as rules
from station.usecases.bench import Bench

log = logging.getLogger(__name__)

# An order that was set aside comes back within a break, or it does not.
ASIDE = timedelta(minutes=15)
# A request that was lost may still arrive: what is not there is looked for a second time.
SETTLES = 60.0
_LOOK_AGAIN = 15.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """What buying ahead needs of the labels' thread. `wishes` and `finished` are its own way from a carton
    to a wish, and from a carrier's label to what is kept of it (under a name without ending).
    """

    store: Store
    writer: Writer
    bench: Bench
    clock: Clock
    wishes: Callable[[Transaction, Ahead, Stored], LabelWish]
    finished: Callable[[str, str, CarrierLabel, LabelWish], dict[str, object]]


class BuysAhead:
    """One carrier's labels of one bench, before their cartons are full."""

    def __init__(self, desk: Desk, carrier: SellsPostage) -> None:
        self._desk = desk
        self._carrier = carrier
        self._resting: dict[int, tuple[int, float]] = {}  # label: tries so far, not before
        self._looked: dict[int, float] = {}  # label: when nothing was found for the first time

    def idle(self) -> bool:
        """Buy what may be bought, give back what does not fit. One at a time, because a label that is wanted
        now comes first; True when there was one.
        """
        now = self._desk.clock.now()
        bench = self._desk.bench.seat.policy.bench
        with self._desk.store.read() as connection:
            lying = ahead.left_lying(connection, bench, now - ASIDE)
        for one in lying:
            self._write(partial(rules.drop, there=one))
        with self._desk.store.read() as connection:
            todo = ahead.of_bench(connection, bench)
        for one in todo:
            if self._desk.clock.monotonic() >= self._resting.get(one.id, (0, 0.0))[1]:
                self._try(one)
                return True
        return False

    def at_hand(self, wanted: Wanted) -> Ahead | None:
        """The label that was bought for this very carton; any other one of it is given back first.

        Raises `TryLater` while the carrier cannot say what became of it.
        """
        with self._desk.store.read() as connection:
            there = ahead.of_carton(connection, wanted.carton)
        for one in there:
            with self._desk.store.read() as connection:
                fits = one.state in ("asked", "bought") and rules.matches(connection, one, wanted)
            found = self._finished(one) if fits else one
            if fits and found.state == "bought":
                return found
            self._write(partial(rules.drop, there=one))
            self._give_back(self._again(one))
        return None

    def _finished(self, one: Ahead) -> Ahead:
        """One that was asked for when the bench died, or the carrier did not answer."""
        if one.state == "asked":
            try:
                self._buy(one)
            except TryLater:
                raise
            except StationError as trouble:
                self._refused(one, trouble.problem)
        return self._again(one)

    def _try(self, one: Ahead) -> None:
        try:
            if one.state == "unwanted":
                self._give_back(one)
            else:
                self._buy(one)
        except StoreError:
            raise
        except TryLater as later:
            tries = self._resting.get(one.id, (0, 0.0))[0]
            self._resting[one.id] = (tries + 1, self._desk.clock.monotonic() + pause(tries, later.wait))
        except StationError as trouble:
            self._refused(one, trouble.problem)

    def _refused(self, one: Ahead, problem: Problem) -> None:
        """Told when the carton is sealed and its label is bought in the ordinary way, if it is still true."""
        log.info("no label ahead of carton %s: %s", one.plan.carton, problem.code)
        self._write(lambda tx: ahead.move(tx, one.id, ahead.LIVE, "unwanted", problem))

    # -- buying -----------------------------------------------------------------------------------

    def _buy(self, one: Ahead) -> None:
        with self._desk.store.read() as connection:
            stored = orders.load(connection, one.order_id)
            if stored is None or stored.fingerprint != one.plan.fingerprint:
                return  # the packer is being told, and the label becomes unwanted
            wish = self._desk.wishes(connection, one, stored)
        asked_before = one.state == "asked"
        # Written down before the carrier hears of it.
        if not self._write(lambda tx: ahead.move(tx, one.id, ("wanted", "asked"), "asked")):
            return
        label = self._carrier.label(replace(wish, asked_before=asked_before))
        made = self._desk.finished(f"{one.plan.carton}-ahead{one.id}", one.plan.carton, label, wish)
        if not self._write(lambda tx: ahead.move(tx, one.id, ("asked",), "bought", made=made)):
            # It stopped fitting while it was bought: what is known of it helps to give it back.
            self._write(lambda tx: ahead.move(tx, one.id, ("unwanted",), "unwanted", made=made))

    # -- giving back ------------------------------------------------------------------------------

    def _give_back(self, one: Ahead) -> None:
        """Whatever the carrier sold for this intent. Nothing found is believed at the second look."""
        if one.state != "unwanted":
            return
        found = self._carrier.find(one.intent, one.at)
        state, problem = "returned", None
        try:
            for sold in found:
                self._carrier.void(sold)
        except TryLater:
            raise
        except StationError as trouble:
            state, problem = "stuck", trouble.problem
        if not found and not self._is_settled(one):
            return
        self._forget(one)
        self._write(lambda tx: ahead.move(tx, one.id, ("unwanted",), state, problem))
        if problem is not None:
            told = problem
            self._desk.writer.call(
                Turn.WORK,
                lambda: self._desk.bench.work(lambda _tx: self._desk.bench.note(ProblemFound(told))),
            )

    def _is_settled(self, one: Ahead) -> bool:
        now = self._desk.clock.monotonic()
        if now - self._looked.setdefault(one.id, now) >= SETTLES:
            return True
        self._resting[one.id] = (0, now + _LOOK_AGAIN)
        return False

    def _forget(self, one: Ahead) -> None:
        """An address nobody needs any more."""
        self._looked.pop(one.id, None)
        self._resting.pop(one.id, None)
        files = [one.made.get("file"), *_texts(one.made.get("forms"))]
        for name in files:
            if name:
                Path(str(name)).unlink(missing_ok=True)

    # -- the store --------------------------------------------------------------------------------

    def _again(self, one: Ahead) -> Ahead:
        with self._desk.store.read() as connection:
            return ahead.load(connection, one.id)

    def _write(self, job: Callable[[Transaction], T]) -> T:
        def run() -> T:
            with self._desk.store.write() as tx:
                return job(tx)

        return self._desk.writer.call(Turn.WORK, run)


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
