"""A page that has nothing to show says what will appear here; one that cannot says why and what to do."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.look import Look, label, set_type
from ui.theme.tokens import Metrics, Type


class StatePanel(QWidget):
    """Empty, loading or stopped: an icon, a title, a sentence, a code, a button (`pressed`)."""

    pressed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._icon_name, self._ink = look, "empty", "quiet"
        self._side = 56
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = label("", Type.TITLE, bold=True, wrap=True)
        self._sentence = label("", Type.LEAD, quiet=True, wrap=True)
        self._code = label("", Type.SMALL, quiet=True)
        self._button = QPushButton()
        self._button.setProperty("kind", "primary")
        set_type(self._button, Type.BODY, bold=True)
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.setAutoDefault(True)
        self._button.clicked.connect(self.pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 32)
        column.setSpacing(12)
        column.addStretch(2)
        for one in (self._icon, self._title, self._sentence, self._code):
            if isinstance(one, QLabel):
                one.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(one)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.theme.changed.connect(self._draw)

    def set_metrics(self, metrics: Metrics) -> None:
        self._side = metrics.px(56)
        self._draw()

    def show_state(
        self, icon: str, title: str, sentence: str = "", code: str = "", button: str = "", ink: str = "quiet"
    ) -> None:
        self._icon_name, self._ink = icon, ink
        for one, text in ((self._title, title), (self._sentence, sentence), (self._code, code)):
            one.setText(text)
            one.setVisible(bool(text))
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._draw()

    def show_loading(self) -> None:
        self.show_state("waiting", self._look.text.word("loading"))

    def show_broken(self, fault: object) -> None:
        """What was asked for did not come: why, by its code, and a button that asks again."""
        word = self._look.text.word
        self.show_state(
            "alert", word("broken.title"), word("broken.how"), str(fault), word("broken.again"), ink="bad"
        )

    def settle(self) -> None:
        """Its button gets the focus."""
        self._button.setFocus()

    def _draw(self) -> None:
        tokens = self._look.theme.tokens
        inks = {"bad": tokens.bad.band, "warn": tokens.warn.band, "accent": tokens.accent}
        ink = inks.get(self._ink, tokens.disabled)
        self._icon.setPixmap(
            self._look.theme.pixmap(self._icon_name, self._side, ink, self.devicePixelRatioF())
        )
