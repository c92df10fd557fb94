"""A printer on a real socket, for practice and for tests: keeps every job, and misbehaves when told to."""

import socket
import struct
import threading
from enum import StrEnum
from typing import Self


class Manner(StrEnum):
    """How the printer treats a connection. `SLOW` and `MUTE` take the whole job first."""

    WELL = "well"
    CUT_OFF = "cut_off"  # resets the connection after some bytes
    SLOW = "slow"  # closes only when `release` is called
    MUTE = "mute"  # never closes by itself
    SILENT = "silent"  # prints, and never says how it is


# What a label printer answers to `~HS`: nothing wrong, and the place of each trouble in the three strings.
_WELL = ("030", "0", "0", "1245", "000", "0", "0", "0", "000", "0", "0", "0"), (
    "000", "0", "0", "0", "0", "2", "4", "0", "00000000", "1", "000"), ("1234", "0")  # fmt: skip
_PLACES = {
    "paper_out": (0, 1),
    "paused": (0, 2),
    "too_hot": (0, 11),
    "head_open": (1, 2),
    "ribbon_out": (1, 3),
}


def host_status(*troubles: str) -> bytes:
    """The three strings of `~HS` with these flags up."""
    strings = [list(one) for one in _WELL]
    for trouble in troubles:
        row, column = _PLACES[trouble]
        strings[row][column] = "1"
    return b"".join(b"\x02" + ",".join(one).encode() + b"\x03\r\n" for one in strings)


class SocketPrinterDouble:
    """Listens on `port` of the loopback address (0: a free one) from `start` to `stop`."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.manner = Manner.WELL
        self.cut_after = 64
        self.troubles: tuple[str, ...] = ()  # what it answers to `~HS`
        self.asked = 0
        self._jobs: list[bytes] = []
        self._changed = threading.Condition()
        self._released = threading.Event()
        self._stopping = threading.Event()
        self._listener: socket.socket | None = None
        self._thread: threading.Thread | None = None

    @property
    def jobs(self) -> tuple[bytes, ...]:
        """Whole jobs, in order of arrival."""
        with self._changed:
            return tuple(self._jobs)

    @property
    def target(self) -> str:
        return f"127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Switch on; the port stays the same over every `stop`."""
        self._stopping.clear()
        self._released.clear()
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._thread = threading.Thread(target=self._serve, args=(listener,), name="sandbox-printer")
        self._thread.start()

    def stop(self) -> None:
        """Switch off: connections are refused from now on."""
        self._stopping.set()
        self._released.set()
        if self._listener is not None:
            # Linux wakes a thread in accept() by shutdown, not by close.
            try:
                self._listener.shutdown(socket.SHUT_RDWR)
            except OSError:
                self._nudge()
            self._listener.close()
        if self._thread is not None:
            self._thread.join()
        self._listener = self._thread = None

    def release(self) -> None:
        """Let a slow printer finish."""
        self._released.set()

    def wait_for_jobs(self, count: int, seconds: float = 5.0) -> tuple[bytes, ...]:
        """The jobs once there are `count` of them; TimeoutError when they do not come."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._jobs) >= count, seconds):
                raise TimeoutError(f"{len(self._jobs)} of {count} jobs came")
            return tuple(self._jobs)

    def _nudge(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return

    def _serve(self, listener: socket.socket) -> None:
        while not self._stopping.is_set():
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line:
                line.settimeout(10)
                self._take(line)

    def _say(self, line: socket.socket) -> None:
        with self._changed:
            self.asked += 1
            self._changed.notify_all()
        if self.manner is not Manner.SILENT:
            line.sendall(host_status(*self.troubles))

    def _take(self, line: socket.socket) -> None:
        job = b""
        try:
            while chunk := line.recv(65536):
                if not job and chunk.startswith(b"~H"):
                    self._say(line)
                    continue
                job += chunk
                if self.manner is Manner.CUT_OFF and len(job) >= self.cut_after:
                    # A linger of zero seconds makes close() a reset instead of an orderly end.
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return
        except OSError:
            return  # the sender went away: half a job is no job
        if not job:
            return
        with self._changed:
            self._jobs.append(job)
            self._changed.notify_all()
        if self.manner is Manner.SLOW:
            self._released.wait(30)
        elif self.manner is Manner.MUTE:
            self._stopping.wait(30)
