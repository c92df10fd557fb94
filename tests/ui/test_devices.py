"""The devices' page: port, talk and reading told apart, remedies to copy, raw bytes, and one device more."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from station.model.learned import Learned
from station.model.problem import Problem, StationError
from station.model.view import DeviceView
from ui.pages.devices.card import DeviceCardView
from ui.pages.devices.page import DevicesPage
from ui.pages.devices.raw import dump
from ui.shell.frame import Window
from ui.shots_core import ScriptedCore
from ui.shots_devices import BY_ID, FOUND, SEVERAL

Open = Callable[..., tuple[Window, ScriptedCore]]


@pytest.fixture
def page(open_window: Open, qtbot: QtBot) -> Callable[..., tuple[DevicesPage, ScriptedCore]]:
    def show(scanner: DeviceView | None = None) -> tuple[DevicesPage, ScriptedCore]:
        def prepare(core: ScriptedCore) -> None:
            if scanner is not None:
                core.the_devices = (scanner, *core.the_devices[1:])

        window, core = open_window(prepare=prepare)
        window.go("devices")
        found = window.pages["devices"]
        assert isinstance(found, DevicesPage)
        qtbot.waitUntil(lambda: bool(found.findChildren(DeviceCardView)), timeout=30_000)
        return found, core

    return show


def pressed(page: QWidget, words: str) -> QPushButton:
    (found,) = [one for one in page.findChildren(QPushButton) if one.isVisible() and one.text() == words][:1]
    return found


def said(page: DevicesPage, name: str) -> str:
    (card,) = [one for one in page.findChildren(DeviceCardView) if one.name == name]
    return card.accessibleName()


def ill(code: str, state: str = "lost", **params: object) -> DeviceView:
    return DeviceView(
        "scanner", "scanner", state, Problem(code, {"name": "scanner", "port": BY_ID, **params})
    )


@pytest.mark.parametrize(
    ("device", "words", "command"),
    [
        (ill("device.no_permission", group="dialout"), "Port locked", "sudo usermod -aG dialout $USER"),
        (ill("device.port_used_by", by="cu (7)"), "Port in use", f"sudo fuser -v {BY_ID}"),
        (ill("device.port_missing"), "Port gone", "station device list"),
        (ill("device.wrong_parity", "open", framing="7E1"), "Not understood", 'framing = "7E1"'),
    ],
)
def test_what_is_wrong_is_told_apart_and_its_remedy_can_be_copied(
    page, qtbot: QtBot, device: DeviceView, words: str, command: str
) -> None:
    shown, _ = page(device)
    assert words in said(shown, "scanner")
    qtbot.mouseClick(pressed(shown, "Copy"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == command


def test_the_bytes_of_a_device_are_kept_only_while_somebody_looks(page, qtbot: QtBot) -> None:
    shown, core = page()
    assert not core.gear.watching
    qtbot.mouseClick(pressed(shown, "Show raw bytes"), Qt.MouseButton.LeftButton)
    assert core.gear.watching == {"scanner"}
    (raw,) = [one for one in shown.findChildren(QPlainTextEdit) if one.isVisible()]
    assert "4d 55 47 2d 42 4c 55" in raw.toPlainText()
    qtbot.mouseClick(pressed(shown, "Hide raw bytes"), Qt.MouseButton.LeftButton)
    assert not core.gear.watching
    assert dump(b"\x02A\r") == f"{'02 41 0d':<47}  ·A·"


def test_a_device_can_be_tried_out(page, qtbot: QtBot) -> None:
    shown, core = page()
    qtbot.mouseClick(pressed(shown, "Make it beep"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(pressed(shown, "Ask for the weight"), Qt.MouseButton.LeftButton)
    assert core.gear.told == ["beep scanner", "ask scale"]


def learned(
    page, qtbot: QtBot, answer: Learned | StationError, kind: str = "scanner"
) -> tuple[DevicesPage, ScriptedCore]:
    shown, core = page()
    core.gear.answer = answer
    qtbot.mouseClick(pressed(shown, "Add a device"), Qt.MouseButton.LeftButton)
    shown.learning.what.choose(kind)
    qtbot.mouseClick(pressed(shown, "Listen"), Qt.MouseButton.LeftButton)
    return shown, core


def test_a_printer_prints_a_test_page_and_lets_go_of_what_waits(page, qtbot: QtBot) -> None:
    shown, core = page()
    core.gear.waiting = {"labels": (("j1", "label-main-1"), ("j2", "label-main-2"))}
    shown.refresh()
    for words in ("Print a test page", "Cancel label-main-1", "Cancel label-main-2"):
        told = len(core.gear.told)
        qtbot.mouseClick(pressed(shown, words), Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda told=told: len(core.gear.told) > told)
        qtbot.waitUntil(lambda words=words: "test" in words or not _is_up(shown, words))
    assert core.gear.told == ["test labels", "cancel j1", "cancel j2"]


def _is_up(page: QWidget, words: str) -> bool:
    return any(one.isVisible() and one.text() == words for one in page.findChildren(QPushButton))


def test_a_scanner_that_heard_the_sheet_is_written_into_the_settings(page, qtbot: QtBot) -> None:
    shown, core = learned(page, qtbot, FOUND)
    qtbot.waitUntil(lambda: shown.learning.found.isVisible(), timeout=30_000)
    (name,) = [one for one in shown.learning.found.findChildren(QLineEdit) if one.isVisible()]
    name.setText("left")
    qtbot.mouseClick(pressed(shown, "Write it"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(core.gear.written), timeout=30_000)
    assert 'name = "left"' in core.gear.written[0]
    assert 'prefix = "~"' in core.gear.written[0]


def test_a_scale_without_a_unit_is_not_written_until_somebody_read_it(page, qtbot: QtBot) -> None:
    shown, core = learned(page, qtbot, SEVERAL, "scale")
    qtbot.waitUntil(lambda: shown.learning.found.isVisible(), timeout=30_000)
    assert not pressed(shown, "Write it").isEnabled()
    qtbot.mouseClick(pressed(shown, "kg"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(pressed(shown, "Write it"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(core.gear.written), timeout=30_000)
    assert 'unit = "kg"' in core.gear.written[0]


def test_a_device_nobody_heard_is_said_and_can_be_tried_again(page, qtbot: QtBot) -> None:
    shown, _ = learned(page, qtbot, StationError("learn.no_scanner"))
    qtbot.waitUntil(lambda: shown.learning.what.isVisible(), timeout=30_000)
    assert any("No scanner was heard" in one.accessibleName() for one in shown.learning.findChildren(QWidget))


def test_a_scan_by_keyboard_while_a_device_is_added_goes_to_no_order(page, qtbot: QtBot) -> None:
    shown, core = page()
    shown.begin()
    shown.scanned("CMD-HELP")
    assert core.scans == []
    assert any(
        "types like a keyboard" in one.accessibleName() for one in shown.learning.findChildren(QWidget)
    )
