"""Trouble on request: what a host, a plugin or a bad line does to a shop."""

import json
import re
import threading
from dataclasses import dataclass
from typing import Final

from station.model.problem import StationError
from station.sandbox.shop.wire import Response

KINDS: Final = frozenset(
    (
        "429",
        "500",
        "502",
        "503",
        "html",
        "php_notice",
        "slow",
        "cut_body",
        "lost_after_write",
        "lost_before_write",
        "refuse_connection",
    )
)

_HTML = "text/html; charset=UTF-8"
_JSON = "application/json; charset=UTF-8"
CRITICAL = "<p>There has been a critical error on this website.</p>"
_RESTING = "Briefly unavailable for scheduled maintenance. Check back in a minute."
_NOTICE = (
    b"<br />\n<b>Warning</b>:  Undefined variable $gift in <b>/srv/shop/wp-content/plugins/"
    b"gift-paper/gift-paper.php</b> on line <b>31</b><br />\n"
)


@dataclass(slots=True)
class Fault:
    """One kind of trouble for requests whose `METHOD path?query` the pattern is found in.

    `times` None is for ever; `skip` lets that many matching requests through first; `seconds` is how
    long `slow` waits, how long `refuse_connection` keeps the port shut, or what Retry-After says.
    """

    kind: str
    match: re.Pattern[str]
    times: int | None = 1
    skip: int = 0
    seconds: float = 1.0

    def takes(self, text: str) -> bool:
        if self.times == 0 or self.match.search(text) is None:
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Faults:
    """The faults of one shop; the first that matches a request is the one it meets."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(
        self, kind: str | int, match: str = "", times: int | None = 1, *, skip: int = 0, seconds: float = 1.0
    ) -> None:
        """`StationError("sandbox.unknown_fault")` for a kind that is not in `KINDS`."""
        if str(kind) not in KINDS:
            raise StationError("sandbox.unknown_fault", kind=kind)
        with self._lock:
            self._faults.append(Fault(str(kind), re.compile(match), times, skip, seconds))

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def left(self) -> int:
        """How many requests are still to meet a fault; faults for ever do not count."""
        with self._lock:
            return sum(fault.times or 0 for fault in self._faults)

    def take(self, method: str, target: str) -> Fault | None:
        with self._lock:
            return next((fault for fault in self._faults if fault.takes(f"{method} {target}")), None)


def instead(fault: Fault, accept: str) -> Response | None:
    """The answer that comes in place of the shop's own; None when the shop answers itself.

    WordPress says the same trouble as JSON to who accepts JSON, else as a page.
    """
    as_json = "application/json" in accept
    wait = [("Retry-After", str(max(1, round(fault.seconds))))]
    match fault.kind:
        case "429":
            return _page(429, "<h1>Too many requests</h1>", wait)
        case "500":
            return _death(500, "internal_server_error", CRITICAL, as_json, [])
        case "502":
            return _page(502, "<center><h1>502 Bad Gateway</h1></center>", [])
        case "503":
            return _death(503, "wp_die", _RESTING, as_json, wait)
        case "html":
            return _page(200, "<h1>Checking your browser</h1>", [])
    return None


def spoil(fault: Fault, answer: Response) -> Response:
    """The shop's own answer, damaged on its way."""
    if fault.kind == "php_notice":
        answer.body = _NOTICE + answer.body
    answer.cut = fault.kind == "cut_body"
    return answer


def _death(status: int, code: str, message: str, as_json: bool, headers: list[tuple[str, str]]) -> Response:
    if not as_json:
        return _page(status, message, headers)
    body = {"code": code, "message": message, "data": {"status": status}, "additional_errors": []}
    return Response(status, json.dumps(body).encode(), [("Content-Type", _JSON), *headers])


def _page(status: int, inner: str, headers: list[tuple[str, str]]) -> Response:
    page = f"<!DOCTYPE html>\n<html><head><title>{status}</title></head><body>{inner}</body></html>\n"
    return Response(status, page.encode(), [("Content-Type", _HTML), *headers])
