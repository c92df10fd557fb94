"""Orders, products and pictures come from a cart, so that packing needs no network.

The watermark is the cart's own time, re-read with an overlap, never backwards, never past the `Date` of the
answer. A crash re-reads a page and never skips one.
"""

import hashlib
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from station.bus import Bus
from station.carts.contract import BadOrder, Cart, CartError, Page, Refused, SignInAgain
from station.clock import Clock
from station.model.events import OrderKey, OrdersPulled, ProblemFound
from station.model.order import Order
from station.model.problem import Problem
from station.model.product import Product
from station.store import merged, orders, people, products, unread
from station.store.engine import Store, Transaction
from station.store.incoming import Incoming
from station.store.writer import Turn, Writer
from station.usecases import orders as intake
from station.usecases.bench import Bench

log = logging.getLogger(__name__)

RECHECK_EVERY = 300.0
RECHECK_AGE = timedelta(minutes=10)
TELL_EVERY = 0.25  # seconds between two pieces of news about lists, while orders pour in
STORE_PATIENCE = 600.0
NIGHTLY = timedelta(hours=20)
PRODUCTS_AGE = timedelta(hours=24)
# Sundays of a month on which some country puts its clocks forward or back: 0 the first, -1 the last.
_CLOCK_SUNDAYS = {3: (1, -1), 4: (0,), 9: (0, -1), 10: (0, -1), 11: (0,)}


def overlap(now: datetime) -> timedelta:
    """5 minutes for index lag and clocks; 2 hours on the days a shop's clock may be put forward or back."""
    near = (now + timedelta(days=days) for days in (-1, 0, 1))
    return timedelta(hours=2) if any(_clocks_change(day) for day in near) else timedelta(minutes=5)


def _clocks_change(day: datetime) -> bool:
    if day.weekday() != 6:
        return False
    sundays = _CLOCK_SUNDAYS.get(day.month, ())
    is_last = (day + timedelta(days=7)).month != day.month
    return (day.day - 1) // 7 in sundays or (is_last and -1 in sundays)


