"""A bench without devices or network: orders are stored, scans are judged, events are collected."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import ClassVar

from station.bus import Bus
from station.model.events import ProblemFound, ScanJudged
from station.model.operator import Operator, Role
from station.model.order import Address, Line, Order, OrderState
from station.model.product import Product
from station.model.quantity import Mass
from station.packing.fingerprint import fingerprint
from station.packing.goods import GoodsRule
from station.packing.outcome import Rules
from station.packing.weight import Reading
from station.store import paper, people, products
from station.store.engine import Store
from station.store.incoming import Incoming
from station.usecases import labels
from station.usecases import orders as intake
from station.usecases.bench import Bench
from station.usecases.seat import Policy

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
EANS = {
    "TEA": "2000000000015",
    "MUG": "2000000000022",
    "SPOON": "2000000000039",
    "SET": "2000000000046",
    "POT": "2000000000053",
}
GRAMS = {"TEA": 280, "MUG": 420, "SPOON": 40, "SET": 360, "POT": 900}


def line(ref: str, sku: str, quantity: int, **more: object) -> Line:
    return Line(ref=ref, sku=sku, name=f"The {sku.lower()}", ordered=quantity, product=f"p-{sku}", **more)


def order(number: str, *lines: Line, **more: object) -> Order:
    base: dict[str, object] = {
        "store": "main",
        "ref": f"9{number}",
        "number": number,
        "state": OrderState.READY,
        "native": ("processing", "paid", ""),
        "placed_at": AT,
        "changed_at": AT,
        "ship_to": Address(
            name="Zofia Wójcik", street=("ul. Długa 7/3",), city="Kraków", postal_code="31-146", country="PL"
        ),
        "currency": "EUR",
        "method": "Parcel",
        "method_code": "flat_rate",
    }
    return Order(lines=tuple(lines), **(base | more))


@dataclass
class Floor:
    """What a packer does, and what came of it."""

    store: Store
    clock: object
    rules: Rules
    carrier: str = "house"
    goods: tuple[GoodsRule, ...] = ()
    events: list[object] = field(default_factory=list)
    numbers: object = field(default_factory=lambda: count(1))
    name: ClassVar[str] = "Bench 1"

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """A fresh process on the same database."""
        self.bus = Bus()
        self.bus.subscribe(self.events.append)
        policy = Policy(self.name, self.rules, ("main",), goods=self.goods)
        self.bench = Bench(self.store, self.bus, self.clock, policy)
        with self.store.write() as tx:
            people.seed_operators(tx, [Operator("Ana", "OP-ANA"), Operator("Sam", "OP-SAM", Role.SUPERVISOR)])
        self.bench.load()
        self.bench.announce()

    def arrives(self, *orders: Order) -> None:
        for one in orders:
            self.bench.work(
                lambda tx, o=one: intake.store_slice(
                    self.bench, tx, [Incoming(o, fingerprint(o), json.dumps(o.ref).encode())]
                )
            )
        skus = {item.sku for one in orders for item in one.lines}
        made = [
            Product(
                "main",
                f"p-{sku}",
                sku,
                sku,
                (EANS[sku],),
                mass=Mass(GRAMS[sku] * 1000),
                stock=10,
                stock_ref=f"p-{sku}",
            )
            for sku in skus
        ]
        with self.store.write() as tx:
            products.save(tx, made, AT)

    def scan(self, text: str) -> ScanJudged:
        self.bench.scan(EANS.get(text, text))
        return next(event for event in reversed(self.events) if isinstance(event, ScanJudged))

    def puts_on_scale(self, grams: float, stable: bool = True) -> None:
        self.bench.weigh(Reading(Mass(round(grams * 1000)), Mass(1000), stable, self.clock.monotonic()))

    def prints(self) -> str:
        """What the label thread and the spooler do between two scans; the tracking number."""
        with self.store.read() as connection:
            (wanted,) = paper.wanted_labels(connection, self.name)
        tracking = f"HV{next(self.numbers):08d}" if self.carrier == "house" else ""
        scan_back = json.dumps([tracking] if tracking else [])
        fresh = {
            "tracking": tracking,
            "scan_back": scan_back,
            "carrier": "Own van",
            "tracking_url": "https://t.example/1",
            "checked": True,
            "file": "label.pdf",
            "sha256": "",
        }
        job = "label" if tracking else None
        self.bench.work(lambda tx: labels.made(self.bench, tx, wanted, fresh, job))
        if job:
            with self.store.read() as connection:
                (waiting,) = paper.jobs(connection, self.name, ["waiting"])

            def printed(tx: object) -> None:
                paper.set_job(tx, waiting.id, "printed")
                labels.printed(self.bench, tx, waiting, "out.pdf", False)

            self.bench.work(printed)
        return tracking

    def problems(self) -> list[str]:
        return [event.say.code for event in self.events if isinstance(event, ProblemFound)]

    @property
    def state(self) -> str:
        return self.bench.seat.state.value
