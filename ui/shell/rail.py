"""The pages, as icons with words."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout

from ui.look import Look, set_type
from ui.theme.tokens import Metrics, Type

PAGES = ("pack", "pick", "dock", "orders", "day", "pushes", "shops", "devices", "settings")
ICONS = {"shops": "shop", "dock": "truck"}


class Rail(QFrame):
    """`chosen` is the name of a page; Alt and its number go there too."""

    chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("rail")
        self._look = look
        self._metrics = Metrics()
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 12)
        column.setSpacing(6)
        for number, page in enumerate(PAGES, 1):
            button = QToolButton()
            button.setProperty("kind", "nav")
            button.setProperty("page", page)
            button.setCheckable(True)
            button.setText(look.text.word(f"nav.{page}"))
            button.setAccessibleName(look.text.word(f"nav.{page}"))
            button.setToolTip(f"{look.text.word(f'nav.{page}')} (Alt+{number})")
            button.setShortcut(f"Alt+{number}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            set_type(button, Type.SMALL, bold=True)
            self._group.addButton(button)
            self._buttons[page] = button
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._group.buttonClicked.connect(self._clicked)
        look.theme.changed.connect(self._draw)

    def _clicked(self, button: QToolButton) -> None:
        self.chosen.emit(str(button.property("page")))
        self._draw()

    def show_page(self, page: str) -> None:
        self._buttons[page].setChecked(True)
        self._draw()

    def set_metrics(self, metrics: Metrics) -> None:
        self._metrics = metrics
        side = metrics.icon(26)
        for button in self._buttons.values():  # the words' width is asked for below
            button.setFont(self._look.theme.font(Type.SMALL, metrics, bold=True))
        words = max(button.sizeHint().width() for button in self._buttons.values())
        wide = 68 if metrics.tight else max(metrics.px(72), words)
        style = Qt.ToolButtonStyle
        for button in self._buttons.values():
            button.setToolButtonStyle(
                style.ToolButtonIconOnly if metrics.tight else style.ToolButtonTextUnderIcon
            )
            button.setIconSize(QSize(side, side))
            button.setFixedSize(wide, 60 if metrics.tight else metrics.px(62))
        self.setFixedWidth(wide + 16)
        self._draw()

    def _draw(self) -> None:
        tokens = self._look.theme.tokens
        for page, button in self._buttons.items():
            ink = tokens.accent if button.isChecked() else tokens.quiet
            button.setIcon(self._look.theme.icon(ICONS.get(page, page), self._metrics.icon(26), ink))
