"""When an order has to be handed over."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from station.packing.due import CutOff, CutOffs

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = frozenset(range(5))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


DAILY = CutOffs((CutOff("*", time(15, 30), WEEK),), BERLIN)


@pytest.mark.parametrize(
    ("ready", "due"),
    [
        ("2026-11-20 09:00", "2026-11-20 15:30"),
        ("2026-11-20 15:30", "2026-11-20 15:30"),
        ("2026-11-20 15:31", "2026-11-23 15:30"),
        ("2026-11-21 09:00", "2026-11-23 15:30"),
        ("2026-03-27 16:00", "2026-03-30 15:30"),  # the clocks change on the 29th
        ("2026-10-23 16:00", "2026-10-26 15:30"),
    ],
)
def test_an_order_is_due_at_the_next_cut_off_of_its_weekday(ready, due) -> None:
    assert DAILY.due(at(ready), None, "Parcel") == at(due)


def test_the_shops_own_date_is_brought_forward_to_the_carriers_last_visit() -> None:
    assert DAILY.due(at("2026-11-18 09:00"), at("2026-11-22 23:59"), "Parcel") == at("2026-11-20 15:30")
    late = at("2026-11-20 12:00")
    assert DAILY.due(at("2026-11-20 09:00"), late, "Parcel") == late, "no visit is left before it"


def test_without_a_cut_off_only_the_shops_date_counts() -> None:
    assert CutOffs().due(at("2026-11-20 09:00"), None, "Parcel") is None
    assert CutOffs().due(at("2026-11-20 09:00"), at("2026-11-21 09:00"), "Parcel") == at("2026-11-21 09:00")


def test_the_method_itself_comes_before_its_carrier_and_that_before_any() -> None:
    rules = CutOffs(
        (
            CutOff("Express", time(17)),
            CutOff("*", time(12), carrier="DHL"),
            CutOff("*", time(14)),
        ),
        BERLIN,
        {"Standard": "dhl", "*": "Own van"},
    )
    ready = at("2026-11-20 09:00")
    assert rules.due(ready, None, "express") == at("2026-11-20 17:00")
    assert rules.due(ready, None, "Something", "Express") == at("2026-11-20 17:00")
    assert rules.due(ready, None, "Standard") == at("2026-11-20 12:00")
    assert rules.due(ready, None, "Slow") == at("2026-11-20 14:00")


def test_several_visits_a_day_and_days_to_wait() -> None:
    twice = CutOffs((CutOff("*", time(11)), CutOff("*", time(16))), BERLIN)
    assert twice.due(at("2026-11-20 11:01"), None, "") == at("2026-11-20 16:00")
    patient = CutOffs((CutOff("*", time(15), WEEK, within_days=2),), BERLIN)
    assert patient.due(at("2026-11-19 09:00"), None, "") == at("2026-11-23 15:00")
    assert CutOffs((CutOff("*", time(15), frozenset()),)).due(at("2026-11-19 09:00"), None, "") is None


def test_what_changes_a_due_time_changes_the_print() -> None:
    assert DAILY.print() == CutOffs((CutOff("*", time(15, 30), WEEK),), BERLIN).print()
    assert DAILY.print() != CutOffs((CutOff("*", time(15, 31), WEEK),), BERLIN).print()
    assert DAILY.print() != CutOffs(DAILY.rules, UTC).print()
