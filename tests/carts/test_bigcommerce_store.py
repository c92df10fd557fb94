"""Stock, products, scopes and limits of BigCommerce, over its double."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from cart_contract import send
from doubles import conform
from doubles.bigcommerce import BigCommerceDouble
from doubles.double import MUG, SPOON, TEA, Sale, Ware
from doubles.packing_line import PackingLine

from station.carts import registry
from station.carts.contract import Cart, InDoubt, Refused, SignInAgain, TryLater
from station.model.shipment import AdjustStock
from station.sandbox.shop.wire import Response


@pytest.fixture
def shop() -> Iterator[BigCommerceDouble]:
    made = BigCommerceDouble()
    yield made
    made.close()
    assert conform.complaints(made.cart, made.front.exchanges) == []


def connected(shop: BigCommerceDouble, **options: object) -> Cart:
    return registry.build("bigcommerce", shop.settings(**options), shop.secrets())


@pytest.fixture
def cart(shop: BigCommerceDouble) -> Iterator[Cart]:
    made = connected(shop)
    yield made
    made.close()


@pytest.fixture
def bench(tmp_path: Any, cart: Cart, fake_clock: Any) -> Iterator[PackingLine]:
    made = PackingLine(tmp_path, cart, fake_clock)
    yield made
    made.close()


def told(shop: BigCommerceDouble) -> list[Any]:
    """What was written, as it was sent."""
    return [json.loads(one.request.body) for one in shop.front.writes()]


# -- stock ----------------------------------------------------------------------------------------


def adjust(shop: BigCommerceDouble, sku: str, delta: int) -> AdjustStock:
    product, _ = shop.product(sku)
    return AdjustStock("count:1", sku, product, product, delta)


def test_a_correction_is_relative_and_says_whose_it_is(shop: BigCommerceDouble, cart: Cart) -> None:
    assert send(cart, adjust(shop, SPOON.sku, -3)) == 1
    variant = int(shop.product(SPOON.sku)[0])
    (body,) = told(shop)
    assert body == {
        "reason": "PB:count:1",
        "items": [{"location_id": 1, "variant_id": variant, "quantity": -3}],
    }
    assert shop.stock(SPOON.sku) == SPOON.stock - 3


def test_after_a_correction_the_number_is_not_believed_until_it_has_settled(
    shop: BigCommerceDouble, cart: Cart
) -> None:
    send(cart, adjust(shop, SPOON.sku, -3))
    with pytest.raises(TryLater) as said:
        cart.stock(*shop.product(SPOON.sku))
    assert 0 < (said.value.wait or 0) <= 30
    assert cart.stock(*shop.product(TEA.sku)).quantity == TEA.stock
    other = connected(shop)  # knows of no correction, and is told the old number
    assert other.stock(*shop.product(SPOON.sku)).quantity == SPOON.stock
    shop.pass_time(10)
    assert other.stock(*shop.product(SPOON.sku)).quantity == SPOON.stock - 3
    other.close()


def test_a_correction_whose_answer_is_lost_is_for_a_person(
    shop: BigCommerceDouble, bench: PackingLine, expect_log: Callable[[str], None]
) -> None:
    expect_log("message .* is parked: push.in_doubt")
    bench.pull.once()
    bench.count(SPOON.sku, shop.product(SPOON.sku)[0], SPOON.stock - 3)
    shop.front.lose_answer()
    bench.deliver()
    assert bench.parked() == {"stock": "push.in_doubt"} and len(shop.front.writes()) == 1


def test_a_lost_answer_makes_the_number_doubtful_too(shop: BigCommerceDouble, cart: Cart) -> None:
    shop.front.lose_answer()
    with pytest.raises(InDoubt):
        send(cart, adjust(shop, SPOON.sku, -3))
    with pytest.raises(TryLater):
        cart.stock(*shop.product(SPOON.sku))


def test_safety_stock_lies_on_the_shelf(shop: BigCommerceDouble, cart: Cart) -> None:
    shop.shop.wares[SPOON.sku]["safety"] = 20
    assert cart.stock(*shop.product(SPOON.sku)).quantity == SPOON.stock
    with pytest.raises(Refused) as said:
        send(cart, adjust(shop, SPOON.sku, -SPOON.stock))
    assert "safety stock" in str(said.value.problem.params["message"])
    assert shop.stock(SPOON.sku) == SPOON.stock


def test_a_number_never_set_has_to_be_set_by_a_person(shop: BigCommerceDouble, cart: Cart) -> None:
    shop.shop.wares[SPOON.sku]["touched"] = False
    with pytest.raises(Refused) as said:
        send(cart, adjust(shop, SPOON.sku, 5))
    assert said.value.problem.code == "stock.first_count"


def test_a_store_that_takes_stock_at_shipment_is_not_corrected(shop: BigCommerceDouble, cart: Cart) -> None:
    shop.shop.policy = "order_completed_or_shipped"
    with pytest.raises(Refused) as said:
        send(cart, adjust(shop, SPOON.sku, 5))
    assert said.value.problem.code == "stock.taken_at_shipment" and told(shop) == []
    assert [one.code for one in cart.probe().problems] == ["stock.taken_at_shipment"]


def with_two_colours(shop: BigCommerceDouble, tracking: str) -> None:
    first = shop.shop.wares[MUG.sku]
    first |= {"options": [{"option_display_name": "Colour", "label": "Blue"}], "tracking": tracking}
    red = Ware("MUG-RED", MUG.name, "4006381333955", 430, 7)
    options = [{"option_display_name": "Colour", "label": "Red"}]
    shop.shop.add_ware(red, product_id=first["product_id"], options=options, tracking=tracking, bin="B-7")


def test_colours_counted_together_have_one_number(shop: BigCommerceDouble, cart: Cart) -> None:
    with_two_colours(shop, "product")
    variant, product = shop.product("MUG-RED")
    assert cart.stock(variant, product).stock_ref == f"p{product}"
    (found,) = cart.products([(variant, product)])
    assert found.stock_ref == f"p{product}"


def test_a_product_without_colours_counted_as_a_product_is_corrected_as_one(
    shop: BigCommerceDouble, cart: Cart
) -> None:
    shop.shop.wares[SPOON.sku]["tracking"] = "product"
    level = cart.stock(*shop.product(SPOON.sku))
    assert (level.quantity, level.stock_ref) == (SPOON.stock, shop.product(SPOON.sku)[0])
    assert send(cart, adjust(shop, SPOON.sku, 2)) == 1
    assert set(told(shop)[0]["items"][0]) == {"location_id", "product_id", "quantity"}


def test_another_location_has_its_own_numbers(shop: BigCommerceDouble) -> None:
    cart = connected(shop, location=2)
    assert [place.ref for place in cart.locations()] == ["1", "2"]
    assert cart.stock(*shop.product(SPOON.sku)).quantity is None
    cart.close()


# -- products -------------------------------------------------------------------------------------


def test_a_colour_has_its_own_name_code_weight_and_bin(shop: BigCommerceDouble, cart: Cart) -> None:
    with_two_colours(shop, "variant")
    (red,) = cart.products([shop.product("MUG-RED")])
    assert red.name == "Mug, blue - Red" and red.codes == ("4006381333955",)
    assert red.bin == "B-7" and red.mass is not None and red.mass.grams == 430
    assert red.image_url == "https://cdn.example/1.jpg" and red.stock == 7


def test_a_product_known_without_its_variant_is_read_as_itself(shop: BigCommerceDouble, cart: Cart) -> None:
    _, product = shop.product(TEA.sku)
    (found,) = cart.products([(f"p{product}", "")])
    assert (found.sku, found.ref, found.parent, found.stock) == (TEA.sku, f"p{product}", "", TEA.stock)


def test_ounces_are_weighed_as_ounces(shop: BigCommerceDouble, cart: Cart) -> None:
    shop.shop.weight_units = "Ounces"
    shop.shop.wares[TEA.sku]["weight"] = 10
    (found,) = cart.products([shop.product(TEA.sku)])
    assert found.mass is not None and found.mass.mg == 283_495


def test_products_are_read_without_leave_to_see_stock(shop: BigCommerceDouble, cart: Cart) -> None:
    del shop.door.scopes["inventory"]
    (found,) = cart.products([shop.product(TEA.sku)])
    assert found.sku == TEA.sku and found.stock is None


# -- who may ask, and how often -------------------------------------------------------------------


def test_each_scope_that_is_missing_is_named(shop: BigCommerceDouble, cart: Cart) -> None:
    shop.door.scopes |= {"orders": "read-only", "inventory": "read-only"}
    del shop.door.scopes["locations"]
    found = cart.probe()
    missing = ["Orders: modify", "Store Inventory: modify", "Store Locations: read-only"]
    assert [right.name for right in found.rights if right.granted is False] == missing
    assert all(right.granted for right in found.rights if right.name not in missing)
    assert [one.params["message"] for one in found.problems] == missing
    assert shop.left(shop.sell(Sale())) == [] and shop.shop.reasons == []
    with pytest.raises(SignInAgain) as said:
        cart.locations()
    assert said.value.problem.code == "cart.scope_missing"


def test_a_wrong_token_is_said_so(shop: BigCommerceDouble, cart: Cart) -> None:
    shop.revoke()
    with pytest.raises(SignInAgain) as said:
        cart.probe()
    assert said.value.problem.code == "cart.sign_in"


def test_a_budget_used_up_is_waited_for(shop: BigCommerceDouble, cart: Cart) -> None:
    ref = shop.sell(Sale())
    shop.door.quota = 2
    cart.order(ref)
    budget = cart.budget()
    assert budget is not None and (budget.left, budget.most) == (1, 2)
    cart.order(ref)
    before = len(shop.front.exchanges)
    with pytest.raises(TryLater) as said:
        cart.order(ref)
    assert 25 < (said.value.wait or 0) <= 30 and len(shop.front.exchanges) == before


def test_a_platform_in_trouble_is_left_alone_longer(shop: BigCommerceDouble, cart: Cart) -> None:
    ref = shop.sell(Sale())
    shop.door.throttled = [None]
    with pytest.raises(TryLater) as said:
        cart.order(ref)
    assert (said.value.problem.code, said.value.wait) == ("cart.busy", 60)


@pytest.mark.parametrize("status", [423, 507])
def test_a_store_that_is_shut_pauses_everything(shop: BigCommerceDouble, cart: Cart, status: int) -> None:
    ref = shop.sell(Sale())
    shop.door.closed = status
    with pytest.raises(TryLater) as said:
        cart.order(ref)
    assert said.value.problem.code == "cart.paused" and (said.value.wait or 0) >= 600


# -- orders ---------------------------------------------------------------------------------------


def test_a_store_that_only_says_where_its_places_are_is_asked_for_them(
    shop: BigCommerceDouble, cart: Cart
) -> None:
    ref = shop.sell(Sale(((MUG.sku, 2),)))
    whole = cart.order(ref).order
    link = {"url": "https://api.example/v2/orders/1/consignments", "resource": "/orders/1/consignments"}

    def unincluded(response: Response) -> Response:
        said = json.loads(response.body)
        return replace(response, body=json.dumps({**said, "consignments": link}).encode())

    shop.front.spoil(unincluded, match=rf"v2/orders/{ref}\?")
    found = cart.order(ref).order

    assert not found.ship_to.is_empty and found.warnings == ()
    assert (found.ref, found.ship_to, found.lines) == (whole.ref, whole.ship_to, whole.lines)
