"""From the last scan to the first byte at the printer, in a real bench: label at hand, order just read."""

import contextlib
import select
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from figures import Figure, spread

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "fakes"))

from doubles.easypost import KEY, EasyPostDouble  # noqa: E402
from rig import Rig, rig  # noqa: E402

from station.sandbox.shop import samples  # noqa: E402
from station.store.engine import Store  # noqa: E402

LIMIT = 150.0
SKUS = ("MUG-BLUE", "POT-CLAY")


class Ear:
    """A label printer that notes when a job begins to arrive."""

    def __init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self.target = f"127.0.0.1:{self._door.getsockname()[1]}"
        self._stop = threading.Event()
        self._heard: list[float] = []
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._serve, name="printer ear", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not self._stop.is_set():
            if not select.select([self._door], [], [], 0.1)[0]:
                continue
            line, _ = self._door.accept()
            with line:
                told = line.recv(1)
                begun = time.perf_counter()
                while more := line.recv(65536):
                    told += more
            if b"^XA" in told:  # one that only asks how it is has nothing to print
                with self._changed:
                    self._heard.append(begun)
                    self._changed.notify_all()

    def wait(self, number: int) -> float:
        """When the job of this number, counted from 1, began to arrive."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._heard) >= number, 30):
                raise TimeoutError("nothing was printed")
            return self._heard[number - 1]

    def close(self) -> None:
        self._stop.set()
        self._thread.join(5)
        self._door.close()


@contextlib.contextmanager
def bench(shipping: str, ear: Ear) -> Iterator[Rig]:
    printer = f'kind = "socket"\ntarget = "{ear.target}"\nlanguage = "zpl"'
    with (
        tempfile.TemporaryDirectory() as folder,
        rig(Path(folder), weigh="off", poll="1", printer=printer, shipping=shipping) as made,
    ):
        samples.load_products(made.shop)
        (Path(folder) / "carrier.toml").write_text(f'api_key = "{KEY}"\n')
        (Path(folder) / "carrier.toml").chmod(0o600)
        yield made


def at_hand(on: Rig, number: int) -> None:
    """So many labels were bought ahead."""
    store = Store(f"sqlite:///{on.folder}/bench.db")
    try:
        for _ in range(600):
            with store.read() as connection:
                found = connection.exec_driver_sql(
                    "select count(*) from ahead_label where state in ('bought', 'used')"
                ).scalar_one()
            if found >= number:
                return
            threading.Event().wait(0.02)
    finally:
        store.close()
    raise TimeoutError("no label was bought ahead")


def shift(on: Rig, ear: Ear, count: int, *, ahead: bool) -> list[float]:
    """Seconds from the last unit's scan to the printer, for every order."""
    on.begin()
    took = []
    for number in range(1, count + 1):
        ref = on.shop.place_order(list(SKUS))  # now, so that it is read now
        while not on.open(ref)["ok"]:
            threading.Event().wait(0.1)
        on.scan(SKUS[0])
        if ahead:
            at_hand(on, number)
        start = time.perf_counter()
        on.scanner.scan(SKUS[1])
        took.append(ear.wait(number) - start)
        if not on.scan(on.label()["scan_back"][0])["ok"]:
            raise RuntimeError("a label was not scanned back")
    return took


def measure(quick: bool) -> list[Figure]:
    count = 15 if quick else 60
    figures = []
    for name in ("bought", "house"):
        ear, double = Ear(), EasyPostDouble()
        shipping = (
            f'carrier = "easypost"\nurl = "{double.url}"\ncredentials = "file:carrier.toml"\n'
            'rate_rule = "cheapest"\nlabel_format = "png"'
            if name == "bought"
            else 'carrier = "house"\ncarrier_name = "Own van"\n'
            'tracking_url = "https://van.example/{tracking}"\ngs1_prefix = "4012345"'
        )
        try:
            with bench(shipping, ear) as on:
                took = shift(on, ear, count, ahead=name == "bought")
            told = spread(took[1:], 1000)  # what is loaded once is loaded with the first
            said = f"{len(double.charges)} bought for {count} cartons" if name == "bought" else "drawn now"
            figures.append(
                Figure(
                    f"last scan to the first byte at the printer, {name} label", *told, "ms",
                    f"p99 <= {LIMIT:.0f}", f"{said}; the first {took[0] * 1000:.0f} ms", None,
                    told[1] <= LIMIT,
                )
            )  # fmt: skip
        finally:
            double.close()
            ear.close()
    return figures
