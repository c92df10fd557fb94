"""Pictures of every state of the screen: `python -m ui.shots OUT_DIR [NAME_PART]`."""

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QLocale
from PySide6.QtWidgets import QApplication

import ui.shots_dock as docks
import ui.shots_extremes as extremes
import ui.shots_picking as picks
from station.model.events import ProblemFound
from station.model.queue_filter import parse
from station.model.view import DeviceView
from ui import shots_plugging
from ui.bridge import Bridge
from ui.pages.day.page import DayPage
from ui.pages.dock.page import DockPage
from ui.pages.orders.page import OrdersPage
from ui.pages.pack.page import PackPage
from ui.pages.pick.page import PickPage
from ui.shell.frame import Window
from ui.shots_adding import MOODS, play, prepare
from ui.shots_core import ScriptedCore
from ui.shots_packing import STATES
from ui.shots_states import clock, minutes, said
from ui.shots_weights import WEIGHTS
from ui.window import Wishes, build

PACK = STATES | WEIGHTS | extremes.STATES
LOOKS = (("light", 1.0), ("dark", 1.0), ("light", 2.0), ("dark", 2.0))
Prepare = Callable[[ScriptedCore], None]


def _offline(core: ScriptedCore) -> None:
    core.the_stores = tuple(
        replace(one, state="unreachable", last_success=minutes(-14), waiting=3) for one in core.the_stores
    )


def _printer_off(core: ScriptedCore) -> None:
    words = "The label printer is out of paper. Put in a roll; the label comes by itself."
    printer = DeviceView("printer", "labels", "lost", said("printer.out_of_paper", words))
    core.the_devices = (*core.the_devices[:2], printer)


def _signed_out(core: ScriptedCore) -> None:
    words = "Main shop signed us out. A supervisor signs in again; packing goes on."
    shop = replace(core.the_stores[0], state="signed_out", problem=said("cart.signed_out", words), waiting=2)
    core.the_stores = (shop, *core.the_stores[1:])


def _scale_gone(core: ScriptedCore) -> None:
    scale = DeviceView("scale", "scale", "lost", said("scale.lost", "The scale is gone. Check its cable."))
    core.the_devices = (core.the_devices[0], scale, core.the_devices[2])


def _printer_waits(core: ScriptedCore) -> None:
    words = "Printer labels is paused. Press its button, or take the paper out."
    printer = DeviceView("printer", "labels", "stopped", said("printer.paused", words))
    core.the_devices = (*core.the_devices[:2], printer)
    core.gear.waiting = {"labels": (("j1", "label-main-10482-1"), ("j2", "label-main-10483-1"))}


def _two_notices(core: ScriptedCore) -> None:
    _offline(core)
    core.the_stores = (
        replace(core.the_stores[0], name="Keramikwerkstatt Oberschwarzenberg Onlineshop"),
        core.the_stores[1],
    )


PREPARE: dict[str, Prepare] = {
    "extreme_all": _two_notices,
    "extreme_label": _two_notices,
    "offline": _offline,
    "printer_off": _printer_off,
    "signed_out": _signed_out,
    "scale_gone": _scale_gone,
}


def settle(app: QApplication, window: Window, seconds: float = 3.0) -> None:
    """Let queries, pictures and layouts come to rest."""
    bridge = window.findChild(Bridge)
    end = time.monotonic() + seconds
    calm = 0
    while time.monotonic() < end and calm < 4:
        app.processEvents()
        calm = calm + 1 if bridge is None or bridge.idle else 0
        time.sleep(0.004)


def _trace(page: PackPage, state: str) -> None:
    """A plausible last five seconds."""
    start = time.monotonic() - 5
    curves = {
        "weigh_moving": [0.0] * 20 + [0.4, 1.6, 3.9, 2.2, 3.6, 2.6, 3.1, 2.9],
        "weigh_waiting": [0.0] * 40,
        "idle": [0.0] * 40,
    }
    weight = PACK[state].weight
    mass = weight.mass if weight is not None else None
    end = mass.mg / 1_000_000 if mass else 0.0
    curve = curves.get(state, [0.0] * 12 + [end * 0.3, end * 0.8, end * 1.15, end * 0.96] + [end] * 24)
    for place, value in enumerate(curve):
        page.weight.add_reading(value, place == len(curve) - 1, start + 5 * place / (len(curve) - 1))


