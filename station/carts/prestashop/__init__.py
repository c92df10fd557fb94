"""PrestaShop 1.7 to 9 over its webservice."""

from collections.abc import Mapping

from station.carts.contract import Cart
from station.carts.prestashop.manifest import MANIFEST
from station.carts.settings import StoreSettings
from station.net.http import Http

__all__ = ["MANIFEST", "build"]


def build(settings: StoreSettings, secrets: Mapping[str, str], http: Http | None = None) -> Cart:
    """One shop. Raises `StationError` (`settings.bad_option`, `net.ca_file_unreadable`)."""
    from station.carts.prestashop.client import PrestaShop

    address = settings.url.strip().rstrip("/").removesuffix("/api")
    own = http or Http(
        address,
        ca_file=settings.ca_file,
        proxy=settings.proxy,
        allow_plain_http=settings.allow_plain_http,
    )
    return PrestaShop(settings, secrets, own)
