"""The composition root: builds everything, starts and stops the threads in order; what a screen talks to."""

import gc
import logging
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from station import assembly, photos
from station.bus import Bus
from station.clock import Clock, SystemClock
from station.daybook import Daybook
from station.devices.contract import Fault, Reading, Scan
from station.devices.runner import Runner, ScaleRunner
from station.devices.scanners.echo import Echo
from station.dock import Dock
from station.gear import Gear
from station.model.events import BenchChanged, ListsChanged, OrdersPulled, ProblemFound, ScanJudged
from station.model.problem import Problem, StationError
from station.model.quantity import Mass
from station.model.view import (
    BenchState,
    BenchView,
    DayTotals,
    DeviceView,
    PushRow,
    ShipmentRow,
    StoreView,
    WeightView,
)
from station.packing import weight
from station.printing.contract import Printer
from station.queue import Queue
from station.settings.schema import Settings
from station.shops import Shops
from station.store import evidence, outbox, people, queries, shadow
from station.store.engine import Store
from station.store.prepare import prepare
from station.store.presence import Presence
from station.store.writer import Turn, Writer
from station.sync.elsewhere import Elsewhere
from station.sync.handover import LoadReader
from station.sync.labels import LabelMaker
from station.sync.spool import Spool
from station.usecases import show
from station.usecases.bench import Bench
from station.usecases.rehearsal import rehearse
from station.waves import Waves
from station.words import Words

log = logging.getLogger(__name__)

OPEN_SECONDS = 3.0
SWITCH_SECONDS = 0.001
COLLECT = (3_000, 20, 50)
FORGET_EVERY = 3600.0


