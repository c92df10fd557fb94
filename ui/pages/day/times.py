"""Where the time went: one bar of all causes, and a row for each."""

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.look import Look, dress, label, scrolling
from ui.pages.day.screen import CauseRow, TimesScreen
from ui.pages.orders.filters import chip
from ui.theme.tokens import Metrics, Type
from ui.widgets.chips import Flow

# The packer's share stands out, what was waited for in steps beside it; what nobody knows is hardly there.
_STRENGTH = {"packer": 1.0, "scale": 0.66, "shop": 0.3, "label": 0.55, "printer": 0.85}
_PLAIN = {"shop", "label", "printer"}


class Shade:
    """The colour of a cause in the theme that is on."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def of(self, cause: str) -> QColor:
        tokens = self._look.theme.tokens
        if cause == "unknown":
            return QColor(tokens.border)
        if cause == "stopped":
            return QColor(tokens.warn.band)
        colour = QColor(tokens.quiet if cause in _PLAIN else tokens.accent)
        colour.setAlphaF(_STRENGTH[cause])
        return colour


class CauseBar(QWidget):
    """Causes side by side, as wide as their share."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._shade, self._high = Shade(look), 20
        self._rows: tuple[CauseRow, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_metrics(self, metrics: Metrics) -> None:
        self._high = metrics.px(20)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(300, self._high)

    def show_rows(self, rows: tuple[CauseRow, ...]) -> None:
        self._rows = rows
        self.setAccessibleName(". ".join(row.spoken for row in rows))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        left = 0.0
        for row in self._rows:
            wide = self.width() * row.share
            painter.setBrush(self._shade.of(row.cause))
            painter.drawRoundedRect(QRectF(left, 0, max(2.0, wide - 2), self.height()), 3, 3)
            left += wide
        painter.end()


class Swatch(QWidget):
    """The colour of one cause beside its name."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._shade, self._cause = Shade(look), "unknown"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_metrics(Metrics())

    def set_metrics(self, metrics: Metrics) -> None:
        self.setFixedSize(metrics.icon(14), metrics.icon(14))

    def show_cause(self, cause: str) -> None:
        self._cause = cause
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._shade.of(self._cause))
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
        painter.end()


class TimesView(QWidget):
    """`asked` when another bench or person was chosen."""

    asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._metrics = look, Metrics()
        self.bench = self.person = ""
        self._head = label("", Type.BODY, wrap=True)
        self.benches, self.people = chip(""), chip("")
        self._bar = CauseBar(look)
        self._rows: list[tuple[Swatch, tuple[QLabel, ...]]] = []
        inside = QFrame()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 4, 20, 0)
        self._grid.setHorizontalSpacing(28)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(10)
        choose = QWidget()
        flow = Flow(choose)
        flow.addWidget(self.benches)
        flow.addWidget(self.people)
        column.addWidget(choose)
        column.addWidget(self._head)
        column.addWidget(self._bar)
        column.addWidget(scrolling(inside), 1)
        self._titles()
        look.theme.changed.connect(self._bar.update)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._grid.setHorizontalSpacing(10 if metrics.tight else 28)

    def show_times(self, screen: TimesScreen) -> None:
        word = self._look.text.word
        self._head.setText(screen.head)
        self._bar.show_rows(screen.rows)
        self._choices(self.benches, "bench", screen.benches, word("day.all_benches"))
        self._choices(self.people, "person", screen.people, word("day.all_people"))
        for place, row in enumerate(screen.rows):
            self._show_row(place, row)
        for swatch, cells in self._rows[len(screen.rows) :]:
            for widget in (swatch, *cells):
                widget.hide()

    def _titles(self) -> None:
        for place, name in enumerate(("together", "share", "each"), 2):
            made = label(self._look.text.word(f"day.time_{name}"), Type.SMALL, quiet=True, wrap=True)
            made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
            self._grid.addWidget(made, 0, place)

    def _show_row(self, place: int, row: CauseRow) -> None:
        while len(self._rows) <= place:
            self._rows.append(self._made(len(self._rows) + 1))
        swatch, cells = self._rows[place]
        swatch.show_cause(row.cause)
        for one, text in zip(cells, (row.name, row.together, row.percent, row.each), strict=True):
            one.setText(text)
        for widget in (swatch, *cells):
            widget.show()
        cells[0].setAccessibleName(row.spoken)

    def _made(self, line: int) -> tuple[Swatch, tuple[QLabel, ...]]:
        swatch = Swatch(self._look)
        cells = tuple(label("", Type.BODY, bold=place == 0) for place in range(4))
        self._grid.addWidget(swatch, line, 0, Qt.AlignmentFlag.AlignVCenter)
        for place, one in enumerate(cells, 1):
            side = Qt.AlignmentFlag.AlignRight if place > 1 else Qt.AlignmentFlag.AlignLeft
            self._grid.addWidget(one, line, place, side)
        self._grid.setRowStretch(line, 0)
        self._grid.setRowStretch(line + 1, 1)
        for widget in (swatch, *cells):
            dress(widget, self._look.theme, self._metrics)
        return swatch, cells

    def _choices(self, button: QPushButton, about: str, names: tuple[str, ...], every: str) -> None:
        """Nothing to choose where there is one only."""
        chosen = getattr(self, about)
        button.setVisible(len(names) > 1 or bool(chosen))
        button.setText(chosen or every)
        button.setChecked(bool(chosen))
        menu = QMenu(button)
        for name in ("", *names):
            menu.addAction(name or every).triggered.connect(partial(self._choose, about, name))
        button.setMenu(menu)

    def _choose(self, about: str, name: str) -> None:
        setattr(self, about, name)
        self.asked.emit()
