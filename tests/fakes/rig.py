"""A whole bench as its users have it: its own process, a shop on loopback, devices on terminals."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from station.sandbox.devices import VirtualScale, VirtualScanner
from station.sandbox.hand import BOUNCE_SECONDS
from station.sandbox.shop import Shop

PATIENCE = 30.0
STATION = (sys.executable, "-m", "station.cli")
Line = dict[str, Any]


class BenchProcess:
    """`station run --no-screen --json`, its lines as they come."""

    def __init__(self, config: Path, env: dict[str, str] | None = None) -> None:
        with (config.parent / "bench.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*STATION, "run", "--no-screen", "--json", "--config", str(config)],
                stdout=subprocess.PIPE,
                stderr=log,
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
            self._new.put(_line(text))
        self._new.put(None)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def here(self) -> int:
        """How many lines were looked at: a place for `since`."""
        return len(self.lines)

    def wait_for(
        self, found: Callable[[Line], bool], patience: float = PATIENCE, since: int | None = None
    ) -> Line:
        """The next line that fits, or the first one after `since`; AssertionError with what came instead."""
        deadline = time.monotonic() + patience
        if since is not None:
            for line in self.lines[since:]:
                if found(line):
                    return line
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

    def wait_event(
        self, name: str, patience: float = PATIENCE, since: int | None = None, **fields: Any
    ) -> Line:
        return self.wait_for(
            lambda line: (
                line["event"] == name and all(line.get(key) == value for key, value in fields.items())
            ),
            patience,
            since,
        )

    def of(self, name: str, **fields: Any) -> list[Line]:
        """The lines looked at so far that fit."""
        return [
            line
            for line in self.lines
            if line["event"] == name and all(line.get(key) == value for key, value in fields.items())
        ]

    def kill(self) -> None:
        """The plug is pulled."""
        self._process.kill()
        self._end()

    def stop(self, by: int = signal.SIGTERM) -> int:
        """Asked to end; every line it still wrote is in `lines` afterwards."""
        self._process.send_signal(by)
        return self._end()

    def wait_dead(self, patience: float = PATIENCE) -> int:
        code = self._process.wait(patience)
        self._end()
        return code

    def _end(self) -> int:
        code = self._process.wait(20)
        self._reader.join(5)
        while not self._new.empty():
            line = self._new.get()
            if line is not None:
                self.lines.append(line)
        if self._process.stdout is not None:
            self._process.stdout.close()
        return code


def _line(text: str) -> Line:
    """A line of standard output; one that is no JSON object keeps its text, for the test to find."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return found if isinstance(found, dict) and "event" in found else {"event": "", "text": text}


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
        self.runs: list[BenchProcess] = []
        self._scanned: dict[str, float] = {}
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
            "key": self.shop.key,
            "secret": self.shop.secret,
            "store": "",
            "printer": f'kind = "folder"\ntarget = "{self.labels}"',
            "extra": "",
            "bench": "",
            **self.settings,
            **more,
        }
        keys = self.folder / "keys.toml"
        keys.write_text(f'consumer_key = "{values["key"]}"\nconsumer_secret = "{values["secret"]}"\n')
        keys.chmod(0o600)
        self.config.write_text(f"""
[bench]
name = "Bench 1"
timezone = "Europe/Warsaw"
database = "{values["database"]}"
{values["bench"]}
[[store]]
name = "main"
cart = "woocommerce"
url = "{self.shop.url}"
credentials = "file:keys.toml"
poll_seconds = {values["poll"]}
notify_customer = {values["notify"]}
{values["store"]}
[[device]]
kind = "scanner"
port = "{self.scanner.port}"
[[device]]
kind = "scale"
port = "{self.scale.port}"
protocol = "mt-sics"
[[printer]]
name = "labels"
{values["printer"]}
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
[shipping.from]
name = "Tea and Clay"
street = ["Harbour 1"]
city = "Gdańsk"
postal_code = "80-001"
country = "PL"
[[operator]]
name = "Sam"
badge = "OP-SAM"
role = "supervisor"
{values["extra"]}
""")

    def start(self, **env: str) -> BenchProcess:
        self.bench = BenchProcess(self.config, env)
        self.runs.append(self.bench)
        return self.bench

    def begin(self, **env: str) -> BenchProcess:
        """Started, and every order of the shop is here."""
        bench = self.start(**env)
        bench.wait_event("ready")
        bench.wait_event("synced")
        return bench

    def scan(self, text: str) -> Line:
        """The verdict. Scanned again at once, a code waits as long as a hand does: 0.3 s is a bounce."""
        assert self.bench is not None
        rest = self._scanned.get(text, float("-inf")) + BOUNCE_SECONDS - time.monotonic()
        if rest > 0:
            threading.Event().wait(rest)
        self.scanner.scan(text)
        verdict = self.bench.wait_event("verdict", scan=text)
        self._scanned[text] = time.monotonic()  # the bench may have read it later than it was sent
        return verdict

    def units(self, code: str, count: int) -> list[Line]:
        """So many units under the scanner, as fast as it goes: a second reading of the same label within
        0.3 s is no unit, so every other label is of another symbology."""
        assert self.bench is not None
        judged = []
        for n in range(count):
            self.scanner.scan(f"]{'AE'[n % 2]}0{code}")
            judged.append(self.bench.wait_event("verdict", scan=code))
        return judged

    def open(self, ref: int, store: str = "main") -> Line:
        """The order's slip."""
        return self.scan(f"ORD-{store}-{ref}")

    def label(self) -> Line:
        """The label of the carton on the bench, printed."""
        assert self.bench is not None
        return self.bench.wait_event("label_printed")

    def ship(self, ref: int, *codes: str, grams: float | None = None) -> str:
        """A whole order, from its slip to its label on the carton; the tracking number."""
        assert self.open(ref)["ok"]
        for code in codes:
            assert self.scan(code)["ok"]
        if grams is not None:
            self.weigh(grams)
        label = self.label()
        assert self.scan(label["scan_back"][0])["ok"]
        return str(label["tracking"])

    def command(self, *words: str) -> tuple[int, list[Line], str]:
        """`station WORDS --json` on the same settings: exit code, what it wrote, what it said."""
        done = subprocess.run(
            [*STATION, *words, "--json", "--config", str(self.config)],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr

    def weigh(self, grams: float) -> Line:
        assert self.bench is not None
        self.scale.put(grams)
        return self.bench.wait_event("weighed", accepted=True)

    def log(self) -> str:
        """What the bench said on standard error."""
        return (self.folder / "bench.log").read_text()

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
