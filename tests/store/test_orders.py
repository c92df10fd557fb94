"""Orders and products as they are stored, on both back ends."""

from dataclasses import replace
from datetime import timedelta

import pytest
from floor import AT, line, order
from sqlalchemy import select

from station.model.order import OrderState
from station.model.problem import Problem
from station.model.product import Product
from station.model.quantity import Mass
from station.store import orders, products, queue, unread
from station.store.schema import movement, order_revision
from station.store.schema import orders as table

LATER = AT + timedelta(minutes=5)


def tea(ref="p-TEA", **more):
    return Product("main", ref, "TEA", "Tea", ("2000000000015",), mass=Mass(280_000), **{"stock": 10, **more})


@pytest.fixture
def know(store):
    def known(*made, at=AT):
        with store.write() as tx:
            return products.save(tx, made, at)

    return known


@pytest.fixture
def look(store):
    def looked(query, *args):
        with store.read() as connection:
            return query(connection, *args)

    return looked


def test_a_new_order_is_stored_whole(store, save, look) -> None:
    sent = order(
        "101",
        line("1", "TEA", 2, options=(("Colour", "green"),), cancelled=1),
        line("2", "MUG", 1, ships=False),
        customer_note="ring twice",
        gift_note="for Ida",
        warnings=("address.odd",),
    )
    (key,) = save(sent, at=AT)
    stored = look(orders.load, key)
    assert stored.order == sent
    assert (stored.revision, stored.checked_at, stored.hold) == (1, AT, None)
    assert look(orders.by_ref, "main", "9101") == key
    assert look(orders.by_text, "ORD-main-9101", ("main",)) == [key]
    assert look(orders.by_text, "#101", ("main",)) == [key]
    assert look(orders.by_text, "ORD-other-9101", ("main",)) == []


def test_the_same_again_is_only_checked_and_a_change_is_a_revision(store, save, look) -> None:
    first = order("101", line("1", "TEA", 2))
    (key,) = save(first, at=AT)
    assert save(replace(first, changed_at=LATER), at=LATER) == []
    assert look(orders.load, key).checked_at == LATER
    assert save(replace(first, changed_at=LATER, lines=(line("1", "TEA", 3),)), at=LATER) == [key]
    stored = look(orders.load, key)
    assert (stored.revision, stored.order.lines[0].ordered) == (2, 3)
    kept = select(order_revision.c.revision).where(order_revision.c.order_id == key)
    assert look(lambda connection: sorted(connection.execute(kept).scalars())) == [1, 2]


def test_an_older_copy_that_comes_late_changes_nothing(store, save, look) -> None:
    old = order("101", line("1", "TEA", 2))
    new = replace(old, changed_at=LATER, state=OrderState.CANCELLED)
    (key,) = save(new, at=AT)
    assert save(old, at=LATER) == []
    assert look(orders.load, key).order.state is OrderState.CANCELLED


def test_a_line_that_vanished_stays_with_nothing_due(store, save, look) -> None:
    both = order("101", line("1", "TEA", 2), line("2", "MUG", 1))
    (key,) = save(both, at=AT)
    save(replace(both, changed_at=LATER, lines=both.lines[1:]), at=LATER)
    due = {one.ref: one.due for one in look(orders.load, key).order.lines}
    assert due == {"1": 0, "2": 1}


def test_one_bad_order_more_and_one_settled(store, save, look) -> None:
    with store.write() as tx:
        orders.put_aside(tx, "main", "1", "A-1", Problem("order.unreadable", {"field": "total"}), AT)
        orders.put_aside(tx, "main", "1", "A-1", Problem("order.unreadable", {"field": "lines"}), LATER)
        orders.put_aside(tx, "main", "2", "A-2", Problem("order.unreadable"), AT)
        orders.settle_bad(tx, "main", ["2"])
    from station.store import queries

    rows = look(queries.order_rows, "", "problem", 0, 10)
    assert [(row.number, row.state) for row in rows] == [("A-1", "unreadable")]


