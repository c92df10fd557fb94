"""One shop: how it is, what waits, and what a person can do about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from ui.look import Elided, Look, button, label
from ui.pages.shops.presenter import ShopCard
from ui.theme.theme import say_state
from ui.theme.tokens import Metrics, Tone, Type
from ui.widgets.bar import GaugeBar
from ui.widgets.chips import Chip


class ShopCardView(QFrame):
    """The signals carry the shop's name; `stuck` asks for the messages."""

    again = Signal(str)
    paused = Signal(str)
    resumed = Signal(str)
    stuck = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._look, self._side = look, 28
        self._card: ShopCard | None = None
        self._icon = QLabel()
        self._title, self._cart = Elided(Type.LEAD, bold=True), Elided(Type.BODY, quiet=True)
        self._state = Chip(look, role=Type.BODY)
        self._open = Elided(Type.HEAD, bold=True)
        self._about = label("", Type.BODY, quiet=True, wrap=True)
        self._importing, self._budget = GaugeBar(look, accent=True), GaugeBar(look, accent=False)
        self._why = label("", Type.BODY, wrap=True)
        self._code = label("", Type.SMALL, quiet=True)
        self._stuck, self._again, self._pause = button(), button(), button()
        self._pause.setToolTip(look.text.word("shops.pause_how"))
        self._stuck.clicked.connect(self.stuck)
        self._again.clicked.connect(self._press_again)
        self._pause.clicked.connect(self._press_pause)
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 16, 22, 16)
        column.setSpacing(6)
        head, names = QHBoxLayout(), QVBoxLayout()
        head.setSpacing(12)
        names.setSpacing(0)
        names.addWidget(self._title)
        names.addWidget(self._cart)
        head.addWidget(self._icon)
        head.addLayout(names, 1)
        head.addWidget(self._state)
        column.addLayout(head)
        for one in (self._open, self._about, self._importing, self._budget, self._why, self._code):
            column.addWidget(one)
        column.addStretch(1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 8, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._stuck)
        row.addStretch(1)
        row.addWidget(self._again)
        row.addWidget(self._pause)
        column.addLayout(row)

    def set_metrics(self, metrics: Metrics) -> None:
        self._side = metrics.icon(28)
        self.draw()

    def _press_again(self) -> None:
        if self._card is not None:
            self._again.setEnabled(False)
            self.again.emit(self._card.name)

    def _press_pause(self) -> None:
        if self._card is not None:
            self._pause.setEnabled(False)
            (self.resumed if self._card.paused else self.paused).emit(self._card.name)

    def wake(self) -> None:
        """What was pressed has been seen to."""
        self._again.setEnabled(True)
        self._pause.setEnabled(True)

    def show_card(self, card: ShopCard) -> None:
        if card == self._card:
            return
        self._card = card
        self.wake()
        word = self._look.text.word
        soft = "soft" if card.tone is Tone.NEUTRAL else card.tone.value
        self._title.show_text(card.name)
        self._cart.show_text(card.cart)
        self._state.show_fact(card.icon, card.state, soft)
        self._open.show_text(card.open)
        for one, text in ((self._about, card.about), (self._why, card.why), (self._code, card.code)):
            one.setText(text)
            one.setVisible(bool(text))
        ill = card.tone if card.tone in (Tone.WARN, Tone.BAD) else Tone.NEUTRAL
        say_state(self._why, "tone", "" if ill is Tone.NEUTRAL else ill.value)
        self._importing.show_gauge(card.importing)
        self._budget.show_gauge(card.budget)
        pause = word("shops.resume") if card.paused else word("shops.pause")
        for press, text in ((self._stuck, card.stuck), (self._again, card.again), (self._pause, pause)):
            press.setText(text)
            press.setAccessibleName(f"{card.name}: {text}")
            press.setVisible(bool(text))
        self.setAccessibleName(", ".join((card.name, card.state, card.open)))
        self.draw()

    def draw(self) -> None:
        """The icon in the theme's ink."""
        theme, tone = self._look.theme, self._card.tone if self._card is not None else Tone.NEUTRAL
        ill = tone in (Tone.WARN, Tone.BAD)
        ink = theme.tokens.verdict(tone).on_tint if ill else theme.tokens.quiet
        self._icon.setPixmap(theme.pixmap("shop", self._side, ink, self.devicePixelRatioF()))
