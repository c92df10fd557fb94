"""Three large figures, who comes next, and below what was chosen: cartons, times, weights, the shadow."""

import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from station.model.view import DayTotals
from ui.bridge import Bridge
from ui.core import Core
from ui.look import Elided, Look, card, label, set_type
from ui.models.paged import PagedTable
from ui.pages.day.book import BookPresenter
from ui.pages.day.figures import FigureCard
from ui.pages.day.parts import PartsView
from ui.pages.day.presenter import DayPresenter
from ui.pages.day.times import TimesView
from ui.pages.dock.lines import DockLines
from ui.pages.dock.presenter import DockPresenter
from ui.pages.dock.screen import DockPart
from ui.pages.orders.filters import chip
from ui.theme.tokens import Metrics, Type
from ui.widgets.chart import HourChart
from ui.widgets.chips import Flow
from ui.widgets.panel import StatePanel
from ui.widgets.table import Table

MOST_PULLED = 3
MOST_VANS = 3


class DayPage(QWidget):
    def __init__(
        self,
        core: Core,
        bridge: Bridge,
        look: Look,
        presenter: DayPresenter,
        dock: DockPresenter,
        book: BookPresenter,
    ) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self._core, self._bridge, self._look, self._presenter = core, bridge, look, presenter
        self._docking, self._book = dock, book
        self._vans = MOST_VANS
        self._view, self._tight = "day", False
        self._day = presenter.today()
        self._most = MOST_PULLED
        self._title = Elided(Type.HEAD, bold=True)
        self._figures = [FigureCard(look) for _ in range(3)]
        self._chart = HourChart(look)
        self._counts = label("", Type.BODY, quiet=True, wrap=True)
        self.rows = PagedTable(bridge, "shipments", presenter.columns(), presenter.cells, self)
        self.table = Table(look, self.rows, look.text.word("day.table"))
        self._panel = StatePanel(look)
        word = look.text.word
        self.times = TimesView(look)
        self.doubts = PartsView(look, "scale", word("day.doubts_none"), word("day.doubts_how"))
        self.shadow = PartsView(look, "check_circle", word("day.shadow_none"), word("day.shadow_how"))
        self._pull = DockLines(look, short=True)
        self._next = [DockLines(look, short=True) for _ in range(MOST_VANS)]
        for one in (self._pull, *self._next):
            one.hide()
        self.views: dict[str, QPushButton] = {}
        self._build()
        self.rows.failed.connect(self._broken)
        self._panel.pressed.connect(self.refresh)
        look.theme.changed.connect(self.refresh)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(14)
        column.addLayout(self._head())
        column.addWidget(self._choices())
        self._figures_row = QWidget()
        row = QHBoxLayout(self._figures_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        for figure in self._figures:
            row.addWidget(figure, 1)
        column.addWidget(self._figures_row)
        self._van = self._van_card()
        column.addWidget(self._van)
        self._chart_card = card()
        inside = QVBoxLayout(self._chart_card)
        inside.setContentsMargins(20, 12, 20, 10)
        inside.addWidget(label(self._look.text.word("day.by_hour"), Type.BODY, quiet=True))
        inside.addWidget(self._chart, 1)
        column.addWidget(self._chart_card, 2)
        column.addWidget(self._below(), 3)
        self._panel.show_loading()
        self._stack.setCurrentWidget(self._panel)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        for name, step in (("day.before", -1), ("day.today", 0), ("day.after", 1)):
            button = QPushButton(self._look.text.word(name))
            button.setProperty("kind", "plain")
            button.setProperty("step", step)
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            set_type(button, Type.BODY)
            button.clicked.connect(self._step)
            head.addWidget(button)
        return head

    def _van_card(self) -> QFrame:
        """Who comes next, where today's cartons are, what must not go."""
        made = card()
        inside = QVBoxLayout(made)
        inside.setContentsMargins(20, 8, 20, 8)
        inside.setSpacing(4)
        coming = QHBoxLayout()
        coming.setSpacing(18)
        for one in self._next:
            one.hide()
            coming.addWidget(one, 1)
        inside.addLayout(coming)
        inside.addWidget(self._counts)
        inside.addWidget(self._pull)
        return made

    def _below(self) -> QFrame:
        frame = card()
        self._stack = QStackedLayout(frame)
        holder = QWidget()
        around = QVBoxLayout(holder)
        around.setContentsMargins(2, 2, 2, 2)
        around.addWidget(self.table)
        self._cartons = holder
        for one in (holder, self._panel, self.times, self.doubts, self.shadow):
            self._stack.addWidget(one)
        self.times.asked.connect(self.refresh)
        return frame

    def _choices(self) -> QWidget:
        """The views of the day; the shadow where there is one."""
        row = QWidget()
        flow = Flow(row)
        names = ("day", "times", "weights", *(("shadow",) if self._core.shadow else ()))
        for name in names:
            button = chip(self._look.text.word(f"day.view.{name}"))
            button.setChecked(name == self._view)
            button.clicked.connect(partial(self.choose, name))
            flow.addWidget(button)
            self.views[name] = button
        return row

    def choose(self, view: str) -> None:
        """One of `views`."""
        self._view = view
        for name, button in self.views.items():
            button.setChecked(name == view)
        self._arrange()
        self.refresh()

    def _arrange(self) -> None:
        """Figures, vans and cartons are one view; each other one has the page for itself."""
        is_day = self._view == "day"
        self._figures_row.setVisible(is_day)
        said = not self._tight or any(not one.isHidden() for one in (self._pull, *self._next))
        self._van.setVisible(is_day and said and self._day == self._presenter.today())
        self._counts.setVisible(not self._tight)
        self._chart_card.setVisible(not self._tight and self._view == "times")

    def set_metrics(self, metrics: Metrics) -> None:
        self._tight = metrics.tight
        self._arrange()
        self._most = 1 if metrics.tight else MOST_PULLED
        self._vans = 1 if metrics.tight else MOST_VANS

    def _step(self) -> None:
        step = int(self.sender().property("step"))
        self._day = self._presenter.today() if not step else self._day + datetime.timedelta(days=step)
        self.refresh()

    def refresh(self) -> None:
        day = self._day
        self._bridge.ask("day", lambda: (day, self._core.day(day)), self._show, self._broken)
        dock = self._core.dock
        book = self._core.daybook
        self._bridge.ask("van", lambda: (dock.counts(), dock.pull_rows()), self._show_van, self._broken)
        self._bridge.ask("vans", book.cut_offs, self._show_next, self._broken)
        self._bridge.ask("doubts", book.weight_doubts, self._show_doubts, self._broken)
        if self._view == "times":
            bench, person = self.times.bench, self.times.person
            self._bridge.ask("times", lambda: book.times(day, bench, person), self._show_times, self._broken)
        if self._view == "shadow":
            self._bridge.ask("shadow", lambda: book.shadow(day), self._show_shadow, self._broken)

    def _show(self, answer: Any) -> None:
        day, totals = answer
        self._title.show_text(self._presenter.title(day))
        for card_, figure in zip(self._figures, self._presenter.figures(totals), strict=True):
            card_.show_figure(figure)
        self._chart.show_hours(totals.by_hour, self._presenter.hour(day))
        self._show_rows(day, totals)

    def _show_van(self, answer: Any) -> None:
        """How far the vans are, and what must not go, today and only then."""
        counts, pull = answer
        self._counts.setText(self._presenter.van(counts))
        lines = tuple(self._docking.pulled(one) for one in pull[: self._most])
        rest = self._presenter.more(len(pull) - len(lines))
        self._pull.show_parts((DockPart("", (*lines, *rest)),) if lines else ())
        self._pull.setVisible(bool(lines))
        self._arrange()

    def _show_next(self, answer: Any) -> None:
        """The carriers that come next."""
        lines = self._book.cut_offs(answer)[: self._vans]
        for place, one in enumerate(self._next):
            one.show_parts((DockPart("", lines[place : place + 1]),))
            one.setVisible(place < len(lines))
        self._arrange()

    def _show_doubts(self, answer: Any) -> None:
        word = self._look.text.word
        said = word("day.view.weights_count", count=len(answer)) if answer else word("day.view.weights")
        self.views["weights"].setText(said)
        self.doubts.show_parts(self._book.doubts(answer))
        if self._view == "weights":
            self._stack.setCurrentWidget(self.doubts)

    def _show_times(self, answer: Any) -> None:
        if self._view != "times":
            return
        if answer.cartons or self.times.bench or self.times.person:
            self.times.show_times(self._book.times(answer))
            self._stack.setCurrentWidget(self.times)
        else:
            self._empty()

    def _show_shadow(self, answer: Any) -> None:
        self.shadow.show_parts(self._book.shadow(answer))
        if self._view == "shadow":
            self._stack.setCurrentWidget(self.shadow)

    def _show_rows(self, day: datetime.date, totals: DayTotals) -> None:
        self.rows.show(lambda offset, limit: self._core.shipments(day, offset, limit), totals.cartons)
        if self._view != "day":
            return
        if totals.cartons:
            self._stack.setCurrentWidget(self._cartons)
        else:
            self._empty()

    def _empty(self) -> None:
        word = self._look.text.word
        self._panel.show_state("truck", word("day.empty"), word("day.empty_how"))
        self._stack.setCurrentWidget(self._panel)

    def _broken(self, fault: object) -> None:
        self._panel.show_broken(fault)
        self._stack.setCurrentWidget(self._panel)
