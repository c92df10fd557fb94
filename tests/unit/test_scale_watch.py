"""The open carton on the scale: what is scanned goes in, what goes in is scanned, and nobody cries wolf."""

import random
from dataclasses import dataclass, field

import pytest

from station.model.quantity import Mass
from station.packing.learned import Known
from station.packing.pan import Item, Load
from station.packing.watch import StepWatch
from station.packing.weight import Reading

G = 1000.0
STEP = 0.2  # s between two readings


def learned(grams: float, spread: float = 0.006) -> Known:
    return Known(grams * G, spread * grams * G, 0.002 * grams * G, 20)


def entered(grams: float) -> Known:
    return Known(grams * G, 0.03 * grams * G)


@dataclass
class Packer:
    """A carton on a pan whose division is a gram, and a hand that scans and puts in."""

    goods: dict[str, Known | None]
    tare: Known | None = field(default_factory=lambda: learned(120, 0.02))
    division: float = 1.0
    seed: int = 1
    noise: float = 0.3  # divisions
    inside: dict[str, int] = field(default_factory=dict)
    pan: float = 120.0
    extras: int = 0
    now: float = 100.0

    def __post_init__(self) -> None:
        self.watch = StepWatch()
        self.hand = random.Random(self.seed)
        self.said: list[str] = []

    def reads(self, grams: float | None = None, stable: bool = True) -> None:
        """One value of the scale."""
        value = self.pan if grams is None else grams
        shown = round((value / self.division) + self.hand.gauss(0, self.noise)) * self.division
        items = [Item(sku, sku, unit, self.inside.get(sku, 0)) for sku, unit in self.goods.items()]
        load = Load("c1", self.tare, items, self.extras)
        reading = Reading(Mass(round(shown * G)), Mass(round(self.division * G)), stable, self.now)
        if self.watch.see(reading, load) and self.watch.notice is not None:
            self.said.append(self.watch.notice.kind)
        self.now += STEP

    def waits(self, seconds: float) -> None:
        for _ in range(max(1, round(seconds / STEP))):
            self.reads()

    def scans(self, sku: str, count: int = 1) -> None:
        self.inside[sku] = self.inside.get(sku, 0) + count

    def puts(self, grams: float) -> None:
        """The pan moves, swings, and rests."""
        for share in (0.3, 1.4, 0.9):
            self.reads(self.pan + share * grams, stable=False)
        self.pan += grams
        self.reads(stable=False)

    @property
    def told(self) -> tuple[str, str, str]:
        notice = self.watch.notice
        return (notice.kind, notice.called, notice.found) if notice is not None else ("", "", "")


@pytest.fixture
def packer() -> Packer:
    made = Packer({"MUG": learned(310), "TEA": learned(280), "POT": learned(900)})
    made.waits(1)
    return made


def test_what_is_scanned_and_goes_in_is_nothing_to_talk_about(packer: Packer) -> None:
    for sku, grams in (("MUG", 311.0), ("TEA", 279.0), ("POT", 903.0)):
        packer.scans(sku)
        packer.waits(1)
        packer.puts(grams)
        packer.waits(6)
    assert packer.said == []
    assert [mark.kind for mark in packer.watch.marks] == ["ok", "ok", "ok"]


def test_a_scan_after_which_nothing_goes_in_is_told_and_forgotten_when_it_does(packer: Packer) -> None:
    packer.scans("MUG")
    packer.waits(3.5)
    assert packer.told == ("", "", "")
    packer.waits(1.5)
    assert packer.told == ("missing", "MUG", "")
    packer.puts(310)
    packer.waits(1)
    assert packer.told == ("", "", "")


def test_one_unit_scanned_twice_is_told(packer: Packer) -> None:
    packer.scans("TEA")
    packer.puts(280)
    packer.waits(1)
    packer.scans("TEA")
    packer.waits(5)
    assert packer.told == ("missing", "TEA", "")


def test_what_goes_in_without_a_scan_is_told_with_its_name(packer: Packer) -> None:
    packer.puts(309)
    packer.waits(3.5)
    assert packer.told == ("", "", "")
    packer.waits(2)
    assert packer.told == ("extra", "", "MUG")
    packer.scans("MUG")
    packer.waits(1)
    assert packer.told == ("", "", "")


def test_what_is_not_of_the_order_is_told_by_its_weight(packer: Packer) -> None:
    packer.puts(500)
    packer.waits(5)
    notice = packer.watch.notice
    assert notice is not None
    assert (notice.kind, notice.found, round(notice.mg / G, -1)) == ("extra", "", 500)


