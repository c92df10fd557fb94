"""What is particular to Shopify, over real HTTP."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cart_contract import confirm, line_of, parcel, read_all, send
from doubles.double import MUG, SPOON, TEA, Sale
from doubles.packing_line import PackingLine
from doubles.shopify import ShopifyDouble
from doubles.shopify.double import BENCH, OTHER, PICTURE
from doubles.shopify.truth import OrderLine, ToShip, ToShipLine

from station.carts import registry
from station.carts.contract import Cart, CartError, Refused, TryLater
from station.model.order import Order, OrderState
from station.model.shipment import AdjustStock, CompleteOrder, Parcel, ShipConfirm, ShippedLine

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
SOLD = ((TEA.sku, 2), (MUG.sku, 1))
Build = Callable[..., Cart]


@pytest.fixture
def shop() -> Iterator[ShopifyDouble]:
    made = ShopifyDouble()
    yield made
    made.close()


@pytest.fixture
def build(shop: ShopifyDouble) -> Iterator[Build]:
    made: list[Cart] = []

    def one(ours: Any = None, carrier_map: Any = None, **options: object) -> Cart:
        settings = replace(shop.settings(**options), ours=ours, carrier_map=carrier_map or {})
        made.append(registry.build("shopify", settings, shop.secrets()))
        return made[-1]

    yield one
    for cart in made:
        cart.close()


def whole(order: Order, tracking: str, carrier: str = "Own van") -> ShipConfirm:
    return confirm(order, "u1", parcel(order, tracking, *SOLD, carrier=carrier))


def fulfillments(shop: ShopifyDouble) -> list[dict[str, Any]]:
    """What was sent to tell of shipments."""
    bodies = [json.loads(one.request.body) for one in shop.front.writes()]
    return [one["variables"]["fulfillment"] for one in bodies if "fulfillment" in one["variables"]]


# -- reading ------------------------------------------------------------------------------------------


def test_a_hold_that_does_not_change_the_order_is_seen_all_the_same(
    shop: ShopifyDouble, build: Build
) -> None:
    ref = shop.sell(Sale())
    shop.pass_time(7200)
    other = shop.sell(Sale())
    since = build().order(other).order.changed_at - timedelta(minutes=5)
    assert ref not in {one.order.ref for one in read_all(build(), since)}
    shop.hold(ref, quietly=True)
    found = {one.order.ref: one.order.state for one in read_all(build(), since)}
    assert found == {ref: OrderState.ON_HOLD, other: OrderState.READY}


def test_an_order_that_changed_itself_is_not_read_a_second_time(shop: ShopifyDouble, build: Build) -> None:
    refs = [shop.sell(Sale()) for _ in range(3)]
    assert [one.order.ref for one in read_all(build(), LONG_AGO)] == refs


def test_no_watermark_goes_past_orders_of_the_pages_to_come(shop: ShopifyDouble, build: Build) -> None:
    for _ in range(shop.page + 2):
        shop.sell(Sale())
        shop.pass_time(60)
    first = build().changed_orders(LONG_AGO, None)
    assert first.cursor is not None and first.total == shop.page + 2
    assert first.answered_at == first.orders[-1].order.changed_at


def test_a_cursor_of_another_time_begins_the_pass_again(
    shop: ShopifyDouble, build: Build, expect_log: Callable[[str], None]
) -> None:
    ref = shop.sell(Sale())
    expect_log("main: a pass is read again from its beginning")
    assert [one.order.ref for one in build().changed_orders(LONG_AGO, "page 7").orders] == [ref]


def test_test_orders_are_left_out_unless_they_are_wanted(shop: ShopifyDouble, build: Build) -> None:
    shop.sold(shop.sell(Sale())).test = True
    assert read_all(build(), LONG_AGO) == [] and read_all(build(), None) == []
    assert len(read_all(build(test_orders=True), None)) == 1


def test_an_order_deleted_while_it_is_listed_keeps_nobody(shop: ShopifyDouble, build: Build) -> None:
    gone, there = shop.sell(Sale()), shop.sell(Sale())

    def delete(request: Any) -> None:
        if b"ChangedOrders" in request.body and int(gone) in shop.truth.orders:
            shop.delete(gone)

    shop.front.after_each(delete)
    assert [one.order.ref for one in read_all(build(), LONG_AGO)] == [there]


def test_an_order_longer_than_any_list_is_read_whole(shop: ShopifyDouble, build: Build) -> None:
    ref = shop.sell(Sale())
    order, truth = shop.sold(ref), shop.truth
    for number in range(100):
        line = OrderLine(truth.new_id(), None, f"SKU-{number}", f"Part {number}", 3, 3)
        order.lines.append(line)
        row = ToShipLine(truth.new_id(), line, 3, 3)
        if number < 40:
            order.to_ship[0].lines.append(row)
        else:
            order.to_ship.append(ToShip(truth.new_id(), BENCH, [row], shop.clock.now()))
    found = build().order(ref).order
    assert [one.due for one in found.lines] == [2, 1, *[3] * 100]
    for number in range(30):
        shop.ship_elsewhere(ref, f"T{number}", {f"SKU-{number}": 1, f"SKU-{number + 1}": 1})
    again = build().order(ref).order
    assert sum(one.shipped for one in again.lines) == 60
    assert len(build().shipments(ref)) == 30
    everything = confirm(found, "u9", parcel(found, "ALL", *[(f"SKU-{n}", 1) for n in range(100)]))
    assert send(build(), everything) == 1 and send(build(), everything) == 0


def test_customers_data_without_approval_is_missing_and_nothing_else(
    shop: ShopifyDouble, build: Build
) -> None:
    ref = shop.sell(Sale())
    shop.views.hides = True
    order = build().order(ref).order
    assert order.ship_to.is_empty and order.warnings == ("address.missing",)
    assert [one.due for one in order.lines] == [2, 1]


def test_a_picture_is_read_without_credentials(shop: ShopifyDouble, build: Build) -> None:
    cart = build()
    (product,) = cart.products([shop.product(TEA.sku)])
    assert cart.image(product.image_url) == PICTURE
    asked = shop.front.exchanges[-1].request
    assert "x-shopify-access-token" not in asked.headers


# -- telling of shipments -----------------------------------------------------------------------------


def test_every_write_names_its_lines(shop: ShopifyDouble, build: Build) -> None:
    cart = build()
    order = cart.order(shop.sell(Sale())).order
    send(cart, confirm(order, "u1", parcel(order, "T1", (TEA.sku, 1))))
    (sent,) = fulfillments(shop)
    (part,) = sent["lineItemsByFulfillmentOrder"]
    assert [one["quantity"] for one in part["fulfillmentOrderLineItems"]] == [1]
    assert [dict(one.units) for one in shop.left(order.ref)] == [{TEA.sku: 1}]


@pytest.mark.parametrize(
    ("ours", "company", "has_url"),
    [
        ("ups", "UPS", False),
        ("Dhl express", "DHL Express", False),
        ("Own van", "Own van", True),
        ("Bote", "GLS", False),
    ],
)
def test_a_carrier_shopify_knows_is_written_as_there_any_other_with_its_address(
    shop: ShopifyDouble, build: Build, ours: str, company: str, has_url: bool
) -> None:
    cart = build(carrier_map={"Bote": "GLS"})
    order = cart.order(shop.sell(Sale())).order
    send(cart, whole(order, "T 1", carrier=ours))
    (sent,) = fulfillments(shop)
    assert sent["trackingInfo"]["company"] == company
    assert sent["trackingInfo"].get("url") == ("https://van.example/T%201" if has_url else None)


def test_goods_of_two_locations_in_one_carton_are_told_by_location(shop: ShopifyDouble, build: Build) -> None:
    ref = shop.sell(Sale())
    shop.split(ref, MUG.sku, OTHER)
    cart = build()
    message = whole(cart.order(ref).order, "T1")
    assert send(cart, message) == 1 and send(cart, message) == 0
    assert [(one.tracking, dict(one.units)) for one in shop.left(ref)] == [
        ("T1", {TEA.sku: 2}),
        ("T1", {MUG.sku: 1}),
    ]
    assert shop.completed(ref)


def test_of_a_carton_half_told_only_the_other_half_is_told(shop: ShopifyDouble, build: Build) -> None:
    cart = build()
    ref = shop.sell(Sale())
    message = whole(cart.order(ref).order, "T1")
    shop.ship_elsewhere(ref, "t 1", {TEA.sku: 1})
    assert send(cart, message) == 1
    assert [dict(one.units) for one in shop.left(ref)] == [{TEA.sku: 1}, {TEA.sku: 1, MUG.sku: 1}]


def test_two_cartons_of_one_number_are_both_told(shop: ShopifyDouble, build: Build) -> None:
    cart = build()
    order = cart.order(shop.sell(Sale())).order
    tea = line_of(order, TEA.sku).ref
    cartons = [Parcel("T1", "UPS", "", (ShippedLine(tea, 1),)) for _ in range(2)]
    message = confirm(order, "u1", *cartons)
    assert send(cart, message) == 2 and send(cart, message) == 0
    assert [dict(one.units) for one in shop.left(order.ref)] == [{TEA.sku: 1}, {TEA.sku: 1}]


def test_only_this_stores_location_is_told(shop: ShopifyDouble, build: Build) -> None:
    ref = shop.sell(Sale())
    shop.split(ref, MUG.sku, OTHER)
    cart = build(location=str(BENCH))
    order = cart.order(ref).order
    assert [one.due for one in order.lines] == [2, 0]
    with pytest.raises(Refused) as said:
        send(cart, whole(order, "T1"))
    assert said.value.problem.code == "ship.not_open" and not shop.left(ref)


def test_after_a_shipment_is_undone_the_new_ids_are_told(shop: ShopifyDouble, build: Build) -> None:
    cart = build()
    ref = shop.sell(Sale())
    before = cart.order(ref).order
    send(cart, whole(before, "T1"))
    shop.undo(ref, "T1")
    after = cart.order(ref).order
    assert [(one.ref, one.due) for one in after.lines] == [(one.ref, one.due) for one in before.lines]
    assert cart.shipments(ref) == ()
    assert send(cart, whole(after, "T2")) == 1
    assert [one.tracking for one in shop.left(ref)] == ["T2"]


def test_what_shopify_does_not_like_is_told_in_its_words(shop: ShopifyDouble, build: Build) -> None:
    cart = build()
    ref = shop.sell(Sale())
    message = whole(cart.order(ref).order, "T1")

    def hold(request: Any) -> None:
        if b"query FulfillmentOrders" in request.body:  # between the reading and the write
            shop.hold(ref)

    shop.front.after_each(hold)
    with pytest.raises(Refused) as said:
        send(cart, message)
    assert said.value.problem.code == "cart.refused"
    assert "unfulfillable status= on_hold" in str(said.value.problem.params["message"])


def test_an_order_completes_itself(shop: ShopifyDouble, build: Build) -> None:
    assert build().steps(CompleteOrder("u1", shop.sell(Sale()))) == ()


class TestOurOwnShipments:
    """Shopify keeps no marker of ours: the station says which tracking numbers are its own."""

    @pytest.fixture
    def own(self) -> set[str]:
        return set()

    @pytest.fixture
    def bench(self, tmp_path: Any, build: Build, own: set[str], fake_clock: Any) -> Iterator[PackingLine]:
        made = PackingLine(tmp_path, build(ours=own.__contains__), fake_clock)
        yield made
        made.close()

    def test_a_pause_between_two_cartons_loses_neither(
        self, shop: ShopifyDouble, bench: PackingLine, own: set[str]
    ) -> None:
        ref = shop.sell(Sale(lines=((TEA.sku, 3), (MUG.sku, 1))))
        numbers = bench.pack(ref, [(TEA.sku, 2)], [(TEA.sku, 1), (MUG.sku, 1)])
        own.update(numbers)

        def pause(request: Any) -> None:
            if b"mutation" in request.body:
                shop.throttle(1, 30)

        shop.front.after_each(pause)
        bench.deliver()
        assert {one.tracking: dict(one.units) for one in shop.left(ref)} == {
            numbers[0]: {TEA.sku: 2},
            numbers[1]: {TEA.sku: 1, MUG.sku: 1},
        }
        assert not bench.waiting() and not bench.parked()

    def test_what_we_shipped_looks_like_no_change(
        self, shop: ShopifyDouble, build: Build, own: set[str]
    ) -> None:
        cart = build(ours=own.__contains__)
        before = cart.order(shop.sell(Sale())).order
        own.add("T1")
        send(cart, confirm(before, "u1", parcel(before, "T1", (TEA.sku, 1))))
        after = cart.order(before.ref).order
        assert after.lines == before.lines and after.state is OrderState.PARTIAL


# -- stock --------------------------------------------------------------------------------------------


def correction(shop: ShopifyDouble, delta: int, uid: str = "count:SPOON:17.5") -> AdjustStock:
    product = shop.product(SPOON.sku)[0]
    return AdjustStock(uid, SPOON.sku, product, product, delta)


def keys(shop: ShopifyDouble) -> list[str]:
    return [json.loads(one.request.body)["variables"]["key"] for one in shop.front.writes()]


def test_a_correction_says_what_it_is_for_and_what_it_counted_against(
    shop: ShopifyDouble, build: Build
) -> None:
    cart = build()
    cart.stock(*shop.product(SPOON.sku))
    send(cart, correction(shop, -3))
    sent = json.loads(shop.front.writes()[0].request.body)["variables"]["input"]
    assert sent["changes"][0]["changeFromQuantity"] == SPOON.stock and sent["changes"][0]["delta"] == -3
    assert shop.writes.documents == ["gid://fulfillment-station/StockCorrection/count%3ASPOON%3A17.5"]
    assert shop.stock(SPOON.sku) == SPOON.stock - 3


def test_a_number_that_moved_after_it_was_read_is_not_written_over(shop: ShopifyDouble, build: Build) -> None:
    cart = build()
    cart.stock(*shop.product(SPOON.sku))
    shop.sell(Sale(lines=((SPOON.sku, 5),)))
    with pytest.raises(TryLater) as said:
        send(cart, correction(shop, -3))
    assert said.value.problem.code == "stock.moved" and shop.stock(SPOON.sku) == SPOON.stock - 5


def test_the_same_correction_sent_twice_is_done_once(shop: ShopifyDouble, build: Build) -> None:
    for _ in range(2):
        cart = build()
        if not shop.front.writes():
            cart.stock(*shop.product(SPOON.sku))
        send(cart, correction(shop, 0))  # nothing moves, so that both count against the same number
    first, second = keys(shop)
    assert first == second and len(shop.writes.documents) == 1


def test_a_key_that_is_spent_is_not_used_again(shop: ShopifyDouble, build: Build) -> None:
    cart = build()
    shop.writes.next_code = "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"
    with pytest.raises(TryLater):
        send(cart, correction(shop, 2))
    send(cart, correction(shop, 2))
    first, second = keys(shop)
    assert first != second and shop.stock(SPOON.sku) == SPOON.stock + 2


@pytest.mark.parametrize(
    ("code", "kind", "problem"),
    [
        ("IDEMPOTENCY_CONCURRENT_REQUEST", "TryLater", "cart.busy"),
        ("SERVICE_UNAVAILABLE", "TryLater", "cart.down"),
        ("ADJUST_QUANTITIES_FAILED", "TryLater", "cart.down"),
        ("NON_MUTABLE_INVENTORY_ITEM", "Refused", "stock.not_managed"),
        ("INVALID_REASON", "Refused", "cart.refused"),
    ],
)
def test_every_no_to_a_correction_says_what_to_do_next(
    shop: ShopifyDouble, build: Build, code: str, kind: str, problem: str
) -> None:
    shop.writes.next_code = code
    with pytest.raises(CartError) as said:
        send(build(), correction(shop, 2))
    assert (type(said.value).__name__, said.value.problem.code) == (kind, problem)


def test_stock_kept_in_several_places_is_corrected_at_the_stores_own(
    shop: ShopifyDouble, build: Build
) -> None:
    shop.sell(Sale(lines=((SPOON.sku, 1),)), location=OTHER)
    product = shop.product(SPOON.sku)
    with pytest.raises(Refused) as said:
        build().stock(*product)
    assert said.value.problem.code == "stock.which_location"
    here = build(location=str(BENCH))
    assert here.stock(*product).quantity == SPOON.stock
    assert here.products([product])[0].stock == SPOON.stock
    assert build().products([product])[0].stock == SPOON.stock - 1
    send(here, correction(shop, -10))
    assert shop.stock(SPOON.sku) == SPOON.stock - 10
    assert build(location="77").stock(*product).quantity is None
