"""The bench learns what things weigh, watches the scale while a carton is packed, and remembers mix-ups."""

import random
from decimal import Decimal

import pytest
from floor import Floor, line, order
from pg import BOTH, store_on

from station.model.events import ScanJudged
from station.model.quantity import Mass
from station.packing.outcome import CartonKind, Rules
from station.store import confusions, weights
from station.words import Words

BOX = CartonKind("M", Mass.of(Decimal(120), "g"))
SAY = Words("en").say


@pytest.fixture
def folder(tmp_path):
    with store_on("sqlite", tmp_path) as made:
        yield made


@pytest.fixture
def floor(folder, fake_clock) -> Floor:
    return Floor(folder, fake_clock, Rules(kinds=(BOX,)))


def ships(floor: Floor, number: str, grams: float, **units: int) -> None:
    """A whole order with so many of each, whose carton weighs this."""
    lines = [line(str(place), sku, count) for place, (sku, count) in enumerate(units.items(), 1)]
    floor.arrives(order(number, *lines))
    assert floor.scan(number).ok
    for sku, count in units.items():
        for _ in range(count):
            said = floor.scan(sku)
            assert said.ok, said
    floor.puts_on_scale(0)
    floor.puts_on_scale(grams)
    if floor.state == "weighing":
        floor.scan("OP-SAM")
    assert floor.scan(floor.prints()).ok
    floor.puts_on_scale(0)


def learned(floor: Floor, sku: str) -> float | None:
    with floor.store.read() as connection:
        found = {one.sku: one for one in weights.listed(connection)}
    return found[sku].mean_mg / 1000 if sku in found else None


def rests(floor: Floor, grams: float, seconds: float) -> None:
    """So long the scale shows this."""
    floor.puts_on_scale(grams, stable=False)
    for _ in range(round(seconds / 0.25)):
        floor.clock.advance(0.25)
        floor.puts_on_scale(grams)


# -- learned weights ------------------------------------------------------------------------------


def test_what_left_tells_what_things_weigh_and_a_new_mix_is_checked_by_it(floor) -> None:
    hand = random.Random(4)
    for number in range(5):
        ships(floor, f"2{number}", 120 + 301 * hand.gauss(1, 0.004), TEA=1)
        ships(floor, f"3{number}", 120 + 455 * hand.gauss(1, 0.004), MUG=1)
    assert learned(floor, "TEA") == pytest.approx(301, abs=4)
    assert learned(floor, "MUG") == pytest.approx(455, abs=6)
    assert floor.problems().count("weights.contradicts") == 0
    floor.arrives(order("40", line("1", "TEA", 2), line("2", "MUG", 1)))
    floor.scan("40")
    floor.scan("TEA")
    floor.scan("TEA")
    floor.scan("MUG")
    floor.puts_on_scale(120 + 2 * 301 + 455 + 301)
    view = floor.bench.view()
    assert floor.problems()[-1] == "weight.too_heavy"
    assert view.weight.learned == 5
    assert SAY(view.problem) == "About 300 g too heavy: about one TEA too many"
    floor.puts_on_scale(120 + 2 * 301)
    assert SAY(floor.bench.view().problem).endswith("one MUG may be missing")
    floor.puts_on_scale(120 + 2 * 301 + 455)
    assert floor.state == "labelling"


def test_a_wrong_weight_in_the_shop_is_overridden_and_told_once(floor) -> None:
    for number in range(6):
        ships(floor, f"2{number}", 120 + 520, TEA=1)
    assert learned(floor, "TEA") == pytest.approx(520, abs=8)
    assert floor.problems().count("weights.contradicts") == 1
    ships(floor, "30", 120 + 520, TEA=1)
    with floor.store.read() as connection:
        assert weights.of_cartons(connection)["M"].mg == pytest.approx(120_000, rel=0.05)


def test_a_void_carton_tells_nothing_any_more_and_a_person_may_start_over(floor) -> None:
    for number in range(3):
        ships(floor, f"2{number}", 400, TEA=1)
    assert learned(floor, "TEA") is not None
    floor.scan("OP-SAM")
    floor.scan("CMD-REOPEN")
    floor.scan("HV00000003")
    assert floor.scan("CMD-1").say.code == "reopen.done"
    assert learned(floor, "TEA") is None
    ships(floor, "40", 400, TEA=1)
    assert learned(floor, "TEA") == pytest.approx(280, abs=5)
    floor.clock.advance(1)
    with floor.store.write() as tx:
        assert weights.forget(tx, "TEA", floor.clock.now()) == 1
    assert learned(floor, "TEA") is None
    floor.clock.advance(1)
    ships(floor, "41", 400, TEA=1)
    assert learned(floor, "TEA") is None, "one carton since then is not enough"


# -- the open carton on the scale -----------------------------------------------------------------


@pytest.fixture
def watched(floor) -> Floor:
    """An order with three units, its empty carton on the pan."""
    floor.arrives(order("101", line("1", "TEA", 2), line("2", "MUG", 1)))
    floor.scan("101")
    rests(floor, 120, 1)
    return floor


