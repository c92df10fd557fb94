"""Labels and slips are drawn here, off the scan path, after a last look at the order."""

import hashlib
import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from station.carriers.contract import Carrier, CarrierLabel, LabelWish, NotYet, SellsPostage, TryLater
from station.carts.contract import CartError
from station.clock import Clock
from station.model.order import Address, Order
from station.model.problem import Problem, StationError
from station.store import ahead, orders, paper
from station.store.ahead import Ahead
from station.store.engine import Store, StoreError, Transaction, micros
from station.store.orders import Stored
from station.store.paper import Wanted
from station.store.writer import Turn, Writer
from station.sync.ahead import BuysAhead, Desk
from station.sync.doubts import Doubts
from station.sync.retry import pause
from station.usecases import bought, labels, picksheet, postage
from station.usecases.bench import Bench
from station.usecases.documents import driver_list, packing_slip

log = logging.getLogger(__name__)

FRESH = timedelta(seconds=20)
PATIENCE = 2.0


def is_fresh(checked_at: datetime, now: datetime) -> bool:
    """An answer from the future was given before the clock was set back: nobody knows how old it is."""
    return timedelta(0) <= now - checked_at <= FRESH


class NoRoom(StationError):
    """The label has no place to be kept now; it is made as soon as there is one."""


class NotWanted(Exception):
    """The order changed, or was set aside, before a carrier was asked: nothing was, and nothing is said."""


class Asks(Protocol):
    """A store that can be asked for one order now."""

    def ask(self, ref: str) -> "Future[Order | None]": ...


def _still(tx: Transaction, wanted: Wanted) -> None:
    """Raises `NotWanted`. What was void once is never made again under the same row."""
    if paper.label_state(tx, wanted.id) != "wanted":
        raise NotWanted


