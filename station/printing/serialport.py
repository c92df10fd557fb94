"""A printer on a serial line: XON/XOFF, and a question before every job, because a wire takes bytes for a
printer that is not there.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from station.model.problem import StationError
from station.net.serial import LineSettings, Wire, WireLost, open_wire
from station.printing import zebra
from station.printing.contract import Condition, PrinterOff, PrinterSettings, SentEvidence, in_doubt
from station.printing.media import Raster, for_printer, taken

STALL_SECONDS = 10.0
_CHUNK = 512
_BUFFERED = 4096  # bytes an operating system keeps behind a write
_TICK = 0.05


class SerialPrinter:
    """`target` is a port (`/dev/ttyUSB0`, `COM3`) or `socket://host:port` of a device server.

    `stall` is how many seconds the printer may stop the line.
    """

    def __init__(
        self, settings: PrinterSettings, raster: Raster | None = None, stall: float = STALL_SECONDS
    ) -> None:
        self.settings = settings
        self._raster = raster
        self._stall = stall
        self._closing = threading.Event()
        self._line = LineSettings(
            settings.target,
            settings.baud,
            int(settings.framing[0]),
            settings.framing[1],
            float(settings.framing[2]),
            xonxoff=True,
            write_seconds=stall,
        )

    @property
    def takes(self) -> tuple[str, ...]:
        return taken(self.settings, self._raster)

    def send(self, job_id: str, document: bytes, media_type: str, title: str) -> SentEvidence:  # noqa: ARG002
        document, _ = for_printer(self.settings, document, media_type, self._raster)
        with self._open() as wire:
            self._refuse_if_stopped(wire)
            self._push(wire, document, job_id)
            self._wait_until_gone(wire, job_id)
        return SentEvidence(self.settings.name, job_id, len(document), self.settings.target)

    def has(self, job_id: str) -> None:  # noqa: ARG002
        """A raw printer keeps no list."""

    def look(self) -> Condition | None:
        if not self._can_be_asked:
            return None
        try:
            with self._open() as wire:
                return self._asked(wire)
        except (PrinterOff, WireLost) as off:
            return Condition("lost", (off.problem,))

    def stop(self) -> None:
        self._closing.set()

    def close(self) -> None:
        """Nothing is held between two jobs."""

    @property
    def _can_be_asked(self) -> bool:
        return self.settings.language == "zpl" and self.settings.asks_status

    def _asked(self, wire: Wire) -> Condition:
        wire.flush()
        return zebra.ask(self.settings.name, wire.write, _reader(wire))

    def _refuse_if_stopped(self, wire: Wire) -> None:
        if not self._can_be_asked:
            return
        try:
            now = self._asked(wire)
        except WireLost as lost:
            raise _off(lost, self.settings.name) from lost
        if now.state != "open" and now.problem is not None:
            raise PrinterOff(now.problem.code, **dict(now.problem.params))

    @contextmanager
    def _open(self) -> Iterator[Wire]:
        try:
            wire = open_wire(self._line, _TICK)
        except StationError as trouble:
            raise _off(trouble, self.settings.name) from trouble
        try:
            yield wire
        finally:
            wire.close()

    def _push(self, wire: Wire, document: bytes, job_id: str) -> None:
        """In pieces, so that a printer that stops the line for long is told from one that is slow."""
        for start in range(0, len(document), _CHUNK):
            try:
                taken_all = wire.write(document[start : start + _CHUNK])
            except WireLost as lost:
                raise (in_doubt(self.settings, job_id) if start else _off(lost, self.settings.name)) from lost
            if not taken_all or self._closing.is_set():
                raise in_doubt(self.settings, job_id)

    def _wait_until_gone(self, wire: Wire, job_id: str) -> None:
        end = time.monotonic() + self._stall + _BUFFERED * 11 / self.settings.baud
        try:
            while wire.left():
                if time.monotonic() > end or self._closing.wait(_TICK):
                    raise in_doubt(self.settings, job_id)
        except WireLost as lost:
            raise in_doubt(self.settings, job_id) from lost


def _off(trouble: StationError, printer: str) -> PrinterOff:
    return PrinterOff(trouble.problem.code, **({"printer": printer} | dict(trouble.problem.params)))


def _reader(wire: Wire) -> Callable[[float], bytes]:
    def read(seconds: float) -> bytes:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := wire.read():
                return found
        return b""

    return read
