"""One card per message that stands, with its reason and its button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ui.bridge import Bridge
from ui.core import Core
from ui.look import Elided, Look, dress, label, scrolling, set_type
from ui.pages.pushes.presenter import PushCard, PushesPresenter
from ui.theme.tokens import Metrics, Tone, Type
from ui.widgets.chips import Chip
from ui.widgets.panel import StatePanel

MOST = 100


class PushRowCard(QFrame):
    retry = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._look, self._side, self._id = look, 30, 0
        self._icon_name, self._tone = "waiting", Tone.NEUTRAL
        self._icon = QLabel()
        self._title = Elided(Type.LEAD, bold=True)
        self._state = Chip(look, role=Type.BODY)
        self._about = Elided(Type.BODY, quiet=True)
        self._why = label("", Type.BODY, wrap=True)
        self._code = label("", Type.SMALL, quiet=True)
        self._button = QPushButton(look.text.word("push.retry"))
        self._button.setProperty("kind", "plain")
        self._button.setAutoDefault(False)
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_type(self._button, Type.BODY, bold=True)
        self._button.clicked.connect(self._pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 14, 20, 14)
        row.setSpacing(18)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title, 1)
        head.addWidget(self._state)
        column.addLayout(head)
        for one in (self._about, self._why, self._code):
            column.addWidget(one)
        row.addLayout(column, 1)
        row.addWidget(self._button)

    def set_metrics(self, metrics: Metrics) -> None:
        self._side = metrics.icon(28)
        self.draw()

    def _pressed(self) -> None:
        self._button.setEnabled(False)
        self.retry.emit(self._id)

    def show_card(self, card: PushCard) -> None:
        self._id, self._icon_name, self._tone = card.id, card.icon, card.tone
        self._title.show_text(card.title)
        self._state.show_fact("", card.state, "soft" if card.tone is Tone.NEUTRAL else card.tone.value)
        self._about.show_text(card.about)
        for one, text in ((self._why, card.why), (self._code, card.code)):
            one.setText(text)
            one.setVisible(bool(text))
        self._button.setText(card.button)
        self._button.setVisible(bool(card.button))
        self._button.setEnabled(True)
        self._button.setAccessibleName(f"{self._button.text()}: {card.title}")
        self.draw()

    def draw(self) -> None:
        theme = self._look.theme
        ink = theme.tokens.quiet if self._tone is Tone.NEUTRAL else theme.tokens.verdict(self._tone).on_tint
        self._icon.setPixmap(theme.pixmap(self._icon_name, self._side, ink, self.devicePixelRatioF()))


class PushesPage(QWidget):
    def __init__(self, core: Core, bridge: Bridge, look: Look, presenter: PushesPresenter) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self._core, self._bridge, self._look, self._presenter = core, bridge, look, presenter
        self._metrics = Metrics()
        self._cards: list[PushRowCard] = []
        self._title = label(look.text.word("push.title"), Type.HEAD, bold=True)
        self._summary = label("", Type.LEAD, quiet=True)
        self._panel = StatePanel(look)
        self._panel.show_loading()
        self._panel.pressed.connect(self.refresh)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 4, 0)
        self._list.setSpacing(10)
        self._list.addStretch(1)
        area = scrolling(inside)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(area)
        self._stack.addWidget(self._panel)
        self._stack.setCurrentIndex(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._summary)
        column.addLayout(head)
        column.addWidget(holder, 1)
        look.theme.changed.connect(self.refresh)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._summary.setVisible(not metrics.tight)

    def refresh(self) -> None:
        self._bridge.ask("pushes", lambda: tuple(self._core.pushes()), self._show, self._broken)

    def _show(self, answer: object) -> None:
        rows = answer if isinstance(answer, tuple) else ()
        self._summary.setText(self._presenter.summary(rows))
        cards = self._presenter.cards(rows)[:MOST]
        while len(self._cards) < len(cards):
            made = PushRowCard(self._look)
            made.retry.connect(self._retry)
            dress(made, self._look.theme, self._metrics)
            self._list.insertWidget(len(self._cards), made)
            self._cards.append(made)
        for place, shown in enumerate(self._cards):
            shown.setVisible(place < len(cards))
            if place < len(cards):
                shown.show_card(cards[place])
        if cards:
            self._stack.setCurrentIndex(0)
            return
        word = self._look.text.word
        self._panel.show_state("check_circle", word("push.empty"), word("push.empty_how"))
        self._stack.setCurrentIndex(1)

    def _retry(self, number: int) -> None:
        self._bridge.ask("retry", lambda: self._core.retry_push(number), self._retried, self._broken)

    def _retried(self, _answer: object) -> None:
        self.refresh()

    def _broken(self, fault: object) -> None:
        self._panel.show_broken(fault)
        self._stack.setCurrentIndex(1)
