"""Kits put together at the bench: parts are fetched, traced, packed, told to the shop, and come back."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from floor import AT, EANS, Floor, line, order
from pg import store_on
from sqlalchemy import func, select

from station.model.evidence import PackedUnits
from station.model.order import OrderState
from station.model.picking import WaveRule
from station.model.problem import StationError
from station.packing.goods import GoodsRule
from station.packing.outcome import Rules
from station.packing.picking import PickRules
from station.store import evidence, picked, putbacks, sessions
from station.store.schema import movement, orders, outbox, product
from station.usecases import waves

BINS = {"TEA": "A-02", "SPOON": "B-01", "MUG": "A-10"}
SET = GoodsRule(skus=("SET",), kit={"TEA": 2, "SPOON": 1})


@pytest.fixture
def store(tmp_path):
    """The rows are those of `test_picking` and `test_returns`, which are told on both back ends."""
    with store_on("sqlite", tmp_path) as made:
        yield made


@pytest.fixture
def floor(store, fake_clock) -> Floor:
    made = Floor(store, fake_clock, Rules(weigh="off"), goods=(SET,))
    made.arrives(order("900", line("1", "TEA", 1), line("2", "SPOON", 1), line("3", "MUG", 1)))
    made.arrives(order("900", line("1", "TEA", 1), state=OrderState.FULFILLED, changed_at=AT + timedelta(1)))
    return made


def by_rules(floor: Floor, *rules: GoodsRule) -> None:
    floor.goods = rules
    floor.bench.seat.policy = replace(floor.bench.seat.policy, goods=rules)


def codes(floor: Floor, *texts: str) -> list[str]:
    return [floor.scan(text).say.code for text in texts]


def wave(floor: Floor, way: str = "cluster", **rule: object) -> waves.Built:
    made: list[waves.Built] = []
    with floor.store.write() as tx:
        for sku, name in BINS.items():
            tx.execute(product.update().where(product.c.sku == sku).values(bin=name))
    floor.bench.work(lambda tx: made.append(waves.build(floor.bench.seat, tx, WaveRule(way, **rule))))
    return made[0]


def finishes(floor: Floor) -> str:
    tracking = floor.prints()
    assert floor.scan(tracking).ok
    return tracking


def told(floor: Floor) -> dict[str, int]:
    """By SKU: what the shop's stock is corrected by."""
    query = select(outbox.c.body).where(outbox.c.topic == "stock", outbox.c.state != "cancelled")
    sums: dict[str, int] = {}
    with floor.store.read() as connection:
        for body in map(json.loads, connection.execute(query).scalars()):
            sums[body["sku"]] = sums.get(body["sku"], 0) + body.get("plus", 0)
    return {sku: units for sku, units in sums.items() if units}


def moved(floor: Floor) -> dict[str, int]:
    query = select(movement.c.sku, func.sum(movement.c.quantity)).where(movement.c.kind != "opening")
    with floor.store.read() as connection:
        rows = connection.execute(query.group_by(movement.c.sku)).all()
    return {sku: int(units) for sku, units in rows if units}


# -- on the walk ----------------------------------------------------------------------------------


def test_the_parts_of_kits_are_walked_for_with_everything_else_and_made_from_the_tote(floor) -> None:
    floor.arrives(order("1", line("a", "SET", 2), line("b", "TEA", 1)), order("2", line("a", "TEA", 1)))
    (pick,) = wave(floor, "batch").lists
    assert codes(floor, f"PICK-{pick}") == ["pick.opened"]
    stops = [(one.bin, one.sku, one.left) for one in floor.bench.view().pick.stops]
    assert stops == [("A-02", "TEA", 6), ("B-01", "SPOON", 2)], "one stop, whoever wants it for what"
    assert codes(floor, "CMD-5", "TEA", "TEA", "CMD-2", "SPOON") == [
        "pick.count", "pick.unit", "pick.stop_complete", "pick.count", "pick.done",
    ]  # fmt: skip
    assert codes(floor, f"PICK-{pick}") == ["order.opened"]
    shown = {one.sku: one.picked for one in floor.bench.view().lines}
    assert shown == {"SET": 2, "TEA": 1}
    said = codes(floor, "TEA", "TEA", "TEA", "SPOON", "TEA", "TEA", "SPOON")
    assert said[0] == "pack.line_complete"
    assert said[-1] == "pack.order_complete"
    finishes(floor)
    assert moved(floor) == {"TEA": -5, "SPOON": -2}


