"""No wrong parcel leaves, nothing is lost and nothing happens twice: at the moments in between."""

from dataclasses import replace
from datetime import timedelta

import pytest
from floor import AT, Floor, line, order

from station.model.operator import Operator, Role
from station.model.order import OrderState
from station.packing.goods import GoodsRule
from station.packing.outcome import CartonKind, Rules
from station.store import outbox, paper
from station.sync.labels import is_fresh
from station.usecases import labels, queue

KINDS = (CartonKind("M"), CartonKind("L"))
SAM = Operator("Sam", "OP-SAM", Role.SUPERVISOR)


@pytest.fixture
def bench(store, fake_clock):
    return Floor(store, fake_clock, Rules(weigh="off", kinds=KINDS))


def by_rules(floor: Floor, *rules: GoodsRule) -> Floor:
    seat = floor.bench.seat
    seat.policy = replace(seat.policy, goods=rules)
    return floor


def said(floor: Floor, *texts: str) -> list[str]:
    return [floor.scan(text).say.code for text in texts]


def finishes(floor: Floor) -> str:
    tracking = floor.prints()
    assert floor.scan(tracking).ok
    return tracking


class Neighbour(Floor):
    """Another bench on the same database."""

    name = "Bench 2"


def neighbour(floor: Floor) -> Neighbour:
    return Neighbour(floor.store, floor.clock, floor.rules, events=[], numbers=floor.numbers)


def moved(floor: Floor) -> dict[tuple[str, str], int]:
    with floor.store.read() as connection:
        rows = connection.exec_driver_sql(
            "select sku, kind, sum(quantity) from movement where kind <> 'opening' group by sku, kind"
        ).all()
    return {(row[0], row[1]): int(row[2]) for row in rows if row[2]}


def messages(floor: Floor) -> list[tuple[str, str]]:
    with floor.store.read() as connection:
        rows = connection.exec_driver_sql("select topic, state from outbox order by id").all()
    return [(row[0], row[1]) for row in rows]


# -- REOPEN ---------------------------------------------------------------------------------------


def test_a_carton_the_shop_was_told_of_while_the_badge_was_fetched_stays_closed(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 1)))
    said(bench, "OP-ANA", "101", "TEA")
    tracking = finishes(bench)
    assert said(bench, "CMD-REOPEN", tracking, "CMD-1")[-1] == "permission.wanted"
    with bench.store.write() as tx:
        tx.exec_driver_sql("update outbox set state = 'sending', sent_at = 1")
    assert said(bench, "OP-SAM") == ["reopen.told"]
    assert moved(bench) == {("TEA", "ship"): -1}
    assert bench.state == "idle"


def test_the_rest_of_a_reopened_shipment_is_told_when_what_was_taken_out_is_refunded(bench) -> None:
    one = order("101", line("1", "TEA", 1), line("2", "MUG", 1))
    bench.arrives(one)
    said(bench, "OP-SAM", "101", "TEA", "CMD-NEXT-CARTON")
    first = finishes(bench)
    said(bench, "MUG")
    second = finishes(bench)
    assert said(bench, "CMD-REOPEN", second, "CMD-1")[-1] == "reopen.done"
    lines = (one.lines[0], replace(one.lines[1], refunded=1))
    bench.arrives(replace(one, lines=lines, changed_at=AT + timedelta(minutes=5)))
    with bench.store.read() as connection:
        waiting = outbox.listed(connection, ["ready"])
    assert sorted(row.topic for row in waiting) == ["status", "tracking"]
    assert all(first in row.body and second not in row.body for row in waiting if row.topic == "tracking")


def test_the_rest_of_a_parked_order_is_told_when_the_other_half_is_refunded(bench) -> None:
    one = order("101", line("1", "TEA", 1), line("2", "MUG", 1))
    bench.arrives(one)
    said(bench, "101", "TEA", "CMD-NEXT-CARTON")
    finishes(bench)
    said(bench, "CMD-PARK")
    lines = (one.lines[0], replace(one.lines[1], refunded=1))
    bench.arrives(replace(one, lines=lines, changed_at=AT + timedelta(minutes=5)))
    assert sorted(messages(bench)) == [("status", "ready"), ("tracking", "ready")]


