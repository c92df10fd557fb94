"""How far something is, or how much of it is left: a quiet bar with its numbers beside it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.look import Elided, Look
from ui.theme.tokens import Metrics, Type
from ui.widgets.gauge import Gauge


class _Bar(QWidget):
    def __init__(self, look: Look, accent: bool) -> None:
        super().__init__()
        self._look, self._accent, self._share = look, accent, 0.0
        self._high = 8
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_metrics(self, metrics: Metrics) -> None:
        self._high = metrics.px(8)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(120, self._high)

    def show_share(self, share: float) -> None:
        if share != self._share:
            self._share = share
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        tokens, painter = self._look.theme.tokens, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole, round_ = QRectF(self.rect()), self.height() / 2
        painter.setBrush(QColor(tokens.border))
        painter.drawRoundedRect(whole, round_, round_)
        filled = QRectF(whole)
        filled.setWidth(max(whole.height(), whole.width() * self._share) if self._share > 0 else 0)
        painter.setBrush(QColor(tokens.accent if self._accent else tokens.quiet))
        painter.drawRoundedRect(filled, round_, round_)
        painter.end()


class GaugeBar(QWidget):
    """`accent`: something is going on; else it only stands there."""

    def __init__(self, look: Look, accent: bool) -> None:
        super().__init__()
        self._bar = _Bar(look, accent)
        self._words = Elided(Type.BODY if accent else Type.SMALL, quiet=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(12)
        row.addWidget(self._bar, 2)
        row.addWidget(self._words, 3)

    def show_gauge(self, gauge: Gauge | None) -> None:
        self.setVisible(gauge is not None)
        if gauge is None:
            return
        self._bar.setVisible(gauge.share is not None)
        self._bar.show_share(gauge.share or 0.0)
        self._words.show_text(gauge.words)
