"""Words in as many lines as there is room for; the last ends in an ellipsis, none is cut in half."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from ui.look import set_type
from ui.theme.tokens import Type

ENDLESS = 100_000


def wrapping(words: str, font: QFont, width: int) -> int:
    """Between words; within them only where one alone is wider than a line."""
    measure = QFontMetrics(font)
    torn = any(measure.horizontalAdvance(word) > width for word in words.split())
    return int(Qt.TextFlag.TextWrapAnywhere if torn else Qt.TextFlag.TextWordWrap)


def fits(words: str, font: QFont, room: QRect) -> bool:
    wrap = wrapping(words, font, room.width())
    needed = QFontMetrics(font).boundingRect(QRect(0, 0, room.width(), ENDLESS), wrap, words)
    return needed.height() <= room.height() and needed.width() <= room.width()


def shortened(words: str, font: QFont, room: QRect) -> str:
    """As much of the beginning as fits, with an ellipsis where that is not all."""
    if fits(words, font, room):
        return words
    least, most = 0, len(words)
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if fits(f"{words[:middle]}…", font, room) else (least, middle - 1)
    return f"{words[:least].rstrip()}…"


class Paragraph(QLabel):
    """A label of several lines that may get less room than it needs: one line at least."""

    def __init__(self, role: Type = Type.BODY, bold: bool = False) -> None:
        super().__init__()
        set_type(self, role, bold)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        room = QRect(0, 0, max(1, width), ENDLESS)
        return self.fontMetrics().boundingRect(room, self._wrap(width), self.text()).height()

    def _wrap(self, width: int) -> int:
        return wrapping(self.text(), self.font(), width)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        shown = shortened(self.text(), self.font(), self.rect())
        self.setToolTip("" if shown == self.text() else self.text())
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), self._wrap(self.width()), shown)
        painter.end()
