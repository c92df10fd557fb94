"""Units of a line: a dot each while they can be counted at a glance, a bar beyond."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import Look
from ui.theme.tokens import Metrics, Tone

DOTS = 12


class Units(QWidget):
    """Full dots are packed, crossed ones are short, rings are still to come."""

    def __init__(self, look: Look, size: int = 22) -> None:
        super().__init__()
        self._look, self._base = look, size
        self._dot = size
        self._due = self._packed = self._shorted = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(size + 4)

    def set_metrics(self, metrics: Metrics) -> None:
        self._dot = metrics.px(self._base)
        self.setFixedHeight(self._dot + 4)

    def show_units(self, packed: int, due: int, shorted: int = 0) -> None:
        if (packed, due, shorted) != (self._packed, self._due, self._shorted):
            self._packed, self._due, self._shorted = packed, due, shorted
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._dot * 8, self._dot + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self._dot + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        needed = self._due * self._dot * 1.36
        if self._due <= DOTS and needed <= self.width():
            self._paint_dots(painter)
        elif self._due:
            self._paint_bar(painter)
        painter.end()

    def _paint_dots(self, painter: QPainter) -> None:
        theme = self._look.theme
        quiet, warn = theme.colour("disabled"), theme.band(Tone.WARN)
        good = theme.colour("accent")
        for place in range(self._due):
            box = QRectF(place * self._dot * 1.36 + 2, 2, self._dot - 2, self._dot - 2)
            if place < self._packed:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(good)
                painter.drawEllipse(box)
                continue
            painter.setBrush(Qt.BrushStyle.NoBrush)
            short = place >= self._due - self._shorted
            painter.setPen(QPen(warn if short else quiet, 2))
            painter.drawEllipse(box.adjusted(1, 1, -1, -1))
            if short:
                inset = self._dot * 0.3
                painter.drawLine(
                    box.adjusted(inset, inset, -inset, -inset).bottomLeft(),
                    box.adjusted(inset, inset, -inset, -inset).topRight(),
                )

    def _paint_bar(self, painter: QPainter) -> None:
        theme = self._look.theme
        high = self._dot * 0.7
        box = QRectF(0, (self.height() - high) / 2, min(self.width(), self._dot * 18), high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("border"))
        painter.drawRoundedRect(box, high / 2, high / 2)
        done = box.adjusted(0, 0, -box.width() * (1 - self._packed / self._due), 0)
        if self._packed:
            done.setWidth(max(done.width(), high))
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(done, high / 2, high / 2)
        if self._shorted:
            wide = max(high, box.width() * self._shorted / self._due)
            painter.setBrush(theme.band(Tone.WARN))
            painter.drawRoundedRect(QRectF(box.right() - wide, box.y(), wide, high), high / 2, high / 2)
