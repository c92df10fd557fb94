"""Serial lines: the only place that knows pyserial.

A wire gives bytes as they come and takes bytes; what they mean is for `station.devices`.
"""

import contextlib
import errno
import os
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import serial

from station.model.problem import StationError
from station.net.ports import group_of, holders

try:
    from termios import error as _termios_error
except ImportError:  # Windows has none, and pyserial raises none there
    _termios_error = OSError  # type: ignore[assignment, misc]

# What an open port can raise once its cable is gone: a termios.error is no OSError, and pyserial answers
# a port closed under a running read with a TypeError.
_TROUBLE: tuple[type[Exception], ...] = (serial.SerialException, OSError, TypeError, _termios_error)
_NOT_OPENED: tuple[type[Exception], ...] = (*_TROUBLE, ValueError)

_MISSING = {errno.ENOENT, errno.ENXIO, errno.ENODEV}
_IN_USE = {errno.EAGAIN, errno.EBUSY}
_FORBIDDEN = {errno.EACCES, errno.EPERM}

_WRITE_SECONDS = 0.5
# A recording is played a frame at a time, slower than the 300 ms in which a repeated code is a bounce.
_REPLAY_GAP = 0.35
_REPLAY = re.compile(r"replay:(?P<path>.+?)(?:\?gap=(?P<gap>[0-9]+(?:\.[0-9]+)?))?", re.DOTALL)
_FRAME = re.compile(rb"[^\r\n\t\x03]*[\r\n\t\x03]+|[^\r\n\t\x03]+\Z")


class WireLost(StationError):
    """The line was open and is gone (`device.lost`)."""


@dataclass(frozen=True, slots=True)
class LineSettings:
    """`port` is a device path, a COM name, `socket://host:port`, or `replay:FILE` (with `?gap=SECONDS`).

    With `xonxoff` the other end may stop what is sent; a write waits `write_seconds` for it.
    """

    port: str
    baud: int = 9600
    bytesize: int = 8
    parity: str = "N"
    stopbits: float = 1
    xonxoff: bool = False
    write_seconds: float = _WRITE_SECONDS


class Wire(Protocol):
    """One open line. Only the thread that opened it reads, writes and closes; `stop` is for the others."""

    def read(self) -> bytes:
        """What has arrived, empty after one tick of silence; WireLost when the line is gone."""

    def write(self, data: bytes) -> bool:
        """Send all of it; False when the line takes nothing. WireLost when the line is gone."""

    def flush(self) -> None:
        """Forget what arrived until now."""

    def left(self) -> int:
        """Bytes that were written and have not left yet. WireLost when the line is gone."""

    def stop(self) -> None:
        """End a read that waits (at once where the system can, else within a tick)."""

    def close(self) -> None: ...


def open_wire(settings: LineSettings, tick: float = 0.2) -> Wire:
    """Open a line whose empty read means `tick` seconds of silence.

    StationError: device.port_missing, device.port_in_use, device.port_used_by, device.no_permission,
    device.port_trouble.
    """
    replay = _REPLAY.fullmatch(settings.port)
    if replay:
        return _open_replay(Path(replay["path"]), float(replay["gap"] or _REPLAY_GAP), tick)
    try:
        port = _closed_port(settings, tick)
        port.open()
    except _NOT_OPENED as error:
        raise _refusal(settings.port, error) from error
    return PortWire(port, settings.port)


class PortWire:
    """A serial port, or a serial device server on the network."""

    def __init__(self, port: Any, name: str) -> None:
        self._port = port
        self._name = name
        # Closing and stopping come from two threads and both touch the port's file descriptors.
        self._ending = threading.Lock()

    def read(self) -> bytes:
        try:
            return bytes(self._port.read(self._port.in_waiting or 1))
        except _TROUBLE as error:
            raise self._lost(error) from error

    def write(self, data: bytes) -> bool:
        try:
            self._port.write(data)
        except serial.SerialTimeoutException:
            return False
        except _TROUBLE as error:
            raise self._lost(error) from error
        return True

    def flush(self) -> None:
        try:
            self._port.reset_input_buffer()
        except _TROUBLE as error:
            raise self._lost(error) from error

    def left(self) -> int:
        try:
            return int(getattr(self._port, "out_waiting", 0))
        except _TROUBLE as error:
            raise self._lost(error) from error

    def stop(self) -> None:
        cancel: Callable[[], None] | None = getattr(self._port, "cancel_read", None)
        with self._ending:
            if cancel and self._port.is_open:
                cancel()

    def close(self) -> None:
        # A port whose device is gone may refuse to be closed; it is gone either way.
        with self._ending, contextlib.suppress(*_TROUBLE):
            self._port.close()

    def _lost(self, error: Exception) -> WireLost:
        return WireLost("device.lost", port=self._name, detail=str(error))


class ReplayWire:
    """A recording: its frames one by one, `gap` seconds apart, then the quiet of an idle device."""

    def __init__(self, recorded: bytes, gap: float, tick: float) -> None:
        self._frames = iter(_FRAME.findall(recorded))
        self._gap = gap
        self._tick = tick
        self._left = 0.0
        self._stopped = threading.Event()

    def read(self) -> bytes:
        pause = min(self._left, self._tick)
        self._stopped.wait(pause)
        self._left -= pause
        if self._left > 0:
            return b""
        frame = next(self._frames, b"")
        self._left = self._gap if frame else self._tick
        return frame

    def write(self, data: bytes) -> bool:  # noqa: ARG002 - nobody is there to be asked
        return False

    def flush(self) -> None:
        """A recording has nothing older than its first byte."""

    def left(self) -> int:
        return 0

    def stop(self) -> None:
        self._stopped.set()

    def close(self) -> None:
        self._stopped.set()


def _open_replay(path: Path, gap: float, tick: float) -> ReplayWire:
    try:
        return ReplayWire(path.read_bytes(), gap, tick)
    except OSError as error:
        raise _refusal(str(path), error) from error


def _closed_port(settings: LineSettings, tick: float) -> Any:
    """The port with its settings, not open yet, so that what goes wrong later went wrong in opening."""
    scheme = settings.port.partition("://")[0] if "://" in settings.port else ""
    if scheme not in ("", "socket"):
        raise ValueError(f"{scheme}:// is not a line")
    port = serial.serial_for_url(settings.port, do_not_open=True, exclusive=True)
    port.baudrate = settings.baud
    port.bytesize = settings.bytesize
    port.parity = settings.parity
    port.stopbits = settings.stopbits
    port.timeout = tick
    port.xonxoff = settings.xonxoff
    port.write_timeout = settings.write_seconds
    return port


def _in_use(port: str) -> StationError:
    return StationError("device.port_in_use", port=port)


def _refusal(port: str, error: Exception) -> StationError:
    number = getattr(error, "errno", None)
    # On Windows pyserial puts the system's error into the text only, and a port in use is access denied.
    text = str(error)
    if number in _MISSING or "FileNotFoundError" in text:
        return StationError("device.port_missing", port=port)
    if number in _IN_USE or (os.name == "nt" and "PermissionError" in text):
        by = ", ".join(holders(port))
        return StationError("device.port_used_by", port=port, by=by) if by else _in_use(port)
    if number in _FORBIDDEN:
        return StationError("device.no_permission", port=port, group=group_of(port))
    return StationError("device.port_trouble", port=port, detail=text)
