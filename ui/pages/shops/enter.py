"""Name, address, keys and options of one kind of shop."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QFrame, QVBoxLayout, QWidget

from station.model.joining import CartChoice
from ui.look import Look, breakable, button, card, label, scrolling
from ui.pages.shops.entry import URL, Complaint, Entry, Field, Form, form, read
from ui.pages.shops.field import FieldRow
from ui.theme.tokens import Metrics, Type
from ui.widgets.chips import FlowRow


class EnterStep(QWidget):
    """`done`: Enter in the last field that lacks something."""

    done = Signal()

    def __init__(self, look: Look, choice: CartChoice) -> None:
        super().__init__()
        self._look, self.choice = look, choice
        self.form: Form = form(choice, look.text)
        self._rows: dict[str, FieldRow] = {}
        self._ways = QButtonGroup(self)
        self._fold = button("", "quiet")
        self._fold.setCheckable(True)
        self._fold.clicked.connect(self._open_fold)
        inside = QWidget()
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._beside.setContentsMargins(0, 0, 4, 0)
        self._beside.setSpacing(16)
        self._beside.addWidget(self._build_fields(), 3)
        if self.form.permissions:
            self._beside.addWidget(self._build_permissions(), 2)
        self._area = scrolling(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self._choose_way()
        self._unfold()

    def _build_fields(self) -> QWidget:
        holder = card()
        column = QVBoxLayout(holder)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(18)
        self._add(column, self.form.basics)
        if len(self.form.ways) > 1:
            column.addWidget(self._build_ways())
        self._add(column, self.form.secrets)
        self._add(column, self.form.needed)
        column.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)
        self._add(column, self.form.more)
        column.addStretch(1)
        return holder

    def _add(self, column: QVBoxLayout, fields: tuple[Field, ...]) -> None:
        for field in fields:
            row = FieldRow(self._look, field)
            row.entered.connect(self._entered)
            self._rows[field.key] = row
            column.addWidget(row)

    def _build_ways(self) -> QWidget:
        """One chip a way in, as filters have them."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(self._look.text.word("add.way"), Type.BODY, bold=True))
        row = FlowRow()
        for name, title, _ in self.form.ways:
            chip = button(title, "chip")
            chip.setCheckable(True)
            chip.setProperty("way", name)
            chip.setAccessibleName(f"{self._look.text.word('add.way')}: {title}")
            self._ways.addButton(chip)
            row.add(chip)
        self._ways.buttons()[0].setChecked(True)
        self._ways.buttonClicked.connect(self._choose_way)
        column.addWidget(row)
        return holder

    def _build_permissions(self) -> QFrame:
        word = self._look.text.word
        holder = card()
        column = QVBoxLayout(holder)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(8)
        column.addWidget(label(word("add.permissions"), Type.LEAD, bold=True, wrap=True))
        column.addWidget(label(word("add.permissions_how"), Type.BODY, quiet=True, wrap=True))
        for permission in self.form.permissions:
            one = label(breakable(permission), Type.BODY, wrap=True)
            one.setProperty("chip", "true")
            column.addWidget(one)
        column.addStretch(1)
        return holder

    def set_metrics(self, metrics: Metrics) -> None:
        """The permissions beside the fields; below them where words are large."""
        way = QBoxLayout.Direction
        self._beside.setDirection(way.TopToBottom if metrics.tight else way.LeftToRight)

    @property
    def way(self) -> str:
        chosen = self._ways.checkedButton()
        if chosen is not None:
            return str(chosen.property("way"))
        return self.form.ways[0][0] if self.form.ways else ""

    def _choose_way(self, _button: object = None) -> None:
        keys = self.form.of_way(self.way)
        for field in self.form.secrets:
            self._rows[field.key].setVisible(field.key in keys)

    def _unfold(self) -> None:
        word, open_ = self._look.text.word, self._fold.isChecked()
        self._fold.setVisible(bool(self.form.more))
        self._fold.setText(word("add.fewer") if open_ else word("add.more"))
        for field in self.form.more:
            self._rows[field.key].setVisible(open_)

    def _open_fold(self) -> None:
        self._unfold()
        if self._fold.isChecked():
            QTimer.singleShot(0, self._show_more)  # when the layout has made room

    def _show_more(self) -> None:
        """As many of the options as there is room for."""
        last = self._rows[self.form.more[-1].key]
        self._area.ensureWidgetVisible(last)
        self._area.ensureWidgetVisible(self._fold)

    def _entered(self) -> None:
        """To the next field that needs something; when none does, on to the test."""
        typed, blank = self.typed(), self._required()
        left = next((key for key in blank if not typed[key].strip()), None)
        if left is None:
            self.done.emit()
        else:
            self._rows[left].stops[0].setFocus()

    def _required(self) -> tuple[str, ...]:
        keys = self.form.of_way(self.way)
        return (
            *(one.key for one in self.form.basics),
            *(one.key for one in self.form.secrets if one.key in keys),
            *(one.key for one in self.form.needed),
        )

    def typed(self) -> dict[str, str]:
        return {key: row.value for key, row in self._rows.items()}

    def entry(self) -> Entry | None:
        """What was entered; None when something cannot stand, which is then said where it is."""
        made, complaints = read(self.choice, self.form, self.way, self.typed(), self._look.text)
        self.complain(complaints)
        if complaints:
            return None
        self._rows[URL].put(made.url)
        return made

    def complain(self, complaints: tuple[Complaint, ...]) -> None:
        """Each at its field; the first of them gets the focus."""
        by_key = {one.key: one for one in complaints}
        if any(one.key in by_key for one in self.form.more) and not self._fold.isChecked():
            self._fold.setChecked(True)
            self._unfold()
        for key, row in self._rows.items():
            row.complain(by_key.get(key))
        first = next((row for key, row in self._rows.items() if key in by_key), None)
        if first is not None:
            first.stops[0].setFocus()
            QTimer.singleShot(0, lambda: self._bring(first))  # when the layout has made room for the words

    def _bring(self, row: FieldRow) -> None:
        self._area.ensureWidgetVisible(row, 0, 12)

    def settle(self) -> None:
        """The first field that is empty gets the focus."""
        typed = self.typed()
        key = next((key for key in self._required() if not typed[key].strip()), self._required()[0])
        self._rows[key].stops[0].setFocus()

    def forget_secrets(self) -> None:
        for field in self.form.secrets:
            self._rows[field.key].forget()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What Tab comes to, in the order it is read."""
        rows = [self._rows[one.key].stops for one in self.form.basics]
        ways: tuple[QWidget, ...] = tuple(self._ways.buttons())
        secrets = [self._rows[one.key].stops for one in (*self.form.secrets, *self.form.needed)]
        more = [self._rows[one.key].stops for one in self.form.more]
        return (
            *(stop for stops in rows for stop in stops),
            *ways,
            *(stop for stops in secrets for stop in stops),
            self._fold,
            *(stop for stops in more for stop in stops),
        )
