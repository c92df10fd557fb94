"""What can be connected, one tile each."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from station.model.joining import CartChoice
from ui.look import Elided, Look, dress, label, scrolling
from ui.pages.shops.entry import way_title
from ui.theme.tokens import Metrics, Type


class _Tile(QPushButton):
    """The cart's title, its ways in, and what its address looks like."""

    def __init__(self, look: Look, choice: CartChoice) -> None:
        super().__init__()
        self._look, self._high = look, 96
        self.choice = choice
        self.setProperty("kind", "tile")
        self.setAutoDefault(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._icon = QLabel()
        title, ways, example = (
            Elided(Type.LEAD, bold=True),
            Elided(quiet=True),
            Elided(Type.SMALL, quiet=True),
        )
        title.show_text(choice.title)
        named = look.text.listed([way_title(choice.cart, way, look.text) for way in choice.ways])
        ways.show_text(named or look.text.word("add.no_keys"))
        example.show_text(choice.address)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 14, 18, 14)
        row.setSpacing(14)
        row.addWidget(self._icon)
        column = QVBoxLayout()
        column.setSpacing(2)
        for one in (title, ways, example):
            column.addWidget(one)
        row.addLayout(column, 1)
        for part in self.findChildren(QLabel):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(choice.title)
        self.setAccessibleDescription(named)

    def set_metrics(self, metrics: Metrics) -> None:
        self._high = metrics.row(96) + round(metrics.row(96) * 0.25 * (metrics.text - 1))
        theme = self._look.theme
        pixels = theme.pixmap("shop", metrics.icon(28), theme.tokens.quiet, self.devicePixelRatioF())
        self._icon.setPixmap(pixels)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        within = self.layout()
        high = within.sizeHint().height() if within is not None else 0
        return QSize(240, max(self._high, high))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())


class ChooseStep(QWidget):
    chosen = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._metrics = look, Metrics()
        self._tiles: list[_Tile] = []
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(12)
        column.addWidget(label(look.text.word("add.choose"), Type.TITLE, bold=True, wrap=True))
        column.addWidget(label(look.text.word("add.choose_how"), Type.BODY, quiet=True, wrap=True))
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        column.addLayout(self._grid)
        column.addStretch(1)
        self._area = scrolling(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._place()

    def _place(self) -> None:
        columns = 2 if self._metrics.tight else 3
        for place, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, place // columns, place % columns)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def show_choices(self, choices: Sequence[CartChoice]) -> None:
        if [tile.choice for tile in self._tiles] == list(choices):
            return
        for old in self._tiles:
            self._grid.removeWidget(old)
            old.deleteLater()
        self._tiles = []
        for choice in choices:
            tile = _Tile(self._look, choice)
            tile.clicked.connect(self._pressed)
            dress(tile, self._look.theme, self._metrics)
            self._tiles.append(tile)
        self._place()

    def _pressed(self) -> None:
        tile = self.sender()
        if isinstance(tile, _Tile):
            self.chosen.emit(tile.choice)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        return tuple(self._tiles)
