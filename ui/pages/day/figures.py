"""A large figure with what it counts."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from ui.look import Elided, Look, label
from ui.pages.day.screen import Figure
from ui.theme.theme import say_state
from ui.theme.tokens import Metrics, Tone, Type


class FigureCard(QFrame):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._look, self._side = look, 30
        self._icon_name, self._tone = "day", Tone.NEUTRAL
        self._icon = QLabel()
        self._number = label("0", Type.FIGURE, bold=True)
        self._title = Elided(Type.LEAD, bold=True)
        self._about = Elided(Type.BODY, quiet=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(22, 14, 22, 16)
        self._column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._icon)
        head.addWidget(self._title, 1)
        self._column.addLayout(head)
        self._column.addWidget(self._number)
        self._column.addWidget(self._about)

    def set_metrics(self, metrics: Metrics) -> None:
        self._side = metrics.icon(26)
        self._about.setVisible(not metrics.tight)
        self._draw()

    def show_figure(self, figure: Figure) -> None:
        self._number.setText(figure.number)
        self._title.show_text(figure.title)
        self._about.show_text(figure.about)
        self._icon_name, self._tone = figure.icon, figure.tone
        say_state(self._number, "tone", "" if figure.tone is Tone.NEUTRAL else figure.tone.value)
        self._draw()

    def _draw(self) -> None:
        theme = self._look.theme
        ink = theme.tokens.quiet if self._tone is Tone.NEUTRAL else theme.tokens.verdict(self._tone).on_tint
        self._icon.setPixmap(theme.pixmap(self._icon_name, self._side, ink, self.devicePixelRatioF()))
