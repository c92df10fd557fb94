"""A picture of every carton that is closed, where the bench has a camera."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from station import photos
from station.model.events import BenchChanged, ProblemFound
from station.model.problem import StationError
from ui.bridge import Bridge
from ui.camera import CameraLens, Lens, Photographer, as_jpeg
from ui.shots_core import ScriptedCore
from ui.shots_states import STATES

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class PaintedLens:
    """Sees one colour."""

    def __init__(self, colour: str = "#0f7a43") -> None:
        self.image = QImage(64, 48, QImage.Format.Format_RGB32)
        self.image.fill(QColor(colour))
        self.closed = False

    def picture(self) -> bytes | None:
        return as_jpeg(self.image)

    def close(self) -> None:
        self.closed = True


def closing(core: ScriptedCore) -> None:
    """The carton on the bench is packed, then closed."""
    view = STATES["picking"]
    first = view.cartons[0]
    for state in ("open", "sealed", "labelled"):
        core.bus.publish(BenchChanged(replace(view, cartons=(replace(first, state=state),))))


def watched(qtbot: QtBot, core: ScriptedCore, lens: Lens) -> None:
    bridge = Bridge(core.bus)
    photographer = Photographer(core, bridge, lambda: lens, bridge)
    closing(core)
    qtbot.waitUntil(lambda: bridge.idle, timeout=30_000)
    photographer.close()
    bridge.close()


def test_a_carton_that_is_closed_has_its_picture_taken_once(qtbot: QtBot) -> None:
    core, lens = ScriptedCore(STATES["picking"]), PaintedLens()
    watched(qtbot, core, lens)
    ((_, ref, carton, picture),) = core.photos
    assert (ref, carton) == (STATES["picking"].ref, STATES["picking"].cartons[0].number)
    seen = QImage.fromData(picture)
    assert (seen.width(), seen.height()) == (64, 48)
    assert abs(seen.pixelColor(9, 9).green() - 0x7A) < 8
    assert lens.closed


def test_a_camera_that_sees_nothing_is_said_and_stops_nobody(qtbot: QtBot) -> None:
    core, lens = ScriptedCore(STATES["picking"]), PaintedLens()
    lens.image = QImage()
    heard: list[object] = []
    core.bus.subscribe(heard.append)
    watched(qtbot, core, lens)
    assert core.photos == []
    assert [one.say.code for one in heard if isinstance(one, ProblemFound)] == ["camera.dark"]


def test_a_bench_without_that_camera_says_so(qtbot: QtBot) -> None:
    with pytest.raises(StationError) as refused:
        CameraLens("a camera nobody has")
    assert refused.value.problem.code in ("camera.not_installed", "camera.none")


def test_pictures_are_named_by_their_carton_and_go_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    first = photos.keep(folder, "aa", b"1", NOW)
    second = photos.keep(folder, "aa", b"2", NOW + timedelta(seconds=1))
    other = photos.keep(folder, "ab", b"3", NOW)
    assert photos.of(folder, "aa") == (first, second)
    assert photos.forget(folder, ["aa", "nobody"]) == 2
    assert [one.name for one in folder.iterdir()] == [other.name]
