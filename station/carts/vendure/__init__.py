"""Vendure 3 over its Admin GraphQL API."""

from collections.abc import Mapping

from station.carts.contract import Cart
from station.carts.settings import StoreSettings
from station.carts.vendure.manifest import MANIFEST
from station.net.http import Http

__all__ = ["MANIFEST", "build"]


def build(settings: StoreSettings, secrets: Mapping[str, str], http: Http | None = None) -> Cart:
    """One channel of a shop. Raises `StationError` (`settings.bad_option`, `net.ca_file_unreadable`)."""
    from station.carts.vendure.client import Vendure

    own = http or Http(
        settings.url,
        ca_file=settings.ca_file,
        proxy=settings.proxy,
        allow_plain_http=settings.allow_plain_http,
    )
    return Vendure(settings, secrets, own)
