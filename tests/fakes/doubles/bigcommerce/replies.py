"""How each version of the API answers, lists and refuses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
_TYPE = "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes"


@dataclass(frozen=True, slots=True)
class Reply:
    """`body` None is an empty one."""

    status: int
    body: object = None


@dataclass(frozen=True, slots=True)
class Query:
    values: dict[str, str]

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def numbers(self, name: str) -> set[int] | None:
        """A list of ids; None when it is not asked for."""
        return {int(one) for one in self.get(name).split(",") if one} if name in self.values else None


def refusal(version: str, status: int, said: str) -> Reply:
    if version == "v2":
        return Reply(status, [{"status": status, "message": said}])
    return Reply(status, {"status": status, "title": said, "type": _TYPE, "errors": {}})


def page_of(rows: Sequence[Row], query: Query, most: int = 250) -> tuple[list[Row], int, int]:
    """The rows asked for, the page and its size: 50 when nobody says otherwise."""
    size = min(most, max(1, int(query.get("limit") or 50)))
    page = max(1, int(query.get("page") or 1))
    return list(rows[(page - 1) * size : page * size]), page, size


def listed(rows: Sequence[Row], query: Query) -> Reply:
    """A list of v2: nothing at all where there is nothing."""
    found, _, _ = page_of(rows, query)
    return Reply(200, found) if found else Reply(204)


def collected(rows: Sequence[Row], query: Query) -> Reply:
    """A collection of v3."""
    found, page, size = page_of(rows, query)
    pages = -(-len(rows) // size)
    told = {"total": len(rows), "count": len(found), "per_page": size, "current_page": page}
    return Reply(200, {"data": found, "meta": {"pagination": {**told, "total_pages": pages}}})
