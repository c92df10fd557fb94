"""Shopify over its Admin GraphQL API 2026-10."""

from collections.abc import Mapping

from station.carts.contract import Cart
from station.carts.settings import StoreSettings
from station.carts.shopify.manifest import MANIFEST
from station.net.http import Http

__all__ = ["MANIFEST", "build"]


def build(settings: StoreSettings, secrets: Mapping[str, str], http: Http | None = None) -> Cart:
    """One shop. Raises `StationError` (`settings.bad_option`, `net.ca_file_unreadable`)."""
    from station.carts.shopify.client import Shopify

    own = http or Http(
        settings.url,
        ca_file=settings.ca_file,
        proxy=settings.proxy,
        allow_plain_http=settings.allow_plain_http,
    )
    return Shopify(settings, secrets, own)
