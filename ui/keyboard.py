"""Keys of the whole window: scanners that type are caught before any widget, the rest are shortcuts.

A scan never presses a button: while a burst is open its keys are held back, and replayed if a person typed.
"""

import sys
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from station.model.barcode import split_aim
from ui.wedge import Burst, Step, WedgeRules, us_character

KEYS = {
    Qt.Key.Key_F1: "CMD-HELP",
    Qt.Key.Key_F2: "CMD-UNDO",
    Qt.Key.Key_F3: "CMD-SHORT",
    Qt.Key.Key_F4: "CMD-NEXT-CARTON",
    Qt.Key.Key_F5: "CMD-MOVE",
    Qt.Key.Key_F6: "CMD-HOLD",
    Qt.Key.Key_F7: "CMD-PARK",
    Qt.Key.Key_F8: "CMD-REPRINT",
    Qt.Key.Key_F9: "CMD-WEIGH",
    Qt.Key.Key_F10: "CMD-NO-CODE",
    Qt.Key.Key_F11: "CMD-SWAP",
    Qt.Key.Key_F12: "CMD-VOID",
}
# Beyond a label and in no hurry.
WITH_SHIFT = {
    Qt.Key.Key_F12: "CMD-REOPEN",
    Qt.Key.Key_F6: "CMD-RUSH",
    Qt.Key.Key_F5: "CMD-MERGE",
    Qt.Key.Key_F4: "CMD-HANDOVER",
    Qt.Key.Key_F3: "CMD-RETURN",
}
ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
YES = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
# Keys of a person who edits a field: what is held back goes in before them.
EDITS = (
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)
WITH_CONTROL = (Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_X, Qt.Key.Key_Y, Qt.Key.Key_Z)
PAGES = range(Qt.Key.Key_1, Qt.Key.Key_9 + 1)  # with Alt, also where no window manager makes a window active
GS = "\x1d"
_PRESS, _RELEASE = QEvent.Type.KeyPress, QEvent.Type.KeyRelease
_BUSY = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


FORGET_MS = 15_000  # what was typed and not sent is forgotten
MOST_DIGITS = 3  # of a count; what has more is a code
LATE_MS = 40  # a pause that is told so much too late was the window's own
TORN_MS = 1000  # the rest of a scan that was torn apart comes within


def _never() -> bool:
    return False


