"""Any of the carts API2Cart speaks for, over its API 1.1."""

from collections.abc import Mapping

from station.carts.api2cart.manifest import MANIFEST
from station.carts.contract import Cart
from station.carts.settings import StoreSettings
from station.net.http import Http, Patience

__all__ = ["MANIFEST", "build"]

# The aggregator asks the shop while we wait: answers take tens of seconds, its own limit is 300.
PATIENCE = Patience(read=310.0, total=360.0)


def build(settings: StoreSettings, secrets: Mapping[str, str], http: Http | None = None) -> Cart:
    """One store of an account. Raises `StationError` (`settings.bad_option`, `net.ca_file_unreadable`)."""
    from station.carts.api2cart.client import Api2Cart

    own = http or Http(
        settings.url,
        ca_file=settings.ca_file,
        proxy=settings.proxy,
        allow_plain_http=settings.allow_plain_http,
        patience=PATIENCE,
    )
    return Api2Cart(settings, secrets, own)
