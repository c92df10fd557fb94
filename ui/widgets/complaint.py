"""What is the matter, beside what it is about: icon, words, and the code in small type."""

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from ui.look import Look, label
from ui.theme.theme import say_state
from ui.theme.tokens import Metrics, Tone, Type


class Said(Protocol):
    @property
    def text(self) -> str: ...

    @property
    def code(self) -> str: ...


class ComplaintLine(QFrame):
    """Hidden while there is nothing to say."""

    def __init__(self, look: Look, tone: Tone = Tone.BAD, icon: str = "alert") -> None:
        super().__init__()
        self._look, self._tone, self._icon_name, self._side = look, tone, icon, 20
        self._icon = QLabel()
        self._text = label("", Type.BODY, bold=True, wrap=True)
        self._code = label("", Type.SMALL)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._text)
        column.addWidget(self._code)
        row.addLayout(column, 1)
        self._row = row
        self.hide()

    def set_metrics(self, metrics: Metrics) -> None:
        self._side = metrics.icon(20)
        self._draw()

    def show_complaint(self, said: Said | None) -> None:
        self.setVisible(said is not None)
        if said is None:
            return
        self._text.setText(said.text)
        self._code.setText(said.code)
        self._code.setVisible(bool(said.code))
        self.setAccessibleName(said.text)
        self._draw()

    def _draw(self) -> None:
        say_state(self, "tint", self._tone.value)
        for one in (self._text, self._code):
            say_state(one, "tone", self._tone.value)
        theme = self._look.theme
        ink = theme.tokens.verdict(self._tone).on_tint
        self._icon.setPixmap(theme.pixmap(self._icon_name, self._side, ink, self.devicePixelRatioF()))