def test_a_scan_without_a_step_is_told_and_never_refused(watched) -> None:
    assert watched.scan("TEA").ok
    rests(watched, 120, 5)
    assert watched.problems() == ["watch.missing"]
    view = watched.bench.view()
    assert SAY(view.problem) == "TEA was scanned, but nothing went into the carton."
    assert view.weight.followed
    rests(watched, 400, 1)
    assert watched.bench.view().problem is None
    assert watched.bench.view().weight.doubt is None
    assert watched.scan("MUG").ok


def test_a_step_without_a_scan_is_told_by_its_weight(watched) -> None:
    rests(watched, 400, 1)
    watched.scan("TEA")
    rests(watched, 400 + 420, 5)
    assert SAY(watched.bench.view().problem) == (
        "About 420 g went in without a scan: MUG? Scan it or take it out."
    )
    watched.scan("MUG")
    rests(watched, 820, 1)
    assert watched.bench.view().weight.doubt is None


def test_the_wrong_article_of_the_order_is_named_and_remembered(watched) -> None:
    watched.scan("MUG")
    rests(watched, 400, 6)
    assert watched.problems() == ["watch.other"]
    with watched.store.write() as tx:
        confusions.note(tx, "main", ("p-MUG", "p-TEA"), "scan", "Bench 1", "", watched.clock.now())
        assert confusions.alike(tx, "main", ["p-TEA"], watched.clock.now())["p-TEA"].sku == "MUG"


@pytest.mark.parametrize("way", ["put right", "badge"])
def test_with_stop_a_carton_is_not_closed_before_the_scale_fits(folder, fake_clock, way) -> None:
    floor = Floor(folder, fake_clock, Rules(weigh="optional", kinds=(BOX,), watch="stop"))
    floor.arrives(order("101", line("1", "TEA", 1), line("2", "MUG", 1)))
    floor.scan("101")
    rests(floor, 120, 1)
    floor.scan("TEA")
    rests(floor, 120, 5)
    assert floor.scan("CMD-NEXT-CARTON").say.code == "watch.clear_first"
    assert floor.scan("MUG").say.code == "pack.order_complete"
    assert floor.state == "packing"
    assert floor.bench.view().instruction.code == "watch.missing"
    if way == "badge":
        assert floor.scan("OP-ANA").say.code == "operator.signed_in"
        assert floor.scan("OP-SAM").say.code == "watch.passed"
    else:
        rests(floor, 120 + 280 + 420, 2)
    assert floor.state == "labelling"


def test_off_is_off(folder, fake_clock) -> None:
    floor = Floor(folder, fake_clock, Rules(kinds=(BOX,), watch="off"))
    floor.arrives(order("101", line("1", "TEA", 2)))
    floor.scan("101")
    rests(floor, 120, 1)
    floor.scan("TEA")
    rests(floor, 120, 9)
    assert floor.problems() == []


# -- taken for one another ------------------------------------------------------------------------


def _codes(floor: Floor) -> list[str]:
    return [event.say.code for event in floor.events if isinstance(event, ScanJudged)]


def test_what_was_mixed_up_twice_is_shown_beside_each_other_and_counted_one_by_one(floor) -> None:
    floor.arrives(order("1", line("1", "MUG", 1)))  # the bench knows the mug
    for number in ("101", "102"):
        floor.arrives(order(number, line("1", "TEA", 3)))
        floor.scan(number)
        assert floor.bench.view().lines[0].alike is None
        floor.scan("MUG")
        floor.scan("MUG")  # the same one again is the same mistake
        floor.scan("CMD-PARK")
    floor.arrives(order("103", line("1", "TEA", 12)))
    floor.scan("103")
    (shown,) = floor.bench.view().lines
    assert (shown.alike.sku, shown.alike.times) == ("MUG", 2)
    floor.scan("CMD-3")
    said = floor.scan("TEA")
    assert (said.ok, said.say.code, said.say.params["other"]) == (False, "alike.one_by_one", "MUG")
    assert floor.scan("TEA").say.code == "pack.unit"


@pytest.mark.parametrize("backend", BOTH)
def test_a_pair_is_forgotten_after_ninety_days(backend, tmp_path, fake_clock) -> None:
    with store_on(backend, tmp_path) as store:
        floor = Floor(store, fake_clock, Rules(weigh="off"))
        floor.arrives(order("1", line("1", "MUG", 1), line("2", "TEA", 1)))
        now = fake_clock.now()
        with store.write() as tx:
            for _ in range(2):
                confusions.note(tx, "main", ("p-TEA", "p-MUG"), "scan", "Bench 1", "Ana", now)
            late = now.replace(year=now.year + 1)
            assert confusions.alike(tx, "main", ["p-MUG", ""], now)["p-MUG"].called == "TEA"
            assert confusions.alike(tx, "main", ["p-SPOON"], now) == {}
            assert confusions.alike(tx, "main", ["p-MUG"], late) == {}
            weights.note(tx, "c1", [("main", "p-TEA")], now)
            weights.note(tx, "c1", [("main", "p-TEA")], now)
            weights.start_over(tx, ("main", "p-TEA"), now)
            weights.start_over(tx, ("main", "p-TEA"), late)
            assert weights.cartons_with(tx, [("main", "p-TEA")]) == []
            assert weights.listed(tx) == []
