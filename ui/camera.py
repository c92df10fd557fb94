"""A picture of what is in the carton, taken when it is closed. Needs the extra `photo`; all works without.

QtMultimedia is no part of PySide6-Essentials and loads tens of megabytes of codecs: it is imported only
where somebody wants pictures.
"""

import importlib
import logging
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QBuffer, QIODevice, QObject

from station.model.events import BenchChanged, ProblemFound
from station.model.problem import Problem, StationError
from station.model.view import BenchView
from ui.bridge import Bridge
from ui.core import Core

log = logging.getLogger(__name__)
QUALITY = 80  # of a JPEG: a label in the picture stays readable


class Lens(Protocol):
    """Something that sees the bench."""

    def picture(self) -> bytes | None:
        """What it sees now as a JPEG; None while it sees nothing."""
        ...

    def close(self) -> None: ...


class CameraLens(QObject):
    """A camera of this machine, switched on as long as it lives.

    Raises `camera.not_installed` without QtMultimedia, `camera.none` when no camera is called so.
    """

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        try:
            media: Any = importlib.import_module("PySide6.QtMultimedia")
        except ImportError as missing:
            raise StationError("camera.not_installed", reason=str(missing)) from missing
        every = media.QMediaDevices.videoInputs()
        found = [one for one in every if name.lower() in one.description().lower()]
        if not found:
            raise StationError("camera.none", name=name)
        self._sink = media.QVideoSink(self)
        self._session = media.QMediaCaptureSession(self)
        self._camera = media.QCamera(found[0], self)
        self._session.setCamera(self._camera)
        self._session.setVideoSink(self._sink)
        self._camera.start()

    def picture(self) -> bytes | None:
        frame = self._sink.videoFrame()
        return as_jpeg(frame.toImage()) if frame.isValid() else None

    def close(self) -> None:
        self._camera.stop()


def as_jpeg(image: Any) -> bytes | None:
    """A QImage as JPEG; None for an empty one."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if image.isNull() or not image.save(buffer, "JPEG", QUALITY):
        return None
    return bytes(buffer.data().data())


class Photographer(QObject):
    """Watches the bench and puts a picture by for every carton that is closed."""

    def __init__(
        self, core: Core, bridge: Bridge, open_lens: Callable[[], Lens], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._core, self._bridge = core, bridge
        self._lens: Lens | None = None
        self._open: set[tuple[str, str, int]] = set()
        try:
            self._lens = open_lens()
        except StationError as trouble:
            log.warning("no pictures: %s", trouble.problem.code)
            core.bus.publish(ProblemFound(trouble.problem))
            return
        bridge.happened.connect(self.heard)

    def heard(self, event: object) -> None:
        if isinstance(event, BenchChanged):
            self._seen(event.view)

    def _seen(self, view: BenchView) -> None:
        mine = {(view.store, view.ref, carton.number): carton.state for carton in view.cartons}
        for key in [key for key in self._open if mine.get(key, "open") != "open"]:
            self._take(key)
        self._open = {key for key, state in mine.items() if state == "open"}

    def _take(self, key: tuple[str, str, int]) -> None:
        picture = self._lens.picture() if self._lens is not None else None
        if picture is None:
            self._core.bus.publish(ProblemFound(Problem("camera.dark")))
            return
        store, ref, number = key
        self._bridge.ask(
            f"photo {key}",
            lambda: self._core.keep_photo(store, ref, number, picture),
            lambda _kept: None,
            lambda fault: log.warning("a picture was not kept: %s", type(fault).__name__),
        )

    def close(self) -> None:
        if self._lens is not None:
            self._lens.close()
