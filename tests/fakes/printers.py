"""Printers that are no sockets: at the end of a terminal, and behind a spooler like that of Windows."""

import os
import select
import threading
import tty
from collections.abc import Sequence
from typing import Self

from station.printing.spooled import Dots, QueueJob, Sheet
from station.sandbox.printer import host_status

XOFF, XON = b"\x13", b"\x11"


class TerminalPrinter:
    """Reads what a port sends and answers `~HS`. `silent`: it does not; `stops_after`: XOFF after so many
    bytes; `dies_after`: the cable is pulled after so many.
    """

    def __init__(self) -> None:
        self.troubles: tuple[str, ...] = ()
        self.silent = False
        self.stops_after = self.dies_after = 1 << 40
        self._heard = b""
        self._changed = threading.Condition()
        self._stopping = threading.Event()

    def __enter__(self) -> Self:
        self._master, self._slave = os.openpty()
        tty.setraw(self._master)
        tty.setraw(self._slave)
        self.target = os.ttyname(self._slave)
        self._thread = threading.Thread(target=self._serve, name="terminal-printer")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.pull()

    def pull(self) -> None:
        self._stopping.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()
        for handle in (self._master, self._slave):
            if handle >= 0:
                os.close(handle)
        self._master = self._slave = -1

    def resume(self) -> None:
        os.write(self._master, XON)

    def wait_for_bytes(self, count: int, seconds: float = 5.0) -> bytes:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self._heard) >= count, seconds), self._heard[:200]
            return self._heard

    def _serve(self) -> None:
        while not self._stopping.is_set():
            if not select.select([self._master], [], [], 0.02)[0]:
                continue
            try:
                chunk = os.read(self._master, 1024)
            except OSError:
                return
            asked = chunk.count(b"~HS\r\n")  # it may arrive behind the end of a job
            for _ in range(0 if self.silent else asked):
                os.write(self._master, host_status(*self.troubles))
            self._keep(chunk.replace(b"~HS\r\n", b""))
            if len(self._heard) >= self.dies_after:
                self.pull()
                return

    def _keep(self, chunk: bytes) -> None:
        before = len(self._heard)
        with self._changed:
            self._heard += chunk
            self._changed.notify_all()
        if before < self.stops_after <= len(self._heard):
            os.write(self._master, XOFF)


class SpoolerDouble:
    """`finishes`: a job leaves the list once it was seen there; `status` and `attributes` are the queue's."""

    def __init__(self) -> None:
        self.status = self.attributes = 0
        self.finishes = True
        self.job_status = 0
        self.off = False
        self.documents: list[bytes] = []
        self.drawn: list[Sequence[Dots]] = []
        self.listed: list[QueueJob] = []
        self.cancelled: list[int] = []

    def state(self, queue: str) -> tuple[int, int]:
        if self.off:
            raise OSError(1801, "The printer name is invalid.")
        return self.status, self.attributes

    def jobs(self, queue: str) -> Sequence[QueueJob]:
        listed = tuple(self.listed)
        if self.finishes:
            self.listed.clear()
        return listed

    def write_raw(self, queue: str, name: str, document: bytes) -> int:
        self.documents.append(document)
        return self._listed(name)

    def sheet(self, queue: str) -> Sheet:
        return Sheet(203, 203, 800, 1200, 8, 8)

    def draw(self, queue: str, name: str, sheet: Sheet, pages: Sequence[Dots]) -> int:
        self.drawn.append(pages)
        return self._listed(name)

    def cancel(self, queue: str, number: int) -> None:
        self.cancelled.append(number)

    def _listed(self, name: str) -> int:
        number = len(self.documents) + len(self.drawn)
        self.listed.append(QueueJob(number, name, self.job_status))
        return number
