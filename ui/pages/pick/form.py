"""A wave by rule: what it is made of, and how it is walked."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.look import Look, button, card, dress, label, scrolling, set_type
from ui.pages.pick.screen import FormScreen, Option
from ui.pages.shops.entry import Complaint
from ui.theme.tokens import Metrics, Type
from ui.widgets.chips import FlowRow
from ui.widgets.complaint import ComplaintLine


class ChipGroup(QWidget):
    """Options to choose from: one of them, or several."""

    def __init__(self, look: Look, title: str, several: bool, options: tuple[Option, ...]) -> None:
        super().__init__()
        self._buttons: list[tuple[str, QPushButton]] = []
        group = QButtonGroup(self)
        group.setExclusive(not several)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label(title, Type.BODY, bold=True))
        row = FlowRow()
        for place, option in enumerate(options):
            chip = button(option.text, "chip")
            chip.setCheckable(True)
            chip.setAccessibleName(f"{title}: {option.text}")
            chip.setChecked(not several and place == 0)
            group.addButton(chip)
            row.add(chip)
            self._buttons.append((option.key, chip))
        column.addWidget(row)
        del look

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(key for key, chip in self._buttons if chip.isChecked() and key)

    def choose(self, key: str) -> None:
        for one, chip in self._buttons:
            if one == key:
                chip.setChecked(True)


class WaveForm(QWidget):
    """`done` says whether lists are printed too; `left` that nothing is made."""

    done = Signal(bool)
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._metrics = look, Metrics()
        self._groups: dict[str, ChipGroup] = {}
        self._fields: dict[str, QLineEdit] = {}
        self._about = label("", Type.LEAD, quiet=True, wrap=True)
        self._trouble = ComplaintLine(look)
        word = look.text.word
        self._build = button(word("pick.build"), "primary")
        self._printing = button(word("pick.build_print"))
        leave = button(word("pick.leave"))
        self._build.clicked.connect(self._made)
        self._printing.clicked.connect(self._made_printed)
        leave.clicked.connect(self.left)
        frame = card()
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(2, 2, 2, 2)
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(22, 16, 22, 16)
        self._column.setSpacing(14)
        self._column.addWidget(self._about)
        self._pairs = QGridLayout()
        self._pairs.setHorizontalSpacing(24)
        self._pairs.setVerticalSpacing(14)
        self._column.addLayout(self._pairs)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(10)
        self._column.addLayout(self._grid)
        self._column.addStretch(1)
        inside.addWidget(scrolling(holder))
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(leave)
        foot.addStretch(1)
        for one in (self._printing, self._build):
            foot.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._trouble)
        column.addWidget(frame, 1)
        column.addLayout(foot)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def show_form(self, screen: FormScreen) -> None:
        """Anew each time it is opened: what can be named depends on what waits."""
        self._about.setText(screen.about)
        self._trouble.show_complaint(None)
        for old in (*self._groups.values(), *self._fields.values()):
            old.setParent(None)
        for grid in (self._grid, self._pairs):
            while grid.count():
                taken = grid.takeAt(0)
                widget = taken.widget() if taken is not None else None
                if widget is not None:
                    widget.setParent(None)
        self._groups, self._fields = {}, {}
        for place, (name, title, several, options) in enumerate(screen.groups):
            made = ChipGroup(self._look, title, several, options)
            self._groups[name] = made
            across = 1 if self._metrics.tight else 2
            self._pairs.addWidget(made, place // across, place % across)
        for place, field in enumerate(screen.fields):
            self._add_field(place, *field)
        dress(self, self._look.theme, self._metrics)
        next(iter(self._fields.values())).setFocus()

    def _add_field(self, place: int, name: str, title: str, value: str, hint: str) -> None:
        edit = QLineEdit(value)
        edit.setPlaceholderText(hint)
        edit.setAccessibleName(title)
        set_type(edit, Type.BODY)
        edit.returnPressed.connect(self._made)
        self._fields[name] = edit
        across = 2 if self._metrics.tight else 5
        row, column = divmod(place, across)
        self._grid.addWidget(label(title, Type.BODY, bold=True, wrap=True), row * 2, column)
        self._grid.addWidget(edit, row * 2 + 1, column)

    def choose(self, group: str, key: str) -> None:
        self._groups[group].choose(key)

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        return {name: group.chosen for name, group in self._groups.items()}

    @property
    def entered(self) -> dict[str, str]:
        return {name: edit.text() for name, edit in self._fields.items()}

    def complain(self, said: Complaint | None) -> None:
        self._trouble.show_complaint(said)
        for one in (self._build, self._printing):
            one.setEnabled(True)

    def _made(self) -> None:
        self.done.emit(False)

    def _made_printed(self) -> None:
        self.done.emit(True)

    def wait(self) -> None:
        """A wave is being made."""
        self._trouble.show_complaint(None)
        for one in (self._build, self._printing):
            one.setEnabled(False)
