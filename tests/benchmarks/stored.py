"""A year of a warehouse in one database: 400,000 orders, 1,000,000 lines, a quarter of the orders open.

Written past the store (rows straight into its tables, indexes made at the end) and kept under build/.
"""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy.schema import CreateIndex, CreateTable

from station.store import schema
from station.store.engine import Store
from station.store.prepare import prepare

CACHE = Path(__file__).parents[2] / "build" / "bench"
WARES = 2000
OPEN_SHARE = 4  # one order in so many is open
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
START = 1_760_000_000_000_000  # microseconds; the first order
DUE, HOUR = 1_800_000_000_000_000, 3_600_000_000
BIG_LINES = 12
BIG_UNITS = 2
_SIZES = (1, 2, 2, 3, 2, 4, 3, 3)  # lines of an order: 2.5 on average


def code(ware: int) -> str:
    """EAN-13 of a ware, with its check digit."""
    body = f"2{ware:011d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


def big_order(number: int) -> tuple[str, list[str]]:
    """(slip, a code per unit) of an order of twelve wares, two units each, never one ware twice in a row."""
    wares = [(number * BIG_LINES + place) % WARES for place in range(BIG_LINES)]
    return f"ORD-main-big{number}", [code(ware) for _ in range(BIG_UNITS) for ware in wares]


def database(orders: int, target: Path, big: int = 120) -> Path:
    """A copy of its own at `target`, of `orders` orders and `big` large ones to be packed."""
    made = "".join(str(CreateTable(one)) for one in schema.metadata.sorted_tables)
    made += "".join(str(CreateIndex(ix)) for one in schema.metadata.sorted_tables for ix in one.indexes)
    digest = hashlib.sha256((made + Path(__file__).read_text()).encode()).hexdigest()[:12]
    kept = CACHE / f"stored-{orders}-{big}-{digest}.db"
    if not kept.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        for old in CACHE.glob(f"stored-{orders}-*"):
            old.unlink()
        part = kept.with_suffix(".part")
        part.unlink(missing_ok=True)
        _build(part, orders, big)
        part.rename(kept)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(kept, target)
    return target


def _build(path: Path, orders: int, big: int) -> None:
    store = Store(f"sqlite:///{path}")
    prepare(store, path.parent, AT)
    store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-400000"):
            connection.execute(f"PRAGMA {pragma}")
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        connection.execute("BEGIN")
        _insert(connection, "product", _products())
        _insert(connection, "product_code", _codes())
        for table, rows in (
            ("orders", _orders(orders, big)),
            ("order_line", _lines(orders, big)),
            ("order_revision", _revisions(orders + big)),
            ("person_address", _addresses(orders + big)),
            ("person_search", _words(orders, big)),
        ):
            _insert(connection, table, rows)
        connection.execute("COMMIT")
        for _, sql in indexes:
            connection.execute(sql)
        connection.execute("ANALYZE")
        connection.execute("DELETE FROM sqlite_stat1")  # a bench never analyses: plans must do without
        connection.execute("PRAGMA journal_mode=WAL")


def _insert(connection: sqlite3.Connection, table: str, rows: Iterator[dict[str, object]]) -> None:
    first = next(rows)
    sql = f"INSERT INTO {table} ({', '.join(first)}) VALUES ({', '.join('?' * len(first))})"  # noqa: S608
    connection.execute(sql, tuple(first.values()))
    while part := [tuple(row.values()) for row in islice(rows, 5000)]:
        connection.executemany(sql, part)


def _products() -> Iterator[dict[str, object]]:
    for ware in range(WARES):
        yield {
            "store": "main", "ref": f"p{ware}", "parent": "", "sku": f"SKU-{ware}", "name": f"Ware {ware}",
            "mass_mg": 120_000 + ware, "image_url": "", "image_file": "", "image_due": 0, "ships": 1,
            "stock_ref": f"p{ware}", "stock": 50, "bin": "A-1", "gone": 0, "fetched_at": START * 2,
        }  # fmt: skip