def test_a_kit_of_a_tote_that_is_scanned_as_what_it_became_was_made_of_its_parts(floor) -> None:
    floor.arrives(order("1", line("a", "SET", 1)))
    (pick,) = wave(floor).lists
    assert (
        codes(floor, f"PICK-{pick}", "TOTE-1", "CMD-2", "TEA", "TOTE-1", "SPOON", "TOTE-1")[-1] == "pick.done"
    )
    assert codes(floor, "TOTE-1", "SET") == ["order.opened", "pack.order_complete"]
    finishes(floor)
    assert moved(floor) == told(floor) == {"TEA": -2, "SPOON": -1}


def test_a_part_that_is_not_there_asks_what_next_and_spares_the_walk_for_the_others(floor) -> None:
    floor.arrives(order("1", line("a", "SET", 2), line("b", "MUG", 1)))
    (pick,) = wave(floor).lists
    codes(floor, f"PICK-{pick}", "TOTE-1", "CMD-2", "TEA", "TOTE-1")
    assert codes(floor, "CMD-SHORT", "CMD-1", "CMD-1") == ["pick.why", "pick.what_next", "pick.short"]
    left = {one.sku: one.left for one in floor.bench.seat.walking.walk.tasks}
    assert left == {"TEA": 0, "MUG": 1, "SPOON": 1}, "one kit can still be made"
    assert codes(floor, "CMD-UNDO") == ["undo.done"]
    assert {one.sku: one.left for one in floor.bench.seat.walking.walk.tasks} == {
        "TEA": 2,
        "MUG": 1,
        "SPOON": 2,
    }
    codes(floor, "TEA", "TOTE-1", "CMD-SHORT", "CMD-1", "CMD-1", "MUG", "TOTE-1")
    assert codes(floor, "SPOON", "TOTE-1") == ["pick.taken", "pick.done_short"]
    assert codes(floor, "TOTE-1") == ["order.opened"]
    assert [(one.sku, one.due, one.shorted) for one in floor.bench.view().lines] == [
        ("SET", 2, 1),
        ("MUG", 1, 0),
    ]
    assert codes(floor, "MUG", "TEA", "TEA", "SPOON")[-1] == "pack.order_complete"
    finishes(floor)
    with floor.store.read() as connection:
        (back,) = putbacks.everything_open(connection)
        held = connection.execute(select(orders.c.hold).where(orders.c.number == "1")).scalar_one()
    assert (back.sku, back.name, back.quantity, back.tote) == ("TEA", "TEA", 1, "TOTE-1"), (
        "no second kit of it"
    )
    assert held == "hold.backorder"


def test_parts_of_a_kit_that_cannot_be_made_at_all_go_back_from_their_tote(floor) -> None:
    floor.arrives(order("1", line("a", "SET", 1)))
    (pick,) = wave(floor).lists
    codes(floor, f"PICK-{pick}", "TOTE-1", "CMD-2", "TEA", "TOTE-1")
    assert codes(floor, "CMD-SHORT", "CMD-1", "CMD-1")[-1] == "pick.done_short"
    assert codes(floor, "TOTE-1", "CMD-1", "CMD-2", "TEA") == [
        "tote.put_back", "back.begun", "back.armed", "back.done",
    ]  # fmt: skip
    assert told(floor) == {}, "the shop still counts them"


def test_a_count_on_the_walk_knows_of_parts_that_lie_in_totes(floor) -> None:
    floor.bench.seat.policy = replace(floor.bench.seat.policy, picking=PickRules(after_short="backorder"))
    floor.arrives(order("1", line("a", "SET", 2)))
    (pick,) = wave(floor).lists
    codes(floor, f"PICK-{pick}", "TOTE-1", "CMD-3", "TEA", "TOTE-1", "CMD-SHORT", "CMD-1")
    with floor.store.read() as connection:
        assert picked.waiting_units(connection, "main", "p-TEA") == 3
        (body,) = connection.execute(select(outbox.c.body).where(outbox.c.topic == "stock")).scalars()
    assert json.loads(body)["counted"] == 3
    codes(floor, "SPOON", "TOTE-1", "TOTE-1", "TEA", "TEA", "SPOON")
    finishes(floor)
    with floor.store.read() as connection:
        assert picked.waiting_units(connection, "main", "p-TEA") == 0


