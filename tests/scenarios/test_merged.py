"""Two orders of one customer in one carton, under one label; each of them may still change alone."""

import json
from dataclasses import replace

import pytest
from floor import EANS, line, order
from pg import BOTH, store_on
from sqlalchemy import func, select

from station.model.order import Address, OrderState
from station.model.problem import Problem
from station.packing.merging import line_ref
from station.store import merged, orders
from station.store import queue as stored_queue
from station.store.schema import carton, movement, outbox
from station.usecases import merging
from station.usecases import orders as intake
from station.usecases.queue import QueueError

ELSEWHERE = Address(name="Ana Kovač", street=("Ilica 1",), city="Zagreb", postal_code="10000", country="HR")


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


def codes(floor, *texts):
    return [floor.scan(text).say.code for text in texts]


def tracking_pushes(floor):
    """(order's ref, tracking, lines) of what the shop is to be told, in order."""
    with floor.store.read() as tx:
        rows = tx.execute(select(outbox).where(outbox.c.topic == "tracking").order_by(outbox.c.id)).all()
    bodies = [(row.state, json.loads(row.body)) for row in rows]
    return [
        (body["ref"], one["tracking"], {ref: count for ref, count in one["lines"]})
        for state, body in bodies
        if state == "ready"
        for one in body["parcels"]
    ]


def is_there(floor, number):
    with floor.store.read() as tx:
        return orders.load(tx, orders.by_ref(tx, "main", f"9{number}"))


def whole(floor):
    with floor.store.read() as tx:
        key = merged.whole_of(tx, is_there(floor, "1001").id)
        return None if key is None else orders.load(tx, key)


def on_hand(floor, sku):
    with floor.store.read() as tx:
        total = select(func.sum(movement.c.quantity)).where(movement.c.sku == sku)
        return tx.execute(total).scalar_one() or 0


def packed(floor):
    """Both merged, packed and confirmed; the tracking number."""
    assert codes(floor, "1001", "CMD-MERGE") == ["order.opened", "merge.done"]
    for sku in ("TEA", "TEA", "MUG", "TEA"):
        floor.clock.advance(1)
        assert floor.scan(EANS[sku]).ok
    tracking = floor.prints()
    assert floor.scan(tracking).say.code == "ship.done"
    return tracking


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_two_orders_leave_in_one_carton_and_each_is_told_its_own_lines(floor):
    tracking = packed(floor)
    assert tracking_pushes(floor) == [("91001", tracking, {"1": 2}), ("91002", tracking, {"1": 1, "2": 1})]
    with floor.store.read() as tx:
        told = tx.execute(select(outbox.c.topic, outbox.c.order_id).order_by(outbox.c.id)).all()
        assert len({row.order_id for row in told}) == 2
        assert sorted(row.topic for row in told) == ["status", "status", "tracking", "tracking"]
        assert tx.execute(select(func.count()).select_from(carton)).scalar_one() == 1
    assert (on_hand(floor, "TEA"), on_hand(floor, "MUG")) == (13 - 3, 11 - 1)
    assert is_there(floor, "1001").shipped_here == {"1": 2}
    assert is_there(floor, "1002").shipped_here == {"1": 1, "2": 1}


def test_merged_orders_are_offered_once_and_either_slip_opens_them(floor):
    codes(floor, "1001", "CMD-MERGE", "CMD-PARK")
    floor.clock.advance(5)
    opened = floor.scan("ORD-main-91002")
    assert opened.say.code == "order.resumed"
    assert opened.say.params["order"] == "1001 + 1002"
    with floor.store.read() as tx:
        assert stored_queue.next_offered(tx) is None


def test_merge_once_more_takes_them_apart(floor):
    codes(floor, "1001", "CMD-MERGE")
    floor.clock.advance(1)
    assert codes(floor, "CMD-MERGE") == ["merge.apart"]
    assert whole(floor) is None
    assert floor.bench.seat.here.stored.order.number == "1001"
    for number in ("1001", "1002"):
        assert is_there(floor, number).hold is None
    floor.clock.advance(1)
    assert codes(floor, "CMD-MERGE") == ["merge.done"], "and together again"


def test_nothing_is_merged_after_the_first_unit(floor):
    codes(floor, "1001", EANS["TEA"])
    assert codes(floor, "CMD-MERGE") == ["merge.begun"]


