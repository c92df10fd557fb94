"""Lines that scroll, or the sentence that there are none."""

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from ui.look import Look, scrolling
from ui.pages.dock.lines import DockLines
from ui.pages.dock.screen import DockPart
from ui.widgets.panel import StatePanel


class PartsView(QWidget):
    def __init__(self, look: Look, icon: str, none: str, how: str) -> None:
        super().__init__()
        self._none = (icon, none, how)
        self._lines = DockLines(look)
        self._panel = StatePanel(look)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(20, 12, 12, 12)
        column.addWidget(scrolling(self._lines))
        self._stack = QStackedLayout(self)
        self._stack.addWidget(holder)
        self._stack.addWidget(self._panel)

    def show_parts(self, parts: tuple[DockPart, ...]) -> None:
        self._lines.show_parts(parts)
        if not parts:
            self._panel.show_state(*self._none)
        self._stack.setCurrentIndex(0 if parts else 1)
