"""Methods of API2Cart, each named as its path is; lists followed to their end.

A cursor goes alone: with any filter beside it the list is refused. It comes percent-encoded and is sent as
what it stands for. Sources: OpenAPI of 2026-08-16, `page_cursor`; the api2cart-mock-api data set.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from station.carts.api2cart.errors import ODD, explain
from station.carts.contract import CartError, Refused
from station.carts.reading import Json, part_of, rows_of, word_of
from station.carts.rest import Query, Reply, Rest
from station.net.http import Http

MOST = 250
ALL = ("params", "force_all")
_TRIES = 3
_WRAPS = {"product", "status", "store_info"}
_LARGEST_PICTURE = 5 * 1024 * 1024
# "… allows to get maximum 50 items": a cart that gives fewer rows at once than the others.
_FEWER = re.compile(r"\bmaximum (\d{1,3}) items\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list. `following` is empty when no cursor goes on."""

    rows: tuple[Json, ...]
    following: str
    at: datetime | None


class Api:
    """Errors are `CartError`s. `store_id` goes along where a store has several shops.

    `most`: the rows the cart gives at once.
    """

    def __init__(self, http: Http, secrets: Mapping[str, str], store_id: str) -> None:
        keys = {"x-api-key": secrets["api_key"].strip(), "x-store-key": secrets["store_key"].strip()}
        self._rest = Rest(http, headers=keys, explain=explain(*keys.values()))
        self.store = (("store_id", store_id),) if store_id else ()
        self.most = MOST
        self._odd: dict[str, int] = {}

    def ask(self, method: str, query: Query = (), *, about: str = "") -> Json:
        """The `result` of a method that reads."""
        return part_of(self._read(method, query, about).row, "result")

    def listed(self, method: str, part: str, query: Query, *, about: str = "") -> Listed:
        try:
            reply = self._read(method, _fewer(query, self.most), about)
        except CartError as error:
            said = _FEWER.search(word_of(error.problem.params.get("message")))
            if said is None or not 0 < int(said[1]) < self.most:
                raise
            self.most = int(said[1])
            reply = self._read(method, _fewer(query, self.most), about)
        rows = tuple(many(part_of(reply.row, "result").get(part)))
        return Listed(rows, unquote(word_of(part_of(reply.row, "pagination").get("next"))), reply.at)

    def all(self, method: str, part: str, query: Query, *, about: str = "") -> tuple[Json, ...]:
        """Every row of a list. A list that goes round in circles ends where it began."""
        page = self.listed(method, part, (*query, ALL, ("count", str(MOST))), about=about)
        rows, seen = list(page.rows), {""}
        while page.rows and page.following not in seen:
            seen.add(page.following)
            page = self.listed(method, part, (("page_cursor", page.following),), about=about)
            rows += page.rows
        return tuple(rows)

    def write(
        self, verb: str, method: str, body: object, query: Query = (), *, key: str, about: str = ""
    ) -> Json:
        """One write. `key` makes it one for 15 minutes: asked again, its first answer is given again."""
        reply = self._patiently(
            f"{method} {key}", lambda: self._rest.write(verb, method, body, query, about=about)
        )
        return part_of(reply.row, "result")

    def picture(self, url: str) -> bytes:
        return self._rest.download(url, _LARGEST_PICTURE)

    def close(self) -> None:
        self._rest.close()

    def _read(self, method: str, query: Query, about: str) -> Reply:
        of_a_shop = method.startswith(("order.", "product."))
        more = self.store if of_a_shop and "page_cursor" not in dict(query) else ()
        asked = (*query, *more)
        return self._patiently(f"{method} {asked}", lambda: self._rest.read(method, asked, about=about))

    def _patiently(self, asked: str, ask: Callable[[], Reply]) -> Reply:
        """Trouble nobody has a code for passes, or stays: the third time running it is a refusal."""
        try:
            reply = ask()
        except CartError as error:
            if error.problem.params.get("said") != ODD:
                raise
            times = self._odd.pop(asked, 0) + 1
            if times >= _TRIES:
                raise Refused("cart.refused", **error.problem.params) from error
            self._odd[asked] = times
            raise
        self._odd.pop(asked, None)
        return reply


def _fewer(query: Query, most: int) -> Query:
    return tuple((name, f"{min(int(value), most)}" if name == "count" else value) for name, value in query)


def many(value: object) -> list[Json]:
    """The objects of a list. Some carts wrap them once more: [{"product": [{…}]}]."""
    found: list[Json] = []
    for row in rows_of(value):
        inner = row.get(next(iter(row), "")) if row.keys() <= _WRAPS else None
        found += many(inner) if isinstance(inner, list) else [row]
    return found


def one(row: Json, name: str) -> Json:
    """An object inside an object, given as it is or as a list of one."""
    value = row.get(name)
    return value if isinstance(value, dict) else next(iter(many(value)), {})
