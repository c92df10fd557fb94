"""The practice shelf: slips and products to scan by a press, a scale, a printer. Docks where you like."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QGridLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.look import Look, dress, label, scrolling, set_type
from ui.pages.practice.pan import Pan, Printer, draw_fitting
from ui.pages.practice.presenter import Table, Tile
from ui.pictures import paint_picture
from ui.theme.tokens import Metrics, Type

COLUMNS = 2
MOST = 40


class TileButton(QPushButton):
    """A product or a slip that is scanned by pressing it."""

    scanned = Signal(str)

    def __init__(self, look: Look, slip: bool) -> None:
        super().__init__()
        self._look, self._slip, self._metrics = look, slip, Metrics()
        self._high = 48
        self._tile = Tile("", "", "", "")
        self.setProperty("kind", "tile")
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_type(self, Type.SMALL, bold=True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._pressed)
        look.pictures.arrived.connect(self._redraw)

    def _pressed(self) -> None:
        self.scanned.emit(self._tile.scan)

    def _redraw(self, path: str) -> None:
        if path == self._tile.picture:
            self.update()

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        line = self.fontMetrics().height()
        self._high = max(48, line * 2 + 14) if self._slip else metrics.px(72) + 2 * line + 8
        self.setFixedHeight(self._high)

    def sizeHint(self) -> QSize:
        return QSize(100, self._high)

    def show_tile(self, tile: Tile) -> None:
        if tile != self._tile:
            self._tile = tile
            said = ", ".join(part for part in (tile.title, tile.about) if part)
            self.setAccessibleName(said)
            self.setToolTip(said)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._slip:
            self._paint_slip(painter)
        else:
            self._paint_product(painter)
        painter.end()

    def _paint_product(self, painter: QPainter) -> None:
        tokens = self._look.theme.tokens
        line = self.fontMetrics().height() * 2
        side = min(self.height() - line - 18, self.width() - 20)
        place = QRect((self.width() - side) // 2, 8, side, side)
        picture = self._look.pictures.get(self._tile.picture, round(side * self.devicePixelRatioF()))
        if picture is not None:
            paint_picture(painter, place.toRectF(), picture, 6)
        else:
            icon = self._look.theme.pixmap(
                self._tile.icon, side // 2, tokens.disabled, self.devicePixelRatioF()
            )
            painter.drawPixmap(place.center().x() - side // 4, place.center().y() - side // 4, icon)
        painter.setPen(QColor(tokens.text))
        draw_fitting(painter, QRect(6, self.height() - line - 5, self.width() - 12, line), self._tile.title)

    def _paint_slip(self, painter: QPainter) -> None:
        tokens = self._look.theme.tokens
        side = 26
        icon = self._look.theme.pixmap(self._tile.icon, side, tokens.accent, self.devicePixelRatioF())
        painter.drawPixmap(12, (self.height() - side) // 2, icon)
        left, metrics = 50, self.fontMetrics()
        room = QRect(left, 6, self.width() - left - 10, (self.height() - 12) // 2)
        painter.setPen(QColor(tokens.text))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._tile.title)
        painter.setFont(self._look.theme.font(Type.SMALL, self._metrics))
        painter.setPen(QColor(tokens.quiet))
        low = room.translated(0, room.height())
        shown = metrics.elidedText(self._tile.about, Qt.TextElideMode.ElideRight, low.width())
        painter.drawText(low, Qt.AlignmentFlag.AlignVCenter, shown)


class PracticeShelf(QWidget):
    """`scanned` is a code a press stands for; `weighed` puts the carton on the pan."""

    scanned = Signal(str)
    weighed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._metrics = look, Metrics()
        self._shown: Table | None = None
        word = look.text.word
        self._slips: list[TileButton] = []
        self._items: list[TileButton] = []
        self._slip_head = label(word("practice.slips"), Type.BODY, bold=True, wrap=True)
        self._item_head = label(word("practice.items"), Type.BODY, bold=True, wrap=True)
        self._hint = label(word("practice.how"), Type.SMALL, quiet=True, wrap=True)
        self._pan = Pan(look, word("practice.weigh"))
        self._printer = Printer(look, word("practice.label"))
        self._pan.clicked.connect(self.weighed)
        self._printer.clicked.connect(self._label)
        self._build()

    def _build(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 12, 14, 14)
        column.setSpacing(8)
        column.addWidget(self._hint)
        column.addWidget(self._slip_head)
        self._slip_list = QVBoxLayout()
        self._slip_list.setSpacing(6)
        column.addLayout(self._slip_list)
        column.addWidget(self._item_head)
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        column.addLayout(self._grid)
        column.addStretch(1)
        area = scrolling(inside)
        frame = QFrame()
        frame.setObjectName("shelf")
        around = QVBoxLayout(frame)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(0)
        around.addWidget(area, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(14, 8, 14, 14)
        foot.setSpacing(8)
        foot.addWidget(self._pan)
        foot.addWidget(self._printer)
        around.addLayout(foot)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self.setFixedWidth(metrics.px(292))

    def _label(self) -> None:
        if self._shown is not None and self._shown.label:
            self.scanned.emit(self._shown.label)

    def show_table(self, table: Table, on_pan: bool) -> None:
        word = self._look.text.word
        if table != self._shown:
            self._shown = table
            self._show_slips(table)
            self._show_items(table)
        self._pan.on = on_pan
        self._pan.setEnabled(table.can_weigh)
        said = word("practice.lift" if on_pan else "practice.weigh")
        self._pan.show_caption(said, table.step == "pan" and not on_pan)
        self._pan.setVisible(table.can_weigh or not self._metrics.tight)
        self._printer.printed = bool(table.label)
        self._printer.setEnabled(bool(table.label))
        said = word("practice.scan_label") if table.label else word("practice.label")
        self._printer.show_caption(said, table.step == "label" and bool(table.label))
        # Where words are large, what cannot be used now leaves its place to the slips and the goods.
        self._printer.setVisible(bool(table.label) or not self._metrics.tight)

    def _tiles(self, have: list[TileButton], wanted: int, slip: bool) -> None:
        while len(have) < wanted:
            made = TileButton(self._look, slip)
            dress(made, self._look.theme, self._metrics)
            made.scanned.connect(self.scanned)
            place = len(have)
            have.append(made)
            if slip:
                self._slip_list.addWidget(made)
            else:
                self._grid.addWidget(made, place // COLUMNS, place % COLUMNS)

    def _show_slips(self, table: Table) -> None:
        tiles = table.slips[:MOST] if table.step == "slip" else ()
        self._tiles(self._slips, len(tiles), slip=True)
        self._fill(self._slips, tiles)
        self._slip_head.setVisible(bool(tiles))
        self._hint.setVisible(table.step == "slip")

    def _show_items(self, table: Table) -> None:
        tiles = table.items[:MOST] if table.step != "slip" else ()
        self._tiles(self._items, len(tiles), slip=False)
        self._fill(self._items, tiles)
        self._item_head.setVisible(bool(tiles))

    @staticmethod
    def _fill(buttons: list[TileButton], tiles: tuple[Tile, ...]) -> None:
        for place, button in enumerate(buttons):
            button.setVisible(place < len(tiles))
            if place < len(tiles):
                button.show_tile(tiles[place])


class PracticeTray(QDockWidget):
    def __init__(self, look: Look) -> None:
        super().__init__(look.text.word("practice.tray"))
        self.setObjectName("practice-tray")
        self.shelf = PracticeShelf(look)
        self.setWidget(self.shelf)
        features = QDockWidget.DockWidgetFeature
        self.setFeatures(features.DockWidgetMovable | features.DockWidgetFloatable)
        self.setTitleBarWidget(QWidget())
