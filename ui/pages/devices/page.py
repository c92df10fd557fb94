"""A card for each device, with what it gives at this moment; and the way to one more."""

from collections.abc import Callable

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from station.model.problem import StationError
from ui.bridge import Bridge
from ui.core import Core
from ui.look import Look, button, dress, label, scrolling
from ui.pages.devices.card import DeviceCardView
from ui.pages.devices.learn import LearnPage
from ui.pages.devices.presenter import DeviceCard
from ui.pages.shops.entry import Complaint
from ui.theme.tokens import Metrics, Tone, Type
from ui.widgets.complaint import ComplaintLine
from ui.widgets.panel import StatePanel

Cards = Callable[[], tuple[DeviceCard, ...]]
RAW_MS = 200


class DevicesPage(QWidget):
    """`cards` are asked for whenever something may have changed while the page is up."""

    def __init__(self, core: Core, bridge: Bridge, look: Look) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self.cards: Cards = tuple
        self._core, self._bridge, self._look, self._metrics = core, bridge, look, Metrics()
        self._shown: tuple[DeviceCard, ...] = ()
        self._views: list[DeviceCardView] = []
        word = look.text.word
        self._none = StatePanel(look)
        self._none.show_state("devices", word("devices.none"), word("devices.none_how"))
        self._add = button(word("devices.add"), "primary")
        self._add.clicked.connect(self.begin)
        self._news = ComplaintLine(look, Tone.GOOD, "check_circle")
        self.learning = LearnPage(core, bridge, look)
        self.learning.left.connect(self._back)
        self.learning.added.connect(self._added)
        self._raw = QTimer(self)
        self._raw.setInterval(RAW_MS)
        self._raw.timeout.connect(self._show_raw)
        self._build()
        look.theme.changed.connect(self.refresh)
        look.theme.changed.connect(self._draw)

    def _build(self) -> None:
        inside = QWidget()
        around = QVBoxLayout(inside)
        around.setContentsMargins(0, 0, 4, 0)
        self._grid = QGridLayout()
        self._grid.setSpacing(14)
        around.addLayout(self._grid)
        around.addWidget(self._none, 1)
        around.addStretch(1)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(label(self._look.text.word("devices.title"), Type.HEAD, bold=True))
        head.addStretch(1)
        head.addWidget(self._add)
        column.addLayout(head)
        column.addWidget(self._news)
        column.addWidget(scrolling(inside), 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 16)
        holder = QWidget()
        self._places = QStackedLayout(holder)
        self._places.addWidget(listed)
        self._places.addWidget(self.learning)
        outer.addWidget(holder)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        side = metrics.icon(20)
        self._add.setIconSize(QSize(side, side))
        self._draw()
        self._place()

    def _draw(self) -> None:
        self._add.setIcon(self._look.theme.icon("plus", 20, self._look.theme.tokens.on_accent))

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
                self._views.append(self._make())
            self._place()
        for place, view in enumerate(self._views):
            view.setVisible(place < len(cards))
            if place < len(cards):
                view.show_card(cards[place])
        self._none.setVisible(not cards)

    def _make(self) -> DeviceCardView:
        made = DeviceCardView(self._look)
        dress(made, self._look.theme, self._metrics)
        made.unfolded.connect(self._watch)
        made.folded.connect(lambda name: self._core.gear.watch(name, on=False))
        made.tried.connect(self._try)
        made.cancelled.connect(self._cancel)
        return made

    # -- what a device is asked -------------------------------------------------------------------

    def _watch(self, name: str) -> None:
        self._core.gear.watch(name, on=True)
        self._raw.start()
        self._show_raw()

    def _show_raw(self) -> None:
        watched = [view for view in self._views if view.watched]
        if not watched:
            self._raw.stop()
        for view in watched:
            view.show_raw(self._core.gear.raw(view.name))

    def _try(self, name: str, what: str) -> None:
        gear = self._core.gear
        if what == "test":
            said = self._look.text.word("devices.tested", name=name)
            self._bridge.ask(
                "print", lambda: gear.print_test(name), lambda _: self._tell(said), self._refused
            )
            return
        (gear.beep if what == "beep" else gear.ask)(name)

    def _cancel(self, job: str) -> None:
        gear = self._core.gear
        self._bridge.ask("print", lambda: gear.cancel_print(job), lambda _: self.refresh(), self._refused)

    def _tell(self, said: str) -> None:
        self._news.show_complaint(Complaint("", said))

    def _refused(self, fault: Exception) -> None:
        if not isinstance(fault, StationError):
            raise fault
        self._tell(self._look.text.say(fault.problem))

    # -- one more ---------------------------------------------------------------------------------

    @property
    def is_learning(self) -> bool:
        return self.isVisible() and self._places.currentWidget() is self.learning

    def begin(self) -> None:
        """The steps to one more device."""
        self._news.show_complaint(None)
        self._places.setCurrentWidget(self.learning)
        self.learning.start()

    def scanned(self, text: str) -> None:
        """A scan that came through the keyboard while a device is being added."""
        self.learning.typed(text)

    def _back(self) -> None:
        self._places.setCurrentIndex(0)
        self._add.setFocus()

    def _added(self, file: str) -> None:
        self._back()
        self._news.show_complaint(Complaint("", self._look.text.word("learn.written", file=file)))
