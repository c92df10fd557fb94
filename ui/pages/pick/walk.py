"""The walk: where to go, what to take, how many, into which tote; and all the stops to come."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from ui.look import Elided, Look, card, dress, label, scrolling, set_type
from ui.pages.pack.help_card import HelpCard
from ui.pages.pack.lines import LineList
from ui.pages.pick.screen import StopCard, ToteRow, WalkScreen
from ui.theme.tokens import Metrics, Type
from ui.widgets.actions import ActionBar
from ui.widgets.band import VerdictBand
from ui.widgets.bar import GaugeBar
from ui.widgets.chips import ChipRow
from ui.widgets.choices import ChoiceGrid
from ui.widgets.picture import Picture
from ui.widgets.units import Units


class StopPane(QWidget):
    """Bin and count so large that they are read from the other end of the aisle."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._side, self._icon_name = look, 34, "bin"
        self._icon = QLabel()
        self._big = Headline(look)
        self._count = label("", Type.FIGURE, bold=True)
        self._picture = Picture(look, 150)
        self._name = Elided(Type.TITLE, bold=True)
        self._sku = Elided(Type.LEAD, quiet=True)
        self._chips = ChipRow(look, Type.LEAD)
        self._units = Units(look)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 12, 20, 16)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._big, 1)
        head.addWidget(self._count)
        self._column.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(6)
        for one in (self._name, self._sku, self._chips):
            words.addWidget(one)
        words.addStretch(1)
        words.addWidget(self._units)
        row.addLayout(words, 1)
        self._column.addLayout(row, 1)

    def set_metrics(self, metrics: Metrics) -> None:
        self._side = metrics.icon(34)
        self._column.setSpacing(2 if metrics.tight else 10)
        set_type(self._name, Type.LEAD if metrics.tight else Type.TITLE, bold=True)
        self._sku.setVisible(not metrics.tight)
        self._draw()

    def show_stop(self, stop: StopCard) -> None:
        self._big.show_text(stop.big)
        self._count.setText(stop.count)
        self._name.show_text(stop.name)
        self._sku.show_text(stop.sku)
        self._picture.show_picture(stop.picture, stop.name)
        self._picture.setVisible(bool(stop.sku))
        self._chips.show_facts(stop.chips)
        self._units.show_units(stop.picked, stop.asked, stop.short)
        self._units.setVisible(bool(stop.asked))
        self._icon_name = stop.icon
        self._draw()

    def _draw(self) -> None:
        theme = self._look.theme
        pixels = theme.pixmap(self._icon_name, self._side, theme.tokens.accent, self.devicePixelRatioF())
        self._icon.setPixmap(pixels)


class Headline(Elided):
    """As large as it fits in one line; shortened only where it is still too long when small."""

    LARGE = (Type.FIGURE, Type.HEAD, Type.TITLE)

    def __init__(self, look: Look) -> None:
        super().__init__(self.LARGE[0], bold=True)
        self._look, self._metrics = look, Metrics()

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._fit()

    def sizeHint(self) -> QSize:
        """Its place is as high as for the largest."""
        font = self._look.theme.font(self.LARGE[0], self._metrics, bold=True)
        return QSize(super().sizeHint().width(), QFontMetrics(font).height())

    def _fit(self) -> None:
        for role in self.LARGE:
            self.setFont(self._look.theme.font(role, self._metrics, bold=True))
            if self.fontMetrics().horizontalAdvance(self._whole) <= self.width():
                break
        super()._fit()


