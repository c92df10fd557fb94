"""What every part of the window is given: theme, words, formats and pictures."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QSizePolicy, QWidget

from ui.format import Format
from ui.pictures import Pictures
from ui.text import Text
from ui.theme.theme import Theme
from ui.theme.tokens import Metrics, Type


@dataclass(frozen=True, slots=True)
class Look:
    theme: Theme
    text: Text
    format: Format
    pictures: Pictures


def set_type(widget: QWidget, role: Type, bold: bool = False) -> None:
    """Name the role of a widget's type; `dress` gives it its size."""
    widget.setProperty("type", role.value)
    widget.setProperty("bold", bold)


def label(
    text: str = "",
    role: Type = Type.BODY,
    bold: bool = False,
    quiet: bool = False,
    wrap: bool = False,
) -> QLabel:
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    set_type(made, role, bold)
    if quiet:
        made.setProperty("role", "quiet")
    made.setWordWrap(wrap)
    return made


def button(text: str = "", kind: str = "plain") -> QPushButton:
    """Pressed by mouse, Space and Enter."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setAutoDefault(True)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    set_type(made, Type.BODY, bold=True)
    return made


def breakable(name: str) -> str:
    """A long name of another program's that may go on in the next line after its signs."""
    for sign in ("::", "_", "."):
        name = name.replace(sign, f"{sign}\u200b")
    return name


def card(name: str = "") -> QFrame:
    frame = QFrame()
    frame.setProperty("card", "true")
    if name:
        frame.setObjectName(name)
    return frame


def dress(root: QWidget, theme: Theme, metrics: Metrics) -> None:
    """Give every widget under `root` the font of its role, and its metrics where it wants them."""
    for widget in (root, *root.findChildren(QWidget)):
        role = widget.property("type")
        if role:
            widget.setFont(theme.font(Type(role), metrics, bool(widget.property("bold"))))
        resize: Callable[[Metrics], None] | None = getattr(widget, "set_metrics", None)
        if resize is not None:
            resize(metrics)


class Elided(QLabel):
    """One line that ends in an ellipsis when there is no room; the whole text is its tool tip."""

    def __init__(self, role: Type = Type.BODY, bold: bool = False, quiet: bool = False) -> None:
        super().__init__()
        self._whole = ""
        set_type(self, role, bold)
        if quiet:
            self.setProperty("role", "quiet")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_text(self, text: str) -> None:
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
            self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self._whole) + 4
        return QSize(width, super().sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        del event
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


def scrolling(inside: QWidget) -> QScrollArea:
    """A see-through area that scrolls down and never across."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    inside.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    return area
