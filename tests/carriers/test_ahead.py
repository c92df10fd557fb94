"""A label bought before its carton is full: used if it fits, given back if not, never two paid for."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from doubles.easypost import EasyPostDouble
from floor import Floor, line, order
from pg import store_on

from station.carriers.contract import CarrierLabel, LabelWish, ShippingSettings, TryLater
from station.carriers.easypost import EasyPost, reading
from station.model.order import Address, OrderState
from station.model.quantity import Mass
from station.packing.outcome import CartonKind, Rules
from station.sandbox.shop.wire import Response
from station.store import ahead, orders, paper
from station.store.writer import Writer
from station.sync.ahead import ASIDE, SETTLES, BuysAhead, Desk
from station.usecases import bought, labels, postage
from station.usecases.ahead import matches

HERE = Address("We", "", ("Harbour 1",), "Gdańsk", "", "80-001", "PL", "5555550100")
KINDS = (CartonKind("M", Mass(120_000)),)
TARES = {"M": Mass(120_000)}


@dataclass
class Early:
    """A bench, a carrier that sells, and what its labels' thread does when it is told to."""

    floor: Floor
    double: EasyPostDouble
    carrier: EasyPost
    writer: Writer
    folder: Path

    def __post_init__(self) -> None:
        self.again()

    def again(self) -> None:
        """As after a start: nothing is remembered that is not stored."""
        self.floor.start()
        seat = self.floor.bench.seat
        seat.policy = replace(seat.policy, buy_ahead=True)
        desk = Desk(
            self.floor.store, self.writer, self.floor.bench, self.floor.clock, self.wish, self.finished
        )
        self.buys = BuysAhead(desk, self.carrier)

    def wish(self, connection: Any, one: ahead.Ahead, stored: Any) -> LabelWish:
        return postage.wish_ahead(connection, one, stored, HERE, self.floor.clock.now().date())

    def finished(self, name: str, _carton: str, label: CarrierLabel, _wish: LabelWish) -> dict[str, object]:
        looked = bought.checked(label, abroad=False)
        file = self.folder / f"{name}.pdf"
        file.write_bytes(looked.document)
        return {"tracking": label.tracking, "file": str(file), "scan_back": list(looked.scan_back)}

    def packs(self, *codes: str) -> None:
        for code in codes:
            self.floor.scan(code)

    def states(self) -> list[str]:
        with self.floor.store.read() as connection:
            rows = connection.exec_driver_sql("select state from ahead_label order by id")
            return [row[0] for row in rows]

    def wanted(self) -> paper.Wanted:
        with self.floor.store.read() as connection:
            (found,) = paper.wanted_labels(connection, "Bench 1")
        return found

    def at_hand(self) -> ahead.Ahead | None:
        return self.buys.at_hand(self.wanted())

    @property
    def paid(self) -> list[str]:
        return [one["tracking_code"] for one in self.double.paid()]


@pytest.fixture
def double() -> Iterator[EasyPostDouble]:
    made = EasyPostDouble()
    yield made
    made.close()


@pytest.fixture
def early(double: EasyPostDouble, tmp_path: Path, fake_clock: Any) -> Iterator[Callable[..., Early]]:
    """An order of two units of tea and a mug."""
    settings = ShippingSettings(
        "easypost", url=double.url, api_key=double.key, rate_rule="cheapest", tares=TARES
    )
    carrier = EasyPost(settings)
    with store_on("sqlite", tmp_path) as store:
        writer = Writer(store)
        writer.start()

        def make(weigh: Any = "off") -> Early:
            floor = Floor(store, fake_clock, Rules(weigh=weigh, kinds=KINDS))
            made = Early(floor, double, carrier, writer, tmp_path)
            floor.arrives(order("101", line("1", "TEA", 2), line("2", "MUG", 1)))
            return made

        yield make
        writer.close()
    carrier.close()


# -- used -----------------------------------------------------------------------------------------


