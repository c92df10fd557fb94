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

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_CHANGED = (("sort_by", "modified_at"), ("sort_direction", "asc"))
_BY_ID = (("sort_by", "order_id"), ("sort_direction", "asc"))
_OWN = (("allow_user_defined_order_statuses", "true"),)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pass is: at a `cursor` of the cart, or after `start` rows by id (less than 0: neither yet).

    `began` is when it was first answered, `upto` the change up to which all has been read for certain.
    """

    began: datetime
    upto: datetime
    cursor: str = ""
    start: int = -1
    in_order: bool = True

    def encode(self) -> str:
        parts = [self.began.isoformat(), self.upto.isoformat(), self.cursor, self.start, self.in_order]
        return json.dumps(parts, separators=(",", ":"))

    @classmethod
    def decode(cls, text: str) -> "Place":
        """ValueError for what `encode` did not write."""
        try:
            began, upto, cursor, start, in_order = json.loads(text)
            moments = datetime.fromisoformat(began), datetime.fromisoformat(upto)
            return cls(*moments, str(cursor), int(start), bool(in_order))
        except (TypeError, KeyError) as error:
            raise ValueError("not a place in a pass") from error


def first(api: Api, since: datetime | None, size: int) -> tuple[Listed, bool]:
    """The first page, and whether it is by time of change."""
    least = (ALL, ("count", str(size)), *_OWN)
    # A second less: whether the bound itself is in is each cart's own.
    bound = (("modified_from", f"{since - _SECOND:%Y-%m-%dT%H:%M:%S%z}"),) if since is not None else ()
    tries = ((*bound, *_CHANGED, *least), (*bound, *least), least)
    for query in tries[:-1]:
        try:
            return api.listed("order.list.json", "order", query), query is tries[0]
        except Refused as error:
            if error.problem.params.get("said") != str(NOT_VALID):
                raise
    return api.listed("order.list.json", "order", least), False


def more(api: Api, place: Place, since: datetime | None, size: int) -> Listed:
    if place.cursor:
        return api.listed("order.list.json", "order", (("page_cursor", place.cursor),))
    bound = (("modified_from", f"{since - _SECOND:%Y-%m-%dT%H:%M:%S%z}"),) if since is not None else ()
    start = (("start", str(place.start)),)
    return api.listed("order.list.json", "order", (*bound, *_BY_ID, ALL, ("count", str(size)), *start, *_OWN))


def advance(place: Place, page: Listed, times: Sequence[datetime], size: int) -> Place | None:
    """Where to read on; None when the pass is done. `place` with a `start` of -1 is the first page's."""
    by_id = place.start >= 0
    if page.following and page.rows and not by_id:
        in_order = place.in_order and list(times) == sorted(times) and all(at >= place.upto for at in times)
        upto = max([place.upto, *times]) if in_order else place.upto
        return replace(place, cursor=page.following, upto=upto, in_order=in_order)
    if len(page.rows) < size or place.cursor:
        return None
    again = min(max(1, size // 10), len(page.rows) - 1)
    return replace(place, start=place.start + len(page.rows) - again if by_id else 0)
