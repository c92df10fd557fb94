"""Every order of every shop: search, chips, table, detail."""

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from station.model.view import OrderRow
from ui.bridge import Bridge
from ui.core import Core
from ui.look import Look, card, set_type
from ui.models.paged import PagedTable
from ui.pages.orders.detail import OrderDetail
from ui.pages.orders.presenter import OrdersPresenter
from ui.theme.tokens import Metrics, Type
from ui.widgets.chips import Flow
from ui.widgets.panel import StatePanel
from ui.widgets.table import Table

TYPING_MS = 150


class OrdersPage(QWidget):
    """Scans come in by `scanned`: the field takes them as a search."""

    failed = Signal(object)

    def __init__(self, core: Core, bridge: Bridge, look: Look, presenter: OrdersPresenter) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self._core, self._bridge, self._look, self._presenter = core, bridge, look, presenter
        self._filter, self._asked = "", ("", "")
        self._wanted: int | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText(look.text.word("orders.search"))
        self.search.setAccessibleName(look.text.word("orders.search"))
        self.search.setClearButtonEnabled(True)
        set_type(self.search, Type.BODY)
        self._lens = self.search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self._chips: dict[str, QPushButton] = {}
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
        look.theme.changed.connect(self._draw)
        self._draw()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.search)
        chips = QWidget()
        flow = Flow(chips)
        group = QButtonGroup(self)
        for name, said in self._presenter.chips({}):
            chip = QPushButton(said)
            chip.setProperty("kind", "chip")
            chip.setProperty("filter", name)
            chip.setCheckable(True)
            chip.setChecked(name == self._filter)
            chip.setAutoDefault(False)
            set_type(chip, Type.BODY, bold=True)
            group.addButton(chip)
            flow.addWidget(chip)
            self._chips[name] = chip
        group.buttonClicked.connect(self._chosen)
        column.addWidget(chips)
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
        self._panel.show_state("waiting", self._look.text.word("loading"))
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

    def _chosen(self, chip: QPushButton) -> None:
        self._filter = str(chip.property("filter"))
        self.refresh()

    def refresh(self) -> None:
        """Ask again; the table is exchanged when the counts are there."""
        search, chosen = self.search.text().strip(), self._filter
        self._bridge.ask(
            "counts",
            lambda: (search, chosen, self._core.order_counts(search)),
            self._counted,
            self._broken,
        )

    def _counted(self, answer: Any) -> None:
        search, chosen, counts = answer
        for name, said in self._presenter.chips(counts):
            self._chips[name].setText(said)
        total = counts.get(chosen, 0)
        keep = self.table.verticalScrollBar().value() if (search, chosen) == self._asked else 0
        self._asked = (search, chosen)
        self.rows.show(lambda offset, limit: self._core.orders(search, chosen, offset, limit), total)
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
        if not self.table.currentIndex().isValid() and self.rows.rowCount():
            self.table.selectRow(0)

    def _broken(self, fault: object) -> None:
        word = self._look.text.word
        self._panel.show_state(
            "alert", word("broken.title"), word("broken.how"), str(fault), word("broken.again"), ink="bad"
        )
        self._stack.setCurrentIndex(1)

    def _picked(self, place: int) -> None:
        row = self.rows.row(place) if place >= 0 else None
        if not isinstance(row, OrderRow):
            return
        key = row.key
        self._bridge.ask(
            "detail",
            lambda: (row, self._core.order_lines(key), self._core.order_address(key)),
            self._show_detail,
            self._broken,
        )

    def _show_detail(self, answer: Any) -> None:
        row, lines, address = answer
        shown = tuple(self._presenter.line(one) for one in lines)
        self.detail.show_detail(self._presenter.detail(row, address), shown)