class TotePane(QFrame):
    """The totes on the cart, the one that is being filled in colour."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._look, self._metrics = look, Metrics()
        self._lines: list[ToteLine] = []
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(16, 12, 16, 12)
        self._list.setSpacing(4)
        self._list.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.addWidget(scrolling(inside))

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def show_totes(self, totes: tuple[ToteRow, ...]) -> None:
        while len(self._lines) < len(totes):
            made = ToteLine(self._look)
            dress(made, self._look.theme, self._metrics)
            self._list.insertWidget(len(self._lines), made)
            self._lines.append(made)
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(totes))
            if place < len(totes):
                line.show_tote(totes[place])
        self.setVisible(bool(totes))


class ToteLine(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._chips = ChipRow(look, Type.BODY)
        self._order = Elided(Type.BODY)
        self._count = label("", Type.BODY, quiet=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(12)
        row.addWidget(self._chips)
        row.addWidget(self._order, 1)
        row.addWidget(self._count)
        self._chips.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_tote(self, tote: ToteRow) -> None:
        tone = "accent" if tote.current else "good" if tote.done else "soft"
        self._chips.show_facts((("check" if tote.done else "carton", tote.code, tone),))
        self._order.show_text(tote.order)
        self._count.setText(tote.count)


class _Shape(QWidget):
    """Where words are large, what a list is called is enough."""

    def __init__(self, about: QLabel) -> None:
        super().__init__()
        self._about = about
        self.setFixedHeight(0)

    def set_metrics(self, metrics: Metrics) -> None:
        self._about.setVisible(not metrics.tight)


class WalkPane(QWidget):
    """`wanted` is a barcode a person asked for by button."""

    wanted = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.shown: WalkScreen | None = None
        self.band = VerdictBand(look)
        self.stop = StopPane(look)
        self.rows = LineList(look)
        self.totes = TotePane(look)
        self.choices = ChoiceGrid(look)
        self.help = HelpCard(look)
        self.commands = ActionBar(look)
        self._title = label("", Type.TITLE, bold=True)
        self._about = label("", Type.BODY, quiet=True, wrap=True)
        self._gauge = GaugeBar(look, accent=True)
        self._build()
        self.choices.chosen.connect(self.wanted)
        self.commands.wanted.connect(self.wanted)
        self.help.wanted.connect(self.wanted)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        body = QVBoxLayout()
        body.setContentsMargins(16, 12, 16, 12)
        body.setSpacing(12)
        body.addWidget(self.band)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._build_left(), 64)
        row.addWidget(self._build_right(), 36)
        body.addLayout(row, 1)
        outer.addLayout(body, 1)
        outer.addWidget(self.commands)

    def _build_left(self) -> QWidget:
        left = QWidget()
        left.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._left = QStackedLayout(left)
        self._walk = QWidget()
        column = QVBoxLayout(self._walk)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        frame = card()
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.stop)
        column.addWidget(frame)
        lines = card()
        inside = QVBoxLayout(lines)
        inside.setContentsMargins(0, 6, 0, 6)
        inside.addWidget(self.rows)
        column.addWidget(lines, 1)
        for one in (self._walk, self.choices, self.help):
            self._left.addWidget(one)
        return left

    def _build_right(self) -> QWidget:
        right = QWidget()
        right.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        frame = card()
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(20, 14, 20, 14)
        inside.setSpacing(4)
        for one in (self._title, self._about, self._gauge):
            inside.addWidget(one)
        self._shape = _Shape(self._about)
        inside.addWidget(self._shape)
        column.addWidget(frame)
        column.addWidget(self.totes, 1)
        column.addStretch(0)
        return right

    def show_walk(self, screen: WalkScreen, fresh: bool) -> None:
        """Paint what changed. `fresh` when a scan was just judged."""
        if screen == self.shown and not fresh:
            return
        self.shown = screen
        self.band.show_band(screen.band, fresh)
        if fresh:
            self.band.paint_now()
        self.commands.show_actions(screen.commands, screen.recent, screen.bar)
        self._title.setText(screen.title)
        self._about.setText(screen.about)
        self._gauge.show_gauge(screen.gauge)
        self.totes.show_totes(screen.totes)
        if screen.layout == "question":
            self.choices.show_choices(screen.choices)
            self._left.setCurrentWidget(self.choices)
            return
        if screen.layout == "help":
            self.help.show_help(screen.how, screen.help)
            self._left.setCurrentWidget(self.help)
            return
        if screen.stop is not None:
            self.stop.show_stop(screen.stop)
        self.rows.show_rows(screen.rows)
        self._left.setCurrentWidget(self._walk)
