"""A product's picture in a rounded frame; a quiet drawing where there is none."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import Look
from ui.pictures import paint_picture
from ui.theme.tokens import RADIUS, Metrics, Tone


class Picture(QWidget):
    """`edge` colours the frame and puts the tone's badge on it."""

    def __init__(self, look: Look, size: int) -> None:
        super().__init__()
        self._look, self._size = look, size
        self._path = self._name = ""
        self._edge = Tone.NEUTRAL
        self._full, self._share = size, 1.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(size, size)
        look.pictures.arrived.connect(self._arrived)

    def set_metrics(self, metrics: Metrics) -> None:
        size = metrics.px(self._size)
        if metrics.tight:
            size = round(size * 0.62)
        self._full = size
        self._resize()

    @property
    def full(self) -> int:
        """Its side where it gets all the room it wants."""
        return self._full

    def set_share(self, share: float) -> None:
        """Of its full size: words beside it may need the room."""
        if share != self._share:
            self._share = share
            self._resize()

    def _resize(self) -> None:
        size = round(self._full * self._share)
        self.setFixedSize(size, size)

    def show_picture(self, path: str, name: str, edge: Tone = Tone.NEUTRAL) -> None:
        if (path, name, edge) != (self._path, self._name, self._edge):
            self._path, self._name, self._edge = path, name, edge
            self.setAccessibleName(name)
            self.update()

    def sizeHint(self) -> QSize:
        return self.size()

    def _arrived(self, path: str) -> None:
        if path == self._path:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = self._edge is not Tone.NEUTRAL
        width = 4.0 if marked else 1.0
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        picture = self._look.pictures.get(self._path, round(self.width() * self.devicePixelRatioF()))
        if picture is None:
            self._paint_none(painter, box)
        else:
            paint_picture(painter, box, picture, RADIUS)
        colour = theme.band(self._edge) if marked else theme.colour("border")
        painter.setPen(QPen(colour, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        if marked:
            self._paint_badge(painter, colour)
        painter.end()

    def _paint_none(self, painter: QPainter, box: QRectF) -> None:
        theme = self._look.theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("hover"))
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        side = round(min(box.width(), box.height()) * 0.4)
        icon = theme.pixmap("pack", side, theme.tokens.disabled, self.devicePixelRatioF())
        painter.drawPixmap(round(box.center().x() - side / 2), round(box.center().y() - side / 2), icon)

    def _paint_badge(self, painter: QPainter, colour: QColor) -> None:
        theme = self._look.theme
        side = max(min(28, round(self.width() * 0.4)), round(self.width() * 0.2))
        edge = min(10, round(self.width() * 0.06))
        place = QRectF(self.width() - side - edge, edge, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(place)
        inner = round(side * 0.66)
        name = "check" if self._edge is Tone.GOOD else "cross"
        icon = theme.pixmap(name, inner, theme.tokens.verdict(self._edge).on_band, self.devicePixelRatioF())
        offset = (side - inner) / 2
        painter.drawPixmap(round(place.x() + offset), round(place.y() + offset), icon)
