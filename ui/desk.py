"""Joins bench and window: bus events to what is shown, scans and keys to the bench."""

import datetime
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer

from station.model.events import (
    BenchChanged,
    DeviceChanged,
    ListsChanged,
    ProblemFound,
    ScanJudged,
    StoreBack,
    StoreChanged,
    WeightSeen,
)
from station.model.problem import Problem
from station.model.view import BenchState, BenchView, DeviceView, StoreView, WeightView
from ui.bridge import Bridge
from ui.core import Core
from ui.look import Look
from ui.pages.devices.page import DevicesPage
from ui.pages.devices.presenter import DeviceCard, DevicesPresenter
from ui.pages.dock.page import DockPage
from ui.pages.dock.presenter import DockPresenter
from ui.pages.orders.page import OrdersPage
from ui.pages.pack.page import PackPage
from ui.pages.pack.presenter import PackPresenter
from ui.pages.pack.screen import PackScreen
from ui.pages.pack.stage import why_held
from ui.pages.pack.weight import show_weight
from ui.pages.pick.page import PickPage
from ui.pages.pick.presenter import PickPresenter
from ui.pages.practice.presenter import table
from ui.pages.practice.tray import PracticeTray
from ui.pages.shops.page import ShopsPage
from ui.shell.frame import Window
from ui.shell.presenter import ShellPresenter
from ui.shell.rail import PAGES

MINUTE_MS = 15_000
BENCH = ("pack", "pick", "dock")  # pages the bench answers on
PLACES = {
    BenchState.PICKING: "pick",
    BenchState.LOAD: "dock",
    BenchState.PUT_BACK: "dock",
    BenchState.RETURN: "dock",
}
# The band and the scale's card say the one, the shop's own notice the other.
SAID_ELSEWHERE = ("weight.", "watch.", "store.unreachable")
# Trouble that ends with the interrupt it caused.
OVER = (
    "order.cancelled",
    "order.refunded",
    "order.fulfilled",
    "order.gone",
    "order.on_hold",
    "order.changed",
    "order.held",
    "hold.operator",
    "hold.address",
    "hold.fraud",
    "hold.payment",
    "hold.stock",
)


Clock = Callable[[], datetime.datetime]


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


