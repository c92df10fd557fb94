"""Asking Shopify: what its errors mean, what it allows, and lists that go on.

Sources: Shopify, "Response status and error codes" and "API limits"; errors come with status 200.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

from station.carts.contract import Budget, CartError, InDoubt, Refused, SignInAgain, TryLater
from station.carts.graphql import GraphQL
from station.carts.limits import Heard, Limits
from station.carts.reading import Json, number_of, part_of, rows_of, word_of
from station.carts.rest import Asked, Reply, Rest
from station.carts.settings import StoreSettings
from station.carts.shopify import signin
from station.net.http import Answer, Http

VERSION = "2026-10"
# Customers' own data, which a shop's app sees only with an approval of its own.
_PROTECTED = frozenset(("shippingAddress", "email", "phone"))


class Api:
    """One shop. Errors are `CartError`s."""

    def __init__(
        self,
        settings: StoreSettings,
        secrets: Mapping[str, str],
        http: Http,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        token = signin.token(settings, secrets, http, monotonic)
        self._limits = Limits(heard, monotonic=monotonic)
        self._rest = Rest(
            http, signer=token.signer, renew=token.refused, explain=_explain, limits=self._limits
        )
        self._graphql = GraphQL(self._rest, f"admin/api/{VERSION}/graphql.json", _means, _spares)

    def read(self, document: str, **variables: object) -> Json:
        return self._graphql.read(document, variables)[0]

    def asked(self, document: str, **variables: object) -> tuple[Json, Reply]:
        return self._graphql.read(document, variables)

    def write(self, document: str, **variables: object) -> Json:
        return self._graphql.write(document, variables)

    def whole(self, begun: Json, document: str, path: tuple[str, ...], ref: str = "") -> list[Json]:
        """The rows of a list and of all its following pages; `path` leads to it in `document`'s answer."""
        rows = list(rows_of(begun.get("nodes")))
        page = part_of(begun, "pageInfo")
        while page.get("hasNextPage") is True:
            variables = {"after": word_of(page.get("endCursor"))} | ({"id": ref} if ref else {})
            found = self.read(document, **variables)
            for name in path:
                found = part_of(found, name)
            rows += rows_of(found.get("nodes"))
            page = part_of(found, "pageInfo")
        return rows

    def download(self, url: str, largest: int) -> bytes:
        return self._rest.download(url, largest)

    @property
    def budget(self) -> Budget | None:
        return self._limits.budget

    def close(self) -> None:
        self._rest.close()


def heard(answer: Answer, said: object) -> Heard | None:
    """The points left. Another question like this one has to wait until there are enough for it."""
    del answer
    cost = _cost(said)
    status = part_of(cost, "throttleStatus")
    left, most = number_of(status.get("currentlyAvailable")), number_of(status.get("maximumAvailable"))
    if left is None or most is None:
        return None
    wait = _missing(cost) if number_of(cost.get("actualQueryCost")) is not None else 0.0
    return Heard(Budget(float(left), float(most)), wait)


def _cost(said: object) -> Json:
    return part_of(part_of(said, "extensions"), "cost") if isinstance(said, dict) else {}


def _missing(cost: Json) -> float:
    """Seconds until there are as many points as this cost."""
    status = part_of(cost, "throttleStatus")
    wanted, left = number_of(cost.get("requestedQueryCost")), number_of(status.get("currentlyAvailable"))
    rate = number_of(status.get("restoreRate"))
    if wanted is None or left is None or not rate:
        return 0.0
    return max(0.0, float((wanted - left) / rate))


def _explain(answer: Answer, said: object, asked: Asked) -> CartError | None:
    """Too much was asked for: nothing of it was done, and the answer says how long that lasts."""
    del asked
    if answer.status == 430:
        return TryLater("cart.busy", answer.retry_after, status=answer.status)
    if (
        answer.status == 200
        and isinstance(said, dict)
        and any(map(_is_throttled, rows_of(said.get("errors"))))
    ):
        return TryLater("cart.busy", _missing(_cost(said)) or 1.0, said="THROTTLED")
    return None


def _is_throttled(error: Json) -> bool:
    return part_of(error, "extensions").get("code") == "THROTTLED"


def _means(code: str, message: str, writing: bool) -> CartError | None:
    about: dict[str, Any] = {"status": 200, "said": code, "message": " ".join(message.split())[:300]}
    if code == "ACCESS_DENIED":
        return SignInAgain("cart.scope_missing", **about)
    if code in ("INTERNAL_SERVER_ERROR", "TIMEOUT"):
        return (
            InDoubt("cart.in_doubt", reason="cart.down", **about)
            if writing
            else TryLater("cart.down", **about)
        )
    if code == "SHOP_INACTIVE":
        return TryLater("cart.paused", 600.0, **about)
    return Refused("cart.refused", **about)


def _spares(error: Json) -> bool:
    """Personal data the app has no approval for: it comes as null, the order can be read without."""
    path = error.get("path")
    names = path if isinstance(path, list) else []
    return part_of(error, "extensions").get("code") == "ACCESS_DENIED" and not _PROTECTED.isdisjoint(
        one for one in names if isinstance(one, str)
    )
