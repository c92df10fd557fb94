"""One order on the right side: state, promise, lines, address. No dialog."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.look import Elided, Look, dress, label, scrolling, set_type
from ui.pages.orders.acts import Acts
from ui.pages.orders.presenter import Detail
from ui.theme.theme import say_state
from ui.theme.tokens import Metrics, Type
from ui.widgets.chips import Chip, ChipRow
from ui.widgets.panel import StatePanel
from ui.widgets.picture import Picture

MOST = 60  # lines shown here; the pack page shows all


class _Line(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._picture = Picture(look, 44)
        self._name, self._about = Elided(Type.BODY, bold=True), Elided(Type.SMALL, quiet=True)
        self._count = label("", Type.BODY, bold=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(12)
        row.addWidget(self._picture)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._name)
        column.addWidget(self._about)
        row.addLayout(column, 1)
        row.addWidget(self._count)

    def show_line(self, line: tuple[str, str, str, str]) -> None:
        picture, name, about, count = line
        self._picture.show_picture(picture, name)
        self._name.show_text(name)
        self._about.show_text(about)
        self._count.setText(count)


class OrderDetail(QFrame):
    """`wanted` is the slip's barcode of an order somebody wants to pack."""

    wanted = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._look, self._metrics = look, Metrics()
        self._title = label("", Type.TITLE, bold=True)
        self._state = Chip(look, role=Type.BODY)
        self._facts = ChipRow(look, Type.SMALL, gap=6)
        self._hold = label("", Type.BODY, wrap=True)
        self._hold.setProperty("chip", "warn")
        self._doubts = label("", Type.BODY, wrap=True)
        self._near = label("", Type.BODY, wrap=True)
        self._doubts.setProperty("chip", "warn")
        self._near.setProperty("chip", "accent")
        self._tags = ChipRow(look, Type.SMALL, gap=6)
        self._notes = [label("", Type.BODY, wrap=True) for _ in range(6)]
        for note in self._notes:
            note.setProperty("chip", "true")
        self._past = label("", Type.SMALL, quiet=True, wrap=True)
        self.acts = Acts(look)
        self._address = label("", Type.BODY, wrap=True)
        self._lines: list[_Line] = []
        self._scan = ""
        self._pack = QPushButton(look.text.word("orders.pack"))
        self._pack.setProperty("kind", "primary")
        self._pack.setAutoDefault(False)
        set_type(self._pack, Type.BODY, bold=True)
        self._pack.clicked.connect(self._pressed)
        self._empty = StatePanel(look)
        self._empty.show_state("orders", look.text.word("orders.pick"), look.text.word("orders.pick_how"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(2, 2, 2, 2)
        self._area = scrolling(self._build())
        self.acts.opened.connect(lambda: QTimer.singleShot(0, self._show_acts))
        outer.addWidget(self._empty)
        outer.addWidget(self._area, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 6, 16, 14)
        foot.addWidget(self._pack)
        outer.addLayout(foot)
        self._area.hide()
        self._pack.hide()

    def _build(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(10)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.addWidget(self._title, 1)
        self._head.addWidget(self._state)
        column.addLayout(self._head)
        column.addWidget(self._facts)
        column.addWidget(self._hold)
        column.addWidget(self._doubts)
        column.addWidget(self._near)
        column.addWidget(self._tags)
        for note in self._notes:
            column.addWidget(note)
        column.addWidget(self.acts)
        column.addWidget(self._rule())
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        column.addWidget(self._rule())
        column.addWidget(self._address)
        column.addWidget(self._past)
        column.addStretch(1)
        return inside

    @staticmethod
    def _rule() -> QFrame:
        line = QFrame()
        line.setProperty("line", "true")
        line.setFixedHeight(1)
        return line

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        direction = QBoxLayout.Direction
        self._head.setDirection(direction.TopToBottom if metrics.tight else direction.LeftToRight)

    def _show_acts(self) -> None:
        """What was asked for is below what is to be known of the order."""
        self._area.verticalScrollBar().setValue(max(0, self.acts.y() - 8))

    def _pressed(self) -> None:
        self.wanted.emit(self._scan)

    def show_nothing(self) -> None:
        self._area.hide()
        self._pack.hide()
        self._empty.show()

    def show_detail(self, detail: Detail, lines: tuple[tuple[str, str, str, str], ...]) -> None:
        self._title.setText(detail.title)
        tone = detail.state.tone if detail.state.tone not in ("", "quiet") else "soft"
        self._state.show_fact(detail.state.icon, detail.state.text, tone)
        self._facts.show_facts(detail.facts)
        self._hold.setText(detail.hold)
        self._hold.setVisible(bool(detail.hold))
        say_state(self._hold, "chip", "warn")
        for said, shown, tone in (
            (self._doubts, detail.doubts, "bad" if detail.stops else "warn"),
            (self._near, detail.near, "accent"),
        ):
            said.setText(shown)
            said.setVisible(bool(shown))
            say_state(said, "chip", tone)
        self._tags.show_facts(tuple(("tag", tag, "soft") for tag in detail.tags))
        self._tags.setVisible(bool(detail.tags))
        self._show_notes(detail.notes)
        self._past.setText("\n".join(detail.acts))
        self._past.setVisible(bool(detail.acts))
        self.acts.show_detail(detail)
        self._address.setText(detail.address)
        self._scan = detail.scan
        self._pack.setVisible(bool(detail.scan))
        self._show_lines(lines[:MOST])
        self._empty.hide()
        self._area.show()

    def _show_notes(self, notes: tuple[str, ...]) -> None:
        for place, said in enumerate(self._notes):
            said.setVisible(place < len(notes))
            if place < len(notes):
                said.setText(notes[place])

    def _show_lines(self, lines: tuple[tuple[str, str, str, str], ...]) -> None:
        while len(self._lines) < len(lines):
            made = _Line(self._look)
            dress(made, self._look.theme, self._metrics)
            self._lines.append(made)
            self._rows.addWidget(made)
        for place, row in enumerate(self._lines):
            row.setVisible(place < len(lines))
            if place < len(lines):
                row.show_line(lines[place])
