"""Keys of the shop's API: Basic over TLS, OAuth 1.0a (one-legged) over plain http.

Which answers are given to which mistake was seen on a real WooCommerce 10.5.0: a wrong secret is a
401 of its own, an unknown key or Basic over plain http is the same 401 as no credentials at all.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from station.sandbox.shop import query
from station.sandbox.shop.refusal import Refusal

WINDOW = 15 * 60  # seconds an OAuth time stamp may be off
_DIGESTS = {"HMAC-SHA1": hashlib.sha1, "HMAC-SHA256": hashlib.sha256}
_NEEDED = (
    "oauth_consumer_key",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_signature",
    "oauth_signature_method",
)


@dataclass(frozen=True, slots=True)
class Key:
    """A key pair and what it may do: `read`, `write` or `read_write`."""

    key: str
    secret: str = field(repr=False)
    permission: str = "read_write"

    def may(self, method: str) -> bool:
        reading = method in ("GET", "HEAD", "OPTIONS")
        return self.permission in (("read", "read_write") if reading else ("write", "read_write"))


@dataclass(frozen=True, slots=True)
class Credentials:
    """What of a request its signature covers. `url` is the shop's address of the path."""

    method: str
    url: str
    params: query.Params
    authorization: str
    tls: bool


def refuse(message: str) -> Refusal:
    return Refusal(401, "woocommerce_rest_authentication_error", message)


def signature(method: str, url: str, params: query.Params, secret: str, name: str) -> str:
    """RFC 5849, as WooCommerce reads it: each pair is encoded twice, brackets of lists once more."""
    pairs = query.flat({key: params[key] for key in sorted(params) if key != "oauth_signature"})
    base = "%26".join(quote(f"{key}={value}", safe="~") for key, value in pairs)
    signed = f"{method}&{quote(url, safe='')}&{base}"
    return base64.b64encode(hmac.digest(f"{secret}&".encode(), signed.encode(), _DIGESTS[name])).decode()


class Keys:
    """The key pairs of one shop, and the nonces they have used."""

    def __init__(self) -> None:
        self._keys: dict[str, Key] = {}
        self._nonces: dict[str, dict[int, set[str]]] = {}
        self.window: float = WINDOW

    def add(self, permission: str = "read_write", key: str = "", secret: str = "") -> Key:
        made = Key(key or f"ck_{secrets.token_hex(20)}", secret or f"cs_{secrets.token_hex(20)}", permission)
        self._keys[made.key] = made
        return made

    def remove(self, key: str) -> None:
        """The shop's owner deletes the key."""
        self._keys.pop(key, None)

    def who(self, given: Credentials, now: float) -> Key | None:
        """The key of a request, None when it shows none that counts; `Refusal` when it is wrong."""
        found = self._by_password(given) if given.tls else None
        return found or self._by_signature(given, now)

    def _by_password(self, given: Credentials) -> Key | None:
        name = query.text(given.params, "consumer_key")
        secret = query.text(given.params, "consumer_secret")
        if not (name and secret):
            name, secret = _basic(given.authorization)
        key = self._keys.get(name)
        if key is not None and not hmac.compare_digest(key.secret.encode(), secret.encode()):
            raise refuse("Consumer secret is invalid.")
        return key

    def _by_signature(self, given: Credentials, now: float) -> Key | None:
        params = {**given.params, **_oauth_header(given.authorization)}
        if not any(name in params for name in _NEEDED):
            return None
        if lacking := [name for name in _NEEDED if not query.text(params, name)]:
            raise refuse(f"Missing OAuth parameters {', '.join(lacking)}")
        key = self._keys.get(query.text(params, "oauth_consumer_key"))
        if key is None:
            raise refuse("Consumer key is invalid.")
        name = query.text(params, "oauth_signature_method")
        if name not in _DIGESTS:
            raise refuse("Invalid signature - signature method is invalid.")
        wanted = signature(given.method, given.url, params, key.secret, name)
        shown = query.text(params, "oauth_signature").replace(" ", "+")
        if not hmac.compare_digest(wanted.encode(), shown.encode()):
            raise refuse("Invalid signature - provided signature does not match.")
        self._once(key, query.text(params, "oauth_timestamp"), query.text(params, "oauth_nonce"), now)
        return key

    def _once(self, key: Key, timestamp: str, nonce: str, now: float) -> None:
        stamp = int(timestamp) if timestamp.isdigit() else 0
        if abs(now - stamp) > self.window:
            raise refuse("Invalid timestamp.")
        used = self._nonces.setdefault(key.key, {})
        for old in [one for one in used if one < now - self.window]:
            del used[old]
        if nonce in used.setdefault(stamp, set()):
            raise refuse("Invalid nonce - nonce has already been used.")
        used[stamp].add(nonce)


def _basic(header: str) -> tuple[str, str]:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, secret = base64.b64decode(token, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, secret


def _oauth_header(header: str) -> dict[str, str]:
    if not header.lower().startswith("oauth "):
        return {}
    return {name: unquote(value) for name, value in re.findall(r'(oauth_\w+)="([^"]*)"', header)}
