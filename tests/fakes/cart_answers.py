"""What answers over HTTP mean for every cart: what to do next, while reading and while writing."""

from collections.abc import Iterator
from dataclasses import dataclass

from doubles import front

from station.carts.contract import CartError, InDoubt, Refused, SignInAgain, TryLater, Unusable
from station.sandbox.shop.wire import Response

Kinds = tuple[type[CartError], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One answer. `reading` and `writing`: what it may be taken for. `code` and `wait` (seconds) of what is
    to be tried later; `never` is what it must not be called while reading.
    """

    name: str
    answer: Response
    reading: Kinds
    writing: Kinds
    code: str = ""
    wait: float | None = None
    never: str = ""

    def complaint(self, said: CartError | None, kinds: Kinds) -> str:
        """Empty when `said` is right."""
        if said is None:
            return f"{self.name}: taken for good"
        told = f"{self.name}: {type(said).__name__} {said.problem}"
        if type(said) not in kinds or (kinds is self.reading and said.problem.code == self.never):
            return told
        if not isinstance(said, TryLater):
            return ""
        if self.code and said.problem.code != self.code:
            return told
        if self.wait is not None and (said.wait is None or abs(said.wait - self.wait) > 2):
            return f"{told} waits {said.wait}"
        return ""


_IN = (SignInAgain,)
_LATER = (TryLater,)
_NO = (Refused,)
_CONFLICT = (Refused, TryLater)
_NO_SHOP = (Unusable, TryLater)
_DOUBT = (InDoubt,)


def _rows() -> Iterator[Row]:
    refusal, page = front.refusal, front.page
    yield Row("401", refusal(401), _IN, _IN)
    yield Row("403", refusal(403), _IN, _IN)
    yield Row("403 of a firewall", page(403), (Unusable, TryLater, SignInAgain), (TryLater, SignInAgain))
    for status in (402, 423, 507):
        yield Row(f"{status}", refusal(status), _LATER, _LATER, code="cart.paused")
        yield Row(f"{status} page", page(status), _LATER, _LATER, code="cart.paused")
    asks = [("Retry-After", "30")]
    yield Row("429 for 30 s", refusal(429, asks), _LATER, _LATER, code="cart.busy", wait=30)
    yield Row("429 page for 30 s", page(429, asks), _LATER, _LATER, code="cart.busy", wait=30)
    yield Row("429", refusal(429), _LATER, _LATER, code="cart.busy")
    for status in (408, 425):
        yield Row(f"{status}", refusal(status), _LATER, _LATER, code="cart.busy")
    for status in (500, 502, 503, 504):
        yield Row(f"{status}", refusal(status), _LATER, _DOUBT, code="cart.down")
    yield Row("503 in maintenance", page(503, [("Retry-After", "120")]), _LATER, _DOUBT, wait=120)
    for status in (400, 422):
        yield Row(f"{status}", refusal(status), _NO, _NO)
    yield Row("409", refusal(409), _CONFLICT, _CONFLICT)
    yield Row("404 page", page(404), _NO_SHOP, _LATER, never="cart.order_gone")
    yield Row("404 of a gateway", refusal(404), (*_NO, *_NO_SHOP), _CONFLICT, never="cart.order_gone")
    yield Row("200 page", page(200), _NO_SHOP, _DOUBT)
    yield Row("200 and nothing", Response(200, b""), _NO_SHOP, _DOUBT)


ROWS = tuple(_rows())
