"""What the ear is told, on its own thread; a bench without a loudspeaker stays silent and goes on."""

import array
import contextlib
import logging
import queue
import shutil
import subprocess
import sys
import threading
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from station.bus import Bus
from station.model.events import BenchChanged, DeviceChanged, ProblemFound, ScanJudged
from station.model.view import BenchState, BenchView
from ui.verdicts import face, trouble

log = logging.getLogger(__name__)
SOUNDS = Path(__file__).resolve().parents[1] / "resources" / "sounds"
NAMES = ("ok", "line", "order", "wrong", "too_many", "question", "stop", "device_lost")
REPEAT = 4.0  # s between two calls of the stop sound


class Player(Protocol):
    """Starts a sound and returns at once. Anything it raises silences the ear."""

    def play(self, name: str) -> None: ...

    def close(self) -> None: ...


def cue(event: object) -> str:
    """The sound of an event; empty for none."""
    if isinstance(event, ScanJudged):
        if event.choices:
            return "question"
        return face(event.say.code, event.ok).sound
    if isinstance(event, ProblemFound):
        return trouble(event.say.code).sound
    if isinstance(event, DeviceChanged) and event.device.state == "lost":
        return "device_lost"
    return ""


def halted(view: BenchView) -> bool:
    """The stop sound goes on while the order is held and nobody has scanned since."""
    return view.state is BenchState.HELD and view.problem is not None


class Ear:
    """Listens to the bus; `close` ends its thread."""

    def __init__(self, bus: Bus, player: Callable[[], Player], repeat: float = REPEAT) -> None:
        self._make, self._repeat = player, repeat
        self._cues: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._halted = False
        self._leave = bus.subscribe(self._heard)
        self._thread = threading.Thread(target=self._work, name="ui-sound")
        self._thread.start()

    def _heard(self, event: object) -> None:
        if isinstance(event, ScanJudged):
            self._halted = False
        if isinstance(event, BenchChanged):
            before, self._halted = self._halted, halted(event.view)
            if self._halted and not before:
                self._cues.put("stop")
            return
        if name := cue(event):
            self._cues.put(name)

    def close(self) -> None:
        self._leave()
        self._cues.put(None)
        self._thread.join(3)

    def _work(self) -> None:
        try:
            player = self._make()
        except Exception:
            log.info("no way to make a sound here", exc_info=True)
            player = Silent()
        while True:
            try:
                name = self._cues.get(timeout=self._repeat)
            except queue.Empty:
                if not self._halted:
                    continue
                name = "stop"
            if name is None:
                break
            try:
                player.play(name)
            except Exception:
                log.warning("sounds are off from now on", exc_info=True)
                player = Silent()
        player.close()


class Silent:
    def play(self, name: str) -> None:
        """Says nothing."""

    def close(self) -> None:
        """Has nothing open."""


class MixedPlayer:
    """One open output stream; sounds are mixed into it as they come, a new one cuts the old one off."""

    def __init__(self, volume: float) -> None:
        import miniaudio

        self._sounds = {name: loudness(name, volume) for name in NAMES}
        self._left = memoryview(b"")
        self._lock = threading.Lock()
        self._device: Any = miniaudio.PlaybackDevice(
            output_format=miniaudio.SampleFormat.SIGNED16, nchannels=1, sample_rate=44_100, buffersize_msec=20
        )
        feed = self._feed()
        next(feed)
        self._device.start(feed)

    def _feed(self) -> Any:
        wanted = yield b""
        while True:
            with self._lock:
                piece = bytes(self._left[: wanted * 2])
                self._left = self._left[wanted * 2 :]
            wanted = yield piece + bytes(wanted * 2 - len(piece))

    def play(self, name: str) -> None:
        with self._lock:
            self._left = memoryview(self._sounds[name])

    def close(self) -> None:
        self._device.close()


class WindowsPlayer:
    """winsound plays from memory, asynchronously, and cuts off what sounds."""

    def play(self, name: str) -> None:
        import winsound

        flags = winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT  # type: ignore[attr-defined]
        winsound.PlaySound(str(SOUNDS / f"{name}.wav"), flags)  # type: ignore[attr-defined]

    def close(self) -> None:
        """Nothing stays open."""


class CommandPlayer:
    """aplay, paplay or afplay, one short process per sound."""

    def __init__(self, command: str) -> None:
        self._command = command
        self._running: subprocess.Popen[bytes] | None = None

    def play(self, name: str) -> None:
        self._end()
        quiet = ["-q"] if self._command.endswith("aplay") and not self._command.endswith("paplay") else []
        self._running = subprocess.Popen(  # noqa: S603  the program was found by name, the file is ours
            [self._command, *quiet, str(SOUNDS / f"{name}.wav")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _end(self) -> None:
        if self._running is not None:
            with contextlib.suppress(ProcessLookupError):
                self._running.terminate()
            self._running.wait(2)
            self._running = None

    def close(self) -> None:
        self._end()


def loudness(name: str, volume: float) -> bytes:
    """A sound's samples at `volume` 0-1."""
    with wave.open(str(SOUNDS / f"{name}.wav"), "rb") as file:
        frames = array.array("h", file.readframes(file.getnframes()))
    return array.array("h", (round(value * volume) for value in frames)).tobytes()


def find_player(volume: float) -> Player:
    """The best way to make a sound on this machine."""
    if volume <= 0:
        return Silent()
    try:
        return MixedPlayer(volume)
    except Exception:
        log.info("miniaudio cannot play here; another way is tried", exc_info=True)
    if sys.platform == "win32":
        return WindowsPlayer()
    for name in ("paplay", "aplay", "afplay"):
        if found := shutil.which(name):
            return CommandPlayer(found)
    return Silent()
