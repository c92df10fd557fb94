"""Reading changed orders while they change. Pure but for asking.

A list by time of change is followed by its cursor. Where a cart has none, rows counted by `start` would move
while it is read: the list is read again by id. Changes let rows into that list and none out of it, so that
counting them shows some twice and leaves none out; a few rows are read over again for deleted ones.
A cart that cannot sort or filter by change says so (code 109): it is asked for less.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from station.carts.api2cart.api import ALL, Api, Listed
from station.carts.api2cart.errors import NOT_VALID
from station.carts.contract import Refused
from station.carts.rest import Query

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_CHANGED = (("sort_by", "modified_at"), ("sort_direction", "asc"))
_OWN = (("allow_user_defined_order_statuses", "true"),)
# What is asked for besides the rows, the most first.
_BY_CHANGE, _SINCE, _ALL = "by change", "since", "all"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pass is: at a `cursor` of the cart, or after `start` rows by id (less than 0: neither yet).

    `began` is when it was first answered, `upto` the change up to which all has been read for certain;
    `filters`: what the cart could be asked for.
    """

    began: datetime
    upto: datetime
    filters: str = _BY_CHANGE
    cursor: str = ""
    start: int = -1

    def encode(self) -> str:
        parts = [self.began.isoformat(), self.upto.isoformat(), self.filters, self.cursor, self.start]
        return json.dumps(parts, separators=(",", ":"))

    @classmethod
    def decode(cls, text: str) -> "Place":
        """ValueError for what `encode` did not write."""
        try:
            began, upto, filters, cursor, start = json.loads(text)
            moments = datetime.fromisoformat(began), datetime.fromisoformat(upto)
            return cls(*moments, str(filters), str(cursor), int(start))
        except (TypeError, KeyError) as error:
            raise ValueError("not a place in a pass") from error


def first(api: Api, since: datetime | None, size: int) -> tuple[Listed, str]:
    """The first page, and what the cart could be asked for."""
    for filters in (_BY_CHANGE, _SINCE):
        try:
            return _asked(api, filters, since, size), filters
        except Refused as error:
            if error.problem.params.get("said") != str(NOT_VALID):
                raise
    return _asked(api, _ALL, since, size), _ALL


def more(api: Api, place: Place, since: datetime | None, size: int) -> Listed:
    if place.cursor:
        return api.listed("order.list.json", "order", (("page_cursor", place.cursor),))
    filters = _SINCE if place.filters == _BY_CHANGE else place.filters
    return _asked(api, filters, since, size, (("start", str(place.start)),))


def _asked(api: Api, filters: str, since: datetime | None, size: int, start: Query = ()) -> Listed:
    """Without an order asked for, rows come by id."""
    order = _CHANGED if filters == _BY_CHANGE else ()
    bound: Query = ()
    if since is not None and filters != _ALL:
        # A second less: whether the bound itself is in is each cart's own.
        bound = (("modified_from", f"{since - _SECOND:%Y-%m-%dT%H:%M:%S%z}"),)
    query = (*bound, *order, ALL, ("count", str(size)), *start, *_OWN)
    return api.listed("order.list.json", "order", query)


def advance(place: Place, page: Listed, times: Sequence[datetime], size: int) -> Place | None:
    """Where to read on; None when the pass is done. `place` with a `start` of -1 is the first page's."""
    by_id = place.start >= 0
    if page.following and page.rows and not by_id:
        if (
            place.filters == _BY_CHANGE
            and list(times) == sorted(times)
            and place.upto <= min([place.upto, *times])
        ):
            return replace(place, cursor=page.following, upto=max([place.upto, *times]))
        return replace(place, cursor=page.following, filters=_SINCE)
    if len(page.rows) < size or place.cursor:
        return None
    again = min(max(1, size // 10), len(page.rows) - 1)
    return replace(place, start=place.start + len(page.rows) - again if by_id else 0)
