"""Reading changed orders while they change: a bound that moves with what was read, never page numbers
over moving rows. Pure.

Seen on WooCommerce 10.5.0: page numbers over `orderby=modified` lose an order when one changes between
two pages; bounds are exclusive and of one second; equal seconds come in no fixed order. A bound is parsed
in the shop's own zone although it is compared as UTC, so one whose digits fall into the hour that summer
time skips is moved by that hour (WP_Date_Query).
"""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from station.carts.contract import Unusable

log = logging.getLogger(__name__)

P = TypeVar("P")

SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_MARGIN = 2 * SECOND

Seen = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Row:
    """What of an order paging goes by. `changed` is None when it cannot be read."""

    ref: str
    changed: datetime | None

    @property
    def key(self) -> tuple[str, str]:
        return self.ref, "" if self.changed is None else f"{self.changed:%Y%m%d%H%M%S}"


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer said besides its rows. `fresh_from`: rows this young may have changed while the
    answer was made, so that their place in it is older than what they say.
    """

    page_size: int
    pages: int | None
    fresh_from: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pass is. `window` (both ends exclusive) is read whole by id, from its last page back, so
    that rows leaving it only come twice; `page` 0 is its first look, `step` the direction after.
    """

    phase: str = "any"
    after: datetime | None = None
    seen: Seen = frozenset()
    window: tuple[datetime, datetime] | None = None
    page: int = 0
    step: int = -1
    began: datetime | None = None

    def encode(self) -> str:
        return json.dumps(
            [
                self.phase,
                _text(self.after),
                sorted(self.seen),
                [_text(end) for end in self.window] if self.window else None,
                self.page,
                self.step,
                _text(self.began),
            ],
            separators=(",", ":"),
        )

    @classmethod
    def decode(cls, text: str) -> "Place":
        """ValueError for what `encode` did not write."""
        try:
            phase, after, seen, window, page, step, began = json.loads(text)
            return cls(
                str(phase),
                _moment(after),
                frozenset((str(ref), str(at)) for ref, at in seen),
                (_exactly(window[0]), _exactly(window[1])) if window else None,
                int(page),
                int(step),
                _moment(began),
            )
        except (TypeError, KeyError, IndexError) as error:
            raise ValueError("not a place in a pass") from error


def resumed(cursor: str | None, decode: Callable[[str], P], store: str) -> P | None:
    """The place a pass of `store` was left at; None to begin it, also when nobody can read the cursor."""
    if cursor is None:
        return None
    try:
        return decode(cursor)
    except (ValueError, TypeError):
        log.warning("%s: a pass is read again from its beginning", store)
        return None


def start(phase: str, since: datetime | None, zone: ZoneInfo | None, began: datetime | None) -> Place:
    """The beginning of a phase: everything changed at or after `since`."""
    after = None if since is None else since.astimezone(UTC).replace(microsecond=0) - SECOND
    return _clear(Place(phase, after, began=began), zone)


def advance(place: Place, rows: Sequence[Row], told: Told, zone: ZoneInfo | None) -> Place | None:
    """Where to read on; None when the phase is done. Raises `Unusable` for a list that is in no order."""
    full = len(rows) >= told.page_size or (bool(rows) and (told.pages or 0) > 1)
    if place.window is not None:
        return _in_window(place, place.window, rows, told, full=full, zone=zone)
    if not full:
        return None
    times = [row.changed for row in rows if row.changed is not None]
    if not times:
        raise Unusable("cart.unsorted")
    anchor = _anchor(times, place.after, told.fresh_from)
    if place.after is not None and anchor <= place.after:
        raise Unusable("cart.unsorted")
    seen = frozenset(row.key for row in rows if row.changed is None or row.changed >= anchor)
    one_second = times[0] == anchor or (place.after is not None and anchor == place.after + SECOND)
    if one_second:  # more of them than a page holds: no bound tells them apart
        return _window(replace(place, seen=place.seen | seen), anchor - SECOND, anchor + SECOND, zone)
    return _clear(replace(place, after=anchor - SECOND, seen=seen), zone)


def _anchor(times: Sequence[datetime], after: datetime | None, fresh_from: datetime) -> datetime:
    """The change up to which nothing can have been skipped: the last one not made during the answer."""
    settled = [at for at in times if at < fresh_from]
    if settled and (after is None or settled[-1] > after + SECOND):
        return settled[-1]
    return times[-1]


def _in_window(
    place: Place,
    window: tuple[datetime, datetime],
    rows: Sequence[Row],
    told: Told,
    *,
    full: bool,
    zone: ZoneInfo | None,
) -> Place | None:
    if place.page == 0:
        seen = place.seen | {row.key for row in rows}
        if told.pages is None and full:
            return replace(place, seen=seen, page=2, step=1)
        if told.pages is not None and told.pages > 1:
            return replace(place, seen=seen, page=told.pages, step=-1)
    elif place.step > 0 and full:
        return replace(place, page=place.page + 1)
    elif place.step < 0 and place.page > 1:
        return replace(place, page=place.page - 1)
    return _clear(Place(place.phase, window[1] - SECOND, began=place.began), zone)


def _clear(place: Place, zone: ZoneInfo | None) -> Place:
    """`place`, or a window over the skipped hour when its bound falls into it."""
    if place.after is None or skipped(place.after, zone) is None:
        return place
    return _window(place, place.after, place.after + SECOND, zone)


def _window(place: Place, low: datetime, high: datetime, zone: ZoneInfo | None) -> Place:
    gap = skipped(low, zone) or skipped(high, zone)
    if gap is not None:
        low, high = min(low, gap[0] - SECOND), gap[1] + SECOND
    return replace(place, after=low, window=(low, high), page=0, step=-1)


def query_of(place: Place, page_size: int) -> tuple[tuple[str, str], ...]:
    """What to ask for. Bounds are UTC without saying so: with a zone WordPress shifts them."""
    status, size, order = ("status", place.phase), ("per_page", str(page_size)), ("order", "asc")
    if place.window is not None:
        low, high = place.window
        return (
            *(status, ("orderby", "id"), order, size, ("page", str(place.page or 1))),
            *(("modified_after", _bound(low)), ("modified_before", _bound(high)), ("dates_are_gmt", "true")),
        )
    by_change = (status, ("orderby", "modified"), order, size)
    if place.after is None:
        return by_change
    return (*by_change, ("modified_after", _bound(place.after)), ("dates_are_gmt", "true"))


def _bound(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


def skipped(moment: datetime, zone: ZoneInfo | None) -> tuple[datetime, datetime] | None:
    """The hour summer time skips (start, end), if the digits of `moment` fall into it in `zone`."""
    if zone is None or not _is_skipped(moment, zone):
        return None
    begin = moment.replace(second=0, microsecond=0)
    while _is_skipped(begin - _MINUTE, zone):
        begin -= _MINUTE
    end = moment.replace(second=0, microsecond=0)
    while _is_skipped(end, zone):
        end += _MINUTE
    return begin, end


def _is_skipped(moment: datetime, zone: ZoneInfo) -> bool:
    wall = moment.replace(tzinfo=zone)
    return wall.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment.replace(tzinfo=None)


def read_to(following: Place | None, began: datetime) -> datetime:
    """Every change up to then has been read. A pass does not know of changes after it began."""
    if following is None or following.after is None:
        return began
    return min(following.after, began)


def fresh_from(answered_at: datetime, seconds: float) -> datetime:
    return answered_at - timedelta(seconds=seconds) - _MARGIN


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else _exactly(text)


def _exactly(text: str) -> datetime:
    return datetime.fromisoformat(text)