def test_a_carton_that_cannot_be_packed_again_takes_no_message_back(bench) -> None:
    one = order("101", line("1", "TEA", 2))
    bench.arrives(one)
    said(bench, "OP-SAM", "101", "TEA", "TEA")
    tracking = finishes(bench)
    with bench.store.write() as tx:
        tx.exec_driver_sql("update outbox set state = 'done', sent_at = 1 where topic = 'tracking'")
    less = replace(one.lines[0], refunded=1)
    bench.arrives(replace(one, lines=(less,), changed_at=AT + timedelta(minutes=5)))
    assert said(bench, tracking, "CMD-YES") == ["load.pack_again", "reopen.told"]
    assert messages(bench) == [("tracking", "done"), ("status", "ready")]


# -- two benches ----------------------------------------------------------------------------------


def test_an_order_parked_at_one_bench_gets_its_label_at_the_other(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 2)))
    said(bench, "101", "TEA", "CMD-PARK")
    other = neighbour(bench)
    assert said(other, "101", "TEA") == ["order.resumed", "pack.order_complete"]
    assert other.scan(other.prints()).say.code == "ship.done"


def test_an_order_taken_over_while_it_waits_for_its_label_gets_it_where_it_is_now(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 1)))
    said(bench, "101", "TEA")
    other = neighbour(bench)
    said(other, "OP-SAM", "101", "CMD-YES")
    assert other.state == "labelling"
    with bench.store.read() as connection:
        assert paper.wanted_labels(connection, "Bench 1") == []
    assert other.scan(other.prints()).say.code == "ship.done"


def test_an_order_cancelled_while_a_take_over_was_asked_for_stays_where_it_is(bench) -> None:
    one = order("101", line("1", "TEA", 2))
    bench.arrives(one)
    said(bench, "101", "TEA")
    other = neighbour(bench)
    said(other, "OP-SAM", "101")
    bench.arrives(replace(one, state=OrderState.CANCELLED, changed_at=AT + timedelta(minutes=5)))
    assert said(other, "CMD-YES") == ["order.cancelled"]
    assert said(bench, "CMD-YES") == ["held.put_back"]


def test_a_hold_let_go_elsewhere_meanwhile_is_no_mistake(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 1)))
    said(bench, "101", "CMD-HOLD", "CMD-HOLD")
    assert said(bench, "101") == ["hold.operator"]
    seat = bench.bench.seat
    bench.bench.work(lambda tx: queue.release(seat, tx, 1, SAM, "Sam"))
    assert said(bench, "CMD-YES") == ["order.resumed"]


def test_a_question_does_not_outlive_the_order_it_was_about(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 2)))
    said(bench, "101", "TEA", "CMD-HOLD")
    other = neighbour(bench)
    said(other, "OP-SAM", "101", "CMD-YES")
    assert said(bench, "CMD-1") == ["order.taken"]
    assert bench.state == "idle"


# -- a label that comes too late ------------------------------------------------------------------


def test_a_void_label_that_still_comes_out_is_no_label(bench) -> None:
    """It was on its way to the printer when the packer made it void, and the carton is sealed again."""
    bench.arrives(order("101", line("1", "TEA", 2)))
    said(bench, "OP-SAM", "101", "TEA", "TEA")
    job = printing(bench, "HV1")
    assert said(bench, "CMD-VOID", "CMD-MOVE", "TEA", "TEA") == [
        "void.done", "move.scan_item", "move.done", "pack.order_complete",
    ]  # fmt: skip
    bench.bench.work(lambda tx: labels.printed(bench.bench, tx, job, "out.pdf", False))
    assert bench.state == "labelling"
    with bench.store.read() as connection:
        states = connection.exec_driver_sql("select state from label order by id").scalars().all()
    assert states == ["void", "wanted"]
    tracking = bench.prints()
    assert tracking
    assert said(bench, "HV1", tracking) == ["label.not_this", "ship.done"]


