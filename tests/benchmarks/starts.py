"""Cold start to a usable window, memory with a full database, and what packing on adds to it."""

import json
import os
import queue
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from figures import Figure, ratio, spread
from floor import ROOT, settings
from stored import CACHE, database

ENV = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
LEAST = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv)
window = QMainWindow()
window.show()
QTimer.singleShot(0, lambda: (print("shown", flush=True), app.quit()))
app.exec()
"""


def opened(command: list[str]) -> float:
    """Seconds from the process's start to its first line."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=ENV) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        took = time.perf_counter() - start
        process.stdout.read()
    if not line.strip():
        raise RuntimeError("the window did not open")
    return took


def measure(quick: bool) -> list[Figure]:
    CACHE.mkdir(parents=True, exist_ok=True)
    here = str(Path(__file__))
    orders, first, then, tries = (40_000, 20, 40, 3) if quick else (400_000, 200, 300, 7)
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        folder = Path(name)
        database(orders, folder / "bench.db")
        settings(folder, None)
        window = [sys.executable, here, "open", str(folder / "station.toml")]
        opened(window)
        times = [opened(window) for _ in range(tries)]
        least = spread([opened([sys.executable, "-c", LEAST]) for _ in range(tries)])
        packing = [sys.executable, here, "pack", str(folder), str(orders), str(first), str(then)]
        told = subprocess.run(packing, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=ENV, check=True)
    before, after = json.loads(told.stdout.splitlines()[-1])
    median, p99 = spread(times)
    return [
        Figure(
            "cold start to usable window, warm disk", median, p99, "s", "median <= 0.6",
            f"PySide6 with an empty window: {least[0]} s", ratio(median, least[0]), median <= 0.6,
        ),
        Figure(
            f"memory with the window after {first} packed orders, {orders // 4:,} open", before, None, "MB",
            "<= 160", "resident set", None, before <= 160,
        ),
        Figure(
            f"growth of it over the next {then}", round(after - before, 1), None, "MB", "< 5 in 1,000",
            "resident set", None, (after - before) * 1000 / then < 5 or after - before < 1,
        ),
    ]  # fmt: skip


def open_window(config: Path) -> None:
    """What `station run` does, until the window has been painted and the bench takes scans."""
    from station.app import App
    from station.settings.load import load

    app = App(load(config))
    app.start()
    try:
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication

        from ui.window import build

        qt = QApplication([])
        window = build(app)
        window.show()
        qt.processEvents()

        def shown() -> None:
            sys.stdout.write("shown\n")
            sys.stdout.flush()
            qt.quit()

        QTimer.singleShot(0, shown)
        qt.exec()
        window.close()
    finally:
        app.close()


def resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


def pack(folder: Path, orders: int, first: int, then: int) -> None:
    """Orders of one line each, packed with the window open: scanned, labelled, printed, scanned back."""
    from station.app import App
    from station.model.events import BenchChanged
    from station.model.view import BenchView
    from station.settings.load import load

    app = App(load(folder / "station.toml"))
    views: queue.SimpleQueue[BenchView] = queue.SimpleQueue()
    app.bus.subscribe(lambda event: views.put(event.view) if isinstance(event, BenchChanged) else None)
    app.start()
    try:
        from PySide6.QtWidgets import QApplication
        from window import _aside

        from ui.window import build

        qt = QApplication([])
        window = build(app)
        window.show()
        told: list[float] = []

        def work() -> None:
            key = orders - orders // 4 + 1
            for count in (first, then):
                for _ in range(count):
                    while key % 8 != 0:  # those with one line
                        key += 1
                    _pack_one(app, views, key)
                    key += 1
                told.append(resident())

        _aside(qt, work)
        window.close()
        sys.stdout.write(json.dumps(told) + "\n")
    finally:
        app.close()


def _pack_one(app: object, views: "queue.SimpleQueue[object]", key: int) -> None:
    from stored import WARES, code

    _until(views, lambda view: view.order == f"b{key}", lambda: app.scan(f"b{key}"))  # type: ignore[attr-defined]
    label = _until(
        views,
        lambda view: view.state.value == "scan_back" and view.tracking,
        lambda: app.scan(code(key * 7 % WARES)),  # type: ignore[attr-defined]
    )
    _until(views, lambda view: view.state.value == "idle", lambda: app.scan(label.tracking))  # type: ignore[attr-defined]


def _until(views: "queue.SimpleQueue[object]", found: object, act: object) -> object:
    act()  # type: ignore[operator]
    while True:
        view = views.get(timeout=20)
        if found(view):  # type: ignore[operator]
            return view


if __name__ == "__main__":
    if sys.argv[1] == "open":
        open_window(Path(sys.argv[2]))
    else:
        pack(Path(sys.argv[2]), *(int(one) for one in sys.argv[3:6]))