class App:
    """One bench. `start` raises `StationError` when it cannot work at all; all else is shown and retried."""

    practice = False

    def __init__(self, settings: Settings, clock: Clock | None = None, bus: Bus | None = None) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self._echo = Echo()
        self.bus = bus or Bus()
        self.words = Words(settings.bench.language or "en")
        self.store = Store(settings.bench.database)
        self.folder = assembly.files_folder(self.store.path, settings.bench.name)
        self.zone = assembly.zone(settings)
        self.writer = Writer(self.store)
        self.bench = Bench(self.store, self.bus, self.clock, assembly.policy(settings))
        self.presence = Presence(self.store, settings.bench.name)
        self.shops = Shops(self)
        self.waves = Waves(self.store, self.writer, self.bench, self.bus)
        self.dock = Dock(self.store, self.bench, self.clock)
        self.queue = Queue(self.store, self.writer, self.bench, self.clock)
        self.daybook = Daybook(self.store, self.bench, self.clock, self.zone)
        self.gear = Gear(self)
        self.runners: list[Runner] = []
        self.spool: Spool | None = None
        self.labels: LabelMaker | None = None
        self.reader = LoadReader(self.store, self.writer, self.bench, self.shops.links, self.bus)
        self._stop = threading.Event()
        self._moved = threading.Event()  # something was stored since the shops' numbers were counted
        self._elsewhere = Elsewhere(self.store, self.writer, self.bench)
        self._watch = threading.Thread(target=self._watching, name="watch", daemon=True)
        self._leave: list[Callable[[], None]] = []

    # -- life -------------------------------------------------------------------------------------

    def start(self) -> None:
        """Everything but the shops first: the bench is usable before the first answer of a network."""
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    def _start(self) -> None:
        settings = self.settings
        self.presence.take(self.clock.now())  # before anything is migrated under a bench that runs
        self.make_ready()
        printers = assembly.printers(settings)
        self.writer.start()
        self.shops.connect()
        self.writer.call(Turn.SCAN, self.bench.load)
        self._papers(printers)
        self.runners = assembly.runners(settings, self.bus, self.clock, self._scanned, self._weighed)
        for runner in self.runners:
            runner.start()
        for runner in self.runners:
            runner.opened.wait(OPEN_SECONDS)
        self.writer.call(Turn.SCAN, self.bench.announce)
        self.writer.submit(Turn.WORK, self._rehearse)
        self.queue.compute_due()
        self.shops.start()
        self.reader.start()
        self._watch.start()
        gc.collect()
        gc.freeze()
        # Python's 5 ms is what a scan would wait, time and again, for a thread that unpacks orders.
        sys.setswitchinterval(SWITCH_SECONDS)
        # Nor for a look through everything that lives: the young are looked at, the old hardly ever.
        gc.set_threshold(*COLLECT)

    def _rehearse(self) -> None:
        try:
            rehearse(self.store, self.clock, self.bench.seat.policy)
        except Exception:
            log.exception("the first order will take longer than the others")

    def make_ready(self) -> None:
        """The database is of this version, and the people of the settings are in it."""
        prepare(self.store, self.folder / "backups", self.clock.now())
        with self.store.write() as tx:
            shadow.settle(tx, self.shadow)
            people.seed_operators(tx, [one.person for one in self.settings.operators])

    def _papers(self, printers: Sequence[Printer]) -> None:
        settings = self.settings
        self.spool = Spool(self.store, self.writer, self.bench, printers, self.bus)
        self.labels = LabelMaker(
            self.store,
            self.writer,
            self.bench,
            self.clock,
            self.shops.links,
            self.folder / "labels",
            settings.shipping.from_.address,
            self.zone,
            wait_for_cart=settings.packing.when_cart_unreachable == "wait",
            practice=self.practice,
            language=settings.bench.language or "en",
            paper_mm=assembly.label_paper(settings),
            warm=assembly.warm(settings),
        )
        carrier = assembly.carrier(settings, self.labels.take_number, self.practice)
        self.spool.start()
        self.labels.start(carrier)
        self._leave.append(self.bus.subscribe(self._wake))

    def _wake(self, event: object) -> None:
        if isinstance(event, ScanJudged) and event.say.code == "order.unknown":
            for link in self.shops.all():
                link.pull_now()  # it may have been placed since the last look
        if isinstance(event, ListsChanged | OrdersPulled):
            self._moved.set()
        if isinstance(event, BenchChanged):
            self._hurry(event.view.state is BenchState.WEIGHING)
        if isinstance(event, BenchChanged | ListsChanged):
            for worker in (self.labels, self.spool, *self.shops.all()):
                if worker is not None:
                    worker.wake()

    def _hurry(self, wanted: bool) -> None:
        for runner in self.runners:
            if isinstance(runner, ScaleRunner):
                runner.hurry(wanted)

    def close(self) -> None:
        """In reverse order; everything judged so far is written."""
        self._stop.set()
        for leave in self._leave:
            leave()
        for runner in reversed(self.runners):
            runner.close()
        self.reader.close()
        for worker in (*self.shops.all(), self.labels, self.spool):
            if worker is not None:
                worker.close()
        if self._watch.ident is not None:
            self._watch.join(5)
        self.writer.close()
        self.presence.release()
        self.store.close()

    def _watching(self) -> None:
        """Is the database back after it was lost? And what is old enough to be forgotten?"""
        forget_at = self.clock.monotonic() + 60
        while not self._stop.wait(1.0):
            if self.bench.seat.stopped is not None:
                self.writer.submit(Turn.SCAN, self.bench.recover)
            self._look_elsewhere()
            if self._moved.is_set():
                self._moved.clear()
                self._count()
            if self.clock.monotonic() >= forget_at:
                forget_at = self.clock.monotonic() + FORGET_EVERY
                self._forget()

    def _look_elsewhere(self) -> None:
        try:
            self._elsewhere.look()
        except StationError as trouble:
            log.debug("the open order was not looked at: %s", trouble.problem.code)

    def _count(self) -> None:
        try:
            self.shops.count()
        except StationError as trouble:
            log.debug("no counts: %s", trouble.problem.code)

    def _forget(self) -> None:
        try:
            forget(self)
        except StationError as trouble:
            log.warning("nothing forgotten: %s", trouble.problem.code)

    # -- devices ----------------------------------------------------------------------------------

    def _scanned(self, scan: Scan) -> None:
        bounce = scan.bounce or (bool(scan.text) and self._echo.repeats(scan.text, scan.device, scan.at))
        refused = scan.problem.code if scan.problem else "scan.bounce" if bounce else ""
        self.writer.submit(Turn.SCAN, lambda: self.bench.scan(scan.text or scan.shown, scan.device, refused))

    def _weighed(self, reading: Reading) -> None:
        if isinstance(reading, Fault):
            self.writer.submit(Turn.DEVICE, lambda: self.bench.weight_lost(reading.problem_code))
            return
        if reading.mode == "net":  # a carton's weight is taken whole
            self.writer.submit(Turn.DEVICE, lambda: self.bench.weight_lost("weight.net"))
            return
        division = Mass.of(reading.division, reading.unit)
        value = weight.Reading(reading.to_mass(), division, reading.stable, reading.at)
        self.writer.submit(Turn.DEVICE, lambda: self.bench.weigh(value))

    # -- what a screen asks -----------------------------------------------------------------------

    @property
    def shadow(self) -> bool:
        """Whether it only watches, beside the old way of working."""
        return self.settings.bench.shadow

    def view(self) -> BenchView:
        return self.bench.view()

    def scan(self, text: str, device: str = "keyboard") -> None:
        refused = "scan.bounce" if self._echo.repeats(text, device, self.clock.monotonic()) else ""
        self.writer.submit(Turn.SCAN, lambda: self.bench.scan(text, device, refused))

    def devices(self) -> tuple[DeviceView, ...]:
        printers = self.spool.views() if self.spool is not None else ()
        return (*(runner.view for runner in self.runners), *printers)

    def stores(self) -> tuple[StoreView, ...]:
        return self.shops.views()

    def weight(self) -> WeightView | None:
        return show.weight(self.bench.seat) or show.pan(self.bench.seat)

    def day(self, date: date) -> DayTotals:
        start, end = self._bounds(date)
        with self.store.read() as connection:
            return queries.day_totals(connection, start, end, self.clock.now())

    def shipments(self, date: date, offset: int, limit: int) -> list[ShipmentRow]:
        start, end = self._bounds(date)
        with self.store.read() as connection:
            return queries.shipment_rows(connection, start, end, offset, limit)

    def _bounds(self, day: date) -> tuple[datetime, datetime]:
        start = datetime.combine(day, time(), self.zone)
        return start, datetime.combine(day + timedelta(days=1), time(), self.zone)

    def today(self) -> date:
        return self.clock.now().astimezone(self.zone).date()

    def keep_photo(self, store: str, ref: str, carton: int, picture: bytes) -> str:
        """A picture of a carton just closed; where it was put, empty when there is no such carton."""
        with self.store.read() as connection:
            uid = evidence.carton_of(connection, store, ref, carton)
        if uid is None:
            return ""
        return str(photos.keep(self.folder / "photos", uid, picture, self.clock.now()))

    def pushes(self) -> list[PushRow]:
        with self.store.read() as connection:
            return queries.push_rows(connection, ("ready", "sending", "in_doubt", "parked", "by_hand"))

    def retry_push(self, id: int) -> None:  # noqa: A002
        def job() -> None:
            with self.store.write() as tx:
                entry = outbox.release(tx, id, self.clock.now())
            if entry is not None:
                self.bus.publish(ListsChanged(frozenset({"pushes"})))

        self.writer.submit(Turn.PERSON, job)

    def settings_rows(self) -> Sequence[tuple[str, str, str, str]]:
        return assembly.described(self.settings)

    def say(self, problem: Problem) -> str:
        return self.words.say(problem)

    def tell(self, problem: Problem) -> None:
        """Trouble found outside the bench."""
        self.bus.publish(ProblemFound(problem))

    # -- practice only ----------------------------------------------------------------------------

    def practice_items(self) -> Sequence[tuple[str, str, str]]:
        return ()

    def practice_weigh(self, grams: float | None) -> None:
        """There is no pan here."""

    def practice_label(self) -> tuple[str, str] | None:
        return None

    def practice_orders(self) -> Sequence[tuple[str, str, str]]:
        return ()


def _old_backups(folder: Path, before: datetime) -> list[Path]:
    """Copies of the database from before then: whoever was to be forgotten is in them."""
    return [one for one in folder.glob("*.db") if one.stat().st_mtime < before.timestamp()]


def forget(app: App) -> int:
    """Delete what is personal and old: rows, payloads, label files, what connectors keep. How many orders
    of the database it was.
    """
    before = app.clock.now() - assembly.keep(app.settings)

    def job() -> tuple[list[int], list[str], list[str]]:
        with app.store.write() as tx:
            ids = people.forget(tx, before)
            return ids, people.label_files(tx, ids), evidence.cartons_of_orders(tx, ids)

    ids, files, cartons = app.writer.call(Turn.IMPORT, job)
    photos.forget(app.folder / "photos", cartons)
    for file in [*map(Path, files), *_old_backups(app.folder / "backups", before)]:
        file.unlink(missing_ok=True)
    if ids:
        app.writer.call(Turn.IMPORT, lambda: people.scrub(app.store), None)
        log.info("names and addresses of %s orders were deleted", len(ids))
    kept = app.shops.forget(before)
    if kept:
        log.info("%s files and orders were forgotten in folders of partners", kept)
    return len(ids)
