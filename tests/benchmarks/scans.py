"""From the last byte of a scan on the serial line to its verdict, committed, while orders come in."""

import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from figures import Figure, percentile, ratio, slowest, spread
from floor import RunningShop, Verdicts, pull, settings, shop
from pace import pause
from stored import big_order, database

from station.app import App
from station.model.events import OrdersPulled
from station.sandbox.devices import VirtualScanner

GAP = 0.03  # seconds between a verdict and the next scan: faster than any hand


def bare_writes(folder: Path, count: int = 300) -> list[float]:
    """One row and its fsync: what no durable scan can go below on this disk."""
    took = []
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS scan (id INTEGER PRIMARY KEY, text TEXT)")
        for number in range(count):
            start = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO scan (text) VALUES (?)", (str(number),))
            connection.execute("COMMIT")
            took.append(time.perf_counter() - start)
            pause(0.002)
    return took


def stream() -> Iterator[str]:
    """Open an order, pack all but the last unit, a wrong ware on the way, park: and the next one."""
    number = 0
    while True:
        slip, units = big_order(number % 120)
        yield slip
        yield from units[:12]
        yield "2999999999994"
        yield from units[12:-1]
        yield "CMD-PARK"
        number += 1


class Importing:
    """Orders come in, pass after pass, each pass as a further store's, until told to stop."""

    def __init__(self, app: App, at: RunningShop, folder: Path) -> None:
        self._app, self._shop, self._folder = app, at, folder
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="imports")
        self.rates: list[float] = []
        self.trouble: BaseException | None = None

    def __enter__(self) -> "Importing":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(120)

    def _run(self) -> None:
        number = 0
        try:
            while not self._stop.is_set():
                number += 1
                self._once(f"s{number}")
        except BaseException as trouble:
            self.trouble = trouble
            raise

    def _once(self, name: str) -> None:
        cart = self._shop.cart(name, self._app.writer)
        passing = pull(self._app, cart, name, self._folder)
        start = time.perf_counter()
        came = passing._orders(self._stop.is_set)
        if came >= 1000:
            self.rates.append(came / (time.perf_counter() - start))
        cart.close()


def scan_times(
    app: App, scanner: VirtualScanner, texts: Iterator[str], count: int
) -> tuple[list[float], dict[str, list[float]]]:
    """Seconds from the last byte to the verdict, and the same by verdict."""
    verdicts = Verdicts(app.bus, time.perf_counter)
    took: list[float] = []
    by_code: dict[str, list[float]] = {}
    for _ in range(count):
        text = next(texts)
        verdicts.expect()
        scanner.write(text.encode())
        pause(0.001)  # the reader has the code before its last byte
        start = time.perf_counter()
        scanner.write(b"\r")
        judged = verdicts.wait()
        took.append(verdicts.at - start)
        by_code.setdefault(judged.say.code, []).append(took[-1])
        pause(GAP)
    verdicts.close()
    return took, by_code


def measure(quick: bool) -> list[Figure]:
    orders, shop_orders, count = (40_000, 3_000, 200) if quick else (400_000, 10_000, 800)
    with (
        tempfile.TemporaryDirectory(dir=_here()) as name,
        shop(shop_orders) as at,
        VirtualScanner() as scanner,
    ):
        folder = Path(name)
        database(orders, folder / "bench.db")
        return _measured(folder, at, scanner, count, orders)


def _here() -> Path:
    from stored import CACHE

    CACHE.mkdir(parents=True, exist_ok=True)
    return CACHE


def _measured(
    folder: Path, at: RunningShop, scanner: VirtualScanner, count: int, orders: int
) -> list[Figure]:
    app = App(settings(folder, at, scanner.port))
    pulled = threading.Event()
    leave = app.bus.subscribe(lambda event: pulled.set() if isinstance(event, OrdersPulled) else None)
    app.start()
    try:
        pulled.wait(120)
        leave()
        texts = stream()
        idle, _ = scan_times(app, scanner, texts, max(100, count // 4))
        bare = bare_writes(folder)
        with Importing(app, at, folder) as importing:
            busy, by_code = scan_times(app, scanner, texts, count)
        rates = importing.rates
        bare += bare_writes(folder)
    finally:
        app.close()
    if "-v" in sys.argv:
        for code, values in sorted(by_code.items()):
            sys.stderr.write(f"  {code}: {len(values)} {spread(values, 1000)}\n")
    return _told(idle, busy, rates, bare, f"{orders * 5 // 2:,} lines")


def _told(
    idle: list[float], busy: list[float], rates: list[float], bare: list[float], stored: str
) -> list[Figure]:
    limit = max(5.0, 3 * percentile(bare, 0.99) * 1000)
    against = f"bare write + fsync, p50 {spread(bare, 1000)[0]}, p99 {spread(bare, 1000)[1]} ms"
    figures = []
    for name, values in (("bench idle", idle), ("import running", busy)):
        median, p99 = spread(values, 1000)
        figures.append(
            Figure(
                f"scan to verdict committed, {stored}, {name}",
                median,
                p99,
                "ms",
                f"p99 <= {limit:.3g}",
                against,
                ratio(p99, spread(bare, 1000)[1]),
                p99 <= limit,
            )
        )
    if rates:
        median, worst = slowest(rates)
        figures.append(
            Figure(
                "import while scans come every 30 ms",
                median,
                worst,
                "orders/s",
                ">= 5,000",
                "none; p99 is the slowest pass",
                None,
                median >= 5000,
            )
        )
    return figures


Measure = Callable[[bool], list[Figure]]
