"""The top line: where we are, what is open until when, and whether everything is plugged in."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui.look import Elided, Look, label, set_type
from ui.shell.presenter import Lamp, Strip
from ui.theme.tokens import Metrics, Tone, Type
from ui.widgets.chips import Chip


class LampMark(QWidget):
    """Well: the device's icon, its word and a small tick. Not well: tinted, in words."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._lamp = look, Lamp("", "shop", "", Tone.NEUTRAL, "")
        self._tight = False
        set_type(self, Type.BODY)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_metrics(self, metrics: Metrics) -> None:
        self._tight = metrics.tight
        self.updateGeometry()

    def show_lamp(self, lamp: Lamp) -> None:
        if lamp != self._lamp:
            self._lamp = lamp
            self.setAccessibleName(lamp.spoken)
            self.setToolTip(lamp.spoken)
            self.updateGeometry()
            self.update()

    @property
    def _side(self) -> int:
        return min(28, round(self.fontMetrics().height() * 1.0))

    @property
    def _word(self) -> str:
        return "" if self._tight else self._lamp.word

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self._word)
        wide = self._side + (8 + words if words else 0) + 14 + 16
        return QSize(wide, max(32, self.fontMetrics().height() + 10))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        theme, tone = self._look.theme, self._lamp.tone
        tokens = theme.tokens
        well = tone is Tone.NEUTRAL
        verdict = tokens.verdict(tone)
        ink = tokens.quiet if well else verdict.on_tint
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not well:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(verdict.tint))
            painter.drawRoundedRect(self.rect(), 8, 8)
        side = self._side
        pixels = theme.pixmap(self._lamp.icon, side, ink, self.devicePixelRatioF())
        painter.drawPixmap(8, (self.height() - side) // 2, pixels)
        mark = QRectF(8 + side - 3, self.height() / 2 + side / 2 - 9, 10, 10)
        painter.setPen(QColor(tokens.surface if well else verdict.tint))
        painter.setBrush(QColor(tokens.good.band if well else verdict.band))
        if well:
            painter.drawEllipse(mark)
        else:
            painter.drawRect(mark)
        if self._word:
            painter.setPen(QColor(ink))
            room = self.rect().adjusted(8 + side + 12, 0, 0, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._word)
        painter.end()


class Person(QWidget):
    """Who is at the bench: initials in a circle and the name."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._name, self._tight = look, "", False
        set_type(self, Type.BODY)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()  # until somebody signs in

    def set_metrics(self, metrics: Metrics) -> None:
        self._tight = metrics.tight
        self.updateGeometry()

    def show_name(self, name: str) -> None:
        if name != self._name:
            self._name = name
            self.setAccessibleName(name)
            self.setToolTip(name)
            self.setVisible(bool(name))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        words = 0 if self._tight else self.fontMetrics().horizontalAdvance(self._name) + 8
        return QSize(34 + words, 36)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(0, (self.height() - 32) / 2, 32, 32)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.tokens.accent_tint))
        painter.drawEllipse(circle)
        painter.setFont(theme.font(Type.SMALL, Metrics(), bold=True))
        painter.setPen(QColor(theme.tokens.accent))
        initials = "".join(part[0] for part in self._name.split()[:2]).upper()
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, initials)
        if not self._tight:
            painter.setFont(self.font())
            painter.setPen(QColor(theme.tokens.text))
            painter.drawText(self.rect().adjusted(40, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._name)
        painter.end()


class TopStrip(QFrame):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("strip")
        self._look = look
        self._bench = label("", Type.BODY, bold=True)
        self._order = label("", Type.LEAD, bold=True)
        self._store = Elided(Type.BODY, quiet=True)
        self._due = Chip(look, role=Type.BODY)
        self._lamps = [LampMark(look) for _ in range(4)]
        self._person = Person(look)
        self._tight = False
        self._rule = QFrame()
        self._rule.setProperty("line", "true")
        self._rule.setFixedSize(1, 24)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        row.addWidget(self._bench)
        row.addWidget(self._rule)
        row.addWidget(self._order)
        row.addWidget(self._due)
        row.addWidget(self._store, 1)
        for lamp in self._lamps:
            row.addWidget(lamp)
        row.addWidget(self._person)

    def set_metrics(self, metrics: Metrics) -> None:
        self._tight = metrics.tight
        self.setFixedHeight(max(52, metrics.row(52)))

    def show_strip(self, strip: Strip) -> None:
        self._bench.setText(strip.bench)
        self._bench.setVisible(not (self._tight and strip.order))
        self._rule.setVisible(bool(strip.order) and not self._tight)
        self._order.setText(strip.order)
        self._store.show_text("" if self._tight else strip.store)
        self._due.setVisible(bool(strip.due))
        if strip.due:
            tone = "plain" if strip.due_tone is Tone.NEUTRAL else strip.due_tone.value
            self._due.show_fact("clock", strip.due, tone)
        for place, mark in enumerate(self._lamps):
            mark.setVisible(place < len(strip.lamps))
            if place < len(strip.lamps):
                mark.show_lamp(strip.lamps[place])
        self._person.show_name(strip.operator)
