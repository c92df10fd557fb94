"""HTTP/1.1 over sockets, as little of it as a shop needs, and able to misbehave.

Not `http.server`: a fault has to close, cut or refuse a connection at an exact moment, and a list of
orders has to go out faster than that parses a header.
"""

import contextlib
import select
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

MOST_BODY = 8 * 1024 * 1024
_REASONS = {one.value: one.phrase for one in HTTPStatus} | {413: "Request Entity Too Large"}


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `target` is the path with its query; header names are lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


@dataclass(slots=True)
class Response:
    """One answer. `cut` sends half the body and closes."""

    status: int
    body: bytes
    headers: list[tuple[str, str]] = field(default_factory=list)
    cut: bool = False

    def head(self, length: int) -> bytes:
        lines = [f"HTTP/1.1 {self.status} {_REASONS.get(self.status, 'Unknown')}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        lines.append(f"Content-Length: {length}\r\nConnection: keep-alive\r\n\r\n")
        return "\r\n".join(lines).encode("latin-1", "replace")


Serve = Callable[[Request], Response | None]


class Listener:
    """Accepts on one loopback port, a thread per connection. `serve` answers None to hang up."""

    def __init__(self, serve: Serve, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self._serve = serve
        self._tls = tls
        self._lock = threading.Lock()
        self._open: dict[socket.socket, threading.Thread] = {}
        self._accepting: threading.Thread | None = None
        self._wake: socket.socket | None = None
        self.port = port

    @property
    def listening(self) -> bool:
        return self._accepting is not None

    def start(self) -> None:
        """Listen; OSError when the port is taken. The port chosen for 0 is kept for every later start."""
        listening = socket.create_server(("127.0.0.1", self.port), backlog=128)
        self.port = int(listening.getsockname()[1])
        self._wake, woken = socket.socketpair()
        self._accepting = threading.Thread(
            target=self._accept, args=(listening, woken), name="shop-listener", daemon=True
        )
        self._accepting.start()

    def close(self) -> None:
        """Stop listening and drop every connection, without waiting for what is being answered."""
        with self._lock:
            accepting, wake = self._accepting, self._wake
            self._accepting = self._wake = None
        if accepting is None or wake is None:
            return
        wake.close()
        accepting.join()
        with self._lock:
            left = list(self._open)
        for connection in left:
            _hang_up(connection)

    def join(self) -> None:
        """After `close`: wait until every connection's thread has ended."""
        with self._lock:
            left = list(self._open.values())
        for thread in left:
            if thread is not threading.current_thread():
                thread.join()

    def _accept(self, listening: socket.socket, woken: socket.socket) -> None:
        with listening, woken:
            while True:
                ready, _, _ = select.select([listening, woken], [], [])
                if woken in ready:
                    return
                with contextlib.suppress(OSError):  # the caller gave up before it was accepted
                    self._begin(listening.accept()[0])

    def _begin(self, accepted: socket.socket) -> None:
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = accepted
        if self._tls is not None:
            connection = self._tls.wrap_socket(accepted, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(
            target=self._converse, args=(connection,), name="shop-connection", daemon=True
        )
        with self._lock:
            self._open[connection] = thread
        thread.start()

    def _converse(self, connection: socket.socket) -> None:
        try:
            # A caller that vanishes, or hangs up in the handshake, is its own affair.
            with contextlib.suppress(OSError, ValueError):
                if isinstance(connection, ssl.SSLSocket):
                    connection.do_handshake()
                with connection.makefile("rb") as stream:
                    self._answer_all(connection, stream)
        finally:
            with self._lock:
                self._open.pop(connection, None)
            connection.close()

    def _answer_all(self, connection: socket.socket, stream: BinaryIO) -> None:
        while (request := _read(stream)) is not None:
            response = self._serve(request)
            if response is None:
                _hang_up(connection)
                return
            body = b"" if request.method == "HEAD" else response.body
            if response.cut:
                connection.sendall(response.head(len(body)) + body[: len(body) // 2])
                _hang_up(connection)
                return
            connection.sendall(response.head(len(response.body)) + body)
            if request.headers.get("connection", "").lower() == "close":
                return


def _hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # already gone
        connection.shutdown(socket.SHUT_RDWR)


def _read(stream: BinaryIO) -> Request | None:
    """The next request; None at the end. ValueError when it is not HTTP we speak."""
    first = stream.readline(65536)
    if not first:
        return None
    method, target, _version = first.decode("latin-1").split()
    headers: dict[str, str] = {}
    while (line := stream.readline(65536)) not in (b"\r\n", b"\n", b""):
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    length = int(headers.get("content-length") or 0)
    if not 0 <= length <= MOST_BODY:
        raise ValueError("the body is too long")
    body = stream.read(length)
    return Request(method, target, headers, body) if len(body) == length else None


def with_tls(certificate: Path | None, private_key: Path | None) -> ssl.SSLContext | None:
    """What a listener needs to speak TLS; None without a certificate."""
    if certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, private_key)
    return context
