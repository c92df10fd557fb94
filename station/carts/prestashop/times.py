"""A shop's own time, and where a pass over its changed orders is. Pure.

Times are digits of the shop's clock without a zone. They are compared as text by the shop's database, so
paging goes by them: the change and the id of the last order read say where to read on, and an order that
changes meanwhile only moves to what is still to come. No page number is ever asked for.
Source: recorded exchanges of PrestaShop 8.2.1 (intervals inclusive, `>` exclusive, `date=1` needed).
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from station.carts.contract import Unusable
from station.carts.reading import Json, ref_of, word_of
from station.carts.rest import Query

_EVER = "9999-12-31 23:59:59"
_LONGEST_SHIFT = timedelta(hours=3)
_MARGIN = timedelta(seconds=2)
_NOTHING = timedelta(0)
_FIRST_YEAR, _LAST_YEAR = 1970, 2999  # others mean never
_DIGITS = "%Y-%m-%d %H:%M:%S"
_A_MOMENT = re.compile(r"[12]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)


def moment_of(text: object, zone: ZoneInfo, latest: datetime | None) -> datetime | None:
    """The digits as a moment. Of the two moments that the hour of winter time has, the later one that is
    not past `latest` (the shop's clock when it said so): a newer change then never looks older.
    """
    try:
        digits = datetime.fromisoformat(word_of(text)).replace(tzinfo=None)
    except ValueError:  # also 0000-00-00, which means never
        return None
    if not _FIRST_YEAR <= digits.year <= _LAST_YEAR:
        return None
    first, second = sorted(digits.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return second if latest is not None and second <= latest else first


def digits_of(since: datetime, zone: ZoneInfo) -> str:
    """The lowest digits a change at or after `since` can have: when the clock goes back, they do too."""
    shifts = [at.astimezone(zone).utcoffset() or _NOTHING for at in (since, since + _LONGEST_SHIFT)]
    return (since.astimezone(UTC) + min(shifts)).strftime(_DIGITS)


@dataclass(frozen=True, slots=True)
class Place:
    """`floor`: where the pass starts, empty for the beginning. `changed` and `ref`: the last order read,
    empty before the first page. `began`: the shop's clock then.
    """

    floor: str = ""
    changed: str = ""
    ref: str = ""
    began: datetime | None = None

    def encode(self) -> str:
        began = self.began.isoformat() if self.began else ""
        return json.dumps([self.floor, self.changed, self.ref, began], separators=(",", ":"))

    @classmethod
    def decode(cls, text: str) -> "Place":
        """ValueError for what `encode` did not write."""
        floor, changed, ref, began = json.loads(text)
        return cls(str(floor), str(changed), str(ref), datetime.fromisoformat(began) if began else None)


def queries_of(place: Place) -> tuple[Query, ...]:
    """What to ask one after the other until a page is full: the rest of the last order's second, by id,
    then what changed after it.
    """
    order = (("date", "1"), ("sort", "[date_upd_ASC,id_ASC]"))
    if place.changed:
        second = ("filter[date_upd]", f"[{place.changed},{place.changed}]")
        return (
            (*order, second, ("filter[id]", f">[{place.ref}]")),
            (*order, ("filter[date_upd]", f">[{place.changed}]")),
        )
    return ((*order, ("filter[date_upd]", f"[{place.floor},{_EVER}]")) if place.floor else order,)


def fresh_from(answered: datetime, seconds: float, zone: ZoneInfo) -> str:
    """Orders are listed first and loaded then: one this young may stand where it was before it changed."""
    return (answered - timedelta(seconds=seconds) - _MARGIN).astimezone(zone).strftime(_DIGITS)


def after(place: Place, rows: Sequence[Json], began: datetime, fresh: str) -> Place:
    """Where to read on after a full page: behind the last order whose place is sure. Raises `Unusable` for a
    list that is in no order.
    """
    marks = [mark for row in rows if (mark := _mark(row)) is not None]
    settled = [mark for mark in marks if mark[0] < fresh]
    last = settled[-1] if settled else max(marks, default=("", 0))
    if settled != sorted(settled) or not all(last) or last <= (place.changed, int(place.ref or 0)):
        raise Unusable("cart.unsorted")
    return Place(place.floor, last[0], str(last[1]), began)


def _mark(row: Json) -> tuple[str, int] | None:
    """None for a row that says nothing of its place: it is put aside, and paging goes by the others."""
    changed, ref = word_of(row.get("date_upd")), ref_of(row.get("id"))
    return (changed, int(ref)) if _A_MOMENT.fullmatch(changed) and ref.isdecimal() else None
