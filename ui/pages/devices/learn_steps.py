"""The steps of adding a device, each a page of its own."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QTextOption
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from station.model.learned import Learned, PortView
from ui.look import Look, button, card, dress, label, scrolling, set_type
from ui.theme.tokens import Metrics, Type
from ui.widgets.chips import FlowRow
from ui.widgets.symbol import Symbol

UNITS = ("g", "kg", "lb", "oz")


class Choices(QWidget):
    """One of several, as buttons that stay down."""

    chosen = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._metrics = look, Metrics()
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._values: list[str] = []
        self._row = FlowRow(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._row)
        self._group.idToggled.connect(self._toggled)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def show_choices(self, choices: Sequence[tuple[str, str]], chosen: str = "") -> None:
        """`choices` are (value, words); `chosen` is down at first."""
        for one in self._group.buttons():
            self._group.removeButton(one)
            one.deleteLater()
        self._values = [value for value, _ in choices]
        for place, (value, words) in enumerate(choices):
            made = button(words, "chip")
            made.setCheckable(True)
            dress(made, self._look.theme, self._metrics)
            self._group.addButton(made, place)
            self._row.add(made)
            made.setChecked(value == chosen)

    def _toggled(self, _place: int, on: bool) -> None:
        if on:
            self.chosen.emit()

    def choose(self, value: str) -> None:
        """As if it were pressed."""
        self._group.button(self._values.index(value)).setChecked(True)

    @property
    def value(self) -> str:
        place = self._group.checkedId()
        return self._values[place] if 0 <= place < len(self._values) else ""


def _column(inside: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(inside)
    column.setContentsMargins(22, 18, 22, 18)
    column.setSpacing(12)
    return column


class _Step(QWidget):
    """A card that scrolls."""

    def __init__(self) -> None:
        super().__init__()
        inside = card()
        self.column = _column(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolling(inside))


class WhatStep(_Step):
    """What is plugged in, and where."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        word = look.text.word
        self._kinds, self._ports = Choices(look), Choices(look)
        self._path = QLineEdit()
        self._path.setPlaceholderText("/dev/ttyUSB0   COM3   socket://scale:4001")
        self._path.setAccessibleName(word("learn.typed"))
        set_type(self._path, Type.BODY)
        self._ask = button(word("learn.may_ask"), "chip")
        self._ask.setCheckable(True)
        self._ask_how = label(word("learn.may_ask_how"), Type.BODY, quiet=True, wrap=True)
        self._kinds.chosen.connect(self._show_ask)
        self._kinds.show_choices(
            [("scanner", word("lamp.scanner")), ("scale", word("lamp.scale"))], "scanner"
        )
        self.show_ports(())
        column = self.column
        column.addWidget(label(word("learn.what"), Type.TITLE, bold=True, wrap=True))
        column.addWidget(self._kinds)
        column.addSpacing(8)
        column.addWidget(label(word("learn.where"), Type.TITLE, bold=True, wrap=True))
        column.addWidget(self._ports)
        column.addWidget(label(word("learn.typed"), Type.BODY, quiet=True, wrap=True))
        column.addWidget(self._path)
        column.addSpacing(8)
        column.addWidget(self._ask, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._ask_how)
        column.addStretch(1)
        self._show_ask()

    def show_ports(self, ports: Sequence[PortView]) -> None:
        """Those that no device is at; first of all: wherever it is."""
        free = [one for one in ports if not one.device]
        named = [(one.port, self._look.text.listed([_short(one), one.title])) for one in free]
        self._ports.show_choices([("", self._look.text.word("learn.anywhere")), *named], "")

    def choose(self, kind: str) -> None:
        """What it is: scanner or scale."""
        self._kinds.choose(kind)

    def _show_ask(self) -> None:
        for one in (self._ask, self._ask_how):
            one.setVisible(self.kind == "scale")

    @property
    def kind(self) -> str:
        return self._kinds.value or "scanner"

    @property
    def port(self) -> str:
        return self._path.text().strip() or self._ports.value

    @property
    def may_ask(self) -> bool:
        return self.kind == "scale" and self._ask.isChecked()


