"""A bench that only plays: every state of the screen with goods of a tea and pottery shop."""

import datetime
import functools
import string
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from station.bus import Bus
from station.model.problem import Problem
from station.model.view import (
    BenchView,
    DayTotals,
    DeviceView,
    OrderRow,
    PushRow,
    ShipmentRow,
    StoreView,
    WeightView,
)
from station.words import plural_form
from ui.shots_day import ScriptedDaybook
from ui.shots_devices import ScriptedGear
from ui.shots_dock import ScriptedDock
from ui.shots_lists import ORDERS, PUSHES, SETTINGS, SHIPMENTS, TOTALS
from ui.shots_picking import ScriptedWaves
from ui.shots_queue import ScriptedQueue
from ui.shots_shops import ScriptedShops
from ui.shots_states import DEVICES, STORES, picture

SAMPLE = {
    "weight.overload": "Too much for this scale.",
    "scale.lost": "The scale is gone.",
    "order.on_hold": "The shop put order {order} on hold.",
}
I18N = Path(__file__).resolve().parents[1] / "resources" / "i18n"


@functools.cache
def read_words(language: str) -> Mapping[str, str]:
    """All sentences there are in a language; English where it has none."""
    words: dict[str, str] = {}
    for name in (f"{language}.toml", f"ui.{language}.toml"):
        if (I18N / name).is_file():
            words |= tomllib.loads((I18N / name).read_text(encoding="utf-8"))
    return words


class ScriptedCore:
    """Shows what it is told to show. Verdicts of `SAMPLE` codes carry their own sentence in `text`."""

    def __init__(
        self, view: BenchView, language: str = "en", practice: bool = False, shadow: bool = False
    ) -> None:
        self.bus = Bus()
        self.practice = practice
        self.shadow = shadow
        self.daybook = ScriptedDaybook()
        self.shown = view
        self.language = language
        self.scans: list[str] = []
        self.retried: list[int] = []
        self.photos: list[tuple[str, str, int, bytes]] = []
        self.closed = False
        self.the_devices: tuple[DeviceView, ...] = DEVICES
        self.the_stores: tuple[StoreView, ...] = STORES
        self.the_orders: Sequence[OrderRow] = ORDERS
        self.the_shipments: Sequence[ShipmentRow] = SHIPMENTS
        self.the_pushes: Sequence[PushRow] = PUSHES
        self.the_totals = TOTALS
        self.shops = ScriptedShops()
        self.gear = ScriptedGear()
        self.fault: Exception | None = None
        self.waves = ScriptedWaves(lambda: self.fault)
        self.dock = ScriptedDock(lambda: self.fault)
        self.queue = ScriptedQueue(lambda: self.the_orders, lambda: self.fault)
        self._words = SAMPLE | dict(read_words("en")) | dict(read_words(language))

    def view(self) -> BenchView:
        return self.shown

    def scan(self, text: str, device: str = "keyboard") -> None:
        del device
        self.scans.append(text)

    def devices(self) -> tuple[DeviceView, ...]:
        return self.the_devices

    def stores(self) -> tuple[StoreView, ...]:
        return self.the_stores

    def weight(self) -> WeightView | None:
        return self.shown.weight

    def day(self, date: datetime.date) -> DayTotals:
        del date
        return self.the_totals

    def shipments(self, date: datetime.date, offset: int, limit: int) -> list[ShipmentRow]:
        del date
        return list(self.the_shipments[offset : offset + limit])

    def keep_photo(self, store: str, ref: str, carton: int, picture: bytes) -> str:
        self.photos.append((store, ref, carton, picture))
        return ""

    def pushes(self) -> Sequence[PushRow]:
        return self.the_pushes

    def retry_push(self, id: int) -> None:
        self.retried.append(id)

    def settings_rows(self) -> Sequence[tuple[str, str, str, str]]:
        return SETTINGS

    def say(self, problem: Problem) -> str:
        """A code's sentence; a sample's own `text` where the code has none."""
        sentence = self._sentence(problem)
        values = {
            name: self.say(value) if isinstance(value, Problem) else str(value)
            for name, value in problem.params.items()
        }
        if sentence is None:
            return values.get("text", f"({problem.code})")
        return string.Formatter().vformat(sentence, (), values)

    def _sentence(self, problem: Problem) -> str | None:
        if "text" in problem.params:
            return None
        form = plural_form(self.language, problem.params.get("count"))
        names = (f"{problem.code}.{form}", problem.code, f"{problem.code}.other")
        return next((self._words[name] for name in names if name in self._words), None)

    def practice_items(self) -> Sequence[tuple[str, str, str]]:
        return [
            ("4012345000016", "Earl Grey 250 g", picture("TEA-250")),
            ("4012345000023", "Mug, blue", picture("MUG-BLUE")),
            ("4012345000030", "Mug, red", picture("MUG-RED")),
            ("4012345000047", "Tea spoon", picture("SPOON")),
            ("4012345000054", "Gift set", picture("KIT-GIFT")),
            ("4012345000061", "Teapot 1 l", picture("POT-1L")),
        ]

    def practice_weigh(self, grams: float | None) -> None:
        self.scans.append(f"weigh:{grams}")

    def practice_label(self) -> tuple[str, str] | None:
        return (self.shown.tracking, "") if self.shown.tracking else None

    def practice_orders(self) -> Sequence[tuple[str, str, str]]:
        return [
            ("ORD-practice-101", "101", "One mug, one tea"),
            ("ORD-practice-102", "102", "Two look-alikes"),
            ("ORD-practice-103", "103", "A gift in two cartons"),
            ("ORD-practice-104", "104", "Cancelled while you pack"),
        ]

    def close(self) -> None:
        self.closed = True