def test_another_article_than_the_scanned_one_is_named(packer: Packer) -> None:
    packer.scans("POT")
    packer.puts(280)
    packer.waits(6)
    assert packer.told == ("other", "POT", "TEA")


def test_a_unit_taken_back_must_come_out_again(packer: Packer) -> None:
    packer.scans("MUG")
    packer.puts(310)
    packer.waits(1)
    packer.scans("MUG", -1)
    packer.waits(5)
    assert packer.told == ("left_in", "MUG", "")
    packer.puts(-310)
    packer.waits(1)
    assert packer.told == ("", "", "")


def test_several_at_once_are_followed_in_any_order(packer: Packer) -> None:
    packer.scans("MUG", 3)
    packer.puts(310 + 280)
    packer.waits(1)
    packer.scans("TEA")
    packer.puts(620)
    packer.waits(8)
    assert packer.said == []
    packer.scans("MUG", 2)
    packer.puts(310)
    packer.waits(5)
    assert packer.told == ("missing", "MUG", "")


@pytest.mark.parametrize("pan", [0.0, 75.0, 640.0])
def test_a_carton_that_is_packed_beside_the_scale_is_not_talked_about(packer: Packer, pan: float) -> None:
    beside = Packer(packer.goods, pan=pan)
    for sku in ("MUG", "TEA", "POT"):
        beside.scans(sku)
        beside.waits(9)
    assert beside.said == []
    assert not beside.watch.follows


def test_where_nothing_ever_goes_in_the_carton_is_somewhere_else(packer: Packer) -> None:
    for sku in ("MUG", "TEA", "POT", "POT"):
        packer.scans(sku)
        packer.waits(6)
    assert packer.said == ["missing"]
    assert packer.watch.notice is None


def test_a_lifted_carton_a_moving_pan_and_a_silent_scale_say_nothing(packer: Packer) -> None:
    packer.scans("MUG")
    for _ in range(60):
        packer.reads(0.0)
    for _ in range(60):
        packer.reads(stable=False)
    packer.watch.lost()
    packer.now += 60
    packer.reads()
    assert packer.said == []
    packer.pan += 310  # it came back with the mug in it
    packer.waits(6)
    assert packer.said == []
    assert packer.watch.follows


def test_a_hand_on_the_carton_says_nothing(packer: Packer) -> None:
    packer.scans("MUG")
    packer.puts(310)
    for _ in range(40):
        packer.reads(packer.pan + packer.hand.uniform(150, 700), stable=packer.hand.random() < 0.5)
    packer.waits(8)
    assert packer.said == []


def test_units_too_light_or_without_a_weight_say_nothing(packer: Packer) -> None:
    light = Packer({"PIN": learned(1.5), "CUP": None, "MUG": learned(310)})
    light.waits(1)
    for sku, grams in (("PIN", 0.0), ("CUP", 0.0), ("MUG", 310.0), ("PIN", 1.5), ("CUP", 444.0)):
        light.scans(sku)
        if grams:
            light.puts(grams)
        light.waits(8)
    assert light.said == []


def test_what_the_shop_entered_wrongly_says_nothing() -> None:
    packer = Packer({"MUG": entered(310), "TEA": entered(120)})
    packer.waits(1)
    packer.scans("MUG")
    packer.puts(450)
    packer.waits(8)
    packer.scans("TEA")
    packer.puts(100)
    packer.waits(8)
    assert packer.said == []
    packer.scans("MUG")
    packer.waits(6)
    assert packer.told == ("missing", "MUG", "")


def test_a_leaflet_and_paper_are_no_unit(packer: Packer) -> None:
    packer.puts(25)
    packer.waits(2)
    packer.scans("MUG")
    packer.puts(45)
    packer.waits(2)
    packer.puts(310)
    packer.waits(6)
    assert packer.said == []


def test_an_insert_nobody_weighed_says_nothing_and_what_follows_is_watched(packer: Packer) -> None:
    packer.scans("MUG")
    packer.puts(310)
    packer.waits(1)
    packer.extras = 1
    packer.puts(180)
    packer.waits(6)
    assert packer.said == []
    packer.scans("TEA")
    packer.waits(5)
    assert packer.told == ("missing", "TEA", "")