def test_an_order_is_offered_when_everything_a_scan_needs_is_here(store, save, know, look) -> None:
    (key,) = save(order("101", line("1", "TEA", 2)), at=AT)
    assert look(queue.next_offered) is None
    assert look(unread.unknown_products, "main") == [("p-TEA", "")]
    know(tea(image_url="https://shop.example/tea.png"))
    assert look(queue.next_offered) is None, "its picture is still to be fetched"
    assert look(products.pictures_due, "main") == [("p-TEA", "https://shop.example/tea.png")]
    with store.write() as tx:
        products.picture_fetched(tx, "main", "p-TEA", "/pictures/tea")
    assert look(queue.next_offered) == key
    assert (look(orders.count_open, "main"), look(orders.count_open, "other")) == (1, 0)
    assert look(products.of_order, key) == {"1": (280_000, "/pictures/tea", "")}


@pytest.mark.parametrize(
    "change",
    [
        {"state": OrderState.ON_HOLD},
        {"state": OrderState.PENDING},
        {"pickup": True},
        {"warnings": ("refund.unclear",)},
        {"lines": (line("1", "TEA", 2, shipped=2),)},
        {"lines": (line("1", "TEA", 2, ships=False),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_may_not_be_packed_is_not_offered(store, save, know, look, change) -> None:
    know(tea())
    save(replace(order("101", line("1", "TEA", 2)), **change), at=AT)
    assert look(queue.next_offered) is None


def test_the_oldest_comes_first_and_a_date_to_leave_by_before_all(store, save, know, look) -> None:
    know(tea())
    ids = {}
    for number, minutes in (("101", 30), ("102", 10), ("103", 20)):
        one = order(number, line("1", "TEA", 1), placed_at=AT + timedelta(minutes=minutes))
        (ids[number],) = save(one, at=AT)
    assert look(queue.next_offered) == ids["102"]
    assert look(queue.next_offered, ids["102"]) == ids["103"]
    with store.write() as tx:
        tx.execute(table.update().where(table.c.id == ids["101"]).values(due=1))
    assert look(queue.next_offered) == ids["101"]
    with store.write() as tx:
        orders.set_bench(tx, ids["101"], "Bench 2")
        orders.set_hold(tx, ids["102"], "hold.operator", "Ana", AT)
    assert look(queue.next_offered) == ids["103"]


def test_units_that_left_are_not_open_any_more(store, save, know, look) -> None:
    know(tea())
    (key,) = save(order("101", line("1", "TEA", 3)), at=AT)
    with store.write() as tx:
        orders.add_shipped(tx, key, {"1": 2})
    open_units = select(table.c.open_units).where(table.c.id == key)
    assert look(lambda connection: connection.execute(open_units).scalar_one()) == 1
    assert look(orders.load, key).shipped_here == {"1": 2}
    save(order("101", line("1", "TEA", 4), changed_at=LATER), at=LATER)
    assert look(orders.load, key).shipped_here == {"1": 2}, "what we sent is not the cart's to overwrite"


def test_an_order_the_cart_lost_is_cancelled(store, save, know, look) -> None:
    know(tea())
    (key,) = save(order("101", line("1", "TEA", 3)), at=AT)
    with store.write() as tx:
        orders.mark_gone(tx, key, LATER)
    assert look(orders.load, key).order.state is OrderState.CANCELLED
    assert look(queue.next_offered) is None


def test_the_longest_unchecked_are_read_again_first(store, save, know, look) -> None:
    know(tea())
    for minute, number in enumerate(("101", "102", "103")):
        save(order(number, line("1", "TEA", 1)), at=AT + timedelta(minutes=minute))
    assert look(unread.least_checked, "main", AT + timedelta(minutes=2), AT) == ["9101", "9102"]


def test_a_product_is_found_by_its_code_in_every_length_and_never_by_ours(store, know, look) -> None:
    refused = know(tea(), Product("main", "p-X", "CMD-YES", "Trap", ("OP-1", "4711")))
    assert sorted(refused) == ["CMD-YES", "OP-1"]
    assert [one.sku for one in look(products.by_code, "02000000000015")] == ["TEA"]
    assert [one.ref for one in look(products.by_code, "4711")] == ["p-X"]
    assert look(products.by_code, "CMD-YES") == []


def test_a_shelf_opens_once_with_what_lies_on_it(store, save, know, look) -> None:
    save(order("101", line("1", "TEA", 3)), at=AT)
    know(tea())
    know(tea(stock=5), at=LATER)
    rows = look(lambda connection: connection.execute(select(movement.c.kind, movement.c.quantity)).all())
    assert [tuple(row) for row in rows] == [("opening", 13)], "10 to be sold, 3 sold and still here"
    assert look(products.stale, "main", LATER + timedelta(seconds=1)) == [("p-TEA", "")]
