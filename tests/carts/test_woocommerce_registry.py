"""Carts are found by their folder or their entry point, and built from settings."""

import importlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from station.carts import registry
from station.carts.settings import StoreSettings
from station.model.problem import StationError

KEYS = {"consumer_key": "ck_1", "consumer_secret": "cs_1"}
STORE = StoreSettings("main", "https://shop.example")


def test_every_cart_of_ours_is_listed_with_its_credentials() -> None:
    found = {manifest.cart: manifest for manifest in registry.manifests()}

    assert [field.name for field in found["woocommerce"].credentials] == ["consumer_key", "consumer_secret"]
    assert found["woocommerce"].stock == "delta"


def test_every_cart_of_ours_says_who_puts_units_back_for_sale() -> None:
    ours = {manifest.cart: manifest for manifest in registry.manifests() if manifest.cart != "corner"}
    assert all({*one.restocks, *one.may_restock} == {"cancel", "refund"} for one in ours.values())
    assert not any(set(one.restocks) & set(one.may_restock) for one in ours.values())
    sure = {name for name, one in ours.items() if one.restocks == ("cancel",)}
    assert sure == {"magento", "prestashop", "vendure", "woocommerce"}


def test_a_cart_is_built_without_asking_the_shop() -> None:
    cart = registry.build("woocommerce", STORE, KEYS)

    assert cart.manifest.title == "WooCommerce"
    cart.close()


@pytest.mark.parametrize(
    ("cart", "secrets", "code"),
    [
        ("wookommerce", KEYS, "cart.unknown"),
        ("woocommerce", {}, "cart.credential_missing"),
        ("woocommerce", KEYS | {"consumer_secret": " "}, "cart.credential_missing"),
    ],
)
def test_what_is_missing_is_named(cart: str, secrets: dict[str, str], code: str) -> None:
    with pytest.raises(StationError) as caught:
        registry.build(cart, STORE, secrets)
    assert caught.value.problem.code == code


STRANGER = """
from station.carts.contract import CredentialField, Manifest

MANIFEST = Manifest("corner", "Corner shop", (), True, True, "delta", False, False, "order")


def build(settings, secrets, http):
    return (settings.name, dict(secrets), http)
"""


@pytest.fixture
def installed(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """A package somebody else installed, with one entry point."""

    def install(module: str, text: str) -> None:
        (tmp_path / f"{module}.py").write_text(text, encoding="utf-8")
        about = tmp_path / f"{module}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text(f"[station.carts]\n{module} = {module}\n")

    sys.path.insert(0, str(tmp_path))
    importlib.invalidate_caches()
    request.addfinalizer(lambda: sys.path.remove(str(tmp_path)))
    return install


def test_a_cart_of_somebody_else_plugs_in(installed: Callable[[str, str], None]) -> None:
    installed("corner_shop_cart", STRANGER)

    assert "corner" in [manifest.cart for manifest in registry.manifests()]
    built: object = registry.build("corner", STORE, {"a": "b"})
    assert built == ("main", {"a": "b"}, None)


def test_a_stranger_that_does_not_load_leaves_the_others_usable(
    installed: Callable[[str, str], None], expect_log: Callable[[str], None]
) -> None:
    expect_log("the cart broken_shop_cart .* does not load")
    installed("broken_shop_cart", "raise RuntimeError('no')")

    assert "woocommerce" in [manifest.cart for manifest in registry.manifests()]
