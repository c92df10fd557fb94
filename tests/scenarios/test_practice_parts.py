"""The robot's parts, each by itself."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from station.bus import Bus
from station.model.barcode import comparable
from station.model.chores import CartonRow, ChoreView, GoodsRow
from station.model.events import BenchChanged, BenchReady, WeightSeen
from station.model.picking import PickRow, PickView, StopView, ToteView, WaveRow
from station.model.problem import Problem
from station.model.view import BenchState, BenchView, LineView, WeightView
from station.packing.merging import line_ref
from station.sandbox import beside
from station.sandbox.empty_shelf import EmptyShelf
from station.sandbox.eyes import CalledOff, Eyes, Stuck
from station.sandbox.mistakes import Kind, Mistakes
from station.sandbox.reckoning import Reckoning
from station.sandbox.shop import Shop, samples
from station.sandbox.story import Story
from station.sandbox.tray import CARTON_GRAMS, Goods
from station.settings.schema import Operator


class Sample:
    """The sample shop, never opened: nobody asks it over HTTP here."""

    def __init__(self) -> None:
        self.shop = Shop()
        self.refs = samples.load(self.shop)
        self.goods = Goods(self.shop)

    def view(self, sample: str, packed: int = 0) -> BenchView:
        """The screen once so many units were packed, first line first."""
        lines = []
        for doc in self.shop.order(self.refs[sample])["line_items"]:
            options = tuple(
                (one["key"], one["value"]) for one in doc["meta_data"] if not one["key"].startswith("_")
            )
            now = min(packed, doc["quantity"])
            packed -= now
            has_code = bool(doc["sku"])
            lines.append(
                LineView(
                    str(doc["id"]), doc["sku"] or "", doc["name"], doc["quantity"], now, 0, options,
                    has_code=has_code,
                )
            )  # fmt: skip
        current = next((one.ref for one in lines if one.left), "")
        return BenchView(
            "Practice",
            BenchState.PACKING,
            Problem("do.next_carton"),
            store="practice",
            ref=str(self.refs[sample]),
            lines=tuple(lines),
            current=current,
        )


@pytest.fixture
def sample() -> Sample:
    return Sample()


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture
def watched(stop: threading.Event) -> Iterator[tuple[Bus, Eyes]]:
    bus = Bus()
    eyes = Eyes(bus, stop)
    yield bus, eyes
    eyes.close()


def test_every_kind_of_mistake_is_due_once_in_five_orders() -> None:
    mistakes = Mistakes(orders=10)
    for _ in range(2):
        for order in range(5):
            mistakes.next_order()
            assert all(mistakes.is_due(kind) for kind in Kind) is (order == 0)
            if order == 0:
                for kind in Kind:
                    mistakes.judged(kind, False, "pack.too_many", interrupted=True)
    assert (mistakes.made, mistakes.caught) == (8, 8)


@pytest.mark.parametrize(
    ("kind", "ok", "code", "caught"),
    [
        (Kind.WRONG_ITEM, False, "pack.not_on_order", True),
        (Kind.WRONG_ITEM, False, "scan.unknown", False),
        (Kind.WRONG_ITEM, True, "pack.unit", False),
        (Kind.ONE_TOO_MANY, False, "pack.too_many", True),
        (Kind.UNKNOWN_CODE, False, "scan.unknown", True),
        (Kind.WRONG_LABEL, False, "label.other_carton", True),
        (Kind.WRONG_LABEL, True, "ship.done", False),
    ],
)
def test_a_mistake_is_caught_only_with_the_right_code(kind: Kind, ok: bool, code: str, caught: bool) -> None:
    mistakes = Mistakes(orders=1)
    mistakes.next_order()
    assert mistakes.judged(kind, ok, code, interrupted=False) is caught
    assert (mistakes.made, mistakes.caught, mistakes.is_due(kind)) == (1, int(caught), False)


def test_the_last_orders_of_a_block_are_late() -> None:
    mistakes = Mistakes(orders=12)
    late = []
    for _ in range(12):
        mistakes.next_order()
        late.append(mistakes.late)
    assert late == [False, False, False, True, True] * 2 + [False, True]


def test_a_stranger_is_never_taken_for_what_was_ordered(sample: Sample) -> None:
    view = sample.view("cancelled_while_packing")
    own = {code for line in view.lines for code in sample.goods.of_line(line.ref).codes}
    strangers = sample.goods.strangers(view.lines, view.ref)
    assert strangers == sample.goods.strangers(view.lines, view.ref)
    skus = {one.sku for one in strangers}
    assert "BOWL-SOUP" not in skus, "it has the code of the rice bowl, which is on the order"
    assert "MUG-BLUE" in skus and not any(comparable(one.code) in own for one in strangers)


def test_a_carton_weighs_what_is_in_it_and_never_exactly(sample: Sample) -> None:
    line = sample.view("first").lines[0]
    weights = {sample.goods.weigh({line.ref: 2}) for _ in range(20)}
    assert len(weights) > 10
    assert all(abs(grams - (2 * 360 + CARTON_GRAMS)) < 25 for grams in weights)


def test_a_line_without_a_code_is_scanned_by_its_own_barcode(sample: Sample) -> None:
    wrap, vase = sample.view("no_code").lines
    assert sample.goods.code_of(wrap) == f"LINE-{wrap.ref}"
    assert sample.goods.code_of(vase) == "9520000000134"


def test_a_line_of_merged_orders_asks_for_the_same_thing(sample: Sample) -> None:
    (line,) = sample.view("first").lines
    assert sample.goods.of_line(line_ref(4, line.ref)) is sample.goods.of_line(line.ref)


def test_there_are_orders_to_one_address_by_one_service_to_be_merged(sample: Sample) -> None:
    free = [sample.shop.order(ref) for name, ref in sample.refs.items() if name not in samples.scripts()]
    ways = Counter(
        (str(one["shipping"]), one["shipping_lines"][0]["method_title"])
        for one in free
        if one["status"] == "processing"
    )
    assert max(ways.values()) >= 2


def test_a_badge_lies_on_the_table_for_everybody_who_is_not_signed_in() -> None:
    people = (Operator(name="Robin", badge="OP-ROBIN"), Operator(name="Sam", badge="OP-SAM"))
    assert [code for code, _, _ in beside.badges(people, "")] == ["OP-ROBIN", "OP-SAM"]
    assert [code for code, _, _ in beside.badges(people, "Robin")] == ["OP-SAM"]


def test_a_list_lies_there_while_nobody_walks_it() -> None:
    at = datetime(2026, 5, 4, 12, tzinfo=UTC)
    states = ("open", "picking", "done")
    picks = tuple(PickRow(n, "batch", "", state, "", "", 1, 1, 0, 0) for n, state in enumerate(states))
    wave = WaveRow(1, "noon", "batch", "open", at, 1, 0, 1, 0, 0, picks)
    assert [code for code, _, _ in beside.lists((wave,))] == ["PICK-0"]


def test_goods_on_their_way_back_lie_there_until_they_are_away(sample: Sample) -> None:
    goods = (GoodsRow("MUG-BLUE", "Mug", "B-01", 1, 0), GoodsRow("SPOON-OAK", "Spoon", "E-01", 1, 1))
    chore = ChoreView("put_back", "working", 1, goods=goods)
    assert beside.of_chore(chore, sample.goods.codes, ()) == [("9520000000066", "Mug", "")]


def test_a_carton_lies_there_until_it_is_on_the_van(sample: Sample) -> None:
    first, second = (CartonRow(str(n), "practice", str(n), str(n), 1, f"T{n}", "", "ok") for n in (1, 2))
    waiting = ChoreView("load", "working", 1, cartons=(first,))
    assert [code for code, _, _ in beside.of_chore(waiting, {}, (first, second))] == ["T2"]
    pulled = replace(waiting, cartons=(replace(first, state="pull"),))
    assert [code for code, _, _ in beside.of_chore(pulled, {}, ())] == ["T1"]


def test_a_picker_finds_bin_goods_and_totes_on_the_table(sample: Sample) -> None:
    stop = StopView("B-01", "MUG-BLUE", "Mug", 1, 1)
    walk = PickView(1, "noon", "cluster", "", "walking", 0, 0, 1, 1, stop=stop)

    def codes(walk: PickView) -> list[str]:
        return [code for code, _, _ in beside.of_walk(walk, sample.goods.codes)]

    assert codes(walk) == ["BIN-B-01", "9520000000066"]
    bound = (ToteView("TOTE-1", "128", 0, 1),)
    assert "TOTE-1" not in codes(replace(walk, step="binding", totes=bound))
    assert codes(replace(walk, step="putting", totes=bound)) == ["TOTE-1", "TOTE-2", "9520000000066"]
    assert codes(replace(walk, stop=None)) == []


def test_the_empty_shelf_is_one_that_no_later_order_needs(sample: Sample) -> None:
    shelf = EmptyShelf(sample.shop, sample.goods)
    view = sample.view("gift")
    shelf.look(view, [str(sample.refs["many_lines"])])
    assert shelf.is_next(view) is None, "the other order wants a teapot too"
    shelf.look(view, [str(sample.refs["first"])])
    short = shelf.is_next(view)
    assert short is not None and short.sku == "POT-CLAY" and not shelf.has(short)
    shelf.reported()
    assert shelf.is_next(view) is None and shelf.has(short)


def test_the_shop_changes_its_mind_once_and_the_bench_is_told_to_look(sample: Sample) -> None:
    looks: list[tuple[str, Future[None]]] = []

    def ask(ref: str) -> Future[None]:
        looks.append((ref, Future()))
        return looks[-1][1]

    story = Story(sample.shop, sample.refs, ask)  # type: ignore[arg-type]
    ref = sample.refs["cancelled_while_packing"]
    for packed in (0, 2):
        story.see(BenchChanged(sample.view("cancelled_while_packing", packed)))
    assert sample.shop.order(ref)["status"] == "processing" and story.settled(0)
    for packed in (3, 4):
        story.see(BenchChanged(sample.view("cancelled_while_packing", packed)))
    assert sample.shop.order(ref)["status"] == "cancelled"
    assert [asked for asked, _ in looks] == [str(ref)] and not story.settled(0)
    looks[0][1].set_result(None)
    assert story.settled(1)


def test_an_address_is_corrected_while_its_order_is_packed(sample: Sample) -> None:
    story = Story(sample.shop, sample.refs, lambda _: Future())
    story.see(BenchChanged(sample.view("address_changed", 1)))
    assert sample.shop.order(sample.refs["address_changed"])["shipping"]["address_1"] == "Kade 79"


def test_the_reckoning_follows_what_the_shop_puts_back(sample: Sample) -> None:
    reckoning = Reckoning(sample.shop)
    assert reckoning.differences() == []
    sample.shop.cancel(sample.refs["cancelled_while_packing"])
    assert reckoning.differences() == [], "the shop put its own units back"
    sample.shop.change_stock("SPOON-OAK", -2)
    assert reckoning.differences() == ["SPOON-OAK"], "shipped units subtracted a second time"


def test_a_count_leaves_what_is_sold_and_not_packed(sample: Sample) -> None:
    reckoning = Reckoning(sample.shop)
    line = next(one.ref for one in sample.view("many_lines").lines if one.sku == "POT-CLAY")
    pot = next(one.id for one in sample.shop.products() if one.sku == "POT-CLAY")
    reckoning.counted(pot, 0, {line: 1})
    assert reckoning.differences() == ["POT-CLAY"], "the shop was not told yet"
    sample.shop.change_stock("POT-CLAY", -1 - (sample.shop.stock("POT-CLAY") or 0))
    assert reckoning.differences() == [], "none on the shelf, one sold and not packed: minus one"
    sample.shop.cancel(sample.refs["gift"])
    assert (sample.shop.stock("POT-CLAY"), reckoning.differences()) == (0, [])


def test_a_part_refund_counts_once(sample: Sample) -> None:
    reckoning = Reckoning(sample.shop)
    tin = next(one.id for one in sample.shop.products() if one.sku == "TIN-GREEN")
    reckoning.counted(tin, 0, {})
    sample.shop.change_stock("TIN-GREEN", -3 - (sample.shop.stock("TIN-GREEN") or 0))
    assert reckoning.differences() == [], "one of many_lines, and two of the three that one was refunded of"


def test_only_what_the_shop_knows_counts_as_told(sample: Sample) -> None:
    reckoning = Reckoning(sample.shop)
    assert reckoning.tracking_at_cart([(str(sample.refs["first"]), "PRACTICE00000001U")]) == 0


def test_eyes_see_in_order_and_leave_the_scale_display_out(watched: tuple[Bus, Eyes]) -> None:
    bus, eyes = watched
    bus.publish(WeightSeen(WeightView()))
    bus.publish("first")
    mark = eyes.mark
    bus.publish("second")
    assert (eyes.since(0), eyes.since(mark)) == (["first", "second"], ["second"])
    assert eyes.wait_for(0, lambda event: event == "second", 1, "the second") == 2


def test_what_comes_later_is_waited_for(watched: tuple[Bus, Eyes]) -> None:
    bus, eyes = watched
    later = threading.Timer(0.05, bus.publish, [BenchReady()])
    later.start()
    assert eyes.wait_for(0, lambda event: isinstance(event, BenchReady), 5, "the bench") == 1
    later.join()


def test_what_never_comes_has_a_name(watched: tuple[Bus, Eyes]) -> None:
    _, eyes = watched
    with pytest.raises(Stuck) as stuck:
        eyes.wait_for(0, lambda _: True, 0.01, "a label")
    assert stuck.value.problem == Problem("practice.stuck", {"wanted": "a label"})


def test_every_wait_ends_when_the_program_is_to_end(watched: tuple[Bus, Eyes], stop: threading.Event) -> None:
    _, eyes = watched
    stop.set()
    with pytest.raises(CalledOff):
        eyes.until(lambda: False, 60, "nothing")
    with pytest.raises(CalledOff):
        eyes.rest(60)
