"""What the measurements share: a shop in a process of its own, settings for a bench, a bare bench."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from station.app import App
from station.bus import Bus
from station.carts import registry
from station.carts.contract import Cart
from station.carts.settings import StoreSettings
from station.clock import SystemClock
from station.model.events import ScanJudged
from station.model.quantity import Mass
from station.packing.outcome import CartonKind, Rules
from station.settings.load import load
from station.settings.schema import Settings
from station.store.engine import Store
from station.store.prepare import prepare
from station.store.writer import Turn, Writer
from station.sync.pull import Pull
from station.usecases.bench import Bench
from station.usecases.seat import Policy

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class RunningShop:
    url: str
    key: str
    secret: str

    def cart(self, store: str, writer: Writer) -> Cart:
        """Its orders as those of `store`: under another name they are all new."""
        secrets = {"consumer_key": self.key, "consumer_secret": self.secret}
        return registry.build(
            "woocommerce", StoreSettings(name=store, url=self.url, give_way=writer.give_way), secrets
        )


@contextlib.contextmanager
def shop(orders: int) -> Iterator[RunningShop]:
    """The practice shop with so many generated orders, every answer rendered beforehand."""
    process = subprocess.Popen(
        [sys.executable, "-m", "station.sandbox.shop", "--orders", str(orders)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    try:
        place = json.loads(process.stdout.readline())
        yield RunningShop(place["url"], place["key"], place["secret"])
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def settings(folder: Path, at: RunningShop | None, scanner: str = "", weigh: str = "off") -> Settings:
    """A bench on `folder`/bench.db. Its shop, if any, is asked once and then left alone."""
    store = ""
    if at is not None:
        keys = folder / "keys.toml"
        keys.write_text(f'consumer_key = "{at.key}"\nconsumer_secret = "{at.secret}"\n')
        keys.chmod(0o600)
        store = f'[[store]]\nname = "main"\ncart = "woocommerce"\nurl = "{at.url}"\n'
        store += 'credentials = "file:keys.toml"\npoll_seconds = 3600'
    device = f'[[device]]\nkind = "scanner"\nport = "{scanner}"' if scanner else ""
    path = folder / "station.toml"
    path.write_text(f"""
[bench]
name = "Bench 1"
timezone = "Europe/Warsaw"
database = "sqlite:///{folder}/bench.db"
{store}
{device}
[[printer]]
name = "labels"
kind = "folder"
target = "{folder}/labels"
prints = ["shipping_label"]
[packing]
weigh = "{weigh}"
scan_back = true
print_slip = "never"
push_delay_seconds = 0
[shipping]
carrier = "house"
carrier_name = "Own van"
tracking_url = "https://van.example/{{tracking}}"
gs1_prefix = "4012345"
from = {{ name = "Tea", street = ["Harbour 1"], city = "Gdansk", postal_code = "80-001", country = "PL" }}
""")
    return load(path)


class Verdicts:
    """The next verdict on the bus, and when it came."""

    def __init__(self, bus: Bus, clock: object) -> None:
        self._clock = clock
        self._come = threading.Event()
        self._leave = bus.subscribe(self._hear)
        self.at = 0.0
        self.last: ScanJudged | None = None

    def expect(self) -> None:
        self._come.clear()

    def wait(self, seconds: float = 10.0) -> ScanJudged:
        if not self._come.wait(seconds) or self.last is None:
            raise TimeoutError("no verdict came")
        return self.last

    def close(self) -> None:
        self._leave()

    def _hear(self, event: object) -> None:
        if isinstance(event, ScanJudged):
            self.at = self._clock()  # type: ignore[operator]
            self.last = event
            self._come.set()


class IdleBench:
    """The store, its writer and the rules of a bench, without devices: somewhere to import to."""

    def __init__(self, path: Path) -> None:
        self.clock = SystemClock()
        self.store = Store(f"sqlite:///{path}")
        prepare(self.store, path.parent, self.clock.now())
        self.bus = Bus()
        self.writer = Writer(self.store)
        policy = Policy("Bench 1", Rules("off", True, (CartonKind("M", Mass(120_000)),)), ("main",))
        self.bench = Bench(self.store, self.bus, self.clock, policy)
        self.writer.start()
        self.writer.call(Turn.SCAN, self.bench.load)

    def close(self) -> None:
        self.writer.close()
        self.store.close()


def pull(bench: "IdleBench | App", cart: Cart, store: str, pictures: Path) -> Pull:
    return Pull(store, cart, bench.store, bench.writer, bench.bench, bench.bus, bench.clock, pictures)
