"""WooCommerce 5.8 and later over its REST API v3."""

from collections.abc import Mapping

from station.carts.contract import Cart
from station.carts.settings import StoreSettings
from station.carts.woocommerce.manifest import MANIFEST
from station.net.http import Http

__all__ = ["MANIFEST", "build"]


def build(settings: StoreSettings, secrets: Mapping[str, str], http: Http | None = None) -> Cart:
    """One shop. Raises `StationError` (`settings.bad_option`, `net.ca_file_unreadable`)."""
    from station.carts.woocommerce.client import WooCommerce
    from station.carts.woocommerce.settings import ShopSettings

    shop = ShopSettings.of(settings)
    own = http or Http(
        shop.url, ca_file=shop.ca_file, proxy=shop.proxy, allow_plain_http=shop.allow_plain_http
    )
    return WooCommerce(shop, secrets, own)