def printing(floor: Floor, tracking: str) -> paper.Job:
    """The label is made; its printer was away, is back, and has begun."""
    with floor.store.read() as connection:
        (wanted,) = paper.wanted_labels(connection, "Bench 1")
    fresh = {
        "tracking": tracking, "scan_back": f'["{tracking}"]', "carrier": "Own van", "tracking_url": "",
        "checked": True, "file": "label.pdf", "sha256": "",
    }  # fmt: skip
    floor.bench.work(lambda tx: labels.made(floor.bench, tx, wanted, fresh, "label"))
    with floor.store.read() as connection:
        (job,) = paper.jobs(connection, "Bench 1", ["waiting"])
    away = labels.Problem("printer.paper_out", {"title": "labels"})
    floor.bench.work(lambda tx: labels.print_trouble(floor.bench, tx, job, away))
    with floor.store.write() as tx:
        assert paper.start_job(tx, job.id, "labels")
    return job


# -- units ----------------------------------------------------------------------------------------


def test_a_unit_of_the_ordered_goods_is_moved_and_its_substitute_stays(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 2)), order("900", line("1", "MUG", 1)))
    said(bench, "OP-SAM", "101", "TEA", "CMD-SWAP", "CMD-1", "MUG")
    bench.prints()
    said(bench, "CMD-VOID", "CMD-1")
    assert said(bench, "CMD-MOVE", "TEA") == ["move.scan_item", "move.done"]
    assert said(bench, "CMD-MOVE", "TEA") == ["move.scan_item", "move.not_in"]
    assert said(bench, "CMD-NO", "CMD-NEXT-CARTON") == ["question.left", "pack.carton_sealed"]
    finishes(bench)
    said(bench, "TEA")
    finishes(bench)
    assert moved(bench) == {("TEA", "ship"): -1, ("MUG", "ship"): -1}


def test_a_substitute_is_moved_by_its_own_code(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 2)), order("900", line("1", "MUG", 1)))
    said(bench, "OP-SAM", "101", "CMD-SWAP", "CMD-1", "MUG")
    assert said(bench, "CMD-MOVE", "MUG") == ["move.scan_item", "move.done"]
    said(bench, "TEA", "TEA")
    finishes(bench)
    assert moved(bench) == {("TEA", "ship"): -2}


def test_a_unit_goes_out_with_the_lot_its_code_names(bench) -> None:
    by_rules(bench, GoodsRule(skus=("TEA",), require=("lot",)))
    bench.arrives(order("101", line("1", "TEA", 3)))
    said(bench, "101", "TEA", "L1", "TEA", "L2")
    code = "01" + "2000000000015".zfill(14) + "10L1"
    assert said(bench, "CMD-MOVE", code) == ["move.scan_item", "move.done"]
    assert [mark.lot for mark in bench.bench.seat.here.session.on_bench.marks] == ["L2"]


def test_a_kit_that_is_short_after_its_first_part_was_never_made(bench) -> None:
    bench.arrives(order("101", line("1", "SET", 1), line("2", "POT", 1)), order("900", line("1", "TEA", 1)))
    by_rules(bench, GoodsRule(skus=("SET",), kit={"TEA": 1, "BOW": 2}))
    said(bench, "101", "TEA", "CMD-SHORT", "CMD-0", "POT")
    finishes(bench)
    assert moved(bench) == {("POT", "ship"): -1}


def test_a_kit_that_moves_to_the_next_carton_is_made_once(bench) -> None:
    by_rules(bench, GoodsRule(skus=("SET",), kit={"TEA": 1, "SPOON": 1}))
    bench.arrives(
        order("101", line("1", "SET", 1), line("2", "POT", 1)),
        order("900", line("1", "TEA", 1), line("2", "SPOON", 1)),
    )
    assert said(bench, "101", "TEA", "SPOON")[-1] == "kit.complete"
    said(bench, "CMD-MOVE", "SET", "POT", "CMD-NEXT-CARTON")
    finishes(bench)
    assert said(bench, "TEA", "SPOON")[-1] == "pack.order_complete"
    finishes(bench)
    wanted = {("SET", "assemble"): 1, ("SET", "ship"): -1, ("POT", "ship"): -1}
    assert moved(bench) == wanted | {("TEA", "assemble"): -1, ("SPOON", "assemble"): -1}


