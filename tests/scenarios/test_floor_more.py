"""What a demanding lead does to a bench: goods that change under a line, numbers left over, lots mixed up."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from floor import AT, EANS, Floor, line, order
from pg import store_on

from station.model.order import Order, OrderState
from station.model.quantity import Mass
from station.packing import facts as f
from station.packing.goods import GoodsRule
from station.packing.lines import PackLine
from station.packing.odd import choose_kind
from station.packing.outcome import CartonKind, Rules
from station.packing.pack import open_session, undo
from station.packing.session import Session, begin, extend, undoable
from station.packing.weight import Reading, WeightWatch
from station.store.engine import Store
from station.usecases import documents

KINDS = (CartonKind("M", Mass(120_000)), CartonKind("L", Mass(300_000)))
TEA_GS1 = f"01{EANS['TEA'].zfill(14)}"
LOTS = GoodsRule(skus=("TEA",), require=("lot",))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    with store_on("sqlite", tmp_path) as made:
        yield made


@pytest.fixture
def bench(kept, fake_clock) -> Floor:
    return Floor(kept, fake_clock, Rules(weigh="off", kinds=KINDS))


class Neighbour(Floor):
    """Another bench on the same database."""

    name = "Bench 2"


def by_rules(floor: Floor, *rules: GoodsRule, **policy: object) -> Floor:
    seat = floor.bench.seat
    seat.policy = replace(seat.policy, goods=rules, **policy)
    return floor


def said(floor: Floor, *texts: str) -> list[str]:
    return [floor.scan(text).say.code for text in texts]


def packed(floor: Floor) -> dict[str, int]:
    return {one.sku: one.packed for one in floor.bench.seat.here.session.lines}


def lots(floor: Floor) -> list[str]:
    return [mark.lot for mark in floor.bench.seat.here.session.on_bench.marks]


def changed(floor: Floor, one: Order, minutes: int = 1, **more: object) -> Order:
    now = replace(one, changed_at=AT + timedelta(minutes=minutes), **more)
    floor.arrives(now)
    return now


# -- other goods under the same line --------------------------------------------------------------

ENGRAVED = {"options": (("Engraving", "Anna"),)}
OTHER_GOODS = {
    "another article": (line("1", "TEA", 2), line("1", "MUG", 2)),
    "another engraving": (
        line("1", "TEA", 2, **ENGRAVED),
        line("1", "TEA", 2, options=(("Engraving", "Anne"),)),
    ),
}


@pytest.mark.parametrize("way", ["at once", "after the plug was pulled", "while it was parked"])
@pytest.mark.parametrize("goods", OTHER_GOODS)
def test_what_was_packed_before_is_not_sent_as_other_goods_under_the_same_line(
    bench: Floor, goods: str, way: str
) -> None:
    was, now = OTHER_GOODS[goods]
    one = order("101", was, line("2", "SPOON", 1))
    bench.arrives(one)
    assert said(bench, "101", "TEA")[-1] == "pack.unit"
    if way == "while it was parked":
        assert bench.scan("CMD-PARK").ok
    changed(bench, one, lines=(now, one.lines[1]))
    if way == "while it was parked":
        bench.scan("101")
    elif way == "after the plug was pulled":
        bench.start()
    assert bench.state == "held"
    assert bench.scan("CMD-YES").say.code == "held.start_again"
    bench.scan("101")
    assert packed(bench) == {now.sku: 0, "SPOON": 0}, "the goods in the box are not the ones wanted now"


def test_a_line_that_nothing_is_packed_of_may_become_another_without_starting_again(bench: Floor) -> None:
    one = order("101", line("1", "TEA", 1), line("2", "SPOON", 2))
    bench.arrives(one)
    said(bench, "101", "TEA")
    changed(bench, one, lines=(one.lines[0], line("2", "MUG", 2)))
    assert bench.scan("CMD-YES").say.code == "held.goes_on"
    assert packed(bench) == {"TEA": 1, "MUG": 0}


def test_what_was_short_of_other_goods_is_not_short_of_these(bench: Floor) -> None:
    one = order("101", line("1", "TEA", 2), line("2", "SPOON", 2))
    bench.arrives(one)
    said(bench, "101", "TEA", "CMD-SHORT", "LINE-2", "CMD-0")
    changed(bench, one, lines=(one.lines[0], line("2", "MUG", 2)))
    assert bench.scan("CMD-YES").say.code == "held.goes_on"
    assert bench.scan("MUG").say.code == "pack.unit"


def test_facts_from_before_goods_were_written_down_still_go_on() -> None:
    assert f.decode("Opened", 1, '{"revision":1,"fingerprint":"f","lines":[["1",2]]}') == f.Opened(
        1, "f", (("1", 2),)
    )


# -- a number is for one scan ---------------------------------------------------------------------


@pytest.mark.parametrize("between", ["the next carton", "another slip", "a hold", "a take-over"])
def test_a_number_does_not_outlive_what_comes_between(bench: Floor, between: str) -> None:
    one = order("101", line("1", "TEA", 9), line("2", "MUG", 1))
    bench.arrives(one, order("102", line("1", "POT", 1)))
    said(bench, "101", "TEA", "CMD-3")
    at = bench
    match between:
        case "the next carton":
            assert bench.scan("CMD-NEXT-CARTON").ok
            assert bench.scan(bench.prints()).ok
        case "another slip":
            assert bench.scan("102").say.code == "pack.finish_or_park"
        case "a hold":
            held = changed(bench, one, state=OrderState.ON_HOLD)
            changed(bench, held, minutes=2, state=OrderState.READY)
        case "a take-over":
            at = Neighbour(bench.store, bench.clock, bench.rules, events=[], numbers=bench.numbers)
            assert said(at, "101", "CMD-YES")[-1] == "order.resumed"
    at.scan("TEA")
    assert packed(at)["TEA"] == 2, "one scan is one unit again"


# -- lots and serial numbers ----------------------------------------------------------------------


def test_no_code_of_ours_is_taken_for_a_lot(bench: Floor) -> None:
    bench.arrives(order("101", line("1", "TEA", 9)), order("102", line("1", "POT", 1)))
    said(bench, "102", "POT")
    label = bench.prints()
    assert bench.scan(label).ok
    by_rules(bench, LOTS)
    said(bench, "101", "TEA")
    ours = ("ORD-main-9102", label, "BIN-A-1", "LINE-77", "CMD-BOOM", "cmd-boom", "OP-NOBODY")
    assert said(bench, *ours) == ["trace.not_a_lot"] * len(ours)
    assert (bench.state, packed(bench)) == ("asking", {"TEA": 0})
    assert bench.scan("102").ok, "a lot may be called like an order"
    assert lots(bench) == ["102"]


def test_of_two_lots_in_a_carton_the_one_that_comes_out_is_named(bench: Floor) -> None:
    by_rules(bench, LOTS).arrives(order("101", line("1", "TEA", 9)))
    said(bench, "101", TEA_GS1 + "10A", TEA_GS1 + "10B", "CMD-MOVE")
    assert said(bench, "TEA", TEA_GS1 + "10C") == ["move.scan_lot", "move.not_in"]
    assert lots(bench) == ["A", "B"], "nobody guesses which one it is"
    assert bench.scan("A").say.code == "move.done"
    assert lots(bench) == ["B"]
    assert said(bench, "CMD-MOVE", "TEA")[-1] == "move.done", "of one lot there is nothing to ask"
    assert lots(bench) == []


# -- UNDO -----------------------------------------------------------------------------------------


def session_of(*facts: tuple[f.Fact, ...]) -> Session:
    """One order of three teas with a batch for each group of facts."""
    made = open_session(begin([PackLine("1", "TEA", "Tea", 3)]), 1, "f", Rules(weigh="off"), lambda: "c", 1)
    for batch in facts:
        made = extend(made, batch)
    return made


UNIT = (f.UnitPacked("1", 1, "c", "x"),)


def test_undo_reaches_over_an_interrupt_that_came_to_nothing() -> None:
    hold = ((f.Interrupted("order.on_hold"),), (f.Acknowledged(),))
    session = session_of(UNIT, *hold)
    assert undo(session).say.code == "undo.unit"
    assert extend(session, undo(session).facts).known("1").packed == 0


def test_undo_takes_the_unit_and_not_a_question_that_came_to_nothing() -> None:
    serial = f.Asked("serial", "1", (), (("code", "x"), ("count", "1")))
    refused = session_of(UNIT, (serial,), (f.Answered("S1"),))
    broken_off = session_of(UNIT, (serial,), (f.Interrupted("order.on_hold"),), (f.Acknowledged(),))
    for session in (refused, broken_off):
        assert (undoable(session), undo(session).say.code) == ((2,), "undo.unit")


def test_an_open_question_is_taken_back_before_the_unit() -> None:
    session = session_of(UNIT, (f.Asked("which_line", "", (("CMD-1", "1"),)),))
    assert undoable(session) == (3,)


def test_undo_of_a_held_order_says_why_it_is_held() -> None:
    session = session_of(UNIT, (f.Interrupted("order.cancelled", (("order", "101"),)),))
    assert (undo(session).ok, undo(session).say.code) == (False, "order.cancelled")


# -- labels ---------------------------------------------------------------------------------------


def test_the_label_of_the_old_address_is_not_called_another_cartons(bench: Floor) -> None:
    one = order("101", line("1", "TEA", 1))
    bench.arrives(one)
    said(bench, "101", "TEA")
    old = bench.prints()
    changed(bench, one, ship_to=replace(one.ship_to, city="Gdynia"))
    assert said(bench, "CMD-YES", old) == ["held.goes_on", "pack.wait_for_label"]
    assert said(bench, bench.prints()[:-1], old) == ["label.not_this", "label.not_this"]


# -- what to do first -----------------------------------------------------------------------------


def test_a_command_for_an_empty_bench_says_what_to_do_with_the_order_on_it(bench: Floor) -> None:
    one = order("101", line("1", "TEA", 1))
    bench.arrives(one, order("102", line("1", "POT", 1)))
    elsewhere = ("CMD-HANDOVER", "CMD-RETURN", "102", "TOTE-7", "PICK-9")
    bench.scan("101")
    assert said(bench, *elsewhere) == ["pack.finish_or_park"] * 5
    bench.scan("TEA")
    assert said(bench, *elsewhere) == ["pack.wait_for_label"] * 5, "it cannot be parked now"
    label = bench.prints()
    assert said(bench, *elsewhere) == ["pack.scan_label_first"] * 5
    changed(bench, one, state=OrderState.CANCELLED)
    assert said(bench, *elsewhere) == ["order.cancelled"] * 5
    assert bench.scan(label).say.code == "order.cancelled"


# -- the scale ------------------------------------------------------------------------------------


def on_pan(watch: WeightWatch, *grams: float) -> Reading | None:
    for one in grams:
        watch = watch.seen(Reading(Mass(round(one * 1000)), Mass(1000), stable=True, at=0.0))
    return watch.counts(0.0)


def test_after_a_carton_nobody_could_weigh_what_lies_on_the_scale_is_not_the_next_one() -> None:
    unweighed = WeightWatch().sealed(Mass(0))
    assert on_pan(unweighed, 960, 960) is None
    assert on_pan(unweighed, 960, 0, 960) is not None, "the pan was empty in between"
    assert on_pan(unweighed, 0, 960) is not None
    assert on_pan(unweighed, 960, 700) is not None, "another one lies there now"


def test_a_carton_left_on_a_scale_that_comes_back_is_not_weighed_for_the_next(kept, fake_clock) -> None:
    floor = Floor(kept, fake_clock, Rules(weigh="required", kinds=KINDS))
    floor.arrives(order("101", line("1", "TEA", 3)), order("102", line("1", "TEA", 3)))
    assert said(floor, "101", "CMD-3", "TEA", "OP-SAM")[-1] == "weight.passed"
    assert floor.scan(floor.prints()).ok
    floor.start()
    said(floor, "102", "CMD-3", "TEA")
    floor.puts_on_scale(960)
    assert floor.state == "weighing", "that is the carton of before"
    floor.puts_on_scale(0)
    floor.puts_on_scale(960)
    assert floor.state == "labelling"


# -- a box of its own -----------------------------------------------------------------------------


def test_a_substitute_does_not_leave_in_the_box_of_what_was_taken_out(bench: Floor) -> None:
    by_rules(bench, GoodsRule(skus=("POT",), own_box=True))
    seat = bench.bench.seat
    seat.policy = replace(seat.policy, rules=replace(seat.policy.rules, weigh="required"))
    bench.arrives(order("101", line("1", "POT", 1), line("2", "TEA", 2)), order("900", line("1", "MUG", 1)))
    said(bench, "101", "POT", "CMD-MOVE", "POT")
    assert said(bench, "CMD-SWAP", "LINE-2", "MUG", "OP-SAM")[-1] == "swap.done"
    assert (bench.state, seat.here.session.on_bench.kind) == ("packing", "M")


def test_a_carton_that_was_a_box_of_its_own_may_be_of_any_kind_once_it_is_empty() -> None:
    box = session_of((f.KindChosen("c", "own_box"), *UNIT))
    assert choose_kind(box, "L").say.code == "own_box.closed"
    assert choose_kind(extend(box, (f.UnitMoved("1", 1, "c"),)), "L").ok


# -- packing slips --------------------------------------------------------------------------------


def slip(floor: Floor) -> str:
    with floor.store.read() as connection:
        drawn = documents.packing_slip(
            floor.bench.seat, connection, 1, AT.date(), practice=False, language="en"
        )
    with pypdfium2.PdfDocument(drawn) as document:
        return document[0].get_textpage().get_text_bounded()


def slips(floor: Floor) -> int:
    with floor.store.read() as connection:
        return int(
            connection.exec_driver_sql(
                "select count(*) from print_job where document = 'packing_slip'"
            ).scalar_one()
        )


def test_the_slip_of_a_shipment_names_what_is_in_it_and_not_what_is_missing(bench: Floor) -> None:
    by_rules(bench, print_slip="close")
    bench.arrives(order("101", line("1", "TEA", 1), line("2", "MUG", 1)))
    said(bench, "101", "TEA", "CMD-SHORT", "CMD-0")
    assert bench.scan(bench.prints()).ok
    assert slips(bench) == 1
    assert "The tea" in slip(bench) and "The mug" not in slip(bench)
    said(bench, "101", "MUG")
    assert bench.scan(bench.prints()).ok
    assert "The mug" in slip(bench) and "The tea" not in slip(bench), "the rest has a slip of its own"


def test_a_slip_that_is_not_right_any_more_is_printed_anew(bench: Floor) -> None:
    one = order("101", line("1", "TEA", 2), line("2", "MUG", 1))
    bench.arrives(one)
    said(bench, "101", "TEA", "CMD-SHORT", "LINE-2", "CMD-0")
    assert slips(bench) == 2
    assert "The mug" not in slip(bench)
    assert bench.scan("CMD-UNDO").ok
    assert slips(bench) == 3
    assert "The mug" in slip(bench), "it goes after all"
    changed(bench, one, lines=(*one.lines, line("3", "POT", 1)))
    assert bench.scan("CMD-YES").ok
    assert slips(bench) == 4
    assert "The pot" in slip(bench)
    said(bench, "TEA", "MUG", "CMD-UNDO", "MUG")
    assert slips(bench) == 4, "units alone change no slip"


# -- what is typed --------------------------------------------------------------------------------


def test_how_many_are_left_on_the_shelf_may_be_any_number(bench: Floor) -> None:
    bench.arrives(order("101", line("1", "TEA", 20)))
    assert said(bench, "101", "CMD-SHORT", "QTY-20", "QTY-11") == [
        "order.opened", "short.how_many", "scan.not_an_answer", "short.done",
    ]  # fmt: skip
    assert bench.bench.seat.here.session.known("1").left == 11
    assert said(bench, "CMD-5", "QTY-0") == ["number.set", "number.cleared"], "taking it back needs nobody"


@pytest.mark.parametrize(
    "junk", ["x" * 4096, "1" * 51, "ABCDEFGH", "https://t.example/77001", "00340\x07434", "\x1d\x1d12345"]
)
def test_what_cannot_be_a_carriers_number_is_not_taken_for_one(kept, fake_clock, junk: str) -> None:
    floor = Floor(kept, fake_clock, Rules(weigh="off", kinds=KINDS), carrier="manual")
    floor.arrives(order("101", line("1", "TEA", 1)))
    said(floor, "101", "TEA")
    floor.prints()
    assert floor.scan(junk).say.code == "carrier.not_a_tracking"
    assert floor.scan("42012345\x1d9400111899").say.code == "ship.done", "a postcode may stand before it"
