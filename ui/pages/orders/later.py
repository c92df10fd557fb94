"""Which units of an order are sent later: so many of each line, then one button. No dialog."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.look import Elided, Look, dress, label, set_type
from ui.pages.orders.waiting import Waiting
from ui.theme.theme import say_state
from ui.theme.tokens import TARGET, Metrics, Type


def later_button(text: str, kind: str = "plain") -> QPushButton:
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setAutoDefault(False)
    set_type(made, Type.BODY, bold=True)
    return made


class _Step(QWidget):
    """One line: fewer, how many, more."""

    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.line = Waiting("", "", 0, 0)
        self.count = 0
        self._name = Elided(Type.BODY, bold=True)
        self._said = label("", Type.BODY, bold=True)
        self._less, self._more = later_button("−"), later_button("+")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._name, 1)
        for one in (self._less, self._said, self._more):
            row.addWidget(one)
        for button, by in ((self._less, -1), (self._more, 1)):
            button.setFixedWidth(TARGET + 8)
            button.clicked.connect(lambda _=False, by=by: self._move(by))

    def show_line(self, line: Waiting) -> None:
        self.line, self.count = line, line.later
        self._name.show_text(line.name)
        word = self._look.text.word
        self._less.setAccessibleName(word("orders.later_less", name=line.name))
        self._more.setAccessibleName(word("orders.later_more", name=line.name))
        self._draw()

    def _move(self, by: int) -> None:
        self.count = min(self.line.due, max(0, self.count + by))
        self._draw()
        self.changed.emit()

    def _draw(self) -> None:
        said = {"packed": str(self.count), "due": str(self.line.due)}
        self._said.setText(self._look.text.word("count_of", **said))
        self._less.setEnabled(self.count > 0)
        self._more.setEnabled(self.count < self.line.due)


class Later(QWidget):
    """`wanted`: units to be sent later by the line's ref, of the lines that change."""

    wanted = Signal(dict)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._metrics = look, Metrics()
        self._steps: list[_Step] = []
        self._lines: tuple[Waiting, ...] = ()
        self._how = label(look.text.word("orders.later_how"), Type.BODY, quiet=True, wrap=True)
        self._go = later_button("", "primary")
        self._go.clicked.connect(self._pressed)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._how)
        column.addLayout(self._rows)
        column.addWidget(self._go)
        say_state(self, "chip", "")
        self.hide()

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def show_lines(self, lines: Sequence[Waiting]) -> None:
        """As they stand now: what was changed here and not sent is forgotten."""
        if tuple(lines) == self._lines:
            return
        self._lines = tuple(lines)
        while len(self._steps) < len(lines):
            made = _Step(self._look)
            dress(made, self._look.theme, self._metrics)
            made.changed.connect(self._draw)
            self._steps.append(made)
            self._rows.addWidget(made)
        for place, step in enumerate(self._steps):
            step.setVisible(place < len(lines))
            if place < len(lines):
                step.show_line(lines[place])
        self._draw()

    def _changed(self) -> dict[str, int]:
        shown = self._steps[: len(self._lines)]
        return {step.line.ref: step.count for step in shown if step.count != step.line.later}

    def _draw(self) -> None:
        shown = self._steps[: len(self._lines)]
        waits, all_of_it = sum(one.count for one in shown), sum(one.line.due for one in shown)
        self._go.setText(self._look.text.count("orders.later_go", waits))
        self._go.setEnabled(bool(self._changed()) and waits < all_of_it)

    def _pressed(self) -> None:
        self.wanted.emit(self._changed())
