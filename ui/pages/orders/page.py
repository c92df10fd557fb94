"""Every order of every shop: search, chips, table, detail."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from station.model.problem import StationError
from station.model.view import OrderRow, WholeOrder
from ui.bridge import Bridge
from ui.core import Core
from ui.look import Look, card, set_type
from ui.models.paged import PagedTable
from ui.pages.orders.detail import OrderDetail
from ui.pages.orders.filters import FilterBar
from ui.pages.orders.presenter import OrdersPresenter
from ui.theme.tokens import Metrics, Type
from ui.widgets.panel import StatePanel
from ui.widgets.table import Table

TYPING_MS = 150
NEAR = 100  # rows among which the order that is shown is looked for after a change


class OrdersPage(QWidget):
    """Scans come in by `scanned`: the field takes them as a search."""

    failed = Signal(object)

    def __init__(self, core: Core, bridge: Bridge, look: Look, presenter: OrdersPresenter) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self._core, self._bridge, self._look, self._presenter = core, bridge, look, presenter
        self._asked = ("", "")
        self._shown = -1
        self.search = QLineEdit()
        self.search.setPlaceholderText(look.text.word("orders.search"))
        self.search.setAccessibleName(look.text.word("orders.search"))
        self.search.setClearButtonEnabled(True)
        set_type(self.search, Type.BODY)
        self._lens = self.search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self.bar = FilterBar(look, [name for name, _ in presenter.chips({})])
        self.bar.show_counts(presenter.chips({}))
        self.rows = PagedTable(bridge, "orders", presenter.columns(), presenter.cells, self)
        self.table = Table(look, self.rows, look.text.word("orders.table"))
        self.detail = OrderDetail(look)
        self._panel = StatePanel(look)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._build()
        self._typing.timeout.connect(self.refresh)
        self.search.textChanged.connect(self._typed)
        self.table.picked.connect(self._picked)
        self.rows.failed.connect(self._broken)
        self.rows.dataChanged.connect(self._arrived)
        self._panel.pressed.connect(self.refresh)
        self.bar.changed.connect(self.refresh)
        self.bar.saved.connect(self._save)
        self.bar.dropped.connect(self._drop)
        self.detail.acts.wanted.connect(self._act)
        self.detail.acts.split.connect(self._split)
        look.theme.changed.connect(self._draw)
        self._draw()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.search)
        column.addWidget(self.bar)
        frame = card()
        self._stack = QStackedLayout(frame)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(2, 2, 2, 2)
        inside.addWidget(self.table)
        self._stack.addWidget(holder)
        self._stack.addWidget(self._panel)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(frame, 1)
        row.addWidget(self.detail)
        column.addLayout(row, 1)
        self._panel.show_loading()
        self._stack.setCurrentIndex(1)

    def set_metrics(self, metrics: Metrics) -> None:
        wide = 380 if not metrics.tight else 400
        self.detail.setFixedWidth(metrics.px(wide))

    def _draw(self) -> None:
        tokens = self._look.theme.tokens
        self._lens.setIcon(self._look.theme.icon("search", 22, tokens.quiet))

    def _typed(self) -> None:
        self._typing.start()

    def scanned(self, text: str) -> None:
        """A scan while this page is up: look for it."""
        self.search.setText(text)
        self.search.selectAll()
        self.refresh()

    def refresh(self) -> None:
        """Ask again; the table is exchanged when the counts are there."""
        search, asked = self.search.text().strip(), self.bar.filter
        queue = self._core.queue
        self._bridge.ask(
            "counts",
            lambda: (search, asked, queue.counts(search, str(asked)), queue.filters(), queue.choices()),
            self._counted,
            self._broken,
        )

    def _counted(self, answer: Any) -> None:
        search, asked, counts, saved, choices = answer
        self.bar.show_counts(self._presenter.chips(counts))
        self.bar.show_saved(saved)
        self.bar.show_choices(choices)
        chosen = str(asked)
        total = counts.get(asked.kind, 0)
        keep = self.table.verticalScrollBar().value() if (search, chosen) == self._asked else 0
        self._asked = (search, chosen)
        self.rows.show(lambda offset, limit: self._core.queue.rows(search, chosen, offset, limit), total)
        self.table.verticalScrollBar().setValue(keep)
        if total:
            self._stack.setCurrentIndex(0)
            return
        word = self._look.text.word
        key = "orders.none_found" if search or chosen else "orders.empty"
        self._panel.show_state("empty" if not search else "search", word(key), word(f"{key}_how"))
        self._stack.setCurrentIndex(1)
        self.detail.show_nothing()

    def _arrived(self) -> None:
        """The order that was shown stays shown, wherever it stands now."""
        if self.table.currentIndex().isValid() or not self.rows.rowCount():
            return
        near = min(self.rows.rowCount(), NEAR)
        places = (place for place in range(near) if self._key(place) == self._shown)
        self.table.selectRow(next(places, 0))

    def _key(self, place: int) -> int | None:
        row = self.rows.row(place)
        return row.key if isinstance(row, OrderRow) else None

    def _broken(self, fault: object) -> None:
        self._panel.show_broken(fault)
        self._stack.setCurrentIndex(1)

    def _picked(self, place: int) -> None:
        row = self.rows.row(place) if place >= 0 else None
        if not isinstance(row, OrderRow):
            return
        key = row.key
        self._bridge.ask(
            "detail",
            lambda: (row, self._core.queue.detail(key) or WholeOrder()),
            self._show_detail,
            self._broken,
        )

    def _show_detail(self, answer: Any) -> None:
        row, found = answer
        self._shown = row.key
        shown = tuple(self._presenter.line(one) for one in found.lines)
        self.detail.show_detail(self._presenter.detail(row, found), shown)

    # -- what a person does -----------------------------------------------------------------------

    def _act(self, what: str, reason: str, note: str) -> None:
        queue, key = self._core.queue, self._shown
        acts: dict[str, Callable[[], None]] = {
            "rush": lambda: queue.rush(key),
            "unrush": lambda: queue.rush(key, False),
            "hold": lambda: queue.hold(key, reason, note),
            "release": lambda: queue.release(key, note),
            "note": lambda: queue.note(key, note),
        }
        self._do(acts[what])

    def _split(self, later: dict[str, int]) -> None:
        key = self._shown
        self._do(lambda: self._core.queue.split(key, later))

    def _save(self, name: str, text: str) -> None:
        self._do(lambda: self._core.queue.save_filter(name, text))

    def _drop(self, name: str) -> None:
        self._do(lambda: self._core.queue.drop_filter(name))

    def _do(self, act: Callable[[], None]) -> None:
        self._bridge.ask("act", act, self._done, self._refused)

    def _done(self, _: object) -> None:
        self.refresh()

    def _refused(self, fault: Exception) -> None:
        if isinstance(fault, StationError):
            self.detail.acts.show_refused(self._look.text.say(fault.problem))
        else:
            self._broken(fault)
