"""Numbers, cases, kits, lots, instructions, substitutes, several cartons: whole orders at a bench."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pypdfium2
import pytest
from floor import AT, EANS, Floor, line, order

from station.model.barcode import check_digit
from station.model.product import Product
from station.model.quantity import Mass, Money
from station.packing.goods import GoodsRule
from station.packing.outcome import CartonKind, Rules
from station.store import outbox, products, queue, traces
from station.usecases import documents

TEA = f"01{EANS['TEA'].zfill(14)}"
KINDS = (CartonKind("M", Mass(120_000)), CartonKind("Big one", Mass(300_000)))


@pytest.fixture
def bench(store, fake_clock):
    return Floor(store, fake_clock, Rules(weigh="off", kinds=KINDS))


def by_rules(floor: Floor, *rules: GoodsRule, **packing: object) -> Floor:
    """The same bench, started again with these rules of the settings."""
    seat = floor.bench.seat
    seat.policy = replace(seat.policy, goods=rules, rules=replace(seat.policy.rules, **packing))
    return floor


def said(floor: Floor, *texts: str) -> list[str]:
    return [floor.scan(text).say.code for text in texts]


def finishes(floor: Floor) -> str:
    tracking = floor.prints()
    assert floor.scan(tracking).ok
    return tracking


def packed(floor: Floor) -> dict[str, int]:
    return {one.ref: one.packed for one in floor.bench.seat.here.session.lines}


# -- numbers and cases ----------------------------------------------------------------------------


def test_a_number_counts_for_the_next_item_alone(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 8), line("2", "MUG", 1)))
    assert said(bench, "101", "CMD-6") == ["order.opened", "number.set"]
    assert bench.bench.view().instruction.code == "do.scan_many"
    assert said(bench, "TEA", "TEA", "MUG") == ["pack.unit", "pack.unit", "pack.line_complete"]
    assert packed(bench) == {"1": 7, "2": 1}


def test_more_than_is_due_packs_nothing_and_says_how_many_are_left(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 4), line("2", "MUG", 9)))
    said(bench, "101", "TEA", "CMD-10")
    refused = bench.scan("TEA").say
    assert (refused.code, refused.params["count"], refused.params["left"]) == ("pack.more_than_due", 10, 3)
    assert packed(bench) == {"1": 1, "2": 0}
    assert said(bench, "TEA") == ["pack.unit"], "the number was used up"
    assert bench.scan("CMD-24").say.code == "number.too_many"


def test_a_number_is_taken_back_by_no_undo_or_any_other_scan(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 8)))
    assert said(bench, "101", "CMD-6", "CMD-NO", "TEA") == [
        "order.opened", "number.set", "number.cleared", "pack.unit",
    ]  # fmt: skip
    assert said(bench, "CMD-5", "CMD-UNDO", "TEA") == ["number.set", "undo.done", "pack.unit"]
    assert said(bench, "CMD-5", "4711", "TEA") == ["number.set", "scan.unknown", "pack.unit"]
    assert packed(bench) == {"1": 3}


def test_undo_takes_the_whole_number_back_and_the_number_too(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 8)))
    said(bench, "101", "TEA", "CMD-6", "TEA")
    undone = bench.scan("CMD-UNDO").say
    assert (undone.code, undone.params["count"]) == ("undo.unit", 6)
    assert (packed(bench), bench.bench.seat.here.session.armed) == ({"1": 1}, 0)


def test_a_number_is_still_set_after_the_plug_was_pulled(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 8)))
    said(bench, "101", "CMD-6")
    bench.start()
    said(bench, "TEA")
    assert packed(bench) == {"1": 6}


def test_units_of_one_scan_fill_equal_lines_in_their_order(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 2), line("2", "TEA", 3)))
    assert said(bench, "101", "CMD-4", "TEA")[-1] == "pack.unit"
    assert packed(bench) == {"1": 2, "2": 2}


def test_a_typed_number_asks_for_permission(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 40)))
    assert said(bench, "OP-ANA", "101", "QTY-36")[1:] == ["order.opened", "permission.wanted"]
    assert said(bench, "OP-ANA", "TEA") == ["operator.not_allowed", "scan.answer_first"]
    assert said(bench, "OP-SAM", "TEA") == ["number.set", "pack.unit"]
    assert packed(bench) == {"1": 36}
    by_rules(bench, packer_may=frozenset({"typed_quantity"}))
    assert said(bench, "QTY-4", "TEA") == ["number.set", "pack.order_complete"]


def test_a_case_counts_its_content_from_the_shop_or_the_settings(bench, store) -> None:
    bench.arrives(order("101", line("1", "TEA", 20), line("2", "MUG", 3)))
    case = Product(
        "main", "p-TEA", "TEA", "Tea", (EANS["TEA"],), cases=(("12000000000012", 6),), mass=Mass(280_000)
    )
    with store.write() as tx:
        products.save(tx, [case], AT)
    by_rules(bench, GoodsRule(skus=("MUG",), case_codes={"MUG-CASE": 4}))
    assert said(bench, "101", "12000000000012", "CMD-2", "12000000000012") == [
        "order.opened", "pack.unit", "number.set", "pack.unit",
    ]  # fmt: skip
    assert packed(bench) == {"1": 18, "2": 0}
    refused = bench.scan("12000000000012").say
    assert (refused.code, refused.params["count"], refused.params["left"]) == ("pack.case_too_large", 6, 2)
    assert bench.scan("MUG-CASE").say.code == "pack.case_too_large"
    assert packed(bench) == {"1": 18, "2": 0}


# -- lots, serials, expiry ------------------------------------------------------------------------


def test_what_the_code_does_not_say_is_scanned_apart(bench, store) -> None:
    bench.arrives(order("101", line("1", "TEA", 2)), order("900", line("1", "MUG", 1)))
    by_rules(bench, GoodsRule(skus=("TEA",), require=("lot", "expiry")))
    said(bench, "101")
    assert said(bench, "TEA", "MUG", "L77", "270131") == [
        "trace.lot_wanted", "trace.not_a_lot", "trace.expiry_wanted", "pack.unit",
    ]  # fmt: skip
    assert said(bench, f"{TEA}1727013110L78") == ["pack.order_complete"]
    finishes(bench)
    with store.read() as connection:
        (uid,) = connection.exec_driver_sql("select uid from carton").scalars()
        marks = traces.of_cartons(connection, [uid])[uid]
        assert len(traces.orders_with(connection, "L77")) == 1
    assert [(one["lot"], one["expiry"], one["quantity"]) for one in marks] == [
        ("L77", "270131", 1), ("L78", "270131", 1),
    ]  # fmt: skip


def test_a_question_for_a_lot_is_still_there_after_the_plug_was_pulled(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 3)))
    by_rules(bench, GoodsRule(skus=("TEA",), require=("lot",)))
    policy = bench.bench.seat.policy
    said(bench, "101", "CMD-3", "TEA")
    bench.start()
    bench.bench.seat.policy = policy
    assert bench.bench.view().instruction.code == "trace.lot_wanted"
    assert said(bench, "L9") == ["pack.order_complete"], "all three are of that lot"


def test_no_leaves_the_question_and_nothing_is_packed(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 2)))
    by_rules(bench, GoodsRule(skus=("TEA",), require=("serial",)))
    assert said(bench, "101", "TEA", "CMD-NO") == ["order.opened", "trace.serial_wanted", "question.left"]
    assert said(bench, "CMD-2", "TEA") == ["number.set", "trace.one_by_one"]
    assert packed(bench) == {"1": 0}


def test_a_serial_number_leaves_once(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 2)), order("102", line("1", "TEA", 1)))
    by_rules(bench, GoodsRule(skus=("TEA",), require=("serial",)))
    assert said(bench, "101", "TEA", "S1", "TEA", "S1") == [
        "order.opened", "trace.serial_wanted", "pack.unit", "trace.serial_wanted", "trace.serial_packed",
    ]  # fmt: skip
    assert said(bench, "TEA", "S2") == ["trace.serial_wanted", "pack.order_complete"]
    finishes(bench)
    refused = [bench.scan(text).say for text in ("102", "TEA", "S2")][-1]
    assert (refused.code, refused.params["order"]) == ("trace.serial_left", "101")
    assert said(bench, "TEA", "S3") == ["trace.serial_wanted", "pack.order_complete"]
    finishes(bench)
    found = bench.scan("S3")
    assert (found.say.code, found.key.order) == ("order.shipped", "102"), "a serial number finds its order"


def test_an_expired_unit_stays_here_and_an_earlier_lot_is_told(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 1)), order("102", line("1", "TEA", 3)))
    assert said(bench, "101", f"{TEA}17260501") == ["order.opened", "pack.order_complete"]
    finishes(bench)
    said(bench, "102")
    assert bench.scan(f"{TEA}17260301").say.code == "trace.expired"
    later = bench.scan(f"{TEA}17280101")
    assert (later.ok, later.say.code) == (True, "trace.earlier_known")
    assert later.say.params["earlier"] == "2026-05-01"


# -- kits -----------------------------------------------------------------------------------------


def test_a_kit_is_finished_before_anything_else_goes_in(bench, store) -> None:
    bench.arrives(order("101", line("1", "MUG", 2), line("2", "SPOON", 1)), order("900", line("1", "TEA", 1)))
    by_rules(bench, GoodsRule(skus=("MUG",), kit={"TEA": 2, "BOW": 1}))
    said(bench, "101")
    assert bench.bench.view().instruction.code == "do.begin_kit"
    assert said(bench, "TEA", "SPOON", "CMD-NEXT-CARTON", "MUG") == [
        "kit.part", "kit.finish_first", "kit.finish_first", "kit.finish_first",
    ]  # fmt: skip
    kit = bench.bench.view().kit
    assert [(part.sku, part.packed, part.due) for part in kit.parts] == [("TEA", 1, 2), ("BOW", 0, 1)]
    assert said(bench, "TEA", "TEA", "BOW") == ["kit.part", "kit.finish_first", "kit.complete"]
    assert said(bench, "MUG") == ["pack.line_complete"], "one that was put together before"
    assert said(bench, "CMD-UNDO", "CMD-UNDO") == ["undo.unit", "undo.unit"]
    assert bench.bench.seat.here.session.kit_line == "1"
    assert said(bench, "BOW", "MUG", "SPOON") == ["kit.complete", "pack.line_complete", "pack.order_complete"]
    finishes(bench)
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "select sku, kind, quantity from movement where kind <> 'opening' order by sku, kind"
        ).all()
    assert [tuple(row) for row in rows] == [
        ("MUG", "assemble", 1), ("MUG", "ship", -2), ("SPOON", "ship", -1), ("TEA", "assemble", -2),
    ]  # fmt: skip


def test_the_parts_of_a_bundle_go_set_by_set(bench) -> None:
    bench.arrives(
        order("101", line("1", "TEA", 4, bundle="9"), line("2", "MUG", 2, bundle="9"), line("3", "SPOON", 1))
    )
    assert said(bench, "101", "TEA", "SPOON", "TEA", "TEA", "MUG", "SPOON") == [
        "order.opened", "pack.unit", "kit.finish_first", "pack.unit", "kit.finish_first", "pack.unit",
        "pack.line_complete",
    ]  # fmt: skip
    assert said(bench, "TEA", "TEA", "MUG") == ["pack.unit", "pack.line_complete", "pack.order_complete"]


# -- instructions and inserts ---------------------------------------------------------------------


def test_an_instruction_is_confirmed_once_for_each_carton(bench) -> None:
    bench.arrives(order("101", line("1", "MUG", 3)))
    by_rules(bench, GoodsRule(skus=("MUG",), instruction="Wrap it.", per_carton=True))
    assert said(bench, "101", "MUG", "MUG", "CMD-YES", "MUG") == [
        "order.opened", "task.instruct", "scan.answer_first", "task.done", "pack.unit",
    ]  # fmt: skip
    said(bench, "CMD-NEXT-CARTON")
    finishes(bench)
    assert (bench.scan("MUG").ok, bench.bench.view().instruction.code) == (False, "task.instruct")
    assert said(bench, "CMD-NO") == ["task.left"]
    assert packed(bench) == {"1": 2}
    assert said(bench, "MUG", "CMD-YES") == ["task.instruct", "task.done"]
    assert bench.state == "labelling"


def test_park_keeps_an_instruction_and_no_takes_the_unit_out(bench) -> None:
    bench.arrives(order("101", line("1", "MUG", 1)))
    by_rules(bench, GoodsRule(insert="CARD"))
    assert said(bench, "101", "MUG", "CMD-PARK", "101") == [
        "order.opened", "task.insert", "order.parked", "order.resumed",
    ]  # fmt: skip
    assert (bench.state, packed(bench)) == ("asking", {"1": 1})
    assert (said(bench, "CMD-NO"), packed(bench)) == (["task.left"], {"1": 0})


def test_an_insert_goes_in_before_the_carton_is_closed(bench) -> None:
    bench.arrives(
        order("101", line("1", "MUG", 1), tags=("VIP",), total=Money(15000, "EUR")),
        order("102", line("1", "MUG", 1), tags=("VIP",), total=Money(5000, "EUR")),
    )
    by_rules(bench, GoodsRule(tags=("vip",), countries=("PL",), over=Decimal(100), insert="CARD"))
    said(bench, "101", "MUG")
    assert bench.bench.view().instruction.code == "task.insert"
    assert said(bench, "TEA", "CARD") == ["scan.answer_first", "task.done"]
    finishes(bench)
    assert said(bench, "102", "MUG") == ["order.opened", "pack.order_complete"]
    assert bench.state == "labelling", "it is not worth a card"


# -- what cannot be scanned, substitutes ----------------------------------------------------------


def test_a_unit_nobody_can_scan_is_packed_on_a_supervisors_word(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 2), line("2", "MUG", 1)))
    assert said(bench, "OP-ANA", "101", "CMD-NO-CODE", "CMD-1", "CMD-1", "OP-SAM") == [
        "operator.signed_in", "order.opened", "no_code.which_line", "permission.wanted", "scan.not_an_answer",
        "pack.unit",
    ]  # fmt: skip
    fact = bench.bench.seat.here.session.history[-1].fact
    assert (fact.how, fact.by, fact.line) == ("no_code", "Sam", "1")
    assert bench.bench.seat.operator.name == "Ana", "the supervisor only lent the badge"
    assert said(bench, "CMD-UNDO") == ["undo.unit"]
    assert packed(bench) == {"1": 0, "2": 0}


def test_a_substitute_leaves_the_shelf_instead_of_what_was_ordered(bench, store) -> None:
    bench.arrives(order("101", line("1", "TEA", 2)), order("900", line("1", "SPOON", 1)))
    assert said(bench, "101", "TEA", "CMD-SWAP", "SPOON", "OP-SAM") == [
        "order.opened", "pack.unit", "swap.scan_item", "permission.wanted", "swap.done",
    ]  # fmt: skip
    finishes(bench)
    with store.read() as connection:
        moved = connection.exec_driver_sql(
            "select sku, quantity from movement where kind = 'ship' order by sku"
        ).all()
        notes = connection.exec_driver_sql("select swap_sku, quantity from unit_trace").all()
        slip = documents.packing_slip(
            bench.bench.seat, connection, 1, AT.date(), practice=False, language="en"
        )
    assert [tuple(row) for row in moved] == [("SPOON", -1), ("TEA", -1)]
    assert [tuple(row) for row in notes] == [("SPOON", 1)]
    text = pypdfium2.PdfDocument(slip)[0].get_textpage().get_text_bounded()
    assert "1 × SPOON" in text, "the slip says what is in for what was ordered"


# -- several cartons ------------------------------------------------------------------------------


def test_a_unit_moves_to_the_next_carton(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 2), line("2", "MUG", 1)))
    assert said(bench, "101", "TEA", "TEA", "CMD-MOVE", "MUG", "TEA") == [
        "order.opened", "pack.unit", "pack.line_complete", "move.scan_item", "move.not_in", "move.done",
    ]  # fmt: skip
    assert said(bench, "CMD-UNDO", "CMD-MOVE", "TEA", "CMD-NEXT-CARTON") == [
        "undo.moved", "move.scan_item", "move.done", "pack.carton_sealed",
    ]  # fmt: skip
    finishes(bench)
    assert said(bench, "TEA", "MUG") == ["pack.line_complete", "pack.order_complete"]
    content = [one.content for one in bench.bench.seat.here.session.cartons]
    assert content == [(("1", 1),), (("1", 1), ("2", 1))]


def test_a_carton_that_waits_for_the_scale_is_opened_to_take_something_out(store, fake_clock) -> None:
    bench = Floor(store, fake_clock, Rules(weigh="required", kinds=KINDS))
    bench.arrives(order("101", line("1", "TEA", 2)))
    assert said(bench, "101", "TEA", "TEA", "CMD-MOVE") == [
        "order.opened", "pack.unit", "pack.order_complete", "move.scan_item",
    ]  # fmt: skip
    assert (said(bench, "CMD-NO"), bench.state) == (["question.left"], "weighing")
    assert said(bench, "CMD-MOVE", "TEA", "CMD-NEXT-CARTON") == [
        "move.scan_item", "move.done", "pack.carton_sealed",
    ]  # fmt: skip


def test_the_type_of_a_carton_is_scanned_and_its_tare_counts(store, fake_clock) -> None:
    bench = Floor(store, fake_clock, Rules(weigh="required", kinds=KINDS))
    bench.arrives(order("101", line("1", "TEA", 1)))
    assert said(bench, "101", "CARTON-BIG-ONE", "TEA", "CARTON-XXL") == [
        "order.opened", "carton.chosen", "pack.order_complete", "carton.unknown_kind",
    ]  # fmt: skip
    fake_clock.advance(1)
    bench.puts_on_scale(0)
    bench.puts_on_scale(580)
    assert bench.state == "labelling", "280 g of tea and 300 g of carton"


def test_goods_in_their_own_box_ship_alone(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 1), line("2", "MUG", 2)))
    by_rules(bench, GoodsRule(skus=("MUG",), own_box=True))
    assert said(bench, "101", "MUG") == ["order.opened", "pack.unit"]
    assert (bench.state, bench.bench.seat.here.session.on_bench.kind) == ("labelling", "own_box")
    finishes(bench)
    assert said(bench, "TEA", "MUG", "CMD-NEXT-CARTON") == [
        "pack.line_complete", "own_box.close_first", "pack.carton_sealed",
    ]  # fmt: skip
    finishes(bench)
    assert said(bench, "MUG") == ["pack.order_complete"]
    tracking = finishes(bench)
    assert tracking and bench.state == "idle"


def test_a_carton_is_suggested_where_all_sizes_are_known(bench) -> None:
    kinds = (
        CartonKind("S", inner=(200, 150, 100)),
        CartonKind("L", inner=(400, 300, 300)),
        CartonKind("Flat", inner=(600, 600, 40)),
    )
    bench.arrives(order("101", line("1", "TEA", 4), line("2", "MUG", 1)))
    by_rules(bench, GoodsRule(skus=("TEA",), size=(80, 80, 120)), kinds=kinds)
    said(bench, "101")
    assert bench.bench.view().suggestion == "", "nobody knows how large a mug is"
    rules = (GoodsRule(skus=("TEA",), size=(80, 80, 120)), GoodsRule(skus=("MUG",), size=(90, 120, 110)))
    said(bench, "CMD-PARK")
    by_rules(bench, *rules)
    said(bench, "101")
    assert bench.bench.view().suggestion == "L"


# -- beyond a label -------------------------------------------------------------------------------


def test_a_void_label_opens_the_carton_again_with_its_reason(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 2)))
    said(bench, "OP-ANA", "101", "TEA", "TEA")
    first = bench.prints()
    assert said(bench, "CMD-UNDO", "CMD-VOID", "CMD-PARK", "CMD-1", "OP-SAM") == [
        "undo.nothing", "void.why", "park.label_first", "permission.wanted", "void.done",
    ]  # fmt: skip
    assert (bench.state, bench.bench.view().instruction.code) == ("packing", "do.next_carton")
    assert said(bench, "CMD-UNDO", "CMD-MOVE", "TEA", "TEA") == [
        "undo.nothing", "move.scan_item", "move.done", "pack.order_complete",
    ]  # fmt: skip
    second = bench.prints()
    assert first != second
    assert bench.scan(first).say.code == "label.not_this"
    assert bench.scan(second).say.code == "ship.done"


def test_no_to_the_question_why_leaves_the_label(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 1)))
    said(bench, "101", "TEA")
    tracking = bench.prints()
    assert said(bench, "CMD-VOID", "CMD-NO", tracking) == ["void.why", "question.left", "ship.done"]


def test_a_finished_carton_is_reopened_until_the_shop_knows_of_it(bench, store) -> None:
    bench.arrives(order("101", line("1", "TEA", 2)))
    said(bench, "OP-ANA", "101", "TEA", "TEA")
    tracking = finishes(bench)
    assert said(bench, "CMD-REOPEN", "MUG", tracking, "CMD-9", "MUG", "CMD-2", "OP-ANA", "OP-SAM") == [
        "reopen.scan_label", "reopen.scan_label", "reopen.why", "scan.not_an_answer", "reopen.scan_label",
        "permission.wanted", "operator.not_allowed", "reopen.done",
    ]  # fmt: skip
    with store.read() as connection:
        (act,) = queue.acts(connection, 1)
    assert (act.what, act.code, act.operator) == ("reopen", "void.reason_damaged", "Sam")
    with store.read() as connection:
        moved = connection.exec_driver_sql("select sum(quantity) from movement where kind = 'ship'").scalar()
        assert moved == 0
        states = connection.exec_driver_sql("select state from outbox").scalars().all()
    assert set(states) == {"cancelled"}
    assert said(bench, "101", "TEA", "TEA") == ["order.opened", "pack.unit", "pack.order_complete"]
    again = finishes(bench)
    with store.write() as tx:
        tx.exec_driver_sql("update outbox set state = 'done', tries = 1 where state = 'ready'")
        told = tx.exec_driver_sql("select count(*) from outbox where state = 'done'").scalar()
    assert told == 2, "one message of tracking, one of the state"
    assert said(bench, "OP-SAM", "CMD-REOPEN", again)[-1] == "reopen.told"
    assert said(bench, "CMD-REOPEN", "CMD-NO") == ["reopen.scan_label", "question.left"]


def test_what_stays_of_a_shipment_is_told_while_the_other_carton_is_open_again(bench, store) -> None:
    bench.arrives(order("101", line("1", "TEA", 1), line("2", "MUG", 1)))
    said(bench, "OP-SAM", "101", "TEA", "CMD-NEXT-CARTON")
    stays = finishes(bench)
    said(bench, "MUG")
    assert said(bench, "CMD-REOPEN", finishes(bench), "CMD-1")[-1] == "reopen.done"
    assert told(store) == [("tracking", [stays])], "and the order is not complete"
    assert said(bench, "101", "MUG") == ["order.opened", "pack.order_complete"]
    again = finishes(bench)
    assert told(store) == [("tracking", [stays]), ("tracking", [again]), ("status", [])]


def test_what_stays_completes_the_order_when_nobody_wants_the_rest(bench, store) -> None:
    one = order("101", line("1", "TEA", 1), line("2", "MUG", 1))
    bench.arrives(one)
    said(bench, "OP-SAM", "101", "TEA", "CMD-NEXT-CARTON")
    stays = finishes(bench)
    said(bench, "MUG")
    said(bench, "CMD-REOPEN", finishes(bench), "CMD-1")
    refunded = (one.lines[0], replace(one.lines[1], refunded=1))
    bench.arrives(replace(one, lines=refunded, changed_at=AT + timedelta(minutes=5)))
    assert told(store) == [("tracking", [stays]), ("status", [])]
    bench.arrives(replace(one, lines=refunded, changed_at=AT + timedelta(minutes=6), method="Van"))
    assert len(told(store)) == 2, "once"


def told(store) -> list[tuple[str, list[str]]]:
    """Topic and tracking numbers of what the shop hears."""
    with store.read() as connection:
        rows = outbox.listed(connection, ["ready"])
    return [(row.topic, [one["tracking"] for one in json.loads(row.body).get("parcels", [])]) for row in rows]


# -- goods that may not go with a service; taking over --------------------------------------------


def test_dangerous_goods_do_not_go_by_air(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 1), method="Express Air"), order("102", line("1", "TEA", 1)))
    by_rules(bench, GoodsRule(skus=("TEA",), dangerous="lithium battery", not_with=("*air*",)))
    refused = bench.scan("101").say
    assert (refused.code, refused.params["goods"]) == ("goods.not_with", "lithium battery")
    assert said(bench, "102") == ["order.opened"]
    assert bench.bench.view().dangerous == ("lithium battery",)


# -- cases nobody counted ---------------------------------------------------------------------------


def case_of(gtin: str, level: int) -> str:
    body = f"{level}{gtin[:-1]}"
    return f"{body}{check_digit(body)}"


@pytest.mark.parametrize("aim", ["", "01"])
def test_a_case_of_which_nobody_said_what_is_in_it_is_named_and_never_guessed(bench, aim: str) -> None:
    bench.arrives(order("101", line("1", "TEA", 48), line("2", "MUG", 1)))
    said(bench, "101")
    known, other = case_of(EANS["TEA"], 1), case_of(EANS["POT"], 1)
    refused = bench.scan(aim + known).say
    assert (refused.code, refused.params["sku"]) == ("pack.case_unknown", "TEA")
    assert said(bench, aim + other, aim + case_of(EANS["TEA"], 9)) == ["scan.unknown", "scan.unknown"]
    assert packed(bench) == {"1": 0, "2": 0}
    said(bench, "CMD-PARK")
    with bench.store.write() as tx:
        tea = Product("main", "p-TEA", "TEA", "TEA", (EANS["TEA"],), cases=((known, 24),))
        products.save(tx, [tea], AT)
    assert said(bench, "101", aim + known) == ["order.resumed", "pack.unit"]
    assert packed(bench) == {"1": 24, "2": 0}


# -- more lines than numbers ------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["CMD-SHORT", "CMD-NO-CODE", "CMD-SWAP"])
def test_beyond_nine_lines_the_next_nine_have_the_numbers(bench, command: str) -> None:
    twenty = [line(str(n), "TEA", 2, options=(("Colour", str(n)),)) for n in range(1, 21)]
    bench.arrives(order("101", *twenty))
    said(bench, "101", command)
    more = bench.bench.view().choices[9]
    assert (more.scan, more.say.params) == ("CMD-NEXT-CARTON", {"first": 10, "last": 18, "count": 20})
    assert said(bench, "CMD-NEXT-CARTON") == ["lines.next"]
    shown = [one.say.params["options"] for one in bench.bench.view().choices[:2]]
    assert shown == ["Colour: 10", "Colour: 11"]
    assert said(bench, "CMD-NEXT-CARTON", "CMD-9") == ["lines.next", "scan.not_an_answer"]
    bench.start()
    assert [one.scan for one in bench.bench.view().choices] == ["CMD-1", "CMD-2", "CMD-NEXT-CARTON"]
    assert said(bench, "CMD-NEXT-CARTON", "CMD-NEXT-CARTON", "CMD-2")[-1] in (
        "short.how_many", "permission.wanted", "swap.scan_item",
    )  # fmt: skip
    question = bench.bench.seat.here.session.question
    assert "11" in (question.subject, dict(question.given).get("line"))
    assert said(bench, "CMD-NO", "LINE-1") == ["question.left", "pack.unit"], "all the pages are left at once"
