"""What a person does to an order's place: rush, hold with a reason, release, split, note. No dialog."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.look import Look, label, set_type
from ui.pages.orders.later import Later
from ui.pages.orders.presenter import Detail
from ui.theme.theme import say_state
from ui.theme.tokens import Type
from ui.widgets.chips import Flow

REASONS = ("hold.address", "hold.payment", "hold.fraud", "hold.stock", "hold.operator")


def act_button(text: str) -> QPushButton:
    made = QPushButton(text)
    made.setProperty("kind", "plain")
    made.setAutoDefault(False)
    set_type(made, Type.BODY, bold=True)
    return made


class Acts(QWidget):
    """`wanted`: what (rush, unrush, hold, release, note), reason, note. `split`: units by line."""

    wanted = Signal(str, str, str)
    split = Signal(dict)
    opened = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        word = look.text.word
        self._look = look
        self._rush = act_button(word("orders.rush"))
        self._hold = act_button(word("orders.hold"))
        self._release = act_button(word("orders.release"))
        self._note = act_button(word("orders.note"))
        self._part = act_button(word("orders.later"))
        self._later = Later(look)
        self._refused = label("", Type.BODY, wrap=True)
        say_state(self._refused, "chip", "bad")
        self._field = QLineEdit()
        self._field.setMaxLength(500)
        set_type(self._field, Type.BODY)
        self._rushed, self._about = False, ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        buttons = QWidget()
        flow = Flow(buttons)
        for button in (self._rush, self._hold, self._release, self._part, self._note):
            flow.addWidget(button)
        self._reasons = QWidget()
        reasons = Flow(self._reasons)
        for code in REASONS:
            called = "other" if code == "hold.operator" else code.removeprefix("hold.")
            button = act_button(word(f"reason.{called}"))
            button.clicked.connect(partial(self._held, code))
            reasons.addWidget(button)
        for one in (buttons, self._field, self._reasons, self._later, self._refused):
            column.addWidget(one)
        self._rush.clicked.connect(lambda: self._say("unrush" if self._rushed else "rush"))
        self._release.clicked.connect(lambda: self._say("release"))
        self._hold.clicked.connect(lambda: self.ask("hold"))
        self._note.clicked.connect(lambda: self.ask("note"))
        self._part.clicked.connect(lambda: self.ask("split"))
        self._later.wanted.connect(self._split)
        self._field.returnPressed.connect(self._entered)
        self._asks("")

    def _asks(self, what: str) -> None:
        self._asking = what
        self._field.clear()
        self._field.setVisible(what in ("hold", "note"))
        self._reasons.setVisible(what == "hold")
        self._later.setVisible(what == "split")
        if what in ("hold", "note"):
            hint = self._look.text.word(f"orders.{what}_note")
            self._field.setPlaceholderText(hint)
            self._field.setAccessibleName(hint)

    def ask(self, what: str) -> None:
        """Open what a hold, a note or a split needs, or close it again."""
        self._asks("" if self._asking == what else what)
        if self._field.isVisible():
            self._field.setFocus()
        if self._asking:
            self.opened.emit()

    def _entered(self) -> None:
        if self._asking == "note" and self._field.text().strip():
            self._say("note")

    def _held(self, code: str) -> None:
        self._say("hold", code)

    def _say(self, what: str, reason: str = "") -> None:
        note = self._field.text().strip()
        self._asks("")
        self.wanted.emit(what, reason, note)

    def _split(self, later: dict[str, int]) -> None:
        self._asks("")
        self.split.emit(later)

    def show_refused(self, said: str) -> None:
        self._refused.setText(said)
        self._refused.setVisible(bool(said))

    def show_detail(self, detail: Detail) -> None:
        self._rushed = detail.rush
        self._rush.setText(self._look.text.word("orders.unrush" if detail.rush else "orders.rush"))
        self._rush.setVisible(detail.can_wait)
        self._hold.setVisible(detail.can_hold)
        self._release.setVisible(detail.can_release)
        self._part.setVisible(bool(detail.later))
        self._later.show_lines(detail.later)
        if detail.title != self._about:  # what is being typed survives news about the same order
            self._about = detail.title
            self._asks("")
        self.show_refused("")
