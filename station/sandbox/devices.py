"""A scanner and a scale on pseudo-terminals, for practice and for tests (Linux and macOS).

The program opens `port` like any serial device. The path stays the same over unplug and replug.
"""

import os
import select
import shutil
import tempfile
import threading
import time
import tty
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Self

# A line nobody reads loses what does not fit, like a real one.
_ROOM_SECONDS = 0.5
_STREAM_SECONDS = 0.1


class Terminal:
    """One pseudo-terminal behind a link of its own: the device's end of the cable."""

    def __init__(self, name: str) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="station-"))
        self.port = str(self._folder / name)
        self._ends: tuple[int, int] | None = None
        self.plug()

    @property
    def master(self) -> int | None:
        """The device's file descriptor; None while unplugged."""
        return self._ends[0] if self._ends else None

    def plug(self) -> None:
        if self._ends:
            return
        # The slave stays open here too: else the program's close would hang up the device.
        master, slave = os.openpty()
        tty.setraw(master)
        tty.setraw(slave)
        os.set_blocking(master, False)
        self._ends = (master, slave)
        Path(self.port).symlink_to(os.ttyname(slave))

    def unplug(self) -> None:
        if self._ends is None:
            return
        Path(self.port).unlink(missing_ok=True)
        ends, self._ends = self._ends, None
        for end in ends:
            os.close(end)

    def write(self, data: bytes) -> None:
        """Send; what nobody takes for half a second is lost, and so is everything while unplugged."""
        while data and self.master is not None:
            _, room, _ = select.select([], [self.master], [], _ROOM_SECONDS)
            if not room:
                return
            data = data[os.write(self.master, data) :]

    def close(self) -> None:
        self.unplug()
        shutil.rmtree(self._folder, ignore_errors=True)


class VirtualScanner:
    """A serial scanner that ends its codes with CR LF."""

    def __init__(self) -> None:
        self._terminal = Terminal("scanner")
        self._lock = threading.Lock()
        self.port = self._terminal.port

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def scan(self, text: str) -> None:
        """The beam hits a code."""
        self.write(text.encode() + b"\r\n")

    def write(self, data: bytes) -> None:
        """Bytes as they are."""
        with self._lock:
            self._terminal.write(data)

    def unplug(self) -> None:
        with self._lock:
            self._terminal.unplug()

    def replug(self) -> None:
        """Back in the same socket, under the same path."""
        with self._lock:
            self._terminal.plug()

    def close(self) -> None:
        with self._lock:
            self._terminal.close()


@dataclass(frozen=True, slots=True)
class Pan:
    """What is on the pan: grams and whether they are at rest, or the status sent instead (`+`, `-`, `I`)."""

    grams: Decimal
    stable: bool = True
    status: str = ""


