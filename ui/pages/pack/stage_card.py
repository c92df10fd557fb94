"""A step drawn large: the carton on the scale, the label on its way, the label to scan, the halt."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.look import Look, label, set_type
from ui.pages.pack.screen import Stage
from ui.theme.tokens import Metrics, Tone, Type
from ui.widgets.chips import ChipRow

BARS = (2, 1, 3, 1, 1, 2, 1, 3, 2, 1, 1, 2, 3, 1, 2, 1, 1, 3, 1, 2)


class Drawing(QWidget):
    """Flat drawings of the bench, in the theme's own colours."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._name, self._tone, self._barcode = look, "", Tone.NEUTRAL, ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_metrics(self, metrics: Metrics) -> None:
        side = metrics.px(196 if not metrics.tight else 120)
        self.setFixedSize(side, side)

    def sizeHint(self) -> QSize:
        return self.size()

    def show_drawing(self, name: str, tone: Tone, barcode: str) -> None:
        self._name, self._tone, self._barcode = name, tone, barcode
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._look.theme.tokens
        verdict = tokens.verdict(self._tone)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent_tint if self._tone is Tone.NEUTRAL else verdict.tint))
        painter.drawRoundedRect(self.rect(), 8, 8)
        painter.scale(self.width() / 208, self.height() / 208)
        if self._name.startswith("big:"):
            self._big(painter, self._name.removeprefix("big:"))
        elif self._name == "scale":
            self._scale(painter)
        elif self._name == "slip":
            sheet(painter, QRectF(44, 26, 120, 156), self._ink(), whole=True)
        else:
            self._printer(painter)
        painter.end()

    def _ink(self) -> QColor:
        tokens = self._look.theme.tokens
        return QColor(tokens.accent if self._tone is Tone.NEUTRAL else tokens.verdict(self._tone).on_tint)

    def _big(self, painter: QPainter, icon: str) -> None:
        ratio = self.devicePixelRatioF() * max(1.0, self.width() / 208)
        pixels = self._look.theme.pixmap(icon, 116, self._ink().name(), ratio)
        painter.drawPixmap(46, 46, pixels)

    def _scale(self, painter: QPainter) -> None:
        carton(painter, QRectF(59, 44, 90, 72))
        ink = self._ink()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawRoundedRect(QRectF(32, 116, 144, 9), 4, 4)
        painter.drawRect(QRectF(92, 125, 24, 10))
        painter.drawPolygon(
            QPolygonF([QPointF(58, 135), QPointF(150, 135), QPointF(162, 176), QPointF(46, 176)])
        )
        painter.setBrush(QColor(self._look.theme.tokens.surface))
        painter.drawRoundedRect(QRectF(78, 146, 52, 19), 4, 4)

    def _printer(self, painter: QPainter) -> None:
        ink = self._ink()
        down = {"label_coming": 26, "label_out": 76, "label_failed": 8}.get(self._name, 40)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._name == "label_out":
            sheet(painter, QRectF(50, 26, 108, 156), ink, whole=True)
            return
        painter.setBrush(ink)
        painter.drawRoundedRect(QRectF(34, 56, 140, 66), 10, 10)
        painter.setBrush(QColor(self._look.theme.tokens.surface))
        painter.drawRoundedRect(QRectF(52, 104, 104, 7), 3, 3)
        painter.drawEllipse(QRectF(150, 68, 9, 9))
        painter.setClipRect(QRectF(0, 108, 208, 100))
        sheet(painter, QRectF(60, 108 + down - 60, 88, 112), ink, whole=False)
        painter.setClipping(False)


def carton(painter: QPainter, box: QRectF) -> None:
    """A brown carton, closed with tape."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#C99A63"))
    painter.drawRoundedRect(box, 3, 3)
    painter.setBrush(QColor("#B58450"))
    painter.drawRect(QRectF(box.x(), box.y(), box.width(), box.height() * 0.16))
    painter.setBrush(QColor("#E8D3AF"))
    painter.drawRect(
        QRectF(box.center().x() - box.width() * 0.09, box.y(), box.width() * 0.18, box.height() * 0.42)
    )


def sheet(painter: QPainter, box: QRectF, ink: QColor, whole: bool) -> None:
    """A shipping label: address lines and a barcode on white paper."""
    paper = QColor("#FFFFFF")
    painter.setPen(QPen(QColor(0, 0, 0, 40), 1))
    painter.setBrush(paper)
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#C4CCD6"))
    for place, share in enumerate((0.5, 0.7, 0.6)):
        painter.drawRect(QRectF(box.x() + 10, box.y() + 12 + place * 11, (box.width() - 20) * share, 5))
    painter.setBrush(QColor("#12171D"))
    left, top = box.x() + 12, box.y() + box.height() * (0.42 if whole else 0.5)
    step = (box.width() - 24) / (sum(BARS) + len(BARS) - 1)
    for bar in BARS:
        painter.drawRect(QRectF(left, top, bar * step, box.height() * 0.34))
        left += (bar + 1) * step
    painter.setBrush(ink)
    if whole:
        painter.drawRoundedRect(QRectF(box.x() - 16, top + box.height() * 0.16, box.width() + 32, 3.5), 2, 2)


class StageCard(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._drawing = Drawing(look)
        self._title = label("", Type.HEAD, bold=True, wrap=True)
        self._barcode = label("", Type.TITLE, bold=True, wrap=True)
        self._barcode.setProperty("role", "accent")
        self._facts = ChipRow(look, Type.LEAD)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(20)
        row.addWidget(self._drawing, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column = column = QVBoxLayout()
        column.setSpacing(10)
        column.addStretch(1)
        for one in (self._title, self._barcode, self._facts):
            column.addWidget(one)
        column.addStretch(1)
        row.addLayout(column, 1)

    def set_metrics(self, metrics: Metrics) -> None:
        set_type(self._title, Type.TITLE if metrics.tight else Type.HEAD, bold=True)
        set_type(self._barcode, Type.LEAD if metrics.tight else Type.TITLE, bold=True)
        self._column.setSpacing(4 if metrics.tight else 10)

    def show_stage(self, stage: Stage) -> None:
        self._drawing.show_drawing(stage.drawing, stage.tone, stage.barcode)
        self._title.setText(stage.title)
        self._barcode.setText(stage.barcode)
        self._barcode.setVisible(bool(stage.barcode))
        self._facts.show_facts(tuple((icon, text, "soft") for icon, text in stage.facts))
