"""The next of 20,000 open orders, opening one, finding one among 100,000: against a bare read of one row."""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, timedelta
from pathlib import Path

from figures import Figure, ratio, spread
from stored import AT, CACHE, code, database

from station.bus import Bus
from station.clock import SystemClock
from station.model.queue_filter import QueueFilter, parse
from station.packing.outcome import Rules
from station.store import queries, queue
from station.store.engine import Store
from station.usecases.bench import Bench
from station.usecases.queue import days
from station.usecases.seat import Policy

OPEN = 20_000
STORED = 80_000  # a quarter of them is open
FIND = 100_000


def timed(work: Callable[[], object], times: int) -> list[float]:
    took = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return took


def bare(path: Path, times: int) -> float:
    """Seconds for sqlite3 alone to read one order by its key, the median."""
    with closing(sqlite3.connect(path)) as connection:
        took = timed(lambda: connection.execute("SELECT * FROM orders WHERE id = 61000").fetchall(), times)
    return sorted(took)[len(took) // 2]


def plan(store: Store) -> str:
    """How SQLite finds the next one."""
    with store.read() as connection:
        query = queue.first_look().compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").fetchall()
    return "; ".join(str(row[3]) for row in rows)


def figure(name: str, took: list[float], limit_ms: float, against: float) -> Figure:
    median, p99 = spread(took, 1000)
    return Figure(
        name, median, p99, "ms", f"p99 <= {limit_ms:g} ms", f"one bare read {against * 1000:.3f} ms",
        ratio(median, against * 1000), p99 <= limit_ms,
    )  # fmt: skip


def next_and_open(folder: Path, times: int) -> list[Figure]:
    path = database(STORED, folder / "queue.db", big=40)
    store = Store(f"sqlite:///{path}")
    read = bare(path, 200)
    sys.stderr.write(f"next: {plan(store)}\n")
    narrow = parse("single country=PL")
    today = days(AT, UTC)

    def first() -> object:
        with store.read() as connection:
            return queue.next_offered(connection, bench="Bench 1", place="0" * 18)

    def filtered(asked: QueueFilter) -> Callable[[], object]:
        def look() -> object:
            with store.read() as connection:
                return queue.next_offered(connection, bench="Bench 1", only=queue.condition(asked, today))

        return look

    figures = [
        figure(f"next of {OPEN:,} open orders", timed(first, times), 20, read),
        figure("next of a filter", timed(filtered(narrow), times), 20, read),
        figure("next where none is meant", timed(filtered(parse("tag=nobody")), min(times, 60)), 20, read),
        figure("an order opened and set aside", opening(store, times), 50, read),
    ]
    store.close()
    return figures


def opening(store: Store, times: int) -> list[float]:
    """From the scan of a slip to its verdict, the view for the screen included."""
    bench = Bench(store, Bus(), SystemClock(), Policy("Bench 1", Rules(weigh="off"), ("main",)))
    bench.load()
    bench.announce()
    took = []
    for place in range(min(times, 200)):
        start = time.perf_counter()
        bench.scan(f"ORD-main-b{61_000 + place}")
        took.append(time.perf_counter() - start)
        bench.scan("CMD-PARK")
    return took


def finding(folder: Path, times: int) -> list[Figure]:
    path = database(FIND, folder / "find.db", big=40)
    store = Store(f"sqlite:///{path}")
    read = bare(path, 200)
    texts = {
        "number": "#b70123", "code": code(1234), "name": "zofia 70123", "part of a name": "zof",
        "slip": "ORD-main-b70123",
    }  # fmt: skip
    figures = []
    for what, text in texts.items():

        def look(text: str = text) -> object:
            with store.read() as connection:
                return queries.order_rows(connection, text, "", 0, 50)

        limit = 100 if what != "part of a name" else 1000
        figures.append(
            figure(f"found among {FIND:,} orders by {what}", timed(look, min(times, 40)), limit, read)
        )
    with store.read() as connection:
        took = timed(
            lambda: queries.order_counts(connection, "", QueueFilter(), days(AT + timedelta(), UTC)), 10
        )
    figures.append(figure("every chip counted", took, 1000, read))
    store.close()
    return figures


def measure(quick: bool) -> list[Figure]:
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        folder = Path(name)
        times = 100 if quick else 400
        return [*next_and_open(folder, times), *finding(folder, times)]
