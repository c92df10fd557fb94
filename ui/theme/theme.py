"""Tokens as Qt wants them: fonts, palette, the one stylesheet, tinted icons."""

import logging
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme.style import stylesheet
from ui.theme.tokens import THEMES, Metrics, Tokens, Tone, Type

log = logging.getLogger(__name__)
RESOURCES = Path(__file__).resolve().parents[2] / "resources"
FONTS = ("NotoSans-Regular.ttf", "NotoSans-SemiBold.ttf")


class Theme(QObject):
    """The look in force. `changed` when a scheme or the text scale is another one."""

    changed = Signal()

    def __init__(self, scheme: str = "auto", text: float = 1.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scheme = scheme
        self.text = text
        self.family = load_fonts()
        self.tokens: Tokens = self._choose()
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)

    def _choose(self) -> Tokens:
        if self._scheme in THEMES:
            return THEMES[self._scheme]
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return THEMES["dark" if dark else "light"]

    def _system_changed(self) -> None:
        if self._scheme == "auto":
            self.use("auto", self.text)

    def use(self, scheme: str, text: float) -> None:
        """Switch to `auto`, `light`, `dark` or `contrast` and a text scale of 1 to 2."""
        self._scheme, self.text = scheme, min(2.0, max(1.0, text))
        self.tokens = self._choose()
        self.put_on()
        self.changed.emit()

    def put_on(self) -> None:
        """Give the application this look, unless it wears it: each change polishes every widget anew."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        sheet, font = stylesheet(self.tokens, Metrics(self.text)), self.font(Type.BODY, Metrics(self.text))
        if (app.styleSheet(), app.font()) == (sheet, font):
            return
        app.setStyle("Fusion")
        app.setPalette(palette(self.tokens))
        app.setFont(font)
        app.setStyleSheet(sheet)

    def font(self, role: Type, metrics: Metrics, bold: bool = False) -> QFont:
        return make_font(self.family, metrics.type(role), bold)

    def colour(self, name: str) -> QColor:
        return QColor(str(getattr(self.tokens, name)))

    def pixmap(self, icon: str, size: int, colour: str, ratio: float = 1.0) -> QPixmap:
        """An icon of the set in one colour; `size` in device-independent px."""
        return tinted(icon, size, colour, ratio)

    def icon(self, name: str, size: int, colour: str) -> QIcon:
        icon = QIcon(tinted(name, size, colour, 2.0))
        icon.addPixmap(tinted(name, size, self.tokens.disabled, 2.0), QIcon.Mode.Disabled)
        return icon

    def band(self, tone: Tone) -> QColor:
        return QColor(self.tokens.verdict(tone).band)


@lru_cache(maxsize=1)
def load_fonts() -> str:
    """The bundled family where its files are there, else what the system has."""
    families = [
        QFontDatabase.applicationFontFamilies(number)
        for name in FONTS
        if (RESOURCES / "fonts" / name).is_file()
        and (number := QFontDatabase.addApplicationFont(str(RESOURCES / "fonts" / name))) >= 0
    ]
    for found in families:
        if "Noto Sans" in found:
            return "Noto Sans"
    log.info("bundled font not there; the system's is used")
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()


@lru_cache(maxsize=128)
def make_font(family: str, pixels: int, bold: bool) -> QFont:
    font = QFont(family)
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    font.setFeature(QFont.Tag.fromString("tnum"), 1)
    return font


@lru_cache(maxsize=64)
def _drawing(icon: str) -> str:
    return (RESOURCES / "icons" / f"{icon}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def tinted(icon: str, size: int, colour: str, ratio: float) -> QPixmap:
    """One icon as pixels, drawn once per size and colour."""
    renderer = QSvgRenderer(QByteArray(_drawing(icon).replace("currentColor", colour).encode()))
    pixels = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixels.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixels)
    renderer.render(painter, QRectF(0, 0, pixels.width(), pixels.height()))
    painter.end()
    pixels.setDevicePixelRatio(ratio)
    return pixels


def palette(tokens: Tokens) -> QPalette:
    colours = QPalette()
    role = QPalette.ColorRole
    for one, colour in (
        (role.Window, tokens.canvas),
        (role.Base, tokens.surface),
        (role.AlternateBase, tokens.canvas),
        (role.Button, tokens.raised),
        (role.WindowText, tokens.text),
        (role.Text, tokens.text),
        (role.ButtonText, tokens.text),
        (role.PlaceholderText, tokens.quiet),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.on_accent),
        (role.ToolTipBase, tokens.text),
        (role.ToolTipText, tokens.canvas),
        (role.Link, tokens.accent),
    ):
        colours.setColor(one, QColor(colour))
    off = QPalette.ColorGroup.Disabled
    for one in (role.WindowText, role.Text, role.ButtonText):
        colours.setColor(off, one, QColor(tokens.disabled))
    return colours


def say_state(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property and let the stylesheet see it, only when it is another one."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style, font = widget.style(), widget.font()
    style.unpolish(widget)
    style.polish(widget)
    widget.setFont(font)  # polishing gives the application's
    widget.update()
