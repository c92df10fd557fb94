"""Takes each request: its fault, its key, its route, its answer, its line in the journal."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC
from email.utils import format_datetime
from typing import Any

from station.model.problem import StationError
from station.sandbox.shop import (
    faults,
    query,
    render,
    routes_orders,
    routes_shipments,
    routes_site,
    routes_wares,
)
from station.sandbox.shop.auth import Credentials, Key, Keys, refuse
from station.sandbox.shop.call import Call, Rooms, Table
from station.sandbox.shop.journal import Asked
from station.sandbox.shop.refusal import Refusal, no_route
from station.sandbox.shop.wire import Request, Response

log = logging.getLogger(__name__)

_NO_KEY = {
    "list": ("woocommerce_rest_cannot_view", "Sorry, you cannot list resources."),
    "item": ("woocommerce_rest_cannot_view", "Sorry, you cannot view this resource."),
    "create": ("woocommerce_rest_cannot_create", "Sorry, you are not allowed to create resources."),
    "edit": ("woocommerce_rest_cannot_edit", "Sorry, you are not allowed to edit this resource."),
    "delete": ("woocommerce_rest_cannot_delete", "Sorry, you are not allowed to delete this resource."),
    "batch": (
        "woocommerce_rest_cannot_batch",
        "Sorry, you are not allowed to batch manipulate this resource.",
    ),
}
_NO_PAGE = b"<!DOCTYPE html>\n<html><title>Page not found</title></html>\n"
_FIRST = [("X-Robots-Tag", "noindex")]
_ALWAYS = [
    ("X-Content-Type-Options", "nosniff"),
    ("Access-Control-Expose-Headers", "X-WP-Total, X-WP-TotalPages, Link"),
    (
        "Access-Control-Allow-Headers",
        "Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type",
    ),
]
_LAST = [
    ("Expires", "Wed, 11 Jan 1984 05:00:00 GMT"),
    ("Cache-Control", "no-cache, must-revalidate, max-age=0, no-store, private"),
]


class Desk:
    """`outage` shuts the port for some seconds; `plain_route_keys` lets keys count for ?rest_route=."""

    def __init__(
        self,
        rooms: Rooms,
        keys: Keys,
        closing: threading.Event,
        outage: Callable[[float], None],
        *,
        plain_route_keys: bool,
    ) -> None:
        self._rooms = rooms
        self._keys = keys
        self._closing = closing
        self._outage = outage
        self._plain_route_keys = plain_route_keys
        self._table = Table()
        for routes in (routes_site, routes_orders, routes_wares, routes_shipments):
            routes.install(self._table)

    def serve(self, request: Request) -> Response | None:
        """The answer; None to close the connection without one."""
        fault = self._rooms.faults.take(request.method, request.target)
        answer = self._through(fault, request) if fault else self._answer(request)
        at = self._rooms.site.clock.now()
        status = answer.status if answer else 0
        kind = fault.kind if fault else ""
        self._rooms.journal.note_request(Asked(at, request.method, request.path, status, kind))
        if answer is not None:
            answer.headers = [
                ("Server", "nginx"),
                ("Date", format_datetime(at.astimezone(UTC), usegmt=True)),
                *answer.headers,
            ]
        return answer

    def _through(self, fault: faults.Fault, request: Request) -> Response | None:
        match fault.kind:
            case "lost_before_write":
                return None
            case "refuse_connection":
                self._outage(fault.seconds)
                return None
            case "slow" if self._closing.wait(fault.seconds):
                return None
        replaced = faults.instead(fault, request.headers.get("accept", ""))
        if replaced is not None:
            return replaced
        answer = self._answer(request)
        return None if fault.kind == "lost_after_write" else faults.spoil(fault, answer)

    def _answer(self, request: Request) -> Response:
        if request.path.startswith("/pictures/"):
            return routes_site.picture(request.path)
        params = query.parse(request.target.partition("?")[2])
        if request.path.startswith("/wp-json"):
            route, with_keys = request.path.removeprefix("/wp-json"), True
        elif "rest_route" in params:
            # WooCommerce looks for keys only below /wp-json/: seen on 10.5.0.
            route, with_keys = query.text(params, "rest_route"), self._plain_route_keys
        else:
            return Response(404, _NO_PAGE, [("Content-Type", "text/html; charset=UTF-8")])
        call = Call(self._rooms, request.method, route.strip("/"), params, request.body)
        with self._rooms.objects.lock:
            return self._rest(call, request, with_keys=with_keys)

    def _rest(self, call: Call, request: Request, *, with_keys: bool) -> Response:
        allowed = ""
        body: Any
        try:
            key = self._who(request, call) if with_keys else None
            if key is not None and not key.may(call.method):
                kind = "read" if call.method in ("GET", "HEAD") else "write"
                raise refuse(f"The API key provided does not have {kind} permissions.")
            route, call.found, allowed = self._table.find(call.method, call.route, self._rooms.target)
            if route is None:
                allowed = ""
                raise no_route()
            if key is None and not route.public:
                allowed = ""
                call.headers.append(("Vary", "Origin"))
                raise Refusal(401, *_NO_KEY[route.kind])
            body = route.answer(call)
        except Refusal as refusal:
            call.status, body = refusal.status, refusal.body
        except StationError as problem:
            call.status = 400
            body = Refusal(400, "woocommerce_rest_invalid_product_id", str(problem)).body
        except (AttributeError, KeyError, TypeError, ValueError):
            log.exception("%s %s: a body of a shape no shop expects", request.method, request.path)
            call.status = 500
            body = Refusal(500, "internal_server_error", faults.CRITICAL).body
        raw = body if isinstance(body, bytes) else render.to_bytes(body)
        return Response(call.status, raw, self._headers(call, allowed))

    def _who(self, request: Request, call: Call) -> Key | None:
        site = self._rooms.site
        given = Credentials(
            request.method,
            site.url + request.path,
            call.params,
            request.headers.get("authorization", ""),
            site.url.startswith("https"),
        )
        try:
            return self._keys.who(given, site.clock.now().timestamp())
        except Refusal:
            call.headers.append(("Vary", "Origin"))
            raise

    def _headers(self, call: Call, allowed: str) -> list[tuple[str, str]]:
        headers = [("Content-Type", "application/json; charset=UTF-8"), *_FIRST]
        if not any(name == "Link" for name, _ in call.headers):
            headers.append(("Link", f'<{self._rooms.site.api("")}>; rel="https://api.w.org/"'))
        headers += [*_ALWAYS, *call.headers]
        if allowed:
            headers.append(("Allow", allowed))
        return headers + _LAST
