"""Last scans on the left, commands with their keys on the right."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui.look import Look, dress, set_type
from ui.pages.pack.screen import ANSWERS, BAR, KEYS, ORDER, Recent
from ui.theme.tokens import TARGET, Metrics, Type

# Left out first where there is no room; their keys, their barcodes and the help still give them.
SPARE = ("RUSH", "REOPEN", "WEIGH", "REPRINT", "PARK")


class CommandButton(QPushButton):
    """Word on top, key below."""

    def __init__(self, look: Look, word: str, key: str) -> None:
        super().__init__()
        self._look, self._word, self._key, self._metrics = look, word, key, Metrics()
        self.setProperty("kind", "action")
        set_type(self, Type.BODY, bold=True)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(f"{word} ({key})")
        self.setToolTip(f"{word} ({key})")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        bold = QFontMetrics(self._look.theme.font(Type.BODY, self._metrics, bold=True))
        small = QFontMetrics(self._look.theme.font(Type.SMALL, self._metrics))
        high = bold.height() + (0 if self._metrics.tight else small.height())
        return QSize(max(56, bold.horizontalAdvance(self._word) + 28), max(TARGET + 4, high + 8))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        tokens, theme = self._look.theme.tokens, self._look.theme
        painter = QPainter(self)
        painter.setFont(theme.font(Type.BODY, self._metrics, bold=True))
        answer = self.property("kind") == "answer"
        plain = tokens.on_accent if answer else tokens.text
        painter.setPen(QColor(plain if self.isEnabled() else tokens.disabled))
        box = self.rect()
        if self._metrics.tight:
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._word)
        else:
            middle = round(box.height() * 0.58)
            painter.drawText(QRect(0, 3, box.width(), middle), Qt.AlignmentFlag.AlignCenter, self._word)
            painter.setFont(theme.font(Type.SMALL, self._metrics))
            quiet = tokens.on_accent if answer else tokens.quiet
            painter.setPen(QColor(quiet if self.isEnabled() else tokens.disabled))
            low = QRect(0, middle - 3, box.width(), box.height() - middle - 1)
            painter.drawText(low, Qt.AlignmentFlag.AlignCenter, self._key)
        painter.end()


class RecentScans(QWidget):
    """The last scans, newest first, as many as there is room for."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._recent: tuple[Recent, ...] = ()
        self._typed = ""
        set_type(self, Type.BODY)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_recent(self, recent: tuple[Recent, ...]) -> None:
        if recent != self._recent:
            self._recent = recent
            self.setAccessibleName(", ".join(one.text for one in recent))
            self.update()

    def show_typed(self, text: str) -> None:
        """A code a person is typing stands where its verdict will be, until Enter."""
        self._typed = text
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        tokens, theme = self._look.theme.tokens, self._look.theme
        metrics = QFontMetrics(self.font())
        side = round(metrics.height() * 0.9)
        if self._typed:
            self._paint_typed(painter, metrics)
            painter.end()
            return
        left = 0
        for one in self._recent:
            wide = metrics.horizontalAdvance(one.text) + side + 6
            if left + wide > self.width():
                break
            ink = tokens.good.on_tint if one.ok else tokens.bad.on_tint
            pixels = theme.pixmap("check" if one.ok else "cross", side, ink, self.devicePixelRatioF())
            painter.drawPixmap(left, (self.height() - side) // 2, pixels)
            painter.setPen(QColor(tokens.quiet))
            room = QRect(left + side + 6, 0, wide, self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, one.text)
            left += wide + 24
        painter.end()

    def _paint_typed(self, painter: QPainter, metrics: QFontMetrics) -> None:
        text = f"{self._typed}\u2502  {self._look.text.word('key.yes')} \u21b5"
        painter.setPen(QColor(self._look.theme.tokens.accent))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideLeft, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, shown)


class ActionBar(QFrame):
    """`wanted` gives the barcode of a command. A button is made when it is first needed, and kept."""

    wanted = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("actions")
        self._look, self._metrics = look, Metrics()
        self._recent = RecentScans(look)
        self._buttons: dict[str, CommandButton] = {}
        self._bar = self._possible = frozenset[str]()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 6, 16, 6)
        self._row.setSpacing(8)
        self._row.addWidget(self._recent, 1)
        self._make(BAR)

    def _make(self, names: frozenset[str]) -> None:
        """Those that are not there yet, each at its place in the order."""
        word = self._look.text.word
        for name in (one for one in ORDER if one in names and one not in self._buttons):
            key = KEYS.get(name) or word(f"key.{name.lower()}")
            button = CommandButton(self._look, word(f"command.{name.lower().replace('-', '_')}"), key)
            button.setProperty("command", name)
            if name in ANSWERS:
                button.setProperty("kind", "answer")
            button.setEnabled(False)  # until the bench says what it takes
            button.clicked.connect(self._pressed)
            before = sum(1 for one in self._buttons if ORDER.index(one) < ORDER.index(name))
            self._buttons[name] = button
            self._row.insertWidget(1 + before, button)
            dress(button, self._look.theme, self._metrics)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        tallest = max(button.sizeHint().height() for button in self._buttons.values())
        self.setFixedHeight(tallest + 14)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave out what has no room, the spare ones first."""
        room = self.width() - 32
        widths = {name: button.sizeHint().width() + 8 for name, button in self._buttons.items()}
        left_out = {name for name in self._buttons if name not in self._bar}
        for name in SPARE:
            if sum(wide for one, wide in widths.items() if one not in left_out) <= room:
                break
            left_out.add(name)
        for name, button in self._buttons.items():
            button.setVisible(name not in left_out)

    def _pressed(self) -> None:
        self.wanted.emit(f"CMD-{self.sender().property('command')}")

    def show_typed(self, text: str) -> None:
        self._recent.show_typed(text)

    def show_actions(
        self, possible: frozenset[str], recent: tuple[Recent, ...], bar: frozenset[str] = BAR
    ) -> None:
        """`bar` has the buttons that are there, `possible` those that may be pressed."""
        self._recent.show_recent(recent)
        bar |= possible & frozenset(ANSWERS)
        if (possible, bar) != (self._possible, self._bar):
            self._possible, self._bar = possible, bar
            self._make(bar)
            for name, button in self._buttons.items():
                button.setEnabled(name in possible)
            self._fit()