def test_it_is_bought_when_one_unit_is_missing_and_used_when_the_carton_is_full(early: Any) -> None:
    bench = early()
    bench.packs("101", "TEA")
    assert (bench.states(), bench.buys.idle()) == ([], False), "two units are missing"
    bench.packs("TEA")
    assert bench.states() == ["wanted"], "written down with the scan"
    assert bench.buys.idle()
    assert bench.states() == ["bought"]
    bench.packs("MUG")
    found = bench.at_hand()
    assert found is not None
    assert [found.made["tracking"]] == bench.paid
    assert len(bench.double.charges) == 1
    (parcel,) = [one["parcel"] for one in bench.double.shipments.values()]
    assert parcel["weight"] == "38.9", "both teas, the mug and the carton: 1100 g"


def test_a_house_bench_or_one_that_does_not_want_to_buys_nothing_ahead(early: Any) -> None:
    bench = early()
    seat = bench.floor.bench.seat
    seat.policy = replace(seat.policy, buy_ahead=False)
    bench.packs("101", "TEA", "TEA")
    assert bench.states() == []


@pytest.mark.parametrize(("grams", "fits"), [(1100, True), (1150, True), (1300, False), (900, False)])
def test_the_scale_decides_whether_the_postage_is_right(grams: int, fits: bool, early: Any) -> None:
    """It is paid for the heaviest the scale lets pass; a supervisor may have let pass anything."""
    bench = early("required")
    bench.packs("101", "TEA", "TEA")
    bench.buys.idle()
    with bench.floor.store.read() as connection:
        (one,) = [ahead.load(connection, 1)]
    assert one.plan.most is not None
    assert one.plan.gross == one.plan.most > 1_100_000
    assert bench.states() == ["bought"]
    bench.packs("MUG")
    bench.floor.puts_on_scale(grams)
    if bench.floor.state == "weighing":
        bench.packs("OP-SAM")
    with bench.floor.store.read() as connection:
        assert matches(connection, one, bench.wanted()) is fits
    assert (bench.at_hand() is not None) is fits
    assert bench.states() == (["bought"] if fits else ["returned"])
    assert len(bench.paid) == int(fits)


# -- given back -----------------------------------------------------------------------------------


def _cancel(bench: Early) -> None:
    bench.floor.arrives(order("101", line("1", "TEA", 2), line("2", "MUG", 1), state=OrderState.CANCELLED))


def _change(bench: Early) -> None:
    elsewhere = Address("Zofia", "", ("ul. Nowa 1",), "Kraków", "", "31-146", "PL")
    bench.floor.arrives(order("101", line("1", "TEA", 2), line("2", "MUG", 1), ship_to=elsewhere))


SPOILERS: dict[str, Callable[[Early], None]] = {
    "another carton": lambda bench: bench.packs("CMD-NEXT-CARTON"),
    "short": lambda bench: bench.packs("CMD-SHORT", "CMD-0"),
    "undo": lambda bench: bench.packs("CMD-UNDO"),
    "hold": lambda bench: bench.packs("CMD-HOLD", "CMD-1"),
    "cancelled": _cancel,
    "another address": _change,
}


@pytest.mark.parametrize(
    ("what", "when"),
    [
        *((what, "bought") for what in SPOILERS),
        ("undo", "wanted"),
        ("short", "asked"),
        ("cancelled", "asked"),
    ],
)
def test_what_does_not_fit_any_more_is_given_back(what: str, when: str, early: Any) -> None:
    bench = early()
    bench.packs("101", "TEA", "TEA")
    if when == "asked":  # its answer is not here when the packer spoils it
        bench.double.front.lose_answer(match="/buy")
        bench.double.front.instead(Response(503, b""), times=9, writes=False)
        bench.buys.idle()
        bench.double.front.clear()
    elif when == "bought":
        bench.buys.idle()
    assert bench.states() == [when]
    SPOILERS[what](bench)
    bench.again()
    while bench.buys.idle():
        pass
    assert bench.states() == ["returned"]
    assert bench.paid == []
    assert len(bench.double.charges) == (0 if when == "wanted" else 1)
    assert not list(bench.folder.glob("*-ahead*.pdf")), "nor is the address kept"


