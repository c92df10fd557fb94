"""The way in: login, access tokens, rates, and errors in Amazon's own shape."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from doubles.clock import ShopClock
from station.sandbox.shop.wire import Request, Response

# operation: requests a second, burst
PLANS = {
    "searchOrders": (0.0056, 20.0),
    "getOrder": (0.5, 30.0),
    "confirmShipment": (2.0, 10.0),
    "getListingsItem": (5.0, 10.0),
    "searchListingsItems": (5.0, 5.0),
    "patchListingsItem": (5.0, 5.0),
    "getMarketplaceParticipations": (0.016, 15.0),
}
HOUR = timedelta(hours=1)


class Trouble(Exception):
    """An answer of status 400 and above."""

    def __init__(self, status: int, code: str, message: str, details: str = "") -> None:
        super().__init__(code)
        self.status = status
        self.body = {"errors": [{"code": code, "message": message, "details": details}]}


def wrong(message: str) -> Trouble:
    return Trouble(400, "InvalidInput", message)


@dataclass
class Credentials:
    client_id: str = "amzn1.application-oa2-client.test"
    client_secret: str = "amzn1.oa2-cs.v1.hush"
    refresh_token: str = "Atzr|renewing"


class Gate:
    """Tokens and buckets. `roles` that were not granted are the operations in `closed`."""

    def __init__(self, clock: ShopClock) -> None:
        self.clock = clock
        self.credentials = Credentials()
        self.revoked = False
        self.closed: set[str] = set()
        self.throttled: list[int] = []
        self.unlimited = False
        self.given = 0
        self._tokens: dict[str, datetime] = {}
        self._left = {name: (burst, clock.monotonic()) for name, (_, burst) in PLANS.items()}
        self._asked = 0

    def forget_tokens(self) -> None:
        self._tokens.clear()

    def login(self, request: Request) -> Response:
        """POST /auth/o2/token of api.amazon.com."""
        form = dict(parse_qsl(request.body.decode()))
        kind = request.headers.get("content-type", "")
        known = (form.get("client_id"), form.get("client_secret"))
        if request.path != "/auth/o2/token" or request.method != "POST":
            return self._login_answer(404, {"error": "not_found"})
        if not kind.startswith("application/x-www-form-urlencoded"):
            return self._login_answer(400, {"error": "invalid_request", "error_description": "content type"})
        if form.get("grant_type") != "refresh_token":
            return self._login_answer(400, {"error": "unsupported_grant_type", "error_description": "no"})
        if known != (self.credentials.client_id, self.credentials.client_secret):
            told = {"error": "invalid_client", "error_description": "Client authentication failed"}
            return self._login_answer(401, told)
        if self.revoked or form.get("refresh_token") != self.credentials.refresh_token:
            said = "The request has an invalid grant parameter : refresh_token"
            return self._login_answer(400, {"error": "invalid_grant", "error_description": said})
        self.given += 1
        token = f"Atza|{self.given}"
        self._tokens[token] = self.clock.now() + HOUR
        told = {"access_token": token, "refresh_token": self.credentials.refresh_token}
        return self._login_answer(200, {**told, "token_type": "bearer", "expires_in": 3600})

    def _login_answer(self, status: int, body: dict[str, Any]) -> Response:
        return Response(status, json.dumps(body).encode(), [("Content-Type", "application/json")])

    def let_in(self, operation: str, request: Request) -> None:
        """Raises `Trouble`."""
        denied = "Access to requested resource is denied."
        until = self._tokens.get(request.headers.get("x-amz-access-token", ""))
        if until is None or until <= self.clock.now():
            raise Trouble(403, "Unauthorized", denied, "The access token you provided has expired.")
        if operation in self.closed:
            raise Trouble(403, "Unauthorized", denied)
        rate, burst = PLANS[operation]
        left, at = self._left[operation]
        left = min(burst, left + max(0.0, self.clock.monotonic() - at) * rate)  # its clock may be put back
        if self.throttled or (left < 1 and not self.unlimited):
            raise Trouble(429, "QuotaExceeded", "You exceeded your quota for the requested resource.")
        self._left[operation] = left - 1, self.clock.monotonic()

    def answer(self, operation: str, make: Callable[[], tuple[int, Any]]) -> Response:
        self._asked += 1
        rate = PLANS[operation][0] if operation else 0.0
        rate = 1e6 if self.unlimited else rate
        try:
            status, body = make()
        except Trouble as trouble:
            status, body = trouble.status, trouble.body
            if status == 429 and self.throttled:
                rate = round(1 / self.throttled.pop(), 6)
        content = b"" if body is None else json.dumps(body).encode()
        headers = [
            ("Content-Type", "application/json"),
            ("Date", f"{self.clock.now():%a, %d %b %Y %H:%M:%S GMT}"),
            ("x-amzn-RequestId", f"request-{self._asked}"),
        ]
        if rate:
            headers.append(("x-amzn-RateLimit-Limit", str(rate)))
        return Response(status, content, headers)