def test_an_order_that_ends_gives_its_parts_back_one_by_one(floor) -> None:
    one = order("1", line("a", "SET", 1))
    floor.arrives(one)
    (pick,) = wave(floor).lists
    codes(floor, f"PICK-{pick}", "TOTE-1", "CMD-2", "TEA", "TOTE-1")
    floor.arrives(replace(one, state=OrderState.CANCELLED, changed_at=AT + timedelta(minutes=5)))
    assert floor.state == "idle"
    with floor.store.read() as connection:
        assert [(row.sku, row.quantity) for row in putbacks.everything_open(connection)] == [("TEA", 2)]


def test_fewer_kits_are_wanted_while_somebody_walks_for_their_parts(floor) -> None:
    one = order("1", line("a", "SET", 2))
    floor.arrives(one)
    (pick,) = wave(floor).lists
    codes(floor, f"PICK-{pick}", "TOTE-1")
    less = replace(one.lines[0], refunded=1)
    floor.arrives(replace(one, lines=(less,), changed_at=AT + timedelta(minutes=5)))
    assert {task.sku: task.left for task in floor.bench.seat.walking.walk.tasks} == {"TEA": 2, "SPOON": 1}


def test_a_wave_is_filled_with_orders_somebody_can_be_sent_for_and_says_who_stays_out(floor) -> None:
    by_rules(floor, SET, GoodsRule(skus=("MUG",), dangerous="glass", not_with=("Air*",)))
    floor.arrives(
        order("1", line("a", "MUG", 1), method="Air Mail", ship_by=AT + timedelta(1)),
        order("2", line("a", "SET", 1), ship_by=AT + timedelta(2)),
        order("3", line("a", "TEA", 1), ship_by=AT + timedelta(3)),
    )
    made = wave(floor, orders=2)
    with floor.store.read() as connection:
        rows = connection.execute(select(orders.c.number).where(orders.c.wave == made.wave)).scalars()
        assert sorted(rows) == ["2", "3"]
    assert [(one.order, one.why.code) for one in made.left_out] == [("1", "goods.not_with")]
    with pytest.raises(StationError) as refused:
        wave(floor)
    assert refused.value.problem.code == "wave.all_left_out"


def test_only_orders_the_rule_of_a_kit_is_about_have_its_parts_on_the_list(floor) -> None:
    by_rules(floor, replace(SET, tags=("gift",)))
    floor.arrives(order("1", line("a", "SET", 1), tags=("gift",)), order("2", line("a", "SET", 1)))
    (pick,) = wave(floor, "batch").lists
    codes(floor, f"PICK-{pick}")
    asked = {(task.number, task.sku) for task in floor.bench.seat.walking.walk.tasks}
    assert asked == {("1", "TEA"), ("1", "SPOON"), ("2", "SET")}


# -- lots and serial numbers of parts -------------------------------------------------------------


def test_a_part_is_asked_for_its_lot_like_any_unit_and_it_is_written_down(floor) -> None:
    by_rules(floor, SET, GoodsRule(skus=("TEA",), require=("lot",)))
    floor.arrives(order("1", line("a", "SET", 1)))
    assert codes(floor, "1", "SET", "TEA", "TEA", "L1") == [
        "order.opened", "kit.scan_parts", "trace.lot_wanted", "trace.not_a_lot", "kit.part",
    ]  # fmt: skip
    assert codes(floor, "CMD-UNDO", "TEA") == ["undo.part", "trace.lot_wanted"]
    assert floor.bench.view().instruction.params["sku"] == "TEA"
    floor.start()
    assert codes(floor, "L7", "01" + EANS["TEA"].zfill(14) + "10L8", "SPOON") == [
        "kit.part", "kit.part", "pack.order_complete",
    ]  # fmt: skip
    finishes(floor)
    with floor.store.read() as connection:
        (uid,) = evidence.cartons_of(connection, "1")
        contents = evidence.evidence(connection, uid).contents
    told_of = [(one.sku, one.quantity, one.lot) for one in contents]
    assert isinstance(contents[0], PackedUnits)
    assert told_of == [("SET", 1, ""), ("TEA", 1, "L7"), ("TEA", 1, "L8"), ("SPOON", 1, "")]
    assert codes(floor, "L8") == ["order.shipped"], "a lot names the order it left with"


