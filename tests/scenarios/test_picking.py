"""A wave from its making to the last carton, at one bench: totes, shorts, orders that end on the way."""

from dataclasses import replace
from datetime import timedelta

import pytest
from floor import AT, EANS, Floor, line, order
from sqlalchemy import select

from station.model.order import OrderState
from station.model.picking import WaveRule
from station.model.problem import StationError
from station.packing.bins import Floor as Aisles
from station.packing.due import CutOffs
from station.packing.goods import GoodsRule
from station.packing.outcome import Rules
from station.packing.picking import PickRules
from station.store import picked, picking, totes, waves
from station.store.engine import Store
from station.store.schema import orders, outbox, product
from station.usecases import waves as making
from station.usecases.bench import Bench

BINS = {"TEA": "A-02", "MUG": "A-10", "SPOON": ""}
THREE = (
    order("1", line("1a", "TEA", 2), line("1b", "MUG", 1), ship_by=AT + timedelta(days=1)),
    order("2", line("2a", "TEA", 1), ship_by=AT + timedelta(days=2)),
    order("3", line("3a", "MUG", 1), line("3b", "SPOON", 1), ship_by=AT + timedelta(days=3)),
)


@pytest.fixture
def floor(store: Store, fake_clock) -> Floor:
    made = Floor(store, fake_clock, Rules(weigh="off", scan_back=True))
    made.arrives(*THREE)
    with store.write() as tx:
        for sku, name in BINS.items():
            tx.execute(product.update().where(product.c.sku == sku).values(bin=name))
    return made


def wave(floor: Floor, way: str, **rule: object) -> list[int]:
    made: list[int] = []
    floor.bench.work(lambda tx: made.extend(making.build(floor.bench.seat, tx, WaveRule(way, **rule))[1]))
    return made


def codes(floor: Floor, *texts: str) -> list[str]:
    return [floor.scan(text).say.code for text in texts]


def sentence(floor: Floor) -> tuple[str, dict]:
    said = floor.bench.view().instruction
    return said.code, dict(said.params)


def pack(floor: Floor) -> None:
    assert floor.scan(floor.prints()).say.code == "ship.done"


def test_a_cart_of_totes_is_walked_and_its_totes_are_packed(floor: Floor) -> None:
    (pick,) = wave(floor, "cluster")
    assert codes(floor, f"PICK-{pick}") == ["pick.opened"]
    assert floor.state == "picking"
    assert sentence(floor)[0] == "do.pick.tote"
    assert codes(floor, "TOTE-1", "TOTE-2", "TOTE-3") == ["pick.tote_bound"] * 3
    assert sentence(floor) == ("do.pick.take_at", {"sku": "TEA", "bin": "A-02", "count": 2})
    assert codes(floor, "CMD-2", "TEA", "TOTE-2", "TOTE-1") == [
        "pick.count", "pick.taken", "pick.wrong_tote", "pick.put",
    ]  # fmt: skip
    assert (
        codes(floor, "TEA", "TOTE-2", "MUG", "TOTE-1", "MUG", "TOTE-3", "SPOON", "TOTE-3")[-1] == "pick.done"
    )
    assert floor.state == "idle"
    assert codes(floor, "TOTE-3") == ["order.opened"]
    assert [(one.sku, one.picked) for one in floor.bench.view().lines] == [("MUG", 1), ("SPOON", 1)]
    assert codes(floor, "MUG", "SPOON") == ["pack.line_complete", "pack.order_complete"]
    pack(floor)
    assert codes(floor, "TOTE-3") == ["tote.empty"]
    assert codes(floor, f"PICK-{pick}", "TEA") == ["order.opened", "pack.unit"]


def test_a_wave_is_for_a_carrier_whatever_the_shops_call_its_methods(floor: Floor) -> None:
    floor.arrives(
        order("4", line("4a", "TEA", 1), method="Express", method_code="dhl_x"),
        order("5", line("5a", "TEA", 1), method="Standard", method_code="ups_5"),
    )
    seat = floor.bench.seat
    carriers = {"Express": "dhl", "ups_5": "UPS", "*": "Own van"}
    seat.policy = replace(seat.policy, cut_offs=CutOffs(carriers=carriers))
    with floor.store.read() as connection:
        assert making.choices(seat, connection).carriers == ("Own van", "UPS", "dhl")
    (pick,) = wave(floor, "batch", carriers=("DHL", "ups"))
    with floor.store.read() as connection:
        assert {task.number for task in picking.tasks(connection, pick)} == {"4", "5"}


