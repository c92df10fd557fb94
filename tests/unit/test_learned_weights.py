"""What units weigh, learned from cartons whose truth is known here."""

import random
from collections.abc import Sequence

import pytest

from station.model.quantity import Mass
from station.packing.explain import Goods, Guess, explain
from station.packing.learned import (
    WINDOW,
    Known,
    Thing,
    Weighed,
    contradicts,
    entered,
    learn,
    moved,
    tare_entered,
)

G = 1000
DIVISION = 1 * G
BOX: Thing = ("", "M")
TRUTH = {"MUG": 312.0, "TEA": 268.0, "POT": 905.0, "PIN": 41.0}


def thing(sku: str) -> Thing:
    return ("main", sku)


def grams(value: float) -> Known:
    made = entered(Mass(round(value * G)))
    assert made is not None
    return made


class Floor:
    """Closed cartons, newest first, as they really weigh."""

    def __init__(self, seed: int = 1, spread: float = 0.006, tare: float = 120.0) -> None:
        self.hand = random.Random(seed)
        self.spread, self.tare = spread, tare
        self.cartons: list[Weighed] = []

    def packs(self, extra: float = 0.0, truth: dict[str, float] = TRUTH, **units: int) -> None:
        weight = self.tare * self.hand.gauss(1, 0.02) + extra
        for sku, count in units.items():
            weight += sum(truth[sku] * self.hand.gauss(1, self.spread) for _ in range(count))
        content = tuple((thing(sku), count) for sku, count in units.items())
        self.cartons.insert(0, Weighed(round(weight) * G, "M", content))

    def learns(
        self, *skus: str, said: dict[str, float] | None = None, tare: float | None = 120.0, **known: Known
    ) -> dict[Thing, Known]:
        said = said if said is not None else TRUTH
        free = [*(thing(sku) for sku in skus), BOX]
        before = {thing(sku): grams(value) for sku, value in said.items()}
        box = tare_entered(Mass(round(tare * G))) if tare is not None else None
        if box is not None:
            before[BOX] = box
        others = before | {thing(sku): one for sku, one in known.items()}
        return learn(self.cartons[:WINDOW], free, before, others, DIVISION)


def near(found: dict[Thing, Known], sku: str, within: float = 0.02) -> bool:
    return abs(found[thing(sku)].mg / G / TRUTH[sku] - 1) < within


def test_two_cartons_teach_nothing_three_do() -> None:
    floor = Floor()
    floor.packs(MUG=1)
    floor.packs(MUG=1)
    assert floor.learns("MUG") == {}
    floor.packs(MUG=2)
    found = floor.learns("MUG")
    assert near(found, "MUG")
    assert found[thing("MUG")].count == 3


def test_mean_and_spread_come_near_the_truth_with_the_cartons() -> None:
    floor = Floor(spread=0.006)
    widths = []
    for _ in range(40):
        floor.packs(MUG=floor.hand.randint(1, 4))
        if len(floor.cartons) in (3, 10, 40):
            widths.append(floor.learns("MUG")[thing("MUG")])
    assert widths[0].spread > widths[1].spread > widths[2].spread
    assert near(floor.learns("MUG"), "MUG", 0.01)
    assert 0.004 < widths[2].spread / widths[2].mg < 0.014
    assert widths[2].count == 40


def test_what_the_cart_says_is_overridden_by_what_left() -> None:
    floor = Floor()
    for _ in range(4):
        floor.packs(MUG=1)
    found = floor.learns("MUG", said={"MUG": 500.0})
    assert near(found, "MUG", 0.03)
    assert contradicts(grams(500), found[thing("MUG")], DIVISION)
    assert not contradicts(grams(320), found[thing("MUG")], DIVISION)


def test_what_no_cart_ever_knew_is_learned_all_the_same() -> None:
    floor = Floor()
    for _ in range(5):
        floor.packs(MUG=1)
    assert near(floor.learns("MUG", said={}), "MUG", 0.05)


@pytest.mark.parametrize("wrong", [-200.0, 300.0, 2000.0])
def test_a_wrong_item_that_left_poisons_nothing(wrong: float) -> None:
    floor = Floor(seed=3)
    for number in range(12):
        floor.packs(extra=wrong if number in (2, 5, 9) else 0.0, MUG=1 + number % 3)
    found = floor.learns("MUG")
    assert near(found, "MUG", 0.015)
    assert found[thing("MUG")].count == 9
    assert found[thing("MUG")].spread < 0.03 * found[thing("MUG")].mg


