"""The pack page: band, product, lines, scale, cartons, address, commands. It shows a PackScreen."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from ui.look import Look, card, dress, label
from ui.pages.pack.focus import FocusStack
from ui.pages.pack.help_card import HelpCard
from ui.pages.pack.lines import LineList
from ui.pages.pack.offer import DoneCard, OfferView
from ui.pages.pack.screen import PackScreen
from ui.pages.pack.side_cards import Address, CartonsCard
from ui.pages.pack.weight_card import WeightCard
from ui.theme.tokens import Metrics, Type
from ui.widgets.actions import ActionBar
from ui.widgets.band import VerdictBand
from ui.widgets.choices import ChoiceGrid
from ui.widgets.notice import Notice
from ui.widgets.notices import Notices
from ui.widgets.panel import StatePanel

DESIGN = QSize(1190, 704)  # px of the page at 1280 x 800, rail and strip off


class PackPage(QWidget):
    """`wanted` is a barcode a person asked for by button."""

    wanted = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self._look = look
        self.shown: PackScreen | None = None
        self._metrics: Metrics | None = None
        self.band = VerdictBand(look)
        self.focus = FocusStack(look)
        self.lines = LineList(look)
        self.choices = ChoiceGrid(look)
        self.offer = OfferView(look)
        self.done = DoneCard(look)
        self.weight = WeightCard(look)
        self.cartons = CartonsCard(look)
        self.address = Address(look)
        self.help = HelpCard(look)
        self.opening = StatePanel(look)
        self.stopped = StatePanel(look)
        self.notices = Notices(look)
        self.commands = ActionBar(look)
        self.progress = label("", Type.SMALL, quiet=True)
        self._build()
        self.choices.chosen.connect(self.wanted)
        self.commands.wanted.connect(self.wanted)
        self.help.wanted.connect(self.wanted)
        self.address.wanted.connect(self.wanted)
        look.theme.changed.connect(self._redress)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(16, 12, 16, 12)
        body.setSpacing(12)
        body.addWidget(self.band)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._build_left(), 62)
        row.addWidget(self._build_right(), 38)
        body.addLayout(row, 1)
        body.addWidget(self.notices)
        outer.addWidget(self._body, 1)
        outer.addWidget(self.commands)

    def _build_left(self) -> QWidget:
        left = QWidget()
        left.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._left = QStackedLayout(left)
        bench = QWidget()
        column = QVBoxLayout(bench)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.focus)
        frame = card()
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(0, 6, 0, 6)
        inside.setSpacing(0)
        self.progress.setContentsMargins(20, 2, 20, 2)
        inside.addWidget(self.progress)
        inside.addWidget(self.lines, 1)
        column.addWidget(frame, 1)
        self._bench = bench
        self._opening, self._stopped = self._framed(self.opening), self._framed(self.stopped)
        for one in (bench, self.choices, self.offer, self.help, self._opening, self._stopped):
            self._left.addWidget(one)
        return left

    @staticmethod
    def _framed(panel: StatePanel) -> QFrame:
        frame = card()
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)
        return frame

    def _build_right(self) -> QWidget:
        self._right = QWidget()
        self._right.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self._right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.weight)
        column.addWidget(self.done)
        column.addWidget(self.cartons)
        column.addWidget(self.address, 1)
        self._rest = QWidget()
        column.addWidget(self._rest, 1)
        self._column = column
        return self._right

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        """Sizes follow the window in steps, so that nothing trembles while it is dragged."""
        zoom = min(self.width() / DESIGN.width(), self.height() / DESIGN.height())
        steps = round(min(2.0, max(0.8, zoom)) / 0.05) * 0.05
        metrics = Metrics(self._look.theme.text, round(steps, 2))
        if metrics != self._metrics:
            self._metrics = metrics
            dress(self, self._look.theme, metrics)
            self._show_again()

    def _redress(self) -> None:
        self._metrics = None
        self._measure()

    def _show_again(self) -> None:
        """Other sizes show other parts."""
        if self.shown is not None:
            shown, self.shown = self.shown, None
            self.show_screen(shown, fresh=False)

    def show_screen(self, screen: PackScreen, fresh: bool) -> None:
        """Paint what changed. `fresh` when a scan was just judged."""
        if screen == self.shown and not fresh:
            return
        before, self.shown = self.shown, screen
        self.band.show_band(screen.band, fresh)
        if fresh:
            self.band.paint_now()
        self.commands.show_actions(screen.commands, screen.recent, screen.bar)
        self._show_left(screen)
        self.done.show_offer(screen.offer)
        wide = screen.layout == "help" and self._metrics is not None and self._metrics.tight
        self._right.setVisible(screen.layout != "stopped" and not wide)
        if screen.weight is not None and (before is None or before.weight != screen.weight):
            self.weight.show_weight(screen.weight)
        if before is None or before.cartons != screen.cartons:
            self.cartons.show_cartons(screen.cartons)
        if before is None or before.address != screen.address:
            self.address.show_address(screen.address)
        self._show_address()

    def show_notices(self, notices: tuple[Notice, ...]) -> None:
        """A notice takes room of the address, and all of it where words are large."""
        self.notices.show_notices(notices)
        self._show_address()

    def _show_address(self) -> None:
        there = self.shown is not None and self.shown.address is not None
        tight = self._metrics is not None and self._metrics.tight
        noticed = not self.notices.isHidden()
        crowded = tight and noticed
        self.address.set_close(tight or noticed)
        self.cartons.set_close(noticed)
        self.address.setVisible(there and not crowded)
        self._rest.setVisible(not there or crowded)

    def _show_left(self, screen: PackScreen) -> None:
        if screen.layout == "bench":
            self.focus.show_focus(screen.focus, screen.versus, screen.stage)
            self.progress.setText(screen.progress)
            self.lines.show_rows(screen.lines)
            self._left.setCurrentWidget(self._bench)
        elif screen.layout == "question":
            self.choices.show_choices(screen.choices)
            self._left.setCurrentWidget(self.choices)
        elif screen.layout == "idle" and screen.offer is not None:
            self.offer.show_offer(screen.offer)
            self._left.setCurrentWidget(self.offer)
        elif screen.layout == "help":
            self.help.show_help(screen.how, screen.help)
            self._left.setCurrentWidget(self.help)
        elif screen.layout == "stopped":
            self._show_stopped(screen)
        elif screen.layout == "walking":
            word = self._look.text.word
            self.opening.show_state("pick", word("pick.in_hand"), word("pick.in_hand_how"), ink="accent")
            self._left.setCurrentWidget(self._opening)
        else:
            word = self._look.text.word
            self.opening.show_state("waiting", word("opening.title"), word("opening.how"), ink="accent")
            self._left.setCurrentWidget(self._opening)

    def _show_stopped(self, screen: PackScreen) -> None:
        word = self._look.text.word
        self.stopped.show_state(
            "database",
            word("stopped.title"),
            " ".join((screen.stopped, word("stopped.how"))),
            screen.band.code,
            ink="bad",
        )
        self._left.setCurrentWidget(self._stopped)

    def minimumSizeHint(self) -> QSize:
        return QSize(640, 420)
