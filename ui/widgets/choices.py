"""A question of the page: numbered answers that can be scanned, typed or pressed."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from ui.look import Look
from ui.pages.pack.screen import ChoiceTile
from ui.pictures import paint_picture
from ui.theme.tokens import Metrics, Type
from ui.widgets.paragraph import shortened, wrapping

MOST = 14  # as many counts as there are number barcodes
LARGE = (Type.TITLE, Type.LEAD, Type.BODY, Type.SMALL)


def whole(words: str, font: QFont, room: QRect) -> bool:
    """Whether it fits without a word torn apart."""
    needed = QFontMetrics(font).boundingRect(room, int(Qt.TextFlag.TextWordWrap), words)
    return needed.height() <= room.height() and needed.width() <= room.width()


class Answer(QPushButton):
    """A large number, a picture where there is one, and what it means."""

    chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._metrics = look, Metrics()
        self._tile = ChoiceTile("", "", "", "")
        self.setProperty("kind", "choice")
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.clicked.connect(self._pressed)
        look.pictures.arrived.connect(self._redraw)

    def _pressed(self) -> None:
        self.chosen.emit(self._tile.scan)

    def _redraw(self, _path: str) -> None:
        self.update()

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self.setMinimumHeight(metrics.row(64))
        self.setMaximumHeight(metrics.px(150))

    def sizeHint(self) -> QSize:
        return QSize(200, self._metrics.row(96))

    def show_tile(self, tile: ChoiceTile) -> None:
        self._tile = tile
        said = ", ".join(part for part in (tile.title, tile.sentence) if part)
        self.setAccessibleName(f"{tile.key}: {said}")
        self.setToolTip(tile.sentence)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme, metrics = self._look.theme, self._metrics
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().adjusted(14, 12, -14, -12)
        left = self._paint_key(painter, box)
        picture = self._look.pictures.get(self._tile.picture, 240) if self._tile.picture else None
        if self._tile.picture:
            side = min(box.height(), round(box.width() * 0.34))
            place = QRectF(left, box.y() + (box.height() - side) / 2, side, side)
            if picture is not None:
                paint_picture(painter, place, picture, 8)
            painter.setPen(QColor(theme.tokens.border))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place, 8, 8)
            left += side + 16
        room = QRect(left, box.y(), box.right() - left, box.height())
        if self._tile.title:
            low = QFontMetrics(theme.font(Type.BODY, metrics)).height() * 2
            self._paint_words(painter, self._tile.title, room.adjusted(0, 0, 0, -low), LARGE)
            quiet = room.adjusted(0, room.height() - low, 0, 0)
            self._paint_words(painter, self._tile.sentence, quiet, (Type.BODY, Type.SMALL), quiet=True)
        else:
            self._paint_words(painter, self._tile.sentence, room, LARGE)
        painter.end()

    def _paint_words(
        self, painter: QPainter, words: str, room: QRect, roles: tuple[Type, ...], quiet: bool = False
    ) -> None:
        """In the largest of `roles` that fits; what is too long even then is shortened."""
        theme = self._look.theme
        font = theme.font(roles[0], self._metrics, bold=not quiet)
        for role in roles:
            font = theme.font(role, self._metrics, bold=not quiet and role is not Type.SMALL)
            if whole(words, font, room):
                break
        painter.setFont(font)
        painter.setPen(QColor(theme.tokens.quiet if quiet else theme.tokens.text))
        shown = words if whole(words, font, room) else shortened(words, font, room)
        flags = int(Qt.TextFlag.TextWordWrap) if shown == words else wrapping(words, font, room.width())
        painter.drawText(room, flags | int(Qt.AlignmentFlag.AlignVCenter), shown)

    def _paint_key(self, painter: QPainter, box: QRect) -> int:
        theme = self._look.theme
        font = theme.font(Type.HEAD, self._metrics, bold=True)
        high = QFontMetrics(font).height() + 4
        wide = max(high, QFontMetrics(font).horizontalAdvance(self._tile.key) + 20)
        cap = QRectF(box.x(), box.y() + (box.height() - high) / 2, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.tokens.accent))
        painter.drawRoundedRect(cap, 8, 8)
        painter.setFont(font)
        painter.setPen(QColor(theme.tokens.on_accent))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._tile.key)
        return round(cap.right()) + 16


class ChoiceGrid(QWidget):
    chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._answers = [Answer(look) for _ in range(MOST)]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        self._tiles: tuple[ChoiceTile, ...] = ()
        for one in self._answers:
            one.chosen.connect(self.chosen)
            one.hide()

    def show_choices(self, tiles: tuple[ChoiceTile, ...]) -> None:
        if tiles == self._tiles:
            return
        self._tiles = tiles
        columns = 1 if len(tiles) <= 3 else 2 if len(tiles) <= 8 else 3
        for place, answer in enumerate(self._answers):
            self._grid.removeWidget(answer)
            answer.setVisible(place < len(tiles))
            if place < len(tiles):
                self._grid.addWidget(answer, place // columns, place % columns)
                answer.show_tile(tiles[place])
        rows = -(-len(tiles) // columns)
        for row in range(MOST + 1):
            self._grid.setRowStretch(row, 1 if row < rows else 0)
        self._grid.setRowStretch(rows, 0 if rows >= 3 else 1)
