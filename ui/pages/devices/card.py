"""One device: port, talk and reading told apart, what it gives, what mends it, its bytes behind a fold."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication, QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout

from ui.look import Elided, Look, button, label
from ui.pages.devices.presenter import DeviceCard
from ui.pages.devices.raw import dump
from ui.theme.theme import say_state
from ui.theme.tokens import Metrics, Tone, Type
from ui.widgets.chips import Chip, ChipRow, FlowRow

COPIED_MS = 2000


class DeviceCardView(QFrame):
    """`unfolded` and `folded` carry the name of a device whose bytes are wanted or not any more; `tried` its
    name and what its button does; `cancelled` a print job.
    """

    unfolded = Signal(str)
    folded = Signal(str)
    tried = Signal(str, str)
    cancelled = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._look, self._side = look, 28
        self._icon_name, self._tone = "scanner", Tone.NEUTRAL
        self._card: DeviceCard | None = None
        self._icon = QLabel()
        self._title = Elided(Type.LEAD, bold=True)
        self._port = Elided(Type.SMALL, quiet=True)
        self._state = Chip(look, role=Type.BODY)
        self._facts = ChipRow(look, Type.SMALL, 6)
        self._reading = Elided(Type.HEAD, bold=True)
        self._about = label("", Type.BODY, quiet=True, wrap=True)
        self._why = label("", Type.BODY, wrap=True)
        self._code = label("", Type.SMALL, quiet=True)
        self._command = Elided(Type.SMALL)
        self._command.setProperty("type", None)  # it is typed, so it has the type of what is typed
        self._copy = button(look.text.word("devices.copy"), "quiet")
        self._cancel = button("", "quiet")
        self._try, self._fold = button(), button(look.text.word("devices.raw"), "quiet")
        self._fold.setCheckable(True)
        self._raw = QPlainTextEdit()
        self._raw.setReadOnly(True)
        self._raw.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._raw.setPlaceholderText(look.text.word("devices.raw_none"))
        self._raw.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._copy.clicked.connect(self._copy_command)
        self._try.clicked.connect(self._press_try)
        self._cancel.clicked.connect(self._press_cancel)
        self._fold.toggled.connect(self._turn)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(COPIED_MS)
        self._again.timeout.connect(lambda: self._copy.setText(look.text.word("devices.copy")))
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 16, 22, 16)
        column.setSpacing(6)
        head, names = QHBoxLayout(), QVBoxLayout()
        head.setSpacing(12)
        names.setSpacing(0)
        names.addWidget(self._title)
        names.addWidget(self._port)
        head.addWidget(self._icon)
        head.addLayout(names, 1)
        head.addWidget(self._state)
        column.addLayout(head)
        for one in (self._reading, self._facts, self._about, self._why):
            column.addWidget(one)
        remedy = QHBoxLayout()
        remedy.setSpacing(8)
        remedy.addWidget(self._command, 1)
        remedy.addWidget(self._copy)
        column.addLayout(remedy)
        column.addWidget(self._code)
        column.addStretch(1)
        self._buttons = FlowRow(10)
        self._buttons.add(self._try)
        self._buttons.add(self._cancel)
        self._buttons.add(self._fold)
        column.addWidget(self._buttons)
        column.addWidget(self._raw)
        self._raw.hide()

    def set_metrics(self, metrics: Metrics) -> None:
        self._side = metrics.icon(28)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPixelSize(round(self._look.theme.font(Type.SMALL, metrics, False).pixelSize()))
        self._raw.setFont(fixed)
        self._command.setFont(fixed)
        self._raw.setFixedHeight(self._raw.fontMetrics().lineSpacing() * 8 + 16)
        self._draw()

    @property
    def name(self) -> str:
        return self._card.name if self._card is not None else ""

    @property
    def watched(self) -> bool:
        """Whether its bytes are looked at."""
        return self._fold.isChecked() and self._fold.isVisible()

    def show_card(self, card: DeviceCard) -> None:
        self._card = card
        self._icon_name, self._tone = card.icon, card.tone
        self._title.show_text(card.title)
        self._port.show_text(card.port)
        self._state.show_fact(
            "check" if card.tone is Tone.GOOD else "",
            card.state,
            "soft" if card.tone is Tone.NEUTRAL else card.tone.value,
        )
        self._facts.show_facts(card.facts)
        self._reading.show_text(card.reading)
        self._command.show_text(card.command)
        self._port.setVisible(bool(card.port))
        self._reading.setVisible(bool(card.reading))
        self._command.setVisible(bool(card.command))
        self._copy.setVisible(bool(card.command))
        for one, text in ((self._about, card.about), (self._why, card.why), (self._code, card.code)):
            one.setText(text)
            one.setVisible(bool(text))
        ill = card.tone if card.tone in (Tone.WARN, Tone.BAD) else Tone.NEUTRAL
        say_state(self._why, "tone", "" if ill is Tone.NEUTRAL else ill.value)
        self._show_buttons(card)
        said = (card.title, card.state, card.reading, *(words for _, words, _ in card.facts))
        self.setAccessibleName(", ".join(part for part in said if part))
        self._draw()

    def _show_buttons(self, card: DeviceCard) -> None:
        serial = card.kind in ("scanner", "scale")
        self._buttons.setVisible(serial or bool(card.does))
        self._fold.setVisible(serial)
        self._cancel.setText(card.waiting[1])
        self._cancel.setVisible(bool(card.waiting[0]))
        self._try.setVisible(bool(card.does))
        if card.does:
            self._try.setText(self._look.text.word(f"devices.{card.does}"))
        if not serial and self._fold.isChecked():
            self._fold.setChecked(False)

    def show_raw(self, data: bytes) -> None:
        text = dump(data)
        if text == self._raw.toPlainText():
            return
        self._raw.setPlainText(text)
        bar = self._raw.verticalScrollBar()
        bar.setValue(bar.maximum())

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any more."""
        super().hideEvent(event)
        if self._fold.isChecked() and not event.spontaneous():
            self._fold.setChecked(False)

    def unfold(self) -> None:
        """Show its bytes."""
        self._fold.setChecked(True)

    def _turn(self, on: bool) -> None:
        self._raw.setVisible(on)
        self._fold.setText(self._look.text.word("devices.raw_hide" if on else "devices.raw"))
        (self.unfolded if on else self.folded).emit(self.name)

    def _press_try(self) -> None:
        if self._card is not None and self._card.does:
            self.tried.emit(self._card.name, self._card.does)

    def _press_cancel(self) -> None:
        if self._card is not None and self._card.waiting[0]:
            self.cancelled.emit(self._card.waiting[0])

    def _copy_command(self) -> None:
        if self._card is not None:
            QGuiApplication.clipboard().setText(self._card.command)
            self._copy.setText(self._look.text.word("devices.copied"))
            self._again.start()

    def _draw(self) -> None:
        theme = self._look.theme
        ill = self._tone in (Tone.WARN, Tone.BAD)
        ink = theme.tokens.verdict(self._tone).on_tint if ill else theme.tokens.quiet
        self._icon.setPixmap(theme.pixmap(self._icon_name, self._side, ink, self.devicePixelRatioF()))