def test_a_scale_that_creeps_and_paper_that_comes_out_are_followed(packer: Packer) -> None:
    for _ in range(20):
        packer.pan -= 2
        packer.waits(1.5)
    packer.scans("MUG")
    packer.waits(5)
    assert packer.told == ("missing", "MUG", "")
    packer.puts(310)
    packer.waits(1)
    assert packer.told == ("", "", "")


def test_the_last_digit_of_a_fine_scale_is_nothing_to_talk_about() -> None:
    fine = Packer({"MUG": learned(310)}, division=0.01, noise=20)
    fine.waits(1)
    fine.scans("MUG")
    fine.puts(310)
    fine.waits(8)
    fine.scans("MUG")
    fine.waits(6)
    assert fine.said == ["missing"]


# -- a shift of packers -------------------------------------------------------------------------------


@dataclass
class Shift:
    """What a hundred packers do, each with a carton of their own."""

    seed: int
    mistake: str = ""  # missing | extra
    units: int = 0
    made: int = 0
    caught: int = 0
    false: int = 0

    def work(self, cartons: int) -> "Shift":
        for number in range(cartons):
            self._carton(number)
        return self

    def _carton(self, number: int) -> None:
        hand = random.Random(self.seed * 100_003 + number)
        division = hand.choice([0.5, 1.0, 2.0, 5.0])
        weights = [round(10 ** hand.uniform(0.7, 2.2) * division, 1) for _ in range(hand.randint(1, 4))]
        spread = hand.choice([0.002, 0.006, 0.015, 0.03])
        goods: dict[str, Known | None] = {f"S{n}": learned(grams, spread) for n, grams in enumerate(weights)}
        tare = hand.uniform(40, 250)
        packer = Packer(goods, learned(tare, 0.02), division, hand.randint(0, 9**9), 0.4)
        on_scale = hand.random() < 0.85
        packer.pan = tare * hand.gauss(1, 0.02) if on_scale else hand.choice([0.0, 0.0, hand.uniform(0, 900)])
        packer.waits(hand.uniform(0.2, 2))
        if on_scale and hand.random() < 0.3 and min(weights) > 80:
            packer.puts(hand.uniform(5, 40))  # paper
        wrong = hand.randint(1, 4) if self.mistake and on_scale else -1
        for unit in range(5):
            self._unit(packer, hand, goods, on_scale, unit == wrong)
            if packer.watch.notice is not None or unit == wrong:
                return

    def _unit(
        self, packer: Packer, hand: random.Random, goods: dict[str, Known | None], on_scale: bool, wrong: bool
    ) -> None:
        sku = hand.choice(list(goods))
        unit = goods[sku]
        assert unit is not None
        self.units += 1
        grams = hand.gauss(unit.mg, unit.spread) / G if on_scale else 0.0
        known = packer.watch.follows and any(mark.kind == "ok" for mark in packer.watch.marks)
        scan_first = hand.random() < 0.7
        for act in ("scan", "put") if scan_first else ("put", "scan"):
            if act == "scan" and not (wrong and self.mistake == "extra"):
                packer.scans(sku)
            if act == "put" and grams and not (wrong and self.mistake == "missing"):
                packer.puts(grams)
            packer.waits(min(3.0, hand.expovariate(1.2)))
        self._fidget(packer, hand)
        if wrong:
            packer.waits(6)
            self.made += known
            self.caught += known and packer.watch.notice is not None
        elif packer.watch.notice is not None:
            self.false += 1

    def _fidget(self, packer: Packer, hand: random.Random) -> None:
        if hand.random() < 0.1:  # looks into the carton
            for _ in range(hand.randint(2, 12)):
                packer.reads(0.0, stable=hand.random() < 0.7)
            packer.waits(1)
        if hand.random() < 0.1:  # leans on it
            push = hand.uniform(50, 500)
            for _ in range(hand.randint(2, 10)):
                packer.reads(packer.pan + push + hand.gauss(0, 15), stable=hand.random() < 0.4)
            packer.waits(1)
        if hand.random() < 0.3:
            packer.waits(hand.uniform(1, 8))


def test_fewer_than_one_unit_in_a_thousand_is_a_false_alarm() -> None:
    shift = Shift(7).work(500)
    assert shift.units >= 2000
    assert shift.false / shift.units < 0.001


@pytest.mark.parametrize("mistake", ["missing", "extra"])
def test_a_unit_too_few_or_too_many_is_noticed(mistake: str) -> None:
    shift = Shift(11, mistake).work(250)
    assert shift.made > 100
    assert shift.caught / shift.made > 0.95