class LabelMaker:
    """One thread: the last-second check, the carrier, the drawing, the read-back."""

    def __init__(
        self,
        store: Store,
        writer: Writer,
        bench: Bench,
        clock: Clock,
        links: Mapping[str, Asks],
        folder: Path,
        ship_from: Address,
        zone: ZoneInfo,
        *,
        wait_for_cart: bool,
        practice: bool = False,
        language: str = "en",
        slips: bool = True,
        paper_mm: tuple[float, float] | None = None,
        warm: Callable[[bytes], object] | None = None,
    ) -> None:
        self._store = store
        self._writer = writer
        self._bench = bench
        self._clock = clock
        self._links = links
        self._folder = folder
        self._from = ship_from
        self._zone = zone
        self._wait_for_cart = wait_for_cart
        self._practice = practice
        self._language = language
        self._slips = slips
        self._paper = paper_mm
        self._warm = warm
        self._ahead: BuysAhead | None = None
        self._doubts: Doubts | None = None
        self._wanted: Wanted | None = None
        self._resting: dict[int, tuple[int, float]] = {}  # label: tries so far, not before
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="labels", daemon=True)

    def start(self, carrier: Carrier) -> None:
        self._carrier: Carrier = carrier
        if isinstance(carrier, SellsPostage):
            desk = Desk(self._store, self._writer, self._bench, self._clock, self._wish_ahead, self._finished)
            self._ahead = BuysAhead(desk, carrier)
            self._doubts = Doubts(self._store, self._bench, self._writer, carrier, self._wish_open)
        self._thread.start()

    def wake(self) -> None:
        self._wake.set()

    def close(self) -> None:
        self._stop.set()
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(10)
            if self._carrier.way == "buys":
                self._carrier.close()

    def take_number(self) -> int:
        """The carrier's next number, written down with the label it is for before anything is drawn."""
        wanted = self._wanted
        if wanted is None:
            raise RuntimeError("a number is taken for a label")
        if wanted.number is not None:
            return wanted.number

        def job() -> int:
            with self._store.write() as tx:
                _still(tx, wanted)
                number = paper.take_number(tx, "tracking", 1)
                paper.set_label(tx, wanted.id, "wanted", number=number)
                return number

        return self._writer.call(Turn.WORK, job)

    def _serve(self) -> None:
        while not self._stop.is_set():
            wait = 1.0
            try:
                self._all_labels()
                if self._slips:
                    self._all_slips()
                if self._look_ahead():
                    wait = 0.0
            except StoreError as trouble:
                log.warning("labels wait for the database: %s", trouble.problem.code)
            except Exception:
                log.exception("a label could not be made")
                wait = 5.0
            self._wake.wait(wait)
            self._wake.clear()

    def _look_ahead(self) -> bool:
        """Nobody waits for this; True when there is more of it."""
        if self._doubts is not None:
            self._doubts.look()
        return self._ahead is not None and not self._stop.is_set() and self._ahead.idle()

    def _all_labels(self) -> None:
        with self._store.read() as connection:
            wanted = paper.wanted_labels(connection, self._bench.seat.policy.bench)
        self._resting = {one.id: self._resting[one.id] for one in wanted if one.id in self._resting}
        for one in wanted:
            if self._stop.is_set():
                return
            if self._clock.monotonic() < self._resting.get(one.id, (0, 0.0))[1]:
                continue
            self._wanted = one
            try:
                self._make(one)
            except StoreError:
                raise
            except NotWanted:
                continue
            except TryLater as later:
                self._rest(one, later)
            except NoRoom as trouble:
                self._work(partial(self._waiting, one, trouble.problem))
            except StationError as trouble:
                self._work(partial(self._failed, one, trouble.problem))
            finally:
                self._wanted = None

    def _rest(self, wanted: Wanted, later: TryLater) -> None:
        """The carrier is asked again by itself; the packer is told unless nothing is wrong."""
        quiet = isinstance(later, NotYet)
        tries = self._resting.get(wanted.id, (0, 0.0))[0]
        until = self._clock.monotonic() + pause(tries, later.wait)
        self._resting[wanted.id] = (tries if quiet else tries + 1, until)
        if not quiet:
            self._work(partial(self._waiting, wanted, later.problem))

    def _work(self, job: Callable[[Transaction], object]) -> None:
        self._writer.call(Turn.WORK, lambda: self._bench.work(job))

    def _failed(self, wanted: Wanted, problem: Problem, tx: Transaction) -> None:
        labels.failed(self._bench, tx, wanted, problem)

    def _waiting(self, wanted: Wanted, problem: Problem, tx: Transaction) -> None:
        labels.waiting(self._bench, tx, wanted, problem)

    def _make(self, wanted: Wanted) -> None:
        checked = self._last_look(wanted)
        if checked is None:
            return
        looked_at = micros(self._clock.now())
        with self._store.read() as connection:
            stored = orders.load(connection, wanted.order_id)
            if stored is None or paper.label_state(connection, wanted.id) != "wanted":
                return  # the order changed at the last second: the packer is being told
        if stored.fingerprint != wanted.fingerprint:
            return
        there = self._ahead.at_hand(wanted) if self._ahead is not None else None
        fresh, title = self._from_carrier(wanted, stored, there)
        fresh |= {"checked": checked, "looked_at": looked_at}

        def settle(tx: Transaction) -> None:
            if labels.made(self._bench, tx, wanted, fresh, title) and there is not None:
                ahead.move(tx, there.id, ("bought",), "used")

        self._work(settle)

    def _from_carrier(
        self, wanted: Wanted, stored: Stored, there: Ahead | None
    ) -> tuple[dict[str, object], str | None]:
        """What is known of the label, and its print job's title; no title for one the packer sticks on."""
        carrier = self._carrier
        fresh: dict[str, object] = {"carrier": carrier.name, "file": "", "sha256": ""}
        if carrier.way == "scans":
            return fresh | {"tracking": "", "tracking_url": "", "scan_back": "[]"}, None
        title = f"label-{stored.order.store}-{stored.order.number}"
        if there is not None:
            return dict(there.made), title
        with self._store.read() as connection:
            wish = postage.wish(connection, wanted, stored, self._from, self._day())
        made = carrier.label(wish if carrier.way == "draws" else self._intended(wanted, wish))
        return self._finished(f"{wanted.carton}-{wanted.id}", wanted.carton, made, wish), title

    def _wish_ahead(self, connection: Transaction, there: Ahead, stored: Stored) -> LabelWish:
        return postage.wish_ahead(connection, there, stored, self._from, self._day())

    def _wish_open(self, connection: Transaction, stored: Stored) -> LabelWish:
        return postage.wish_open(connection, stored, self._from, self._day())

    def _day(self) -> date:
        return self._clock.now().astimezone(self._zone).date()

    def _intended(self, wanted: Wanted, wish: LabelWish) -> LabelWish:
        """What is to be asked for stands in the database before the carrier hears of it."""

        def job() -> tuple[bool, datetime]:
            with self._store.write() as tx:
                _still(tx, wanted)
                return paper.intend(tx, wanted)

        before, since = self._writer.call(Turn.WORK, job)
        return replace(wish, asked_before=before, since=since)

    def _finished(self, name: str, carton: str, made: CarrierLabel, wish: LabelWish) -> dict[str, object]:
        """Looked over and on disk: what is known of a label, as text."""
        with self._store.read() as connection:
            postage.check_unused(connection, carton, made.tracking)
        label = bought.checked(made, abroad=postage.is_abroad(wish), paper=self._paper)
        if self._warm is not None and not made.scan_back and label.verified:
            self._warm(label.document)  # what cannot be printed is known before the carton is full
        file = self._keep(f"{name}.{label.ending}", label.document)
        forms = [
            str(self._keep(f"{name}-form{number}.pdf", form)) for number, form in enumerate(label.forms, 1)
        ]
        return {
            "carrier": made.carrier,
            "tracking": made.tracking,
            "tracking_url": made.tracking_url,
            "file": str(file),
            "scan_back": json.dumps(label.scan_back),
            "sha256": hashlib.sha256(label.document).hexdigest(),
            "forms": forms,
            "verified": label.verified,
        }

    def _last_look(self, wanted: Wanted) -> bool | None:
        """True: an answer at most 20 s old; False: none to be had, packed all the same; None: wait."""
        with self._store.read() as connection:
            stored = orders.load(connection, wanted.order_id)
        if stored is None:
            return None
        if is_fresh(stored.checked_at, self._clock.now()):
            return True
        link = self._links.get(stored.order.store)
        if link is not None:
            try:
                link.ask(stored.order.ref).result(PATIENCE)
                return True
            except (TooLate, CartError) as trouble:
                log.info("no last look at order %s: %s", stored.order.ref, type(trouble).__name__)
        if not self._wait_for_cart:
            return False
        problem = Problem("label.waiting_for_cart", {"store": stored.order.store})
        self._work(lambda tx: labels.waiting(self._bench, tx, wanted, problem))
        return None

    def _keep(self, name: str, content: bytes) -> Path:
        """On disk, whole, before anybody is told of it."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part = self._folder / f"{name}.part"
            with part.open("wb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())
            target = self._folder / name
            part.replace(target)
        except OSError as trouble:
            raise NoRoom(
                "label.cannot_keep", folder=str(self._folder), reason=trouble.strerror or ""
            ) from trouble
        return target

    # -- packing slips ----------------------------------------------------------------------------

    def _all_slips(self) -> None:
        with self._store.read() as connection:
            wanted = paper.jobs(connection, self._bench.seat.policy.bench, ["wanted"])
        for job in wanted:
            if self._stop.is_set():
                return
            self._slip(job)

    def _slip(self, job: paper.Job) -> None:
        state, problem, file = "waiting", None, ""
        try:
            file = str(self._keep(f"{job.id}.pdf", self._draw_slip(job)))
        except StoreError:
            raise
        except StationError as trouble:
            state, problem = "failed", trouble.problem
            log.warning("a packing slip was not drawn: %s", trouble.problem.code)

        def settle(tx: Transaction) -> None:
            paper.set_job(tx, job.id, state, problem, file=file)

        self._work(settle)

    def _draw_slip(self, job: paper.Job) -> bytes:
        today = self._clock.now().astimezone(self._zone).date()
        if job.document == "pick_list":
            number = int(job.title.rpartition("-")[2])
            with self._store.read() as connection:
                return picksheet.draw(
                    self._bench.seat, connection, number, today,
                    practice=self._practice, language=self._language,
                )  # fmt: skip
        if job.document == "manifest":
            with self._store.read() as connection:
                return driver_list(
                    connection, int(job.title.rpartition("-")[2]), today, self._from,
                    self._bench.seat.policy.looks, practice=self._practice, language=self._language,
                )  # fmt: skip
        with self._store.read() as connection:
            return packing_slip(
                self._bench.seat,
                connection,
                job.order_id or 0,
                today,
                practice=self._practice,
                language=self._language,
            )
