"""The test of a shop that is being added: on its way, without an answer, or with what it said."""

import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ui.look import Look, breakable, dress, label, scrolling
from ui.pages.shops.trial import Fact, Facts, TrialLook
from ui.theme.theme import say_state
from ui.theme.tokens import Metrics, Tone, Type
from ui.widgets.chips import Chip
from ui.widgets.panel import StatePanel

SECOND_MS = 1000


class _FactLine(QWidget):
    def __init__(self, look: Look, fact: Fact) -> None:
        super().__init__()
        self._look, self._fact = look, fact
        self._icon = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(label(breakable(fact.lead), Type.BODY, bold=True, wrap=True))
        if fact.about:
            column.addWidget(label(fact.about, Type.BODY, quiet=True, wrap=True))
        if fact.code:
            column.addWidget(label(fact.code, Type.SMALL, quiet=True))
        row.addLayout(column, 1)
        if fact.word:
            tone = "soft" if fact.tone is Tone.NEUTRAL else fact.tone.value
            row.addWidget(Chip(look, text=fact.word, tone=tone), 0, Qt.AlignmentFlag.AlignTop)

    def set_metrics(self, metrics: Metrics) -> None:
        theme, tone = self._look.theme, self._fact.tone
        ink = theme.tokens.quiet if tone is Tone.NEUTRAL else theme.tokens.verdict(tone).on_tint
        side = metrics.icon(22)
        self._icon.setPixmap(theme.pixmap(self._fact.icon, side, ink, self.devicePixelRatioF()))


class _FactsCard(QFrame):
    def __init__(self, look: Look, facts: Facts) -> None:
        super().__init__()
        self.setProperty("card", "true")
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 16, 22, 18)
        column.setSpacing(10)
        column.addWidget(label(facts.title, Type.LEAD, bold=True, wrap=True))
        if facts.how:
            column.addWidget(label(facts.how, Type.BODY, quiet=True, wrap=True))
        for line in facts.lines:
            column.addWidget(_FactLine(look, line))
        if facts.end:
            column.addWidget(label(facts.end, Type.BODY, quiet=True, wrap=True))
        column.addStretch(1)


class _Verdict(QFrame):
    def __init__(self, look: Look, shown: TrialLook) -> None:
        super().__init__()
        self._look, self._shown = look, shown
        self._icon = QLabel()
        self._title = label(shown.title, Type.TITLE, bold=True, wrap=True)
        self._how = label(shown.how, Type.BODY, wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(22, 14, 22, 14)
        row.setSpacing(16)
        row.addWidget(self._icon)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self._title)
        column.addWidget(self._how)
        row.addLayout(column, 1)

    def set_metrics(self, metrics: Metrics) -> None:
        theme, tone = self._look.theme, self._shown.tone
        say_state(self, "tint", tone.value)
        for one in (self._title, self._how):
            say_state(one, "tone", tone.value)
        ink = theme.tokens.verdict(tone).on_tint
        self._icon.setPixmap(theme.pixmap(self._shown.icon, metrics.icon(36), ink, self.devicePixelRatioF()))


class TrialStep(QWidget):
    """`stopped`: enough was counted. `again`: test once more."""

    stopped = Signal()
    again = Signal()

    def __init__(self, look: Look, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._look, self._clock, self._metrics = look, clock, Metrics()
        self._started = 0.0
        self._asked = ("", "")
        self._waits = self._stopping = False
        self._panel = StatePanel(look)
        self._panel.pressed.connect(self._pressed)
        self._content: QWidget | None = None
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._panel)
        self._beat = QTimer(self)
        self._beat.setInterval(SECOND_MS)
        self._beat.timeout.connect(self._tell)
        self._beside: tuple[QBoxLayout, ...] = ()

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        way = QBoxLayout.Direction
        for row in self._beside:
            row.setDirection(way.TopToBottom if metrics.tight else way.LeftToRight)

    def _pressed(self) -> None:
        if not self._waits:
            self.again.emit()
            return
        self._stopping = True
        self.stopped.emit()
        self._tell()

    def show_waiting(self, title: str, how: str) -> None:
        """With the seconds since, and a button that ends the counting."""
        self._asked, self._waits, self._stopping = (title, how), True, False
        self._started = self._clock()
        self._stack.setCurrentWidget(self._panel)
        self._beat.start()
        self._tell()

    def _tell(self) -> None:
        word = self._look.text.word
        title, how = self._asked
        span = self._look.format.span(self._clock() - self._started)
        button = "" if self._stopping else word("add.stop")
        self._panel.show_state(
            "waiting", title, word("add.stopping") if self._stopping else how, span, button, ink="accent"
        )

    def show_trouble(self, title: str, sentence: str, code: str) -> None:
        self.rest()
        self._panel.show_state("alert", title, sentence, code, self._look.text.word("add.again"), ink="bad")
        self._stack.setCurrentWidget(self._panel)

    def settle(self) -> None:
        """The button that is there gets the focus."""
        self._panel.settle()

    def rest(self) -> None:
        """Nothing is on its way."""
        self._waits = False
        self._beat.stop()

    def show_trial(self, shown: TrialLook) -> None:
        self.rest()
        before, self._content = self._content, self._build(shown)
        self._stack.addWidget(self._content)
        self._stack.setCurrentWidget(self._content)
        if before is not None:
            self._stack.removeWidget(before)
            before.deleteLater()
        dress(self._content, self._look.theme, self._metrics)
        self.set_metrics(self._metrics)

    def _build(self, shown: TrialLook) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(14)
        column.addWidget(_Verdict(self._look, shown))
        if shown.remarks.lines:
            column.addWidget(_FactsCard(self._look, shown.remarks))
        rows = [self._pair(column, shown.counts, shown.rights)]
        rest = [facts for facts in (shown.locations, shown.aside) if facts.lines]
        if rest:
            rows.append(self._pair(column, *rest))
        self._beside = tuple(rows)
        column.addStretch(1)
        return scrolling(inside)

    def _pair(self, column: QVBoxLayout, *facts: Facts) -> QBoxLayout:
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(14)
        for one in facts:
            row.addWidget(_FactsCard(self._look, one), 1)
        column.addLayout(row)
        return row
