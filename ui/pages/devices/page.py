"""A card for each device and each shop, with what it gives at this moment."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.look import Elided, Look, dress, label, scrolling
from ui.pages.devices.presenter import DeviceCard
from ui.theme.theme import say_state
from ui.theme.tokens import Metrics, Tone, Type
from ui.widgets.chips import Chip
from ui.widgets.panel import StatePanel

Cards = Callable[[], tuple[DeviceCard, ...]]


class DeviceCardView(QFrame):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._look, self._side = look, 28
        self._icon_name, self._tone = "scanner", Tone.NEUTRAL
        self._icon = QLabel()
        self._title = Elided(Type.LEAD, bold=True)
        self._state = Chip(look, role=Type.BODY)
        self._reading = Elided(Type.HEAD, bold=True)
        self._about = label("", Type.BODY, quiet=True, wrap=True)
        self._why = label("", Type.BODY, wrap=True)
        self._code = label("", Type.SMALL, quiet=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 16, 22, 16)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._icon)
        head.addWidget(self._title, 1)
        head.addWidget(self._state)
        column.addLayout(head)
        for one in (self._reading, self._about, self._why, self._code):
            column.addWidget(one)
        column.addStretch(1)

    def set_metrics(self, metrics: Metrics) -> None:
        self._side = metrics.icon(28)
        self._draw()

    def show_card(self, card: DeviceCard) -> None:
        self._icon_name, self._tone = card.icon, card.tone
        self._title.show_text(card.title)
        self._state.show_fact(
            "check" if card.tone is Tone.GOOD else "",
            card.state,
            "soft" if card.tone is Tone.NEUTRAL else card.tone.value,
        )
        self._reading.show_text(card.reading)
        self._reading.setVisible(bool(card.reading))
        for one, text in ((self._about, card.about), (self._why, card.why), (self._code, card.code)):
            one.setText(text)
            one.setVisible(bool(text))
        ill = card.tone if card.tone in (Tone.WARN, Tone.BAD) else Tone.NEUTRAL
        say_state(self._why, "tone", "" if ill is Tone.NEUTRAL else ill.value)
        self.setAccessibleName(", ".join(part for part in (card.title, card.state, card.reading) if part))
        self._draw()

    def _draw(self) -> None:
        theme = self._look.theme
        ill = self._tone in (Tone.WARN, Tone.BAD)
        ink = theme.tokens.verdict(self._tone).on_tint if ill else theme.tokens.quiet
        self._icon.setPixmap(theme.pixmap(self._icon_name, self._side, ink, self.devicePixelRatioF()))


class DevicesPage(QWidget):
    """`cards` are asked for whenever something may have changed while the page is up."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self.cards: Cards = tuple
        self._look, self._metrics = look, Metrics()
        self._shown: tuple[DeviceCard, ...] = ()
        self._views: list[DeviceCardView] = []
        word = look.text.word
        self._none = StatePanel(look)
        self._none.show_state("devices", word("devices.none"), word("devices.none_how"))
        inside = QWidget()
        around = QVBoxLayout(inside)
        around.setContentsMargins(0, 0, 4, 0)
        self._grid = QGridLayout()
        self._grid.setSpacing(14)
        around.addLayout(self._grid)
        around.addWidget(self._none, 1)
        around.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        column.addWidget(label(word("devices.title"), Type.HEAD, bold=True), 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(scrolling(inside), 1)
        look.theme.changed.connect(self.refresh)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._place()

    def _place(self) -> None:
        """Two beside one another; one where words are large."""
        columns = 1 if self._metrics.tight else 2
        for place, view in enumerate(self._views):
            self._grid.addWidget(view, place // columns, place % columns)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def refresh(self) -> None:
        cards = self.cards()
        if cards == self._shown:
            return
        self._shown = cards
        if len(self._views) < len(cards):
            for _ in range(len(cards) - len(self._views)):
                made = DeviceCardView(self._look)
                dress(made, self._look.theme, self._metrics)
                self._views.append(made)
            self._place()
        for place, view in enumerate(self._views):
            view.setVisible(place < len(cards))
            if place < len(cards):
                view.show_card(cards[place])
        self._none.setVisible(not cards)