class _Storing:
    """The slices of one page on their way to the writer, in order. After one that fails none is stored."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._failed = False
        self._slices: list[Future[list[int]]] = []

    def add(self, job: Callable[[], list[int]]) -> None:
        self._slices.append(self._writer.submit(Turn.IMPORT, partial(self._store, job)))

    def wait(self) -> set[int]:
        """Orders new or changed; raises what the first slice that failed raised."""
        return {one for part in self._slices for one in part.result(STORE_PATIENCE)}

    def _store(self, job: Callable[[], list[int]]) -> list[int]:
        if self._failed:
            return []
        try:
            return job()
        except BaseException:
            self._failed = True
            raise


class Pull:
    """One store's way in. `once` may be called from two threads: the second waits for the first."""

    def __init__(
        self,
        name: str,
        cart: Cart,
        store: Store,
        writer: Writer,
        bench: Bench,
        bus: Bus,
        clock: Clock,
        pictures: Path,
        sku_map: Mapping[str, str] | None = None,
        progress: Callable[[int | None, int | None], None] | None = None,
    ) -> None:
        self.name = name
        self._cart = cart
        self._store = store
        self._writer = writer
        self._bench = bench
        self._bus = bus
        self._clock = clock
        self._pictures = pictures
        self._sku_map = sku_map or {}
        self._progress = progress
        self._lock = threading.Lock()
        self._next_recheck = clock.monotonic() + RECHECK_EVERY
        self._told_codes: set[str] = set()
        self._told_at = float("-inf")
        self.asked = threading.Event()

    def soon(self) -> None:
        """Something of this store did not answer, or does again: the next pass says how it is, once."""
        self.asked.set()

    def once(self, stop: Callable[[], bool] = lambda: False) -> tuple[int, int]:
        """One full pass: (orders new or changed, orders to be sent now). Raises `CartError`."""
        with self._lock:
            changed = self._orders(stop)
            self._products(stop)
            self._fetch_pictures(stop)
            if self._clock.monotonic() >= self._next_recheck and not stop():
                self._next_recheck = self._clock.monotonic() + RECHECK_EVERY
                self._recheck(stop)
        with self._store.read() as connection:
            waiting = orders.count_open(connection, self.name)
        if not stop():  # else it was broken off
            self._bus.publish(OrdersPulled(self.name, changed, waiting))
        return changed, waiting

    # -- orders -----------------------------------------------------------------------------------

    def _orders(self, stop: Callable[[], bool]) -> int:
        with self._store.read() as connection:
            mark, _ = people.watermark(connection, self.name)
        since = mark - overlap(self._clock.now()) if mark is not None else None
        cursor: str | None = None
        changed: set[int] = set()
        read = 0
        while not stop():
            page = self._cart.changed_orders(since, cursor)
            read += len(page.orders)
            if page.cursor is not None and self._progress is not None:
                self._progress(read, page.total)
            done = page.cursor is None or page.cursor == cursor
            # Asking for the next page meanwhile stores no more of them and keeps scans waiting (make bench).
            changed |= self._store_page(page, done).wait()
            if done:
                break
            cursor = page.cursor
        return len(changed)

    def _store_page(self, page: Page, done: bool) -> "_Storing":
        incoming = []
        for read in page.orders:
            self._writer.give_way()
            incoming.append(intake.incoming(read))
        times = [one.order.changed_at for one in incoming]
        mark = min(max(times), page.answered_at) if times else None
        tell = done or self._clock.monotonic() - self._told_at >= TELL_EVERY
        if tell:
            self._told_at = self._clock.monotonic()
        storing = _Storing(self._writer)
        slices = [incoming[at : at + intake.SLICE] for at in range(0, len(incoming), intake.SLICE)] or [[]]
        for part in slices[:-1]:
            storing.add(partial(self._slice, part))
        for bad in page.bad:
            storing.add(partial(self._bad, bad))
        storing.add(partial(self._last_slice, slices[-1], mark, tell))
        return storing

    def _slice(self, part: Sequence[Incoming]) -> list[int]:
        changed: list[int] = []
        self._bench.work(
            lambda tx: changed.extend(intake.store_slice(self._bench, tx, part)), lasting=False, tell=False
        )
        return changed

    def _last_slice(self, part: Sequence[Incoming], mark: datetime | None, tell: bool) -> list[int]:
        changed: list[int] = []

        def job(tx: Transaction) -> None:
            changed.extend(intake.store_slice(self._bench, tx, part))
            people.move_watermark(tx, self.name, mark, self._clock.now())

        self._bench.work(job, lasting=False, tell=tell)
        return changed

    def _bad(self, bad: BadOrder) -> list[int]:
        self._bench.work(
            lambda tx: intake.put_aside(self._bench, tx, self.name, bad.ref, bad.number, bad.problem)
        )
        if bad.ref not in self._told_codes:
            self._told_codes.add(bad.ref)
            about = {"store": self.name, "order": bad.number or bad.ref, "reason": f"@{bad.problem.code}"}
            key = OrderKey(self.name, bad.number or bad.ref, bad.ref)
            problem = Problem("order.unreadable", about | dict(bad.problem.params))
            self._bus.publish(ProblemFound(problem, key, self.name))
        return []

    # -- one order --------------------------------------------------------------------------------

    def read_order(self, ref: str) -> Order | None:
        """One order as the cart has it now, stored; None when the cart no longer has it. One that was put
        together here is read part by part.
        """
        with self._store.read() as connection:
            parts = merged.refs_of(connection, self.name, ref) or (ref,)
        read = [self._read_order(one) for one in parts]
        return next((one for one in read if one is not None), None)

    def _read_order(self, ref: str) -> Order | None:
        try:
            read = self._cart.order(ref)
        except Refused as refused:
            if refused.problem.code != "cart.order_gone":
                raise
            self._writer.call(
                Turn.PERSON, lambda: self._bench.work(lambda tx: intake.gone(self._bench, tx, self.name, ref))
            )
            return None
        incoming = [intake.incoming(read)]

        def job(tx: Transaction) -> None:
            intake.store_slice(self._bench, tx, incoming)

        self._writer.call(Turn.PERSON, lambda: self._bench.work(job))
        return read.order

    def _recheck(self, stop: Callable[[], bool]) -> None:
        """Some changes move no time stamp, and a deleted order is simply not listed any more."""
        now = self._clock.now()
        with self._store.read() as connection:
            refs = unread.least_checked(connection, self.name, now - RECHECK_AGE, now - NIGHTLY)
        for ref in refs:
            if stop():
                return
            self.read_order(ref)

    # -- products ---------------------------------------------------------------------------------

    def _products(self, stop: Callable[[], bool]) -> None:
        before: list[tuple[str, str]] = []
        while not stop():
            with self._store.read() as connection:
                wanted = unread.unknown_products(connection, self.name)
            if not wanted or wanted == before:
                break
            self._read_products(wanted)
            before = wanted
        with self._store.read() as connection:
            old = products.stale(connection, self.name, self._clock.now() - PRODUCTS_AGE, 50)
        if old and not stop():
            self._read_products(old)

    def _read_products(self, wanted: Sequence[tuple[str, str]]) -> None:
        found = tuple(
            replace(one, warehouse_sku=self._sku_map.get(one.sku, "")) for one in self._cart.products(wanted)
        )
        refused: list[str] = []
        for at in range(0, len(found), 25):
            part = found[at : at + 25]

            self._writer.call(Turn.IMPORT, partial(self._save_products, part, refused))
        for code in refused:
            if code not in self._told_codes:
                self._told_codes.add(code)
                self._bus.publish(ProblemFound(Problem("product.own_code", {"code": code}), store=self.name))

    def _save_products(self, part: Sequence[Product], refused: list[str]) -> None:
        self._bench.work(lambda tx: refused.extend(products.save(tx, part, self._clock.now())))

    def _fetch_pictures(self, stop: Callable[[], bool]) -> None:
        while not stop():
            with self._store.read() as connection:
                due = products.pictures_due(connection, self.name)
            if not due:
                return
            for ref, url in due:
                if stop():
                    return
                file = self._picture(url)
                self._writer.call(Turn.IMPORT, partial(self._picture_fetched, ref, file))

    def _picture_fetched(self, ref: str, file: str) -> None:
        self._bench.work(lambda tx: products.picture_fetched(tx, self.name, ref, file))

    def _picture(self, url: str) -> str:
        """The local file; empty when there is none to be had: packing goes on without."""
        target = self._pictures / hashlib.sha256(url.encode()).hexdigest()[:32]
        if target.exists():
            return str(target)
        try:
            content = self._cart.image(url)
            self._pictures.mkdir(parents=True, exist_ok=True)
            part = target.with_suffix(f".{self.name}.part")  # stores may share a picture
            part.write_bytes(content)
            part.replace(target)
        except SignInAgain:
            raise
        except (CartError, OSError) as trouble:
            log.info("no picture: %s", type(trouble).__name__)
            return ""
        return str(target)
