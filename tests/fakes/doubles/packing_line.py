"""A bench without window and devices before one store: orders are pulled, packed and told, step by step."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from floor import Floor

from station.carts.contract import Cart
from station.model.events import ScanJudged
from station.model.shipment import OrderNote
from station.packing.outcome import Rules
from station.store import outbox, products, sessions
from station.store.counted import packed_units
from station.store.engine import Store, load_problem
from station.store.prepare import prepare
from station.store.writer import Writer
from station.sync.health import Health
from station.sync.pull import Pull
from station.sync.push import Push


@cache
def _new_database() -> bytes:
    """As `prepare` makes it: once, for it takes as long as the rest of a test."""
    with TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/bench.db")
        prepare(store, Path(folder), datetime.now(UTC))
        store.close()
        return Path(folder, "bench.db").read_bytes()


class PackingLine:
    """`clock` is the bench's own, not the shop's."""

    def __init__(self, folder: Path, cart: Cart, clock: Any) -> None:
        self.clock = clock
        self.cart = cart
        (folder / "bench.db").write_bytes(_new_database())
        self.store = Store(f"sqlite:///{folder}/bench.db")
        self.floor = Floor(self.store, clock, Rules(weigh="off"))
        self.writer = Writer(self.store)
        self.writer.start()
        bus = self.floor.bus
        self.health = Health("main", cart.manifest.cart, bus, clock)
        self.pull = Pull(
            "main", cart, self.store, self.writer, self.floor.bench, bus, clock, folder / "pictures"
        )
        self.push = Push("main", cart, self.store, self.writer, self.pull, self.health, bus, clock)

    def close(self) -> None:
        self.writer.close()
        self.store.close()

    def sent(self, tracking: str) -> bool:
        """Whether a carton left here with this number."""
        with self.store.read() as connection:
            return sessions.left_with(connection, tracking)

    def scan(self, text: str) -> ScanJudged:
        self.floor.bench.scan(text)
        judged = [event for event in self.floor.events if isinstance(event, ScanJudged)]
        return judged[-1]

    def pack(self, ref: str, *cartons: Sequence[tuple[str, int]]) -> list[str]:
        """Each carton filled, labelled and scanned back; the tracking numbers. What stays open is parked."""
        self.pull.once()
        opened = self.scan(f"ORD-main-{ref}")
        assert opened.ok, opened
        trackings = []
        for number, carton in enumerate(cartons, 1):
            for sku, units in carton:
                for _ in range(units):
                    judged = self.scan(sku)
                    assert judged.ok, judged
            if self.floor.state == "packing" and number < len(cartons):
                assert self.scan("CMD-NEXT-CARTON").ok
            if self.floor.state == "packing":
                raise AssertionError("the cartons given do not hold the whole order")
            trackings.append(self.floor.prints())
            judged = self.scan(trackings[-1])
            assert judged.ok, judged
        return trackings

    def count(self, sku: str, product: str, counted: int) -> None:
        """Somebody counted what is left of a product; the correction is queued."""
        now = self.clock.now()
        with self.store.write() as tx:
            parent, stock_ref = products.parent_of(tx, "main", product)
            body = {
                "sku": sku,
                "product": product,
                "parent": parent,
                "stock_ref": stock_ref,
                "counted": counted,
                "packed": packed_units(tx, "main", product),
            }
            key = f"count:{sku}:{now.timestamp()}"
            outbox.add(tx, "main", f"stock:main:{stock_ref}:", "stock", key, body, "Bench 1", now, now)

    def note(self, note: OrderNote) -> None:
        """Its people are to read it."""
        now, body = self.clock.now(), {"uid": note.uid, "ref": note.ref, "text": note.text}
        with self.store.write() as tx:
            stream, key = f"note:main:{note.ref}", f"note:{note.uid}"
            outbox.add(tx, "main", stream, "note", key, body, "Bench 1", now, now)

    def deliver(self, rounds: int = 12) -> None:
        """What is to be told is told; waits are over as soon as they begin, doubt gets its minute."""
        for _ in range(rounds):
            self.clock.advance(25)
            while self.push.once():
                self.clock.advance(1)
            if not self.waiting():
                return
            self.clock.advance(120)

    def waiting(self) -> list[str]:
        """Topics of what is neither done nor parked nor given up."""
        return [one.topic for one in self.messages("ready", "sending", "in_doubt")]

    def parked(self) -> Mapping[str, str]:
        """Topic to problem code of what a person has to look at."""
        problems = {one.topic: load_problem(one.problem) for one in self.messages("parked")}
        return {topic: problem.code for topic, problem in problems.items() if problem is not None}

    def messages(self, *states: str) -> list[Any]:
        with self.store.read() as connection:
            return list(outbox.listed(connection, list(states)))

    def retry(self) -> None:
        """A person has looked and says: once more."""
        for one in self.messages("parked"):
            with self.store.write() as tx:
                outbox.release(tx, one.id, self.clock.now())
