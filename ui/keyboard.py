"""Keys of the whole window: scanners that type are caught before any widget, the rest are shortcuts.

A scan never presses a button: while a burst is open its keys are held back, and replayed if a person typed.
"""

import sys
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from ui.wedge import Burst, Step, WedgeRules, us_character

KEYS = {
    Qt.Key.Key_F1: "CMD-HELP",
    Qt.Key.Key_F2: "CMD-UNDO",
    Qt.Key.Key_F3: "CMD-SHORT",
    Qt.Key.Key_F4: "CMD-NEXT-CARTON",
    Qt.Key.Key_F6: "CMD-HOLD",
    Qt.Key.Key_F7: "CMD-PARK",
    Qt.Key.Key_F8: "CMD-REPRINT",
    Qt.Key.Key_F9: "CMD-WEIGH",
}
ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
YES = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
GS = "\x1d"
_PRESS, _RELEASE = QEvent.Type.KeyPress, QEvent.Type.KeyRelease
_BUSY = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class Keyboard(QObject):
    """Install on the application. `scanned` is a wedge scan, `wanted` the barcode a key stands for.

    `asks` says whether the page has a question now: then digits, Enter and Esc answer it.
    """

    scanned = Signal(str)
    wanted = Signal(str)

    def __init__(
        self,
        asks: Callable[[], bool],
        rules: WedgeRules | None = None,
        repair_layout: bool = True,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._asks, self._repair = asks, repair_layout
        self._burst: Burst[tuple[QObject, QKeyEvent]] = Burst(rules)
        self._meant = ""
        self._replaying = False
        self._offset = 8 if QGuiApplication.platformName() in ("xcb", "wayland") else 0
        self._known = self._offset == 8 or sys.platform == "win32"
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(round(self._burst.rules.longest))
        self._pause.timeout.connect(self._paused)

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
        if event.isAutoRepeat():
            return self._burst.open
        if event.key() in ENDS:
            return self._ended(watched, event)
        if event.key() in KEYS and not event.modifiers():
            self._settle()
            self.wanted.emit(KEYS[Qt.Key(event.key())])
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._settle()
            return self._answer("CMD-NO")
        character = self._character(event)
        if not character or event.modifiers() & _BUSY:
            return False
        return self._typed(watched, event, character)

    def _typed(self, watched: QWidget, event: QKeyEvent, character: str) -> bool:
        held = (watched, event.clone())
        if self._burst.key(character, float(event.timestamp()), held) is Step.REPLAY:
            self._replay()
            self._burst.key(character, float(event.timestamp()), held)
        self._meant += self._us(event) or character
        self._pause.start()
        return True

    def _ended(self, watched: QWidget, event: QKeyEvent) -> bool:
        step = self._burst.end(float(event.timestamp()))
        if step is Step.SCAN:
            self._scan()
            return True
        if step is Step.REPLAY:
            self._replay()
        if event.key() in YES and not isinstance(watched, QLineEdit) and not event.modifiers():
            return self._answer("CMD-YES")
        return False

    def _answer(self, code: str) -> bool:
        if not self._asks():
            return False
        self.wanted.emit(code)
        return True

    def _paused(self) -> None:
        if self._burst.pause() is Step.SCAN:
            self._scan()
        else:
            self._replay()

    def _settle(self) -> None:
        if self._burst.open:
            self._replay()

    def _scan(self) -> None:
        self._pause.stop()
        text, _ = self._burst.take()
        meant, self._meant = self._meant, ""
        prefix = self._burst.rules.prefix
        if prefix and meant.startswith(prefix):
            meant = meant[len(prefix) :]
        self.scanned.emit(meant if self._repair and self._known and len(meant) == len(text) else text)

    def _replay(self) -> None:
        """A person typed: let the widgets have it, or a digit answer the question."""
        self._pause.stop()
        text, events = self._burst.take()
        self._meant = ""
        if len(text) == 1 and text.isdigit() and self._asks() and not isinstance(_focus(), QLineEdit):
            self.wanted.emit(f"CMD-{text}")
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


def _focus() -> QWidget | None:
    return QApplication.focusWidget()