class Desk(QObject):
    """Holds the bench's last picture; everything shown is made from it."""

    def __init__(
        self,
        core: Core,
        bridge: Bridge,
        look: Look,
        window: Window,
        tray: PracticeTray | None,
        clock: Clock,
    ) -> None:
        super().__init__(window)
        self._core, self._bridge, self._look, self._window, self._tray = core, bridge, look, window, tray
        names = ("pack", "orders", "devices", "pick", "dock")
        pack, orders, devices, walk, dock = (window.pages[name] for name in names)
        if not (
            isinstance(pack, PackPage)
            and isinstance(orders, OrdersPage)
            and isinstance(devices, DevicesPage)
            and isinstance(walk, PickPage)
            and isinstance(dock, DockPage)
        ):
            raise TypeError("the window has no pack page")
        self._pack, self._orders, self._pick, self._dock = pack, orders, walk, dock
        self._docking = DockPresenter(look.text, look.format, self._tell_time)
        self._picking = PickPresenter(look.text, look.format, self._tell_time)
        self._clock = clock
        self._packing = PackPresenter(look.text, look.format, self._tell_time)
        self._shell = ShellPresenter(look.text, look.format)
        self._cards = DevicesPresenter(look.text, look.format, self._tell_time)
        self._cards.port, self._cards.beeps = core.gear.port, core.gear.can_beep
        self._cards.queued, self._cards.printed = core.gear.queued, core.gear.printed_last
        self._cards.target = core.gear.target
        self._device_page = devices
        devices.cards = self._device_cards
        self._done = ("", "")  # order and shop of what was shipped last
        self._view = self._remember(core.view())
        self._devices: OrderedDict[tuple[str, str], DeviceView] = OrderedDict()
        self._stores: OrderedDict[str, StoreView] = OrderedDict()
        self._found: tuple[Problem, ...] = ()
        self._judged = False
        self._on_pan = False
        self._read = False  # the help was read and closed
        self._seen = self._view.weight  # what the scale showed last
        shops = window.pages["shops"]
        self._shops = shops if isinstance(shops, ShopsPage) else None
        if self._shops is not None:
            self._shops.stuck.connect(lambda: window.go("pushes"))
        bridge.happened.connect(self._heard)
        pack.wanted.connect(self._command)
        walk.wanted.connect(self._command)
        dock.wanted.connect(self.wanted)
        orders.detail.wanted.connect(self.wanted)
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self._tick)
        self._minute.start()
        if tray is not None:
            tray.shelf.scanned.connect(self.wanted)
            tray.shelf.weighed.connect(self._weigh)
        self._load()

    def _tell_time(self) -> datetime.datetime:
        return self._clock()

    @property
    def view(self) -> BenchView:
        return self._view

    def asks(self) -> bool:
        """Whether digits, Enter and Esc answer something now."""
        waits = bool(self._view.choices) or self._view.state is BenchState.HELD
        return self._window.page in BENCH and waits and not self._pick_entering

    def numbers(self) -> bool:
        """Whether a digit alone is an answer: not where a lot or a date is typed."""
        plain = all(one.scan in ("CMD-YES", "CMD-NO") for one in self._view.choices)
        return self.asks() and not (self._view.choices and plain)

    def counts(self) -> bool:
        """Whether a number that is typed says how many of the next item."""
        return self._window.page == "pack" and self._view.state is BenchState.PACKING

    def offers(self) -> bool:
        """Whether Enter takes the order that is offered."""
        idle = self._view.state is BenchState.IDLE
        return self._window.page == "pack" and idle and self._view.offered is not None

    def types(self) -> bool:
        """Whether a person may type a code here, a field apart."""
        if self._window.page == "dock":
            return self._dock.is_working
        return self._window.page == "pack" or (self._window.page == "pick" and self._pick.is_walking)

    @property
    def _pick_entering(self) -> bool:
        return self._window.page == "pick" and not self._pick.is_walking

    def _load(self) -> None:
        self._bridge.ask("frame", lambda: (self._core.devices(), self._core.stores()), self._loaded)
        self.show_bench(fresh=False)

    def _loaded(self, answer: Any) -> None:
        devices, stores = answer
        for device in devices:
            self._devices.setdefault((device.kind, device.name), device)
        for store in stores:
            self._stores.setdefault(store.name, store)
        self._show_frame()

    def scan(self, text: str) -> None:
        """A scan of the window's own keyboard or tray: to the page that is up."""
        if self._window.page == "orders" and not text.startswith("CMD-"):
            self._orders.scanned(text)
            return
        if self._shops is not None and self._window.page == "shops" and self._shops.is_adding:
            self._shops.scanned()  # it may be a key that a password keeper typed
            return
        if self._device_page.is_learning:
            self._device_page.scanned(text)  # the scanner that is being set up types
            return
        self._core.scan(text)

    @property
    def _helping(self) -> bool:
        shown = self._pack.shown
        return self._window.page in BENCH and shown is not None and shown.layout == "help"

    def _turn_help(self) -> bool:
        """HELP once more: the next page of it; False after the last, which closes it."""
        cards = {"pack": self._pack.help, "pick": self._pick.walk.help, "dock": self._dock.work.help}
        return cards[self._window.page].turn()

    def _command(self, code: str) -> None:
        """A command by button or key."""
        if code == "CMD-HELP" and self._helping:
            self._read = not self._turn_help()
            self.show_bench(fresh=False)
            return
        self._core.scan(code)

    def turn_to(self, number: int) -> None:
        """A page by its place on the rail."""
        if number <= len(PAGES):
            self._window.go(PAGES[number - 1])

    def wanted(self, code: str) -> None:
        """A key or a press that stands for a barcode: the bench answers on its own page."""
        if self._window.page not in BENCH:
            self._window.go(PLACES.get(self._view.state, "pack"))
        self._command(code)

    def _weigh(self) -> None:
        self._on_pan = not self._on_pan
        self._core.practice_weigh(None if self._on_pan else 0.0)
        self._show_tray()

    def _heard(self, event: object) -> None:
        if isinstance(event, BenchChanged):
            self._changed(event.view)
        elif isinstance(event, ScanJudged):
            self._judged = True
            self._see_verdict(event.state)
        elif isinstance(event, WeightSeen):
            self._weighed(event.weight)
        elif isinstance(event, DeviceChanged):
            self._devices[event.device.kind, event.device.name] = event.device
            self.show_bench(fresh=False)
            self._show_frame()
        elif isinstance(event, StoreChanged):
            self._stores[event.store.name] = event.store
            self._show_frame()
        else:
            self._heard_rare(event)

    def _see_verdict(self, state: str) -> None:
        """A verdict is seen on the page it belongs to."""
        page = PLACES.get(BenchState(state), "pack")
        if self._window.page != page:
            self._window.go(page)

    def _weighed(self, weight: WeightView) -> None:
        """The figure follows the scale; the sentence only when the scale goes or returns."""
        self._pack.weight.show_weight(show_weight(weight, self._look.text, self._look.format))
        self._seen = weight
        self._show_devices()
        before = self._view.weight
        if self._view.state is BenchState.WEIGHING and before is not None and before.fault != weight.fault:
            self._view = replace(self._view, weight=weight)
            self.show_bench(fresh=False)

    def _heard_rare(self, event: object) -> None:
        if isinstance(event, ProblemFound):
            if not event.say.code.startswith(SAID_ELSEWHERE):
                self._found = (event.say, *(one for one in self._found if one.code != event.say.code))[:3]
            self._show_frame()
        elif isinstance(event, StoreBack):
            self._found = tuple(one for one in self._found if one.params.get("store") != event.store)
            self._show_frame()
        elif isinstance(event, ListsChanged) and self._window.page in event.what:
            self._window.go(self._window.page)

    def _changed(self, view: BenchView) -> None:
        view = self._remember(view)
        before, self._view = self._view, view
        fresh = self._judged or (view.last is not None and view.last != before.last)
        self._judged = False
        if fresh:
            again = view.last is not None and view.last.say.code.startswith("help.") and self._helping
            self._read = again and not self._turn_help()
        if view.ref != before.ref:
            self._found = ()
        elif before.state is BenchState.HELD and view.state is not BenchState.HELD:
            self._found = tuple(one for one in self._found if one.code not in OVER)
        if self._on_pan and before.state is BenchState.SCAN_BACK and view.state is not BenchState.SCAN_BACK:
            self._weigh()  # the carton leaves, and the pan with it
        self.show_bench(fresh)
        if (view.order, view.ship_by, view.state, view.operator, view.problem) != (
            before.order, before.ship_by, before.state, before.operator, before.problem,
        ):  # fmt: skip
            self._show_frame()

    def _remember(self, view: BenchView) -> BenchView:
        """Between two orders the bench has none; the one just done keeps its name on the screen."""
        if view.order:
            self._done = (view.order, view.store)
            return view
        if view.packed_seconds is None or view.state is not BenchState.IDLE:
            return view
        return replace(view, order=self._done[0], store=self._done[1])

    def typed(self, text: str) -> None:
        """What a person has typed so far."""
        self._pack.commands.show_typed(text)
        self._pick.walk.commands.show_typed(text)
        self._dock.work.commands.show_typed(text)

    def show_bench(self, fresh: bool) -> None:
        screen = self._screen()
        self._pack.show_screen(screen, fresh)
        self._pick.show_walk(self._picking.walk(self._view, screen), fresh)
        self._dock.show_work(self._docking.work(self._view, screen), fresh)
        self._show_tray()

    def _screen(self) -> PackScreen:
        view = self._view
        if view.problem is not None and view.problem.code.startswith("printer.") and self._printers_well():
            view = replace(view, problem=None)  # the label came after all
        return self._packing.show(view, help=not self._read)

    def _device_cards(self) -> tuple[DeviceCard, ...]:
        return self._cards.cards(self._devices.values(), self._seen, self._view.last)

    def _show_devices(self) -> None:
        if self._window.page == "devices":
            self._device_page.refresh()

    def _printers_well(self) -> bool:
        return all(one.state == "open" for one in self._devices.values() if one.kind == "printer")

    def _tick(self) -> None:
        """Times left go on while nothing happens."""
        self._pack.show_screen(self._screen(), fresh=False)
        self._show_frame()
        if self._shops is not None and self._window.page == "shops":
            self._shops.show_time()

    def _show_frame(self) -> None:
        self._show_devices()
        devices, stores, moment = tuple(self._devices.values()), tuple(self._stores.values()), self._clock()
        self._window.strip.show_strip(self._shell.strip(self._view, devices, stores, moment))
        why = why_held(self._view)
        over = "printer." if self._printers_well() else "-"
        found = tuple(
            one
            for one in self._found
            if not one.code.startswith(over) and (why is None or one.code != why.code)
        )
        lines = self._shell.notices(devices, stores, found, moment)
        band = self._pack.shown.band if self._pack.shown is not None else None
        said = (band.sentence, band.why) if band is not None else ()
        self._pack.show_notices(tuple(one for one in lines if one.text not in said))

    def _show_tray(self) -> None:
        if self._tray is None:
            return
        core = self._core
        self._bridge.ask(
            "tray",
            lambda: (core.practice_orders(), core.practice_items(), core.practice_label()),
            self._tray_found,
        )

    def _tray_found(self, answer: object) -> None:
        if self._tray is not None and isinstance(answer, tuple):
            self._tray.shelf.show_table(table(self._view, answer), self._on_pan)
