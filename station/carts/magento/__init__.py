"""Magento 2.3.4 and later, and Adobe Commerce (in its cloud too), over REST V1."""

from collections.abc import Mapping

from station.carts.contract import Cart
from station.carts.magento.manifest import MANIFEST
from station.carts.settings import StoreSettings
from station.net.http import Http

__all__ = ["MANIFEST", "build"]


def build(settings: StoreSettings, secrets: Mapping[str, str], http: Http | None = None) -> Cart:
    """One store view. Raises `StationError` (`settings.bad_option`, `net.ca_file_unreadable`)."""
    from station.carts.magento.access import access_of
    from station.carts.magento.client import Magento

    own = http or Http(
        settings.url,
        ca_file=settings.ca_file,
        proxy=settings.proxy,
        allow_plain_http=settings.allow_plain_http,
    )
    return Magento(settings, access_of(settings, secrets), own)
