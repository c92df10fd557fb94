"""Products, variants and their stock, against the double of a PrestaShop."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from doubles.double import SPOON, TEA, Sale, Ware
from doubles.prestashop import PrestaShopDouble

from station.carts import registry
from station.carts.contract import Cart, InDoubt, Refused
from station.carts.settings import StoreSettings
from station.model.shipment import AdjustStock
from station.sandbox.shop.wire import Response


@pytest.fixture
def shop() -> Iterator[PrestaShopDouble]:
    made = PrestaShopDouble()
    yield made
    made.close()


@pytest.fixture
def carts() -> Iterator[Any]:
    """Carts of a shop, with settings other than the usual."""
    made: list[Cart] = []

    def build(shop: PrestaShopDouble, /, settings: StoreSettings | None = None, **options: Any) -> Cart:
        made.append(registry.build("prestashop", settings or shop.settings(**options), shop.secrets()))
        return made[-1]

    yield build
    for one in made:
        one.close()


def test_a_variant_has_the_weight_and_stock_of_its_own(shop: PrestaShopDouble, carts: Any) -> None:
    cup = shop.add_ware(Ware("CUP", "Cup", "", 300, 0))
    shop.add_variant(cup, Ware("CUP-L", "", "4006381333955", 50, 7))
    shop.add_variant(cup, Ware("CUP-S", "", "", 0, 3))
    cart = carts(shop)
    order = cart.order(shop.sell(Sale(lines=(("CUP-L", 2),)))).order
    (large,) = cart.products([(line.product, line.parent_product) for line in order.lines])
    assert (large.ref, large.parent) == shop.product("CUP-L") and (large.sku, large.stock) == ("CUP-L", 5)
    assert large.mass is not None and large.mass.mg == 350_000 and large.codes == ("4006381333955",)
    message = AdjustStock("a1", "CUP-L", large.ref, large.stock_ref, -1)
    cart.write(message, cart.steps(message)[0])
    assert (shop.stock("CUP-L"), shop.stock("CUP")) == (4, 7) and cart.stock(large.ref, cup).quantity == 4


def test_virtual_products_do_not_ship_and_pictures_are_where_the_shop_shows_them(
    shop: PrestaShopDouble, carts: Any
) -> None:
    book = shop.add_ware(Ware("EBOOK", "Book", "", 0, 9), is_virtual=1, id_default_image=142)
    (found,) = carts(shop).products([(book, "")])
    assert not found.ships and found.mass is None
    assert found.image_url == f"{shop.front.url}/img/p/1/4/2/142.jpg"


def test_a_correction_whose_answer_is_lost_shows_in_the_number(shop: PrestaShopDouble, carts: Any) -> None:
    cart = carts(shop)
    message = AdjustStock("a1", SPOON.sku, shop.product(SPOON.sku)[0], "", -3)
    (step,) = cart.steps(message)
    assert not cart.evidence(message, step)
    shop.front.lose_answer()
    with pytest.raises(InDoubt):
        cart.write(message, step)
    assert shop.stock(SPOON.sku) == 197 and cart.evidence(message, step)
    shop.front.lose_request()
    with pytest.raises(InDoubt):
        cart.write(replace(message, uid="a2"), step)
    assert not cart.evidence(replace(message, uid="a2"), step)


def test_a_number_the_shop_does_not_keep_is_doubt(shop: PrestaShopDouble, carts: Any) -> None:
    cart = carts(shop)
    message = AdjustStock("a1", SPOON.sku, shop.product(SPOON.sku)[0], "", -3)

    def other(response: Response) -> Response:
        return replace(response, body=response.body.replace(b"[197]", b"[12]"))

    shop.front.spoil(other, writes=True)
    with pytest.raises(InDoubt) as said:
        cart.write(message, cart.steps(message)[0])
    assert said.value.problem.params["reason"] == "stock.not_kept"


def test_a_shop_that_counts_nothing_has_no_stock(shop: PrestaShopDouble, carts: Any) -> None:
    settings = shop.shop.rows["configurations"].values()
    next(row for row in settings if row["name"] == "PS_STOCK_MANAGEMENT")["value"] = "0"
    cart, wanted = carts(shop), shop.product(TEA.sku)
    assert cart.stock(*wanted).quantity is None and cart.products([wanted])[0].stock is None
    with pytest.raises(Refused) as said:
        cart.write(
            AdjustStock("a1", TEA.sku, wanted[0], "", 1), cart.steps(AdjustStock("a1", "", "", "", 1))[0]
        )
    assert said.value.problem.code == "stock.not_managed"
