"""A card for each shop, and the way to one more."""

from collections import OrderedDict
from collections.abc import Mapping

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from station.model.events import StoreChanged
from station.model.joining import CartChoice
from station.model.view import StoreView
from ui.bridge import Bridge
from ui.core import Core
from ui.look import Look, button, dress, label, scrolling
from ui.pages.shops.card import ShopCardView
from ui.pages.shops.entry import Complaint
from ui.pages.shops.presenter import ShopsPresenter
from ui.pages.shops.wizard import Wizard
from ui.theme.tokens import Metrics, Tone, Type
from ui.widgets.complaint import ComplaintLine
from ui.widgets.panel import StatePanel

LEAST = 960  # px: less does not hold two cards beside one another


class ShopsPage(QWidget):
    """`stuck` asks for the messages' page. Shops that change while the page is up are drawn as they do."""

    stuck = Signal()

    def __init__(self, core: Core, bridge: Bridge, look: Look, presenter: ShopsPresenter) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self._core, self._bridge, self._look, self._presenter = core, bridge, look, presenter
        self._metrics = Metrics()
        self._stores: OrderedDict[str, StoreView] = OrderedDict()
        self._titles: Mapping[str, str] = {}
        self._choices: tuple[CartChoice, ...] = ()
        self._loaded, self._fresh = False, ""  # the shop just added, until it was shown
        self._columns = 0
        self._views: list[ShopCardView] = []
        self._panel = StatePanel(look)
        self._panel.show_loading()
        self._panel.pressed.connect(self._press_panel)
        self._add = button(look.text.word("shops.add"), "primary")
        self._add.clicked.connect(self.begin)
        self._add.hide()
        self._news = ComplaintLine(look, Tone.GOOD, "check_circle")
        self._closed = ComplaintLine(look, Tone.WARN, "alert")
        self.wizard = Wizard(core, bridge, look)
        self.wizard.left.connect(self._back_to_list)
        self.wizard.added.connect(self._added)
        self._build()
        bridge.happened.connect(self._heard)
        look.theme.changed.connect(self._redraw)

    def _build(self) -> None:
        inside = QWidget()
        around = QVBoxLayout(inside)
        around.setContentsMargins(0, 0, 4, 0)
        self._grid = QGridLayout()
        self._grid.setSpacing(14)
        around.addLayout(self._grid)
        around.addStretch(1)
        holder, shops = QWidget(), QWidget()
        self._stack = QStackedLayout(holder)
        self._area = scrolling(inside)
        self._stack.addWidget(self._area)
        self._stack.addWidget(self._panel)
        self._stack.setCurrentWidget(self._panel)
        column = QVBoxLayout(shops)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(label(self._look.text.word("shops.title"), Type.HEAD, bold=True))
        head.addStretch(1)
        head.addWidget(self._add)
        column.addLayout(head)
        column.addWidget(self._news)
        column.addWidget(self._closed)
        column.addWidget(holder, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 16)
        inner = QWidget()
        self._places = QStackedLayout(inner)
        self._places.addWidget(shops)
        self._places.addWidget(self.wizard)
        outer.addWidget(inner)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        side = metrics.icon(20)
        self._add.setIconSize(QSize(side, side))
        self._place()
        self._redraw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._columns != self._fitting():
            self._place()

    def _fitting(self) -> int:
        """Two beside one another; one where words are large or room is scarce."""
        return 1 if self._metrics.tight or self.width() < self._metrics.px(LEAST) else 2

    def _place(self) -> None:
        columns = self._columns = self._fitting()
        for place, view in enumerate(self._views):
            self._grid.addWidget(view, place // columns, place % columns)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _redraw(self) -> None:
        self._add.setIcon(self._look.theme.icon("plus", 20, self._look.theme.tokens.on_accent))
        for view in self._views:
            view.draw()

    # -- the shops --------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_time()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was said is old when somebody comes back."""
        super().hideEvent(event)
        self._news.show_complaint(None)
        self._closed.show_complaint(None)

    def refresh(self) -> None:
        """How they are now; what can be connected is asked for once."""
        shops, known = self._core.shops, self._choices
        self._bridge.ask(
            "shops", lambda: (shops.views(), known or tuple(shops.choices())), self._show, self._broken
        )

    def _show(self, answer: object) -> None:
        if not isinstance(answer, tuple):
            return
        stores, self._choices = answer
        self._titles = {one.cart: one.title for one in self._choices}
        self._stores = OrderedDict((one.name, one) for one in stores)
        self._loaded = True
        self.show_time()

    def _heard(self, event: object) -> None:
        if isinstance(event, StoreChanged) and self._loaded:
            self._stores[event.store.name] = event.store
            if self.isVisible():
                self.show_time()

    def show_time(self) -> None:
        """Draw what is known; times go on while nothing happens."""
        if not self._loaded:
            return
        cards = self._presenter.cards(self._stores.values(), self._titles)
        if len(self._views) < len(cards):
            for _ in range(len(cards) - len(self._views)):
                self._views.append(self._make())
            self._place()
        for place, view in enumerate(self._views):
            view.setVisible(place < len(cards))
            if place < len(cards):
                view.show_card(cards[place])
        self._add.setVisible(bool(cards))
        if not cards:
            word = self._look.text.word
            self._panel.show_state(
                "shop", word("shops.none"), word("shops.none_how"), button=word("shops.add"), ink="accent"
            )
        self._stack.setCurrentIndex(0 if cards else 1)
        if self._fresh in self._stores:
            QTimer.singleShot(0, self._bring_fresh)  # when the layout has made room

    def _bring_fresh(self) -> None:
        place = list(self._stores).index(self._fresh) if self._fresh in self._stores else len(self._views)
        self._fresh = ""
        if place < len(self._views):
            self._area.ensureWidgetVisible(self._views[place])

    def _make(self) -> ShopCardView:
        made = ShopCardView(self._look)
        dress(made, self._look.theme, self._metrics)
        shops = self._core.shops
        made.again.connect(lambda name: self._command(lambda: shops.retry(name)))
        made.paused.connect(lambda name: self._command(lambda: shops.pause(name)))
        made.resumed.connect(lambda name: self._command(lambda: shops.resume(name)))
        made.stuck.connect(self.stuck)
        return made

    def _command(self, ask: object) -> None:
        if callable(ask):
            self._bridge.ask("shop-command", ask, self._commanded, self._broken)

    def _commanded(self, _answer: object) -> None:
        for view in self._views:
            view.wake()
        self.refresh()

    def _broken(self, fault: object) -> None:
        self._loaded = False
        self._add.hide()
        self._panel.show_broken(fault)
        self._stack.setCurrentWidget(self._panel)

    def _press_panel(self) -> None:
        if self._loaded:
            self.begin()
        else:
            self.refresh()

    # -- one more ---------------------------------------------------------------------------------

    def begin(self) -> None:
        """The wizard; where no shop can be added, why."""
        text = self._look.text
        closed = self._core.shops.closed()
        self._news.show_complaint(None)
        if self._core.practice:
            self._closed.show_complaint(Complaint("", text.word("shops.practice")))
        elif closed is not None:
            self._closed.show_complaint(Complaint("", text.say(closed), closed.code))
        else:
            self._closed.show_complaint(None)
            self._places.setCurrentWidget(self.wizard)
            self.wizard.start(self._choices)

    @property
    def is_adding(self) -> bool:
        """A shop is being entered."""
        return self._places.currentWidget() is self.wizard

    def scanned(self) -> None:
        """While a shop is being entered, a scan is neither typing nor packing."""
        self.wizard.scanned()

    def _back_to_list(self) -> None:
        self._places.setCurrentIndex(0)
        self._add.setFocus()
        self.refresh()

    def _added(self, name: str, place: str) -> None:
        self._fresh = name
        self._news.show_complaint(Complaint("", self._presenter.kept(name, place)))
        self._back_to_list()
