"""Every option in force, with its sentence. The file is where they are changed."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ui.bridge import Bridge
from ui.core import Core
from ui.look import Elided, Look, card, dress, label, scrolling, set_type
from ui.pages.settings.presenter import Option, Row, found, groups
from ui.theme.tokens import TARGET, Metrics, Type
from ui.widgets.panel import StatePanel


class _OptionRow(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._key = label("", Type.BODY, bold=True, wrap=True)
        self._sentence = label("", Type.BODY, quiet=True, wrap=True)
        self._value = label("", Type.BODY, wrap=True)
        self._value.setProperty("chip", "true")
        self._value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.setContentsMargins(20, 10, 20, 10)
        row.setSpacing(24)
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addWidget(self._key)
        left.addWidget(self._sentence)
        row.addLayout(left, 3)
        row.addWidget(self._value, 2, Qt.AlignmentFlag.AlignVCenter)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(row)
        line = QFrame()
        line.setProperty("line", "true")
        line.setFixedHeight(1)
        outer.addWidget(line)

    def show_option(self, option: Option) -> None:
        self._key.setText(option.key)
        self._sentence.setText(option.sentence)
        self._sentence.setVisible(bool(option.sentence))
        self._value.setText(option.value or "–")


class SettingsPage(QWidget):
    def __init__(self, core: Core, bridge: Bridge, look: Look) -> None:
        super().__init__()
        self.setObjectName("canvas")
        self._core, self._bridge, self._look = core, bridge, look
        self._rows: tuple[Row, ...] = ()
        self._group = ""
        self._metrics = Metrics()
        self._shown: list[_OptionRow] = []
        self._buttons: list[QPushButton] = []
        self._choice = QButtonGroup(self)
        self.search = QLineEdit()
        self.search.setPlaceholderText(look.text.word("settings.search"))
        self.search.setAccessibleName(look.text.word("settings.search"))
        self.search.setClearButtonEnabled(True)
        set_type(self.search, Type.BODY)
        self._lens = self.search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self._title = Elided(Type.TITLE, bold=True)
        self._panel = StatePanel(look)
        self._build()
        self.search.textChanged.connect(self._draw)
        self._choice.buttonClicked.connect(self._chosen)
        look.theme.changed.connect(self._redress)
        self._redress()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.search)
        row = QHBoxLayout()
        row.setSpacing(16)
        self._left = card()
        names = QWidget()
        self._groups = QVBoxLayout(names)
        self._groups.setContentsMargins(8, 8, 8, 8)
        self._groups.setSpacing(2)
        self._groups.addStretch(1)
        edge = QVBoxLayout(self._left)
        edge.setContentsMargins(2, 2, 2, 2)
        edge.addWidget(scrolling(names))
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.addStretch(1)
        area = scrolling(inside)
        right = card()
        around = QVBoxLayout(right)
        around.setContentsMargins(2, 12, 2, 2)
        self._title.setContentsMargins(20, 0, 20, 0)
        around.addWidget(self._title)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(area)
        self._stack.addWidget(self._panel)
        around.addWidget(holder, 1)
        row.addWidget(self._left)
        row.addWidget(right, 1)
        column.addLayout(row, 1)
        self._panel.show_loading()
        self._stack.setCurrentIndex(1)

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        for button in self._buttons:
            button.setMinimumHeight(max(TARGET, metrics.row(44)))
        widest = max((button.sizeHint().width() for button in self._buttons), default=0)
        self._left.setFixedWidth(max(metrics.px(220), widest + 40))

    def _redress(self) -> None:
        self._lens.setIcon(self._look.theme.icon("search", 22, self._look.theme.tokens.quiet))

    def refresh(self) -> None:
        self._bridge.ask("settings", lambda: tuple(self._core.settings_rows()), self._show, self._broken)

    def _show(self, answer: object) -> None:
        self._rows = answer if isinstance(answer, tuple) else ()
        names = groups(self._rows)
        self._group = self._group if self._group in names else (names[0] if names else "")
        while len(self._buttons) < len(names):
            button = QPushButton()
            button.setProperty("kind", "group")
            button.setCheckable(True)
            button.setAutoDefault(False)
            set_type(button, Type.BODY, bold=True)
            dress(button, self._look.theme, self._metrics)
            self._choice.addButton(button)
            self._groups.insertWidget(len(self._buttons), button)
            self._buttons.append(button)
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(names))
            if place < len(names):
                button.setText(names[place])
                button.setChecked(names[place] == self._group)
        self.set_metrics(self._metrics)
        self._draw()

    def _chosen(self, button: QPushButton) -> None:
        self._group = button.text()
        self.search.clear()
        self._draw()

    def _draw(self) -> None:
        search = self.search.text().strip()
        options = found(self._rows, self._group, search)
        self._title.show_text(
            self._look.text.word("settings.found", search=search) if search else self._group
        )
        while len(self._shown) < len(options):
            made = _OptionRow()
            dress(made, self._look.theme, self._metrics)
            self._list.insertWidget(len(self._shown), made)
            self._shown.append(made)
        for place, row in enumerate(self._shown):
            row.setVisible(place < len(options))
            if place < len(options):
                row.show_option(options[place])
        if options:
            self._stack.setCurrentIndex(0)
            return
        word = self._look.text.word
        self._panel.show_state("search", word("settings.none"), word("settings.none_how"))
        self._stack.setCurrentIndex(1)

    def _broken(self, fault: object) -> None:
        self._panel.show_broken(fault)
        self._stack.setCurrentIndex(1)
