"""Who may ask: a signature made over again, a token, a client of Adobe's sign-in service; and what for."""

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qs, quote, unquote

from doubles.magento.rows import Row
from doubles.magento.shop import Wrong
from station.sandbox.shop.wire import Request

NOT_ALLOWED = "The consumer isn't authorized to access %resources."
_WINDOW = 600


@dataclass
class Guard:
    """`may_bearer`: the shop's setting that lets an integration's token in alone; off since 2.4.4."""

    secrets: dict[str, str]
    cloud: bool = False
    may_bearer: bool = False
    denied: set[str] = field(default_factory=set)
    revoked: bool = False
    scheme: str = "http"

    def __post_init__(self) -> None:
        self._nonces: set[str] = set()
        self.tokens: list[str] = []
        self._made = 0

    def admit(self, request: Request, resource: str) -> None:
        said = request.headers.get("authorization", "")
        if said.startswith("OAuth ") and not self.cloud:
            self._signed(request, said.removeprefix("OAuth "))
        elif not self._known(said.removeprefix("Bearer ")):
            raise Wrong(401, NOT_ALLOWED, {"resources": resource})
        if resource in self.denied:
            raise Wrong(401, NOT_ALLOWED, {"resources": resource})

    def _known(self, token: str) -> bool:
        if self.cloud:
            return token in self.tokens
        return self.may_bearer and not self.revoked and token == self.secrets["access_token"]

    def _signed(self, request: Request, said: str) -> None:
        given = {}
        for part in said.split(","):
            name, _, value = part.strip().partition("=")
            given[unquote(name)] = unquote(value.strip('"'))
        known = (self.secrets["consumer_key"], self.secrets["access_token"])
        if self.revoked or (given.get("oauth_consumer_key"), given.get("oauth_token")) != known:
            raise Wrong(401, "A consumer having the specified key does not exist")
        if given.get("oauth_signature_method") != "HMAC-SHA256":
            raise Wrong(401, "The signature method isn't supported.")
        if abs(time.time() - int(given["oauth_timestamp"])) > _WINDOW:
            raise Wrong(401, "The timestamp value in the oauth_timestamp parameter is invalid")
        if given["oauth_nonce"] in self._nonces:
            raise Wrong(401, "The nonce is already being used by the consumer with ID 1.")
        if given.pop("oauth_signature") != self._signature(request, given):
            raise Wrong(401, "The signature is invalid. Verify and try again.")
        self._nonces.add(given["oauth_nonce"])

    def _signature(self, request: Request, given: dict[str, str]) -> str:
        """As up to 2.4.3: a + of the query stays one."""
        path, _, query = request.target.partition("?")
        pairs = [tuple(part.partition("=")[::2]) for part in query.split("&")] if query else []
        said = [(unquote(name), unquote(value)) for name, value in pairs] + list(given.items())
        params = "&".join(sorted(f"{quote(name, '~')}={quote(value, '~')}" for name, value in said))
        address = f"{self.scheme}://{request.headers['host']}{path}"
        text = "&".join((request.method, quote(address, "~"), quote(params, "~")))
        key = (
            f"{quote(self.secrets['consumer_secret'], '~')}&{quote(self.secrets['access_token_secret'], '~')}"
        )
        return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()

    def grant(self, request: Request) -> Row:
        """Adobe's sign-in service."""
        form = {name: value[0] for name, value in parse_qs(request.body.decode()).items()}
        wanted = {name: self.secrets[name] for name in ("client_id", "client_secret")}
        if request.headers.get("content-type") != "application/x-www-form-urlencoded":
            raise Wrong(400, "unsupported_media_type")
        if self.revoked or {name: form.get(name) for name in wanted} != wanted:
            wrong = Wrong(400, "")
            wrong.body = {"error": "invalid_client", "error_description": "invalid client_secret parameter"}
            raise wrong
        if form.get("grant_type") != "client_credentials" or "commerce.accs" not in form.get("scope", ""):
            wrong = Wrong(400, "")
            wrong.body = {"error": "invalid_scope"}
            raise wrong
        self._made += 1
        self.tokens = [f"ims-token-{self._made}"]
        return {"access_token": self.tokens[0], "token_type": "bearer", "expires_in": 86399}
