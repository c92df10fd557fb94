"""A window on a bench that only plays."""

from collections.abc import Callable, Iterator, Mapping

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.model.events import BenchChanged
from station.model.view import BenchView
from ui.bridge import Bridge
from ui.desk import Desk
from ui.shell.frame import Window
from ui.shots_core import ScriptedCore
from ui.shots_states import STATES, clock
from ui.window import Wishes, build

Opened = tuple[Window, ScriptedCore]


@pytest.fixture(autouse=True)
def english() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[Callable[..., Opened]]:
    """`open_window(view, wishes, practice, prepare)` shows a window and waits until it rests."""
    windows: list[Window] = []

    def show(
        view: BenchView = STATES["picking"],
        wishes: Wishes | None = None,
        practice: bool = False,
        prepare: Callable[[ScriptedCore], object] | None = None,
        language: str = "en",
    ) -> Opened:
        core = ScriptedCore(view, language=language, practice=practice)
        if prepare is not None:
            prepare(core)
        # What the states tell is as old as the window, not as the run of the tests.
        window = build(core, wishes or Wishes(scheme="light"), clock())
        assert isinstance(window, Window)
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        rest(qtbot, window)
        return window, core

    yield show
    for window in windows:
        window.close()


Walk = Callable[[Window, ScriptedCore, Mapping[str, BenchView]], Iterator[str]]


@pytest.fixture
def walk(qtbot: QtBot) -> Walk:
    """`walk(window, core, views)`: one window goes from state to state; the name of the one that is shown."""

    def through(window: Window, core: ScriptedCore, views: Mapping[str, BenchView]) -> Iterator[str]:
        desk = window.findChild(Desk)
        assert desk is not None
        for name, view in views.items():
            core.bus.publish(BenchChanged(view))
            qtbot.waitUntil(lambda view=view: desk.view.instruction == view.instruction, timeout=30_000)
            rest(qtbot, window)
            yield name

    return through


@pytest.fixture
def core() -> ScriptedCore:
    """A bench with nothing on it, for `window`."""
    return ScriptedCore(STATES["idle"])


@pytest.fixture
def window(core: ScriptedCore, qtbot: QtBot) -> Iterator[Window]:
    made = build(core)
    assert isinstance(made, Window)
    qtbot.addWidget(made)
    made.show()
    rest(qtbot, made)
    yield made
    made.close()


def rest(qtbot: QtBot, window: Window) -> None:
    """Until every query is answered."""
    bridge = window.findChild(Bridge)
    assert bridge is not None
    qtbot.waitUntil(lambda: bridge.idle, timeout=30_000)
    for _ in range(3):  # layouts of what was just shown, from the inside out
        QApplication.processEvents()


@pytest.fixture
def settled(qtbot: QtBot) -> Callable[[Window], None]:
    return lambda window: rest(qtbot, window)
