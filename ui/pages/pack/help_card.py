"""Every command the bench takes now: its word, its key, what it does. Pressed, it is given."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QVBoxLayout

from ui.look import Look, label, set_type
from ui.pages.pack.screen import ORDER, HelpRow
from ui.theme.tokens import Metrics, Type


class HelpCard(QFrame):
    """`wanted` gives the barcode of the help command, which closes it."""

    wanted = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("card", "true")
        word = look.text.word
        self._rows = [
            (
                label("", Type.LEAD, bold=True),
                label("", Type.BODY, quiet=True),
                label("", Type.LEAD, wrap=True),
            )
            for _ in ORDER
        ]
        self._how = label("", Type.LEAD, quiet=True, wrap=True)
        self._close = QPushButton(word("help.close"))
        self._close.setProperty("kind", "plain")
        self._close.setAutoDefault(False)
        set_type(self._close, Type.BODY, bold=True)
        self._close.clicked.connect(self._pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 10)
        column.setSpacing(8)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(20)
        self._grid.setColumnStretch(2, 1)
        for place, row in enumerate(self._rows):
            for part, one in enumerate(row):
                self._grid.addWidget(one, place, part)
        column.addWidget(self._how)
        column.addLayout(self._grid)
        column.addStretch(1)
        column.addWidget(self._close)

    def set_metrics(self, metrics: Metrics) -> None:
        set_type(self._how, Type.SMALL if metrics.tight else Type.LEAD)
        self._grid.setVerticalSpacing(2 if metrics.tight else 7)
        for word, key, sentence in self._rows:
            set_type(word, Type.BODY, bold=True)
            set_type(sentence, Type.SMALL if metrics.tight else Type.BODY)
            set_type(key, Type.SMALL)

    def _pressed(self) -> None:
        self.wanted.emit("CMD-HELP")

    def show_help(self, how: str, rows: tuple[HelpRow, ...]) -> None:
        self._how.setText(how)
        for place, (word, key, sentence) in enumerate(self._rows):
            for one in (word, key, sentence):
                one.setVisible(place < len(rows))
            if place < len(rows):
                word.setText(rows[place].command)
                key.setText(rows[place].key)
                sentence.setText(rows[place].sentence)
