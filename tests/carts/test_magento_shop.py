"""What is Magento's own, over real HTTP: who is let in, what a bundle is, where goods lie."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from doubles.double import MUG, SPOON, TEA, Sale
from doubles.front import page
from doubles.magento import MagentoCloudDouble, MagentoDouble
from doubles.packing_line import PackingLine

from station.carts import registry
from station.carts.contract import Cart, InDoubt, Refused, SignInAgain, TryLater
from station.model.order import OrderState
from station.model.problem import StationError
from station.model.shipment import AdjustStock, CompleteOrder, Parcel, ShipConfirm, ShippedLine

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
Made = Callable[..., tuple[Any, Cart]]


@pytest.fixture
def made() -> Iterator[Made]:
    """A shop, and a cart that asks it: `made(double, secrets, **options)`."""
    opened: list[Any] = []

    def make(double: Any = None, secrets: dict[str, str] | None = None, **options: Any) -> tuple[Any, Cart]:
        shop = double or MagentoDouble()
        cart = registry.build("magento", shop.settings(**options), secrets or shop.secrets())
        opened[:0] = [cart, shop]
        return shop, cart

    yield make
    for one in opened:
        one.close()


def confirm(ref: str, *units: tuple[str, int], uid: str = "u1", tracking: str = "T1") -> ShipConfirm:
    carton = Parcel(tracking, "Own van", "", tuple(ShippedLine(line, count) for line, count in units))
    return ShipConfirm(uid, ref, (carton,), notify_customer=False, shipped_on="2026-11-20")


def sent(shop: Any) -> Any:
    """The body of the last write."""
    return json.loads(shop.front.writes()[-1].request.body)


# -- who is let in ------------------------------------------------------------------------------------


def test_a_token_alone_is_let_in_where_the_shop_allows_it(made: Made) -> None:
    shop, cart = made(secrets={"bearer_token": "at-4mzq"})
    ref = shop.sell(Sale())
    with pytest.raises(SignInAgain) as said:
        cart.order(ref)
    assert said.value.problem.code == "cart.resource_denied"
    shop.guard.may_bearer = True
    assert cart.order(ref).order.ref == ref


def test_a_wrong_signature_is_said_so(made: Made) -> None:
    shop = MagentoDouble()
    _, cart = made(shop, shop.secrets() | {"consumer_secret": "another"})
    with pytest.raises(SignInAgain) as said:
        cart.changed_orders(LONG_AGO, None)
    assert said.value.problem.code == "cart.sign_in"
    with pytest.raises(SignInAgain):
        cart.probe()


def test_a_wrong_client_of_the_cloud_is_said_so(made: Made) -> None:
    shop = MagentoCloudDouble()
    _, cart = made(shop, shop.secrets() | {"client_secret": "another"})
    with pytest.raises(SignInAgain) as said:
        cart.order("1")
    assert said.value.problem.code == "cart.sign_in" and "another" not in str(said.value)


def test_the_cloud_asks_for_one_token_for_many_questions(made: Made) -> None:
    shop, cart = made(MagentoCloudDouble())
    for _ in range(3):
        cart.order(shop.sell(Sale()))
    asked = [one.request.path for one in shop.front.exchanges]
    assert asked.count("/ims/token/v3") == 1
    assert all(path.startswith("/tenant-7/V1/") for path in asked if path != "/ims/token/v3")


def test_another_store_view_is_asked_by_its_code(made: Made) -> None:
    shop, cart = made(store_code="all")
    cart.order(shop.sell(Sale()))
    assert shop.front.exchanges[-1].request.path.startswith("/rest/all/V1/orders/")


def test_what_the_key_may_not_is_told_by_name(made: Made) -> None:
    shop, cart = made()
    shop.guard.denied = {"Magento_InventoryApi::source", "Magento_Backend::store"}
    found = cart.probe()
    may = {right.name: right.granted for right in found.rights}
    assert may["Magento_InventoryApi::source"] is False and may["Magento_Sales::actions_view"] is True
    assert may["Magento_Sales::ship"] is None
    told = [problem.params.get("resource") for problem in found.problems]
    assert told == ["Magento_Backend::store", "Magento_InventoryApi::source", None]
    assert found.problems[-1].code == "cart.weight_unit_assumed"


def test_a_connection_test_changes_nothing(made: Made) -> None:
    shop, cart = made()
    cart.probe()
    assert shop.front.writes() == []


def test_a_clock_far_away_is_said_so(made: Made) -> None:
    shop, cart = made()
    shop.pass_time(1000)
    assert [problem.code for problem in cart.probe().problems] == ["cart.clock"]


def test_an_address_the_shop_does_not_have_is_no_missing_order(made: Made) -> None:
    shop, cart = made(store_code="nowhere")
    with pytest.raises(StationError) as said:
        cart.order(shop.sell(Sale()))
    assert said.value.problem.code == "cart.no_route"


# -- orders -------------------------------------------------------------------------------------------


def test_the_first_page_says_how_many_there_are(made: Made) -> None:
    shop, cart = made()
    for _ in range(7):
        shop.sell(Sale())
        shop.pass_time(1)
    first = cart.changed_orders(LONG_AGO, None)
    assert first.total == 7 and first.cursor is not None
    assert cart.changed_orders(LONG_AGO, first.cursor).total is None


def test_a_place_nobody_knows_begins_the_pass_again(made: Made, expect_log: Callable[[str], None]) -> None:
    shop, cart = made()
    ref = shop.sell(Sale())
    expect_log("read again from its beginning")
    assert [one.order.ref for one in cart.changed_orders(LONG_AGO, "page 7").orders] == [ref]


def test_shipments_of_a_page_are_asked_for_at_once(made: Made) -> None:
    shop, cart = made()
    for _ in range(4):
        shop.ship_elsewhere(shop.sell(Sale()), "T", {TEA.sku: 1})
        shop.pass_time(1)
    cart.changed_orders(LONG_AGO, None)
    asked = [one.request.path for one in shop.front.exchanges]
    assert asked == ["/rest/default/V1/orders", "/rest/default/V1/shipments"]


def test_an_order_with_more_shipments_than_a_page_is_read_to_its_end(made: Made) -> None:
    shop, cart = made()
    ref = shop.sell(Sale(lines=((TEA.sku, 120),)))
    for number in range(103):
        shop.ship_elsewhere(ref, f"T{number}", {TEA.sku: 1})
    assert len(cart.shipments(ref)) == 103
    assert cart.order(ref).order.lines[0].due == 17


def test_an_order_nobody_paid_yet_is_packed_where_its_method_may(made: Made) -> None:
    shop, cart = made(offline_ready=["checkmo"])
    ref = shop.sell(Sale())
    shop.put_in(ref, "new")
    assert cart.order(ref).order.state is OrderState.READY


# -- shipping -----------------------------------------------------------------------------------------


def test_our_mark_is_for_the_merchant_only(made: Made) -> None:
    shop, cart = made(source_code="default")
    order = cart.order(shop.sell(Sale())).order
    message = confirm(order.ref, (order.lines[0].ref, 2))
    cart.write(message, cart.steps(message)[0])
    assert sent(shop) == {
        "items": [{"order_item_id": int(order.lines[0].ref), "qty": 2}],
        "notify": False,
        "appendComment": False,
        "comment": {"comment": "station:u1:1", "is_visible_on_front": 0},
        "tracks": [{"track_number": "T1", "title": "Own van", "carrier_code": "custom"}],
        "arguments": {"extension_attributes": {"source_code": "default"}},
    }
    (found,) = cart.shipments(order.ref)
    assert (found.uid, found.carrier, found.tracking) == ("u1:1", "Own van", ("T1",))
    assert cart.evidence(message, cart.steps(message)[0])
    again = confirm(order.ref, (order.lines[0].ref, 2), uid="u2")
    assert not cart.evidence(again, cart.steps(again)[0]), "a number of ours is not another carton's proof"


def test_an_empty_carton_ships_nothing_at_all(made: Made) -> None:
    shop, cart = made()
    assert cart.steps(confirm(shop.sell(Sale()))) == ()


def test_a_carton_without_number_has_no_track(made: Made) -> None:
    shop, cart = made()
    order = cart.order(shop.sell(Sale())).order
    message = confirm(order.ref, (order.lines[0].ref, 1), tracking="")
    cart.write(message, cart.steps(message)[0])
    assert "tracks" not in sent(shop) and cart.shipments(order.ref)[0].tracking == ()


def test_an_order_completes_by_itself(made: Made) -> None:
    _, cart = made()
    assert cart.steps(CompleteOrder("u1", "7")) == ()


def sell_rows(shop: Any, build: Callable[[int], list[Any]]) -> str:
    ref = shop.shop.next()
    shop.shop.place(ref, build(ref))
    return str(ref)


def test_a_configurable_product_leaves_by_its_parent(made: Made, tmp_path: Any, fake_clock: Any) -> None:
    shop, cart = made()
    shop.shop.add_product("SHIRT", "Shirt", kind="configurable")
    shop.shop.add_product("SHIRT-M", "Shirt-M", 10)

    def build(ref: int) -> list[Any]:
        parent = shop.shop.item(ref, "SHIRT", 2, sku="SHIRT-M")
        return [parent, shop.shop.item(ref, "SHIRT-M", 2, parent_item_id=parent["item_id"])]

    ref = sell_rows(shop, build)
    parent, child = shop.shop.orders[int(ref)]["items"]
    alone = confirm(ref, (str(child["item_id"]), 2))
    with pytest.raises(Refused):
        cart.write(alone, cart.steps(alone)[0])
    bench = PackingLine(tmp_path, cart, fake_clock)
    bench.pack(ref, [("SHIRT-M", 2)])
    bench.deliver()
    bench.close()
    assert sent(shop)["items"] == [{"order_item_id": parent["item_id"], "qty": 2}]
    assert shop.completed(ref) and shop.stock("SHIRT-M") == 8


@pytest.mark.parametrize(("kind", "packed"), [("0", ["SET"]), ("1", ["BOOK", "PEN"])])
def test_a_bundle_leaves_as_its_product_says(made: Made, kind: str, packed: list[str]) -> None:
    shop, cart = made()
    shop.shop.add_product("SET", "Set", kind="bundle", attributes={"shipment_type": kind})
    shop.shop.add_product("BOOK", "Book", 10)
    shop.shop.add_product("PEN", "Pen", 10)

    def build(ref: int) -> list[Any]:
        whole = shop.shop.item(ref, "SET", 1)
        parts = [shop.shop.item(ref, sku, 1, parent_item_id=whole["item_id"]) for sku in ("BOOK", "PEN")]
        return [whole, *parts]

    order = cart.order(sell_rows(shop, build)).order
    lines = [line for line in order.lines if line.ships]
    assert [line.sku for line in lines] == packed
    message = confirm(order.ref, *((line.ref, 1) for line in lines))
    cart.write(message, cart.steps(message)[0])
    assert shop.completed(order.ref) and (shop.stock("BOOK"), shop.stock("PEN")) == (9, 9)


def test_goods_the_source_does_not_have_are_for_a_person(
    made: Made, tmp_path: Any, fake_clock: Any, expect_log: Callable[[str], None]
) -> None:
    shop, cart = made()
    ref = shop.sell(Sale())
    shop.shop.put(TEA.sku, "default", 1)
    bench = PackingLine(tmp_path, cart, fake_clock)
    bench.pack(ref, [(TEA.sku, 2), (MUG.sku, 1)])
    expect_log("message .* is parked: cart.refused")
    bench.deliver()
    assert bench.parked() == {"tracking": "cart.refused"} and shop.left(ref) == []
    shop.shop.put(TEA.sku, "default", 9)
    bench.retry()
    bench.deliver()
    assert not bench.parked() and len(shop.left(ref)) == 1
    bench.close()


# -- where goods lie ----------------------------------------------------------------------------------


def with_second_source(shop: Any) -> None:
    shop.shop.sources.append({**shop.shop.sources[0], "source_code": "north", "name": "North"})
    shop.shop.put(SPOON.sku, "north", 30)


def test_goods_leave_from_the_source_of_the_store(made: Made) -> None:
    shop, cart = made(source_code="north")
    with_second_source(shop)
    order = cart.order(shop.sell(Sale(lines=((SPOON.sku, 4),)))).order
    message = confirm(order.ref, (order.lines[0].ref, 4))
    cart.write(message, cart.steps(message)[0])
    assert shop.shop.source_items[SPOON.sku, "north"]["quantity"] == 26
    assert [place.ref for place in cart.locations()] == ["default", "north"]


def test_of_several_sources_the_usual_one_is_taken_when_none_is_named(made: Made) -> None:
    shop, cart = made()
    with_second_source(shop)
    assert cart.probe().target == "default"


def test_the_only_source_there_is_needs_no_name(made: Made) -> None:
    shop, cart = made()
    with_second_source(shop)
    shop.shop.sources[0]["enabled"] = False
    assert cart.probe().target == "north"


def test_promised_goods_are_not_sellable_at_the_source(made: Made) -> None:
    shop, cart = made(source_code="north")
    with_second_source(shop)
    shop.sell(Sale(lines=((SPOON.sku, 4),)))
    product = shop.product(SPOON.sku)
    assert cart.stock(*product).quantity == 26
    assert [one.stock for one in cart.products([product])] == [26]


def test_what_the_shop_keeps_back_lies_on_the_shelf_all_the_same(made: Made) -> None:
    shop, cart = made()
    shop.shop.stock_items[SPOON.sku]["min_qty"] = 7
    assert cart.stock(*shop.product(SPOON.sku)).quantity == 200


def test_goods_marked_as_out_of_stock_are_counted_by_their_source(made: Made) -> None:
    shop, cart = made()
    shop.shop.put(SPOON.sku, "default", 12, status=0)
    assert cart.stock(*shop.product(SPOON.sku)).quantity == 12


def test_goods_not_kept_at_the_source_are_not_counted(made: Made) -> None:
    shop, cart = made(source_code="north")
    with_second_source(shop)
    tea, _ = shop.product(TEA.sku)
    assert cart.stock(tea, "").quantity is None
    with pytest.raises(Refused) as said:
        cart.write(AdjustStock("k", TEA.sku, tea, tea, 3), cart.steps(AdjustStock("k", "", "", "", 3))[0])
    assert said.value.problem.code == "stock.not_managed"


def adjust(cart: Cart, shop: Any, sku: str, delta: int, uid: str = "k") -> AdjustStock:
    ref, _ = shop.product(sku)
    message = AdjustStock(uid, sku, ref, ref, delta)
    cart.write(message, cart.steps(message)[0])
    return message


@pytest.mark.parametrize(
    ("before", "status", "delta", "after", "then"),
    [(5, 1, -2, 3, 1), (0, 0, 4, 4, 1), (5, 0, -1, 4, 0), (5, 1, -5, 0, 1)],
)
def test_a_correction_says_whether_there_is_stock(
    made: Made, before: int, status: int, delta: int, after: int, then: int
) -> None:
    shop, cart = made()
    shop.shop.put(SPOON.sku, "default", before, status)
    adjust(cart, shop, SPOON.sku, delta)
    row = shop.shop.source_items[SPOON.sku, "default"]
    assert (row["quantity"], row["status"]) == (after, then)


@pytest.mark.parametrize("sku", ["A/B C+D", "A,B", "50%", "Żółw & co?", "x" * 64])
def test_a_sku_may_be_anything(made: Made, sku: str) -> None:
    shop, cart = made()
    shop.shop.add_product(sku, "Odd", 9, weight=1)
    (found,) = cart.products([(str(shop.shop.products[sku]["id"]), "")])
    assert (found.sku, found.stock) == (sku, 9)
    adjust(cart, shop, sku, -2)
    assert cart.stock(found.ref, "").quantity == 7


def test_a_correction_that_never_arrived_is_not_taken_for_done(made: Made) -> None:
    shop, cart = made()
    shop.front.lose_request()
    with pytest.raises(InDoubt):
        adjust(cart, shop, SPOON.sku, -3)
    ref, _ = shop.product(SPOON.sku)
    message = AdjustStock("k", SPOON.sku, ref, ref, -3)
    (step,) = cart.steps(message)
    assert not cart.evidence(message, step) and not step.repeatable


def test_after_a_restart_nobody_knows_of_a_correction(made: Made) -> None:
    shop, cart = made()
    message = adjust(cart, shop, SPOON.sku, -3)
    (step,) = cart.steps(message)
    _, other = made(shop)
    assert cart.evidence(message, step) and not other.evidence(message, step)


def test_a_number_somebody_else_wrote_in_the_same_moment_is_in_doubt(made: Made) -> None:
    shop, cart = made()
    shop.front.after_each(
        lambda request: shop.shop.put(SPOON.sku, "default", 77) if request.method == "POST" else None
    )
    with pytest.raises(InDoubt) as said:
        adjust(cart, shop, SPOON.sku, -3)
    assert said.value.problem.params["reason"] == "stock.not_kept"


def test_a_correction_that_was_answered_needs_no_second_answer(made: Made) -> None:
    shop, cart = made()
    shop.front.after_each(
        lambda request: shop.front.instead(page(502), writes=False) if request.method == "POST" else None
    )
    adjust(cart, shop, SPOON.sku, -3)
    assert shop.stock(SPOON.sku) == 197


def test_trouble_before_the_correction_leaves_nothing_in_doubt(made: Made) -> None:
    shop, cart = made()
    shop.front.instead(page(200), writes=False)
    with pytest.raises(TryLater):
        adjust(cart, shop, SPOON.sku, -3)
    assert shop.stock(SPOON.sku) == 200


def test_products_are_read_where_stock_may_not_be_seen(made: Made) -> None:
    shop, cart = made()
    shop.guard.denied = {"Magento_InventoryApi::source"}
    (found,) = cart.products([shop.product(TEA.sku)])
    assert (found.sku, found.stock) == (TEA.sku, None)
    order = cart.order(shop.sell(Sale())).order
    message = confirm(order.ref, (order.lines[0].ref, 1))
    cart.write(message, cart.steps(message)[0])
    assert len(shop.left(order.ref)) == 1, "shipping does not need it either"


# -- a shop without sources ---------------------------------------------------------------------------


def test_without_sources_the_one_number_falls_at_the_sale_and_is_corrected(made: Made) -> None:
    shop, cart = made(MagentoDouble(sources=False), source_code="default")
    order = cart.order(shop.sell(Sale(lines=((SPOON.sku, 4),)))).order
    product = shop.product(SPOON.sku)
    assert cart.stock(*product).quantity == 196 and cart.locations() == ()
    message = confirm(order.ref, (order.lines[0].ref, 4))
    cart.write(message, cart.steps(message)[0])
    assert "arguments" not in sent(shop)
    assert [one.stock for one in cart.products([product])] == [196]
    correction = adjust(cart, shop, SPOON.sku, -6)
    assert shop.stock(SPOON.sku) == 190 and cart.evidence(correction, cart.steps(correction)[0])
    assert all(right.granted is not False for right in cart.probe().rights)


def test_without_sources_a_product_nobody_counts_is_for_a_person(made: Made) -> None:
    shop, cart = made(MagentoDouble(sources=False))
    shop.uncount(SPOON.sku)
    assert cart.stock(*shop.product(SPOON.sku)).quantity is None
    assert [one.stock for one in cart.products([shop.product(SPOON.sku)])] == [None]
    with pytest.raises(Refused):
        adjust(cart, shop, SPOON.sku, 1)


# -- pictures -----------------------------------------------------------------------------------------


def test_pictures_are_where_the_shop_keeps_its_media(made: Made) -> None:
    shop, cart = made()
    row = shop.shop.add_product("BOOK", "Book", 3, attributes={"image": "/b/book.jpg"})
    (found,) = cart.products([(str(row["id"]), "")])
    assert found.image_url == f"{shop.front.url}/media/catalog/product/b/book.jpg"
    with pytest.raises(Refused):
        cart.image(found.image_url)
