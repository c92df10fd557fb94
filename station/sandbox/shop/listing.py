"""The list of orders: which, in what order, and which page of it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime

from station.sandbox.shop import query
from station.sandbox.shop.objects import Objects
from station.sandbox.shop.refusal import bad_param, not_in_list
from station.sandbox.shop.site import Site

_HIDDEN = ("trash", "auto-draft", "checkout-draft")
_ORDERS = ("asc", "desc")
_ORDER_BY = ("date", "id", "include", "title", "slug", "modified")
_ASKED = (  # everything that decides which rows, and in what order
    *("status", "orderby", "order", "include", "exclude", "dates_are_gmt"),
    *("modified_after", "modified_before", "after", "before"),
)
_LAST = 1 << 62  # beyond every order's id


class Listing:
    """Answers order lists; the last few row sets are kept until something changes."""

    def __init__(self, objects: Objects, site: Site) -> None:
        self._objects = objects
        self._site = site
        self._revision = -1
        self._kept: dict[str, list[int]] = {}

    def rows(self, params: query.Params) -> list[int]:
        """Ids of every order asked for, in the order asked for."""
        key = repr([params.get(name) for name in _ASKED])
        if self._revision != self._objects.revision:
            self._kept.clear()
            self._revision = self._objects.revision
        if key not in self._kept:
            if len(self._kept) > 8:
                self._kept.clear()
            self._kept[key] = self._find(params)
        return self._kept[key]

    def _find(self, params: query.Params) -> list[int]:
        by = query.one_of(params, "orderby", _ORDER_BY, "date")
        falling = query.one_of(params, "order", _ORDERS, "desc") == "desc"
        # WooCommerce lists everything when an empty `include` is sent.
        if include := query.numbers(params, "include"):
            chosen = set(include)
            found = [ref for ref in self._span(params, by) if ref in chosen]
            if by == "include":
                return sorted(found, key=include.index)
        else:
            found = self._span(params, by)
        excluded = set(query.numbers(params, "exclude"))
        found = self._with_status(found, self._statuses(params), excluded)
        if by in ("id", "slug", "title", "include"):
            found.sort()
        return found[::-1] if falling else found

    def _span(self, params: query.Params, by: str) -> list[int]:
        changed = self._between(params, "modified_after", "modified_before", self._objects.by_modified)
        placed = self._between(params, "after", "before", self._objects.by_created)
        leading, other = (changed, placed) if by == "modified" else (placed, changed)
        if leading is None:
            rows = self._objects.by_modified if by == "modified" else self._objects.by_created
            leading = [ref for _, ref in rows]
        if other is None:
            return leading
        chosen = set(other)
        return [ref for ref in leading if ref in chosen]

    def _between(
        self, params: query.Params, low: str, high: str, rows: Sequence[tuple[str, int]]
    ) -> list[int] | None:
        if low not in params and high not in params:
            return None
        first, last = 0, len(rows)
        if low in params:  # strictly after, to the second
            first = bisect_right(rows, (self._bound(params, low), _LAST))
        if high in params:
            last = bisect_left(rows, (self._bound(params, high), 0))
        return [ref for _, ref in rows[first:last]]

    def _bound(self, params: query.Params, name: str) -> str:
        """The UTC text a date parameter is compared as.

        With `dates_are_gmt` a bare text is UTC. One with a zone is first turned into the shop's wall
        clock and that is then taken for UTC: wrong by the shop's offset, as the real thing is.
        """
        given = query.text(params, name)
        try:
            moment = datetime.fromisoformat(given)
        except ValueError:
            raise bad_param(name, "rest_invalid_date", "Invalid date.") from None
        gmt = query.flag(params, "dates_are_gmt")
        if moment.tzinfo is None:
            return moment.strftime("%Y-%m-%dT%H:%M:%S") if gmt else self._site.gmt_of_wall(moment)
        exact = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        return (self._site.local(exact) or exact) if gmt else exact

    def _statuses(self, params: query.Params) -> frozenset[str] | None:
        """None: any but those no list shows unasked."""
        allowed = ("any", "trash", *self._site.statuses)
        asked = query.words(params, "status") or ["any"]
        for place, status in enumerate(asked):
            if status not in allowed:
                raise not_in_list(f"status[{place}]", allowed)
        return None if "any" in asked else frozenset(asked)

    def _with_status(self, refs: list[int], wanted: frozenset[str] | None, excluded: set[int]) -> list[int]:
        orders = self._objects.orders
        if wanted is None:
            found = [ref for ref in refs if orders[ref].doc["status"] not in _HIDDEN]
        else:
            found = [ref for ref in refs if orders[ref].doc["status"] in wanted]
        return [ref for ref in found if ref not in excluded] if excluded else found
