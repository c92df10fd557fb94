"""The striped band that says: nothing leaves the building."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QWidget

from ui.look import Look, set_type
from ui.theme.tokens import Metrics, Type

STRIPE = 22


class StripedBand(QWidget):
    """`words`: the name of what it says."""

    def __init__(self, look: Look, words: str) -> None:
        super().__init__()
        self._look = look
        self._words = look.text.word(words)
        set_type(self, Type.SMALL, bold=True)
        self.setAccessibleName(self._words)

    def set_metrics(self, metrics: Metrics) -> None:
        self.setFixedHeight(metrics.type(Type.SMALL) + 15)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor("#F2C230"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#2A2410"))
        high, wide = self.height(), self.width()
        for left in range(-high, wide + high, STRIPE * 2):
            painter.drawPolygon(
                QPolygonF(
                    [
                        QPointF(left, high),
                        QPointF(left + high, 0),
                        QPointF(left + high + STRIPE, 0),
                        QPointF(left + STRIPE, high),
                    ]
                )
            )
        metrics = self.fontMetrics()
        room = metrics.horizontalAdvance(self._words) + 40
        plate = self.rect().adjusted((wide - room) // 2, 0, -(wide - room) // 2, 0)
        painter.fillRect(plate, QColor("#F2C230"))
        painter.setPen(QColor("#2A2410"))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, self._words)
        painter.end()
