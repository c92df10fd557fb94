"""One thread per device: opens the line, listens, and opens it again when it was lost."""

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TypeVar

from station.bus import Bus
from station.clock import Clock
from station.devices.contract import DeviceSettings, Fault, LineFormat, Reading, ScaleProtocol, Scan
from station.devices.scales.registry import find
from station.devices.scales.talk import TICK_SECONDS, ScaleTalk
from station.devices.scanners import feedback
from station.devices.scanners.reader import ScanReader
from station.devices.tap import Tap
from station.model.events import DeviceChanged, ProblemFound
from station.model.problem import Problem, StationError
from station.model.view import DeviceView
from station.net import hid
from station.net.serial import LineSettings, Wire, WireLost, open_wire

log = logging.getLogger(__name__)

# Seconds between two attempts to open a line; the last one repeats.
RETRY_SECONDS = (0.5, 1.0, 1.5)
JOIN_SECONDS = 1.0

Said = TypeVar("Said")


class Runner(ABC):
    """The life of one line. Every change of its health is published once as `DeviceChanged`.

    `opened` is set when the first attempt to open the line has ended, well or not. Callbacks run on the
    device's thread and return at once.
    """

    def __init__(
        self, settings: DeviceSettings, line: LineFormat, tick: float, bus: Bus, clock: Clock
    ) -> None:
        self.settings = settings
        self.opened = threading.Event()
        self._line = line_settings(settings, line)
        self._tick = tick
        self._bus = bus
        self._clock = clock
        self._stopping = threading.Event()
        self._wire: Wire | None = None
        self._view = DeviceView(settings.kind, settings.title, "off")
        self.tap = Tap()
        # A line whose peer never answers the connect must not keep the program alive.
        self._thread = threading.Thread(target=self._run, name=f"device {settings.title}", daemon=True)

    @property
    def view(self) -> DeviceView:
        """The device's health now."""
        return self._view

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """End the thread; at most a second, also while a network line is still being opened."""
        self._stopping.set()
        self.tap.watch(False)
        wire = self._wire
        if wire is not None:
            wire.stop()
        if self._thread.ident is not None:
            self._thread.join(JOIN_SECONDS)

    @abstractmethod
    def _hear(self, data: bytes, at: float) -> None:
        """What was read; nothing means a tick of silence."""

    @abstractmethod
    def _part(self) -> None:
        """The line is gone, or could not be opened; told once until it is open again."""

    def _begin(self, wire: Wire) -> None:
        """The line is open."""
        self._wire = wire

    def _turn(self, wire: Wire) -> bytes:
        """One turn of the conversation: what the device said."""
        return wire.read()

    def _tell(self, listener: Callable[[Said], None], said: Said) -> None:
        try:
            listener(said)
        except Exception:
            log.exception("what %s said was not taken", self.settings.title)

    def _show(self, state: str, problem: Problem | None = None) -> None:
        """Publish the device's health if it changed, and log once each way when it comes or goes."""
        view = DeviceView(self.settings.kind, self.settings.title, state, problem)
        before, self._view = self._view, view
        if view == before:
            return
        if state != before.state:
            log.info("%s at %s: %s", view.name, self._line.port, problem.code if problem else state)
        self._bus.publish(DeviceChanged(view))

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            listened = self._listen_once()
            self.opened.set()
            failures = 0 if listened else failures
            self._stopping.wait(RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)])
            failures += 1
        self._show("off")

    def _open(self) -> Wire:
        if self._line.port.startswith(hid.SCHEME):
            return hid.open_hid(self._line.port, self._tick)
        return open_wire(self._line, self._tick)

    def _listen_once(self) -> bool:
        """Open the line and listen until it is lost; False when it could not be opened."""
        try:
            wire = self._open()
        except StationError as error:
            self._lose(error.problem)
            return False
        try:
            self._listen(wire)
        except WireLost as error:
            self._lose(error.problem)
        finally:
            self._wire = None
            wire.close()
        return True

    def _listen(self, wire: Wire) -> None:
        self._begin(wire)
        self._show("open")
        self.opened.set()
        while not self._stopping.is_set():
            heard = self._turn(wire)
            if not heard and self._stopping.is_set():
                return
            if heard and self.tap.open:
                self.tap.add(heard)
            self._hear(heard, self._clock.monotonic())

    def _lose(self, problem: Problem) -> None:
        was_lost = self._view.state == "lost"
        # An unplugged device has no port either: that is the same news, not a second one.
        if not (was_lost and problem.code == "device.port_missing"):
            self._show("lost", Problem(problem.code, {"name": self.settings.title, **problem.params}))
        if not was_lost:
            self._part()


