"""The window: strip, rail, pages. Pages in a stack; what they show comes from presenters."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ui.bridge import Bridge
from ui.look import Look, dress
from ui.shell.rail import PAGES, Rail
from ui.shell.strip import TopStrip
from ui.shell.striped_band import StripedBand
from ui.theme.tokens import Metrics


class Window(QMainWindow):
    """Pages follow the text scale and, half as fast as the pack page, the window's size."""

    closed = Signal()

    def __init__(self, look: Look, bridge: Bridge, pages: dict[str, QWidget], band: str) -> None:
        super().__init__()
        self._look, self._bridge = look, bridge
        self._metrics: Metrics | None = None
        self.pages = pages
        self.strip, self.rail = TopStrip(look), Rail(look)
        self._band = StripedBand(look, band) if band else None
        self._stack = QStackedWidget()
        for name in PAGES:
            self._stack.addWidget(pages[name])
        root = QWidget()
        root.setObjectName("canvas")
        column = QVBoxLayout(root)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self._stack, 1)
        column.addLayout(row, 1)
        self.setCentralWidget(root)
        self.setMenuWidget(self._build_top())
        self.setWindowTitle(look.text.word("title"))
        self.setMinimumSize(QSize(960, 600))
        self.rail.chosen.connect(self.go)
        look.theme.changed.connect(self._redress)
        self.go("pack")
        root.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        root.setFocus()

    def _build_top(self) -> QWidget:
        """Over everything, docks too."""
        top = QWidget()
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self._band is not None:
            column.addWidget(self._band)
        column.addWidget(self.strip)
        return top

    @property
    def page(self) -> str:
        return PAGES[self._stack.currentIndex()]

    def go(self, name: str) -> None:
        """Show a page; its lists are asked for anew."""
        self._stack.setCurrentWidget(self.pages[name])
        self.rail.show_page(name)
        refresh = getattr(self.pages[name], "refresh", None)
        if refresh is not None:
            refresh()

    def shelve(self, tray: QDockWidget) -> None:
        """Dock the practice tray on the right."""
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, tray)
        self._redress()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        zoom = min(self.width() / 1280, self.height() / 800)
        damped = 1 + (min(2.0, max(0.9, zoom)) - 1) * 0.5
        metrics = Metrics(self._look.theme.text, round(damped / 0.05) * 0.05)
        if metrics == self._metrics:
            return
        self._metrics = metrics
        theme = self._look.theme
        parts = [self.strip, self.rail, *(page for name, page in self.pages.items() if name != "pack")]
        if self._band is not None:
            parts.append(self._band)
        for part in (*parts, *self.findChildren(QWidget, "practice-tray")):
            dress(part, theme, metrics)

    def _redress(self) -> None:
        self._metrics = None
        self._measure()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit()
        self._bridge.close()
        super().closeEvent(event)
