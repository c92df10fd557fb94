"""One thing on the shelf, sold by two stores: what one of them knows of it is good for both."""

from datetime import UTC, datetime

import pytest

from station.model.product import Product
from station.store import products, twins
from station.store.engine import Store

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
GTIN, OTHER_GTIN = "4006381333931", "4006381333948"


def product(store: str, sku: str, *codes: str, warehouse: str = "") -> Product:
    return Product(store, f"{store}-{sku}", sku, sku, codes, warehouse_sku=warehouse)


def codes(store: Store, name: str, sku: str, *made: Product) -> set[str]:
    """What other stores' codes are good for a product."""
    with store.write() as tx:
        products.save(tx, made, AT)
        return twins.codes_of_twins(tx, name, [f"{name}-{sku}"]).get(f"{name}-{sku}", set())


@pytest.mark.parametrize(
    ("here", "there", "same"),
    [
        (product("de", "A", GTIN), product("uk", "B", GTIN, "B-LABEL"), True),
        (product("de", "A", GTIN), product("uk", "B", OTHER_GTIN, "B-LABEL"), False),
        (product("de", "A"), product("uk", "A", "B-LABEL"), False),
        (product("de", "A", warehouse="TEA"), product("uk", "TEA", "B-LABEL"), True),
        (product("de", "TEA"), product("uk", "B", "B-LABEL", warehouse="TEA"), True),
        (product("de", "A", warehouse="TEA"), product("uk", "B", "B-LABEL", warehouse="TEA"), True),
        (product("de", "A", GTIN, warehouse="TEA"), product("uk", "TEA", OTHER_GTIN, "B-LABEL"), False),
        (product("de", "A", warehouse="TEA"), product("uk", "A", "B-LABEL"), False),
        (product("de", "A", GTIN, warehouse="TEA"), product("uk", "TEA", "B-LABEL"), True),
    ],
)
def test_twins_share_a_gtin_or_are_named_so(store: Store, here: Product, there: Product, same: bool) -> None:
    assert ("text:B-LABEL" in codes(store, "de", here.sku, here, there)) == same


def test_the_warehouses_sku_is_a_code_of_the_product(store: Store) -> None:
    with store.write() as tx:
        products.save(tx, [product("de", "A", warehouse="TEA-250")], AT)
        assert [one.ref for one in products.by_code(tx, "TEA-250")] == ["de-A"]
        assert products.by_code(tx, "sku:TEA-250") == []


def test_a_product_no_other_store_sells_has_no_twin(store: Store) -> None:
    assert codes(store, "de", "A", product("de", "A", GTIN, warehouse="TEA")) == set()


def test_a_twin_is_named_by_its_store_and_product(store: Store) -> None:
    with store.write() as tx:
        products.save(tx, [product("de", "A", GTIN), product("uk", "B", GTIN), product("fr", "C")], AT)
        assert twins.twins_of(tx, "de", ["de-A"]) == {"de-A": (("uk", "uk-B"),)}
        assert twins.twins_of(tx, "fr", ["fr-C"]) == {}