def test_units_split_off_and_refunded_since_are_not_short_twice(bench) -> None:
    one = order("101", line("1", "TEA", 3))
    bench.arrives(one)
    bench.bench.work(lambda tx: queue.split(bench.bench.seat, tx, 1, {"1": 2}, "Ana"))
    less = replace(one.lines[0], refunded=1)
    bench.arrives(replace(one, lines=(less,), changed_at=AT + timedelta(minutes=5)))
    assert said(bench, "101", "TEA", "TEA") == ["order.opened", "pack.unit", "pack.order_complete"]
    here = bench.bench.seat.here.session.known("1")
    assert (here.due, here.packed, here.shorted) == (2, 2, 0)


def test_what_was_short_and_is_refunded_is_short_no_more(bench) -> None:
    one = order("101", line("1", "TEA", 3), line("2", "MUG", 1))
    bench.arrives(one)
    said(bench, "101", "TEA", "CMD-SHORT", "CMD-1", "CMD-1")
    less = replace(one.lines[0], refunded=2)
    bench.arrives(replace(one, lines=(less, one.lines[1]), changed_at=AT + timedelta(minutes=5)))
    assert said(bench, "CMD-YES") == ["held.goes_on"]
    here = bench.bench.seat.here.session.known("1")
    assert here.packed + here.shorted <= here.due


def test_an_order_ends_when_what_was_left_of_it_is_refunded_on_the_bench(bench) -> None:
    one = order("101", line("1", "TEA", 1), line("2", "MUG", 1))
    bench.arrives(one)
    said(bench, "101", "TEA", "CMD-NEXT-CARTON")
    finishes(bench)
    lines = (one.lines[0], replace(one.lines[1], refunded=1))
    bench.arrives(replace(one, lines=lines, changed_at=AT + timedelta(minutes=5)))
    assert said(bench, "CMD-YES") == ["held.goes_on"]
    assert bench.state == "idle"
    assert sorted(messages(bench)) == [("status", "ready"), ("tracking", "ready")]


def test_a_message_taken_back_while_the_shop_was_being_read_is_not_sent(bench) -> None:
    bench.arrives(order("101", line("1", "TEA", 1)))
    said(bench, "OP-SAM", "101", "TEA")
    tracking = finishes(bench)
    with bench.store.write() as tx:
        due = bench.store.now(tx, bench.clock.now()) + 10**9
        lent = outbox.claim(tx, "main", due)
    assert lent is not None and lent.topic == "tracking"
    assert said(bench, "CMD-REOPEN", tracking, "CMD-1")[-1] == "reopen.done"
    with bench.store.write() as tx:
        assert not outbox.settle(tx, lent, "sending", sent_at=1)
    assert {state for _, state in messages(bench)} == {"cancelled"}


def test_one_code_for_a_case_of_one_and_a_unit_of_the_other_counts_what_is_chosen(bench) -> None:
    by_rules(
        bench,
        GoodsRule(skus=("TEA",), case_codes={"4711": 3}),
        GoodsRule(skus=("MUG",), case_codes={"4711": 2}),
    )
    bench.arrives(order("101", line("1", "TEA", 3), line("2", "MUG", 3)))
    assert said(bench, "101", "4711", "CMD-2") == ["order.opened", "scan.ambiguous", "pack.unit"]
    assert [one.packed for one in bench.bench.seat.here.session.lines] == [0, 2]


def test_nothing_goes_into_a_box_of_its_own_as_a_substitute(bench) -> None:
    by_rules(bench, GoodsRule(skus=("POT",), own_box=True))
    bench.arrives(order("101", line("1", "POT", 1), line("2", "TEA", 1)), order("900", line("1", "MUG", 1)))
    said(bench, "OP-SAM", "101", "POT")
    bench.prints()
    said(bench, "CMD-VOID", "CMD-1")
    assert said(bench, "CMD-SWAP", "CMD-1", "MUG")[-1] == "own_box.closed"


@pytest.mark.parametrize(("age", "fresh"), [(0, True), (20, True), (21, False), (-1, False), (-3600, False)])
def test_an_answer_the_clock_puts_into_the_future_is_no_fresh_one(age: int, fresh: bool) -> None:
    assert is_fresh(AT, AT + timedelta(seconds=age)) is fresh