def test_a_serial_number_of_a_part_leaves_once_and_takes_its_kit_out(floor) -> None:
    by_rules(floor, replace(SET, kit={"MUG": 1, "SPOON": 1}), GoodsRule(skus=("MUG",), require=("serial",)))
    floor.arrives(
        order("1", line("a", "SET", 2), line("b", "MUG", 1), line("c", "POT", 1)),
        order("2", line("a", "MUG", 1)),
    )
    assert codes(floor, "1", "SPOON", "CMD-2", "MUG")[-1] == "pack.more_than_due"
    assert codes(floor, "MUG", "S1", "MUG", "S1") == [
        "trace.serial_wanted", "kit.complete", "trace.serial_wanted", "trace.serial_packed",
    ]  # fmt: skip
    assert codes(floor, "MUG", "S2", "MUG", "S3", "SPOON")[-1] == "kit.complete"
    assert codes(floor, "CMD-MOVE", "SET", "S3") == ["move.scan_item", "move.scan_serial", "move.done"]
    assert {one.serial for one in floor.bench.seat.here.session.on_bench.marks if one.serial} == {"S1", "S2"}
    codes(floor, "POT", "CMD-NEXT-CARTON")
    finishes(floor)
    assert codes(floor, "MUG", "S1", "MUG", "S3", "SPOON") == [
        "trace.serial_wanted", "trace.serial_packed", "trace.serial_wanted", "kit.part",
        "pack.order_complete",
    ]  # fmt: skip
    finishes(floor)
    assert codes(floor, "2", "MUG", "S3")[-1] == "trace.serial_left"


def test_a_kit_with_a_number_of_its_own_is_asked_for_it_when_its_parts_are_in(floor) -> None:
    by_rules(floor, replace(SET, require=("serial",)))
    floor.arrives(order("1", line("a", "SET", 1)))
    assert codes(floor, "1", "TEA", "TEA", "SPOON") == [
        "order.opened", "kit.part", "kit.part", "trace.serial_wanted",
    ]  # fmt: skip
    changed = order(
        "1", line("a", "SET", 1), customer_note="Ring twice.", changed_at=AT + timedelta(minutes=5)
    )
    floor.arrives(changed)
    assert codes(floor, "CMD-YES", "TEA", "SET", "K-1") == [
        "held.goes_on", "kit.scan_whole", "trace.serial_wanted", "pack.order_complete",
    ]  # fmt: skip


def test_a_case_of_a_part_counts_its_content(floor) -> None:
    by_rules(floor, SET, GoodsRule(skus=("TEA",), case_codes={"TWO-TEAS": 2, "SIX-TEAS": 6}))
    floor.arrives(order("1", line("a", "SET", 1)))
    assert codes(floor, "1", "SIX-TEAS", "TWO-TEAS", "SPOON") == [
        "order.opened", "pack.case_too_large", "kit.part", "pack.order_complete",
    ]  # fmt: skip


# -- the rule changes -------------------------------------------------------------------------------


def test_a_kit_that_was_begun_stays_what_it_was_whatever_the_rules_say_by_now(floor) -> None:
    one = order("1", line("a", "SET", 2))
    floor.arrives(one)
    codes(floor, "1", "TEA")
    floor.goods = ()
    floor.start()
    assert codes(floor, "TEA", "SPOON") == ["kit.part", "kit.complete"]
    floor.arrives(replace(one, customer_note="Ring twice.", changed_at=AT + timedelta(minutes=5)))
    assert codes(floor, "CMD-YES", "TEA", "CMD-PARK") == ["held.goes_on", "kit.part", "order.parked"]
    floor.goods = (replace(SET, kit={"MUG": 1}),)
    floor.start()
    assert codes(floor, "1", "TEA", "SPOON") == ["order.resumed", "kit.part", "pack.order_complete"]
    finishes(floor)
    assert moved(floor) == {"TEA": -4, "SPOON": -2}


