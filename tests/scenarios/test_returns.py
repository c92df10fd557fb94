"""What customers send back: never more than was sent, each unit with its condition, stock told once."""

import json
from dataclasses import replace

import pytest
from floor import EANS, line, order
from pg import BOTH, store_on
from sqlalchemy import func, select

from station.model.product import Product
from station.packing.goods import GoodsRule
from station.store import products, returns
from station.store.schema import customer_return, movement, outbox, returned_unit

TWO = (line("1", "TEA", 2), line("2", "MUG", 1))


@pytest.fixture
def store(request, tmp_path):
    """SQLite, but for the stories that are told on both back ends."""
    with store_on(getattr(request, "param", "sqlite"), tmp_path) as made:
        yield made


def pack(floor, one, *skus):
    floor.arrives(one)
    for text in (one.number, *skus):
        floor.scan(text)
    tracking = floor.prints()
    assert floor.scan(tracking).ok
    floor.clock.advance(60)
    return tracking


def codes(floor, *texts):
    return [floor.scan(text).say.code for text in texts]


def on_hand(floor, sku):
    query = select(func.sum(movement.c.quantity)).where(movement.c.sku == sku)
    with floor.store.read() as connection:
        return int(connection.execute(query).scalar_one())


def pluses(floor):
    with floor.store.read() as connection:
        rows = connection.execute(select(outbox.c.body).where(outbox.c.topic == "stock")).scalars()
        return {body["sku"]: body["plus"] for body in map(json.loads, rows)}


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_a_return_from_the_tracking_number_to_its_record(floor):
    tracking = pack(floor, order("1001", *TWO), "TEA", "TEA", "MUG")
    tea, mug = on_hand(floor, "TEA"), on_hand(floor, "MUG")
    assert codes(floor, "CMD-RETURN", tracking, "TEA", "CMD-1", "MUG", "TEA", "CMD-2") == [
        "return.which", "return.begun", "return.how_is_it", "return.restock", "return.how_is_it",
        "return.condition_first", "return.damaged",
    ]  # fmt: skip
    assert codes(floor, "MUG", "CMD-RETURN", "CMD-2") == [
        "return.all_of_it", "return.who_restocks", "return.closed",
    ]  # fmt: skip
    assert (on_hand(floor, "TEA"), on_hand(floor, "MUG")) == (tea + 1, mug)
    assert pluses(floor) == {"TEA": 1}
    with floor.store.read() as connection:
        (row,) = connection.execute(select(customer_return)).all()
    assert (row.state, row.stock, floor.state) == ("closed", "told", "idle")
    with floor.store.read() as connection:
        query = select(outbox.c.body).where(outbox.c.key == f"note:return:{row.id}")
        note = json.loads(connection.execute(query).scalar_one())["text"]
    assert note.splitlines()[1:] == ["1 × TEA: restock", "1 × MUG: damaged"]


def test_never_more_than_was_sent_over_several_returns(floor):
    pack(floor, order("1001", *TWO), "TEA", "TEA", "MUG")
    assert codes(floor, "CMD-RETURN", "1001", "TEA", "CMD-3", "CMD-YES") == [
        "return.which", "return.begun", "return.how_is_it", "return.inspect", "return.closed",
    ]  # fmt: skip
    assert codes(floor, "CMD-RETURN", "ORD-main-91001", "CMD-2", "TEA", "CMD-NO", "TEA", "CMD-1", "TEA") == [
        "return.which", "return.begun", "return.armed", "return.too_many", "return.armed",
        "return.how_is_it", "return.restock", "return.all_of_it",
    ]  # fmt: skip
    assert codes(floor, "MUG", "CMD-1", "CMD-RETURN", "CMD-NO", "CMD-YES", "CMD-1", "CMD-RETURN", "1001") == [
        "return.how_is_it", "return.restock", "return.who_restocks", "return.goes_on",
        "return.who_restocks", "return.closed", "return.which", "return.all_back",
    ]  # fmt: skip


def test_a_return_survives_a_crash_in_the_middle_of_a_question(floor):
    pack(floor, order("1001", *TWO), "TEA", "TEA", "MUG")
    codes(floor, "CMD-RETURN", "1001", "TEA")
    floor.start()
    view = floor.bench.view()
    assert (floor.state, view.instruction.code) == ("return", "return.how_is_it")
    assert [one.scan for one in view.choices] == ["CMD-1", "CMD-2", "CMD-3"]
    assert codes(floor, "CMD-1", "CMD-UNDO", "CMD-UNDO", "CMD-RETURN") == [
        "return.restock", "return.undone", "undo.nothing", "return.nothing",
    ]  # fmt: skip


