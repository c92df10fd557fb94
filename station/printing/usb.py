"""A printer on Linux' usblp: `/dev/usb/lp0` takes bytes, gives bytes, and says whether there is paper.

Sources: Linux, Documentation/usb (usblp), include/uapi/linux/lp.h (LPGETSTATUS and its bits). A file that is
closed right after a write loses what is still on its way, so the last piece is waited for.
"""

import errno
import os
import select
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from station.model.problem import Problem
from station.printing import zebra
from station.printing.contract import Condition, PrinterOff, PrinterSettings, SentEvidence, in_doubt
from station.printing.media import Raster, for_printer, taken

STALL_SECONDS = 10.0
_CHUNK = 4096
_LPGETSTATUS = 0x060B
_NO_ERROR, _SELECTED, _NO_PAPER = 0x08, 0x10, 0x20
_MISSING = frozenset({errno.ENOENT, errno.ENXIO, errno.ENODEV})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM})


class UsbPrinter:
    """`target` is the device's path. `stall` is how many seconds it may take nothing."""

    def __init__(
        self, settings: PrinterSettings, raster: Raster | None = None, stall: float = STALL_SECONDS
    ) -> None:
        self.settings = settings
        self._raster = raster
        self._stall = stall
        self._closing = threading.Event()

    @property
    def takes(self) -> tuple[str, ...]:
        return taken(self.settings, self._raster)

    def send(self, job_id: str, document: bytes, media_type: str, title: str) -> SentEvidence:  # noqa: ARG002
        document, _ = for_printer(self.settings, document, media_type, self._raster)
        with self._open() as handle:
            stopped = port_codes(_port_status(handle))
            if stopped:
                raise PrinterOff(stopped[0], printer=self.settings.name)
            self._push(handle, document, job_id)
        return SentEvidence(self.settings.name, job_id, len(document), self.settings.target)

    def has(self, job_id: str) -> None:  # noqa: ARG002
        """A raw printer keeps no list."""

    def look(self) -> Condition | None:
        try:
            with self._open() as handle:
                return self._asked(handle)
        except (PrinterOff, OSError) as trouble:
            off = trouble if isinstance(trouble, PrinterOff) else self._off(trouble)
            return Condition("lost", (off.problem,))

    def stop(self) -> None:
        self._closing.set()

    def close(self) -> None:
        """Nothing is held between two jobs."""

    def _asked(self, handle: int) -> Condition:
        name = self.settings.name
        stopped = port_codes(_port_status(handle))
        if self.settings.language == "zpl" and self.settings.asks_status:
            said = zebra.ask(name, lambda data: os.write(handle, data), _reader(handle))
            if said.answered or not stopped:
                return said
        if stopped:
            return Condition("stopped", tuple(Problem(code, {"printer": name}) for code in stopped))
        return Condition("open", answered=False)

    @contextmanager
    def _open(self) -> Iterator[int]:
        try:
            handle = os.open(self.settings.target, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        except OSError as trouble:
            raise self._off(trouble) from trouble
        try:
            yield handle
        finally:
            os.close(handle)

    def _off(self, trouble: OSError) -> PrinterOff:
        name, target = self.settings.name, self.settings.target
        if trouble.errno in _MISSING:
            return PrinterOff("printer.port_missing", printer=name, target=target)
        if trouble.errno in _FORBIDDEN:
            return PrinterOff("printer.no_permission", printer=name, target=target, group="lp")
        if trouble.errno == errno.EAGAIN:
            return PrinterOff("printer.not_ready", printer=name)
        if trouble.errno == errno.EBUSY:
            return PrinterOff("printer.port_in_use", printer=name, target=target)
        return PrinterOff("printer.unreachable", printer=name, target=target)

    def _push(self, handle: int, document: bytes, job_id: str) -> None:
        sent = 0
        try:
            while sent < len(document):
                self._wait_for_room(handle, job_id, sent)
                sent += os.write(handle, document[sent : sent + _CHUNK])
            self._wait_for_room(handle, job_id, sent)
        except OSError as trouble:
            raise (in_doubt(self.settings, job_id) if sent else self._off(trouble)) from trouble

    def _wait_for_room(self, handle: int, job_id: str, sent: int) -> None:
        end = time.monotonic() + self._stall
        while not self._closing.is_set() and time.monotonic() < end:
            if select.select([], [handle], [], 0.1)[1]:
                return
        if not sent:
            raise PrinterOff("printer.not_ready", printer=self.settings.name)
        raise in_doubt(self.settings, job_id)


def port_codes(status: int | None) -> tuple[str, ...]:
    """What the status of a printer port means. 0 is what a printer answers that has none."""
    if not status:
        return ()
    said = (
        (bool(status & _NO_PAPER), "printer.paper_out"),
        (not status & _SELECTED, "printer.offline"),
        (not status & _NO_ERROR, "printer.not_ready"),
    )
    return tuple(code for flag, code in said if flag)


def _port_status(handle: int) -> int | None:
    """None where the file is no printer port, or does not say."""
    import fcntl

    room = bytearray(4)
    try:
        fcntl.ioctl(handle, _LPGETSTATUS, room)
    except OSError:
        return None
    return room[0]


def _reader(handle: int) -> Callable[[float], bytes]:
    def read(seconds: float) -> bytes:
        ready, _, _ = select.select([handle], [], [], seconds)
        return os.read(handle, zebra.LONGEST) if ready else b""

    return read
