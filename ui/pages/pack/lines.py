"""The list of lines: rows painted by a delegate, done ones dimmed in place."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.look import Look
from ui.models.lines import ROW, LineModel
from ui.pages.pack.screen import LineRow
from ui.pictures import paint_picture
from ui.theme.tokens import Metrics, Type

Index = QModelIndex | QPersistentModelIndex
MIDDLE = Qt.AlignmentFlag.AlignVCenter


class LineDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.metrics = Metrics()

    @property
    def height(self) -> int:
        return self.metrics.row(49)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(100, self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: LineRow = index.data(ROW)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._look.theme.tokens
        if row.current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_tint))
            painter.drawRoundedRect(QRectF(rect).adjusted(6, 2, -6, -2), 8, 8)
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(QRectF(rect.x() + 6, rect.y() + 8, 4, rect.height() - 16), 2, 2)
        else:
            painter.setPen(QPen(QColor(tokens.border), 1))
            painter.drawLine(rect.x() + 16, rect.bottom(), rect.right() - 16, rect.bottom())
        right = self._paint_end(painter, rect, row)
        self._paint_start(painter, rect, row, right)
        painter.restore()

    def _paint_end(self, painter: QPainter, rect: QRect, row: LineRow) -> int:
        """Count and tick from the right edge; the answer is where they begin."""
        tokens, metrics = self._look.theme.tokens, self.metrics
        side = metrics.icon(24)
        right = rect.right() - 18
        icon, ink = self._mark(row)
        if icon:
            pixels = self._look.theme.pixmap(icon, side, ink, painter.device().devicePixelRatioF())
            painter.drawPixmap(right - side, rect.center().y() - side // 2 + 1, pixels)
        right -= side + 12
        font = self._look.theme.font(Type.LEAD, metrics, bold=not row.done)
        painter.setFont(font)
        painter.setPen(QColor(tokens.quiet if row.done else tokens.text))
        wide = max(QFontMetrics(font).horizontalAdvance(row.count), metrics.px(64))
        painter.drawText(
            QRect(right - wide, rect.y(), wide, rect.height()),
            MIDDLE | Qt.AlignmentFlag.AlignRight,
            row.count,
        )
        right -= wide + 16
        if not row.bin:
            return right
        font = self._look.theme.font(Type.BODY, metrics)
        measure = QFontMetrics(font)
        wide = min(measure.horizontalAdvance(row.bin) + 2, (right - rect.x()) // 3)
        shown = measure.elidedText(row.bin, Qt.TextElideMode.ElideLeft, wide)  # its end is the shelf
        reserve = max(wide, 0 if metrics.tight else metrics.px(52))
        painter.setFont(font)
        painter.setPen(QColor(tokens.quiet))
        painter.drawText(QRect(right - reserve, rect.y(), reserve, rect.height()), MIDDLE, shown)
        return right - reserve - 16

    def _mark(self, row: LineRow) -> tuple[str, str]:
        tokens = self._look.theme.tokens
        if row.shorted:
            return "short", tokens.warn.on_tint
        if row.done:
            return "check", tokens.good.on_tint
        return ("scan", tokens.accent) if row.current else ("", "")

    def _paint_start(self, painter: QPainter, rect: QRect, row: LineRow, right: int) -> None:
        tokens, metrics = self._look.theme.tokens, self.metrics
        side = rect.height() - 10
        left = rect.x() + 20
        if not metrics.tight and not row.plain:
            box = QRectF(left, rect.y() + 5, side, side)
            ratio = painter.device().devicePixelRatioF()
            picture = self._look.pictures.get(row.picture, round(side * ratio))
            painter.setOpacity(0.45 if row.done else 1.0)
            if picture is not None:
                paint_picture(painter, box, picture, 5)
            painter.setPen(QPen(QColor(tokens.border), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 5, 5)
            painter.setOpacity(1.0)
            left += side + 14
        bold, plain = (self._look.theme.font(Type.BODY, metrics, bold=one) for one in (True, False))
        sku_wide = max(QFontMetrics(bold).horizontalAdvance(row.sku) + 14, metrics.px(100))
        sku_wide = max(0, min(sku_wide, right - left))
        sku = QFontMetrics(bold).elidedText(row.sku, Qt.TextElideMode.ElideMiddle, sku_wide - 10)
        painter.setFont(bold)
        painter.setPen(QColor(tokens.quiet if row.done else tokens.text))
        painter.drawText(QRect(left, rect.y(), sku_wide, rect.height()), MIDDLE, sku)
        left += sku_wide
        parts = (*row.options, row.name) if row.twin else (row.name, *row.options)
        name = " · ".join(part for part in (row.note, *parts) if part)
        painter.setFont(plain)
        painter.setPen(QColor(tokens.quiet))
        shown = QFontMetrics(plain).elidedText(name, Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QRect(left, rect.y(), max(0, right - left), rect.height()), MIDDLE, shown)


class LineList(QListView):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self.lines = LineModel(self)
        self.rows = LineDelegate(look, self)
        self.setModel(self.lines)
        self.setItemDelegate(self.rows)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setAccessibleName(look.text.word("lines.name"))
        look.pictures.arrived.connect(self._redraw)

    def _redraw(self, _path: str) -> None:
        self.viewport().update()

    def set_metrics(self, metrics: Metrics) -> None:
        self.rows.metrics = metrics
        self.scheduleDelayedItemsLayout()

    def show_rows(self, rows: tuple[LineRow, ...]) -> None:
        """The current line is brought into sight as the first row, and only when it is out of sight."""
        self.lines.show_rows(rows)
        self.bring_current()

    def bring_current(self) -> None:
        place = self.lines.current
        if place < 0:
            return
        index = self.lines.index(place)
        seen = self.visualRect(index)
        if seen.top() < 0 or seen.bottom() > self.viewport().height():
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.bring_current()
