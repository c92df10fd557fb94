"""Variants of Shopify as products of ours."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from doubles.double import MUG, TEA
from doubles.shopify import ShopifyDouble

from station.carts import registry
from station.model.product import Product


@pytest.fixture
def shop() -> Iterator[ShopifyDouble]:
    made = ShopifyDouble()
    yield made
    made.close()


def read(
    shop: ShopifyDouble, sku: str = TEA.sku, *, barcode_keys: tuple[str, ...] = (), **options: object
) -> Product:
    settings = replace(shop.settings(**options), barcode_keys=barcode_keys)
    cart = registry.build("shopify", settings, shop.secrets())
    (found,) = cart.products([shop.product(sku)])
    cart.close()
    return found


def test_bins_and_further_codes_are_read_from_the_metafields_named(shop: ShopifyDouble) -> None:
    shop.truth.variants[TEA.sku].meta = {
        "stock.bin": "A-07",
        "codes.case": "14006381333938",
        "other.key": "no",
    }
    found = read(shop, barcode_keys=("codes.case",), bin_keys=["stock.bin"])
    assert (found.bin, found.codes) == ("A-07", (TEA.gtin, "14006381333938"))
    assert read(shop).bin == "" and read(shop).codes == (TEA.gtin,)


def test_a_variant_is_called_by_its_product_and_what_it_is_of_it(shop: ShopifyDouble) -> None:
    assert read(shop, MUG.sku).name == "Mug, blue"
    shop.truth.variants[MUG.sku].title = "Large / Matt"
    assert read(shop, MUG.sku).name == "Mug, blue - Large / Matt"


@pytest.mark.parametrize(
    ("weight", "milligrams"),
    [
        (("KILOGRAMS", 0.28), 280_000),
        (("GRAMS", 280.0), 280_000),
        (("POUNDS", 1.0), 453_592),
        (("OUNCES", 2.0), 56_699),
    ],
)
def test_weights_of_every_unit_are_milligrams(
    shop: ShopifyDouble, weight: tuple[str, float], milligrams: int
) -> None:
    shop.truth.variants[TEA.sku].weight = weight
    mass = read(shop).mass
    assert mass is not None and mass.mg == milligrams


def test_no_weight_is_no_weight_of_zero(shop: ShopifyDouble) -> None:
    shop.truth.variants[TEA.sku].weight = ("GRAMS", 0.0)
    assert read(shop).mass is None


def test_a_variants_own_picture_comes_before_its_products(shop: ShopifyDouble) -> None:
    assert read(shop).image_url.endswith("/tea.png")
    shop.truth.variants[TEA.sku].picture = f"{shop.front.url}/cdn/shop/green.png"
    assert read(shop).image_url.endswith("/green.png")


def test_what_is_not_counted_has_no_number(shop: ShopifyDouble) -> None:
    shop.uncount(TEA.sku)
    assert read(shop).stock is None


def test_many_products_are_asked_for_some_at_a_time_and_nonsense_not_at_all(shop: ShopifyDouble) -> None:
    cart = registry.build("shopify", shop.settings(), shop.secrets())
    wanted = [(str(number), "") for number in range(45)] + [("", ""), ("x/y", ""), shop.product(TEA.sku)]
    found = cart.products(wanted)
    cart.close()
    assert [one.gone for one in found] == [True] * 47 + [False]
    asked = [one for one in shop.front.exchanges if b"query Products" in one.request.body]
    assert len(asked) == 3
