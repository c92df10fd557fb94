"""Signing a request: Basic over https, OAuth 1.0a over http.

Sources: WooCommerce REST documentation, "Authentication"; `carts/oauth1.py`;
class-wc-rest-authentication.php (one-legged, a nonce once within 15 minutes, SHA256 accepted).
"""

import base64
import secrets
import time
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from station.carts.oauth1 import Pair, claims

_OURS = ("oauth_", "consumer_key", "consumer_secret")


class Keys:
    """A key pair. Its signature of a request is made anew for every try. It has no readable repr."""

    def __init__(
        self,
        key: str,
        secret: str,
        *,
        in_query: bool = False,
        now: Callable[[], float] = time.time,
        nonce: Callable[[], str] = lambda: secrets.token_hex(16),
    ) -> None:
        self._pair = Pair(key.strip(), secret.strip())
        self._in_query = in_query
        self._now = now
        self._nonce = nonce

    def sign(self, method: str, url: str) -> tuple[str, Mapping[str, str]]:
        """The address and headers that say who asks. What an earlier signature left is taken out."""
        parts = urlsplit(url)
        query = [
            pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not pair[0].startswith(_OURS)
        ]
        bare = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
        if parts.scheme != "https":
            return _join(bare, [*query, *self._oauth(method, bare, query)]), {}
        if self._in_query:
            pair = [("consumer_key", self._pair.key), ("consumer_secret", self._pair.secret)]
            return _join(bare, [*query, *pair]), {}
        basic = base64.b64encode(f"{self._pair.key}:{self._pair.secret}".encode()).decode("ascii")
        return _join(bare, query), {"Authorization": f"Basic {basic}"}

    def _oauth(self, method: str, bare: str, query: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return claims(method, bare, query, self._pair, None, self._nonce(), int(self._now()))


def _join(bare: str, query: list[tuple[str, str]]) -> str:
    return f"{bare}?{urlencode(query)}" if query else bare
