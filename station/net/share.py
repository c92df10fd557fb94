"""A serial line for other benches: what it says goes to everybody who is connected, what they say to it.

It answers whoever reaches the address it listens at; there is no sign-in. The other end writes
`port = "socket://HOST:PORT"`.
"""

import contextlib
import logging
import select
import socket
from collections.abc import Callable

from station.model.problem import StationError
from station.net.serial import Wire

log = logging.getLogger(__name__)

MOST_GUESTS = 8
_PIECE = 1024


class SharedLine:
    """Serves on the caller's thread until `stop` says so. Leaving it, as a context, closes every connection.

    StationError device.share_address when nobody can listen there.
    """

    def __init__(self, host: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            self._server = socket.create_server((host, port), family=family)
        except OSError as trouble:
            reason = trouble.strerror or str(trouble)
            raise StationError("device.share_address", address=f"{host}:{port}", reason=reason) from trouble
        self._server.setblocking(False)
        self._guests: list[socket.socket] = []
        found: tuple[str, int] = self._server.getsockname()[:2]
        self.address = found

    def __enter__(self) -> "SharedLine":
        return self

    def __exit__(self, *_: object) -> None:
        for one in (*self._guests, self._server):
            one.close()
        self._guests.clear()

    def serve(self, wire: Wire, stop: Callable[[], bool]) -> None:
        """Pass bytes both ways. A tick of the wire is how long a guest's question waits at most.

        WireLost when the line is gone.
        """
        while not stop():
            said = wire.read()
            if said:
                self._give(said)
            asked = self._take()
            if asked:
                wire.write(asked)

    def _give(self, said: bytes) -> None:
        for guest in list(self._guests):
            try:
                guest.sendall(said)
            except OSError:  # gone, or so slow that its readings would be old
                self._leave(guest)

    def _take(self) -> bytes:
        ready, _, _ = select.select([self._server, *self._guests], [], [], 0)
        asked = b""
        for one in ready:
            if one is self._server:
                self._welcome()
                continue
            try:
                heard = one.recv(_PIECE)
            except OSError:
                heard = b""
            if heard:
                asked += heard
            else:
                self._leave(one)
        return asked

    def _welcome(self) -> None:
        with contextlib.suppress(BlockingIOError):
            guest, where = self._server.accept()
            if len(self._guests) >= MOST_GUESTS:
                guest.close()
                return
            guest.setblocking(False)
            guest.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._guests.append(guest)
            log.info("%s listens in", where[0])

    def _leave(self, guest: socket.socket) -> None:
        self._guests.remove(guest)
        guest.close()
