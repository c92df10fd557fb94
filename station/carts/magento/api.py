"""Magento's REST: searches, and what its errors mean.

Sources: Adobe Commerce web API documentation, "Search using REST" and "Status codes and responses";
Magento\\Framework\\Webapi\\ErrorProcessor. Messages are in the shop's language: the status tells.
"""

import json
import re
from collections.abc import Sequence
from urllib.parse import quote

from station.carts.contract import CartError, SignInAgain, TryLater, Unusable
from station.carts.reading import Json, decode, number_of, rows_of, shown
from station.carts.rest import Asked, Query, Reply, Rest, of_status
from station.net.http import Answer

# Field, condition, value. Filters of one group are alternatives, groups have to hold all.
Filter = tuple[str, str, str]
_PLACE = re.compile(r"%(\w+)")
_AT_ONCE = 100
_VALUES = 50  # in one address, which hosts cut off at 8 KB


def parse(body: bytes) -> object:
    """An answer may be one bare number or text."""
    try:
        return decode(body)
    except ValueError:
        return json.loads(body, parse_float=str)


def criteria(
    groups: Sequence[Sequence[Filter]], sort: Sequence[str] = (), *, size: int = _AT_ONCE, page: int = 1
) -> Query:
    pairs: list[tuple[str, str]] = []
    for g, group in enumerate(groups):
        for f, (name, condition, value) in enumerate(group):
            at = f"searchCriteria[filterGroups][{g}][filters][{f}]"
            pairs += [(f"{at}[field]", name), (f"{at}[conditionType]", condition), (f"{at}[value]", value)]
    for s, name in enumerate(sort):
        at = f"searchCriteria[sortOrders][{s}]"
        pairs += [(f"{at}[field]", name), (f"{at}[direction]", "ASC")]
    return (
        *pairs,
        ("searchCriteria[pageSize]", str(size)),
        ("searchCriteria[currentPage]", str(page)),
    )


def one_of(name: str, values: Sequence[str]) -> list[Filter]:
    """A group: a value with a comma would be taken for two by `in`."""
    plain = [value for value in values if "," not in value]
    return [
        *([(name, "in", ",".join(plain))] if plain else []),
        *((name, "eq", value) for value in values if "," in value),
    ]


def found(reply: Reply) -> tuple[tuple[Json, ...], int]:
    """The rows of a search, and how many there are in all. No rows may be null. Raises `Unusable`."""
    said = reply.row
    if "items" not in said:
        raise Unusable("cart.unusable", status=reply.status)
    rows = tuple(rows_of(said["items"]))
    return rows, int(number_of(said.get("total_count")) or len(rows))


class Api:
    """One store view. `root` is what stands before V1 in its addresses."""

    def __init__(self, rest: Rest, root: str) -> None:
        self._rest = rest
        self._root = root
        self.download = rest.download
        self.close = rest.close

    def read(self, path: str, query: Query = (), *, about: str = "") -> Reply:
        return self._rest.read(f"{self._root}V1/{path}", query, about=about)

    def write(self, method: str, path: str, body: object, *, about: str = "") -> Reply:
        return self._rest.write(method, f"{self._root}V1/{path}", body, about=about)

    def search(
        self, path: str, name: str, values: Sequence[str], sort: Sequence[str] = ("entity_id",)
    ) -> list[Json]:
        """Every row whose `name` is one of `values`. By the total: a page past the last is the last again."""
        rows: list[Json] = []
        wanted = list(dict.fromkeys(value for value in values if value))
        for first in range(0, len(wanted), _VALUES):
            group, page, total = one_of(name, wanted[first : first + _VALUES]), 1, 1
            while (page - 1) * _AT_ONCE < total:
                some, total = found(self.read(path, criteria([group], sort, page=page)))
                rows += some
                page += 1
        return rows


def in_path(text: str) -> str:
    """A SKU may have slashes, and all else."""
    return quote(text, safe="")


def explain(answer: Answer, said: object, asked: Asked) -> CartError | None:
    """The trouble of an answer in Magento's own form; None leaves it to its status."""
    if answer.status < 400 or not isinstance(said, dict):
        return None
    message = _message(said)
    about: dict[str, object] = {"status": answer.status, "message": message}
    resources = _resources(said.get("parameters"))
    if answer.status == 401 and resources:
        return SignInAgain("cart.resource_denied", resource=resources, **about)
    if answer.status == 404 and "any route" in message:
        return (
            TryLater("cart.no_route", None, **about) if asked.writing else Unusable("cart.no_route", **about)
        )
    return of_status(answer, asked, message=message)


def _resources(parameters: object) -> str:
    """Named in a map, or in a list of them."""
    given = parameters if isinstance(parameters, list) else [parameters]
    named = (shown(one.get("resources")) for one in given if isinstance(one, dict))
    return ", ".join(filter(None, named))


def _message(said: Json) -> str:
    """With its values in their places: %1 of a list, %name of a map."""
    given = said.get("parameters")
    values = given if isinstance(given, dict) else {}
    if isinstance(given, list):
        values = {str(n): value for n, value in enumerate(given, 1)}
    text = shown(said.get("message"))
    return _PLACE.sub(lambda place: shown(values.get(place[1])) or place[0], text)
