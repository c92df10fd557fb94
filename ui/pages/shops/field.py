"""One thing to enter: its label, the field, where it is found, and what is the matter with it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.look import Look, button, label, set_type
from ui.pages.shops.entry import YES, Complaint, Field
from ui.theme.tokens import Metrics, Type
from ui.widgets.complaint import ComplaintLine


class FieldRow(QWidget):
    """`entered`: Enter was pressed in it. A secret is hidden until it is asked to be shown."""

    entered = Signal()

    def __init__(self, look: Look, field: Field) -> None:
        super().__init__()
        self._look, self.field = look, field
        self._flag: QPushButton | None = None
        self._eye: QPushButton | None = None
        self._edit = QLineEdit()
        self._complaint = ComplaintLine(look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        if field.kind == "flag":
            self._flag = self._make_flag()
            column.addWidget(self._flag, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            column.addWidget(label(field.label, Type.BODY, bold=True, wrap=True))
            column.addLayout(self._make_edit())
        where = label(field.where, Type.BODY, quiet=True, wrap=True)
        if field.where:
            column.addWidget(where)
        column.addWidget(self._complaint)

    def _make_flag(self) -> QPushButton:
        made = button(self.field.label, "chip")
        made.setCheckable(True)
        made.setAccessibleName(self.field.label)
        made.setAccessibleDescription(self.field.where)
        made.toggled.connect(self._drawn)
        return made

    def _make_edit(self) -> QBoxLayout:
        edit = self._edit
        edit.setAccessibleName(self.field.label)
        edit.setAccessibleDescription(self.field.where)
        set_type(edit, Type.BODY)
        edit.textEdited.connect(self._changed)
        edit.returnPressed.connect(self.entered)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(edit, 1)
        if self.field.kind == "secret":
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData)
            self._eye = button(self._look.text.word("add.show"))
            self._eye.setAccessibleName(self._look.text.word("add.show_what", field=self.field.label))
            self._eye.clicked.connect(self._turn)
            row.addWidget(self._eye)
        return row

    def set_metrics(self, metrics: Metrics) -> None:
        side = metrics.icon(20)
        if self._flag is not None:
            self._flag.setIconSize(QSize(side, side))
        self._drawn()

    def _drawn(self) -> None:
        if self._flag is not None:
            tokens, on = self._look.theme.tokens, self._flag.isChecked()
            ink = tokens.accent if on else tokens.quiet
            icon = "check_circle" if on else "circle"
            self._flag.setIcon(self._look.theme.icon(icon, 24, ink))

    def _turn(self) -> None:
        """Show the secret, or hide it again."""
        mode, word = QLineEdit.EchoMode, self._look.text.word
        hidden = self._edit.echoMode() == mode.Password
        self._edit.setEchoMode(mode.Normal if hidden else mode.Password)
        if self._eye is not None:
            field = self.field.label
            self._eye.setText(word("add.hide") if hidden else word("add.show"))
            said = word("add.hide_what", field=field) if hidden else word("add.show_what", field=field)
            self._eye.setAccessibleName(said)

    def _changed(self) -> None:
        self._complaint.show_complaint(None)

    @property
    def value(self) -> str:
        if self._flag is not None:
            return YES if self._flag.isChecked() else ""
        return self._edit.text()

    def put(self, value: str) -> None:
        self._edit.setText(value)

    def forget(self) -> None:
        """Nothing of it stays, and it is hidden again."""
        self._edit.clear()
        if self._edit.echoMode() == QLineEdit.EchoMode.Normal and self._eye is not None:
            self._turn()

    def complain(self, complaint: Complaint | None) -> None:
        self._complaint.show_complaint(complaint)
        self._edit.setAccessibleDescription(complaint.text if complaint is not None else self.field.where)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What Tab comes to, in order."""
        first = self._flag if self._flag is not None else self._edit
        return (first,) if self._eye is None else (first, self._eye)
