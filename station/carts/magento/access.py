"""Being let in: an integration's four secrets, its token alone, or a client of Adobe's sign-in service.

Sources: Adobe Commerce web API documentation, "OAuth-based authentication", "Token-based authentication" and
"Server-to-server authentication"; lib/internal/Magento/Framework/Oauth/Helper/Request.php (2.0 to 2.4.3 do
not read a + of the query as the blank it stands for, so blanks go as %20).
"""

import secrets as chance
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from station.carts.contract import CartError, SignInAgain, Unusable
from station.carts.oauth1 import Pair, claims, header
from station.carts.reading import number_of, word_of
from station.carts.rest import Asked, Renew, Rest
from station.carts.settings import StoreSettings
from station.carts.tokens import Granted, Token, bearer
from station.net.http import Answer, Http, Signer

_IMS = "https://ims-na1.adobelogin.com"
_SCOPE = (
    "openid,AdobeID,email,profile,additional_info.roles,additional_info.projectedProductContext,commerce.accs"
)


@dataclass(frozen=True, slots=True)
class Access:
    """`cloud`: Adobe's own hosting, which has no /rest/ in its addresses."""

    signer: Signer = field(repr=False)
    renew: Renew | None = field(repr=False, default=None)
    cloud: bool = False
    close: Callable[[], None] = field(repr=False, default=lambda: None)


def access_of(settings: StoreSettings, secrets: Mapping[str, str]) -> Access:
    """By the first way in whose secrets are all there."""

    def given(*names: str) -> tuple[str, ...]:
        found = tuple(secrets.get(name, "").strip() for name in names)
        return found if all(found) else ()

    if four := given("consumer_key", "consumer_secret", "access_token", "access_token_secret"):
        return Access(integration(Pair(*four[:2]), Pair(*four[2:])))
    if token := given("bearer_token"):
        return Access(lambda method, url: bearer(method, url, token[0]))
    client_id, client_secret = given("client_id", "client_secret")
    return _cloud(settings, client_id, client_secret)


def integration(
    consumer: Pair,
    token: Pair,
    now: Callable[[], float] = time.time,
    nonce: Callable[[], str] = lambda: chance.token_hex(16),
) -> Signer:
    """OAuth 1.0a in the header, made anew for every try."""

    def sign(method: str, url: str) -> tuple[str, Mapping[str, str]]:
        parts = urlsplit(url)
        query = parse_qsl(parts.query, keep_blank_values=True)
        bare = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
        said = claims(method, bare, query, consumer, token, nonce(), int(now()))
        return f"{bare}?{urlencode(query, quote_via=quote)}" if query else bare, {
            "Authorization": header(said)
        }

    return sign


def _cloud(settings: StoreSettings, client_id: str, client_secret: str) -> Access:
    http = Http(settings.text("ims_url", _IMS), ca_file=settings.ca_file, proxy=settings.proxy)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    ims = Rest(http, headers=form, explain=_ims_says)

    def grant() -> Granted:
        body = {"grant_type": "client_credentials", "client_id": client_id}
        body |= {"client_secret": client_secret, "scope": _SCOPE}
        said = ims.read("ims/token/v3", method="POST", body=urlencode(body).encode()).row
        token, seconds = word_of(said.get("access_token")), number_of(said.get("expires_in"))
        if not token:
            raise Unusable("cart.unusable", status=200)
        return Granted(token, None if seconds is None else float(seconds))

    token = Token(grant, bearer)
    return Access(token.signer, token.refused, cloud=True, close=ims.close)


def _ims_says(answer: Answer, said: object, asked: Asked) -> CartError | None:
    """A wrong client is told with 400 or 401."""
    del asked
    if answer.status in (400, 401, 403) and isinstance(said, dict):
        return SignInAgain("cart.sign_in", status=answer.status, said=word_of(said.get("error")))
    return None
