"""Asking BigCommerce: two versions of one API that list, count and complain in different ways.

Sources: orders.v2 and inventory.v3 OpenAPI documents; "API rate limits" and "API status codes" (a 429
without the X-Rate-Limit headers is the platform's own, not the store's budget).
"""

from collections.abc import Mapping

from station.carts.contract import Budget, CartError, SignInAgain, TryLater
from station.carts.limits import Heard, Limits, number_in
from station.carts.reading import Json, number_of, part_of, rows_of, word_of
from station.carts.rest import Asked, Query, Reply, Rest, not_ours, of_status
from station.net.http import Answer, Http

# What a list gives without being asked for more: a page this small is never cut shorter.
_SHORT = 50
_LONG = 250
_OVERLOADED = 60.0


class Api(Rest):
    """One store. Every error is a `CartError`."""

    def __init__(self, http: Http, token: str) -> None:
        self.limits = Limits(_heard)
        super().__init__(http, headers={"X-Auth-Token": token.strip()}, explain=_explain, limits=self.limits)

    def rows(self, path: str, *, about: str = "order") -> tuple[Json, ...]:
        """A whole list of v2."""
        found: list[Json] = []
        while True:
            page = len(found) // _SHORT + 1
            rows = listed(self.read(path, (("limit", str(_SHORT)), ("page", str(page))), about=about))
            found += rows
            if len(rows) < _SHORT:
                return tuple(found)

    def collection(self, path: str, query: Query = ()) -> tuple[Json, ...]:
        """A whole collection of v3."""
        found: list[Json] = []
        page = 1
        while True:
            row = self.read(path, (*query, ("limit", str(_LONG)), ("page", str(page)))).row
            found += rows_of(row.get("data"))
            pages = number_of(part_of(part_of(row, "meta"), "pagination").get("total_pages"))
            if pages is None or page >= pages:
                return tuple(found)
            page += 1


def listed(reply: Reply) -> tuple[Json, ...]:
    """The rows of a list of v2: an empty one is 204 and nothing. Raises `Unusable`."""
    return () if reply.status == 204 else reply.rows


def _heard(answer: Answer, _: object) -> Heard | None:
    left = number_in(answer.headers, "x-rate-limit-requests-left")
    most = number_in(answer.headers, "x-rate-limit-requests-quota")
    if left is None or most is None:
        return None
    budget = Budget(max(0.0, left), max(left, most))
    # Whoever got a 429 is told how long to wait, and keeps to it.
    empty = left <= 0 and answer.status != 429
    return Heard(budget, _reset(answer.headers) or 0.0 if empty else 0.0)


def _reset(headers: Mapping[str, str]) -> float | None:
    """Seconds until there is a new budget."""
    milliseconds = number_in(headers, "x-rate-limit-time-reset-ms")
    return None if milliseconds is None else milliseconds / 1000


def _explain(answer: Answer, said: object, asked: Asked) -> CartError | None:
    if answer.status == 429:
        wait = _reset(answer.headers)
        return TryLater("cart.busy", answer.retry_after or _OVERLOADED if wait is None else wait, status=429)
    if said is None or answer.status < 400:
        return None
    if answer.status == 403:
        return SignInAgain("cart.scope_missing", status=403, message=_message(said))
    if answer.status == 404 and not _says(said, 404):  # of something in between
        return not_ours(404, writing=asked.writing)
    return of_status(answer, asked, message=_message(said))


def _says(said: object, status: int) -> bool:
    """Both versions repeat the status beside their words."""
    rows = [said] if isinstance(said, dict) else list(rows_of(said))
    return any(number_of(row.get("status")) == status for row in rows)


def _message(said: object) -> str:
    """v2 answers a list of messages, v3 a title and what is wrong with which field."""
    if isinstance(said, list):
        return "; ".join(word_of(one.get("message")) for one in rows_of(said))
    row = said if isinstance(said, dict) else {}
    fields = (f"{name}: {word_of(value)}" for name, value in part_of(row, "errors").items())
    return "; ".join(filter(None, (word_of(row.get("title")), *fields)))
