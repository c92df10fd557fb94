"""Nothing open: what was done, and the order that is next with its cut-off."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.look import Look, label, set_type
from ui.pages.pack.screen import Offer
from ui.pages.pack.stage_card import Drawing
from ui.theme.tokens import Metrics, Tone, Type
from ui.widgets.chips import ChipRow
from ui.widgets.panel import StatePanel


class OfferCard(QFrame):
    """The next order in large type, with a drawing of what to do."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._slip = Drawing(look)
        self._lead = label(look.text.word("idle.next"), Type.LEAD, quiet=True)
        self._title = label("", Type.SENTENCE, bold=True, wrap=True)
        self._due = ChipRow(look, Type.TITLE)
        self._facts = ChipRow(look, Type.LEAD)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(32, 24, 32, 24)
        row.setSpacing(32)
        row.addWidget(self._slip)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addStretch(1)
        column.addWidget(self._lead)
        column.addWidget(self._title)
        column.addWidget(self._due)
        column.addWidget(self._facts)
        column.addStretch(1)
        row.addLayout(column, 1)

    def set_metrics(self, metrics: Metrics) -> None:
        set_type(self._title, Type.HEAD if metrics.tight else Type.SENTENCE, bold=True)
        side = 16 if metrics.tight else 32
        self._row.setContentsMargins(side, side // 2, side, side // 2)
        self._row.setSpacing(side)

    def show_offer(self, offer: Offer) -> None:
        self._title.setText(offer.next_title)
        tone = "soft" if offer.next_tone is Tone.NEUTRAL else offer.next_tone.value
        icons = ("clock", "waiting")
        self._due.show_facts(
            tuple((icon, text, tone) for icon, text in zip(icons, offer.next_due, strict=False))
        )
        self._facts.show_facts(tuple((icon, text, "soft") for icon, text in offer.next_facts))
        self._slip.show_drawing("slip", Tone.NEUTRAL, "")


class DoneCard(QFrame):
    """The order just finished: said once, calmly."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._look, self._side = look, 44
        self._icon = QLabel()
        self._title = label("", Type.TITLE, bold=True, wrap=True)
        self._facts = ChipRow(look, Type.LEAD)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 16, 24, 16)
        row.setSpacing(20)
        row.addWidget(self._icon)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._facts)
        row.addLayout(column, 1)

    def set_metrics(self, metrics: Metrics) -> None:
        self._side = metrics.px(44)
        self.draw()

    def draw(self) -> None:
        theme = self._look.theme
        self._icon.setPixmap(
            theme.pixmap("check_circle", self._side, theme.tokens.good.on_tint, self.devicePixelRatioF())
        )

    def show_offer(self, offer: Offer | None) -> None:
        self.setVisible(offer is not None and bool(offer.done_title))
        if offer is None:
            return
        self._title.setText(offer.done_title)
        self._facts.show_facts(tuple((icon, text, "soft") for icon, text in offer.done_facts))
        self.draw()


class OfferView(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._offer: Offer | None = None
        self._next, self._none = OfferCard(look), StatePanel(look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self._next, 1)
        column.addWidget(self._none, 1)

    def show_offer(self, offer: Offer) -> None:
        if offer == self._offer:
            return
        self._offer = offer
        self._next.setVisible(bool(offer.next_title))
        self._none.setVisible(not offer.next_title)
        if offer.next_title:
            self._next.show_offer(offer)
        else:
            self._none.show_state("check_circle", offer.empty, self._look.text.word("idle.nothing_how"))