def test_a_kit_begun_before_that_was_written_down_says_what_to_do(floor) -> None:
    floor.arrives(order("1", line("a", "SET", 1)))
    codes(floor, "1", "TEA")
    with floor.store.write() as tx:
        tx.exec_driver_sql("update fact set body = json_remove(body, '$.kits') where kind = 'Opened'")
    floor.goods = ()
    floor.start()
    assert floor.bench.view().instruction.code == "kit.gone"
    assert codes(floor, "TEA", "SET", "CMD-UNDO", "SET") == [
        "pack.not_on_order", "kit.gone", "undo.part", "pack.order_complete",
    ]  # fmt: skip


# -- the shop's stock of parts ----------------------------------------------------------------------


def test_the_shop_hears_once_what_parts_left_in_kits(floor) -> None:
    floor.arrives(order("1", line("a", "SET", 2), line("b", "TEA", 1)))
    codes(floor, "1", *("TEA", "TEA", "SPOON") * 2, "TEA", "TEA", "TEA")
    tracking = floor.prints()
    assert told(floor) == {}
    floor.scan(tracking)
    floor.start()
    floor.scan(tracking)
    assert told(floor) == {"TEA": -4, "SPOON": -2}, "what it sold by itself it has counted itself"


def test_a_kit_that_was_made_before_takes_no_parts(floor) -> None:
    floor.arrives(order("1", line("a", "SET", 1)))
    assert codes(floor, "1", "SET")[-1] == "pack.order_complete"
    finishes(floor)
    assert (told(floor), moved(floor)) == ({}, {"SET": -1})


def test_a_shop_that_counts_parts_itself_is_told_nothing(floor) -> None:
    floor.bench.seat.policy = replace(floor.bench.seat.policy, kit_parts={"main": "shop"})
    floor.arrives(order("1", line("a", "SET", 1)))
    codes(floor, "1", "TEA", "TEA", "SPOON")
    finishes(floor)
    assert (told(floor), moved(floor)) == ({}, {"TEA": -2, "SPOON": -1})


@pytest.mark.parametrize("sent", [False, True], ids=["nothing sent", "sent already"])
def test_a_carton_that_is_opened_again_gives_its_parts_back_to_the_shop(floor, sent) -> None:
    floor.arrives(order("1", line("a", "SET", 1)))
    codes(floor, "OP-SAM", "1", "TEA", "TEA", "SPOON")
    tracking = finishes(floor)
    if sent:
        with floor.store.write() as tx:
            tx.exec_driver_sql("update outbox set state = 'done', sent_at = 1 where topic = 'stock'")
    assert codes(floor, "CMD-REOPEN", tracking, "CMD-1")[-1] == "reopen.done"
    assert told(floor) == {}
    codes(floor, "1", "TEA", "TEA", "SPOON")
    finishes(floor)
    assert told(floor) == {"TEA": -2, "SPOON": -1}


def test_parts_of_a_cancelled_kit_are_told_when_they_are_on_the_shelf_again(floor) -> None:
    one = order("1", line("a", "SET", 1), line("b", "MUG", 1))
    floor.arrives(one)
    codes(floor, "1", "TEA", "TEA", "SPOON", "MUG")
    tracking = finishes(floor)
    floor.arrives(replace(one, state=OrderState.CANCELLED, changed_at=AT + timedelta(minutes=5)))
    assert codes(floor, tracking) == ["back.begun"]
    assert told(floor) == {"TEA": -2, "SPOON": -1}
    assert codes(floor, "TEA", "TEA", "MUG", "CMD-SHORT")[-1] == "back.done"
    assert told(floor) == {"SPOON": -1}, "the spoon is lost, and the shop gave the mug back itself"


# -- coming back ------------------------------------------------------------------------------------


