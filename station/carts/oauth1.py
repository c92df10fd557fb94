"""The signature of OAuth 1.0a. Source: RFC 5849 3.4 (the text that is signed), 3.5.1 (the header)."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A key and its secret; the token's is empty where only the consumer signs."""

    key: str
    secret: str = field(repr=False)


def claims(
    method: str, address: str, query: Pairs, consumer: Pair, token: Pair | None, nonce: str, at: int
) -> list[tuple[str, str]]:
    """The `oauth_` parameters of one request to `address` (without query), the signature last.

    A nonce is used once, so every try has its own; `at` is in seconds since 1970.
    """
    said = [
        ("oauth_consumer_key", consumer.key),
        ("oauth_nonce", nonce),
        ("oauth_signature_method", "HMAC-SHA256"),
        ("oauth_timestamp", str(at)),
        *([("oauth_token", token.key)] if token is not None else []),
    ]
    pairs = sorted((quote(name, "~"), quote(value, "~")) for name, value in [*query, *said])
    params = "&".join(f"{name}={value}" for name, value in pairs)
    text = "&".join((method.upper(), quote(address, "~"), quote(params, "~")))
    key = f"{quote(consumer.secret, '~')}&{quote(token.secret, '~') if token is not None else ''}"
    digest = hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()
    return [*said, ("oauth_signature", base64.b64encode(digest).decode("ascii"))]


def header(said: Pairs) -> str:
    """The Authorization header of `claims`."""
    return "OAuth " + ", ".join(f'{name}="{quote(value, "~")}"' for name, value in said)
