"""Keys of the whole window, as events arrive from the window system."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.keyboard import Keyboard
from ui.wedge import WedgeRules

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


class Desk(QWidget):
    """A button that must not be pressed and a field that must not be filled."""

    def __init__(self) -> None:
        super().__init__()
        self.button, self.field = QPushButton("Void label"), QLineEdit()
        row = QHBoxLayout(self)
        row.addWidget(self.button)
        row.addWidget(self.field)
        self.presses = 0
        self.button.clicked.connect(self._pressed)

    def _pressed(self) -> None:
        self.presses += 1


class Typist:
    """Sends keys to whatever has the focus, with time stamps of its own."""

    def __init__(self) -> None:
        self.at = 5000

    def press(self, widget: QWidget, key: int, text: str, gap: int) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            event.setTimestamp(self.at)
            QApplication.sendEvent(widget, event)
        self.at += gap

    def write(self, widget: QWidget, text: str, gap: int, end: bool = True) -> None:
        for character in text:
            self.press(widget, ord(character.upper()), character, gap)
        if end:
            self.press(widget, Qt.Key.Key_Return, "\r", gap)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    made = Desk()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def asks() -> list[bool]:
    return []


@pytest.fixture
def keys(qapp: QApplication, asks: list[bool]) -> Iterator[Keyboard]:
    made = Keyboard(lambda: bool(asks))
    made.install(qapp)
    yield made
    made.remove()


def test_a_scan_with_a_space_and_return_presses_no_button(qtbot: QtBot, desk: Desk, keys: Keyboard) -> None:
    desk.button.setFocus()
    with qtbot.waitSignal(keys.scanned, timeout=30_000) as scan:
        Typist().write(desk.button, "AB 12", gap=8)
    assert scan.args == ["AB 12"]
    assert desk.presses == 0


def test_a_scan_does_not_fill_the_field_that_has_the_focus(qtbot: QtBot, desk: Desk, keys: Keyboard) -> None:
    desk.field.setFocus()
    with qtbot.waitSignal(keys.scanned, timeout=30_000) as scan:
        Typist().write(desk.field, "4012345000016", gap=10)
    assert scan.args == ["4012345000016"]
    assert desk.field.text() == ""


def test_real_typing_reaches_the_field_whole_and_in_order(qtbot: QtBot, desk: Desk, keys: Keyboard) -> None:
    scans: list[str] = []
    keys.scanned.connect(scans.append)
    desk.field.setFocus()
    Typist().write(desk.field, "zofia w 7", gap=150, end=False)
    qtbot.waitUntil(lambda: desk.field.text() == "zofia w 7", timeout=30_000)
    assert scans == []


def test_a_space_typed_on_a_button_presses_it_once(qtbot: QtBot, desk: Desk, keys: Keyboard) -> None:
    desk.button.setFocus()
    Typist().press(desk.button, Qt.Key.Key_Space, " ", 150)
    qtbot.waitUntil(lambda: desk.presses == 1, timeout=30_000)


def test_a_scan_without_enter_is_delivered_after_a_pause(qtbot: QtBot, desk: Desk, keys: Keyboard) -> None:
    with qtbot.waitSignal(keys.scanned, timeout=30_000) as scan:
        Typist().write(desk.button, "MUG-BLUE", gap=9, end=False)
    assert scan.args == ["MUG-BLUE"]


def test_a_group_separator_inside_a_scan_stays(qtbot: QtBot, desk: Desk, keys: Keyboard) -> None:
    typist = Typist()
    with qtbot.waitSignal(keys.scanned, timeout=30_000) as scan:
        typist.write(desk.field, "10LOT1", gap=8, end=False)
        typist.press(desk.field, Qt.Key.Key_BracketRight, "\x1d", 8)
        typist.write(desk.field, "2199", gap=8)
    assert scan.args == ["10LOT1\x1d2199"]


@pytest.mark.parametrize(
    ("key", "command"),
    [(Qt.Key.Key_F1, "CMD-HELP"), (Qt.Key.Key_F2, "CMD-UNDO"), (Qt.Key.Key_F3, "CMD-SHORT"),
     (Qt.Key.Key_F4, "CMD-NEXT-CARTON"), (Qt.Key.Key_F6, "CMD-HOLD"), (Qt.Key.Key_F7, "CMD-PARK"),
     (Qt.Key.Key_F8, "CMD-REPRINT"), (Qt.Key.Key_F9, "CMD-WEIGH")],
)  # fmt: skip
def test_a_function_key_is_its_command(
    qtbot: QtBot, desk: Desk, keys: Keyboard, key: Qt.Key, command: str
) -> None:
    with qtbot.waitSignal(keys.wanted, timeout=30_000) as wanted:
        Typist().press(desk.field, key, "", 100)
    assert wanted.args == [command]


def test_digits_enter_and_escape_answer_a_question(
    qtbot: QtBot, desk: Desk, keys: Keyboard, asks: list[bool]
) -> None:
    asks.append(True)
    desk.button.setFocus()
    answers: list[str] = []
    keys.wanted.connect(answers.append)
    typist = Typist()
    typist.press(desk.button, Qt.Key.Key_2, "2", 400)
    qtbot.waitUntil(lambda: answers == ["CMD-2"], timeout=30_000)
    typist.press(desk.button, Qt.Key.Key_Return, "\r", 400)
    typist.press(desk.button, Qt.Key.Key_Escape, "\x1b", 400)
    assert answers == ["CMD-2", "CMD-YES", "CMD-NO"]
    assert desk.presses == 0


def test_enter_and_escape_mean_nothing_when_nothing_is_asked(desk: Desk, keys: Keyboard) -> None:
    answers: list[str] = []
    keys.wanted.connect(answers.append)
    typist = Typist()
    typist.press(desk.field, Qt.Key.Key_Return, "\r", 400)
    typist.press(desk.field, Qt.Key.Key_Escape, "\x1b", 400)
    assert answers == []


def test_a_key_held_down_is_not_a_scan(desk: Desk, keys: Keyboard) -> None:
    scans: list[str] = []
    keys.scanned.connect(scans.append)
    typist = Typist()
    typist.press(desk.button, Qt.Key.Key_A, "a", 2)
    for _ in range(8):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a", True)
        event.setTimestamp(typist.at)
        QCoreApplication.sendEvent(desk.button, event)
        typist.at += 2
    typist.press(desk.button, Qt.Key.Key_Return, "\r", 2)
    assert scans == []


@pytest.fixture
def bench_keys(qapp: QApplication, asks: list[bool]) -> Iterator[Keyboard]:
    """On the page of the bench, with an order offered while nothing is asked."""
    made = Keyboard(lambda: bool(asks), offers=lambda: not asks, types=lambda: True)
    made.install(qapp)
    yield made
    made.remove()


def test_a_number_typed_while_packing_is_so_many_of_the_next_item(
    qtbot: QtBot, qapp: QApplication, desk: Desk
) -> None:
    keys = Keyboard(lambda: True, types=lambda: True, numbers=lambda: False, counts=lambda: True)
    keys.install(qapp)
    scans: list[str] = []
    typed: list[str] = []
    keys.scanned.connect(scans.append)
    keys.wanted.connect(scans.append)
    keys.typed.connect(typed.append)
    typist = Typist()
    for text in ("36", "4711"):
        typist.write(desk.button, text, gap=200, end=False)
        qtbot.waitUntil(lambda text=text: typed[-1:] == [text], timeout=30_000)
        typist.press(desk.button, Qt.Key.Key_Return, "\r", 400)
    keys.remove()
    assert scans == ["QTY-36", "4711"], "a long number is a code, and no digit answers a question by itself"


def test_a_code_typed_by_hand_counts_with_enter(qtbot: QtBot, desk: Desk, bench_keys: Keyboard) -> None:
    desk.button.setFocus()
    scans: list[str] = []
    typed: list[str] = []
    bench_keys.scanned.connect(scans.append)
    bench_keys.typed.connect(typed.append)
    typist = Typist()
    typist.write(desk.button, "1042", gap=200, end=False)
    qtbot.waitUntil(lambda: typed[-1:] == ["1042"], timeout=30_000)
    typist.press(desk.button, Qt.Key.Key_Backspace, "\b", 200)
    assert typed[-1] == "104" and scans == []
    typist.press(desk.button, Qt.Key.Key_Return, "\r", 200)
    assert scans == ["104"] and typed[-1] == ""
    assert desk.presses == 0


def test_what_was_typed_is_dropped_by_escape(qtbot: QtBot, desk: Desk, bench_keys: Keyboard) -> None:
    answers: list[str] = []
    bench_keys.wanted.connect(answers.append)
    typed: list[str] = []
    bench_keys.typed.connect(typed.append)
    typist = Typist()
    typist.write(desk.button, "10", gap=200, end=False)
    qtbot.waitUntil(lambda: typed[-1:] == ["10"], timeout=30_000)
    typist.press(desk.button, Qt.Key.Key_Escape, "\x1b", 200)
    assert typed[-1] == "" and answers == []


def test_a_scan_torn_apart_is_put_together(qtbot: QtBot, desk: Desk, bench_keys: Keyboard) -> None:
    scans: list[str] = []
    bench_keys.scanned.connect(scans.append)
    typist = Typist()
    typist.write(desk.button, "MUG-BLUE", gap=8)
    typist.at += 2000
    typist.write(desk.button, "BOWL-R", gap=8, end=False)
    with qtbot.waitSignal(bench_keys.typed, timeout=30_000):
        typist.at += 150
    typist.write(desk.button, "ICE", gap=8)
    assert scans == ["MUG-BLUE", "BOWL-RICE"]


def test_a_scanner_that_ends_twice_takes_no_order(desk: Desk, bench_keys: Keyboard) -> None:
    answers: list[str] = []
    bench_keys.wanted.connect(answers.append)
    typist = Typist()
    typist.write(desk.button, "4012345000016", gap=8)
    typist.press(desk.button, Qt.Key.Key_Return, "\r", 8)
    assert answers == []
    typist.press(desk.button, Qt.Key.Key_Return, "\r", 500)
    typist.at += 500
    typist.press(desk.button, Qt.Key.Key_Return, "\r", 500)
    assert answers == ["CMD-YES"]


def test_letters_still_reach_a_field(qtbot: QtBot, desk: Desk, bench_keys: Keyboard) -> None:
    desk.field.setFocus()
    Typist().write(desk.field, "zofia", gap=200, end=False)
    qtbot.waitUntil(lambda: desk.field.text() == "zofia", timeout=30_000)


def test_a_page_is_turned_to_by_its_number(qtbot: QtBot, desk: Desk, keys: Keyboard) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier, "3")
    with qtbot.waitSignal(keys.turned, timeout=30_000) as turned:
        QApplication.sendEvent(desk.button, event)
    assert turned.args == [3]


@pytest.mark.parametrize(
    ("key", "after"), [(Qt.Key.Key_Backspace, "te"), (Qt.Key.Key_Home, "tea"), (Qt.Key.Key_Delete, "tea")]
)
def test_an_edit_right_after_a_letter_finds_it_in_the_field(
    desk: Desk, keys: Keyboard, key: Qt.Key, after: str
) -> None:
    """Within the time in which a scan might still be coming."""
    desk.field.setFocus()
    person = Typist()
    person.write(desk.field, "tea", gap=40, end=False)
    person.press(desk.field, key, "\b" if key is Qt.Key.Key_Backspace else "", gap=40)
    assert desk.field.text() == after


def test_a_letter_and_then_all_chosen_and_pasted_leaves_what_was_pasted(desk: Desk, keys: Keyboard) -> None:
    desk.field.setFocus()
    QApplication.clipboard().setText("cs_0123456789")
    person = Typist()
    person.press(desk.field, Qt.Key.Key_X, "x", gap=30)
    for key, text in ((Qt.Key.Key_A, "a"), (Qt.Key.Key_V, "v")):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.ControlModifier, text)
        event.setTimestamp(person.at)
        QApplication.sendEvent(desk.field, event)
    assert desk.field.text() == "cs_0123456789"


def test_a_scan_in_the_middle_of_typing_does_not_land_in_the_field(
    qtbot: QtBot, desk: Desk, keys: Keyboard
) -> None:
    scans: list[str] = []
    keys.scanned.connect(scans.append)
    desk.field.setFocus()
    person = Typist()
    person.write(desk.field, "zof", gap=150, end=False)
    person.write(desk.field, "4012345000016", gap=8)
    person.at += 150
    person.write(desk.field, "ia", gap=150, end=False)
    qtbot.waitUntil(lambda: desk.field.text() == "zofia", timeout=30_000)
    assert scans == ["4012345000016"]


def test_a_letter_just_before_a_scan_stays_in_the_field(qtbot: QtBot, desk: Desk, keys: Keyboard) -> None:
    scans: list[str] = []
    keys.scanned.connect(scans.append)
    desk.field.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is desk.field, timeout=30_000)
    person = Typist()
    person.press(desk.field, Qt.Key.Key_Z, "z", 60)
    person.write(desk.field, "4012345000016", gap=8)
    assert (desk.field.text(), scans) == ("z", ["4012345000016"])


def test_a_scanner_that_pauses_once_types_nothing(desk: Desk, keys: Keyboard) -> None:
    scans: list[str] = []
    keys.scanned.connect(scans.append)
    scanner = Typist()
    scanner.write(desk.field, "401", gap=8, end=False)
    scanner.at += 85
    scanner.write(desk.field, "2345000016", gap=8)
    assert (desk.field.text(), scans) == ("", ["4012345000016"])


def test_the_symbology_a_keyboard_scanner_names_is_no_part_of_the_code(desk: Desk, keys: Keyboard) -> None:
    scans: list[str] = []
    keys.scanned.connect(scans.append)
    scanner = Typist()
    scanner.write(desk.button, "]C1010952123454321310A", gap=8)
    assert scans == ["010952123454321310A"]


@pytest.mark.parametrize("key", [Qt.Key.Key_F8, Qt.Key.Key_F2, Qt.Key.Key_Escape])
def test_a_control_character_in_a_scan_is_no_command(desk: Desk, keys: Keyboard, key: Qt.Key) -> None:
    scans: list[str] = []
    wanted: list[str] = []
    keys.scanned.connect(scans.append)
    keys.wanted.connect(wanted.append)
    scanner = Typist()
    scanner.write(desk.button, "10LOT1", gap=8, end=False)
    scanner.press(desk.button, key, "", 8)
    scanner.write(desk.button, "2199", gap=8)
    assert (scans, wanted) == (["10LOT12199"], [])


def test_a_prefix_of_two_keys_is_taken_off(qapp: QApplication, desk: Desk) -> None:
    keys = Keyboard(lambda: False, WedgeRules(prefix="~~"))
    keys.install(qapp)
    scans: list[str] = []
    keys.scanned.connect(scans.append)
    Typist().write(desk.button, "~~A1", gap=60)
    keys.remove()
    assert scans == ["A1"]
