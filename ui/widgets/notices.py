"""Trouble that stops nothing: one calm line each, under the work, so that nothing above moves."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.look import Elided, Look
from ui.theme.theme import say_state
from ui.theme.tokens import Metrics, Type
from ui.widgets.notice import Notice

MOST = 2


class _Line(QFrame):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._icon = QLabel()
        self._text = Elided(Type.BODY, bold=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 14, 8)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)

    def show_notice(self, notice: Notice) -> None:
        theme = self._look.theme
        say_state(self, "tint", notice.tone.value)
        say_state(self._text, "tone", notice.tone.value)
        ink = theme.tokens.verdict(notice.tone).on_tint
        self._icon.setPixmap(
            theme.pixmap(notice.icon, self.fontMetrics().height(), ink, self.devicePixelRatioF())
        )
        self._text.show_text(notice.text)


class Notices(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._lines = [_Line(look) for _ in range(MOST)]
        self._shown: tuple[Notice, ...] | None = None
        self._most = MOST
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for line in self._lines:
            column.addWidget(line)
        self.hide()
        look.theme.changed.connect(self._redraw)

    def set_metrics(self, metrics: Metrics) -> None:
        self._most = 1 if metrics.tight else MOST
        self._redraw()

    def _redraw(self) -> None:
        shown, self._shown = self._shown, None
        if shown is not None:
            self.show_notices(shown)

    def show_notices(self, notices: tuple[Notice, ...]) -> None:
        if notices == self._shown:
            return
        self._shown = notices
        for place, line in enumerate(self._lines):
            wanted = place < min(len(notices), self._most)
            line.setVisible(wanted)
            if wanted:
                line.show_notice(notices[place])
        self.setVisible(bool(notices))