class Keyboard(QObject):
    """Install on the application. `scanned` is a wedge scan, `wanted` the barcode a key stands for, `typed`
    what a person has typed so far of a code that Enter gives.

    `turned` is the number of a page asked for by Alt and its digit.

    `asks` says whether the page has a question now: then digits, Enter and Esc answer it. `offers`: Enter
    says yes. `types`: what is typed outside a field is a code. `numbers`: a digit alone answers (as `asks`
    where it is not given). `counts`: up to three digits and Enter are so many of the next item.
    """

    scanned = Signal(str)
    wanted = Signal(str)
    typed = Signal(str)
    turned = Signal(int)

    def __init__(
        self,
        asks: Callable[[], bool],
        rules: WedgeRules | None = None,
        repair_layout: bool = True,
        offers: Callable[[], bool] = _never,
        types: Callable[[], bool] = _never,
        numbers: Callable[[], bool] | None = None,
        counts: Callable[[], bool] = _never,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._asks, self._repair = asks, repair_layout
        self._offers, self._types = offers, types
        self._numbers, self._counts = numbers or asks, counts
        self._line, self._line_at = "", 0.0  # typed by a person, and when the last of it was (ms)
        self._scan_at = -1e9  # when the last scan ended, by the keys' own time (ms)
        self._ends = False  # this scanner ends its scans with a key
        self._held_up = QElapsedTimer()
        self._waited = False
        self._burst: Burst[tuple[QObject, QKeyEvent]] = Burst(rules)
        self._meant = ""
        self._replaying = False
        self._offset = 8 if QGuiApplication.platformName() in ("xcb", "wayland") else 0
        self._known = self._offset == 8 or sys.platform == "win32"
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(round(self._burst.rules.longest))
        self._pause.timeout.connect(self._paused)
        self._forget = QTimer(self)
        self._forget.setSingleShot(True)
        self._forget.setInterval(FORGET_MS)
        self._forget.timeout.connect(self._clear)

    def install(self, app: QCoreApplication) -> None:
        app.installEventFilter(self)

    def remove(self) -> None:
        """Keys go straight to the widgets again."""
        self._pause.stop()
        if app := QCoreApplication.instance():
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A key goes to a widget only if this does not want it. True swallows it."""
        kind = event.type()
        if kind is not _PRESS and kind is not _RELEASE:  # every event of the program comes by here
            return False
        if self._replaying or not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return False
        if kind is _RELEASE:
            return self._burst.open and bool(event.text())
        return self._pressed(watched, event)

    def _pressed(self, watched: QWidget, event: QKeyEvent) -> bool:
        if event.isAutoRepeat() or self._is_in_a_scan(event):
            return self._burst.open
        if event.key() in ENDS:
            return self._ended(watched, event)
        if command := _command(event):
            self._settle()
            self.wanted.emit(command)
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._settle()
            return self._clear() or self._answer("CMD-NO", self._asks())
        if _edits(event):
            self._settle()
            if event.key() in WITH_CONTROL:
                return False
        if event.key() == Qt.Key.Key_Backspace and self._line:
            self._write(self._line[:-1], float(event.timestamp()))
            return True
        if event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() in PAGES:
            self.turned.emit(event.key() - Qt.Key.Key_0)
            return True
        character = self._character(event)
        if not character or event.modifiers() & _BUSY:
            return False
        return self._typed(watched, event, character)

    def _typed(self, watched: QWidget, event: QKeyEvent, character: str) -> bool:
        held, meant = (watched, event.clone()), self._us(event) if self._repair else ""
        if self._burst.key(character, float(event.timestamp()), held, meant) is Step.REPLAY:
            self._replay()
            self._burst.key(character, float(event.timestamp()), held, meant)
        self._meant += meant or character
        self._wait(round(self._burst.rules.longest))
        self._waited = False
        return True

    def _is_in_a_scan(self, event: QKeyEvent) -> bool:
        """A control character of a code may come as a key that means something to a person."""
        means = event.key() in KEYS or event.key() == Qt.Key.Key_Escape
        return means and self._burst.scans(float(event.timestamp()))

    def _wait(self, ms: int) -> None:
        self._pause.start(ms)
        self._held_up.start()

    def _ended(self, watched: QWidget, event: QKeyEvent) -> bool:
        at = float(event.timestamp())
        step = self._burst.end(at)
        if step is Step.SCAN:
            self._ends = True
            self._scan(at)
            return True
        if step is Step.REPLAY:
            self._replay()
        elif at - self._scan_at < self._burst.rules.longest:
            return True  # a scanner's second end, as in CR LF
        if event.key() not in YES or isinstance(watched, QLineEdit) or event.modifiers():
            return False
        if self._line:
            text = self._line
            self._clear()
            count = text.isdigit() and len(text) <= MOST_DIGITS and self._counts()
            self.scanned.emit(f"QTY-{text}" if count else text)
            return True
        return self._answer("CMD-YES", self._asks() or self._offers())

    def _answer(self, code: str, wanted: bool) -> bool:
        if wanted:
            self.wanted.emit(code)
        return wanted

    def _paused(self) -> None:
        """Nothing came for a while, unless the window itself was busy: then its keys are still to come."""
        if self._held_up.elapsed() > self._pause.interval() + LATE_MS and not self._waited:
            self._waited = True
            self._wait(LATE_MS)
        elif self._burst.pause() is Step.SCAN and not (self._ends and self._may_type()):
            self._scan(self._scan_at)
        else:
            self._replay()

    def _may_type(self) -> bool:
        return self._types() and not isinstance(_focus(), QLineEdit)

    def _write(self, text: str, at: float) -> None:
        self._line, self._line_at = text, at
        self._forget.start()
        self.typed.emit(text)

    def _clear(self) -> bool:
        """Whether there was anything typed."""
        had, self._line = bool(self._line), ""
        self._forget.stop()
        if had:
            self.typed.emit("")
        return had

    def _settle(self) -> None:
        if self._burst.open:
            self._replay()

    def _scan(self, at: float) -> None:
        self._pause.stop()
        stray = self._burst.stray and isinstance(_focus(), QLineEdit)
        text, events = self._burst.take()
        meant, self._meant = self._meant, ""
        if stray:  # a person was writing in a field
            self._send(*events.pop(0))
            text, meant = text[1:], meant[1:]
        self._scan_at = at
        before, fresh = self._line, float(events[0][1].timestamp()) - self._line_at < TORN_MS
        self._clear()
        prefix = self._burst.rules.prefix
        if prefix and meant.startswith(prefix):
            meant = meant[len(prefix) :]
        text = split_aim(meant if self._repair and self._known and len(meant) == len(text) else text)[1]
        self.scanned.emit(before + text if before and fresh and not prefix else text)

    def _replay(self) -> None:
        """A person typed: let the widgets have it, or a digit answer the question."""
        self._pause.stop()
        text, events = self._burst.take()
        self._meant = ""
        if len(text) == 1 and text.isdigit() and self._numbers() and not isinstance(_focus(), QLineEdit):
            self.wanted.emit(f"CMD-{text}")
            return
        if self._may_type() and (self._line or text.strip()):
            self._write(self._line + text, float(events[-1][1].timestamp()))
            return
        for watched, event in events:
            self._send(watched, event)

    def _send(self, watched: QObject, event: QKeyEvent) -> None:
        self._replaying = True
        try:
            QCoreApplication.sendEvent(watched, event)
            release = QKeyEvent(QEvent.Type.KeyRelease, event.key(), event.modifiers(), event.text())
            QCoreApplication.sendEvent(watched, release)
        finally:
            self._replaying = False

    @staticmethod
    def _character(event: QKeyEvent) -> str:
        text = event.text()
        if text == GS:
            return GS
        return text if len(text) == 1 and text.isprintable() else ""

    def _us(self, event: QKeyEvent) -> str:
        if not self._known or event.text() == GS:
            return ""
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return us_character(event.nativeScanCode(), shifted, self._offset)


def _command(event: QKeyEvent) -> str:
    """The barcode a key stands for; empty for most keys."""
    known = {Qt.KeyboardModifier.NoModifier: KEYS, Qt.KeyboardModifier.ShiftModifier: WITH_SHIFT}
    return known.get(event.modifiers(), {}).get(Qt.Key(event.key()), "")


def _edits(event: QKeyEvent) -> bool:
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return event.key() in EDITS or (control and event.key() in WITH_CONTROL)


def _focus() -> QWidget | None:
    return QApplication.focusWidget()