def test_the_customers_number_is_kept_with_the_return(floor):
    pack(floor, order("1001", *TWO), "TEA", "TEA", "MUG")
    assert codes(floor, "CMD-RETURN", "RMA-77", "RMA-78", "1001", "CMD-PARK", "CMD-RETURN", "1001") == [
        "return.which", "return.which_for", "return.no_order", "return.begun", "return.parked",
        "return.which", "return.resumed",
    ]  # fmt: skip
    assert floor.bench.view().chore.reference == "RMA-77"


def test_a_number_that_is_typed_is_the_one_that_is_scanned(floor):
    floor.arrives(order("1001", *TWO))
    codes(floor, "1001", "TEA", "TEA", "MUG")
    tracking = floor.prints()
    assert codes(floor, tracking.lower()) == ["ship.done"]
    typed = f" {tracking[:4]} {tracking[4:]} ".lower().strip()
    assert codes(floor, "CMD-RETURN", typed, "CMD-PARK") == ["return.which", "return.begun", "return.parked"]
    assert codes(floor, "CMD-RETURN", "ord-main-91001") == ["return.which", "return.resumed"]


def test_what_was_never_sent_is_not_taken_back(floor):
    pack(floor, order("1001", *TWO), "TEA", "TEA", "MUG")
    floor.arrives(order("1002", line("1", "POT", 1)))
    assert codes(floor, "CMD-RETURN", "1002", "1001", "POT", "nonsense", "CMD-WEIGH", "CMD-HELP") == [
        "return.which", "return.nothing_sent", "order.shipped", "scan.no_order_for", "order.unknown",
        "scan.no_order", "help.idle",
    ]  # fmt: skip
    assert codes(floor, "CMD-RETURN", "1001", "POT", "nonsense", "ORD-main-1", "CMD-WEIGH", "CMD-HELP") == [
        "return.which", "return.begun", "return.not_sent", "scan.unknown", "return.finish_or_park",
        "return.not_now", "help.return",
    ]  # fmt: skip


def test_a_serial_number_has_to_be_one_that_left(floor):
    rule = GoodsRule(skus=("TEA",), require=("serial",))
    floor.goods = (rule,)
    floor.start()
    floor.arrives(order("1001", line("1", "TEA", 2)))
    codes(floor, "1001", "TEA", "SN-1", "TEA", "SN-2")
    assert floor.scan(floor.prints()).ok
    assert codes(floor, "CMD-RETURN", "1001", "TEA", "CMD-1", "SN-9", "SN-1", "CMD-1") == [
        "return.which", "return.begun", "return.which_serial", "return.which_serial", "return.other_serial",
        "return.how_is_it", "return.restock",
    ]  # fmt: skip
    gs1 = f"010{EANS['TEA']}21SN-1"
    assert codes(floor, gs1, "CMD-UNDO", "SN-2", "CMD-2") == [
        "return.serial_back", "return.undone", "return.how_is_it", "return.damaged",
    ]  # fmt: skip
    with floor.store.read() as connection:
        query = select(returned_unit.c.serial).where(~returned_unit.c.undone)
        kept = connection.execute(query).scalars().all()
    assert kept == ["SN-2"]


def test_settings_can_answer_who_counts_the_units_again(floor):
    pack(floor, order("1001", *TWO), "TEA", "TEA", "MUG")
    seat = floor.bench.seat
    seat.policy = replace(seat.policy, returned_stock="station")
    assert codes(floor, "CMD-RETURN", "1001", "TEA", "CMD-1", "CMD-RETURN")[-1] == "return.closed"
    seat.policy = replace(seat.policy, returned_stock="ask", stock={"main": "none"})
    assert codes(floor, "CMD-RETURN", "1001", "TEA", "CMD-1", "CMD-RETURN")[-1] == "return.closed"
    assert pluses(floor) == {"TEA": 1}
    with floor.store.read() as connection:
        assert [one.stock for one in returns.listed(connection, floor.clock.now().replace(year=2000))] == [
            "none", "told",
        ]  # fmt: skip


def test_a_product_known_by_another_bin_still_names_its_line(floor):
    pack(floor, order("1001", *TWO), "TEA", "TEA", "MUG")
    with floor.store.write() as tx:
        tea = Product("main", "p-TEA", "TEA", "Tea", (EANS["TEA"],), stock=3, stock_ref="p-TEA", bin="B-07")
        products.save(tx, [tea], floor.clock.now())
    codes(floor, "CMD-RETURN", "1001", "TEA")
    assert floor.scan("CMD-1").say.params["bin"] == "B-07"
