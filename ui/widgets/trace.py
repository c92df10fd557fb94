"""The last five seconds on the scale, with the mass that is expected."""

import time
from collections import deque

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import Look
from ui.theme.tokens import Metrics, Tone, Type

SECONDS = 5.0


class Trace(QWidget):
    """Readings in kg; the expected band is tinted behind them."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._points: deque[tuple[float, float, bool]] = deque(maxlen=120)
        self._marks: tuple[tuple[float, bool], ...] = ()  # when, and whether it fits
        self._target: float | None = None
        self._tolerance = 0.0
        self._high = 56
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(look.text.word("weight.trace"))

    def set_metrics(self, metrics: Metrics) -> None:
        """It gives way where notices need room, before a word is covered."""
        self._high = metrics.px(56)
        self.setMaximumHeight(self._high)
        self.setVisible(not metrics.tight)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(200, self._high)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self._high // 7)

    def add(self, kilograms: float | None, stable: bool, at: float | None = None) -> None:
        """`at` seconds on the monotonic clock, now when it is not given."""
        if kilograms is None:
            self._points.clear()
        else:
            self._points.append((time.monotonic() if at is None else at, kilograms, stable))
        self.update()

    def clear(self) -> None:
        self._points.clear()
        self.update()

    def mark(self, marks: tuple[tuple[float, bool], ...]) -> None:
        """Steps of the pan, by the seconds since each: a tick for one that fits, a diamond for one that does
        not.
        """
        now = time.monotonic()
        fresh = tuple((now - ago, fits) for ago, fits in marks if ago <= SECONDS)
        if [fits for _, fits in fresh] != [fits for _, fits in self._marks] or not fresh:
            self._marks = fresh
            self.update()

    def expect(self, target: float | None, tolerance: float) -> None:
        if (target, tolerance) != (self._target, self._tolerance):
            self._target, self._tolerance = target, tolerance
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        tokens = self._look.theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.canvas))
        painter.drawRoundedRect(box, 6, 6)
        inner = box.adjusted(8, 8, -8, -8)
        top = max([value for _, value, _ in self._points] + [self._target or 0.0, 0.05]) * 1.12
        if self._target is not None:
            self._paint_target(painter, inner, top, self._target)
        self._paint_points(painter, inner, top)
        self._paint_marks(painter, inner)
        painter.end()

    def _paint_marks(self, painter: QPainter, box: QRectF) -> None:
        tokens = self._look.theme.tokens
        end = self._points[-1][0] if self._points else 0.0
        painter.setPen(Qt.PenStyle.NoPen)
        for at, fits in self._marks:
            ago = end - at
            if not 0 <= ago <= SECONDS:
                continue
            x, y = box.right() - ago / SECONDS * box.width(), box.bottom() + 3
            if fits:
                painter.setBrush(QColor(tokens.good.band))
                painter.drawRoundedRect(QRectF(x - 1.5, y - 9, 3, 9), 1.5, 1.5)
            else:
                painter.setBrush(QColor(tokens.warn.band))
                corners = [QPointF(x, y - 12), QPointF(x + 6, y - 6), QPointF(x, y), QPointF(x - 6, y - 6)]
                painter.drawPolygon(QPolygonF(corners))

    def _paint_target(self, painter: QPainter, box: QRectF, top: float, target: float) -> None:
        tokens = self._look.theme.tokens
        high = box.bottom() - box.height() * (target + self._tolerance) / top
        low = box.bottom() - box.height() * (target - self._tolerance) / top
        painter.setBrush(QColor(tokens.good.tint))
        painter.drawRect(QRectF(box.x(), high, box.width(), max(3.0, low - high)))

    def _paint_points(self, painter: QPainter, box: QRectF, top: float) -> None:
        if not self._points:
            return
        tokens = self._look.theme.tokens
        end = self._points[-1][0]
        path = QPainterPath()
        for number, (at, value, _) in enumerate(point for point in self._points if end - point[0] <= SECONDS):
            place = QPointF(
                box.right() - (end - at) / SECONDS * box.width(), box.bottom() - value / top * box.height()
            )
            if number:
                path.lineTo(place)
            else:
                path.moveTo(place)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tokens.accent), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPath(path)
        stable = self._points[-1][2]
        painter.setBrush(QColor(tokens.accent if stable else tokens.surface))
        painter.drawEllipse(path.currentPosition(), 3.5, 3.5)


class Figure(QWidget):
    """The mass in large type: solid when sure, outlined while moving, struck through when old."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._metrics = look, Metrics()
        self._figure, self._unit, self._style = "", "", "none"
        self._tone = Tone.NEUTRAL
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self.setFixedHeight(round(metrics.type(Type.FIGURE) * 1.2))

    def sizeHint(self) -> QSize:
        """What it takes with its unit."""
        large = self._look.theme.font(Type.FIGURE, self._metrics, bold=True)
        small = self._look.theme.font(Type.HEAD, self._metrics)
        wide = QFontMetrics(large).horizontalAdvance(self._figure)
        wide += QFontMetrics(small).horizontalAdvance(self._unit) + self._metrics.px(10)
        return QSize(wide, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.height())

    def show_figure(self, figure: str, unit: str, style: str, tone: Tone) -> None:
        if (figure, unit, style, tone) != (self._figure, self._unit, self._style, self._tone):
            self._figure, self._unit, self._style, self._tone = figure, unit, style, tone
            self.setAccessibleName(f"{figure} {unit}")
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        tokens = self._look.theme.tokens
        font = self._look.theme.font(Type.FIGURE, self._metrics, bold=True)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        base = self.height() * 0.80
        path.addText(0, base, font, self._figure)
        wide = path.boundingRect().right()
        ink = QColor(tokens.text if self._tone is Tone.NEUTRAL else tokens.verdict(self._tone).on_tint)
        if self._style in ("none", "struck"):
            ink = QColor(tokens.disabled)
        if self._style == "outline":
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.quiet), 1.6))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
        painter.drawPath(path)
        small = self._look.theme.font(Type.HEAD, self._metrics)
        painter.setFont(small)
        painter.setPen(QColor(tokens.quiet))
        painter.drawText(QPointF(wide + self._metrics.px(10), base), self._unit)
        if self._style == "struck":
            painter.setPen(QPen(QColor(tokens.bad.on_tint), 4))
            middle = base - font.pixelSize() * 0.34
            painter.drawLine(QPointF(-2, middle), QPointF(wide + 4, middle))
        painter.end()
