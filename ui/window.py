"""Builds the window of a bench."""

import datetime
import logging
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QMainWindow

from ui.bridge import Bridge
from ui.camera import CameraLens, Photographer
from ui.core import Core
from ui.desk import Clock, Desk, now
from ui.format import Format
from ui.keyboard import Keyboard
from ui.locale import LocaleNumbers
from ui.look import Look
from ui.pages.day.book import BookPresenter
from ui.pages.day.page import DayPage
from ui.pages.day.presenter import DayPresenter
from ui.pages.devices.page import DevicesPage
from ui.pages.dock.page import DockPage
from ui.pages.dock.presenter import DockPresenter
from ui.pages.orders.page import OrdersPage
from ui.pages.orders.presenter import OrdersPresenter
from ui.pages.pack.page import PackPage
from ui.pages.pick.page import PickPage
from ui.pages.pick.presenter import PickPresenter
from ui.pages.practice.tray import PracticeTray
from ui.pages.pushes.page import PushesPage
from ui.pages.pushes.presenter import PushesPresenter
from ui.pages.settings.page import SettingsPage
from ui.pages.shops.page import ShopsPage
from ui.pages.shops.presenter import ShopsPresenter
from ui.pictures import Pictures
from ui.shell.frame import Window
from ui.text import Text
from ui.theme.theme import Theme
from ui.wedge import WedgeRules

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person set for the screen. `text` 1 to 2; `scheme` auto | light | dark | contrast."""

    scheme: str = "auto"
    text: float = 1.0
    volume: float = 0.7
    prefix: str = ""
    burst_ms: float = 30.0
    language: str = ""
    timezone: str = ""
    photos: bool = False
    camera: str = ""


def wishes(rows: Sequence[tuple[str, str, str, str]]) -> Wishes:
    """From the settings in force: [screen], [sound], and language and time zone of [bench]."""
    values = {(group, key): value for group, key, value, _ in rows}
    plain = Wishes()

    def number(group: str, name: str, otherwise: float, share: float = 1.0) -> float:
        said = values.get((group, name), "").strip().rstrip("%")
        return float(said) * share if said.replace(".", "", 1).isdigit() else otherwise

    return Wishes(
        scheme=values.get(("screen", "theme"), plain.scheme),
        text=number("screen", "text_percent", plain.text, 0.01),
        volume=number("sound", "volume", plain.volume, 0.01),
        prefix=values.get(("screen", "scanner_prefix"), plain.prefix),
        burst_ms=number("screen", "scanner_gap_ms", plain.burst_ms),
        language=values.get(("bench", "language"), ""),
        timezone=values.get(("bench", "timezone"), ""),
        photos=values.get(("camera", "take")) == "closed",
        camera=values.get(("camera", "name"), ""),
    )


def build(core: Core, wanted: Wishes | None = None, clock: Clock = now) -> QMainWindow:
    """The window with everything joined. Closing it ends its query thread; the core stays the caller's."""
    wanted = wanted or Wishes()
    bridge = Bridge(core.bus)
    theme = Theme(wanted.scheme, wanted.text)
    theme.put_on()
    text = Text(core.say)
    locale = QLocale(wanted.language) if wanted.language else QLocale()
    look = Look(theme, text, Format(text, LocaleNumbers(locale), _zone(wanted.timezone)), Pictures(bridge))
    pages = {
        "pack": PackPage(look),
        "pick": PickPage(core, bridge, look, PickPresenter(text, look.format, clock)),
        "dock": DockPage(core, bridge, look, DockPresenter(text, look.format, clock)),
        "orders": OrdersPage(core, bridge, look, OrdersPresenter(text, look.format, clock)),
        "day": DayPage(
            core,
            bridge,
            look,
            DayPresenter(text, look.format, clock),
            DockPresenter(text, look.format, clock),
            BookPresenter(text, look.format, clock),
        ),
        "pushes": PushesPage(core, bridge, look, PushesPresenter(text, look.format, clock)),
        "shops": ShopsPage(core, bridge, look, ShopsPresenter(text, look.format, clock)),
        "devices": DevicesPage(core, bridge, look),
        "settings": SettingsPage(core, bridge, look),
    }
    window = Window(look, bridge, dict(pages), _band(core))
    bridge.setParent(window)
    theme.setParent(window)
    look.pictures.setParent(window)
    tray = None
    if core.practice:
        tray = PracticeTray(look)
        window.shelve(tray)
    desk = Desk(core, bridge, look, window, tray, clock)
    window.setProperty("desk", desk)
    _join_keyboard(desk, window, wanted)
    if wanted.photos:
        photographer = Photographer(core, bridge, lambda: CameraLens(wanted.camera), window)
        window.closed.connect(photographer.close)
    window.resize(1280, 800)
    return window


def _band(core: Core) -> str:
    """The words of the band over everything, where what is done here does not count outside."""
    return "practice.band" if core.practice else "shadow.band" if core.shadow else ""


def _zone(name: str) -> datetime.tzinfo | None:
    """The bench's time zone; the machine's when there is no such name."""
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        log.warning("nobody knows the time zone %s; the machine's is used", name)
        return None


def _join_keyboard(desk: Desk, window: Window, wanted: Wishes) -> None:
    app = QCoreApplication.instance()
    rules = WedgeRules(average=wanted.burst_ms, prefix=wanted.prefix)
    keys = Keyboard(
        desk.asks,
        rules,
        offers=desk.offers,
        types=desk.types,
        numbers=desk.numbers,
        counts=desk.counts,
        parent=desk,
    )
    keys.scanned.connect(desk.scan)
    keys.wanted.connect(desk.wanted)
    keys.typed.connect(desk.typed)
    keys.turned.connect(desk.turn_to)
    if app is not None:
        keys.install(app)
        window.closed.connect(keys.remove)
