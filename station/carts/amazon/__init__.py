"""Amazon Selling Partner API: orders 2026-01-01, shipment confirmation v0, listings 2021-08-01."""

from collections.abc import Mapping
from urllib.parse import urljoin

from station.carts.amazon.manifest import MANIFEST
from station.carts.contract import Cart
from station.carts.settings import StoreSettings
from station.net.http import Http

__all__ = ["MANIFEST", "build"]


def build(settings: StoreSettings, secrets: Mapping[str, str], http: Http | None = None) -> Cart:
    """One seller account in one region. Raises `StationError` (`settings.bad_option`,
    `net.ca_file_unreadable`).
    """
    from station.carts.amazon.client import Amazon
    from station.carts.amazon.sign_in import TOKEN_URL

    def to(url: str) -> Http:
        plain = settings.allow_plain_http
        return Http(url, ca_file=settings.ca_file, proxy=settings.proxy, allow_plain_http=plain)

    # Signing in is another host than selling, and credentials never follow from one to the other.
    tokens = urljoin(settings.text("token_url", TOKEN_URL), "/")
    return Amazon(settings, secrets, http or to(settings.url), to(tokens))
