"""Products and stock of API2Cart, and what the cart behind lacks, through real HTTP."""

from collections.abc import Iterator

import pytest
from cart_contract import confirm, parcel
from doubles import conform
from doubles.api2cart import Api2CartDouble
from doubles.api2cart.hands import body, connect
from doubles.double import MUG, SPOON, TEA, Sale

from station.carts.contract import Cart, Refused
from station.model.order import OrderState
from station.model.shipment import AdjustStock


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


# -- products and stock


def test_a_variant_is_corrected_below_its_product(shop: Api2CartDouble, cart: Cart) -> None:
    product, parent = shop.product(MUG.sku)
    before = cart.stock(product, parent).quantity
    cart.write(
        AdjustStock("c1", MUG.sku, product, product, -3), cart.steps(AdjustStock("c1", "", "", "", 1))[0]
    )
    assert before is not None and shop.stock(MUG.sku) == before - 3
    said = body(shop)
    assert said == {"id": product, "product_id": parent, "reduce_quantity": 3, "idempotency_key": "c1:-3"}
    assert shop.front.writes()[-1].request.path == "/v1.1/product.variant.update.json"


def test_another_correction_of_one_count_is_another_write(shop: Api2CartDouble, cart: Cart) -> None:
    product, _ = shop.product(SPOON.sku)
    before = shop.stock(SPOON.sku)
    (step,) = cart.steps(AdjustStock("c1", SPOON.sku, product, product, 2))
    for delta in (2, 2, 5):  # the second is the first once more
        cart.write(AdjustStock("c1", SPOON.sku, product, product, delta), step)
    assert shop.stock(SPOON.sku) == before + 7 and not step.repeatable
    assert "sku" not in body(shop)


def test_a_number_the_shop_does_not_keep_is_said_so(shop: Api2CartDouble, cart: Cart) -> None:
    product, _ = shop.product(SPOON.sku)
    shop.uncount(SPOON.sku)
    message = AdjustStock("c1", SPOON.sku, product, product, 2)
    with pytest.raises(Refused) as said:
        cart.write(message, cart.steps(message)[0])
    assert said.value.problem.code == "stock.not_managed"


def test_the_stock_is_that_of_the_warehouse_that_is_packed_from(shop: Api2CartDouble) -> None:
    cart = connect(shop, options={"location": "back"})
    assert cart.stock(*shop.product(SPOON.sku)).quantity == 0
    cart.close()


# -- what the cart behind cannot do


def test_what_the_cart_behind_lacks_is_found_out(shop: Api2CartDouble) -> None:
    shop.server.without = {"order.shipment.list", "product.variant.update"}
    cart = connect(shop)
    found = cart.probe()
    lacking = {one.params["method"] for one in found.problems if one.code == "cart.method_missing"}
    assert lacking == shop.server.without
    assert {right.name for right in found.rights if right.granted is False} == lacking
    order = cart.order(shop.sell(Sale())).order
    message = confirm(order, "u1", parcel(order, "T1", (TEA.sku, 1)))
    assert not cart.steps(message)[0].repeatable and not cart.evidence(message, cart.steps(message)[0])
    assert cart.shipments(order.ref) == ()
    cart.close()


def test_a_cart_that_tells_nothing_of_itself_is_used_all_the_same(shop: Api2CartDouble) -> None:
    shop.server.without = {"cart.info", "cart.methods", "account.cart.list", "order.status.list"}
    cart = connect(shop)
    found = cart.probe()
    assert not found.problems and all(right.granted is None for right in found.rights)
    assert cart.order(shop.sell(Sale())).order.state is OrderState.READY
    cart.close()


def test_variants_nobody_can_ask_for_go_by_their_product(shop: Api2CartDouble) -> None:
    shop.server.without = {"product.child_item.list", "product.child_item.info"}
    cart = connect(shop)
    product, parent = shop.product(MUG.sku)
    (found,) = cart.products([(product, parent)])
    assert (found.ref, found.name, found.gone, found.stock) == (product, "Mug", False, None)
    cart.close()


def test_statuses_and_choices_nobody_knows_are_told(shop: Api2CartDouble) -> None:
    shop.put_in(shop.sell(Sale()), "awaiting-pick")
    cart = connect(shop, completed_status="done", options={"location": "attic"})
    problems = {(one.code, str(one.params.get("option"))): one.params for one in cart.probe().problems}
    assert problems["cart.status_unmapped", "None"]["statuses"] == "Awaiting Pick"
    assert {key for code, key in problems if code == "cart.choice_unknown"} == {
        "location",
        "completed_status",
    }
    cart.close()
    mapped = connect(shop, status_map={"Awaiting Pick": "ready_for_fulfillment"})
    assert not mapped.probe().problems
    mapped.close()


def test_places_of_the_shop_can_be_chosen(cart: Cart) -> None:
    assert [(place.ref, place.name) for place in cart.locations()] == [
        ("default", "Default Source"),
        ("back", "Back room"),
    ]
