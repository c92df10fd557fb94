"""Small facts in a row: an icon and a word, tinted where it is trouble."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from ui.look import Look, set_type
from ui.theme.tokens import Metrics, Tone, Type


class Chip(QWidget):
    """One fact. `tone`: plain (no ground), soft, accent, or a verdict's name."""

    def __init__(
        self, look: Look, icon: str = "", text: str = "", tone: str = "soft", role: Type = Type.BODY
    ) -> None:
        super().__init__()
        self._look, self._icon, self._text, self._tone = look, icon, text, tone
        self._bold = tone not in ("plain", "soft")
        self._pad = 10
        set_type(self, role, self._bold)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set_metrics(self, metrics: Metrics) -> None:
        self._pad = metrics.px(10)
        self.updateGeometry()

    def show_fact(self, icon: str, text: str, tone: str) -> None:
        if (icon, text, tone) != (self._icon, self._text, self._tone):
            self._icon, self._text, self._tone = icon, text, tone
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    @property
    def text(self) -> str:
        return self._text

    @property
    def _side(self) -> int:
        return round(self.fontMetrics().height() * 0.9) if self._icon else 0

    def sizeHint(self) -> QSize:
        pad = 0 if self._tone == "plain" else self._pad
        gap = 6 if self._icon and self._text else 0
        wide = self.fontMetrics().horizontalAdvance(self._text) + self._side + gap + 2 * pad + 2
        return QSize(wide, self.fontMetrics().height() + (4 if self._tone == "plain" else 10))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 60), self.sizeHint().height())

    def _colours(self) -> tuple[str, str]:
        tokens = self._look.theme.tokens
        if self._tone == "accent":
            return tokens.accent_tint, tokens.accent
        if self._tone == "plain":
            return "", tokens.quiet
        if self._tone == "soft":
            return tokens.neutral.tint, tokens.neutral.on_tint
        verdict = tokens.verdict(Tone(self._tone))
        return verdict.tint, verdict.on_tint

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        ground, ink = self._colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = 0
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(self.rect(), 8, 8)
            left = self._pad
        side = self._side
        if side:
            pixels = self._look.theme.pixmap(self._icon, side, ink, self.devicePixelRatioF())
            painter.drawPixmap(left, (self.height() - side) // 2, pixels)
            left += side + 6
        painter.setPen(QColor(ink))
        room = QRect(left, 0, self.width() - left - (self._pad if ground else 0), self.height())
        shown = QFontMetrics(self.font()).elidedText(
            self._text, Qt.TextElideMode.ElideRight, room.width() + 1
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.end()


class Flow(QLayout):
    """Left to right, then the next row."""

    def __init__(self, parent: QWidget | None = None, gap: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self.gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Asked for many times per change by the layouts around; worked out once per width."""
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), really=False)
        return self._heights[width]

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, really=True)

    def sizeHint(self) -> QSize:
        hints = [item.sizeHint() for item in self._items if not item.isEmpty()]
        wide = sum(hint.width() + self.gap for hint in hints)
        return QSize(wide, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        hints = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(
            max((hint.width() for hint in hints), default=0),
            max((hint.height() for hint in hints), default=0),
        )

    def _place(self, rect: QRect, really: bool) -> int:
        left, top, high = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            if left > rect.x() and left + hint.width() > rect.right() + 1:
                left, top, high = rect.x(), top + high + self.gap, 0
            hidden = top > rect.y() and top + hint.height() > rect.bottom() + 4
            if really and hidden:  # a row that would be cut in half is not shown
                item.setGeometry(QRect(left, rect.bottom() + 1, 0, 0))
            elif really:
                item.setGeometry(QRect(left, top, min(hint.width(), rect.width()), hint.height()))
            left += hint.width() + self.gap
            high = max(high, hint.height())
        return top + high - rect.y()


class ChipRow(QWidget):
    """Chips that are reused, so that a change makes no new widgets."""

    def __init__(self, look: Look, role: Type = Type.BODY, gap: int = 8) -> None:
        super().__init__()
        self._look, self._role = look, role
        self._chips: list[Chip] = []
        self._flow = Flow(self, gap)
        self._metrics = Metrics()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def show_facts(self, facts: tuple[tuple[str, str, str], ...]) -> None:
        """`facts` are (icon, text, tone)."""
        while len(self._chips) < len(facts):
            chip = Chip(self._look, role=self._role)
            chip.setFont(self._look.theme.font(self._role, self._metrics))
            self._chips.append(chip)
            self._flow.addWidget(chip)
        for place, chip in enumerate(self._chips):
            chip.setVisible(place < len(facts))
            if place < len(facts):
                chip.show_fact(*facts[place])
        self.setVisible(bool(facts))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return self._flow.sizeHint()


class FlowRow(QWidget):
    """Widgets in a row that goes on below where there is no room."""

    def __init__(self, gap: int = 8) -> None:
        super().__init__()
        self._flow = Flow(self, gap)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        self._flow.addWidget(widget)
