"""The waves, a card each: how far they are, their lists, and what can be done with them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.look import Elided, Look, button, dress, label, scrolling
from ui.pages.pick.screen import ListLine, WaveCard
from ui.theme.tokens import Metrics, Tone, Type
from ui.widgets.bar import GaugeBar
from ui.widgets.chips import Chip


class ListRow(QWidget):
    """One pick list: its barcode's text, who has it, how far it is."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._barcode = label("", Type.BODY, bold=True)
        self._about = Elided(Type.BODY, quiet=True)
        self._state = Chip(look, role=Type.SMALL)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 1)
        row.setSpacing(14)
        row.addWidget(self._barcode)
        row.addWidget(self._about, 1)
        row.addWidget(self._state)

    def show_list(self, line: ListLine) -> None:
        self._barcode.setText(line.barcode)
        self._about.show_text(line.about)
        self._state.setVisible(bool(line.state))
        self._state.show_fact("", line.state, "soft" if line.tone is Tone.NEUTRAL else line.tone.value)


class WaveBox(QFrame):
    """`pressed` names what is wanted: print or cancel. Cancelling is asked about on the card itself."""

    pressed = Signal(str, int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._look, self._metrics = look, Metrics()
        self._id, self._sure = 0, False
        self._rows: list[ListRow] = []
        self._title = Elided(Type.LEAD, bold=True)
        self._state = Chip(look, role=Type.BODY)
        self._about = Elided(Type.BODY, quiet=True)
        self._gauge = GaugeBar(look, accent=True)
        word = look.text.word
        self._print = button(word("pick.print"))
        self._cancel = button(word("pick.cancel"))
        self._print.clicked.connect(self._printed)
        self._cancel.clicked.connect(self._cancelled)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(20, 14, 20, 14)
        outer.setSpacing(18)
        column = QVBoxLayout()
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title, 1)
        head.addWidget(self._state)
        column.addLayout(head)
        column.addWidget(self._about)
        column.addWidget(self._gauge)
        self._lists = QVBoxLayout()
        self._lists.setSpacing(0)
        column.addLayout(self._lists)
        outer.addLayout(column, 1)
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self._print)
        side.addWidget(self._cancel)
        side.addStretch(1)
        outer.addLayout(side)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def _printed(self) -> None:
        self.pressed.emit("print", self._id)

    def _cancelled(self) -> None:
        """The second press is meant."""
        if self._sure:
            self._sure = False
            self.pressed.emit("cancel", self._id)
        else:
            self._sure = True
            self._cancel.setText(self._look.text.word("pick.cancel_sure"))

    def show_wave(self, wave: WaveCard) -> None:
        if wave.id != self._id:
            self._sure = False
        self._id = wave.id
        self._title.show_text(wave.title)
        self._about.show_text(wave.about)
        self._state.show_fact("", wave.state, "soft" if wave.tone is Tone.NEUTRAL else wave.tone.value)
        self._gauge.show_gauge(wave.gauge)
        while len(self._rows) < len(wave.lists):
            made = ListRow(self._look)
            dress(made, self._look.theme, self._metrics)
            self._lists.addWidget(made)
            self._rows.append(made)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(wave.lists))
            if place < len(wave.lists):
                row.show_list(wave.lists[place])
        for one in (self._print, self._cancel):
            one.setVisible(wave.is_open)
            one.setAccessibleName(f"{one.text()}: {wave.title}")
        self._cancel.setText(self._look.text.word("pick.cancel_sure" if self._sure else "pick.cancel"))


class WaveList(QWidget):
    """`pressed` as of a wave's box."""

    pressed = Signal(str, int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._metrics = look, Metrics()
        self._boxes: list[WaveBox] = []
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 4, 0)
        self._list.setSpacing(10)
        self._list.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        area = scrolling(inside)
        area.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(area)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def show_waves(self, waves: tuple[WaveCard, ...]) -> None:
        while len(self._boxes) < len(waves):
            made = WaveBox(self._look)
            made.pressed.connect(self.pressed)
            dress(made, self._look.theme, self._metrics)
            self._list.insertWidget(len(self._boxes), made)
            self._boxes.append(made)
        for place, box in enumerate(self._boxes):
            box.setVisible(place < len(waves))
            if place < len(waves):
                box.show_wave(waves[place])
