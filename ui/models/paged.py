"""Rows that stay in the core: 100 at a time are fetched off the UI thread when the view comes near them."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from ui.bridge import Bridge
from ui.models.cell import Cell, Column

Index = QModelIndex | QPersistentModelIndex
PAGE = 100
KEEP = 40  # pages
CELL, ROW = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class PagedTable(QAbstractTableModel):
    """`show` sets what is fetched and how many rows there are. `failed`: why a page did not come."""

    failed = Signal(object)

    def __init__(
        self,
        bridge: Bridge,
        slot: str,
        columns: Sequence[Column],
        cells: Callable[[Any], tuple[Cell, ...]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._slot, self._cells = bridge, slot, cells
        self.columns = tuple(columns)
        self._fetch: Callable[[int, int], Sequence[Any]] | None = None
        self._count = 0
        self._turn = 0
        self._pages: dict[int, Sequence[Any] | None] = {}

    def show(self, fetch: Callable[[int, int], Sequence[Any]], count: int) -> None:
        """Another list. What is on its way for the old one is dropped."""
        self.beginResetModel()
        self._fetch, self._count, self._turn = fetch, count, self._turn + 1
        self._pages.clear()
        self.endResetModel()

    def row(self, place: int) -> Any:
        """The row, or None while it is on its way."""
        number, rest = divmod(place, PAGE)
        page = self._pages.get(number)
        if number not in self._pages:
            self._want(number)
        return page[rest] if page is not None and rest < len(page) else None

    def _want(self, number: int) -> None:
        fetch, turn = self._fetch, self._turn
        if fetch is None:
            return
        while len(self._pages) >= KEEP:
            self._pages.pop(next(iter(self._pages)))
        self._pages[number] = None
        self._bridge.ask(
            f"{self._slot}:{number}",
            lambda: (turn, number, fetch(number * PAGE, PAGE)),
            self._arrive,
            self.failed.emit,
        )

    def _arrive(self, answer: Any) -> None:
        turn, number, rows = answer
        if turn != self._turn:
            return
        self._pages[number] = rows
        first = number * PAGE
        last = min(self._count, first + PAGE) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not (0 <= index.row() < self._count):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if self.columns[index.column()].numbers else LEFT
        if role not in (Qt.ItemDataRole.DisplayRole, CELL, ROW):
            return None
        row = self.row(index.row())
        if role == ROW or row is None:
            return row if role == ROW else "" if role == Qt.ItemDataRole.DisplayRole else Cell("")
        cell = self._cells(row)[index.column()]
        return cell if role == CELL else cell.text

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return RIGHT if self.columns[section].numbers else LEFT
        return None
