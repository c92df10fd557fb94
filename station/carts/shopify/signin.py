"""Three ways in: a token for ever, the app's own credentials for a day, a token for an hour that is renewed.

Source: Shopify, "Client credentials grant" and "Expiring offline access tokens" (a refresh token is good
once: its answer brings the next one).
"""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from station.carts.contract import CartError, SignInAgain, Unusable
from station.carts.reading import number_of, word_of
from station.carts.rest import Asked, Rest, of_status
from station.carts.settings import StoreSettings
from station.carts.tokens import Granted, Token
from station.net.http import Answer, Http

_PATH = "admin/oauth/access_token"


def token(
    settings: StoreSettings, secrets: Mapping[str, str], http: Http, monotonic: Callable[[], float]
) -> Token:
    """The most particular way whose credentials are all there."""
    if all(secrets.get(name) for name in ("client_id", "client_secret", "refresh_token")):
        return Token(_Refreshed(settings, secrets, http).grant, _dress, monotonic=monotonic)
    if secrets.get("access_token"):
        value = secrets["access_token"].strip()
        return Token(lambda: Granted(value, None), _dress, monotonic=monotonic)
    return Token(_OfTheApp(secrets, http).grant, _dress, monotonic=monotonic)


def _dress(method: str, url: str, value: str) -> tuple[str, Mapping[str, str]]:
    del method
    return url, {"X-Shopify-Access-Token": value}


class _OfTheApp:
    """The app signs in by itself: good for 24 hours."""

    def __init__(self, secrets: Mapping[str, str], http: Http) -> None:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        self._rest = Rest(http, headers=form, explain=_explain)
        self._app = {name: secrets[name].strip() for name in ("client_id", "client_secret")}

    def grant(self) -> Granted:
        return _granted(self._ask({"grant_type": "client_credentials"}))

    def _ask(self, more: Mapping[str, str]) -> Mapping[str, object]:
        body = urlencode({**more, **self._app}).encode()
        return self._rest.read(_PATH, method="POST", body=body).row


class _Refreshed(_OfTheApp):
    """The next refresh token is stored before anything is asked with what came along with it."""

    def __init__(self, settings: StoreSettings, secrets: Mapping[str, str], http: Http) -> None:
        super().__init__(secrets, http)
        self._keep = settings.keep
        self._refresh = secrets["refresh_token"].strip()

    def grant(self) -> Granted:
        said = self._ask({"grant_type": "refresh_token", "refresh_token": self._refresh})
        following = word_of(said.get("refresh_token"))
        if following and following != self._refresh:
            if self._keep is not None:
                self._keep("refresh_token", following)
            self._refresh = following
        return _granted(said)


def _granted(said: Mapping[str, object]) -> Granted:
    value, seconds = word_of(said.get("access_token")), number_of(said.get("expires_in"))
    if not value:
        raise Unusable("cart.unusable", status=200)
    return Granted(value, None if seconds is None else float(seconds))


def _explain(answer: Answer, said: object, asked: Asked) -> CartError | None:
    """Whatever it does not like about the credentials, a person has to change them."""
    if answer.status in (400, 401, 403) and isinstance(said, dict):
        return SignInAgain("cart.sign_in", status=answer.status, said=word_of(said.get("error")))
    return of_status(answer, asked, parsed=said is not None)