class ListenStep(_Step):
    """What to do now, and what is heard meanwhile."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._metrics = look, Metrics()
        self._do = label("", Type.TITLE, bold=True, wrap=True)
        self._how = label("", Type.BODY, quiet=True, wrap=True)
        self._news = label("", Type.LEAD, wrap=True)
        self._symbol: Symbol | None = None
        for one in (self._do, self._how, self._news):
            self.column.addWidget(one)
        self.column.addStretch(1)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def show_kind(self, kind: str, text: str, modules: int, bars: tuple[tuple[int, int], ...]) -> None:
        word = self._look.text.word
        self._do.setText(word(f"learn.do_{kind}"))
        self._how.setText(word(f"learn.do_{kind}_how"))
        self._news.setText(word("learn.waits"))
        if self._symbol is None:
            self._symbol = Symbol(self._look, text, modules, bars)
            dress(self._symbol, self._look.theme, self._metrics)
            self.column.insertWidget(2, self._symbol)
        self._symbol.setVisible(kind == "scanner")

    def show_news(self, text: str) -> None:
        self._news.setText(text)


class FoundStep(_Step):
    """What was heard, and what a person has to add; `changed` when that changes what would be written."""

    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        word = look.text.word
        self._learned: Learned | None = None
        self.section = ""
        self._where = label("", Type.TITLE, bold=True, wrap=True)
        self._facts = label("", Type.BODY, quiet=True, wrap=True)
        self._which, self._units = Choices(look), Choices(look)
        self._which_title = label(word("learn.which"), Type.BODY, bold=True, wrap=True)
        self._unit_title = label(word("learn.unit"), Type.BODY, bold=True, wrap=True)
        self._name = QLineEdit()
        self._name.setAccessibleName(word("learn.name"))
        set_type(self._name, Type.BODY)
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self._text.setAccessibleName(word("learn.section"))
        self._text.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._which.chosen.connect(self._chosen)
        self._units.chosen.connect(self.changed)
        self._name.textChanged.connect(lambda _text: self.changed.emit())
        column = self.column
        for one in (self._where, self._facts, self._which_title, self._which, self._unit_title, self._units):
            column.addWidget(one)
        column.addWidget(label(word("learn.name"), Type.BODY, bold=True, wrap=True))
        column.addWidget(self._name)
        column.addWidget(label(word("learn.section"), Type.BODY, bold=True, wrap=True))
        column.addWidget(self._text)
        column.addStretch(1)

    def set_metrics(self, metrics: Metrics) -> None:
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPixelSize(self._look.theme.font(Type.BODY, metrics, False).pixelSize())
        self._text.setFont(fixed)
        self._text.setFixedHeight(self._text.fontMetrics().lineSpacing() * 9 + 16)

    def show_learned(self, learned: Learned) -> None:
        self._learned = learned
        word = self._look.text.word
        self._where.setText(word("learn.found", port=learned.port))
        line = f"{learned.baud} baud, {learned.framing}"
        parts = [
            line,
            *(f"{key} {value}" for key, value in _edges(learned, word("learn.prefix"), word("learn.suffix"))),
        ]
        self._facts.setText(self._look.text.listed(parts))
        self._name.clear()
        several = [
            one for one in learned.candidates if one.confidence >= learned.candidates[0].confidence - 0.1
        ]
        self._which.show_choices(
            [(one.protocol, f"{one.protocol}   {one.example} {one.unit}".rstrip()) for one in several[:6]],
            learned.protocol,
        )
        for widget in (self._which_title, self._which):
            widget.setVisible(bool(several))
        self._units.show_choices([(unit, unit) for unit in UNITS])
        self._chosen()

    def _chosen(self) -> None:
        asks = not self._sends_unit
        self._unit_title.setVisible(asks)
        self._units.setVisible(asks)
        self.changed.emit()

    @property
    def _sends_unit(self) -> bool:
        candidates = self._learned.candidates if self._learned is not None else ()
        return all(one.sends_unit for one in candidates if one.protocol == self.protocol)

    @property
    def complete(self) -> bool:
        """Whether nothing is left to choose."""
        return self._sends_unit or bool(self.unit)

    @property
    def protocol(self) -> str:
        return self._which.value

    @property
    def unit(self) -> str:
        return "" if self._sends_unit else self._units.value

    @property
    def name(self) -> str:
        return self._name.text().strip()

    def show_section(self, text: str) -> None:
        self.section = text
        self._text.setPlainText(text.rstrip())


def _short(port: PortView) -> str:
    """A long stable name by what the system calls it now."""
    return port.path or port.port


def _edges(learned: Learned, prefix: str, suffix: str) -> list[tuple[str, str]]:
    found = ((prefix, learned.prefix), (suffix, learned.suffix))
    return [(name, repr(value)) for name, value in found if value]
