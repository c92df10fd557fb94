"""Cartons of the shipment and the address they go to."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.look import Elided, Look, label, set_type
from ui.pages.pack.screen import KEYS, AddressCard, CartonCard
from ui.theme.theme import say_state
from ui.theme.tokens import TARGET, Metrics, Type
from ui.widgets.chips import ChipRow
from ui.widgets.paragraph import Paragraph

SHOWN = 3


class _CartonRow(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._side = look, 22
        self._icon_name, self._open = "carton", False
        self._icon = QLabel()
        self._title = label("", Type.BODY, bold=True)
        self._detail = Elided(Type.BODY, quiet=True)
        self._detail.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._state = label("", Type.BODY, quiet=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addWidget(self._title)
        row.addWidget(self._detail, 1)
        row.addWidget(self._state)

    def set_metrics(self, metrics: Metrics) -> None:
        self._side = metrics.icon(22)
        self._state.setVisible(not metrics.tight)
        self.draw()

    def show_carton(self, carton: CartonCard) -> None:
        self._title.setText(carton.title)
        self._detail.show_text(carton.detail)
        self._state.setText(carton.state)
        say_state(self._state, "role", "accent" if carton.open else "quiet")
        self._icon_name, self._open = carton.icon, carton.open
        self.setAccessibleName(f"{carton.title}, {carton.detail}, {carton.state}")
        self.draw()

    def draw(self) -> None:
        tokens = self._look.theme.tokens
        ink = (
            tokens.accent
            if self._open
            else tokens.good.on_tint
            if self._icon_name == "check"
            else tokens.quiet
        )
        self._icon.setPixmap(
            self._look.theme.pixmap(self._icon_name, self._side, ink, self.devicePixelRatioF())
        )


class CartonsCard(QFrame):
    """The newest cartons; older ones as one line."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._look = look
        self._rows = [_CartonRow(look) for _ in range(SHOWN)]
        self._shown: tuple[CartonCard, ...] = ()
        self._limit, self._close = SHOWN, False
        self._more = label("", Type.SMALL, quiet=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 10, 20, 10)
        self._column.setSpacing(2)
        self._column.addWidget(self._more)
        for row in self._rows:
            self._column.addWidget(row)
        look.theme.changed.connect(self._redraw)

    def set_metrics(self, metrics: Metrics) -> None:
        self._limit = 1 if metrics.tight else SHOWN
        side = 12 if metrics.tight else 20
        self._column.setContentsMargins(side, 6, side, 6)
        self._redraw()

    def set_close(self, close: bool) -> None:
        """Where there is no room for more, the one on the bench."""
        if close != self._close:
            self._close = close
            self._redraw()

    def _redraw(self) -> None:
        self.show_cartons(self._shown)

    def show_cartons(self, cartons: tuple[CartonCard, ...]) -> None:
        self._shown = cartons
        hidden = max(0, len(cartons) - (1 if self._close else self._limit))
        self._more.setVisible(hidden > 0 and self._limit > 1)
        if hidden:
            self._more.setText(self._look.text.count("carton.before", hidden))
        seen = cartons[hidden:]
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(seen))
            if place < len(seen):
                row.show_carton(seen[place])
        self.setVisible(bool(cartons))


class _Note(QWidget):
    """What a customer wrote: an icon and their words."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._words = Paragraph(Type.BODY)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)

    def show_note(self, icon: str, words: str) -> None:
        theme = self._look.theme
        self._icon.setPixmap(theme.pixmap(icon, 20, theme.tokens.accent, self.devicePixelRatioF()))
        self._words.setText(words)


class Address(QFrame):
    """`wanted` is the barcode of a command that helps here."""

    wanted = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._name = Elided(Type.LEAD, bold=True)
        self._lines = label("", Type.BODY, wrap=True)
        self._lines.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._short = Elided(Type.BODY)
        self._facts = ChipRow(look, Type.BODY)
        self._notes = [_Note(look), _Note(look)]
        self.merge = QPushButton()
        self.merge.setAutoDefault(False)
        self.merge.setMinimumHeight(TARGET)
        self.merge.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_type(self.merge, Type.BODY, bold=True)
        self.merge.clicked.connect(lambda: self.wanted.emit("CMD-MERGE"))
        self._column = QVBoxLayout(self)
        self._column.setSpacing(6)
        self._column.addWidget(self._name)
        self._column.addWidget(self._lines)
        self._column.addWidget(self._short)
        self._column.addWidget(self._facts)
        for note in self._notes:
            self._column.addWidget(note)
        self._column.addWidget(self.merge, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)
        self._tight = self._close = self._merges = False
        self._said = 0

    def set_metrics(self, metrics: Metrics) -> None:
        self._tight = metrics.tight
        side, top = (12, 6) if metrics.tight else (20, 14)
        self._column.setContentsMargins(side, top, side, top)
        self._column.setSpacing(2 if metrics.tight else 8)

    def set_close(self, close: bool) -> None:
        """There is little room: street and town in one line."""
        self._close = close
        self._fit()

    def _fit(self) -> None:
        """MERGE is there before the first unit, when the address is not looked at yet: it makes room."""
        self._lines.setVisible(not (self._close or self._merges))
        self._short.setVisible((self._close or self._merges) and not (self._tight and self._merges))
        for place, note in enumerate(self._notes):
            # The first note names the orders MERGE is about: its button does.
            room = not self._tight and not (self._merges and (self._close or place == 0))
            note.setVisible(place < self._said and room)

    def show_address(self, address: AddressCard | None) -> None:
        self.setVisible(address is not None)
        if address is None:
            return
        self._name.show_text(address.name)
        self._lines.setText("\n".join(address.lines))
        self._short.show_text(", ".join(address.lines))
        method = (("truck", address.method, "soft"),) if address.method else ()
        self._facts.show_facts(method + address.chips)
        for note, said in zip(self._notes, address.notes, strict=False):
            note.show_note(*said)
        self._said, self._merges = len(address.notes), bool(address.merge)
        self._fit()
        self.merge.setVisible(self._merges)
        key = "" if self._tight else f" · {KEYS['MERGE']}"
        self.merge.setText(address.merge + key)
        self.merge.setAccessibleName(address.merge)
        self.merge.setToolTip(address.notes[0][1] if self._merges and address.notes else "")
