"""Stores of several carts in one queue: each learns what left the building, none disturbs another."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from doubles.bigcommerce import BigCommerceDouble
from doubles.double import MUG, TEA, Double, Sale
from doubles.magento import MagentoDouble
from doubles.shopify import ShopifyDouble

CARTS = {"big": BigCommerceDouble, "mage": MagentoDouble, "shopify": ShopifyDouble}


@pytest.fixture
def shops() -> Iterator[dict[str, Double]]:
    made = {name: double() for name, double in CARTS.items()}
    yield made
    for one in made.values():
        one.close()


def section(name: str, shop: Double, folder: Path) -> str:
    """The store as a settings file has it, its keys in a private file."""
    settings = shop.settings()
    keys = folder / f"{name}-keys.toml"
    keys.write_text("".join(f"{field} = {json.dumps(value)}\n" for field, value in shop.secrets().items()))
    keys.chmod(0o600)
    options = ", ".join(f"{option} = {json.dumps(value)}" for option, value in settings.options.items())
    return f"""
[[store]]
name = "{name}"
cart = "{shop.cart}"
url = "{settings.url}"
credentials = "file:{keys.name}"
poll_seconds = 2
options = {{ {options} }}
"""


@pytest.fixture
def rig(make_rig, shops: dict[str, Double], tmp_path: Path):
    (tmp_path / "bench-0").mkdir()
    extra = "".join(section(name, shop, tmp_path / "bench-0") for name, shop in shops.items())
    made = make_rig(weigh="off", extra=extra)
    made.shop.add_product(TEA.sku, TEA.name, gtin=TEA.gtin, price="4.00", weight="0.28")
    return made


def pack(rig, store: str, ref: str, *skus: str) -> str:
    opened = rig.scan(f"ORD-{store}-{ref}")
    assert opened["ok"], opened
    here = rig.bench.here
    for sku in skus:
        assert rig.scan(sku)["ok"]
    label = rig.bench.wait_event("label_printed", since=here)
    assert rig.scan(label["scan_back"][0])["ok"]
    return str(label["tracking"])


def test_stores_of_four_carts_are_packed_in_one_queue_and_each_learns_of_its_own(rig, shops) -> None:
    refs = {name: shop.sell(Sale()) for name, shop in shops.items()}
    refs["main"] = str(rig.shop.place_order([TEA.sku]))
    bench = rig.start()
    bench.wait_event("ready")
    for name in refs:
        bench.wait_event("synced", store=name, open=1, since=0)
    trackings = {name: pack(rig, name, refs[name], TEA.sku, MUG.sku, TEA.gtin) for name in shops}
    trackings["main"] = pack(rig, "main", refs["main"], TEA.sku)
    for name, tracking in trackings.items():
        bench.wait_event("pushed", store=name, topic="tracking", tracking=[tracking], since=0)
    for name, shop in shops.items():
        assert [one.tracking for one in shop.left(refs[name])] == [trackings[name]], name
    assert rig.shop.tracking(int(refs["main"])) == [trackings["main"]]


def test_a_store_that_is_down_or_signed_out_never_disturbs_the_others(rig, shops) -> None:
    shops["mage"].front.offline()
    shops["shopify"].revoke()
    ref = shops["big"].sell(Sale())
    bench = rig.start()
    bench.wait_event("problem", store="mage", code="store.unreachable")
    bench.wait_event("problem", store="shopify", since=0)
    bench.wait_event("synced", store="big", open=1, since=0)
    tracking = pack(rig, "big", ref, TEA.sku, TEA.gtin, MUG.sku)
    bench.wait_event("pushed", store="big", topic="tracking", since=0)
    assert [one.tracking for one in shops["big"].left(ref)] == [tracking]
    later = shops["mage"].sell(Sale())
    shops["mage"].front.online()
    bench.wait_event("problem", store="mage", code="store.back", since=0)
    bench.wait_event("synced", store="mage", open=1, since=0)
    pack(rig, "mage", later, TEA.sku, TEA.gtin, MUG.sku)
    told = [line["store"] for line in bench.lines if line.get("code") == "store.unreachable"]
    assert told == ["mage"]


def test_a_store_without_its_keys_is_said_and_the_others_go_on(rig, shops, tmp_path: Path) -> None:
    keys = tmp_path / "bench-0" / "mage-keys.toml"
    keys.rename(keys.with_suffix(".away"))
    ref = shops["big"].sell(Sale())
    bench = rig.start()
    bench.wait_event("ready")
    bench.wait_event("problem", store="mage", code="secrets.file_unreadable", since=0)
    bench.wait_event("synced", store="big", open=1, since=0)
    pack(rig, "big", ref, TEA.sku, TEA.gtin, MUG.sku)
    bench.wait_event("pushed", store="big", topic="tracking", since=0)
