"""Cartons by hour of the day."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import Look, set_type
from ui.theme.tokens import Metrics, Type


class HourChart(QWidget):
    """`first` is the hour of the first bar; the hour that runs is the accent's."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._hours: tuple[int, ...] = ()
        self._first, self._now = 0, -1
        self._base = 150
        set_type(self, Type.SMALL)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(120)

    def set_metrics(self, metrics: Metrics) -> None:
        self._base = metrics.px(150)
        self.setMinimumHeight(metrics.px(110))

    def sizeHint(self) -> QSize:
        return QSize(400, self._base)

    def show_hours(self, hours: tuple[int, ...], now: int) -> None:
        """Hours 0-23; empty ones before the first and after the last are left out, six at least remain."""
        self._first = next((hour for hour, count in enumerate(hours) if count), 8)
        last = max([hour for hour, count in enumerate(hours) if count] + [now, self._first + 9])
        self._first = max(0, min(self._first, last - 9))
        self._hours = hours[self._first : min(24, last + 1)]
        self._now = now
        said = ", ".join(f"{self._first + place}: {count}" for place, count in enumerate(self._hours))
        self.setAccessibleName(f"{self._look.text.word('day.by_hour')}: {said}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if not self._hours:
            return
        tokens = self._look.theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self.fontMetrics().height() + 4
        top = max([*self._hours, 1])
        step = self.width() / len(self._hours)
        floor = self.height() - line
        room = floor - line
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.drawLine(0, floor, self.width(), floor)
        for place, count in enumerate(self._hours):
            hour = self._first + place
            high = room * count / top
            bar = QRectF(place * step + step * 0.18, floor - high, step * 0.64, high)
            painter.setPen(Qt.PenStyle.NoPen)
            colour = QColor(tokens.accent)
            colour.setAlphaF(1.0 if hour == self._now else 0.28)
            painter.setBrush(colour)
            if count:
                painter.drawRoundedRect(bar, min(4.0, high / 2), min(4.0, high / 2))
                painter.setPen(QColor(tokens.text))
                over = QRectF(place * step, bar.y() - line, step, line)
                painter.drawText(over, Qt.AlignmentFlag.AlignCenter, self._look.format.number(count))
            painter.setPen(QColor(tokens.text if hour == self._now else tokens.quiet))
            painter.drawText(
                QRectF(place * step, floor + 2, step, line), Qt.AlignmentFlag.AlignCenter, str(hour)
            )
        painter.end()
