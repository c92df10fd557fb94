"""What a seller lists at Amazon: read by SKU, counted, corrected."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from doubles.amazon import AmazonDouble
from doubles.amazon.truth import Listing
from doubles.double import SPOON, TEA

from station.carts import registry
from station.carts.contract import Cart, Refused
from station.model.shipment import AdjustStock


@pytest.fixture
def shop() -> Iterator[AmazonDouble]:
    made = AmazonDouble()
    yield made
    made.close()


@pytest.fixture
def cart(shop: AmazonDouble) -> Iterator[Cart]:
    made = registry.build("amazon", shop.settings(), shop.secrets())
    yield made
    made.close()


def correct(cart: Cart, sku: str, delta: int) -> None:
    message = AdjustStock(f"c:{sku}", sku, sku, sku, delta)
    cart.write(message, cart.steps(message)[0])


def test_a_correction_keeps_the_lead_time(shop: AmazonDouble, cart: Cart) -> None:
    correct(cart, SPOON.sku, 4)
    assert shop.stock(SPOON.sku) == SPOON.stock + 4 and shop.selling.listings[SPOON.sku].lead_time == 2


def test_stock_in_amazons_warehouse_is_never_written(shop: AmazonDouble, cart: Cart) -> None:
    shop.uncount(SPOON.sku)
    assert cart.stock(SPOON.sku, "").quantity is None
    with pytest.raises(Refused) as said:
        correct(cart, SPOON.sku, 4)
    assert said.value.problem.code == "stock.not_managed" and not shop.front.writes()


def test_a_number_amazon_does_not_take_is_refused_although_the_answer_is_good(
    shop: AmazonDouble, cart: Cart
) -> None:
    def move(_: object) -> None:
        shop.uncount(SPOON.sku)

    shop.front.after_each(move)  # between the look and the write
    with pytest.raises(Refused) as said:
        correct(cart, SPOON.sku, 4)
    assert said.value.problem.params["said"] == "90000900"
    assert shop.stock(SPOON.sku) == SPOON.stock


@pytest.mark.parametrize("sku", ["TEA, BLACK", "50% OFF", "ŻÓŁW 1", "TEA/BLACK", "A&B=C?"])
def test_a_sku_may_have_any_characters(shop: AmazonDouble, cart: Cart, sku: str) -> None:
    shop.selling.listings[sku] = Listing(sku, "Odd", "", 0, 7)
    (found,) = cart.products([(sku, "")])
    assert (found.sku, found.stock, found.mass) == (sku, 7, None)
    correct(cart, sku, 1)
    assert shop.stock(sku) == 8


def test_products_are_asked_for_twenty_at_a_time(shop: AmazonDouble, cart: Cart) -> None:
    wanted = [(f"S-{n}", "") for n in range(23)]
    for sku, _ in wanted[:-1]:
        shop.selling.listings[sku] = Listing(sku, sku, "", 10, 1)
    found = cart.products([*wanted, ("GONE, TOO", "")])
    assert [one.ref for one in found if one.gone] == ["S-22", "GONE, TOO"]
    assert sum("identifiers=" in one.request.target for one in shop.front.exchanges) == 2


def test_without_the_merchant_token_products_are_known_by_sku_alone(shop: AmazonDouble) -> None:
    settings = shop.settings()
    nobody = replace(settings, options={**settings.options, "seller_id": ""})
    cart = registry.build("amazon", nobody, shop.secrets())
    (found,) = cart.products([(TEA.sku, "")])
    assert (found.sku, found.name, found.stock, found.gone) == (TEA.sku, TEA.sku, None, False)
    assert cart.stock(TEA.sku, "").quantity is None and not shop.front.exchanges
    with pytest.raises(Refused):
        correct(cart, TEA.sku, 1)
    rights = {right.purpose: right.granted for right in cart.probe().rights}
    cart.close()
    assert rights["stock"] is None
