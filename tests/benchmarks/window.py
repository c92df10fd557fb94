"""The window under Xvfb: from the last byte of a scan to the verdict painted; stalls as orders come in."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from figures import Figure, not_run, percentile, spread
from floor import RunningShop, pull, settings, shop
from pace import pause
from scans import GAP, stream
from stored import CACHE, database

from station.app import App
from station.model.events import OrdersPulled
from station.sandbox.devices import VirtualScanner

PAINTED = "scan to verdict painted"
STALL = "longest stall of the window while orders come in"


@contextlib.contextmanager
def display() -> Iterator[None]:
    """A window system of our own."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as said:
            os.environ["DISPLAY"] = f":{said.readline().strip()}"
        os.environ["QT_QPA_PLATFORM"] = "xcb"
        yield
    finally:
        server.terminate()
        server.wait(10)


class Painted:
    """When the verdict band, with its sentence, was last painted after it was told a new verdict."""

    def __init__(self) -> None:
        from ui.widgets.band import Sentence, VerdictBand

        self.done = threading.Event()
        self.at = 0.0
        self._told = False
        shown = VerdictBand.show_band
        paint = VerdictBand.paintEvent
        label_paint = Sentence.__mro__[1].paintEvent

        def show_band(band: VerdictBand, *given: object, **named: object) -> None:
            shown(band, *given, **named)  # type: ignore[arg-type]
            if named.get("fresh") or any(one is True for one in given):
                self._told = True

        def paint_band(band: VerdictBand, event: object) -> None:
            paint(band, event)  # type: ignore[arg-type]
            self._end()

        def paint_sentence(label: Sentence, event: object) -> None:
            label_paint(label, event)  # type: ignore[arg-type]
            self._end()

        VerdictBand.show_band = show_band  # type: ignore[method-assign, assignment]
        VerdictBand.paintEvent = paint_band  # type: ignore[method-assign, assignment]
        Sentence.paintEvent = paint_sentence  # type: ignore[method-assign, assignment]

    def _end(self) -> None:
        if self._told:
            self.at = time.perf_counter()
            self.done.set()

    def expect(self) -> None:
        self._told = False
        self.done.clear()


def measure(quick: bool) -> list[Figure]:
    if shutil.which("Xvfb") is None:
        return [not_run(name, "ms", "", "there is no Xvfb") for name in (PAINTED, STALL)]
    CACHE.mkdir(parents=True, exist_ok=True)
    orders, came = (40_000, 2_000) if quick else (400_000, 10_000)
    with (
        display(),
        tempfile.TemporaryDirectory(dir=CACHE) as name,
        shop(came) as at,
        VirtualScanner() as scanner,
    ):
        folder = Path(name)
        database(orders, folder / "bench.db")
        app = App(settings(folder, at, scanner.port))
        pulled = threading.Event()
        app.bus.subscribe(lambda event: pulled.set() if isinstance(event, OrdersPulled) else None)
        app.start()
        try:
            pulled.wait(120)
            return _in_window(app, at, folder, scanner, 150 if quick else 500)
        finally:
            app.close()


def _in_window(app: App, at: RunningShop, folder: Path, scanner: VirtualScanner, count: int) -> list[Figure]:
    from PySide6.QtWidgets import QApplication

    from ui.window import build

    painted = Painted()
    qt = QApplication([])
    window = build(app)
    window.show()
    took: list[float] = []
    done = _aside(qt, lambda: _scan(scanner, painted, took, count))
    idle = Gaps(qt)
    idle_gap = done and idle.over(lambda: pause(2))
    cart = at.cart("second", app.writer)
    busy_gap = Gaps(qt).over(lambda: pull(app, cart, "second", folder)._orders(lambda: False))
    cart.close()
    window.close()
    median, p99 = spread(took, 1000)
    return [
        Figure(PAINTED, median, p99, "ms", "p99 <= 16.7", "a frame at 60 Hz: 16.7 ms", None, p99 <= 16.7),
        Figure(
            STALL, round(percentile(busy_gap, 0.5) * 1000, 2), round(max(busy_gap) * 1000, 2), "ms",
            "longest (p99) <= 25", f"the same window, nothing coming in: {max(idle_gap) * 1000:.1f} ms", None,
            max(busy_gap) <= 0.025,
        ),
    ]  # fmt: skip


def _scan(scanner: VirtualScanner, painted: Painted, took: list[float], count: int) -> None:
    texts = stream()
    for _ in range(count):
        painted.expect()
        scanner.write(next(texts).encode())
        pause(0.001)
        start = time.perf_counter()
        scanner.write(b"\r")
        if not painted.done.wait(10):
            raise TimeoutError("no verdict was painted")
        pause(GAP)  # the sentence may be painted after its band
        took.append(painted.at - start)


def _aside(qt: object, job: Callable[[], object]) -> bool:
    """Run `job` on a thread while the window lives; False when it failed."""
    from PySide6.QtCore import QTimer

    thread = threading.Thread(target=job, name="measure")
    thread.start()
    look = QTimer()
    look.timeout.connect(lambda: None if thread.is_alive() else qt.quit())  # type: ignore[attr-defined]
    look.start(50)
    qt.exec()  # type: ignore[attr-defined]
    look.stop()
    thread.join()
    return True


class Gaps:
    """Seconds between turns of the event loop, asked for every 2 ms."""

    def __init__(self, qt: object) -> None:
        self._qt = qt
        self._last = 0.0
        self._gaps: list[float] = []

    def over(self, job: Callable[[], object]) -> list[float]:
        from PySide6.QtCore import Qt, QTimer

        beat = QTimer()
        beat.setTimerType(Qt.TimerType.PreciseTimer)
        beat.timeout.connect(self._turn)
        beat.start(2)
        self._last = time.perf_counter()
        _aside(self._qt, job)
        beat.stop()
        return self._gaps

    def _turn(self) -> None:
        now = time.perf_counter()
        self._gaps.append(now - self._last)
        self._last = now
