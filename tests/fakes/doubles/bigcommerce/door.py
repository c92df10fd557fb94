"""Who may come in, how often, and to which version of the API."""

import json
from collections.abc import Callable
from email.utils import format_datetime
from urllib.parse import parse_qs

from doubles.bigcommerce.catalog import Catalog
from doubles.bigcommerce.ordering import Ordering
from doubles.bigcommerce.replies import Query, Reply, refusal
from doubles.bigcommerce.shop import Shop
from doubles.clock import ShopClock
from station.sandbox.shop.wire import Request, Response

_WINDOW = 30.0
_BASE = "/stores/abc123/"
# What each scope opens, by method and beginning of path.
SCOPES = {
    "v2/orders": "orders",
    "v3/catalog": "products",
    "v3/inventory/locations/": "inventory",
    "v3/inventory/locations": "locations",
    "v3/inventory": "inventory",
    "v3/settings": "information",
    "v2/store": "information",
}
EVERYTHING = {
    "orders": "modify",
    "products": "read-only",
    "inventory": "modify",
    "locations": "read-only",
    "information": "read-only",
}


class Door:
    """`quota` requests in every 30 seconds of the shop's clock. `throttled`: the next 429s, each with its
    milliseconds, None for one without headers. `closed`: a status for everybody (423, 507).
    """

    token = "s3cr3t-t0k3n-of-the-st0re"

    def __init__(self, shop: Shop, clock: ShopClock) -> None:
        self._clock = clock
        self.ordering = Ordering(shop)
        self._catalog = Catalog(shop)
        self._window = (0.0, 0)
        self.quota = 100_000
        self.throttled: list[int | None] = []
        self.closed = 0
        self.revoked = False
        self.scopes = dict(EVERYTHING)

    def answer(self, request: Request) -> Response | None:
        headers = [("Date", format_datetime(self._clock.now(), usegmt=True))]
        version = request.path.removeprefix(_BASE)[:2]
        reply, more = self._let_in(request, version)
        if request.headers.get("accept") != "application/json" and version == "v2":
            return Response(200, b'<?xml version="1.0"?><orders/>', [*headers, ("Content-Type", "text/xml")])
        body = b"" if reply.body is None else json.dumps(reply.body).encode()
        kind = "application/problem+json" if version == "v3" and reply.status >= 400 else "application/json"
        return Response(reply.status, body, [*headers, *more, ("Content-Type", kind)])

    def _let_in(self, request: Request, version: str) -> tuple[Reply, list[tuple[str, str]]]:
        def no(status: int, said: str) -> Reply:
            return refusal(version, status, said)

        if not request.path.startswith(_BASE):
            return no(404, "The requested resource was not found."), []
        if self.revoked or request.headers.get("x-auth-token") != self.token:
            return no(401, "X-Auth-Token header is not valid"), []
        if self.throttled:
            wait = self.throttled.pop(0)
            return no(429, "You have exceeded your request limit"), [] if wait is None else self._told(
                0, wait
            )
        if self.closed:
            return no(self.closed, "The store is not available"), []
        left, reset = self._spend()
        headers = self._told(max(0, left), reset)
        if left < 0:
            return no(429, "You have exceeded your request limit"), headers
        path = request.path.removeprefix(_BASE)
        if not self._may(request.method, path):
            return no(403, "You don't have a required scope to access the endpoint"), headers
        return self._routed(request, path, version), headers

    def _routed(self, request: Request, path: str, version: str) -> Reply:
        asked = parse_qs(request.target.partition("?")[2], keep_blank_values=True)
        query = Query({name: values[-1] for name, values in asked.items()})
        body: object = None
        if request.method != "GET":
            if request.headers.get("content-type") != "application/json":
                return refusal(version, 415, "The content type is not supported")
            body = json.loads(request.body)
        rooms: dict[str, Callable[[str, str, Query, object], Reply]] = {
            "v2": self.ordering.answer,
            "v3": self._catalog.answer,
        }
        if version not in rooms:
            return refusal("v3", 404, "The requested resource was not found.")
        return rooms[version](request.method, path[3:], query, body)

    def _may(self, method: str, path: str) -> bool:
        scope = next((name for begin, name in SCOPES.items() if path.startswith(begin)), "orders")
        granted = self.scopes.get(scope, "")
        return granted == "modify" or (granted == "read-only" and method == "GET")

    def _spend(self) -> tuple[int, int]:
        """Requests left after this one, and milliseconds to the next window."""
        now = self._clock.monotonic()
        began, spent = self._window
        if now - began >= _WINDOW:
            began, spent = now, 0
        self._window = (began, spent + 1)
        return self.quota - spent - 1, int((began + _WINDOW - now) * 1000)

    def _told(self, left: int, reset: int) -> list[tuple[str, str]]:
        return [
            ("X-Rate-Limit-Requests-Left", str(left)),
            ("X-Rate-Limit-Requests-Quota", str(self.quota)),
            ("X-Rate-Limit-Time-Reset-Ms", str(reset)),
            ("X-Rate-Limit-Time-Window-Ms", str(int(_WINDOW * 1000))),
        ]
