"""BigCommerce: orders by its REST API v2, products and stock by v3."""

from collections.abc import Mapping

from station.carts.bigcommerce.manifest import MANIFEST
from station.carts.contract import Cart
from station.carts.settings import StoreSettings
from station.net.http import Http

__all__ = ["MANIFEST", "build"]


def build(settings: StoreSettings, secrets: Mapping[str, str], http: Http | None = None) -> Cart:
    """One store. Raises `StationError` (`settings.bad_option`, `net.ca_file_unreadable`)."""
    from station.carts.bigcommerce.client import BigCommerce

    own = http or Http(
        settings.url,
        ca_file=settings.ca_file,
        proxy=settings.proxy,
        allow_plain_http=settings.allow_plain_http,
    )
    return BigCommerce(settings, secrets, own)