class VirtualScale:
    """A scale that speaks MT-SICS: answers S, SI, SIR, Z and @, or streams when told to.

    `step` is the size of its last digit in grams.
    """

    def __init__(self, step: Decimal = Decimal("0.1"), unit: str = "g") -> None:
        self._step = step
        self._unit = unit
        self._per_unit = {"g": Decimal(1), "kg": Decimal(1000)}[unit]
        self._terminal = Terminal("scale")
        self.port = self._terminal.port
        self._lock = threading.RLock()
        self._moves: deque[Pan] = deque()
        self._pan = Pan(Decimal(0))
        self._quiet = False
        self._garbage = b""
        self._stream_seconds: float | None = None
        self._waker, self._wake = os.pipe()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="virtual scale", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def set_grams(self, grams: float | Decimal, stable: bool = True) -> None:
        """From now on this lies on the pan."""
        self._change(Pan(Decimal(str(grams)), stable))

    def put(self, grams: float | Decimal, readings: int = 4) -> None:
        """Something is put on or taken off: so many readings in motion, then this weight at rest."""
        with self._lock:
            start, end = self._pan.grams, Decimal(str(grams))
            moves = [
                Pan(start + (end - start) * n / (readings + 1), stable=False) for n in range(1, readings + 1)
            ]
        self._change(Pan(end), moves)

    def overload(self) -> None:
        self._change(Pan(Decimal(0), status="+"))

    def underload(self) -> None:
        self._change(Pan(Decimal(0), status="-"))

    def busy(self) -> None:
        """The scale understands and cannot."""
        self._change(Pan(Decimal(0), status="I"))

    def silence(self, quiet: bool = True) -> None:
        """Powered off behind a live cable: no answer, no trouble on the line."""
        with self._lock:
            self._quiet = quiet

    def garble(self, garbage: bytes) -> None:
        """Send this instead of every answer; empty ends it."""
        with self._lock:
            self._garbage = garbage

    def stream(self, seconds: float | None = _STREAM_SECONDS) -> None:
        """Send a reading every `seconds` without being asked; None ends it."""
        with self._lock:
            self._stream_seconds = seconds
        self._nudge()

    def write(self, data: bytes) -> None:
        """Bytes as they are."""
        with self._lock:
            self._terminal.write(data)

    def unplug(self) -> None:
        with self._lock:
            self._terminal.unplug()
        self._nudge()

    def replug(self) -> None:
        """Back in the same socket, under the same path."""
        with self._lock:
            self._terminal.plug()
        self._nudge()

    def close(self) -> None:
        self._stopping.set()
        self._nudge()
        self._thread.join(2.0)
        self._terminal.close()
        os.close(self._wake)
        os.close(self._waker)

    def _change(self, pan: Pan, moves: list[Pan] | None = None) -> None:
        with self._lock:
            self._pan = pan
            self._moves = deque(moves or [])

    def _nudge(self) -> None:
        os.write(self._wake, b".")

    def _run(self) -> None:
        asked = bytearray()
        due = time.monotonic()
        while not self._stopping.is_set():
            asked += self._listen(due)
            *commands, rest = bytes(asked).split(b"\n")
            asked = bytearray(rest[-64:])
            for command in commands:
                self._answer(command.strip())
            if self._stream_seconds is not None and time.monotonic() >= due:
                due = time.monotonic() + self._stream_seconds
                self._send(self._weigh())

    def _listen(self, due: float) -> bytes:
        """What the program asks, until it is time for the next reading of a stream."""
        wait = None if self._stream_seconds is None else max(0.0, due - time.monotonic())
        master = self._terminal.master
        try:
            ready, _, _ = select.select([self._waker, *([] if master is None else [master])], [], [], wait)
        except (OSError, ValueError):
            return b""  # the cable was pulled just now
        if self._waker in ready:
            os.read(self._waker, 4096)
        with self._lock:
            # Between the wait and here the cable may have been pulled, and put back as another terminal.
            if master is None or master not in ready or self._terminal.master != master:
                return b""
            try:
                return os.read(master, 4096)
            except BlockingIOError:
                return b""

    def _answer(self, command: bytes) -> None:
        if command in (b"S", b"SI", b"SIR", b"@"):
            self._stream_seconds = _STREAM_SECONDS if command == b"SIR" else None
        replies: dict[bytes, Callable[[], bytes]] = {
            b"S": self._weigh_at_rest,
            b"SI": self._weigh,
            b"@": lambda: b'I4 A "0123456789"',
            b"Z": self._zero,
        }
        if command and command != b"SIR":
            self._send(replies.get(command, lambda: b"ES")())

    def _send(self, reply: bytes) -> None:
        with self._lock:
            if not self._quiet:
                self._terminal.write(self._garbage or reply + b"\r\n")

    def _weigh(self) -> bytes:
        with self._lock:
            pan = self._moves.popleft() if self._moves else self._pan
        if pan.status:
            return f"S {pan.status}".encode()
        shown = (pan.grams / self._per_unit).quantize(self._step / self._per_unit)
        return f"S {'S' if pan.stable else 'D'} {shown:>10f} {self._unit}".encode()

    def _weigh_at_rest(self) -> bytes:
        with self._lock:
            moving = bool(self._moves) or not self._pan.stable
        return b"S I" if moving else self._weigh()

    def _zero(self) -> bytes:
        with self._lock:
            if self._moves or not self._pan.stable:
                return b"Z I"
            self._pan = Pan(Decimal(0))
        return b"Z A"