def _codes() -> Iterator[dict[str, object]]:
    from station.model.barcode import comparable

    for ware in range(WARES):
        for text in (code(ware), f"SKU-{ware}"):
            yield {
                "store": "main", "ref": f"p{ware}", "comparable": comparable(text), "code": text,
                "quantity": 1,
            }  # fmt: skip


def _sizes(orders: int, big: int) -> Iterator[tuple[int, int, int]]:
    """(key, lines, units per line) of every order."""
    for key in range(1, orders + 1):
        yield key, _SIZES[key % len(_SIZES)], 1
    for number in range(big):
        yield orders + 1 + number, BIG_LINES, BIG_UNITS


def _orders(orders: int, big: int) -> Iterator[dict[str, object]]:
    for key, lines, units in _sizes(orders, big):
        is_big = key > orders
        is_open = is_big or key > orders - orders // OPEN_SHARE
        number = f"big{key - orders - 1}" if is_big else f"b{key}"
        yield {
            "id": key, "store": "main", "ref": number, "number": number,
            "state": "ready_for_fulfillment" if is_open else "fulfilled",
            "native": '["processing", "paid", ""]' if is_open else '["completed", "paid", ""]',
            "currency": "EUR", "total_minor": 4500, "placed_at": START + key * 60_000_000,
            "changed_at": START + key * 60_000_000, "checked_at": START * 2, "method": "Parcel",
            "method_code": "flat_rate", "pickup": 0, "country": "PL", "warnings": "[]",
            "content_hash": f"{key:024x}", "fingerprint": f"{key:016x}", "revision": 1, "mapping_version": 1,
            "open_units": lines * units if is_open else 0, "local": 1, "purged": 0,
            "packable": int(is_open), "open_lines": lines if is_open else 0, "turn": 1,
            "due": DUE + key % 7 * HOUR,
            "ready_at": START + key * 60_000_000,
            "address_key": f"{key // 2:018x}",
        }  # fmt: skip


def _lines(orders: int, big: int) -> Iterator[dict[str, object]]:
    for key, lines, units in _sizes(orders, big):
        base = (key - orders - 1) * BIG_LINES if key > orders else key * 7
        for place in range(lines):
            ware = (base + place) % WARES
            yield {
                "order_id": key, "ref": str(key * 20 + place), "position": place, "store": "main",
                "sku": f"SKU-{ware}", "name": f"Ware {ware}", "product": f"p{ware}", "parent_product": "",
                "ordered": units, "cancelled": 0, "refunded": 0, "shipped": 0, "shipped_here": 0,
                "options": "[]", "codes": json.dumps([code(ware)]), "bundle": "",
            }  # fmt: skip


def _revisions(orders: int) -> Iterator[dict[str, object]]:
    for key in range(1, orders + 1):
        yield {
            "order_id": key, "revision": 1, "content_hash": f"{key:024x}", "fingerprint": f"{key:016x}",
            "at": START, "mapping_version": 1,
        }  # fmt: skip


def _addresses(orders: int) -> Iterator[dict[str, object]]:
    for key in range(1, orders + 1):
        address = {
            "name": f"Zofia {key}", "company": "", "street": [f"Kwiatowa {key % 99}"], "city": "Gdańsk",
            "region": "", "postal_code": "80-001", "country": "PL", "phone": "", "email": "z@example.test",
        }  # fmt: skip
        yield {"order_id": key, "address": json.dumps(address), "customer_note": "", "gift_note": ""}


def _words(orders: int, big: int) -> Iterator[dict[str, object]]:
    for key in range(1, orders + big + 1):
        number = f"big{key - orders - 1}" if key > orders else f"b{key}"
        for word in {"zofia", str(key), "80001", number}:
            yield {"order_id": key, "word": word}
