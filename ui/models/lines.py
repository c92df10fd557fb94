"""Lines of the open order. A scan changes one row; rows keep their places."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.pages.pack.screen import LineRow

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole


class LineModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[LineRow, ...] = ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.spoken
        return None

    @property
    def current(self) -> int:
        """Row of the line the eye should be on; -1 when there is none."""
        return next((place for place, row in enumerate(self._rows) if row.current), -1)

    def show_rows(self, rows: tuple[LineRow, ...]) -> None:
        """Same order: only what changed is painted. Another order: everything."""
        if [one.ref for one in rows] != [one.ref for one in self._rows]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        changed = [place for place, row in enumerate(rows) if row != self._rows[place]]
        self._rows = rows
        for place in changed:
            self.dataChanged.emit(self.index(place), self.index(place))
