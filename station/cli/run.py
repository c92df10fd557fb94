"""`station run`, with and without a window, and `station sync`."""

import json
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from station.app import App
from station.carts.contract import CartError
from station.cli.lines import Printer
from station.settings.schema import Settings
from station.store.writer import Turn


@contextmanager
def until_asked_to_end() -> Iterator[threading.Event]:
    """Set by SIGTERM and SIGINT."""
    asked = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        asked.set()

    before = {one: signal.signal(one, ask) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def without_screen(settings: Settings, as_json: bool) -> int:
    """The same bench, one line per outcome."""
    app = App(settings)
    app.bus.subscribe(Printer(app.say, as_json))
    with until_asked_to_end() as asked:
        app.start()
        try:
            while not asked.wait(0.5):
                pass
        finally:
            app.close()
    return 0


def with_window(settings: Settings) -> int:
    """The core is up before Qt is imported: 260 ms and 69 MB, the other way round 350 ms and 90 MB."""
    app = App(settings)
    with until_asked_to_end() as asked:
        app.start()
        try:
            from ui.main import run

            return 0 if asked.is_set() else run(app)
        finally:
            app.close()


def sync_once(settings: Settings, as_json: bool) -> int:
    """One full pull pass and one drain of the push queue per store; 1 when any failed."""
    app = App(settings)
    printer = Printer(app.say, as_json)
    app.presence.take(app.clock.now())
    app.make_ready()
    failed = False
    try:
        app.writer.start()
        app.shops.connect()
        app.writer.call(Turn.SCAN, app.bench.load)
        for name, link in app.shops.links.items():
            found: dict[str, Any] = {"store": name, "ok": True, "orders": 0, "open": 0, "pushed": 0}
            try:
                found["orders"], found["open"] = link.pull.once()
                while link.push.once():
                    found["pushed"] += 1
            except CartError as trouble:
                found |= {"ok": False, "code": trouble.problem.code, "say": app.say(trouble.problem)}
            failed = failed or not found["ok"]
            printer.write(json.dumps(found, ensure_ascii=False) if as_json else _told(found))
        for view in app.shops.views():
            if view.name not in app.shops.links and view.problem is not None:
                failed = True
                found = {"store": view.name, "ok": False, "code": view.problem.code}
                found["say"] = app.say(view.problem)
                printer.write(json.dumps(found, ensure_ascii=False) if as_json else _told(found))
    finally:
        app.close()
    return 1 if failed else 0


def _told(found: dict[str, Any]) -> str:
    if not found["ok"]:
        return f"{found['store']}: {found['say']}"
    return "{store}: {orders} orders, {open} to pack, {pushed} messages sent".format(**found)
