"""Three large figures, the hours, the list."""

import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from station.model.view import DayTotals
from ui.bridge import Bridge
from ui.core import Core
from ui.look import Elided, Look, card, label, set_type
from ui.models.paged import PagedTable
from ui.pages.day.presenter import DayPresenter, Figure
from ui.theme.theme import say_state
from ui.theme.tokens import Metrics, Tone, Type
from ui.widgets.chart import HourChart
from ui.widgets.panel import StatePanel
from ui.widgets.table import Table


class FigureCard(QFrame):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._look, self._side = look, 30
        self._icon_name, self._tone = "day", Tone.NEUTRAL
        self._icon = QLabel()
        self._number = label("0", Type.FIGURE, bold=True)
        self._title = Elided(Type.LEAD, bold=True)
        self._about = Elided(Type.BODY, quiet=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(22, 14, 22, 16)
        self._column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._icon)
        head.addWidget(self._title, 1)
        self._column.addLayout(head)
        self._column.addWidget(self._number)
        self._column.addWidget(self._about)

    def set_metrics(self, metrics: Metrics) -> None:
        self._side = metrics.icon(26)
        self._about.setVisible(not metrics.tight)
        self._draw()

    def show_figure(self, figure: Figure) -> None:
        self._number.setText(figure.number)
        self._title.show_text(figure.title)
        self._about.show_text(figure.about)
        self._icon_name, self._tone = figure.icon, figure.tone
        say_state(self._number, "tone", "" if figure.tone is Tone.NEUTRAL else figure.tone.value)
        self._draw()

    def _draw(self) -> None:
        theme = self._look.theme
        ink = theme.tokens.quiet if self._tone is Tone.NEUTRAL else theme.tokens.verdict(self._tone).on_tint
        self._icon.setPixmap(theme.pixmap(self._icon_name, self._side, ink, self.devicePixelRatioF()))


class DayPage(QWidget):
    def __init__(self, core: Core, bridge: Bridge, look: Look, presenter: DayPresenter) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self._core, self._bridge, self._look, self._presenter = core, bridge, look, presenter
        self._day = presenter.today()
        self._title = label("", Type.HEAD, bold=True)
        self._figures = [FigureCard(look) for _ in range(3)]
        self._chart = HourChart(look)
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

    def _step(self) -> None:
        step = int(self.sender().property("step"))
        self._day = self._presenter.today() if not step else self._day + datetime.timedelta(days=step)
        self.refresh()

    def refresh(self) -> None:
        day = self._day
        self._bridge.ask("day", lambda: (day, self._core.day(day)), self._show, self._broken)

    def _show(self, answer: Any) -> None:
        day, totals = answer
        self._title.setText(self._presenter.title(day))
        for card_, figure in zip(self._figures, self._presenter.figures(totals), strict=True):
            card_.show_figure(figure)
        self._chart.show_hours(totals.by_hour, self._presenter.hour(day))
        self._show_rows(day, totals)

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
