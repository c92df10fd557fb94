"""Product pictures: local files, scaled off the UI thread, kept small."""

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPainter, QPainterPath, QPixmap

from ui.bridge import Bridge

KEEP = 400
STEPS = (48, 96, 160, 240, 320, 480)


def read_scaled(path: str, size: int) -> QImage:
    """A picture no larger than `size` px each way; a null image when the file is not one. Any thread."""
    reader = QImageReader(path)
    reader.setAutoTransform(True)
    full = reader.size()
    if full.isValid() and max(full.width(), full.height()) > 2 * size:
        reader.setScaledSize(full.scaled(QSize(2 * size, 2 * size), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        return image
    return image.scaled(
        QSize(size, size), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


class Pictures(QObject):
    """Asks for a picture are answered at once: with the picture, or with None and `arrived` later."""

    arrived = Signal(str)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._kept: OrderedDict[tuple[str, int], QPixmap | None] = OrderedDict()

    def get(self, path: str, pixels: int) -> QPixmap | None:
        """`pixels` in device pixels; the picture comes at the next larger step."""
        if not path:
            return None
        step = next((one for one in STEPS if one >= pixels), STEPS[-1])
        key = (path, step)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        self._kept[key] = None
        self._bridge.ask(f"picture:{path}:{step}", lambda: (key, read_scaled(path, step)), self._take)
        return None

    def _take(self, answer: tuple[tuple[str, int], QImage]) -> None:
        key, image = answer
        if image.isNull() or not Path(key[0]).is_file():
            return
        self._kept[key] = QPixmap.fromImage(image)
        while len(self._kept) > KEEP:
            self._kept.popitem(last=False)
        self.arrived.emit(key[0])


def paint_picture(painter: QPainter, box: QRectF, picture: QPixmap, radius: float) -> None:
    """A picture in a rounded box on white paper, whole and centred."""
    path = QPainterPath()
    path.addRoundedRect(box, radius, radius)
    painter.save()
    painter.setClipPath(path)
    painter.fillRect(box, Qt.GlobalColor.white)
    scale = min(box.width() / picture.width(), box.height() / picture.height())
    wide, high = picture.width() * scale, picture.height() * scale
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawPixmap(
        QRectF(box.center().x() - wide / 2, box.center().y() - high / 2, wide, high),
        picture,
        QRectF(picture.rect()),
    )
    painter.restore()
