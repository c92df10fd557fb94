"""What is odd about API2Cart, through real HTTP: cursors, codes, keys, and what the cart behind lacks."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from cart_contract import LONG_AGO, confirm, line_of, newest, parcel, read_all, send
from doubles import conform
from doubles.api2cart import Api2CartDouble
from doubles.api2cart.hands import asked, body, connect, several
from doubles.double import MUG, TEA, Sale

from station.carts import api2cart
from station.carts.contract import Cart, CartError, InDoubt, Refused, SignInAgain, TryLater
from station.model.order import OrderState
from station.model.shipment import CompleteOrder
from station.sandbox.shop.wire import Request, Response


@pytest.fixture
def shop() -> Iterator[Api2CartDouble]:
    made = Api2CartDouble()
    yield made
    made.close()
    assert conform.complaints(made.cart, made.front.exchanges) == []


@pytest.fixture
def cart(shop: Api2CartDouble) -> Iterator[Cart]:
    made = connect(shop)
    yield made
    made.close()


def test_a_cursor_goes_alone_and_not_encoded_twice(shop: Api2CartDouble, cart: Cart) -> None:
    refs = several(shop, 12)
    assert sorted(newest(read_all(cart, LONG_AGO))) == sorted(refs)
    first, *later = asked(shop, "order.list")
    assert first["sort_by"] == "modified_at" and first["params"] == "force_all"
    assert first["modified_from"].endswith("+0000")
    assert later and all(
        list(query) == ["page_cursor"] and "%" not in query["page_cursor"] for query in later
    )


def test_one_shop_of_several_is_named_except_beside_a_cursor(shop: Api2CartDouble) -> None:
    several(shop, 6)
    cart = connect(shop, options={"page_size": 5, "store_id": "1"})
    assert len(newest(read_all(cart, LONG_AGO))) == 6
    assert [query.get("store_id") for query in asked(shop, "order.list")] == ["1", None]
    cart.close()


def test_the_double_refuses_a_cursor_beside_a_filter(shop: Api2CartDouble, cart: Cart) -> None:
    several(shop, 6)
    read_all(cart, LONG_AGO)
    targets = [one.request.target for one in shop.front.exchanges]
    cursor = next(target for target in targets if "order.list.json?page_cursor" in target)
    headers = {"x-api-key": shop.server.api_key, "x-store-key": shop.server.store_key}
    for more, code in (("", 0), ("&count=5", 109)):
        answer = shop.server.serve(Request("GET", f"{cursor}{more}", headers, b""))
        assert json.loads(answer.body)["return_code"] == code


@pytest.mark.parametrize("cursors", [True, False])
def test_a_cart_that_cannot_sort_by_change_is_read_whole(cursors: bool) -> None:
    shop = Api2CartDouble(cursors=cursors)
    shop.server.unsorted = cursors
    cart, refs = connect(shop), several(shop, 17)
    moving = iter(refs)
    shop.front.after_each(lambda _: shop.touch(next(moving, refs[-1])))
    assert set(newest(read_all(cart, LONG_AGO))) == set(refs)
    cart.close()
    shop.close()


def test_an_order_deleted_between_two_pages_hides_no_other() -> None:
    shop = Api2CartDouble(cursors=False)
    cart, refs = connect(shop), several(shop, 14)
    page = cart.changed_orders(LONG_AGO, None)
    page = cart.changed_orders(LONG_AGO, page.cursor)
    shop.delete(refs[0])
    seen = {one.order.ref for one in page.orders}
    while page.cursor is not None:
        page = cart.changed_orders(LONG_AGO, page.cursor)
        seen |= {one.order.ref for one in page.orders}
    assert seen == set(refs)
    cart.close()
    shop.close()


def test_no_watermark_goes_past_what_a_list_by_id_has_not_shown() -> None:
    shop = Api2CartDouble(cursors=False)
    cart = connect(shop)
    several(shop, 12)
    page = cart.changed_orders(LONG_AGO, None)
    while page.cursor is not None:
        assert page.answered_at == LONG_AGO
        page = cart.changed_orders(LONG_AGO, page.cursor)
    assert page.answered_at > LONG_AGO
    cart.close()
    shop.close()


def test_a_pass_nobody_can_go_on_with_begins_anew(shop: Api2CartDouble, cart: Cart, expect_log: Any) -> None:
    expect_log("a pass is read again from its beginning")
    ref = shop.sell(Sale())
    (read,) = cart.changed_orders(LONG_AGO, "nonsense").orders
    assert read.order.ref == ref


CODES: list[tuple[int, type[CartError], str, type[CartError], str]] = [
    *[(code, TryLater, "cart.busy", TryLater, "cart.busy") for code in (7, 10, 110)],
    *[(code, TryLater, "cart.down", InDoubt, "cart.in_doubt") for code in (1, 9, 105, 106, 107)],
    *[(code, SignInAgain, "cart.sign_in", SignInAgain, "cart.sign_in") for code in (2, 6)],
    *[(code, SignInAgain, "cart.key_may_not", SignInAgain, "cart.key_may_not") for code in (4, 5)],
    (100, SignInAgain, "cart.behind_sign_in", SignInAgain, "cart.behind_sign_in"),
    (101, SignInAgain, "cart.behind_unknown", SignInAgain, "cart.behind_unknown"),
    *[(code, Refused, "cart.refused", Refused, "cart.refused") for code in (3, 109, 111, 113, 114, 116, 999)],
    (112, Refused, "cart.order_gone", Refused, "cart.refused"),
]


@pytest.mark.parametrize(("code", "reading", "said", "writing", "then"), CODES)
def test_every_code_says_what_to_do_next(
    shop: Api2CartDouble,
    cart: Cart,
    code: int,
    reading: type[CartError],
    said: str,
    writing: type[CartError],
    then: str,
) -> None:
    order = cart.order(shop.sell(Sale())).order
    shop.server.told = [(code, "Something"), (code, "Something")]
    with pytest.raises(reading) as trouble:
        cart.order(order.ref)
    assert trouble.value.problem.code == said
    message = confirm(order, "u1", parcel(order, "T1", (TEA.sku, 1)))
    with pytest.raises(writing) as trouble:
        cart.write(message, cart.steps(message)[0])
    assert trouble.value.problem.code == then


def test_a_product_that_is_not_found_is_gone_and_no_order(shop: Api2CartDouble, cart: Cart) -> None:
    with pytest.raises(Refused) as said:
        cart.stock("4711", "")
    assert said.value.problem.code == "cart.product_gone"


def test_trouble_without_a_code_is_a_refusal_the_third_time(shop: Api2CartDouble, cart: Cart) -> None:
    ref = shop.sell(Sale())
    cart.order(ref)
    shop.server.told = [(107, "Uncategorised"), (107, "Uncategorised"), (107, "Uncategorised")]
    for wanted in (TryLater, TryLater, Refused):
        with pytest.raises(wanted):
            cart.order(ref)
    assert cart.order(ref).order.ref == ref


def test_an_answer_without_a_code_is_none(shop: Api2CartDouble, cart: Cart) -> None:
    ref = shop.sell(Sale())
    order = cart.order(ref).order
    shop.front.spoil(lambda found: replace(found, body=b'{"result": {}}'))
    with pytest.raises(CartError) as said:
        cart.order(ref)
    assert said.value.problem.code == "cart.unusable"
    shop.front.spoil(lambda found: replace(found, body=b"{}"), writes=True)
    message = confirm(order, "u1", parcel(order, "T1", (TEA.sku, 1)))
    with pytest.raises(InDoubt):
        cart.write(message, cart.steps(message)[0])


def test_no_key_is_in_what_the_server_says_of_it(shop: Api2CartDouble) -> None:
    shop.server.told = [(101, f"Store with key {shop.server.store_key} not found")]
    cart = connect(shop)
    with pytest.raises(SignInAgain) as said:
        cart.probe()
    assert shop.server.store_key not in repr(said.value) + str(said.value.problem)
    cart.close()


def test_answers_are_waited_for_as_long_as_they_may_take() -> None:
    assert api2cart.PATIENCE.read >= 300 and api2cart.PATIENCE.total >= api2cart.PATIENCE.read


def test_trouble_with_one_order_does_not_keep_the_others(shop: Api2CartDouble, cart: Cart) -> None:
    refs = several(shop, 3)
    cart.order(refs[0])
    shop.front.instead(trouble_of(109), match=f"shipment.list.*order_id={refs[1]}")
    page = cart.changed_orders(LONG_AGO, None)
    assert [one.order.ref for one in page.orders] == [refs[0], refs[2]]
    assert [(one.ref, one.problem.code) for one in page.bad] == [(refs[1], "cart.refused")]


@pytest.mark.parametrize("cursors", [True, False])
def test_a_cart_that_has_no_times_of_change_is_read_whole(cursors: bool) -> None:
    shop = Api2CartDouble(cursors=cursors)
    cart, refs = connect(shop), several(shop, 12)
    shop.front.instead(trouble_of(109), times=99, match="modified_from")
    assert set(newest(read_all(cart, LONG_AGO))) == set(refs)
    cart.close()
    shop.close()


@pytest.mark.parametrize("cursors", [True, False])
def test_a_cart_that_gives_fewer_rows_at_once_is_asked_for_as_many_as_it_gives(cursors: bool) -> None:
    shop = Api2CartDouble(cursors=cursors)
    cart, refs = connect(shop, options={"page_size": 100}), several(shop, 9)
    shop.front.instead(trouble_of(107, "It allows to get maximum 4 items"), times=99, match=r"count=\d\d")
    assert set(newest(read_all(cart, LONG_AGO))) == set(refs)
    assert len([one for one in asked(shop, "order.list") if one.get("count") == "100"]) == 1
    cart.close()
    shop.close()


def test_without_the_shops_clock_the_watermark_is_what_was_read(shop: Api2CartDouble, cart: Cart) -> None:
    order = cart.order(shop.sell(Sale())).order
    shop.pass_time(60)
    shop.front.spoil(lambda found: replace(found, headers=[]), match="order.list")
    assert cart.changed_orders(LONG_AGO, None).answered_at == order.changed_at


def trouble_of(code: int, said: str = "no") -> Response:
    body = {"return_code": code, "return_message": said, "result": {}}
    return Response(200, json.dumps(body).encode(), [("Content-Type", "application/json")])


# -- shipments


def test_a_carton_is_told_with_its_lines_and_takes_nothing_from_the_stock(
    shop: Api2CartDouble, cart: Cart
) -> None:
    order = cart.order(shop.sell(Sale())).order
    before = shop.stock(TEA.sku)
    message = confirm(order, "u1", parcel(order, "1Z9", (TEA.sku, 1), carrier="United Parcel Service"))
    assert send(cart, message) == 1
    assert body(shop) == {
        "order_id": order.ref,
        "items": [{"order_product_id": line_of(order, TEA.sku).ref, "quantity": 1}],
        "shipment_provider": "ups",
        "is_shipped": True,
        "send_notifications": True,
        "adjust_stock": False,
        "idempotency_key": "u1:1",
        "tracking_numbers": [{"carrier_id": "ups", "tracking_number": "1Z9"}],
        "tracking_link": "https://van.example/1Z9",
    }
    assert shop.stock(TEA.sku) == before


def test_the_key_makes_a_repeat_one_write_for_a_quarter_of_an_hour(shop: Api2CartDouble, cart: Cart) -> None:
    order = cart.order(shop.sell(Sale())).order
    message = confirm(order, "u1", parcel(order, "T1", (TEA.sku, 2), (MUG.sku, 1)))
    (step,) = cart.steps(message)
    assert step.repeatable
    for _ in range(3):
        cart.write(message, step)
        shop.pass_time(400)
    assert len(shop.left(order.ref)) == 1
    shop.pass_time(600)
    with pytest.raises(Refused):  # forgotten: now only the list tells, and it is read before every write
        cart.write(message, step)
    assert cart.evidence(message, step) and send(cart, message) == 0


def test_a_carton_without_number_is_not_repeated(shop: Api2CartDouble, cart: Cart) -> None:
    order = cart.order(shop.sell(Sale())).order
    message = confirm(order, "u1", parcel(order, "", (TEA.sku, 2)))
    (step,) = cart.steps(message)
    assert not step.repeatable and not cart.evidence(message, step)
    cart.write(message, step)
    assert "tracking_numbers" not in body(shop) and not cart.evidence(message, step)


def test_whose_a_shipment_is_is_asked_of_the_station(shop: Api2CartDouble, cart: Cart) -> None:
    order = cart.order(shop.sell(Sale())).order
    send(cart, confirm(order, "u1", parcel(order, "T 1", (TEA.sku, 1))))
    again, unasked = connect(shop, ours=lambda tracking: tracking == "T 1"), connect(shop)
    mine, theirs = again.order(order.ref).order, unasked.order(order.ref).order
    assert (line_of(mine, TEA.sku).shipped, mine.state) == (0, OrderState.READY)
    assert (line_of(theirs, TEA.sku).shipped, theirs.state) == (1, OrderState.PARTIAL)
    again.close()
    unasked.close()


def test_where_nobody_else_ships_nobody_is_asked_what_left(shop: Api2CartDouble) -> None:
    cart = connect(shop, options={"only_we_ship": True})
    assert cart.order(shop.sell(Sale())).order.state is OrderState.READY
    assert not asked(shop, "order.shipment.list")
    cart.close()


def test_a_cart_behind_that_is_late_is_waited_for_where_that_is_wanted(shop: Api2CartDouble) -> None:
    cart = connect(shop, options={"wait_until_done": True, "location": "back"})
    order = cart.order(shop.sell(Sale())).order
    send(cart, confirm(order, "u1", parcel(order, "T1", (TEA.sku, 1))))
    assert body(shop)["check_process_status"] is True and body(shop)["warehouse_id"] == "back"
    cart.close()


def test_an_order_is_completed_only_where_a_final_status_is_named(shop: Api2CartDouble, cart: Cart) -> None:
    ref = shop.sell(Sale())
    message = CompleteOrder("u1:done", ref)
    assert send(cart, message) == 1 and shop.completed(ref) and send(cart, message) == 0
    plain = connect(shop, completed_status="")
    assert plain.steps(message) == ()
    plain.close()
    named = connect(shop, completed_status="Complete")
    assert named.evidence(message, named.steps(message)[0])
    named.close()
