"""A whole bench as its users have it: its own process, a shop on loopback, a scanner and a scale on terminals."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from station.sandbox.devices import VirtualScale, VirtualScanner
from station.sandbox.shop import Shop

PATIENCE = 30.0
Line = dict[str, Any]


class BenchProcess:
    """`station run --no-screen --json`, its lines as they come."""

    def __init__(self, config: Path, env: dict[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "station.cli", "run", "--no-screen", "--json", "--config", str(config)],
            stdout=subprocess.PIPE,
            stderr=(config.parent / "bench.log").open("ab"),
            text=True,
            env={**os.environ, **(env or {})},
        )
        self.lines: list[Line] = []
        self._new: queue.SimpleQueue[Line | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="bench output", daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for text in self._process.stdout:
            self._new.put(json.loads(text))
        self._new.put(None)

    def wait_for(self, found: Callable[[Line], bool], patience: float = PATIENCE) -> Line:
        """The next line that fits; AssertionError with what came instead."""
        deadline = time.monotonic() + patience
        while True:
            try:
                line = self._new.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"it did not come; last lines: {self.lines[-6:]}") from None
            if line is None:
                raise AssertionError(f"the bench ended; last lines: {self.lines[-6:]}")
            self.lines.append(line)
            if found(line):
                return line

    def wait_event(self, name: str, patience: float = PATIENCE, **fields: Any) -> Line:
        return self.wait_for(
            lambda line: (
                line["event"] == name and all(line.get(key) == value for key, value in fields.items())
            ),
            patience,
        )

    def kill(self) -> None:
        """The plug is pulled."""
        self._process.kill()
        self._end()

    def stop(self) -> int:
        self._process.terminate()
        return self._end()

    def wait_dead(self, patience: float = PATIENCE) -> int:
        code = self._process.wait(patience)
        self._end()
        return code

    def _end(self) -> int:
        code = self._process.wait(20)
        self._reader.join(5)
        if self._process.stdout is not None:
            self._process.stdout.close()
        return code


class Rig:
    """Shop, scanner, scale, settings and, between `start` and `stop`, a bench."""

    def __init__(self, folder: Path, shop: Shop | None = None, **settings: str) -> None:
        self.folder = folder
        self.shop = shop or Shop(target=settings.pop("target", "core"))
        self.own_shop = shop is None
        if self.own_shop:
            self.shop.start()
        self.scanner = VirtualScanner()
        self.scale = VirtualScale()
        self.settings = settings
        self.config = folder / "station.toml"
        self.labels = folder / "labels"
        self.bench: BenchProcess | None = None
        self.write_config()

    def write_config(self, **more: str) -> None:
        values = {
            "weigh": "required",
            "database": f"sqlite:///{self.folder}/bench.db",
            "poll": "5",
            "push_delay": "0",
            "scan_back": "true",
            "unreachable": "pack",
            "slip": "never",
            "shipping": 'carrier = "house"\ncarrier_name = "Own van"\n'
            'tracking_url = "https://van.example/{tracking}"\ngs1_prefix = "4012345"',
            "notify": "true",
            "extra": "",
            **self.settings,
            **more,
        }
        keys = self.folder / "keys.toml"
        keys.write_text(f'consumer_key = "{self.shop.key}"\nconsumer_secret = "{self.shop.secret}"\n')
        keys.chmod(0o600)
        self.config.write_text(f"""
[bench]
name = "Bench 1"
timezone = "Europe/Warsaw"
database = "{values["database"]}"
[[store]]
name = "main"
cart = "woocommerce"
url = "{self.shop.url}"
credentials = "file:keys.toml"
poll_seconds = {values["poll"]}
notify_customer = {values["notify"]}
[[device]]
kind = "scanner"
port = "{self.scanner.port}"
[[device]]
kind = "scale"
port = "{self.scale.port}"
protocol = "mt-sics"
[[printer]]
name = "labels"
kind = "folder"
target = "{self.labels}"
prints = ["shipping_label", "packing_slip"]
[[carton]]
name = "M"
tare_grams = 120
[packing]
weigh = "{values["weigh"]}"
scan_back = {values["scan_back"]}
when_cart_unreachable = "{values["unreachable"]}"
print_slip = "{values["slip"]}"
push_delay_seconds = {values["push_delay"]}
[shipping]
{values["shipping"]}
from = {{ name = "Tea and Clay", street = ["Harbour 1"], city = "Gdańsk", postal_code = "80-001", country = "PL" }}
[[operator]]
name = "Sam"
badge = "OP-SAM"
role = "supervisor"
{values["extra"]}
""")

    def start(self, **env: str) -> BenchProcess:
        self.bench = BenchProcess(self.config, env)
        return self.bench

    def begin(self, **env: str) -> BenchProcess:
        """Started, and every order of the shop is here."""
        bench = self.start(**env)
        bench.wait_event("ready")
        bench.wait_event("synced")
        return bench

    def scan(self, text: str) -> Line:
        assert self.bench is not None
        self.scanner.scan(text)
        return self.bench.wait_event("verdict", scan=text)

    def weigh(self, grams: float) -> Line:
        assert self.bench is not None
        self.scale.put(grams)
        return self.bench.wait_event("weighed", accepted=True)

    def close(self) -> None:
        if self.bench is not None:
            with contextlib.suppress(ProcessLookupError):
                self.bench.kill()
        self.scanner.close()
        self.scale.close()
        if self.own_shop:
            self.shop.close()


@contextlib.contextmanager
def rig(folder: Path, **settings: str) -> Iterator[Rig]:
    made = Rig(folder, **settings)
    try:
        yield made
    finally:
        made.close()
