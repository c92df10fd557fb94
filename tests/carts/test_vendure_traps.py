"""What Vendure does that nobody expects, over the small one."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cart_contract import LONG_AGO, confirm, newest, parcel, read_all, send
from doubles import front
from doubles.double import MUG, SPOON, TEA, Sale
from doubles.packing_line import PackingLine
from doubles.vendure import VendureDouble, VendureWithOwnFields

from station.carts import registry
from station.carts.contract import Cart, InDoubt, Refused, SignInAgain, Unusable
from station.model.order import OrderState
from station.model.problem import StationError
from station.model.shipment import AdjustStock, CompleteOrder
from station.sandbox.shop.wire import Response

Build = Callable[..., Cart]


@pytest.fixture
def shop() -> Iterator[VendureDouble]:
    made = VendureDouble()
    yield made
    made.close()


@pytest.fixture
def build(shop: VendureDouble) -> Iterator[Build]:
    """A cart of `shop`, with options and other settings."""
    made: list[Cart] = []

    def build(options: dict[str, object] | None = None, **more: Any) -> Cart:
        settings = shop.settings()
        settings = replace(settings, options={**settings.options, **(options or {})}, **more)
        made.append(registry.build("vendure", settings, shop.secrets()))
        return made[-1]

    yield build
    for one in made:
        one.close()


@pytest.fixture
def cart(build: Build) -> Cart:
    return build()


@pytest.fixture
def bench(tmp_path: Path, build: Build, fake_clock: Any) -> Iterator[PackingLine]:
    benches: list[PackingLine] = []
    cart = build(ours=lambda number: any(one.sent(number) for one in benches))
    benches.append(PackingLine(tmp_path, cart, fake_clock))
    yield benches[0]
    benches[0].close()


def asked(shop: VendureDouble, text: bytes) -> int:
    return sum(text in one.request.body for one in shop.front.exchanges)


# -- signing in


def test_a_missing_permission_is_asked_for_once_more_and_then_said(shop: VendureDouble, cart: Cart) -> None:
    ref = shop.sell(Sale())
    shop.door.permissions.remove("ReadOrder")
    with pytest.raises(SignInAgain) as said:
        cart.order(ref)
    assert said.value.problem.code == "cart.key_may_not"
    assert asked(shop, b"login(") == 2 and asked(shop, b"order(id") == 2


def test_a_wrong_password_is_said_although_the_status_is_200(shop: VendureDouble, cart: Cart) -> None:
    shop.door.password = "another"
    with pytest.raises(SignInAgain) as said:
        cart.order("1")
    assert said.value.problem.code == "cart.sign_in" and asked(shop, b"order(id") == 0


def test_a_server_that_gives_cookies_only_is_said(shop: VendureDouble, cart: Cart) -> None:
    def without_token(answer: Response) -> Response:
        kept = [(name, value) for name, value in answer.headers if name != "vendure-auth-token"]
        return replace(answer, headers=kept)

    shop.front.spoil(without_token, match="login")
    with pytest.raises(SignInAgain) as said:
        cart.order("1")
    assert said.value.problem.code == "cart.no_token"


def test_a_key_nobody_knows_is_said_to_be_unknown(shop: VendureDouble) -> None:
    cart = registry.build("vendure", shop.settings(), {"api_key": "nobody"})
    with pytest.raises(SignInAgain) as said:
        cart.probe()
    cart.close()
    assert said.value.problem.code == "cart.sign_in"


def test_a_key_that_may_not_is_told_from_one_nobody_knows(shop: VendureDouble) -> None:
    shop.door.permissions.remove("ReadStockLocation")
    shop.door.permissions.remove("ReadCatalog")
    cart = registry.build("vendure", shop.settings(), {"api_key": shop.door.key})
    with pytest.raises(SignInAgain) as said:
        cart.locations()
    cart.close()
    assert said.value.problem.code == "cart.key_may_not"


def test_the_channel_goes_with_every_question(shop: VendureDouble, build: Build) -> None:
    build({"channel": "t0k3n"}).locations()
    assert shop.front.exchanges[-1].request.headers["vendure-token"] == "t0k3n"


def test_the_connection_test_says_what_the_role_lacks(shop: VendureDouble, cart: Cart) -> None:
    shop.door.permissions = ["Authenticated", "ReadOrder", "ReadProduct"]
    granted = {right.name: right.granted for right in cart.probe().rights}
    assert granted == {
        "ReadOrder": True,
        "UpdateOrder": False,
        "ReadCatalog": True,
        "UpdateCatalog": False,
        "ReadStockLocation": False,
    }


def test_of_a_key_what_it_may_read_is_tried_and_what_it_may_write_not_known(shop: VendureDouble) -> None:
    shop.door.permissions = ["Authenticated", "ReadOrder"]
    cart = registry.build("vendure", shop.settings(), {"api_key": shop.door.key})
    granted = [right.granted for right in cart.probe().rights]
    cart.close()
    assert granted == [True, None, False, None, False] and not shop.front.writes()


# -- reading


def test_changes_a_quarter_of_a_second_apart_are_all_read(shop: VendureDouble, cart: Cart) -> None:
    refs = []
    for _ in range(shop.page * 3):
        refs.append(shop.sell(Sale()))
        shop.pass_time(0.25)
    assert set(newest(read_all(cart, LONG_AGO))) == set(refs)


def test_the_first_page_has_the_oldest_changes_not_the_oldest_orders(shop: VendureDouble, cart: Cart) -> None:
    refs = []
    for _ in range(shop.page + 2):
        refs.append(shop.sell(Sale()))
        shop.pass_time(5)
    shop.touch(refs[0])
    page = cart.changed_orders(LONG_AGO, None)
    assert [one.order.ref for one in page.orders] == refs[1 : shop.page + 1]


def test_a_list_in_no_order_is_no_list(shop: VendureDouble, cart: Cart) -> None:
    for _ in range(3):
        shop.sell(Sale())
        shop.pass_time(60)

    def reversed_list(answer: Response) -> Response:
        said = json.loads(answer.body)
        said["data"]["orders"]["items"].reverse()
        return replace(answer, body=json.dumps(said).encode())

    shop.front.spoil(reversed_list, match="orders")
    with pytest.raises(Unusable) as said:
        cart.changed_orders(LONG_AGO, None)
    assert said.value.problem.code == "cart.unsorted"


def test_the_first_page_says_how_many_orders_there_are(shop: VendureDouble, cart: Cart) -> None:
    for _ in range(7):
        shop.sell(Sale())
        shop.pass_time(2)
    first = cart.changed_orders(LONG_AGO, None)
    assert first.total == 7 and cart.changed_orders(LONG_AGO, first.cursor).total is None


def test_a_cursor_nobody_wrote_begins_the_pass_again(
    shop: VendureDouble, cart: Cart, expect_log: Callable[[str], None]
) -> None:
    ref = shop.sell(Sale())
    expect_log("a pass is read again from its beginning")
    assert [one.order.ref for one in cart.changed_orders(LONG_AGO, "rubbish").orders] == [ref]


def test_an_order_of_several_sellers_is_packed_by_its_sellers_orders(shop: VendureDouble, cart: Cart) -> None:
    whole, part = shop.sell(Sale()), shop.sell(Sale())
    shop.store.orders[whole]["type"], shop.store.orders[part]["type"] = "Aggregate", "Seller"
    assert set(newest(read_all(cart, LONG_AGO))) == {part}


def test_an_active_order_is_still_a_basket(shop: VendureDouble, cart: Cart) -> None:
    shop.put_in(shop.sell(Sale()), "ArrangingPayment")
    assert read_all(cart, LONG_AGO) == []


def test_authorized_orders_are_ready_where_the_shop_ships_on_authorization(
    shop: VendureDouble, build: Build
) -> None:
    ref = shop.sell(Sale())
    shop.put_in(ref, "PaymentAuthorized")
    assert build().order(ref).order.state is OrderState.PAID
    assert build({"ship_on_authorization": True}).order(ref).order.state is OrderState.READY
    ready = build({"ship_on_authorization": True}, status_map={"PaymentAuthorized": "on_hold"})
    assert ready.order(ref).order.state is OrderState.ON_HOLD


def test_an_authorized_order_that_left_whole_is_done_although_it_stays_authorized(
    shop: VendureDouble, cart: Cart
) -> None:
    ref = shop.sell(Sale())
    shop.put_in(ref, "PaymentAuthorized")
    shop.ship_elsewhere(ref, "E-1", {TEA.sku: 2, MUG.sku: 1})
    order = cart.order(ref).order
    assert (order.native[0], order.state) == ("PaymentAuthorized", OrderState.FULFILLED)


def test_a_cancelled_fulfillment_opens_a_shipped_order_again(shop: VendureDouble, cart: Cart) -> None:
    ref = shop.sell(Sale())
    shop.ship_elsewhere(ref, "E-1", {TEA.sku: 2, MUG.sku: 1})
    shop.store.move_fulfillment(shop.store.orders[ref]["fulfillments"][0]["id"], "Cancelled")
    order = cart.order(ref).order
    assert (order.native[0], order.state) == ("Shipped", OrderState.READY)
    assert [line.due for line in order.lines] == [2, 1] and cart.shipments(ref) == ()


def test_a_part_that_was_delivered_does_not_close_the_rest(shop: VendureDouble, cart: Cart) -> None:
    ref = shop.sell(Sale())
    made = shop.fulfill_elsewhere(ref, "E-1", {TEA.sku: 1})
    shop.store.move_fulfillment(made["id"], "Delivered")
    order = cart.order(ref).order
    assert (order.native[0], order.state) == ("PartiallyDelivered", OrderState.PARTIAL)
    assert [line.due for line in order.lines] == [1, 1]


def test_what_somebody_else_has_only_begun_is_not_packed_either(shop: VendureDouble, cart: Cart) -> None:
    ref = shop.sell(Sale())
    shop.fulfill_elsewhere(ref, "E-1", {TEA.sku: 2})
    assert [line.due for line in cart.order(ref).order.lines] == [0, 1]


def test_money_alone_that_went_back_is_pointed_out(shop: VendureDouble, cart: Cart) -> None:
    ref = shop.sell(Sale())
    shop.pay_back(ref, 100, {})
    order = cart.order(ref).order
    assert order.state is OrderState.READY and order.warnings == ("refund.amount_only",)


def test_a_refund_of_units_without_cancelling_them_takes_them_off(shop: VendureDouble, cart: Cart) -> None:
    ref = shop.sell(Sale())
    shop.pay_back(ref, 500, {TEA.sku: 1})
    assert [line.due for line in cart.order(ref).order.lines] == [1, 1]


def test_all_the_money_back_is_a_refunded_order(shop: VendureDouble, cart: Cart) -> None:
    ref = shop.sell(Sale())
    shop.pay_back(ref, shop.store.orders[ref]["totalWithTax"], {})
    assert cart.order(ref).order.state is OrderState.REFUNDED


def test_a_refund_on_a_line_partly_gone_is_for_a_person(shop: VendureDouble, cart: Cart) -> None:
    ref = shop.sell(Sale(lines=((TEA.sku, 3),)))
    shop.ship_elsewhere(ref, "E-1", {TEA.sku: 1})
    shop.pay_back(ref, 500, {TEA.sku: 1})
    order = cart.order(ref).order
    assert order.state is OrderState.ON_HOLD and "refund.unclear" in order.warnings


def test_yen_are_counted_with_the_servers_precision(shop: VendureDouble, cart: Cart) -> None:
    total = cart.order(shop.sell(Sale(currency="JPY"))).order.total
    assert total is not None and (total.minor, total.currency) == (2000, "JPY")


def test_collected_orders_need_no_address(shop: VendureDouble, build: Build) -> None:
    order = build({"pickup_methods": ["standard"]}).order(shop.sell(Sale(address=False))).order
    assert order.pickup and not order.warnings


def test_fields_of_the_shop_are_asked_for_and_shown() -> None:
    shop = VendureWithOwnFields()
    cart = registry.build("vendure", shop.settings(), shop.secrets())
    ref = shop.sell(Sale(note="Ring twice"))
    shop.decorate(ref, "giftMessage", "Sto lat!")
    shop.store.orders[ref]["lines"][1]["customFields"]["engraving"] = "For Ela"
    order = cart.order(ref).order
    cart.close()
    shop.close()
    assert (order.customer_note, order.gift_note) == ("Ring twice", "Sto lat!")
    assert [line.options for line in order.lines] == [(), (("engraving", "For Ela"),)]


def test_a_field_the_shop_lacks_is_said_by_the_shop(shop: VendureDouble, build: Build) -> None:
    ref = shop.sell(Sale())
    with pytest.raises(Refused) as said:
        build({"note_field": "nosuch"}).order(ref)
    assert said.value.problem.params["status"] == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.parametrize(
    ("options", "more"),
    [({"note_field": "a b"}, {}), ({"page_size": 0}, {}), ({}, {"completed_status": "Done"})],
)
def test_settings_it_cannot_use_are_refused_at_once(
    build: Build, options: dict[str, object], more: dict[str, object]
) -> None:
    with pytest.raises(StationError) as said:
        build(options, **more)
    assert said.value.problem.code == "settings.bad_option"


# -- telling of shipments


def test_an_order_partly_sent_by_us_still_owes_the_rest(shop: VendureDouble, build: Build) -> None:
    cart = build(ours=lambda number: number == "T1")
    order = cart.order(shop.sell(Sale())).order
    send(cart, confirm(order, "u1", parcel(order, "T1", (TEA.sku, 1))))
    now = cart.order(order.ref).order
    assert now.state is OrderState.PARTIAL
    assert [(line.shipped, line.due) for line in now.lines] == [(0, 2), (0, 1)]
    shop.ship_elsewhere(order.ref, "E-1", {TEA.sku: 1})
    assert [line.due for line in cart.order(order.ref).order.lines] == [1, 1]


def test_a_bench_that_died_between_the_two_writes_only_ships(shop: VendureDouble, build: Build) -> None:
    cart = build(ours=lambda number: number == "T1")
    order = cart.order(shop.sell(Sale())).order
    message = confirm(order, "u1", parcel(order, "T1", (TEA.sku, 2), (MUG.sku, 1)))
    (first,) = cart.steps(message)
    assert (first.name, first.repeatable) == ("fulfill:1", False)
    shop.front.lose_request(match="transitionFulfillmentToState")
    with pytest.raises(InDoubt):
        cart.write(message, first)
    assert shop.left(order.ref) == [] and not cart.evidence(message, first)
    assert [line.due for line in cart.order(order.ref).order.lines] == [2, 1]
    (second,) = cart.steps(message)
    assert (second.name, second.repeatable) == ("ship:1", True)
    cart.write(message, second)
    assert cart.evidence(message, second) and [one.tracking for one in shop.left(order.ref)] == ["T1"]


@pytest.mark.parametrize("lost", ["lose_request", "lose_answer"])
@pytest.mark.parametrize("write", ["addFulfillmentToOrder", "transitionFulfillmentToState"])
def test_whichever_write_is_lost_one_shipment_stays(
    shop: VendureDouble,
    bench: PackingLine,
    lost: str,
    write: str,
    may_log: Callable[[str], None],
) -> None:
    may_log("message .* is parked: push.in_doubt")
    ref = shop.sell(Sale())
    (tracking,) = bench.pack(ref, [(TEA.sku, 2), (MUG.sku, 1)])
    getattr(shop.front, lost)(match=write)
    bench.deliver()
    if (lost, write) == ("lose_request", "addFulfillmentToOrder"):
        assert bench.parked() == {"tracking": "push.in_doubt"}
        bench.retry()
        bench.deliver()
    assert [one.tracking for one in shop.left(ref)] == [tracking]
    assert not bench.waiting() and not bench.parked()
    assert len(shop.store.orders[ref]["fulfillments"]) == 1


def test_a_fulfillment_somebody_began_with_our_number_is_only_shipped(
    shop: VendureDouble, cart: Cart
) -> None:
    order = cart.order(shop.sell(Sale())).order
    shop.fulfill_elsewhere(order.ref, "t 1", {TEA.sku: 2, MUG.sku: 1})
    message = confirm(order, "u1", parcel(order, "T1", (TEA.sku, 2), (MUG.sku, 1)))
    assert send(cart, message) == 1 and len(shop.left(order.ref)) == 1
    assert send(cart, message) == 0


def test_a_fulfillment_cancelled_in_between_is_for_a_person(shop: VendureDouble, cart: Cart) -> None:
    order = cart.order(shop.sell(Sale())).order
    made = shop.fulfill_elsewhere(order.ref, "T1", {TEA.sku: 2})
    message = confirm(order, "u1", parcel(order, "T1", (TEA.sku, 2)))
    (step,) = cart.steps(message)
    shop.store.move_fulfillment(made["id"], "Cancelled")
    with pytest.raises(Refused) as said:
        cart.write(message, step)
    assert said.value.problem.code == "cart.shipment_gone"


def test_what_has_left_already_is_refused_in_the_carts_words(shop: VendureDouble, cart: Cart) -> None:
    order = cart.order(shop.sell(Sale())).order
    shop.ship_elsewhere(order.ref, "E-1", {TEA.sku: 2})
    with pytest.raises(Refused) as said:
        send(cart, confirm(order, "u1", parcel(order, "T1", (TEA.sku, 2))))
    assert said.value.problem.params["status"] == "ITEMS_ALREADY_FULFILLED_ERROR"


def test_goods_the_shop_believes_missing_are_refused_by_name(shop: VendureDouble, cart: Cart) -> None:
    order = cart.order(shop.sell(Sale())).order
    shop.store.variants[shop.product(TEA.sku)[0]]["stockLevels"][0]["stockOnHand"] = 1
    with pytest.raises(Refused) as said:
        send(cart, confirm(order, "u1", parcel(order, "T1", (TEA.sku, 2))))
    assert TEA.name in str(said.value.problem.params["message"]) and shop.left(order.ref) == []


def test_a_handler_the_shop_lacks_is_refused(shop: VendureDouble, build: Build) -> None:
    cart = build({"fulfillment_handler": "nope"})
    order = cart.order(shop.sell(Sale())).order
    with pytest.raises(Refused) as said:
        send(cart, confirm(order, "u1", parcel(order, "T1", (TEA.sku, 2))))
    assert said.value.problem.params["status"] == "INVALID_FULFILLMENT_HANDLER_ERROR"


def test_a_server_that_breaks_while_writing_leaves_doubt(shop: VendureDouble, cart: Cart) -> None:
    order = cart.order(shop.sell(Sale())).order
    body = b'{"errors":[{"message":"?","extensions":{"code":"INTERNAL_SERVER_ERROR"}}],"data":null}'
    shop.front.instead(Response(200, body, [("Content-Type", "application/json")]), writes=True)
    with pytest.raises(InDoubt):
        send(cart, confirm(order, "u1", parcel(order, "T1", (TEA.sku, 2))))


def test_an_order_completes_by_itself(shop: VendureDouble, build: Build) -> None:
    ref = shop.sell(Sale())
    message = CompleteOrder("u1", ref)
    shop.ship_elsewhere(ref, "E-1", {TEA.sku: 2, MUG.sku: 1})
    assert build().steps(message) == () and shop.store.orders[ref]["state"] == "Shipped"


def test_an_order_is_delivered_where_that_is_asked_for(shop: VendureDouble, build: Build) -> None:
    ref = shop.sell(Sale())
    for number, ware in enumerate((TEA, MUG)):
        shop.ship_elsewhere(ref, f"E-{number}", {ware.sku: 2 if ware is TEA else 1})
    cart, message = build(completed_status="Delivered"), CompleteOrder("u1", ref)
    assert send(cart, message) == 1 and send(cart, message) == 0
    assert shop.store.orders[ref]["state"] == "Delivered"


# -- stock


def test_a_count_sets_what_is_on_the_shelf_and_leaves_sold_units_sold(
    shop: VendureDouble, bench: PackingLine
) -> None:
    shop.sell(Sale(lines=((SPOON.sku, 4),)))
    bench.pull.once()
    bench.count(SPOON.sku, shop.product(SPOON.sku)[0], 150)
    bench.deliver()
    (level,) = shop.store.variants[shop.product(SPOON.sku)[0]]["stockLevels"]
    assert (level["stockOnHand"], level["stockAllocated"]) == (150, 4)


def test_a_count_after_a_carton_was_packed_and_not_yet_told_is_right_too(
    shop: VendureDouble, bench: PackingLine
) -> None:
    ref = shop.sell(Sale(lines=((SPOON.sku, 4),)))
    bench.pack(ref, [(SPOON.sku, 4)])
    bench.count(SPOON.sku, shop.product(SPOON.sku)[0], 150)
    bench.deliver()
    (level,) = shop.store.variants[shop.product(SPOON.sku)[0]]["stockLevels"]
    assert (level["stockOnHand"], level["stockAllocated"]) == (150, 0)


@pytest.mark.parametrize(
    ("flag", "everywhere", "counts"),
    [("TRUE", False, True), ("FALSE", True, False), ("INHERIT", True, True), ("INHERIT", False, False)],
)
def test_whether_a_variant_is_counted_may_be_inherited(
    shop: VendureDouble, cart: Cart, flag: str, everywhere: bool, counts: bool
) -> None:
    ref = shop.product(SPOON.sku)[0]
    shop.store.variants[ref]["trackInventory"] = flag
    shop.store.track_inventory = everywhere
    assert (cart.stock(ref, "").quantity is not None) is counts
    (product,) = cart.products([(ref, "")])
    assert (product.stock is not None) is counts


def test_of_several_places_the_benchs_own_has_to_be_named(shop: VendureDouble, build: Build) -> None:
    shop.store.locations.append({"id": "2", "name": "Attic"})
    ref = shop.product(SPOON.sku)[0]
    assert [problem.code for problem in build().probe().problems] == ["settings.option_missing"]
    with pytest.raises(Refused) as said:
        build().stock(ref, "")
    assert said.value.problem.code == "stock.which_location"
    attic = build({"location": "2"})
    assert not attic.probe().problems and attic.stock(ref, "").quantity == 0
    send(attic, AdjustStock("c1", SPOON.sku, ref, ref, 7))
    levels = shop.store.variants[ref]["stockLevels"]
    assert [(one["stockLocationId"], one["stockOnHand"]) for one in levels] == [("1", SPOON.stock), ("2", 7)]


def test_less_than_nothing_is_refused(shop: VendureDouble, cart: Cart) -> None:
    ref = shop.product(SPOON.sku)[0]
    with pytest.raises(Refused) as said:
        send(cart, AdjustStock("c1", SPOON.sku, ref, ref, -SPOON.stock - 1))
    assert said.value.problem.params["status"] == "USER_INPUT_ERROR"
    assert shop.stock(SPOON.sku) == SPOON.stock


def test_a_number_that_is_not_what_was_set_leaves_doubt(shop: VendureDouble, cart: Cart) -> None:
    ref = shop.product(SPOON.sku)[0]

    def other(answer: Response) -> Response:
        return replace(answer, body=answer.body.replace(b'"stockOnHand": 205', b'"stockOnHand": 203'))

    shop.front.spoil(other, writes=True)
    with pytest.raises(InDoubt):
        send(cart, AdjustStock("c1", SPOON.sku, ref, ref, 5))


def test_a_variant_that_is_gone_has_no_stock(shop: VendureDouble, cart: Cart) -> None:
    shop.drop_ware(SPOON.sku)
    with pytest.raises(Refused) as said:
        cart.stock(*shop.product(SPOON.sku))
    assert said.value.problem.code == "cart.product_gone"


def test_a_picture_is_fetched_without_a_word_of_ours(shop: VendureDouble, cart: Cart) -> None:
    shop.front.instead(Response(200, b"\x89PNG", [("Content-Type", "image/png")]))
    assert cart.image(f"{shop.front.url}/assets/preview/tea.png") == b"\x89PNG"
    assert "authorization" not in shop.front.exchanges[-1].request.headers


def test_a_shops_page_in_place_of_its_api_is_no_answer(shop: VendureDouble, build: Build) -> None:
    with pytest.raises(Refused):
        build({"api_path": "elsewhere"}).locations()
    shop.front.instead(front.page(200), times=2)
    with pytest.raises(StationError):
        build().locations()


def test_time_before_everything_is_a_bound_too(shop: VendureDouble, cart: Cart) -> None:
    ref = shop.sell(Sale())
    assert set(newest(read_all(cart, datetime(1970, 1, 2, tzinfo=UTC)))) == {ref}
