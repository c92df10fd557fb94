"""What the suites of every cart do with one: whole passes, shipments, and what is not to be tried."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from doubles.double import Double
from doubles.packing_line import PackingLine
from sqlalchemy import select

import resources
from station.carts.contract import Cart, CartError, OrderRead
from station.model.order import Order
from station.model.shipment import Parcel, ShipConfirm, ShippedLine
from station.store import people
from station.store.engine import micros
from station.store.schema import orders

# One more connection to the shop of the test, with other settings where they are named.
Another = Callable[..., Cart]
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
MOST_PAGES = 200


def read_all(cart: Cart, since: datetime | None) -> list[OrderRead]:
    """One whole pass, every order as often as it came. Fails when the pass does not end."""
    reads: list[OrderRead] = []
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        page = cart.changed_orders(since, cursor)
        assert not page.bad, [bad.problem for bad in page.bad]
        reads += page.orders
        if page.cursor is None:
            return reads
        assert page.cursor != cursor, "the pass stands still"
        cursor = page.cursor
    raise AssertionError("the pass does not end")


def newest(reads: Sequence[OrderRead]) -> dict[str, Order]:
    return {read.order.ref: read.order for read in reads}


def line_of(order: Order, sku: str) -> Any:
    return next(line for line in order.lines if line.sku == sku)


def parcel(order: Order, tracking: str, *units: tuple[str, int], carrier: str = "Own van") -> Parcel:
    lines = tuple(ShippedLine(line_of(order, sku).ref, count) for sku, count in units)
    return Parcel(tracking, carrier, f"https://van.example/{tracking}", lines)


def confirm(order: Order, uid: str, *parcels: Parcel, notify: bool = True) -> ShipConfirm:
    return ShipConfirm(uid, order.ref, parcels, notify, "2026-11-20")


def send(cart: Cart, message: Any) -> int:
    """Every step whose evidence is missing, as the push does; how many were written."""
    missing = [step for step in cart.steps(message) if not cart.evidence(message, step)]
    for step in missing:
        cart.write(message, step)
    return len(missing)


def needs(shop: Double, *abilities: str) -> None:
    """Skips with the double's own reason where the cart has nothing for it."""
    for ability in abilities:
        if ability in shop.lacks:
            pytest.skip(f"{shop.cart}: {shop.lacks[ability]}")


def trouble_of(call: Callable[..., object], *args: object) -> CartError | None:
    """What was said against it, which has a sentence; None when it went well."""
    try:
        call(*args)
    except CartError as trouble:
        assert trouble.problem.code in _sentences(), trouble
        return trouble
    return None


@cache
def _sentences() -> frozenset[str]:
    path = Path(resources.__file__ or "").parent / "i18n" / "en.toml"
    return frozenset(re.findall(r'^"([\w.]+)" =', path.read_text(encoding="utf-8"), re.MULTILINE))


def stored(bench: PackingLine, since: datetime | None = None) -> set[str]:
    """Refs of the orders of its store that are here; with `since`, those read since then."""
    read = select(orders.c.ref)
    if since is not None:
        read = read.where(orders.c.checked_at >= micros(since))
    with bench.store.read() as connection:
        return set(connection.execute(read).scalars())


def watermark(bench: PackingLine) -> datetime:
    """Up to when all has been read, by the shop's clock."""
    with bench.store.read() as connection:
        mark, _ = people.watermark(connection, "main")
    return mark or LONG_AGO