class Camera:
    def __init__(self, app: QApplication, out: Path, only: str) -> None:
        self._app, self._out, self._only = app, out, only

    def shoot(self, window: Window, name: str) -> None:
        settle(self._app, window)
        window.grab().save(str(self._out / f"{name}.png"))

    def end(self, window: Window) -> None:
        window.close()
        window.deleteLater()
        self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def wanted(self, name: str) -> bool:
        return self._only in name

    def open(self, core: ScriptedCore, scheme: str, text: float, size: tuple[int, int]) -> Window:
        window = build(core, Wishes(scheme=scheme, text=text), clock())
        if not isinstance(window, Window):
            raise TypeError("build gave another window")
        window.resize(*size)
        window.show()
        return window

    def pack(self, state: str, scheme: str, text: float, size: tuple[int, int], language: str = "en") -> None:
        tail = f"-{language}" if language != "en" else ""
        name = f"pack_{state}-{scheme}-{round(text * 100)}-{size[0]}{tail}"
        if not self.wanted(name):
            return
        core = ScriptedCore(PACK[state], language)
        if state in PREPARE:
            PREPARE[state](core)
        window = self.open(core, scheme, text, size)
        page = window.pages["pack"]
        settle(self._app, window)
        if state == "stock_conflict":
            words = "Pottery and the shelf disagree on MUG-BLUE: the shop says 4, we counted 1."
            core.bus.publish(ProblemFound(said("stock.conflict", words)))
        if isinstance(page, PackPage):
            last = PACK[state].last
            if last is not None and last.ok and page.shown is not None:
                page.show_screen(page.shown, fresh=True)
            page.weight.clear_trace()
            _trace(page, state)
        self.shoot(window, name)
        self.end(window)

    def lists(self, scheme: str, text: float, size: tuple[int, int]) -> None:
        for page in ("orders", "orders_empty", "orders_broken", "day", "day_empty", "pushes", "pushes_empty",
                     "devices", "devices_ill", "settings", "settings_search", "orders_split"):  # fmt: skip
            name = f"{page}-{scheme}-{round(text * 100)}-{size[0]}"
            if self.wanted(name):
                self._list(page, name, scheme, text, size)

    def orders(self, language: str) -> None:
        """In another language, an order on hold and a reason asked for."""
        for text in (1.0, 2.0):
            for page in ("orders_hold", "orders_split"):
                name = f"{page}-light-{round(text * 100)}-1280-{language}"
                if self.wanted(name):
                    self._list(page, name, "light", text, (1280, 800), language)

    def _list(
        self, page: str, name: str, scheme: str, text: float, size: tuple[int, int], language: str = "en"
    ) -> None:
        core = ScriptedCore(STATES["picking"], language)
        kind, _, mood = page.partition("_")
        if mood == "empty":
            core.the_orders, core.the_shipments, core.the_pushes = (), (), ()
            core.the_totals = replace(
                core.the_totals, shipped=0, cartons=0, units=0, at_risk=0, by_hour=(0,) * 24
            )
        if mood == "ill":
            _scale_gone(core)
            _printer_waits(core)
            _signed_out(core)
        if mood == "broken":
            core.fault = TimeoutError("store.busy")
        window = self.open(core, scheme, text, size)
        window.go(kind)
        settle(self._app, window)
        if mood == "search":
            window.pages["settings"].search.setText("label")  # type: ignore[attr-defined]
        orders = window.pages["orders"]
        if kind == "orders" and not mood and isinstance(orders, OrdersPage):
            orders.table.selectRow(3)
        if mood == "hold" and isinstance(orders, OrdersPage):
            orders.table.selectRow(8 if text == 1.0 else 3)
            orders.bar.choose(parse("rush country=DE|PL"))
            settle(self._app, window)
            orders.detail.acts.ask("hold")
        if mood == "split" and isinstance(orders, OrdersPage):
            orders.table.selectRow(2)
            settle(self._app, window)
            orders.detail.acts.ask("split")
            settle(self._app, window)
        self.shoot(window, name)
        self.end(window)

    def days(self, scheme: str, text: float, language: str = "en") -> None:
        """What the day shows below its figures; the shadow at a bench in shadow."""
        tail = f"-{language}" if language != "en" else ""
        for view in ("day", "times", "weights", "shadow"):
            name = f"day_{view}-{scheme}-{round(text * 100)}-1280{tail}"
            if not self.wanted(name):
                continue
            core = ScriptedCore(STATES["picking"], language, shadow=view == "shadow")
            window = self.open(core, scheme, text, (1280, 800))
            window.go("day")
            settle(self._app, window)
            page = window.pages["day"]
            if isinstance(page, DayPage):
                page.choose(view)
            self.shoot(window, name)
            self.end(window)

    def picking(self, scheme: str, text: float, language: str = "en") -> None:
        """Waves, and every state of a walk."""
        tail = f"-{language}" if language != "en" else ""
        for mood in (*picks.MOODS, *picks.WALKS):
            kind = mood if mood in picks.MOODS else f"walk_{mood}"
            name = f"pick_{kind}-{scheme}-{round(text * 100)}-1280{tail}"
            if not self.wanted(name):
                continue
            core = ScriptedCore(picks.WALKS.get(mood, STATES["idle"]), language)
            if mood == "waves_empty":
                core.waves.the_rows = ()
            if mood == "waves_broken":
                core.fault = TimeoutError("store.busy")
            window = self.open(core, scheme, text, (1280, 800))
            window.go("pick")
            settle(self._app, window)
            page = window.pages["pick"]
            if isinstance(page, PickPage):
                picks.play(page, mood, partial(settle, self._app, window, 0.6))
                if page.walk.shown is not None:
                    page.walk.show_walk(page.walk.shown, fresh=True)
            self.shoot(window, name)
            self.end(window)

    def dock(self, scheme: str, text: float, language: str = "en") -> None:
        """What waits for the van, and every state of a load, a put-back and a return."""
        tail = f"-{language}" if language != "en" else ""
        for mood in (*docks.MOODS, *docks.WORKS):
            kind = mood if mood in docks.MOODS else f"dock_{mood}"
            name = f"{kind}-{scheme}-{round(text * 100)}-1280{tail}"
            if not self.wanted(name):
                continue
            core = ScriptedCore(docks.WORKS.get(mood, STATES["idle"]), language)
            if mood == "dock_empty":
                core.dock.empty()
            if mood == "dock_broken":
                core.fault = TimeoutError("store.busy")
            window = self.open(core, scheme, text, (1280, 800))
            window.go("dock")
            settle(self._app, window)
            page = window.pages["dock"]
            if isinstance(page, DockPage) and page.work.shown is not None:
                page.work.show_walk(page.work.shown, fresh=True)
            self.shoot(window, name)
            self.end(window)

    def shops(self, scheme: str, text: float, language: str = "en") -> None:
        for mood in MOODS:
            tail = f"-{language}" if language != "en" else ""
            name = f"{mood}-{scheme}-{round(text * 100)}-1280{tail}"
            if not self.wanted(name):
                continue
            core = ScriptedCore(STATES["picking"], language, practice=mood == "shops_practice")
            prepare(core, mood)
            window = self.open(core, scheme, text, (1280, 800))
            window.activateWindow()
            play(window, core, mood, partial(settle, self._app, window, 0.6))
            self.shoot(window, name)
            self.end(window)

    def devices(self, scheme: str, text: float, language: str = "en") -> None:
        for mood in shots_plugging.MOODS:
            tail = f"-{language}" if language != "en" else ""
            name = f"{mood}-{scheme}-{round(text * 100)}-1280{tail}"
            if not self.wanted(name):
                continue
            core = ScriptedCore(STATES["picking"], language)
            shots_plugging.prepare(core, mood)
            window = self.open(core, scheme, text, (1280, 800))
            shots_plugging.play(window, mood, partial(settle, self._app, window, 0.6))
            self.shoot(window, name)
            self.end(window)

    def practice(self, scheme: str, text: float, size: tuple[int, int]) -> None:
        for state in ("idle", "picking", "weigh_waiting", "label_scan_back"):
            name = f"practice_{state}-{scheme}-{round(text * 100)}-{size[0]}"
            if not self.wanted(name):
                continue
            view = replace(STATES[state], bench="Practice", store="Practice shop")
            window = self.open(ScriptedCore(view, practice=True), scheme, text, size)
            self.shoot(window, name)
            self.end(window)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m ui.shots", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("only", nargs="?", default="", help="only names that contain this")
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    app = QApplication.instance() or QApplication(["shots"])
    if not isinstance(app, QApplication):
        return 1
    camera = Camera(app, given.out, given.only)
    for scheme, text in LOOKS:
        for state in STATES | WEIGHTS:
            camera.pack(state, scheme, text, (1280, 800))
            if text == 1.0:
                camera.pack(state, scheme, text, (1920, 1080))
        camera.lists(scheme, text, (1280, 800))
        camera.days(scheme, text)
        camera.picking(scheme, text)
        camera.dock(scheme, text)
        camera.shops(scheme, text)
        camera.devices(scheme, text)
        camera.practice(scheme, text, (1280, 800))
    for language in ("de", "pl"):
        camera.days("light", 1.0, language)
        camera.days("light", 2.0, language)
        camera.picking("light", 1.0, language)
        camera.dock("light", 1.0, language)
        camera.picking("light", 2.0, language)
        camera.dock("light", 2.0, language)
        camera.orders(language)
        for state in WEIGHTS:
            camera.pack(state, "light", 1.0, (1280, 800), language)
        camera.shops("light", 1.0, language)
        camera.shops("light", 2.0, language)
        camera.devices("light", 1.0, language)
        camera.devices("light", 2.0, language)
    for state in extremes.STATES:
        for wide, high, text in extremes.SIZES:
            camera.pack(state, "light", text, (wide, high))
    for name in ("picking", "wrong_item"):
        camera.pack(name, "contrast", 1.0, (1280, 800))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
