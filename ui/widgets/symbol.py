"""A Code 128 on the screen, dark on white in every theme: scanners read nothing else."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import Look, set_type
from ui.theme.tokens import Metrics, Type

QUIET_MODULES = 10
MODULE = 3  # px; wide enough for a camera and a laser at arm's length


class Symbol(QWidget):
    """`bars` are (first module, width), `modules` the whole width without its quiet zones."""

    def __init__(self, look: Look, text: str, modules: int, bars: tuple[tuple[int, int], ...]) -> None:
        super().__init__()
        self._look, self._text, self._modules, self._bars = look, text, modules, bars
        self._module, self._high = MODULE, 110
        set_type(self, Type.BODY, bold=True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set_metrics(self, metrics: Metrics) -> None:
        self._module, self._high = (MODULE, metrics.px(110))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        wide = (self._modules + 2 * QUIET_MODULES) * self._module
        return QSize(wide, self._high + self.fontMetrics().height() + 24)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#FFFFFF"))
        for first, width in self._bars:
            left = (QUIET_MODULES + first) * self._module
            painter.fillRect(QRect(left, 12, width * self._module, self._high), QColor("#000000"))
        painter.setPen(QColor("#000000"))
        below = QRect(0, self._high + 12, self.width(), self.height() - self._high - 12)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._text)
        painter.end()
