"""Asking Amazon: within its rates, signed, and what its errors mean.

Source: the models' ErrorList; SP-API, "Response codes": 403 is a token that ended as well as a missing role.
"""

from collections.abc import Callable

from station.carts.amazon.rates import Rates
from station.carts.amazon.sign_in import SignIn
from station.carts.contract import Budget, CartError, TryLater
from station.carts.reading import rows_of, word_of
from station.carts.rest import Asked, Query, Reply, Rest, not_ours, of_status
from station.net.http import Answer, Http

_AGENT = {"User-Agent": "FulfillmentStation/1 (Language=Python)"}


class Api:
    """One seller account. Thread-safe. Every error is a `CartError`."""

    def __init__(self, http: Http, sign_in: SignIn, monotonic: Callable[[], float]) -> None:
        self._sign_in = sign_in
        self._rates = Rates(monotonic=monotonic)
        token = sign_in.token
        self._rest = Rest(
            http, signer=token.signer, headers=_AGENT, explain=self._explain, renew=token.refused
        )
        self.download = self._rest.download

    def sign_in(self) -> None:
        """Raises `SignInAgain` when the credentials themselves are no good."""
        self._sign_in.token.value()

    def read(self, operation: str, path: str, query: Query = (), *, about: str = "") -> Reply:
        """Raises `TryLater`, `SignInAgain`, `Refused`, `Unusable`."""
        self._rates.take(operation)
        reply = self._rest.read(path, query, about=about)
        self._rates.heard(operation, reply.headers)
        return reply

    def write(self, operation: str, method: str, path: str, body: object, query: Query = ()) -> Reply:
        """Raises `TryLater`, `SignInAgain`, `Refused`, `InDoubt`."""
        self._rates.take(operation)
        reply = self._rest.write(method, path, body, query)
        self._rates.heard(operation, reply.headers)
        return reply

    def budget(self) -> Budget:
        """Of what lists orders: the rest is seldom short."""
        return self._rates.budget("searchOrders")

    def close(self) -> None:
        self._rest.close()
        self._sign_in.close()

    def _explain(self, answer: Answer, said: object, asked: Asked) -> CartError | None:
        if answer.status < 400 or not isinstance(said, dict):
            return None
        first = next(rows_of(said.get("errors")), {})
        code, message = word_of(first.get("code")), word_of(first.get("message"))
        if answer.status == 429:
            wait = self._rates.pause(_operation(asked), answer)
            return TryLater("cart.busy", wait, status=429, said=code, message=message)
        if answer.status == 404 and not code:  # of something in between: Amazon's own has its words
            return not_ours(404, writing=asked.writing)
        return of_status(answer, asked, code=code, message=message)


def _operation(asked: Asked) -> str:
    place = asked.path.split("/")
    if place[0] == "orders":
        if asked.writing:
            return "confirmShipment"
        return "getOrder" if len(place) > 3 else "searchOrders"
    if place[0] == "listings":
        many = "getListingsItem" if len(place) > 4 else "searchListingsItems"
        return "patchListingsItem" if asked.writing else many
    return "getMarketplaceParticipations"