def test_a_second_try_is_not_paid_for_ahead(early: Any) -> None:
    bench = early()
    bench.packs("101", "TEA", "TEA")
    bench.buys.idle()
    bench.packs("CMD-UNDO", "TEA", "MUG")
    assert bench.at_hand() is None
    assert bench.states() == ["returned"]
    assert (len(bench.double.charges), bench.paid) == (1, [])


def test_an_order_set_aside_keeps_its_label_for_a_while(early: Any) -> None:
    bench = early()
    bench.packs("101", "TEA", "TEA")
    bench.buys.idle()
    bench.packs("CMD-PARK")
    assert (bench.buys.idle(), bench.states()) == (False, ["bought"])
    bench.packs("101")
    assert bench.states() == ["bought"]
    bench.packs("CMD-PARK")
    bench.floor.clock.advance((ASIDE + timedelta(seconds=1)).total_seconds())
    assert bench.buys.idle()
    assert (bench.states(), bench.paid) == (["returned"], [])


def test_before_another_label_is_bought_the_one_that_does_not_fit_is_given_back(early: Any) -> None:
    bench = early()
    bench.packs("101", "TEA", "TEA")
    bench.buys.idle()
    bench.packs("CMD-NEXT-CARTON")
    bench.double.front.instead(Response(503, b""), times=9, match="shipments")
    with pytest.raises(TryLater):
        bench.at_hand()
    assert bench.states() == ["unwanted"], "and the carton has to wait for that"
    bench.double.front.clear()
    assert bench.at_hand() is None
    assert (bench.states(), bench.paid) == (["returned"], [])


def test_a_carrier_that_keeps_the_money_is_told_of_and_listed(early: Any) -> None:
    bench = early()
    bench.double.never_refunds = True
    bench.packs("101", "TEA", "TEA")
    bench.buys.idle()
    bench.packs("CMD-NEXT-CARTON")
    assert bench.at_hand() is None, "the carton does not wait for an argument about money"
    assert bench.states() == ["stuck"]
    assert "carrier.not_refunded" in bench.floor.problems()
    with bench.floor.store.read() as connection:
        (orphan,) = postage.orphans(connection, bench.carrier.bought(bench.floor.clock.now()))
    assert (orphan.order, orphan.carton, orphan.label.refund) == ("101", 1, "rejected")


# -- lost answers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("arrived", [True, False])
def test_a_purchase_nobody_heard_of_again_is_the_label_of_the_full_carton(arrived: bool, early: Any) -> None:
    bench = early()
    bench.packs("101", "TEA", "TEA")
    lose = bench.double.front.lose_answer if arrived else bench.double.front.lose_request
    lose(match="/buy", times=2)
    bench.double.front.instead(Response(503, b""), times=9, writes=False)
    bench.buys.idle()
    assert bench.states() == ["asked"]
    bench.double.front.clear()
    bench.again()
    bench.packs("MUG")
    found = bench.at_hand()
    assert found is not None
    assert ([found.made["tracking"]], len(bench.double.charges)) == (bench.paid, 1)


def test_a_refusal_is_left_for_the_carton_s_own_label_to_tell(early: Any) -> None:
    bench = early()
    bench.double.unsold.add("GroundAdvantage")
    bench.packs("101", "TEA", "TEA")
    assert bench.buys.idle()
    assert bench.states() == ["unwanted"]
    assert bench.floor.problems() == []
    bench.packs("MUG")
    assert bench.at_hand() is None
    assert bench.states() == ["unwanted"], "nothing was found; a late one would be"
    while bench.buys.idle():
        pass
    bench.floor.clock.advance(SETTLES + 1)
    assert bench.buys.idle()
    assert (bench.states(), bench.double.charges) == (["returned"], [])


def test_what_arrives_late_is_found_at_the_second_look(early: Any) -> None:
    bench = early()
    bench.packs("101", "TEA", "TEA")
    bench.double.unsold.add("GroundAdvantage")
    bench.buys.idle()
    bench.buys.idle()
    assert bench.states() == ["unwanted"], "looked at once: nothing there"
    bench.double.unsold.clear()
    (begun,) = bench.double.shipments.values()
    row = bench.carrier.buy(reading.quote(begun), reading.quote(begun).rates[0])
    assert bench.paid == [row.tracking]
    bench.floor.clock.advance(SETTLES + 1)
    assert bench.buys.idle()
    assert (bench.states(), bench.paid) == (["returned"], [])


