"""No order is left out while rows move between pages: a shop in memory that changes as it is read."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from station.carts.contract import Unusable
from station.carts.paging import (
    Place,
    Row,
    Told,
    advance,
    fresh_from,
    query_of,
    read_to,
    skipped,
    start,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)
SECOND = timedelta(seconds=1)


@dataclass
class Shelf:
    """Orders by id with their time of change, listed the way WooCommerce lists them: equal seconds in any
    order, bounds exclusive, and a bound in the hour summer time skips an hour late.
    """

    orders: dict[str, datetime]
    random: Random
    zone: ZoneInfo | None = None
    counts: bool = True
    cap: int = 100
    asked: list[dict[str, str]] = field(default_factory=list)

    def ask(self, place: Place, size: int) -> tuple[list[Row], Told]:
        query = dict(query_of(place, size))
        self.asked.append(query)
        rows = [Row(ref, at) for ref, at in self.orders.items() if self._within(query, at)]
        self.random.shuffle(rows)
        by_id = query["orderby"] == "id"
        rows.sort(key=lambda row: int(row.ref) if by_id else row.changed or NOON)
        size = min(size, self.cap)
        pages = -(-len(rows) // size)
        first = (int(query.get("page", "1")) - 1) * size
        told = Told(size if self.cap == 100 else 100, pages if self.counts else None, fresh_from(LATER, 0.5))
        return rows[first : first + size], told

    def _within(self, query: dict[str, str], at: datetime) -> bool:
        low, high = query.get("modified_after"), query.get("modified_before")
        assert "Z" not in f"{low}{high}"
        assert low is None or query["dates_are_gmt"] == "true"
        return (low is None or at > self._bound(low)) and (high is None or at < self._bound(high))

    def _bound(self, text: str) -> datetime:
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
        return moment + timedelta(hours=1) if skipped(moment, self.zone) else moment


def read(shelf: Shelf, since: datetime | None, size: int, *, churn: float = 0.0) -> dict[str, set[datetime]]:
    """What a pass over the shelf delivered. Between two asks some order may change."""
    place: Place | None = start("any", since, shelf.zone, None)
    got: dict[str, set[datetime]] = {}
    now = LATER
    settled = dict(shelf.orders)
    for _ in range(5000):
        if place is None:
            return got
        place = Place.decode(place.encode())
        rows, told = shelf.ask(place, size)
        for row in rows:
            if row.key not in place.seen and row.changed is not None:
                got.setdefault(row.ref, set()).add(row.changed)
        place = advance(place, rows, told, shelf.zone)
        # Whoever stops here and goes on from this time misses nothing.
        safe = read_to(place, LATER)
        assert all(ref in got for ref, at in settled.items() if shelf.orders[ref] == at <= safe)
        if shelf.random.random() < churn:
            now += SECOND
            shelf.orders[shelf.random.choice(list(shelf.orders))] = now
    raise AssertionError("the pass never ends")


def spread(count: int, seconds: int, random: Random, begin: datetime = NOON) -> dict[str, datetime]:
    return {str(n): begin + timedelta(seconds=random.randrange(seconds)) for n in range(1, count + 1)}


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("seconds", [1, 3, 40, 4000])
def test_every_order_is_read_however_they_are_bunched(seed: int, seconds: int) -> None:
    random = Random(seed)
    shelf = Shelf(spread(97, seconds, random), random)

    got = read(shelf, None if seed % 2 else NOON, 10)

    assert set(got) == set(shelf.orders)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("seconds", [1, 3, 40, 4000])
def test_no_order_is_lost_while_they_change(seed: int, seconds: int) -> None:
    random = Random(seed)
    shelf = Shelf(spread(97, seconds, random), random)
    before = dict(shelf.orders)

    got = read(shelf, NOON, 10, churn=0.5)

    assert set(got) == set(before)
    for ref, last in shelf.orders.items():
        assert max(got[ref]) in (before[ref], last)


def test_a_quiet_list_is_read_without_repeating_an_order() -> None:
    random = Random(1)
    shelf = Shelf(spread(500, 4000, random), random)

    read(shelf, NOON, 100)

    assert len(shelf.asked) <= 7
    assert all("page" not in query for query in shelf.asked)


def test_an_order_is_delivered_once_when_nothing_changes() -> None:
    random = Random(2)
    shelf = Shelf(spread(95, 20, random), random)
    place: Place | None = start("any", NOON, None, None)
    delivered: list[str] = []
    while place is not None:
        rows, told = shelf.ask(place, 10)
        delivered += [row.ref for row in rows if row.key not in place.seen]
        place = advance(place, rows, told, None)

    assert sorted(delivered) == sorted(shelf.orders)


def test_a_bulk_edit_of_one_second_is_read_whole_also_without_page_counts() -> None:
    random = Random(3)
    shelf = Shelf(spread(250, 1, random) | {"900": NOON + 5 * SECOND}, random, counts=False)

    assert set(read(shelf, NOON, 100)) == set(shelf.orders)


def test_a_shop_that_gives_smaller_pages_than_asked_is_read_to_the_end() -> None:
    random = Random(4)
    shelf = Shelf(spread(95, 300, random), random, cap=20)

    assert set(read(shelf, NOON, 100)) == set(shelf.orders)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("seconds", [1, 600, 3 * 3600])
def test_the_hour_summer_time_skips_loses_nothing(seed: int, seconds: int) -> None:
    random = Random(seed)
    night = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    begin = night if seconds > 3600 else night + timedelta(minutes=random.choice((45, 29, 89)))
    shelf = Shelf(spread(97, seconds, random, begin), random, zone=ZoneInfo("Europe/Warsaw"))
    since = begin + timedelta(minutes=random.choice((0, 0, 0)))

    assert set(read(shelf, since, 10)) == set(shelf.orders)


def test_a_bound_is_never_in_the_skipped_hour() -> None:
    zone = ZoneInfo("Europe/Warsaw")
    inside = datetime(2026, 3, 29, 2, 30, tzinfo=UTC)

    query = dict(query_of(start("any", inside, zone, None), 100))

    assert query["modified_after"] == "2026-03-29T01:59:59"
    assert query["modified_before"] == "2026-03-29T03:00:01"
    assert skipped(inside, None) is None
    assert skipped(inside, ZoneInfo("UTC")) is None


def test_a_row_that_changed_while_the_answer_was_made_does_not_move_the_bound() -> None:
    """Its place in the list is older than what it says: what lies between would be skipped."""
    rows = [Row(str(n), NOON + n * SECOND) for n in range(1, 10)]
    rows.append(Row("10", LATER))

    place = advance(start("any", NOON, None, None), rows, Told(10, 5, LATER - 3 * SECOND), None)

    assert place is not None
    assert place.after == NOON + 8 * SECOND
    assert ("10", f"{LATER:%Y%m%d%H%M%S}") in place.seen


def test_rows_that_are_all_young_still_move_on() -> None:
    rows = [Row(str(n), LATER + n * SECOND) for n in range(10)]

    place = advance(start("any", NOON, None, None), rows, Told(10, 5, LATER), None)

    assert place is not None
    assert place.after == LATER + 8 * SECOND


def test_a_list_that_goes_backwards_is_not_read_on() -> None:
    rows = [Row(str(n), NOON - timedelta(hours=n)) for n in range(10)]

    with pytest.raises(Unusable) as caught:
        advance(start("any", NOON, None, None), rows, Told(10, 5, LATER), None)
    assert caught.value.problem.code == "cart.unsorted"


def test_a_full_page_without_a_single_date_is_not_read_on() -> None:
    with pytest.raises(Unusable):
        advance(start("any", NOON, None, None), [Row("1", None)] * 10, Told(10, 5, LATER), None)


def test_an_order_without_a_date_does_not_stop_the_rest() -> None:
    rows = [Row("0", None), *(Row(str(n), NOON + n * SECOND) for n in range(1, 10))]

    place = advance(start("any", NOON, None, None), rows, Told(10, 5, LATER), None)

    assert place is not None
    assert ("0", "") in place.seen


@pytest.mark.parametrize(
    "text", ["", "x", "{}", "[1]", '["any",null,[],null,"x",1,null]', '["any",1,[],null,1,1,null]']
)
def test_a_place_nobody_wrote_is_said_so(text: str) -> None:
    with pytest.raises(ValueError):
        Place.decode(text)
