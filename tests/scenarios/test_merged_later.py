"""Orders that were packed as one, and what becomes of them: changed, sent back, taken apart, merged anew."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from floor import AT, EANS, line, order
from pg import BOTH, store_on
from sqlalchemy import select, update

from station.model.operator import Operator, Role
from station.model.order import OrderState
from station.model.problem import Problem
from station.packing import merging as rules
from station.store import evidence, leases, loads, merged, orders, queries
from station.store import queue as stored_queue
from station.store.engine import dump_problem
from station.store.schema import outbox
from station.usecases import merging, queue
from station.usecases import orders as intake
from station.usecases.queue import QueueError

SAM = Operator("Sam", "OP-SAM", Role.SUPERVISOR)


@pytest.fixture
def store(request, tmp_path):
    """SQLite, but for the stories that are told on both back ends."""
    with store_on(getattr(request, "param", "sqlite"), tmp_path) as made:
        yield made


@pytest.fixture
def floor(floor):
    """Zofia ordered tea, and an hour later a mug and more tea."""
    floor.arrives(order("1001", line("1", "TEA", 2)), order("1002", line("1", "MUG", 1), line("2", "TEA", 1)))
    return floor


def scans(floor, *texts):
    said = []
    for text in texts:
        floor.clock.advance(1)
        said.append(floor.scan(text).say.code)
    return said


def is_there(floor, number):
    with floor.store.read() as tx:
        return orders.load(tx, orders.by_ref(tx, "main", f"9{number}"))


def whole(floor, number="1001"):
    with floor.store.read() as tx:
        key = merged.whole_of(tx, is_there(floor, number).id)
        return None if key is None else orders.load(tx, key)


def merges(floor, *numbers):
    keys = [is_there(floor, number).id for number in numbers]
    made = []
    floor.bench.work(lambda tx: made.append(merging.merge(floor.bench.seat, tx, keys, "Sam")))
    return made[0]


def apart(floor):
    key = whole(floor).id
    floor.bench.work(lambda tx: merging.take_apart(floor.bench.seat, tx, key, "Sam"))


def packed(floor, *skus):
    """The order on the bench leaves with these; its tracking number."""
    scans(floor, *(EANS[sku] for sku in skus))
    tracking = floor.prints()
    assert scans(floor, tracking) == ["ship.done"]
    return tracking


def told(floor, topic):
    with floor.store.read() as tx:
        rows = tx.execute(select(outbox).where(outbox.c.topic == topic, outbox.c.state != "cancelled"))
        return [json.loads(row.body)["ref"] for row in rows.all()]


def changes(floor, number, *lines, **more):
    floor.clock.advance(5)
    at = AT + timedelta(seconds=floor.clock.monotonic())
    floor.arrives(order(number, *lines, changed_at=at, **more))


# -- taken apart, and merged anew -----------------------------------------------------------------


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_other_orders_than_before_are_merged_with_it(floor):
    """The one that changed last is not among them any more: what is made is no older copy of what was."""
    floor.arrives(order("1003", line("1", "POT", 1), changed_at=AT + timedelta(minutes=5)))
    merges(floor, "1001", "1002", "1003")
    apart(floor)
    key = merges(floor, "1001", "1002")
    now = whole(floor)
    assert (now.id, now.order.number, now.order.state) == (key, "1001 + 1002", OrderState.READY)
    assert sum(one.due for one in now.order.lines) == len(now.order.lines) + 1 == 4
    with floor.store.read() as tx:
        assert stored_queue.next_offered(tx) in (key, is_there(floor, "1003").id)
    assert scans(floor, "1001") == ["order.opened"]


def test_what_a_person_held_stays_held_when_it_is_taken_apart(floor):
    scans(floor, "1001", "CMD-MERGE")
    key = whole(floor).id

    def held(tx):
        queue.hold(floor.bench.seat, tx, key, "hold.fraud", "Sam")
        floor.bench.orders_changed(tx, [key])

    floor.bench.work(held)
    assert floor.state == "held"
    assert scans(floor, "CMD-MERGE") == ["hold.fraud"]
    assert [is_there(floor, number).hold for number in ("1001", "1002")] == ["hold.fraud"] * 2
    with floor.store.read() as tx:
        assert stored_queue.next_offered(tx) is None
    with pytest.raises(QueueError, match=r"merge\.not_free"):
        merges(floor, "1001", "1002")


def test_a_held_whole_is_not_let_go_by_merging_it_with_more(floor):
    floor.arrives(order("1003", line("1", "POT", 1)))
    key = merges(floor, "1001", "1002")
    floor.bench.work(lambda tx: queue.hold(floor.bench.seat, tx, key, "hold.fraud", "Sam"))
    with pytest.raises(QueueError, match=r"merge\.not_free"):
        merges(floor, "1001", "1003")
    assert whole(floor).hold == "hold.fraud"


def test_what_waits_and_what_hurries_does_so_when_it_is_taken_apart(floor):
    key = merges(floor, "1001", "1002")
    part = is_there(floor, "1001").id
    floor.bench.work(lambda tx: queue.split(floor.bench.seat, tx, part, {"1": 1}, "Sam"))
    floor.bench.work(lambda tx: queue.rush(floor.bench.seat, tx, key, True, "Sam"))
    apart(floor)
    now = is_there(floor, "1001")
    assert (dict(now.later), now.rush) == ({"1": 1}, True)
    assert is_there(floor, "1002").later == {}


def test_merge_says_why_an_order_cannot_be_merged_and_leaves_it_on_the_bench(floor):
    scans(floor, "1001")
    floor.arrives(order("1001", line("1", "TEA", 2), state=OrderState.ON_HOLD))
    assert (floor.state, *scans(floor, "CMD-MERGE")) == ("held", "merge.not_free")
    assert floor.bench.seat.here.stored.order.number == "1001"


def test_an_order_another_bench_is_just_opening_is_not_merged(floor):
    with floor.store.write() as tx:
        now = floor.store.now(tx, floor.clock.now())
        leases.claim(tx, f"order:{is_there(floor, '1002').id}", "Bench 2", now, 900)
    assert scans(floor, "1001", "CMD-MERGE") == ["order.opened", "merge.begun"]
    assert floor.bench.seat.here.stored.order.number == "1001"
    assert is_there(floor, "1002").hold is None


def test_an_address_somebody_let_go_is_not_held_again_by_merging(floor):
    bad = replace(order("1").ship_to, street=(), postal_code="")
    floor.arrives(*(order(n, line("1", "MUG", 1), ship_to=bad) for n in ("1005", "1006")))
    for number in ("1005", "1006"):
        key = is_there(floor, number).id
        assert is_there(floor, number).hold == "hold.address"
        floor.bench.work(lambda tx, key=key: queue.release(floor.bench.seat, tx, key, SAM, "Sam"))
    merges(floor, "1005", "1006")
    assert whole(floor, "1005").hold is None


@pytest.mark.parametrize("alone", [True, False])
def test_what_a_person_held_stays_held_though_the_shop_was_not_readable_for_a_while(floor, alone):
    if not alone:
        merges(floor, "1001", "1002")
    seat = floor.bench.seat

    def now():
        return is_there(floor, "1002") if alone else whole(floor)

    def unreadable():
        problem = Problem("order.unreadable", {"order": "1002"})
        floor.bench.work(lambda tx: intake.put_aside(floor.bench, tx, "main", "91002", "1002", problem))

    floor.bench.work(lambda tx: queue.hold(seat, tx, now().id, "hold.fraud", "Sam"))
    unreadable()
    changes(floor, "1002", line("1", "MUG", 2))
    assert now().hold == "hold.fraud"
    unreadable()
    floor.bench.work(lambda tx: queue.release(seat, tx, now().id, SAM, "Sam"))
    assert now().hold == "order.unreadable", "nothing of it is packed blindly"
    changes(floor, "1002", line("1", "MUG", 3))
    assert now().hold is None


# -- what the shop hears --------------------------------------------------------------------------


def short_of_the_mug(floor):
    """All tea leaves; the mug is missing."""
    scans(floor, "1001", "CMD-MERGE", *(EANS["TEA"],) * 3, "CMD-SHORT", "CMD-0")
    tracking = floor.prints()
    scans(floor, tracking)
    return tracking


def test_a_cancelled_part_of_which_nothing_left_is_not_completed(floor):
    floor.arrives(order("1002", line("1", "MUG", 1)))
    scans(floor, "1001", "CMD-MERGE", EANS["TEA"], EANS["TEA"], "CMD-SHORT", "CMD-0")
    scans(floor, floor.prints())
    assert told(floor, "status") == ["91001"]
    changes(floor, "1002", line("1", "MUG", 1), state=OrderState.CANCELLED)
    assert told(floor, "status") == ["91001"], "not the cancelled one, and the other not twice"


def test_the_rest_of_a_part_is_refunded_and_only_that_part_is_completed(floor):
    short_of_the_mug(floor)
    assert told(floor, "status") == ["91001"]
    changes(floor, "1002", line("1", "MUG", 1, refunded=1), line("2", "TEA", 1))
    assert told(floor, "status") == ["91001", "91002"]


def test_a_part_whose_rest_is_refunded_does_not_wait_for_the_rest_of_another(floor):
    floor.arrives(order("1001", line("1", "TEA", 2), line("2", "POT", 1)))
    scans(floor, "1001", "CMD-MERGE", *(EANS["TEA"],) * 3)
    scans(floor, "CMD-SHORT", "CMD-1", "CMD-0", "CMD-SHORT", "CMD-0")
    scans(floor, floor.prints())
    assert (told(floor, "tracking"), told(floor, "status")) == (["91001", "91002"], [])
    changes(floor, "1001", line("1", "TEA", 2), line("2", "POT", 1, refunded=1))
    assert told(floor, "status") == ["91001"]
    assert scans(floor, "1002") == ["order.opened"]
    packed(floor, "MUG")
    assert told(floor, "status") == ["91001", "91002"]


def parks(floor, number):
    mine = outbox.c.order_id == is_there(floor, number).id
    problem = dump_problem(Problem("ship.changed_after_pack", {"order": number}))
    with floor.store.write() as tx:
        tx.execute(
            update(outbox).where(mine, outbox.c.topic == "tracking").values(state="parked", problem=problem)
        )
        done = (outbox.c.order_id != is_there(floor, number).id, outbox.c.topic == "tracking")
        tx.execute(update(outbox).where(*done).values(state="done"))


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_news_of_either_part_that_stands_keep_the_carton_here(floor):
    scans(floor, "1001", "CMD-MERGE")
    tracking = packed(floor, "TEA", "TEA", "MUG", "TEA")
    for number in ("1001", "1002"):
        parks(floor, number)
        with floor.store.read() as tx:
            uid = loads.by_label(tx, tracking, floor.clock.now()).uid
            assert loads.one(tx, uid).parked == "ship.changed_after_pack"
            assert evidence.evidence(tx, uid).pushed == "parked"
            (row,) = queries.shipment_rows(
                tx, floor.clock.now() - timedelta(days=1), floor.clock.now() + timedelta(1), 0, 9
            )
            assert row.pushed == "parked"


def test_a_part_that_is_cancelled_after_all_left_its_carton_stays_off_the_van(floor):
    scans(floor, "1001", "CMD-MERGE")
    tracking = packed(floor, "TEA", "TEA", "MUG", "TEA")
    changes(floor, "1002", line("1", "MUG", 1), line("2", "TEA", 1), state=OrderState.CANCELLED)
    assert scans(floor, "CMD-HANDOVER", tracking)[-1] == "load.changed"


def test_what_comes_back_is_noted_with_the_order_it_was_ordered_with(floor):
    scans(floor, "1001", "CMD-MERGE")
    packed(floor, "TEA", "TEA", "MUG", "TEA")
    codes = scans(floor, "CMD-RETURN", "1002", EANS["MUG"], "CMD-2", EANS["TEA"], "CMD-2", "CMD-YES")
    if codes[-1] != "return.closed":
        codes += scans(floor, "CMD-YES")
    assert codes[-1] == "return.closed", codes
    assert set(told(floor, "note")) <= {"91001", "91002"} and told(floor, "note")


def test_a_carton_with_one_part_alone_is_reopened_and_the_other_part_stays_told(floor):
    scans(floor, "1001", "CMD-MERGE", EANS["TEA"], EANS["TEA"], "CMD-NEXT-CARTON")
    first = floor.prints()
    scans(floor, first, EANS["MUG"], EANS["TEA"])
    second = floor.prints()
    assert scans(floor, second) == ["ship.done"]
    assert told(floor, "tracking") == told(floor, "status") == ["91001", "91002"]
    assert scans(floor, "OP-SAM", "CMD-REOPEN", second, "CMD-1")[-1] == "reopen.done"
    assert told(floor, "tracking") == told(floor, "status") == ["91001"]
    assert scans(floor, "1002") == ["order.opened"]
    packed(floor, "MUG", "TEA")
    assert told(floor, "tracking") == told(floor, "status") == ["91001", "91002"]


def test_what_left_is_told_when_the_shop_loses_the_part_that_was_still_to_come(floor):
    scans(floor, "1001", "CMD-MERGE", EANS["TEA"], EANS["TEA"], "CMD-NEXT-CARTON")
    scans(floor, floor.prints(), "CMD-PARK")
    assert (floor.state, told(floor, "tracking")) == ("idle", [])
    floor.bench.work(lambda tx: intake.gone(floor.bench, tx, "main", "91002"))
    assert told(floor, "tracking") == told(floor, "status") == ["91001"]


def test_a_part_that_is_gone_is_put_back_by_its_number(floor):
    scans(floor, "1001", "CMD-MERGE", EANS["MUG"])
    for number in ("91001", "91002"):
        floor.bench.work(lambda tx, ref=number: intake.gone(floor.bench, tx, "main", ref))
    assert floor.state == "held"
    scans(floor, "CMD-YES")
    scans(floor, "CMD-PARK")
    scans(floor, "1002")
    assert floor.state == "put_back"


# -- pure -----------------------------------------------------------------------------------------


def part(key, state=OrderState.READY, place="here", **more):
    return rules.Part(key, order(str(1000 + key), line("1", "TEA", 2), state=state, **more), place, {})


def test_goods_of_a_refunded_part_go_back_as_refunded():
    """Who puts them back for sale is another question than with a cancelled one."""
    both = rules.put_together("merged-1", [part(1), part(2, OrderState.REFUNDED)])
    assert [(one.cancelled, one.refunded, one.due) for one in both.lines] == [(0, 0, 2), (0, 2, 0)]
    all_ = rules.put_together("merged-1", [part(1, OrderState.REFUNDED), part(2, OrderState.REFUNDED)])
    assert all_.state is OrderState.REFUNDED
    some = rules.put_together("merged-1", [part(1, OrderState.CANCELLED), part(2, OrderState.REFUNDED)])
    assert some.state is OrderState.CANCELLED


def test_a_part_whose_address_was_deleted_does_not_stop_the_rest():
    both = rules.put_together("merged-1", [part(1, OrderState.FULFILLED, place=""), part(2)])
    assert both.state is OrderState.READY
