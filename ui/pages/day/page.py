"""Three large figures, the hours, the list."""

import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from station.model.view import DayTotals
from ui.bridge import Bridge
from ui.core import Core
from ui.look import Look, card, label, set_type
from ui.models.paged import PagedTable
from ui.pages.day.figures import FigureCard
from ui.pages.day.presenter import DayPresenter
from ui.pages.dock.lines import DockLines
from ui.pages.dock.presenter import DockPresenter
from ui.pages.dock.screen import DockPart
from ui.theme.tokens import Metrics, Type
from ui.widgets.chart import HourChart
from ui.widgets.panel import StatePanel
from ui.widgets.table import Table

MOST_PULLED = 3


class DayPage(QWidget):
    def __init__(
        self, core: Core, bridge: Bridge, look: Look, presenter: DayPresenter, dock: DockPresenter
    ) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self._core, self._bridge, self._look, self._presenter = core, bridge, look, presenter
        self._docking = dock
        self._day = presenter.today()
        self._most = MOST_PULLED
        self._title = label("", Type.HEAD, bold=True)
        self._figures = [FigureCard(look) for _ in range(3)]
        self._chart = HourChart(look)
        self._counts = label("", Type.BODY, quiet=True, wrap=True)
        self.rows = PagedTable(bridge, "shipments", presenter.columns(), presenter.cells, self)
        self.table = Table(look, self.rows, look.text.word("day.table"))
        self._panel = StatePanel(look)
        self._build()
        self.rows.failed.connect(self._broken)
        self._panel.pressed.connect(self.refresh)
        look.theme.changed.connect(self.refresh)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(14)
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
        column.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(14)
        for figure in self._figures:
            row.addWidget(figure, 1)
        column.addLayout(row)
        self._van = card()
        van = QHBoxLayout(self._van)
        van.setContentsMargins(20, 8, 20, 8)
        van.setSpacing(14)
        self._pull = DockLines(self._look, short=True)
        beside = QVBoxLayout()
        beside.setSpacing(4)
        beside.addWidget(self._counts)
        beside.addWidget(self._pull)
        van.addLayout(beside, 1)
        column.addWidget(self._van)
        chart = card()
        inside = QVBoxLayout(chart)
        inside.setContentsMargins(20, 12, 20, 10)
        inside.addWidget(label(self._look.text.word("day.by_hour"), Type.BODY, quiet=True))
        inside.addWidget(self._chart, 1)
        column.addWidget(chart, 2)
        frame = card()
        self._stack = QStackedLayout(frame)
        holder = QWidget()
        around = QVBoxLayout(holder)
        around.setContentsMargins(2, 2, 2, 2)
        around.addWidget(self.table)
        self._stack.addWidget(holder)
        self._stack.addWidget(self._panel)
        column.addWidget(frame, 3)
        self._chart_card = chart
        self._panel.show_state("waiting", self._look.text.word("loading"))
        self._stack.setCurrentIndex(1)

    def set_metrics(self, metrics: Metrics) -> None:
        self._chart_card.setVisible(not metrics.tight)
        self._most = 1 if metrics.tight else MOST_PULLED

    def _step(self) -> None:
        step = int(self.sender().property("step"))
        self._day = self._presenter.today() if not step else self._day + datetime.timedelta(days=step)
        self.refresh()

    def refresh(self) -> None:
        day = self._day
        self._bridge.ask("day", lambda: (day, self._core.day(day)), self._show, self._broken)
        dock = self._core.dock
        self._bridge.ask("van", lambda: (dock.counts(), dock.pull_rows()), self._show_van, self._broken)

    def _show(self, answer: Any) -> None:
        day, totals = answer
        self._title.setText(self._presenter.title(day))
        for card_, figure in zip(self._figures, self._presenter.figures(totals), strict=True):
            card_.show_figure(figure)
        self._chart.show_hours(totals.by_hour, self._presenter.hour(day))
        self._show_rows(day, totals)

    def _show_van(self, answer: Any) -> None:
        """How far the vans are, and what must not go, today and only then."""
        counts, pull = answer
        self._van.setVisible(self._day == self._presenter.today())
        self._counts.setText(self._presenter.van(counts))
        lines = tuple(self._docking.pulled(one) for one in pull[: self._most])
        rest = self._presenter.more(len(pull) - len(lines))
        self._pull.show_parts((DockPart("", (*lines, *rest)),) if lines else ())
        self._pull.setVisible(bool(lines))

    def _show_rows(self, day: datetime.date, totals: DayTotals) -> None:
        self.rows.show(lambda offset, limit: self._core.shipments(day, offset, limit), totals.cartons)
        if totals.cartons:
            self._stack.setCurrentIndex(0)
            return
        word = self._look.text.word
        self._panel.show_state("truck", word("day.empty"), word("day.empty_how"))
        self._stack.setCurrentIndex(1)

    def _broken(self, fault: object) -> None:
        word = self._look.text.word
        self._panel.show_state(
            "alert", word("broken.title"), word("broken.how"), str(fault), word("broken.again"), ink="bad"
        )
        self._stack.setCurrentIndex(1)
