"""A wave of 500 orders out of 20,000 open ones, and scans on its walk: against reading their lines."""

import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from figures import Figure, ratio, spread
from stored import CACHE, code, database

from station.bus import Bus
from station.clock import SystemClock
from station.model.picking import WaveRule
from station.packing.outcome import Rules
from station.store.engine import Store
from station.usecases import waves
from station.usecases.bench import Bench
from station.usecases.seat import Policy

STORED = 80_000  # a quarter of them is open
ORDERS = 500


def bare(path: Path) -> float:
    """Seconds for sqlite3 alone to read the lines of as many orders."""
    query = (
        "SELECT * FROM order_line WHERE order_id IN (SELECT id FROM orders WHERE open_units > 0 LIMIT 500)"
    )
    took = []
    with closing(sqlite3.connect(path)) as connection:
        for _ in range(5):
            start = time.perf_counter()
            connection.execute(query).fetchall()
            took.append(time.perf_counter() - start)
    return sorted(took)[2]


def measure(quick: bool) -> list[Figure]:
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        path = database(STORED, Path(folder) / "waves.db", big=40)
        against = bare(path)
        store = Store(f"sqlite:///{path}")
        try:
            return _measured(store, 3 if quick else 8, against)
        finally:
            store.close()


def _measured(store: Store, times: int, against: float) -> list[Figure]:
    bench = Bench(store, Bus(), SystemClock(), Policy("Bench 1", Rules(weigh="off"), ("main",)))
    bench.load()
    built, opened, scanned = [], [], []
    for way in ("batch", "cluster") * times:
        start = time.perf_counter()
        lists: list[int] = []
        rule = WaveRule(way, orders=ORDERS, totes=24)
        bench.work(lambda tx, r=rule, to=lists: to.extend(waves.build(bench.seat, tx, r)[1]))
        built.append(time.perf_counter() - start)
        start = time.perf_counter()
        bench.scan(f"PICK-{lists[0]}")
        opened.append(time.perf_counter() - start)
        scanned += _walked(bench) if way == "batch" else []
        bench.scan("CMD-PARK")
    sys.stderr.write(f"{len(scanned)} scans on walks of {ORDERS} orders\n")
    return [
        _figure(f"a wave of {ORDERS} orders built, of 20,000 open", built, 1000, against),
        _figure("its list taken up", opened, 1000, against),
        _figure("a unit scanned on a walk of 500 orders", scanned, 16.7, against),
    ]


def _walked(bench: Bench) -> list[float]:
    took = []
    for _ in range(40):
        walk = bench.seat.walking.walk if bench.seat.walking is not None else None
        task = walk.focus if walk is not None else None
        if task is None:
            break
        text = code(int(task.product.removeprefix("p"))) if task.product[1:].isdigit() else task.sku
        start = time.perf_counter()
        bench.scan(text)
        took.append(time.perf_counter() - start)
    return took


def _figure(name: str, took: list[float], limit_ms: float, against: float) -> Figure:
    median, p99 = spread(took, 1000)
    return Figure(
        name, median, p99, "ms", f"p99 <= {limit_ms:g} ms", f"their lines read bare {against * 1000:.1f} ms",
        ratio(median, against * 1000), p99 <= limit_ms,
    )  # fmt: skip