def test_orders_of_a_wave_are_offered_to_nobody_until_it_is_cancelled(floor: Floor) -> None:
    assert floor.bench.view().offered is not None
    wave(floor, "batch")
    assert floor.bench.view().offered is None
    with pytest.raises(StationError) as refused:
        wave(floor, "batch")
    assert refused.value.problem.code == "wave.nothing_fits"
    floor.bench.work(lambda tx: making.cancel(floor.bench.seat, tx, 1))
    assert floor.bench.view().offered.number == "1"


def test_a_crash_comes_back_to_the_same_scan(floor: Floor) -> None:
    (pick,) = wave(floor, "cluster")
    codes(floor, f"PICK-{pick}", "TOTE-1", "TOTE-2", "TOTE-3", "TEA")
    before = floor.bench.view()
    floor.start()
    after = floor.bench.view()
    assert (after.pick, after.instruction) == (before.pick, before.instruction)
    assert codes(floor, f"PICK-{pick}", "TEA", "TOTE-1") == ["pick.in_hand", "pick.taken", "pick.put"]


def test_a_parked_list_goes_on_where_it_was_at_another_bench(floor: Floor) -> None:
    (pick,) = wave(floor, "batch")
    assert codes(floor, f"PICK-{pick}", "TEA", "CMD-PARK") == ["pick.opened", "pick.unit", "pick.parked"]
    other = neighbour(floor)
    other.scan(f"PICK-{pick}")
    assert other.seat.walking.walk.left == 5


def neighbour(floor: Floor) -> Bench:
    from station.usecases.seat import Policy

    made = Bench(floor.store, floor.bus, floor.clock, Policy("Bench 2", floor.rules, ("main",)))
    made.load()
    return made


def test_two_pickers_never_have_one_list_and_a_take_over_is_asked_for(floor: Floor) -> None:
    (pick,) = wave(floor, "batch")
    codes(floor, f"PICK-{pick}", "TEA")
    other = neighbour(floor)
    other.scan(f"PICK-{pick}")
    assert (other.seat.state, other.view().instruction.code) == ("asking", "pick.taken_by")
    other.scan("CMD-YES")
    assert other.seat.walking.walk.left == 5
    assert floor.scan("TEA").say.code == "lease.taken"
    assert floor.bench.seat.walking is None


def test_an_order_somebody_walks_for_is_not_packed_and_one_nobody_began_is_after_a_question(
    floor: Floor,
) -> None:
    first, second, _ = wave(floor, "single")
    codes(floor, f"PICK-{first}")
    other = neighbour(floor)
    other.scan("1")
    assert other.seat.recent[-1].say.code == "order.being_picked"
    other.scan("2")
    assert other.view().instruction.code == "order.on_list"
    other.scan("CMD-YES")
    assert other.seat.current.stored.order.number == "2"
    with floor.store.read() as connection:
        assert picking.load(connection, second).state == "done"


def test_a_single_list_may_be_carried_in_a_tote(floor: Floor) -> None:
    first, *_ = wave(floor, "single")
    assert codes(floor, f"PICK-{first}", "TOTE-7", "CMD-2", "TEA", "MUG")[-1] == "pick.done"
    assert codes(floor, "TOTE-7") == ["order.opened"]


def test_any_goods_of_a_batch_of_single_lines_open_their_order(floor: Floor) -> None:
    (pick,) = wave(floor, "batch", singles="only")
    assert codes(floor, f"PICK-{pick}", "TEA") == ["pick.opened", "pick.done"]
    assert codes(floor, "TEA") == ["pack.order_complete"]
    pack(floor)
    assert codes(floor, "TEA") == ["scan.no_order_for"]


def messages(floor: Floor) -> list[tuple[str, str]]:
    with floor.store.read() as connection:
        rows = connection.execute(select(outbox.c.topic, outbox.c.state).order_by(outbox.c.id))
        return [(row.topic, row.state) for row in rows]


