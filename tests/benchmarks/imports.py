"""Orders into an idle bench: stored, revisioned and searchable, against reading alone and writing alone."""

import json
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import httpx
from figures import Figure, not_run, ratio, slowest
from floor import IdleBench, RunningShop, pull, shop
from stored import CACHE

from station.carts import paging
from station.carts.woocommerce.auth import Keys
from station.store import queries

TABLES = ("orders", "order_line", "person_address", "order_revision", "person_payload")


def reading(at: RunningShop, orders: int) -> float:
    """Seconds for httpx and json.loads to get through the same pages, and nothing else."""
    keys = Keys(at.key, at.secret)
    with httpx.Client(timeout=30) as client:
        start = time.perf_counter()
        seen = 0
        for page in range(1, orders // 100 + 1):
            query = dict(paging.query_of(paging.start("any", None, None, None), 100)) | {"page": str(page)}
            bare = httpx.URL(f"{at.url}/wp-json/wc/v3/orders", params=query)
            url, headers = keys.sign("GET", str(bare))
            seen += len(json.loads(client.get(url, headers=dict(headers)).content))
        took = time.perf_counter() - start
    if seen != orders:
        raise ValueError(f"{seen} orders read of {orders}")
    return took


def writing(source: Path, target: Path) -> float:
    """Seconds for sqlite3 to write the rows of `source` with a commit for every hundred orders."""
    with closing(sqlite3.connect(source)) as full:
        schema = [row[0] for row in full.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
        rows = {table: full.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}  # noqa: S608
    with closing(sqlite3.connect(target, isolation_level=None)) as empty:
        empty.execute("PRAGMA journal_mode=WAL")
        empty.execute("PRAGMA synchronous=FULL")
        for sql in schema:
            if "sqlite_" not in sql:
                empty.execute(sql)
        pages = max(1, len(rows["orders"]) // 100)
        start = time.perf_counter()
        for page in range(pages):
            empty.execute("BEGIN IMMEDIATE")
            for table in TABLES:
                part = rows[table][len(rows[table]) * page // pages : len(rows[table]) * (page + 1) // pages]
                marks = ", ".join("?" * len(part[0]))
                empty.executemany(f"INSERT INTO {table} VALUES ({marks})", part)  # noqa: S608
            empty.execute("COMMIT")
        return time.perf_counter() - start


def measure(quick: bool) -> list[Figure]:
    count, passes = (2_000, 2) if quick else (10_000, 3)
    CACHE.mkdir(parents=True, exist_ok=True)
    rates, limits, bare = [], [], []
    with tempfile.TemporaryDirectory(dir=CACHE) as name, shop(count) as at:
        folder = Path(name)
        for number in range(passes):
            limits.append(count / reading(at, count))
            path = folder / f"{number}.db"
            rates.append(_import(at, path, count))
            bare.append(count / writing(path, folder / f"bare-{number}.db"))
    median, worst = slowest(rates)
    line = "import, idle bench: stored, revisioned, searchable"
    limit, bare_rate = slowest(limits)[0], slowest(bare)[0]
    return [
        Figure(
            line, median, worst, "orders/s", ">= 10,000", f"httpx + json.loads, same pages: {limit:,}/s",
            ratio(median, limit), median >= 10_000,
        ),
        Figure(
            line, median, worst, "orders/s", "", f"executemany of the same rows: {bare_rate:,}/s",
            ratio(median, bare_rate), None,
        ),
        not_run("the same by dlt", "orders/s", ">= 8x dlt", "dlt is not installed"),
    ]  # fmt: skip


def _import(at: RunningShop, path: Path, count: int) -> float:
    bench = IdleBench(path)
    cart = at.cart("main", bench.writer)
    try:
        start, spent = time.perf_counter(), time.process_time()
        came = pull(bench, cart, "main", path.parent)._orders(lambda: False)
        took, spent = time.perf_counter() - start, time.process_time() - spent
        with bench.store.read() as connection:
            found = queries.order_rows(connection, "MUG-BLUE", "", 0, 1)
    finally:
        cart.close()
        bench.close()
    if came != count or not found:
        raise ValueError(f"{came} orders of {count} came, found by SKU: {bool(found)}")
    if "-v" in sys.argv:
        sys.stderr.write(
            f"  {count / took:,.0f} orders/s, {spent / count * 1e6:.0f} us of processor an order\n"
        )
    return count / took
