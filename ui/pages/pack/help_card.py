"""Every command the bench takes now: its word, its key, what it does. Pressed, it is given.

What has no room goes on the next page: by HELP once more, or by the button.
"""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout

from ui.look import Look, button, dress, label, set_type
from ui.pages.pack.screen import HelpRow
from ui.theme.tokens import TARGET, Metrics, Type

NARROWEST = 300  # of a tile, at 100 %
MOST = 3  # tiles beside each other
WRAP = int(Qt.TextFlag.TextWordWrap)


class HelpTile(QPushButton):
    """The command's word, its key beside it, and below what it does."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._metrics = look, Metrics()
        self._row = HelpRow("", "", "", "")
        self.setProperty("kind", "tile")
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def scan(self) -> str:
        return self._row.scan

    @property
    def _role(self) -> Type:
        return Type.SMALL if self._metrics.tight else Type.BODY

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def show_row(self, row: HelpRow) -> None:
        self._row = row
        self.setAccessibleName(f"{row.command} ({row.key}): {row.sentence}")
        self.update()

    def needed(self, row: HelpRow, width: int) -> int:
        """How high it is with this row."""
        theme, metrics = self._look.theme, self._metrics
        word = QFontMetrics(theme.font(Type.BODY, metrics, bold=True)).height()
        small = QFontMetrics(theme.font(self._role, metrics))
        room = QRect(0, 0, width - 24, 10_000)
        return max(TARGET, word + small.boundingRect(room, WRAP, row.sentence).height() + 14)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme, metrics = self._look.theme, self._metrics
        painter = QPainter(self)
        box = self.rect().adjusted(12, 6, -12, -6)
        bold = theme.font(Type.BODY, metrics, bold=True)
        high = QFontMetrics(bold).height()
        head = QRect(box.x(), box.y(), box.width(), high)
        painter.setFont(bold)
        painter.setPen(QColor(theme.tokens.text))
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, self._row.command)
        painter.setFont(theme.font(Type.SMALL, metrics))
        painter.setPen(QColor(theme.tokens.quiet))
        ends = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(head, ends, self._row.key)
        painter.setFont(theme.font(self._role, metrics))
        painter.drawText(box.adjusted(0, high, 0, 0), WRAP, self._row.sentence)
        painter.end()


class HelpCard(QFrame):
    """`wanted` gives the barcode of a command that was pressed; that of HELP closes it."""

    wanted = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._look, self._metrics = look, Metrics()
        self._rows: tuple[HelpRow, ...] = ()
        self._tiles: list[HelpTile] = []
        self._page = self._pages = 0
        self._how = label("", Type.BODY, quiet=True, wrap=True)
        self._close = button(look.text.word("help.close"))
        self._more = button()
        self._close.clicked.connect(self._pressed_close)
        self._more.clicked.connect(self._pressed_more)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(8)
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self._close, 1)
        foot.addWidget(self._more, 1)
        column.addWidget(self._how)
        column.addLayout(self._grid)
        column.addStretch(1)
        column.addLayout(foot)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._how.setVisible(not metrics.tight)
        set_type(self._how, Type.BODY)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def hideEvent(self, event: QHideEvent) -> None:
        """It opens with its first page."""
        super().hideEvent(event)
        self._page = 0

    def _pressed_close(self) -> None:
        self.wanted.emit("CMD-HELP")

    def _pressed_more(self) -> None:
        self._page = (self._page + 1) % max(1, self._pages)
        self._arrange()

    def _pressed_tile(self) -> None:
        tile = self.sender()
        if isinstance(tile, HelpTile):
            self.wanted.emit(tile.scan)

    def turn(self) -> bool:
        """To the next page; False where this is the last."""
        if self._page + 1 >= self._pages:
            return False
        self._page += 1
        self._arrange()
        return True

    def show_help(self, how: str, rows: tuple[HelpRow, ...]) -> None:
        self._how.setText(how)
        if rows != self._rows:
            self._rows, self._page = rows, 0
        self._arrange()

    def _arrange(self) -> None:
        """As many columns and rows as there is room for; the rest on further pages."""
        if not self._rows or not self.width():
            return
        probe = self._tile(0)
        inside = self.width() - 40
        columns = max(1, min(MOST, inside // round(NARROWEST * self._metrics.zoom)))
        wide = (inside - 8 * (columns - 1)) // columns
        high = max(probe.needed(one, wide) for one in self._rows)
        said = self._how.heightForWidth(inside) + 8 if not self._metrics.tight else 0
        room = self.height() - 24 - said - self._close.sizeHint().height() - 8
        lines = max(1, (room + 8) // (high + 8))
        each = lines * columns
        self._pages = -(-len(self._rows) // each)
        self._page = min(self._page, self._pages - 1)
        self._show(self._rows[self._page * each : (self._page + 1) * each], columns, high)
        self._more.setVisible(self._pages > 1)
        more = self._look.text.word("help.more", page=self._page + 1, pages=self._pages)
        self._more.setText(more)

    def _show(self, rows: tuple[HelpRow, ...], columns: int, high: int) -> None:
        down = -(-len(rows) // columns)
        for place in range(max(len(rows), len(self._tiles))):
            tile = self._tile(place)
            tile.setVisible(place < len(rows))
            self._grid.removeWidget(tile)
            if place < len(rows):
                tile.setFixedHeight(high)
                tile.show_row(rows[place])
                self._grid.addWidget(tile, place % down, place // down)
        for column in range(MOST):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _tile(self, place: int) -> HelpTile:
        while len(self._tiles) <= place:
            made = HelpTile(self._look)
            made.clicked.connect(self._pressed_tile)
            dress(made, self._look.theme, self._metrics)
            self._tiles.append(made)
        return self._tiles[place]
