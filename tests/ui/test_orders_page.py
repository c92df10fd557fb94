"""The orders page: filters, and what a person does to an order's place in the queue."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from station.model.queue_filter import QueueFilter
from station.usecases.queue import QueueError
from ui.pages.orders.page import OrdersPage
from ui.shots_core import ScriptedCore
from ui.shots_states import STATES


@pytest.fixture
def page(
    open_window: Callable[..., Any], settled: Callable[[QWidget], None]
) -> tuple[OrdersPage, ScriptedCore]:
    window, core = open_window(STATES["picking"])
    window.go("orders")
    settled(window)
    found = window.pages["orders"]
    assert isinstance(found, OrdersPage)
    return found, core


def press(qtbot: QtBot, inside: QWidget, text: str) -> None:
    shown = [
        one for one in inside.findChildren(QPushButton) if one.text().strip() == text and one.isVisible()
    ]
    assert len(shown) == 1, (text, len(shown))
    qtbot.mouseClick(shown[0], Qt.MouseButton.LeftButton)


def choose(page: OrdersPage, settled: Callable[[QWidget], None], number: str) -> int:
    for place in range(page.rows.rowCount()):
        row = page.rows.row(place)
        if row is not None and getattr(row, "number", "") == number:
            page.table.selectRow(place)
            settled(page.window())
            return int(getattr(row, "key", -1))
    raise AssertionError(number)


def test_rush_hold_and_note_are_said_without_a_dialog(page, qtbot: QtBot, settled) -> None:
    shown, core = page
    key = choose(shown, settled, "10484")
    press(qtbot, shown.detail, "Rush")
    settled(shown.window())
    press(qtbot, shown.detail, "Hold")
    field = next(one for one in shown.detail.findChildren(QLineEdit) if one.isVisible())
    field.setText("card from elsewhere")  # keys in such haste are a scan
    press(qtbot, shown.detail, "Fraud")
    settled(shown.window())
    press(qtbot, shown.detail, "Note")
    field.setText("pack in tissue")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settled(shown.window())
    assert core.queue.told == [
        ("rush", key, True),
        ("hold", key, "hold.fraud", "card from elsewhere"),
        ("note", key, "pack in tissue"),
    ]


def test_units_are_split_off_line_by_line_and_never_all_of_them(page, qtbot: QtBot, settled) -> None:
    shown, core = page
    key = choose(shown, settled, "10484")
    press(qtbot, shown.detail, "Send a part")
    buttons = [one for one in shown.detail.findChildren(QPushButton) if one.isVisible()]
    fewer, more = ([one for one in buttons if one.text() == sign] for sign in ("−", "+"))
    assert [one.isEnabled() for one in fewer] == [False] * len(more)
    assert "TEA-250" in more[0].accessibleName()
    go = next(one for one in buttons if one.text() == "Send 0 units later")
    assert not go.isEnabled()
    for one in more:
        for _ in range(9):
            qtbot.mouseClick(one, Qt.MouseButton.LeftButton)
    assert (go.isEnabled(), more[0].isEnabled()) == (False, False), "something has to leave"
    for one in fewer[1:]:
        for _ in range(9):
            qtbot.mouseClick(one, Qt.MouseButton.LeftButton)
    assert go.text() == "Send 4 units later"
    qtbot.mouseClick(go, Qt.MouseButton.LeftButton)
    settled(shown.window())
    (told,) = core.queue.told
    assert told == ("split", key, {"TEA-250": 4})


def test_what_may_not_be_done_says_why_beside_its_button(page, qtbot: QtBot, settled) -> None:
    shown, core = page
    key = choose(shown, settled, "10490")
    core.queue.refuse = QueueError("release.needs_supervisor", order="10490")
    press(qtbot, shown.detail, "Release")
    settled(shown.window())
    assert core.queue.told == [("release", key, "")]
    said = [one.text() for one in shown.detail.findChildren(QLabel) if one.isVisible()]
    assert "Order 10490 is let go by a supervisor. Scan a supervisor's badge first." in said


def test_a_reason_an_address_doubt_and_the_customers_other_orders_are_seen(page, settled) -> None:
    shown, core = page
    held = next(row for row in core.the_orders if row.number == "10490")
    cells = [shown.rows.data(shown.rows.index(8, column)) for column in range(2)]
    assert (held.hold, cells) == ("hold.fraud", ["Fraud", "10490"])
    choose(shown, settled, "10485")
    said = [one.text() for one in shown.detail.findChildren(QLabel) if one.isVisible()]
    assert "The postal code does not look like one of that country." in said
    near = "2 more orders to this address: 10492, 10494. Pack them next."
    assert f"{near} MERGE packs all in one carton." in said
    assert "Customer: Bitte beim Nachbarn abgeben." in said


def test_a_filter_is_made_saved_chosen_again_and_forgotten(page, qtbot: QtBot, settled) -> None:
    shown, core = page
    rows = {one.y() for one in shown.bar.findChildren(QPushButton) if one.isVisible()}
    assert len(rows) == 1, "kinds and saved filters take one row; conditions unfold"
    press(qtbot, shown.bar, "Filter")
    press(qtbot, shown.bar, "Rush")
    press(qtbot, shown.bar, "Filter")
    settled(shown.window())
    assert 0 < shown.rows.rowCount() < 240
    press(qtbot, shown.bar, "Save filter")
    field = next(one for one in shown.bar.findChildren(QLineEdit) if one.isVisible())
    field.setText("Now")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settled(shown.window())
    assert core.queue.saved["Now"] == "rush"
    press(qtbot, shown.bar, "Rush")
    settled(shown.window())
    assert shown.rows.rowCount() == 240
    press(qtbot, shown.bar, "Now")
    settled(shown.window())
    assert shown.bar.filter == QueueFilter(rush=True)
    press(qtbot, shown.bar, "Forget filter")
    settled(shown.window())
    assert "Now" not in core.queue.saved


def test_a_condition_is_chosen_from_its_menu(page, qtbot: QtBot, settled) -> None:
    shown, _ = page
    shown.bar.choose(QueueFilter(country=("PL",)))
    settled(shown.window())
    assert {getattr(shown.rows.row(place), "country", "") for place in range(3)} == {"PL"}
    chip = next(one for one in shown.bar.findChildren(QPushButton) if one.text() == "PL")
    assert chip.isChecked()
