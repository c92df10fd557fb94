"""The door of a double: it keeps every exchange, and misbehaves on request the way lines and hosts do."""

import gzip
import re
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from station.sandbox.shop.wire import Listener, Request, Response

Answer = Callable[[Request], Response | None]
Spoil = Callable[[Response], Response]


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was asked and what went back; `response` is None where the line was cut. `own`: the double's own
    answer, not a fault's."""

    request: Request
    response: Response | None
    own: bool


@dataclass(slots=True)
class Fault:
    """`kind`: lose_request, lose_answer, instead, spoil. `writes` None takes any request; the first `after`
    of those that fit pass unharmed.
    """

    kind: str
    times: int
    writes: bool | None
    match: re.Pattern[str]
    instead: Response | None = None
    spoil: Spoil | None = None
    after: int = 0


@dataclass
class Front:
    """`answer` is the shop behind; `is_write` tells requests that change something."""

    answer: Answer
    is_write: Callable[[Request], bool]
    exchanges: list[Exchange] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self._after: Callable[[Request], None] | None = None
        self._listener = Listener(self._serve)
        self._locked: list[Listener] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.port}"

    def locked(self, tls: ssl.SSLContext) -> str:
        """The same shop by https: the address of one more door."""
        door = Listener(self._serve, tls=tls)
        door.start()
        self._locked.append(door)
        return f"https://127.0.0.1:{door.port}"

    def start(self) -> None:
        self._listener.start()

    def close(self) -> None:
        for door in (self._listener, *self._locked):
            door.close()
            door.join()

    offline = close

    def online(self) -> None:
        """The same port again."""
        self._listener.start()

    # -- trouble ----------------------------------------------------------------------------------

    def lose_answer(
        self, times: int = 1, match: str = "", *, writes: bool | None = True, after: int = 0
    ) -> None:
        """The next writes are applied, and the line is cut before the answer."""
        self._add(Fault("lose_answer", times, writes, re.compile(match), after=after))

    def lose_request(self, times: int = 1, match: str = "") -> None:
        """The next writes never arrive; whoever sent them cannot tell."""
        self._add(Fault("lose_request", times, True, re.compile(match)))

    def instead(
        self, response: Response, times: int = 1, *, writes: bool | None = None, match: str = ""
    ) -> None:
        """Somebody else answers: a firewall, a proxy, a host in trouble. The shop never hears of it."""
        self._add(Fault("instead", times, writes, re.compile(match), instead=response))

    def spoil(
        self, spoil: Spoil, times: int = 1, *, writes: bool | None = None, match: str = "", after: int = 0
    ) -> None:
        """The shop's own answer, damaged on its way."""
        self._add(Fault("spoil", times, writes, re.compile(match), spoil=spoil, after=after))

    def after_each(self, callback: Callable[[Request], None] | None) -> None:
        """Called between two requests, when an answer is made and not yet sent."""
        self._after = callback

    def clear(self) -> None:
        """No more trouble."""
        with self._lock:
            self._faults.clear()
        self._after = None

    def writes(self) -> list[Exchange]:
        """Every write that reached the shop."""
        with self._lock:
            return [one for one in self.exchanges if self.is_write(one.request) and one.own]

    # -- serving ----------------------------------------------------------------------------------

    def _add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    def _take(self, request: Request) -> Fault | None:
        write = self.is_write(request)
        text = f"{request.method} {request.target}\n{request.body.decode('utf-8', 'replace')}"
        with self._lock:
            for fault in self._faults:
                if fault.times and fault.writes in (None, write) and fault.match.search(text):
                    if fault.after:
                        fault.after -= 1
                        continue
                    fault.times -= 1
                    return fault
        return None

    def _serve(self, request: Request) -> Response | None:
        fault = self._take(request)
        if fault is not None and fault.kind == "lose_request":
            return self._keep(request, None, own=False)
        if fault is not None and fault.instead is not None:
            return self._keep(request, fault.instead, own=False)
        response = self.answer(request)
        if fault is not None and fault.kind == "lose_answer":
            self._keep(request, response, own=True)
            return None
        self._keep(request, response, own=True)
        if self._after is not None:
            self._after(request)
        if fault is not None and fault.spoil is not None and response is not None:
            return fault.spoil(response)
        return response

    def _keep(self, request: Request, response: Response | None, *, own: bool) -> Response | None:
        with self._lock:
            self.exchanges.append(Exchange(request, response, own))
        return response


# -- what hosts answer in place of a shop ---------------------------------------------------------

HTML = [("Content-Type", "text/html; charset=UTF-8")]


def page(status: int = 200, headers: list[tuple[str, str]] | None = None) -> Response:
    """A page where data should be."""
    return Response(
        status, b"<!DOCTYPE html><html><body><h1>One moment</h1></body></html>", HTML + (headers or [])
    )


def half_a_gzip(response: Response) -> Response:
    """Compressed, and cut in the middle."""
    packed = gzip.compress(response.body)
    return Response(
        response.status, packed[: len(packed) // 2], [*response.headers, ("Content-Encoding", "gzip")]
    )


def elsewhere(response: Response) -> Response:
    """To another host."""
    return Response(302, b"", [("Location", "http://127.0.0.2:9/")])


def empty(response: Response) -> Response:
    """Status 200 and nothing."""
    return Response(200, b"", response.headers)


def half_a_body(response: Response) -> Response:
    """The line is cut in the middle of it."""
    return Response(response.status, response.body, response.headers, cut=True)


def with_a_notice(response: Response) -> Response:
    """What PHP prints before the data, where nobody switched `display_errors` off."""
    notice = b"<br />\n<b>Notice</b>: Undefined index: [0] in <b>/var/www/x.php</b> on line <b>3</b><br />\n"
    return Response(response.status, notice + response.body, response.headers)


def refusal(status: int, headers: list[tuple[str, str]] | None = None) -> Response:
    """Of something that speaks JSON and is no shop: a gateway, a cache, a sign-in in front of it."""
    kind = [("Content-Type", "application/json")]
    return Response(status, b'{"message": "no"}', kind + (headers or []))
