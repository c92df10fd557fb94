"""A printer on the network, raw on port 9100: one connection, one job, read until the printer closes.

Desktop models take one connection at a time and say nothing; that they closed after our end is the only
proof that they took the job.
"""

import socket
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from station.printing import zebra
from station.printing.contract import Condition, PrinterOff, PrinterSettings, SentEvidence, in_doubt
from station.printing.media import Raster, for_printer, taken

PORT = 9100
CONNECT_SECONDS = 2.0
CLOSE_SECONDS = 10.0


class SocketPrinter:
    """Sends to `host:port` (port 9100 when none is named; IPv6 in brackets).

    Where its language is zpl a PDF goes through `raster`.
    """

    def __init__(
        self,
        settings: PrinterSettings,
        close_seconds: float = CLOSE_SECONDS,
        raster: Raster | None = None,
    ) -> None:
        self.settings = settings
        self._raster = raster
        self._address = address(settings.target)
        self._close_seconds = close_seconds

    @property
    def takes(self) -> tuple[str, ...]:
        return taken(self.settings, self._raster)

    def send(self, job_id: str, document: bytes, media_type: str, title: str) -> SentEvidence:  # noqa: ARG002
        document, _ = for_printer(self.settings, document, media_type, self._raster)
        try:
            line = socket.create_connection(self._address, timeout=CONNECT_SECONDS)
        except OSError as trouble:
            raise self._off() from trouble
        with line:
            line.settimeout(self._close_seconds)
            self._push(line, document, job_id)
            self._wait_for_end(line, job_id)
        return SentEvidence(self.settings.name, job_id, len(document), self.settings.target)

    def has(self, job_id: str) -> None:  # noqa: ARG002
        """A raw printer keeps no list."""

    def look(self) -> Condition | None:
        """`~HS` where it speaks zpl; another printer would put the question on paper."""
        if self.settings.language != "zpl" or not self.settings.asks_status:
            return None
        try:
            with socket.create_connection(self._address, timeout=CONNECT_SECONDS) as line:
                return zebra.ask(self.settings.name, line.sendall, _reader(line))
        except OSError:
            return Condition("lost", (self._off().problem,))

    def stop(self) -> None:
        """Nothing here waits longer than `close_seconds`."""

    def close(self) -> None:
        """Nothing is held between two jobs."""

    def _push(self, line: socket.socket, document: bytes, job_id: str) -> None:
        sent = 0
        try:
            with memoryview(document) as rest:
                while sent < len(document):
                    sent += line.send(rest[sent:])
            line.shutdown(socket.SHUT_WR)
        except OSError as trouble:
            raise (in_doubt(self.settings, job_id) if sent else self._off()) from trouble

    def _wait_for_end(self, line: socket.socket, job_id: str) -> None:
        deadline = time.monotonic() + self._close_seconds
        try:
            while line.recv(4096):
                line.settimeout(max(0.001, deadline - time.monotonic()))
        except OSError as trouble:
            raise in_doubt(self.settings, job_id) from trouble

    def _off(self) -> PrinterOff:
        return PrinterOff("printer.unreachable", printer=self.settings.name, target=self.settings.target)


def _reader(line: socket.socket) -> Callable[[float], bytes]:
    """Nothing for silence and for a printer that closed; whoever reads asks no further."""

    def read(seconds: float) -> bytes:
        line.settimeout(seconds)
        try:
            return line.recv(4096)
        except TimeoutError:
            return b""

    return read


def address(target: str) -> tuple[str, int]:
    """`192.0.2.10:9100`, `printer.local` or `[2001:db8::7]:9100` as host and port.

    `printer.target_unreadable` when it is none of these.
    """
    try:
        parts = urlsplit(f"//{target}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.path or parts.query or "@" in target:
        raise PrinterOff("printer.target_unreadable", target=target)
    return host, port or PORT
