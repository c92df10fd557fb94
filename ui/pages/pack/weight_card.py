"""The scale: figure, what is expected, what that means, and the last five seconds."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from ui.look import Look, label
from ui.pages.pack.screen import Weight
from ui.theme.theme import say_state
from ui.theme.tokens import Metrics, Tone, Type
from ui.widgets.chips import Chip
from ui.widgets.trace import Figure, Trace

ICONS = {Tone.GOOD: "check", Tone.WARN: "question", Tone.BAD: "alert", Tone.NEUTRAL: ""}


class WeightCard(QFrame):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._figure = Figure(look)
        self._status = label("", Type.BODY, quiet=True, wrap=True)
        self._expected = label("", Type.BODY, quiet=True)
        self._verdict = Chip(look, role=Type.BODY)
        self._followed = label("", Type.SMALL, quiet=True)
        self._evidence = label("", Type.SMALL, quiet=True)
        self._trace = Trace(look)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(6)
        self._tight = False
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(8)
        self._head.addWidget(self._figure, 1)
        self._head.addWidget(self._verdict)
        self._column.addLayout(self._head)
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.setSpacing(12)
        self._words.addWidget(self._status, 1)
        self._words.addWidget(self._expected)
        self._column.addLayout(self._words)
        small = QHBoxLayout()
        small.addWidget(self._followed, 1)
        small.addWidget(self._evidence)
        self._column.addLayout(small)
        self._column.addWidget(self._trace)

    def set_metrics(self, metrics: Metrics) -> None:
        direction = QBoxLayout.Direction
        self._tight = metrics.tight
        self._head.setSpacing(0 if metrics.tight else 8)
        self._words.setDirection(direction.TopToBottom if metrics.tight else direction.LeftToRight)
        self._words.setSpacing(0 if metrics.tight else 12)
        side, top = (12, 4) if metrics.tight else (20, 10)
        self._column.setContentsMargins(side, top, side, 8 if metrics.tight else 16)
        self._column.setSpacing(0 if metrics.tight else 6)
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        """The verdict beside the figure, below it where it would cut it."""
        direction = QBoxLayout.Direction
        room = self._column.contentsRect().width() - self._head.spacing()
        wanted = self._figure.sizeHint().width() + self._verdict.sizeHint().width()
        below = self._tight or (not self._verdict.isHidden() and wanted > room)
        self._head.setDirection(direction.TopToBottom if below else direction.LeftToRight)

    def show_weight(self, weight: Weight, trace: bool = True) -> None:
        self._figure.show_figure(weight.figure, weight.unit, weight.style, weight.verdict_tone)
        self._status.setText(weight.status)
        say_state(
            self._status, "tone", "" if weight.status_tone is Tone.NEUTRAL else weight.status_tone.value
        )
        self._expected.setText(weight.expected)
        room = not (self._tight and weight.verdict)
        self._expected.setVisible(room and bool(weight.expected) and weight.style in ("solid", "outline"))
        self._verdict.setVisible(bool(weight.verdict))
        self._status.setVisible(room)
        if weight.verdict:
            self._verdict.show_fact(ICONS[weight.verdict_tone], weight.verdict, weight.verdict_tone.value)
        self._turn()
        sure = weight.style in ("solid", "outline")
        self._evidence.setText(weight.evidence if sure else "")
        self._followed.setText(weight.followed if sure else "")
        for one in (self._evidence, self._followed):
            one.setVisible(not self._tight)
        self._trace.expect(weight.target, weight.tolerance)
        self._trace.mark(weight.marks)
        if trace:
            self._trace.add(weight.value, weight.style == "solid")

    def clear_trace(self) -> None:
        self._trace.clear()

    def add_reading(self, kilograms: float, stable: bool, at: float) -> None:
        self._trace.add(kilograms, stable, at)
