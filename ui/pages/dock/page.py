"""The dock page: what waits for the van, what must not go, what goes back; and the work that is in hand."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from ui.bridge import Bridge
from ui.core import Core
from ui.look import Look, button, card, label, scrolling
from ui.pages.day.figures import FigureCard
from ui.pages.dock.lines import DockLines
from ui.pages.dock.presenter import DockPresenter
from ui.pages.pick.screen import WalkScreen
from ui.pages.pick.walk import WalkPane
from ui.theme.tokens import Type
from ui.widgets.panel import StatePanel


class DockPage(QWidget):
    """`wanted` is a barcode a person asked for by button."""

    wanted = Signal(str)

    def __init__(self, core: Core, bridge: Bridge, look: Look, presenter: DockPresenter) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self._core, self._bridge, self._look, self._presenter = core, bridge, look, presenter
        word = look.text.word
        self._title = label(word("dock.title"), Type.HEAD, bold=True)
        self.begin_load = button(word("dock.begin_load"), "primary")
        self.begin_return = button(word("dock.begin_return"))
        self.begin_load.clicked.connect(lambda: self.wanted.emit("CMD-HANDOVER"))
        self.begin_return.clicked.connect(lambda: self.wanted.emit("CMD-RETURN"))
        self._figures = [FigureCard(look) for _ in range(4)]
        self.lines = DockLines(look)
        self.panel = StatePanel(look)
        self.panel.show_loading()
        self.panel.pressed.connect(self.refresh)
        self.work = WalkPane(look)
        self.work.wanted.connect(self.wanted)
        self._stack = QStackedLayout(self)
        self._lists = self._build()
        self._stack.addWidget(self._lists)
        self._stack.addWidget(self.work)
        look.theme.changed.connect(self.refresh)

    def _build(self) -> QWidget:
        lists = QWidget()
        column = QVBoxLayout(lists)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(14)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._title, 1)
        head.addWidget(self.begin_return)
        head.addWidget(self.begin_load)
        column.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(14)
        for figure in self._figures:
            row.addWidget(figure, 1)
        column.addLayout(row)
        frame = card()
        self._inside = QStackedLayout(frame)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(22, 16, 22, 16)
        inside.addWidget(self.lines)
        self._area = scrolling(holder)
        self._inside.addWidget(self.panel)
        self._inside.addWidget(self._area)
        column.addWidget(frame, 1)
        return lists

    @property
    def is_working(self) -> bool:
        return self._stack.currentWidget() is self.work

    def show_work(self, screen: WalkScreen | None, fresh: bool) -> None:
        """None: nothing is in hand."""
        if screen is None:
            if self.is_working:
                self._stack.setCurrentWidget(self._lists)
                self.refresh()
            return
        self._stack.setCurrentWidget(self.work)
        self.work.show_walk(screen, fresh)

    def refresh(self) -> None:
        dock = self._core.dock

        def asked() -> object:
            return dock.counts(), dock.pull_rows(), dock.back_rows(), dock.return_rows()

        self._bridge.ask("dock", asked, self._show, self._broken)

    def _show(self, answer: object) -> None:
        if not isinstance(answer, tuple):
            return
        counts, pull, back, came = answer
        for box, figure in zip(self._figures, self._presenter.figures(counts), strict=True):
            box.show_figure(figure)
            box.show()
        parts = self._presenter.parts(pull, back, came)
        self.lines.show_parts(parts)
        if parts:
            self._inside.setCurrentWidget(self._area)
            return
        word = self._look.text.word
        self.panel.show_state("truck", word("dock.empty"), word("dock.empty_how"))
        self._inside.setCurrentWidget(self.panel)

    def _broken(self, fault: object) -> None:
        for box in self._figures:
            box.hide()  # nobody knows the numbers now
        self.panel.show_broken(fault)
        self._inside.setCurrentWidget(self.panel)
