"""Does the carton weigh what it should, and is it this carton's weight at all?"""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.model.quantity import Mass
from station.packing.learned import Known, entered, tare_entered
from station.packing.weight import Expectation, Reading, WeightWatch, judge
from station.packing.weight import expect as expected_of

G = 1000
DIVISION = Mass(G)


def grams(value: float) -> Mass:
    return Mass(round(value * G))


def expect(units: list[tuple[Mass | None, int]], tare: Mass | None, division: Mass) -> Expectation:
    """Everything as it was entered, nothing learned."""
    return expected_of([(entered(mass), count) for mass, count in units], tare_entered(tare), division)


def reading(value: float, stable: bool = True, at: float = 0.0) -> Reading:
    return Reading(grams(value), DIVISION, stable, at)


def test_the_tolerance_is_three_deviations_of_units_and_tare() -> None:
    expected = expect([(grams(400), 2)], grams(120), DIVISION)
    spread = 3 * math.sqrt(2 * (0.03 * 400) ** 2 + (0.05 * 120) ** 2)
    assert expected == Expectation(grams(920), Mass(round(spread * G)), blind=False)


def test_what_was_learned_makes_the_tolerance_narrower_and_is_counted() -> None:
    mug, tea = Known(400 * G, 2 * G, 0.5 * G, 34), Known(280 * G, 1.5 * G, 0.4 * G, 50)
    expected = expected_of([(mug, 2), (tea, 1)], Known(120 * G, 2 * G, 0.5 * G, 40), DIVISION)
    spread = 3 * math.sqrt(2 * 2**2 + 1 + 1.5**2 + 0.4**2 + 2**2 + 0.5**2)
    assert expected == Expectation(grams(1200), Mass(round(spread * G)), blind=False, count=34)


def test_two_divisions_are_the_least_tolerance() -> None:
    assert expect([(grams(1), 1)], grams(1), Mass(5 * G)).tolerance == Mass(10 * G)


@pytest.mark.parametrize("tare", [None, grams(120)])
def test_a_unit_without_mass_cannot_be_checked(tare: Mass | None) -> None:
    units = [(grams(400), 1), (None, 1)] if tare else [(grams(400), 1)]
    assert judge(grams(520), expect(units, tare, DIVISION)) == "weight.not_checked"


@pytest.mark.parametrize(
    ("value", "verdict"),
    [(520, "weight.ok"), (470, "weight.too_light"), (570, "weight.too_heavy")],
)
def test_one_unit_more_or_less_is_seen(value: float, verdict: str) -> None:
    assert judge(grams(value), expect([(grams(400), 1)], grams(120), DIVISION)) == verdict


def test_where_a_unit_is_lost_in_the_tolerance_the_verdict_is_blind_never_ok() -> None:
    expected = expect([(grams(5), 3)], grams(500), DIVISION)
    assert expected.blind
    assert judge(grams(515), expected) == "weight.blind"


@given(mass=st.integers(50, 5000), count=st.integers(1, 20), tare=st.integers(0, 500))
def test_where_it_is_not_blind_one_unit_more_is_never_ok(mass: int, count: int, tare: int) -> None:
    expected = expect([(grams(mass), count)], grams(tare), DIVISION)
    if not expected.blind:
        assert judge(grams(tare + mass * (count + 1)), expected) == "weight.too_heavy"
        assert judge(grams(tare + mass * (count - 1)), expected) == "weight.too_light"


def test_the_last_cartons_weight_does_not_count_until_the_pan_moved() -> None:
    watch = WeightWatch(last_gross=grams(500))
    assert watch.seen(reading(500)).counts(0) is None
    assert watch.seen(reading(500, stable=False)).seen(reading(500)).counts(0) is not None
    assert watch.seen(reading(100)).seen(reading(500)).counts(0) is not None
    assert watch.seen(reading(540)).counts(0) == reading(540)


def test_after_sealing_the_weight_is_spent() -> None:
    watch = WeightWatch().seen(reading(500))
    assert watch.counts(0) is not None
    assert watch.sealed(grams(500)).seen(reading(500)).counts(0) is None


def test_an_old_an_unstable_and_an_empty_reading_do_not_count() -> None:
    watch = WeightWatch()
    assert watch.counts(0) is None
    assert watch.seen(reading(500, at=0)).counts(1.5) is None
    assert watch.seen(reading(500, stable=False)).counts(0) is None
    assert watch.seen(reading(2)).counts(0) is None
    assert watch.seen(reading(500)).lost().counts(0) is None