def test_a_short_is_told_to_the_shop_and_taken_back_with_undo(floor: Floor) -> None:
    (pick,) = wave(floor, "batch")
    assert codes(floor, f"PICK-{pick}", "CMD-SHORT", "CMD-1", "CMD-1") == [
        "pick.opened", "pick.why", "pick.what_next", "pick.short",
    ]  # fmt: skip
    assert messages(floor) == [("stock", "ready")]
    assert codes(floor, "CMD-UNDO") == ["undo.done"]
    assert messages(floor) == [("stock", "cancelled")]


def test_what_was_short_on_the_walk_is_short_at_the_bench_and_waits_for_goods(floor: Floor) -> None:
    (pick,) = wave(floor, "batch")
    codes(floor, f"PICK-{pick}", "CMD-SHORT", "CMD-2", "CMD-1", "CMD-1")
    assert codes(floor, "TEA", "MUG", "MUG", "SPOON")[-1] == "pick.done_short"
    assert codes(floor, "1", "TEA", "MUG") == ["order.opened", "pack.shorted", "pack.order_complete"]
    pack(floor)
    assert dict(holds(floor)) == {"1": "hold.backorder", "2": None, "3": None}
    assert [one for one in messages(floor) if one[0] == "stock"] == [("stock", "ready")]


def test_an_order_nothing_was_found_of_waits_for_goods(floor: Floor) -> None:
    _, second, _ = wave(floor, "single")
    assert codes(floor, f"PICK-{second}", "CMD-SHORT", "CMD-1", "CMD-1")[-1] == "pick.done_short"
    assert dict(holds(floor))["2"] == "hold.backorder"
    with floor.store.read() as connection:
        assert connection.execute(select(orders.c.wave).where(orders.c.number == "2")).scalar_one() is None


def holds(floor: Floor) -> list[tuple[str, str | None]]:
    with floor.store.read() as connection:
        rows = connection.execute(select(orders.c.number, orders.c.hold).order_by(orders.c.number))
        return [(row.number, row.hold) for row in rows]


def test_a_hold_for_stock_keeps_the_order_from_the_bench_until_undo(floor: Floor) -> None:
    (pick,) = wave(floor, "batch")
    codes(floor, f"PICK-{pick}", "CMD-SHORT", "CMD-2", "CMD-2", "CMD-2")
    assert dict(holds(floor))["2"] == "hold.stock"
    codes(floor, "CMD-UNDO")
    assert dict(holds(floor))["2"] is None


def cancel(floor: Floor, number: str) -> None:
    which = next(one for one in THREE if one.number == number)
    floor.arrives(replace(which, state=OrderState.CANCELLED, native=("cancelled", "", "")))


def test_an_order_cancelled_on_the_way_is_not_walked_for_and_its_goods_go_back(floor: Floor) -> None:
    (pick,) = wave(floor, "cluster")
    codes(floor, f"PICK-{pick}", "TOTE-1", "TOTE-2", "TOTE-3", "TEA", "TOTE-1", "TEA")
    cancel(floor, "1")
    assert [code for code in floor.problems() if code.startswith("pick.")] == [
        "pick.dropped", "pick.goes_back", "pick.dropped",
    ]  # fmt: skip
    assert sentence(floor)[1]["sku"] == "TEA"
    codes(floor, "TEA", "TOTE-2", "MUG", "TOTE-3", "SPOON", "TOTE-3")
    assert floor.state == "idle"
    assert codes(floor, "TOTE-1", "CMD-YES", "TOTE-1") == ["tote.put_back", "tote.emptied", "tote.empty"]


def test_an_order_cancelled_after_its_walk_is_put_back_from_its_tote(floor: Floor) -> None:
    first, *_ = wave(floor, "single")
    codes(floor, f"PICK-{first}", "TOTE-7", "CMD-2", "TEA", "MUG")
    cancel(floor, "1")
    with floor.store.read() as connection:
        back = totes.back_to_shelf(connection)
        assert [(one.sku, one.quantity, one.bin, one.tote) for one in back] == [
            ("TEA", 2, "A-02", "TOTE-7"), ("MUG", 1, "A-10", "TOTE-7"),
        ]  # fmt: skip
    assert codes(floor, "TOTE-7", "CMD-YES") == ["tote.put_back", "tote.emptied"]


