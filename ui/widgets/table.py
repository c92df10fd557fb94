"""A table of 44 px rows: an icon and a word where it matters, nothing else to look at."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.look import Look, set_type
from ui.models.cell import Cell
from ui.models.paged import CELL, PagedTable
from ui.theme.tokens import Metrics, Tone, Type

Index = QModelIndex | QPersistentModelIndex
PAD = 12


class CellDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.metrics = Metrics()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell: Cell = index.data(CELL)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        tokens = self._look.theme.tokens
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.accent_tint))
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        ink = self._ink(cell.tone)
        left = rect.x() + PAD
        if cell.icon:
            side = self.metrics.icon(20)
            pixels = self._look.theme.pixmap(cell.icon, side, ink, painter.device().devicePixelRatioF())
            painter.drawPixmap(left, rect.center().y() - side // 2 + 1, pixels)
            left += side + 8
        font = self._look.theme.font(Type.BODY, self.metrics, cell.bold)
        painter.setFont(font)
        painter.setPen(QColor(ink if cell.tone else tokens.text))
        room = QRect(left, rect.y(), rect.right() - left - PAD, rect.height())
        shown = QFontMetrics(font).elidedText(cell.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, index.data(Qt.ItemDataRole.TextAlignmentRole), shown)
        painter.restore()

    def _ink(self, tone: str) -> str:
        tokens = self._look.theme.tokens
        if tone in ("good", "warn", "bad"):
            return tokens.verdict(Tone(tone)).on_tint
        return tokens.accent if tone == "accent" else tokens.quiet


class Table(QTableView):
    """`picked` is the row's place; -1 for none."""

    picked = Signal(int)

    def __init__(self, look: Look, model: PagedTable, name: str) -> None:
        super().__init__()
        self._columns = model.columns
        self._metrics = Metrics()
        self._cells = CellDelegate(look, self)
        self.setModel(model)
        self.setItemDelegate(self._cells)
        self.setAccessibleName(name)
        set_type(self, Type.BODY)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        set_type(head, Type.SMALL)
        self.selectionModel().currentRowChanged.connect(self._picked)

    def _picked(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.picked.emit(now.row() if now.isValid() else -1)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = self._cells.metrics = metrics
        self.verticalHeader().setDefaultSectionSize(metrics.row(46))
        self.horizontalHeader().setFixedHeight(metrics.row(40))
        self._widths()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._widths()

    def _widths(self) -> None:
        """Fixed widths at the text scale; where they do not fit, the last columns are left out."""
        room = self.viewport().width()
        scale = self._metrics.zoom * (1 + (self._metrics.text - 1) * 0.72)
        widths = [round(column.width * scale) for column in self._columns]
        free = [place for place, wide in enumerate(widths) if not wide]
        least = round(120 * scale)
        shown = len(widths)
        while shown > 2 and sum(wide or least for wide in widths[:shown]) > room:
            shown -= 1
        left = room - sum(widths[:shown])
        spread = [place for place in free if place < shown]
        for place, wide in enumerate(widths):
            self.setColumnHidden(place, place >= shown)
            self.setColumnWidth(place, wide or max(least, left // max(1, len(spread))))
        if not spread and left > 0:
            self.setColumnWidth(shown - 1, widths[shown - 1] + left)