# -- void on the bench, or afterwards ---------------------------------------------------------------


def sells(bench: Early) -> None:
    seat = bench.floor.bench.seat
    seat.policy = replace(seat.policy, gives_back=True, buy_ahead=False)


def buys(bench: Early) -> str:
    """What the labels' thread does for a sealed carton; the number on its label."""
    assert bench.at_hand() is None
    wanted, floor = bench.wanted(), bench.floor
    with floor.store.write() as tx:
        before, since = paper.intend(tx, wanted)
        stored = orders.load(tx, wanted.order_id)
        wish = postage.wish(tx, wanted, stored, HERE, floor.clock.now().date())
    label = bench.carrier.label(replace(wish, asked_before=before, since=since))
    fresh = {"tracking": label.tracking, "scan_back": json.dumps([label.tracking]), "carrier": "Post"}
    fresh |= {"tracking_url": "", "checked": True, "file": "l.pdf", "sha256": ""}
    floor.bench.work(lambda tx: labels.made(floor.bench, tx, wanted, fresh, None))
    return label.tracking


def test_a_label_that_is_made_void_is_paid_back_before_the_same_carton_gets_another(early: Any) -> None:
    bench = early()
    sells(bench)
    bench.packs("101", "TEA", "TEA", "MUG")
    first = buys(bench)
    assert bench.paid == [first]
    bench.packs("CMD-VOID", "CMD-4", "OP-SAM")
    assert (bench.states(), bench.floor.state) == (["unwanted"], "packing")
    bench.packs("CMD-NEXT-CARTON")
    second = buys(bench)
    assert second != first and bench.paid == [second], "nothing in the carton is another, the label is"
    assert bench.states() == ["returned"]
    with bench.floor.store.read() as connection:
        assert postage.orphans(connection, bench.carrier.bought(bench.floor.clock.now())) == []
    bench.packs("CMD-VOID", "CMD-1", "OP-SAM", "CMD-NEXT-CARTON")
    third = buys(bench)
    assert bench.paid == [third] and bench.states() == ["returned", "returned"]


def test_a_label_bought_ahead_and_then_made_void_is_paid_back(early: Any) -> None:
    bench = early()
    seat = bench.floor.bench.seat
    seat.policy = replace(seat.policy, gives_back=True)
    bench.packs("101", "TEA", "TEA")
    bench.buys.idle()
    bench.packs("MUG")
    there, wanted, floor = bench.at_hand(), bench.wanted(), bench.floor
    fresh = {"carrier": "Post", "tracking_url": "", "checked": True, "sha256": "", **there.made}
    fresh["scan_back"] = json.dumps(fresh["scan_back"])

    def settle(tx: Any) -> None:
        labels.made(floor.bench, tx, wanted, fresh, None)
        ahead.move(tx, there.id, ("bought",), "used")

    floor.bench.work(settle)
    bench.packs("CMD-VOID", "CMD-1", "OP-SAM")
    assert bench.states() == ["unwanted"]
    assert bench.buys.idle() and (bench.states(), bench.paid) == (["returned"], [])


@pytest.mark.parametrize("how", ["reopened", "cancelled"])
def test_a_carton_that_does_not_leave_costs_no_postage(how: str, early: Any) -> None:
    bench = early()
    sells(bench)
    bench.packs("101", "TEA", "TEA", "MUG")
    number = buys(bench)
    if how == "reopened":
        bench.packs(number, "CMD-REOPEN", number, "CMD-1", "OP-SAM")
    else:
        bench.floor.arrives(order("101", line("1", "TEA", 2), state=OrderState.CANCELLED))
        bench.packs("CMD-YES")
    assert bench.states() == ["unwanted"]
    assert bench.buys.idle() and (bench.states(), bench.paid) == (["returned"], [])
