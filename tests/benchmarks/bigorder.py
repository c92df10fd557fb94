"""Scans on an order of 500 lines, while 200 orders are claimed and 100,000 articles have three codes each."""

import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle, islice
from pathlib import Path

from figures import Figure, percentile, ratio, spread
from floor import Verdicts, settings
from pace import pause
from scans import bare_writes, scan_times
from stored import CACHE, WARES, code, database

from station.app import App
from station.model.barcode import comparable
from station.model.events import BenchChanged
from station.sandbox.devices import VirtualScanner

STORED = 80_000  # a quarter of them is open
CLAIMED = 200
ARTICLES = 100_000
LINES, UNITS = 500, 4
HUGE = "huge"
BOUNCE = 0.3  # seconds: the same code sooner is a bounce


def filled(target: Path) -> Path:
    """The stored orders, and what makes the day large."""
    path = database(STORED, target, big=40)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN")
        _articles(connection)
        _claims(connection)
        _huge(connection)
        connection.execute("COMMIT")
    return path


def third_code(ware: int) -> str:
    return f"ALT-{ware:06d}"


def _articles(connection: sqlite3.Connection) -> None:
    like = connection.execute("SELECT * FROM product WHERE ref = 'p0' AND store = 'main'")
    names = [one[0] for one in like.description]
    first = dict(zip(names, like.fetchone(), strict=True))
    marks = ", ".join("?" * len(names))
    changed = (
        {**first, "ref": f"p{ware}", "sku": f"SKU-{ware}", "name": f"Ware {ware}", "stock_ref": f"p{ware}"}
        for ware in range(WARES, ARTICLES)
    )
    sql = f"INSERT INTO product ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 names of our own columns
    connection.executemany(sql, (tuple(one.values()) for one in changed))
    codes = (
        ("main", f"p{ware}", comparable(text), text, 1)
        for ware in range(ARTICLES)
        for text in (code(ware), f"SKU-{ware}", third_code(ware))
        if ware >= WARES or text.startswith("ALT")
    )
    connection.executemany(
        "INSERT INTO product_code (store, ref, comparable, code, quantity) VALUES (?, ?, ?, ?, ?)", codes
    )


def _claims(connection: sqlite3.Connection) -> None:
    """As other benches hold them: a claim without an end, and the order marked."""
    first = STORED - CLAIMED
    rows = [(f"order:{key}", f"Bench {2 + key % 40}", 1, None) for key in range(first, STORED)]
    connection.executemany("INSERT INTO lease (name, holder, token, expires) VALUES (?, ?, ?, ?)", rows)
    connection.executemany(
        "UPDATE orders SET bench = ? WHERE id = ?", [(row[1], int(row[0][6:])) for row in rows]
    )


def _huge(connection: sqlite3.Connection) -> None:
    key = STORED + 1
    connection.execute(
        "UPDATE orders SET ref = ?, number = ?, open_units = ?, open_lines = ? WHERE id = ?",
        (HUGE, HUGE, LINES * UNITS, LINES, key),
    )
    connection.execute("DELETE FROM order_line WHERE order_id = ?", (key,))
    line = {
        "order_id": key, "store": "main", "parent_product": "", "ordered": UNITS, "cancelled": 0,
        "refunded": 0, "shipped": 0, "shipped_here": 0, "options": "[]", "bundle": "",
    }  # fmt: skip
    rows = [
        {
            **line, "ref": f"h{place}", "position": place, "sku": f"SKU-{ware}", "name": f"Ware {ware}",
            "product": f"p{ware}", "codes": json.dumps([code(ware)]),
        }
        for place, ware in enumerate(islice(range(7, ARTICLES, ARTICLES // LINES), LINES))
    ]  # fmt: skip
    names = list(rows[0])
    sql = f"INSERT INTO order_line ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
    connection.executemany(sql, [tuple(one.values()) for one in rows])


def wares() -> Iterator[int]:
    return islice(range(7, ARTICLES, ARTICLES // LINES), LINES)


def stream() -> Iterator[str]:
    """Every line's codes in turn, and now and then what is not on the order, unknown, undone or another's."""
    for number, ware in enumerate(cycle(list(wares()))):
        if number >= LINES * (UNITS - 1):
            return
        yield (code(ware), f"SKU-{ware}", third_code(ware))[number % 3]
        if number % 9 == 4:
            yield (code(50_001), "NOBODY-KNOWS", "CMD-UNDO", "b70001", "HV00000001")[number // 9 % 5]


def opening(app: App, scanner: VirtualScanner, slip: str, times: int) -> list[float]:
    """From the slip's last byte to the verdict, set aside each time."""
    return [took for _ in range(times) for took in _once(app, scanner, slip)]


class Screens:
    """When the picture came that goes with a verdict: seconds after it."""

    def __init__(self, app: App) -> None:
        self._verdicts = Verdicts(app.bus, time.perf_counter)
        self.took: list[float] = []
        self._leave = app.bus.subscribe(self._see)

    def _see(self, event: object) -> None:
        if isinstance(event, BenchChanged) and self._verdicts.last is not None:
            self.took.append(time.perf_counter() - self._verdicts.at)
            self._verdicts.last = None

    def close(self) -> None:
        self._leave()
        self._verdicts.close()


def measure(quick: bool) -> list[Figure]:
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as name, VirtualScanner() as scanner:
        folder = Path(name)
        filled(folder / "bench.db")
        app = App(settings(folder, None, scanner.port))
        app.start()
        try:
            return _measured(app, scanner, folder, 150 if quick else 600)
        finally:
            app.close()


def _measured(app: App, scanner: VirtualScanner, folder: Path, count: int) -> list[Figure]:
    bare = bare_writes(folder, 150)
    usual = [time_of for slip in range(61_000, 61_020) for time_of in _once(app, scanner, f"b{slip}")]
    huge = opening(app, scanner, HUGE, 6)
    scan_times(app, scanner, iter([HUGE]), 1)
    screens = Screens(app)
    took, by_code = scan_times(app, scanner, stream(), count)
    screens.close()
    bare += bare_writes(folder, 150)
    if "-v" in sys.argv:
        for said, values in sorted(by_code.items()):
            sys.stderr.write(f"  {said}: {len(values)} {spread(values, 1000)}\n")
    floor_p99 = percentile(bare, 0.99) * 1000
    limit = max(5.0, 3 * floor_p99)
    told = f"bare write + fsync p50 {spread(bare, 1000)[0]}, p99 {spread(bare, 1000)[1]} ms"
    name = f"{LINES} lines, {CLAIMED} claimed, {ARTICLES:,} articles"
    return [
        _figure(f"scan to verdict committed, {name}", took, limit, told, floor_p99),
        _figure(f"verdict to picture of {LINES} lines", screens.took, 50, told, floor_p99),
        _figure("a slip to its open order, usual", usual, 50, told, floor_p99),
        _figure(f"a slip to its open order, {LINES} lines", huge, 50, told, floor_p99),
    ]


def _once(app: App, scanner: VirtualScanner, slip: str) -> list[float]:
    took, _ = scan_times(app, scanner, iter([slip]), 1)
    scan_times(app, scanner, iter(["CMD-PARK"]), 1)
    pause(BOUNCE)
    return took


def _figure(name: str, took: list[float], limit: float, told: str, floor_p99: float) -> Figure:
    median, p99 = spread(took, 1000)
    return Figure(
        name, median, p99, "ms", f"p99 <= {limit:.3g} ms", told, ratio(p99, floor_p99), p99 <= limit
    )