def test_zones_are_walked_apart_and_packed_when_all_of_them_are_done(floor: Floor) -> None:
    floor.bench.seat.policy = floor.bench.seat.policy.__class__(
        "Bench 1",
        floor.rules,
        ("main",),
        picking=PickRules(floor=Aisles(zones={"near": ("A-0",), "far": ("A-1",)})),
    )
    lists = wave(floor, "zone", totes=0)
    with floor.store.read() as connection:
        zones = {picking.load(connection, one).zone: one for one in lists}
    assert set(zones) == {"near", "far", ""}
    codes(floor, f"PICK-{zones['near']}", "CMD-3", "TEA")
    assert codes(floor, "1") == ["order.on_list"]
    codes(floor, "CMD-NO")
    codes(floor, f"PICK-{zones['far']}", "CMD-2", "MUG")
    assert codes(floor, "1") == ["order.opened"]


def test_a_cancelled_wave_puts_back_what_is_half_picked_and_keeps_what_is_whole(floor: Floor) -> None:
    (pick,) = wave(floor, "cluster")
    codes(floor, f"PICK-{pick}", "TOTE-1", "TOTE-2", "TOTE-3", "TEA", "TOTE-1")
    codes(floor, "TEA", "TOTE-1", "TEA", "TOTE-2")
    floor.bench.work(lambda tx: making.cancel(floor.bench.seat, tx, 1))
    assert floor.scan("MUG").say.code == "lease.taken"
    assert codes(floor, "TOTE-2") == ["order.opened"]
    with floor.store.read() as connection:
        assert [(one.order, one.quantity) for one in totes.back_to_shelf(connection)] == [("1", 2)]
        assert waves.wave_rows(connection, floor.clock.now())[0].state == "cancelled"
        assert picked.lists_of(connection, 1) == []


NOTHING = {
    "PICK-99": "pick.unknown",
    "PICK-": "pick.unknown",
    "PICK-1e3": "pick.unknown",
    "PICK-" + "9" * 40: "pick.unknown",
    "TOTE-404": "tote.empty",
}
ON_A_WALK = {
    "4012345000016": "scan.unknown",
    "": "scan.unknown",
    "\x1d" * 50: "scan.unknown",
    "OP-NOBODY": "operator.unknown",
    "OP-ANA": "operator.signed_in",
    "PICK-77": "pick.finish_or_park",
    "ORD-main-92": "pick.finish_or_park",
    "TOTE-1": "pick.no_totes",
    "BIN-Z-9": "pick.wrong_bin",
    "QTY-3": "operator.not_allowed",
    "CMD-WEIGH": "pick.not_now",
    "CMD-HELP": "help.pick",
    "CMD-UNDO": "undo.nothing",
    "CMD-0": "scan.nothing_asked",
    "CMD-NO": "pick.not_now",
    "CMD-NEXT-CARTON": "pick.full_in_hand",
}


def test_whatever_is_scanned_has_its_answer_before_and_on_a_walk(floor: Floor) -> None:
    assert {text: floor.scan(text).say.code for text in NOTHING} == NOTHING
    (pick,) = wave(floor, "batch")
    codes(floor, f"PICK-{pick}")
    assert {text: floor.scan(text).say.code for text in ON_A_WALK} == ON_A_WALK
    assert floor.state == "picking"


def test_of_a_kit_made_at_the_bench_its_parts_are_on_the_list_and_a_case_is_its_content(
    floor: Floor,
) -> None:
    case = "10012345678902"
    floor.bench.seat.policy = replace(
        floor.bench.seat.policy,
        goods=(GoodsRule(skus=("SPO*",), kit={"TEA": 2}), GoodsRule(skus=("TEA",), case_codes={case: 5})),
    )
    (pick,) = wave(floor, "batch")
    assert codes(floor, f"PICK-{pick}", case) == ["pick.opened", "pick.stop_complete"]
    asked = {(task.number, task.sku) for task in floor.bench.seat.walking.walk.tasks}
    assert asked == {("1", "TEA"), ("1", "MUG"), ("2", "TEA"), ("3", "MUG"), ("3", "TEA")}


def test_goods_that_are_not_on_the_list_are_named(floor: Floor) -> None:
    (pick,) = wave(floor, "batch", singles="only")
    codes(floor, f"PICK-{pick}")
    said = floor.scan("MUG").say
    assert (said.code, said.params["sku"], said.params["expected"]) == ("pick.not_on_list", "MUG", "TEA")
    assert EANS["MUG"] not in str(said)