def packed(floor: Floor, units: int) -> None:
    floor.arrives(order("1", line("a", "SET", units)))
    codes(floor, "1", *("TEA", "TEA", "SPOON") * units)
    finishes(floor)
    floor.clock.advance(60)


def test_a_kit_comes_back_whole_or_in_parts_and_each_of_it_once(floor) -> None:
    packed(floor, 2)
    assert codes(floor, "CMD-RETURN", "1", "TEA", "CMD-1", "SET", "CMD-1", "SET") == [
        "return.which", "return.begun", "return.how_is_it", "return.restock", "return.how_is_it",
        "return.restock", "return.all_of_it",
    ]  # fmt: skip
    shown = floor.bench.view().chore
    assert [(one.sku, one.due, one.done) for one in shown.goods] == [("SET", 2, 1), ("TEA", 4, 1)]
    assert codes(floor, "CMD-2", "TEA", "CMD-NO", "TEA", "CMD-2", "TEA", "SPOON", "CMD-1", "SPOON") == [
        "return.armed", "return.too_many", "return.armed", "return.how_is_it", "return.damaged",
        "return.all_of_it", "return.how_is_it", "return.restock", "return.all_of_it",
    ]  # fmt: skip
    assert codes(floor, "CMD-RETURN", "CMD-1")[-1] == "return.closed"
    assert told(floor) == {"TEA": -4 + 1, "SPOON": -2 + 1}, "the shop knows of the kit, not of its parts"
    assert moved(floor) == {"TEA": -4 + 1, "SPOON": -2 + 1, "SET": 1}


def test_the_parts_that_left_are_those_that_come_back_whatever_the_rule_is_now(floor) -> None:
    packed(floor, 1)
    by_rules(floor, replace(SET, kit={"MUG": 1}))
    assert codes(floor, "CMD-RETURN", "1", "MUG", "SPOON")[-2:] == ["return.not_sent", "return.how_is_it"]


def test_a_part_with_a_serial_number_comes_back_by_it(floor) -> None:
    by_rules(floor, SET, GoodsRule(skus=("SPOON",), require=("serial",)))
    floor.arrives(order("1", line("a", "SET", 1)))
    codes(floor, "1", "TEA", "TEA", "SPOON", "S9")
    finishes(floor)
    assert codes(floor, "CMD-RETURN", "S9", "SPOON", "S8", "S9", "CMD-1") == [
        "return.which", "return.begun", "return.which_serial", "return.other_serial", "return.how_is_it",
        "return.restock",
    ]  # fmt: skip


def test_a_case_that_comes_back_counts_its_content(floor) -> None:
    by_rules(floor, GoodsRule(skus=("TEA",), case_codes={"TWO-TEAS": 2}))
    floor.arrives(order("1", line("a", "TEA", 3)))
    codes(floor, "1", "TWO-TEAS", "TEA")
    finishes(floor)
    assert codes(floor, "CMD-RETURN", "1", "TWO-TEAS", "CMD-1", "TWO-TEAS")[-1] == "return.too_many"
    assert floor.bench.view().chore.done == 2


def test_a_case_goes_back_to_the_shelf_as_many_as_are_in_it(floor) -> None:
    by_rules(floor, GoodsRule(skus=("TEA",), case_codes={"TWO-TEAS": 2}))
    one = order("1", line("a", "TEA", 3))
    floor.arrives(one)
    codes(floor, "1", "TWO-TEAS", "TEA")
    tracking = finishes(floor)
    floor.arrives(replace(one, state=OrderState.CANCELLED, changed_at=AT + timedelta(minutes=5)))
    assert codes(floor, tracking, "TWO-TEAS", "TWO-TEAS", "TEA") == [
        "back.begun", "back.on_shelf", "back.too_many", "back.done",
    ]  # fmt: skip


def test_what_a_kit_was_made_of_is_known_of_its_order(floor) -> None:
    packed(floor, 1)
    with floor.store.read() as connection:
        key = connection.execute(select(orders.c.id).where(orders.c.number == "1")).scalar_one()
        assert sessions.kits_of(connection, key) == {"a": (("TEA", 2), ("SPOON", 1))}
