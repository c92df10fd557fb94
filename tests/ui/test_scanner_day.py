"""A day before the window with a scanner and a scale on their lines: no key is pressed, nothing clicked."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from rig import Rig

from station.app import App
from station.model.events import LabelPrinted, OrderShipped, OrdersPulled, ScanJudged
from station.sandbox.hand import BOUNCE_SECONDS
from station.sandbox.shop import Shop
from station.settings.load import load
from ui.pages.pack.page import PackPage
from ui.pages.pack.screen import PackScreen
from ui.shell.frame import Window
from ui.window import Wishes, build

pytestmark = [pytest.mark.qt_log_ignore("propagateSizeHints"), pytest.mark.slow]
MUG, TEA = "2000000000022", "2000000000015"
RULES = """
[[rule]]
skus = ["POT"]
instruction = "Wrap it."
"""


class Hands(QObject):
    """Counts what a hand does to the window."""

    KINDS = {
        QEvent.Type.KeyPress: "key",
        QEvent.Type.MouseButtonPress: "click",
        QEvent.Type.TouchBegin: "touch",
    }

    def __init__(self) -> None:
        super().__init__()
        self.seen: Counter[str] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        del watched
        if kind := self.KINDS.get(event.type()):
            self.seen[kind] += 1
        return False


class Day:
    """Somebody with a scanner, who reads the window after every scan."""

    def __init__(self, qtbot: QtBot, rig: Rig, app: App, window: Window, refs: tuple[int, ...]) -> None:
        pack = window.pages["pack"]
        assert isinstance(pack, PackPage)
        self.refs = refs
        self.qtbot, self.rig, self.app, self.window, self.pack = qtbot, rig, app, window, pack
        self._heard: list[object] = []
        self._lock = threading.Lock()
        self._leave = app.bus.subscribe(self._hear)
        self._scanned: dict[str, float] = {}

    def _hear(self, event: object) -> None:
        with self._lock:
            self._heard.append(event)

    def close(self) -> None:
        self._leave()

    def all(self, kind: type) -> list:
        with self._lock:
            return [one for one in self._heard if isinstance(one, kind)]

    @property
    def screen(self) -> PackScreen:
        assert self.pack.shown is not None
        return self.pack.shown

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds, timeout=20_000)

    def scan(self, text: str) -> str:
        """The verdict's code, once the window stands where the bench does."""
        rest = self._scanned.get(text, 0.0) + BOUNCE_SECONDS - time.monotonic()
        if rest > 0:
            self.qtbot.wait(round(rest * 1000) + 1)
        before = len(self.all(ScanJudged))
        self.rig.scanner.scan(text)
        self.until(lambda: len(self.all(ScanJudged)) > before)
        self._scanned[text] = time.monotonic()
        judged = self.all(ScanJudged)[before]
        assert judged.scan == text
        desk = self.window.property("desk")
        self.until(lambda: desk.view.last is not None and desk.view.last.text == text)
        return str(judged.say.code)

    def says(self, *texts: str) -> list[str]:
        return [self.scan(text) for text in texts]

    def weighs(self, grams: float) -> None:
        self.rig.scale.put(0, 1)
        self.qtbot.wait(200)
        self.rig.scale.put(grams, 1)

    def label(self) -> str:
        """The label that comes out, once the window asks for its scan."""
        before = len(self.all(LabelPrinted))
        self.until(lambda: len(self.all(LabelPrinted)) > before or self.screen.layout == "scan_back")
        self.until(lambda: self.window.property("desk").view.state.value == "scan_back")
        return str(self.all(LabelPrinted)[-1].scan_back[0])

    def sentence(self) -> str:
        return str(self.screen.band.sentence)


@pytest.fixture
def hands(qapp: QApplication) -> Iterator[Hands]:
    made = Hands()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


@pytest.fixture
def day(qtbot: QtBot, tmp_path: Path, hands: Hands) -> Iterator[Day]:
    with ExitStack() as stack:
        shop = stack.enter_context(Shop())
        for sku, gtin, weight in (("MUG", MUG, "0.42"), ("TEA", TEA, "0.28"), ("POT", "", "0.9")):
            shop.add_product(sku, f"The {sku.lower()}", gtin=gtin, weight=weight, manage_stock=True, stock=20)
        refs = (
            shop.place_order([{"sku": "TEA", "quantity": 3}, "MUG"]),
            shop.place_order(["POT"]),
            shop.place_order([{"sku": "TEA", "quantity": 4}]),
        )
        rig = Rig(tmp_path, shop, extra=RULES, poll="1")
        stack.callback(rig.close)
        app = App(load(rig.config))
        stack.callback(app.close)
        pulled = threading.Event()
        app.bus.subscribe(lambda event: pulled.set() if isinstance(event, OrdersPulled) else None)
        app.start()
        window = build(app, Wishes(scheme="light", language="en"))
        assert isinstance(window, Window)
        qtbot.addWidget(window)
        stack.callback(window.close)
        window.show()
        made = Day(qtbot, rig, app, window, refs)
        stack.callback(made.close)
        made.until(pulled.is_set)
        yield made


def test_a_day_at_the_window_needs_no_hand_but_the_one_with_the_scanner(day: Day, hands: Hands) -> None:
    first, second, third = day.refs
    slips = [f"ORD-main-{ref}" for ref in (first, second, third)]
    assert day.says("OP-SAM", "CMD-HELP", "CMD-HELP") == ["operator.signed_in", "help.idle", "help.idle"]
    day.window.go("orders")  # wherever it is, the next scan brings the bench back to the packer
    assert day.says(slips[0], "POT", TEA, MUG) == [
        "order.opened", "pack.not_on_order", "pack.unit", "pack.line_complete",
    ]  # fmt: skip
    assert day.window.page == "pack"
    assert "TEA" in day.sentence()
    assert day.says(MUG, "CMD-NEXT-CARTON") == ["pack.too_many", "pack.carton_sealed"]
    day.weighs(120 + 280 + 420)
    assert day.says(day.label()) == ["ship.carton_confirmed"]
    assert day.says("CMD-2", TEA) == ["number.set", "pack.order_complete"]
    day.weighs(120 + 2 * 280 + 280)
    day.until(lambda: "TEA" in day.screen.band.why + day.sentence())
    day.weighs(120 + 2 * 280)
    label = day.label()
    assert day.says("CMD-REPRINT", label) == ["reprint.queued", "ship.done"]

    assert day.says(slips[1], "POT") == ["order.opened", "task.instruct"]
    assert "Wrap it." in day.sentence() + day.screen.band.why
    assert day.says("CMD-YES") == ["task.done"]
    day.weighs(120 + 900)
    assert day.says(day.label()) == ["ship.done"]

    assert day.says(slips[2], TEA, "CMD-PARK", slips[2]) == [
        "order.opened", "pack.unit", "order.parked", "order.resumed",
    ]  # fmt: skip
    assert day.says("CMD-SHORT", "CMD-1", TEA) == ["short.how_many", "short.done", "pack.order_complete"]
    day.weighs(120 + 2 * 280)
    assert day.says(day.label()) == ["ship.done"]
    assert len(day.all(OrderShipped)) == 3
    assert hands.seen == Counter(), "nobody touched it"
