"""While a van is loaded, every order of the load is read from its shop once more, off the scan path."""

import logging
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from typing import Protocol

from station.bus import Bus
from station.carts.contract import CartError
from station.model.events import ScanJudged
from station.model.order import Order
from station.store.engine import Store, StoreError
from station.store.writer import Turn, Writer
from station.usecases import dock, load
from station.usecases.bench import Bench

log = logging.getLogger(__name__)

PATIENCE = 10.0  # seconds for one order; nobody's hand waits
AGAIN = 15.0  # a shop that did not answer is asked again


class Asks(Protocol):
    """A store that can be asked for one order now."""

    def ask(self, ref: str) -> "Future[Order | None]": ...


class LoadReader:
    """One thread. It rests while no load is in hand."""

    def __init__(
        self, store: Store, writer: Writer, bench: Bench, links: Mapping[str, Asks], bus: Bus
    ) -> None:
        self._store = store
        self._writer = writer
        self._bench = bench
        self._links = links
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._bus = bus
        self._leave = bus.subscribe(self._heard)
        self._thread = threading.Thread(target=self._serve, name="load", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._leave()
        self._stop.set()
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(10)

    def _heard(self, event: object) -> None:
        if isinstance(event, ScanJudged) and event.say.code.startswith(("load.in", "load.unchecked")):
            self._wake.set()

    def _serve(self) -> None:
        while not self._stop.is_set():
            try:
                if self._bench.seat.chore is not None:
                    self._read_all()
            except StoreError as trouble:
                log.warning("a load waits for the database: %s", trouble.problem.code)
            except Exception:
                log.exception("the orders of a load could not be read again")
            self._wake.wait(AGAIN)
            self._wake.clear()

    def _read_all(self) -> None:
        with self._store.read() as connection:
            wanted = load.wanted_reads(self._bench.seat, connection)
        away: set[str] = set()
        for store, ref in wanted:
            if self._stop.is_set():
                return
            there = store not in away and self._read(store, ref)
            if not there:
                away.add(store)
            self._tell(store, ref, there)

    def _read(self, store: str, ref: str) -> bool:
        link = self._links.get(store)
        if link is None:
            return False
        try:
            link.ask(ref).result(PATIENCE)
        except (TooLate, CartError) as trouble:
            log.info("order %s of %s was not read for the load: %s", ref, store, type(trouble).__name__)
            return False
        return True

    def _tell(self, store: str, ref: str, there: bool) -> None:
        bench = self._bench
        self._writer.call(
            Turn.WORK, lambda: bench.work(lambda tx: dock.was_read(bench, tx, store, ref, there))
        )
