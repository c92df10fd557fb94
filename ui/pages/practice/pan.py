"""A scale to put a carton on and a printer a label comes out of, as things to press."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QPushButton, QSizePolicy

from ui.look import Look, set_type
from ui.pages.pack.stage_card import carton, sheet
from ui.theme.tokens import Metrics, Type

SHRINK = (1.0, 0.88, 0.76, 0.66)
_WRAP = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)


def draw_fitting(painter: QPainter, room: QRect, text: str) -> None:
    """Words in the middle of their room, as large as all of them are seen; cut only where nothing helps."""
    full = QFont(painter.font())
    for share in SHRINK:
        font = QFont(full)
        font.setPixelSize(max(9, round(QFontInfo(full).pixelSize() * share)))
        metrics = QFontMetrics(font)
        needed = metrics.boundingRect(room, _WRAP, text)
        if needed.height() <= room.height() and needed.width() <= room.width():
            break
    else:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, round(room.width() * 1.7))
    painter.setFont(font)
    painter.drawText(room, _WRAP, text)
    painter.setFont(full)


class Thing(QPushButton):
    """Drawn in a box of 264 x 120; a caption below."""

    def __init__(self, look: Look, caption: str) -> None:
        super().__init__()
        self._look, self._caption, self._metrics = look, caption, Metrics()
        self.wanted = False
        self.setProperty("kind", "tile")
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(caption)
        set_type(self, Type.BODY, bold=True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self.setFixedHeight(metrics.px(104 if not metrics.tight else 76) + self._line)

    @property
    def _line(self) -> int:
        """Height of the caption: two lines where words are large."""
        return self.fontMetrics().height() * (2 if self._metrics.tight else 1) + 12

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def show_caption(self, caption: str, wanted: bool) -> None:
        self._caption, self.wanted = caption, wanted
        self.setAccessibleName(caption)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        tokens = self._look.theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.wanted:
            painter.setPen(QPen(QColor(tokens.accent), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 12, 12)
        line = self._line
        painter.setPen(QColor(tokens.text if self.isEnabled() else tokens.disabled))
        room = QRectF(10, self.height() - line, self.width() - 20, line - 4)
        draw_fitting(painter, room.toRect(), self._caption)
        scale = (self.height() - line) / 104
        painter.translate(self.width() / 2 - 132 * scale, 0)
        painter.scale(scale, scale)
        painter.setOpacity(1.0 if self.isEnabled() else 0.45)
        self.paint_thing(painter)
        painter.end()

    def paint_thing(self, painter: QPainter) -> None:
        """Draw inside 264 x 104."""


class Pan(Thing):
    """The carton waits beside the scale, or stands on it."""

    on = False

    def paint_thing(self, painter: QPainter) -> None:
        tokens = self._look.theme.tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.quiet))
        painter.drawRoundedRect(QRectF(116, 66, 110, 7), 3, 3)
        painter.drawPolygon(
            QPolygonF([QPointF(132, 73), QPointF(210, 73), QPointF(220, 98), QPointF(122, 98)])
        )
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(QRectF(152, 80, 38, 12), 3, 3)
        if self.on:
            carton(painter, QRectF(142, 18, 58, 48))
            return
        carton(painter, QRectF(34, 50, 58, 48))
        painter.setPen(QPen(QColor(tokens.accent), 2.5, Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawArc(QRectF(60, 14, 110, 84), 20 * 16, 130 * 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent))
        painter.drawPolygon(QPolygonF([QPointF(170, 56), QPointF(160, 42), QPointF(176, 40)]))


class Printer(Thing):
    """The label hangs out when one was printed."""

    printed = False

    def paint_thing(self, painter: QPainter) -> None:
        tokens = self._look.theme.tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.quiet))
        painter.drawRoundedRect(QRectF(72, 12, 120, 44), 8, 8)
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(QRectF(86, 44, 92, 5), 2, 2)
        painter.setBrush(QColor(tokens.good.band if self.printed else tokens.border))
        painter.drawEllipse(QRectF(174, 20, 8, 8))
        if self.printed:
            painter.setClipRect(QRectF(0, 46, 264, 60))
            sheet(painter, QRectF(94, 6, 76, 94), QColor(tokens.accent), whole=False)
            painter.setClipping(False)