def test_an_order_to_another_address_or_by_another_service_stays_alone(floor):
    floor.arrives(
        order("1003", line("1", "POT", 1), ship_to=ELSEWHERE),
        order("1004", line("1", "POT", 1), method="Express"),
    )
    codes(floor, "1001", "CMD-MERGE")
    assert whole(floor).order.number == "1001 + 1002"
    for other in ("1003", "1004"):
        with pytest.raises(QueueError) as stop, floor.store.write() as tx:
            merging.merge(
                floor.bench.seat, tx, [is_there(floor, "1001").id, is_there(floor, other).id], "Ana"
            )
        assert stop.value.problem.code in ("merge.not_one_way", "merge.begun")
    floor.scan("CMD-PARK")
    floor.clock.advance(2)
    assert codes(floor, "1003", "CMD-MERGE") == ["order.opened", "merge.none"]
    assert floor.bench.seat.here.stored.order.number == "1003", "it stays on the bench"


def test_a_cancelled_part_interrupts_and_only_its_units_come_out(floor):
    codes(floor, "1001", "CMD-MERGE", EANS["MUG"])
    floor.arrives(order("1002", line("1", "MUG", 1), line("2", "TEA", 1), state=OrderState.CANCELLED))
    assert floor.state == "held"
    now = floor.bench.seat.here.stored.order
    assert {one.ref: one.due for one in now.lines if one.due} == {
        line_ref(is_there(floor, "1001").id, "1"): 2
    }


def test_a_part_that_moves_away_stops_the_parcel_with_a_reason(floor):
    codes(floor, "1001", "CMD-MERGE")
    moved = order("1002", line("1", "MUG", 1), line("2", "TEA", 1), ship_to=ELSEWHERE)
    floor.arrives(moved)
    assert "order.apart" in floor.problems()
    floor.clock.advance(1)
    assert codes(floor, "CMD-MERGE") == ["merge.apart"]
    assert is_there(floor, "1002").hold is None


def test_a_part_the_shop_has_no_more_is_cancelled_in_the_parcel(floor):
    codes(floor, "1001", "CMD-MERGE")
    floor.bench.work(lambda tx: intake.gone(floor.bench, tx, "main", "91002"))
    assert whole(floor).order.state is OrderState.READY
    assert sum(one.due for one in whole(floor).order.lines) == 2


def test_a_reopened_carton_is_taken_from_both_messages(floor):
    tracking = packed(floor)
    floor.clock.advance(60)
    assert codes(floor, "OP-SAM", "CMD-REOPEN", tracking, "CMD-1")[-1] == "reopen.done"
    assert tracking_pushes(floor) == []
    assert is_there(floor, "1002").shipped_here == {"1": 0, "2": 0}
    assert (on_hand(floor, "TEA"), on_hand(floor, "MUG")) == (13, 11)
    floor.clock.advance(5)
    assert floor.scan("1002").ok
    assert floor.bench.seat.here.stored.order.number == "1001 + 1002"


def test_a_short_line_leaves_its_own_order_open_and_completes_the_other(floor):
    codes(floor, "1001", "CMD-MERGE", EANS["TEA"])
    for text in (EANS["TEA"], EANS["TEA"], "CMD-SHORT"):
        floor.clock.advance(1)
        floor.scan(text)
    floor.clock.advance(1)
    floor.scan("CMD-0")
    tracking = floor.prints()
    floor.scan(tracking)
    assert tracking_pushes(floor) == [("91001", tracking, {"1": 2}), ("91002", tracking, {"2": 1})]
    with floor.store.read() as tx:
        done = tx.execute(select(outbox.c.order_id).where(outbox.c.topic == "status")).scalars().all()
    assert done == [is_there(floor, "1001").id]


def test_what_held_a_part_for_itself_leaves_it_in_its_parcel(floor):
    codes(floor, "1001", "CMD-MERGE", "CMD-PARK")
    floor.bench.work(
        lambda tx: intake.put_aside(
            floor.bench, tx, "main", "91002", "1002", Problem("order.unreadable", {"order": "1002"})
        )
    )
    assert whole(floor).hold == "order.unreadable"
    again = order("1002", line("1", "MUG", 1), line("2", "TEA", 1))
    floor.arrives(replace(again, changed_at=floor.clock.now()))
    assert is_there(floor, "1002").hold == merged.HOLD
    assert whole(floor).hold is None
