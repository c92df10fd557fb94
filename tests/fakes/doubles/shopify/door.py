"""Signing in at a Shopify shop, and how much may be asked there.

Sources: Shopify, "Client credentials grant", "Expiring offline access tokens", "API limits".
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

from doubles.clock import ShopClock
from station.sandbox.shop.wire import Request, Response

MOST, RATE = 20_000.0, 1_000.0
SCOPES = (
    "read_orders",
    "write_merchant_managed_fulfillment_orders",
    "read_merchant_managed_fulfillment_orders",
    "read_products",
    "write_inventory",
    "read_locations",
)


def answer(status: int, body: Any, headers: Mapping[str, str] | None = None) -> Response:
    kind = [("Content-Type", "application/json; charset=utf-8")]
    return Response(status, json.dumps(body).encode(), kind + list((headers or {}).items()))


@dataclass
class Door:
    clock: ShopClock
    client: tuple[str, str] = ("7f3c0a9d-client", "shpss_made-up-secret")
    static: str = "shpat_made-up-token"
    refresh: str = "shprt_first"
    open: bool = True
    scopes: tuple[str, ...] = SCOPES
    grants: int = 0
    tokens: dict[str, float] = field(default_factory=dict)
    left: float = MOST
    unlimited: bool = False
    read_at: float = 0.0

    def expire(self) -> None:
        self.tokens.clear()

    def knows(self, request: Request) -> bool:
        said = request.headers.get("x-shopify-access-token", "")
        if not self.open:
            return False
        return said == self.static or self.tokens.get(said, 0.0) > self.clock.monotonic()

    def token(self, request: Request) -> Response:
        """The address for tokens."""
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        if request.headers.get("content-type") != "application/x-www-form-urlencoded":
            return answer(400, {"error": "invalid_request"})
        if not self.open or (form.get("client_id"), form.get("client_secret")) != self.client:
            return answer(400, {"error": "invalid_client", "error_description": "unknown client"})
        self.grants += 1
        made = f"shpat_{uuid4().hex}"
        if form.get("grant_type") == "client_credentials":
            self.tokens[made] = self.clock.monotonic() + 86_399
            return answer(200, {"access_token": made, "scope": ",".join(self.scopes), "expires_in": 86_399})
        if form.get("grant_type") == "refresh_token":
            if form.get("refresh_token") != self.refresh:
                return answer(400, {"error": "invalid_grant"})
            self.refresh = f"shprt_{uuid4().hex}"
            self.tokens[made] = self.clock.monotonic() + 3_600
            more = {"refresh_token": self.refresh, "refresh_token_expires_in": 7_776_000}
            return answer(200, {"access_token": made, "expires_in": 3_600, **more})
        return answer(400, {"error": "unsupported_grant_type"})

    def take(self, points: float) -> bool:
        """Whether so many points were left."""
        now = self.clock.monotonic()
        self.left = min(MOST, self.left + (now - self.read_at) * RATE)
        self.read_at = now
        if self.left < points:
            return self.unlimited
        self.left -= 0 if self.unlimited else points
        return True

    def cost(self, asked: int, actual: int | None, left: float | None = None) -> dict[str, Any]:
        status = {
            "maximumAvailable": MOST,
            "currentlyAvailable": self.left if left is None else left,
            "restoreRate": RATE,
        }
        return {"cost": {"requestedQueryCost": asked, "actualQueryCost": actual, "throttleStatus": status}}