class ScannerRunner(Runner):
    """A scanner: every frame becomes one `Scan`, garbled ones and bounces too, marked as what they are.

    One that can is told the verdicts, while its line is quiet.
    """

    def __init__(
        self, settings: DeviceSettings, on_scan: Callable[[Scan], None], bus: Bus, clock: Clock
    ) -> None:
        self._feedback = feedback.Feedback(settings.feedback) if settings.feedback else None
        tick = feedback.TICK_SECONDS if self._feedback else None
        self._reader = ScanReader(settings.title, settings.prefix, settings.mode, settings.suffix, tick)
        self._on_scan = on_scan
        super().__init__(settings, LineFormat(), self._reader.tick, bus, clock)
        self._leave = bus.subscribe(self._feedback.heard) if self._feedback else None

    @property
    def can_beep(self) -> bool:
        return self._feedback is not None

    def beep(self) -> None:
        """The sound of a good scan, though there was none."""
        if self._feedback is not None:
            self._feedback.try_out()

    def close(self) -> None:
        if self._leave is not None:
            self._leave()
        super().close()

    def _begin(self, wire: Wire) -> None:
        super()._begin(wire)
        if self._feedback is not None:
            self._feedback.opened()

    def _turn(self, wire: Wire) -> bytes:
        heard = super()._turn(wire)
        beeps = self._feedback.due() if self._feedback and not heard else b""
        if self._feedback and beeps and not wire.write(beeps):
            self._feedback.give_up()
            log.info("%s takes no beeps; it gets none until its line is opened again", self.settings.title)
        return heard

    def _hear(self, data: bytes, at: float) -> None:
        for scan in self._reader.hear(data, at):
            self._show("open", self._wrong_parity(scan))
            if self._feedback is not None:
                self._feedback.scanned(scan.text or scan.shown)
            self._tell(self._on_scan, scan)

    def _wrong_parity(self, scan: Scan) -> Problem | None:
        """A scanner set to seven bits on a line opened with eight stays ill until it is understood."""
        if scan.problem is None or scan.problem.code != "scan.parity":
            return None
        return Problem("device.wrong_parity", {"port": self._line.port, **scan.problem.params})

    def _part(self) -> None:
        if self._reader.part():
            self._bus.publish(ProblemFound(Problem("device.partial_scan", {"name": self.settings.title})))


class ScaleRunner(Runner):
    """A scale: every reading is told, and every fault; after a fault the weight before it is gone."""

    def __init__(
        self,
        settings: DeviceSettings,
        protocol: ScaleProtocol,
        on_reading: Callable[[Reading], None],
        bus: Bus,
        clock: Clock,
    ) -> None:
        self._talk = ScaleTalk(protocol, settings.mode, settings.unit, settings.decimal_comma)
        self._on_reading = on_reading
        self._asked = threading.Event()
        self._hurried = False
        super().__init__(settings, protocol.line, TICK_SECONDS, bus, clock)

    def ask(self) -> None:
        """Put the protocol's question now, though it may not be time."""
        self._asked.set()

    def hurry(self, wanted: bool) -> None:
        """Somebody waits for a weight, or does not any more. From any thread."""
        self._hurried = wanted

    def _begin(self, wire: Wire) -> None:
        super()._begin(wire)
        wire.flush()
        self._talk.opened(self._clock.monotonic())

    def _turn(self, wire: Wire) -> bytes:
        self._talk.hurry(self._hurried)
        question = self._talk.question(self._clock.monotonic())
        if self._asked.is_set():
            self._asked.clear()
            question = question or self._talk.usual
        if question:
            # A line that takes nothing gives no answer either, and that is what counts.
            wire.write(question)
        return super()._turn(wire)

    def _hear(self, data: bytes, at: float) -> None:
        for reading in self._talk.hear(data, at):
            self._tell(self._on_reading, reading)
        trouble = self._talk.trouble
        if trouble:
            self._show("silent", Problem(trouble, {"name": self.settings.title, "port": self._line.port}))
        else:
            self._show("open")

    def _part(self) -> None:
        self._tell(self._on_reading, Fault.LOST)


def line_settings(chosen: DeviceSettings, usual: LineFormat | None = None) -> LineSettings:
    """What the settings say, else `usual`, else what the device's protocol expects."""
    if usual is None:
        usual = find(chosen.protocol).line if chosen.protocol else LineFormat()
    return LineSettings(
        port=chosen.port,
        baud=usual.baud if chosen.baud is None else chosen.baud,
        bytesize=usual.bytesize if chosen.bytesize is None else chosen.bytesize,
        parity=usual.parity if chosen.parity is None else chosen.parity,
        stopbits=usual.stopbits if chosen.stopbits is None else chosen.stopbits,
    )