def test_one_wrong_carton_of_the_first_three_teaches_nothing_wrong() -> None:
    for place in range(3):
        floor = Floor(seed=place)
        for number in range(4):
            floor.packs(extra=310.0 if number == place else 0.0, MUG=1)
        assert near(floor.learns("MUG"), "MUG", 0.03)


def test_articles_that_only_ever_leave_together_are_not_told_apart() -> None:
    floor = Floor()
    for _ in range(20):
        floor.packs(MUG=1, TEA=1)
    found = floor.learns("MUG", "TEA", said={"MUG": 250.0, "TEA": 330.0})
    assert thing("MUG") not in found
    assert thing("TEA") not in found


def test_mixed_cartons_tell_three_articles_apart() -> None:
    floor = Floor(seed=5)
    for _ in range(8):
        floor.packs(MUG=1, TEA=1)
        floor.packs(MUG=1, POT=1)
        floor.packs(TEA=2, POT=1)
    found = floor.learns("MUG", "TEA", "POT", said={"MUG": 250.0, "TEA": 330.0, "POT": 700.0})
    assert all(near(found, sku, 0.03) for sku in ("MUG", "TEA", "POT"))


def test_a_carton_with_an_article_nobody_knows_teaches_nothing_of_the_others() -> None:
    floor = Floor()
    for _ in range(5):
        floor.packs(MUG=1, PIN=1)
    assert floor.learns("MUG", said={"MUG": 312.0}) == {}
    learned = Known(41.0 * G, 0.3 * G, 0.1 * G, 12)
    assert near(floor.learns("MUG", said={"MUG": 312.0}, PIN=learned), "MUG")


def test_a_carton_nobody_weighed_empty_is_learned_from_one_and_two_and_three_units() -> None:
    floor = Floor(tare=185.0)
    for number in range(24):
        floor.packs(MUG=1 + number % 4)
    found = floor.learns("MUG", said={}, tare=None)
    assert near(found, "MUG", 0.02)
    assert abs(found[BOX].mg / G - 185.0) < 8


def test_five_cartons_in_a_row_that_weigh_something_else_are_the_new_truth() -> None:
    floor = Floor(seed=2)
    for _ in range(25):
        floor.packs(MUG=1)
    known = floor.learns("MUG") | {BOX: Known(120 * G, 2 * G, 1 * G, 30)}
    for cartons in range(1, 6):
        floor.packs(truth={"MUG": 350.0}, MUG=1 + cartons % 2)
        assert near(floor.learns("MUG"), "MUG"), "one after the other is no reason to believe it"
        assert moved(floor.cartons, thing("MUG"), known, DIVISION) == (cartons == 5)
    floor.cartons = floor.cartons[:5]
    assert abs(floor.learns("MUG")[thing("MUG")].mg / G - 350) < 6


def test_learning_stays_cheap_with_eight_articles_and_forty_cartons() -> None:
    floor = Floor()
    truth = {f"S{n}": 50.0 + 37 * n for n in range(8)}
    for number in range(WINDOW):
        floor.packs(truth=truth, **{f"S{(number + n) % 8}": 1 + (number * n) % 3 for n in range(4)})
    found = floor.learns(*truth, said=truth)
    assert all(
        abs(found[thing(sku)].mg / G / value - 1) < 0.08
        for sku, value in truth.items()
        if thing(sku) in found
    )
    assert len(found) >= 4


# -- why a carton weighs what it weighs -----------------------------------------------------------------


def goods(**inside: int) -> Sequence[Goods]:
    return [Goods(sku, grams(TRUTH[sku]), count) for sku, count in inside.items()]


@pytest.mark.parametrize(
    ("off", "guess"),
    [
        (-312, Guess(missing="MUG")),
        (905, Guess(extra="POT")),
        (-260, Guess(missing="TEA")),
        (905 - 312, Guess(missing="MUG", extra="POT")),
        (2 * 905, Guess(extra="POT", count=2)),
        (-536, Guess(missing="TEA", count=2)),
        (150, None),
        (5000, None),
    ],
)
def test_the_likeliest_reason_is_named(off: float, guess: Guess | None) -> None:
    assert explain(off * G, goods(MUG=2, TEA=2, POT=1), 8 * G) == guess


def test_two_reasons_as_likely_as_each_other_are_none() -> None:
    assert explain(-290 * G, goods(MUG=2, TEA=1), 20 * G) is None
    assert explain(-312 * G, [*goods(MUG=1), Goods("CUP", grams(314), 1)], 5 * G) is None


def test_what_is_not_in_the_carton_cannot_be_missing() -> None:
    assert explain(-905 * G, goods(MUG=1, POT=0), 8 * G) is None
