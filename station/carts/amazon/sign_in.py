"""Login with Amazon: a refresh token becomes an access token for an hour.

Sources: Login with Amazon, "Refreshing an access token"; SP-API, "Connect to the SP-API"; RFC 6749 5.2.
"""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from station.carts.contract import CartError, SignInAgain, Unusable
from station.carts.reading import number_of, word_of
from station.carts.rest import Asked, Rest, of_status
from station.carts.tokens import Granted, Token
from station.net.http import Answer, Http

TOKEN_URL = "https://api.amazon.com/auth/o2/token"  # noqa: S105 an address
_TURNED_AWAY = ("invalid_grant", "invalid_client", "unauthorized_client", "access_denied")
_USUAL_LIFE = 3600


class SignIn:
    """`token` is what every request is signed with. `path` is where `http`'s host gives them out."""

    def __init__(
        self, http: Http, path: str, secrets: Mapping[str, str], monotonic: Callable[[], float]
    ) -> None:
        self._http = http
        form = {
            "grant_type": "refresh_token",
            "refresh_token": secrets["refresh_token"],
            "client_id": secrets["client_id"],
            "client_secret": secrets["client_secret"],
        }
        content = urlencode(form).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"}
        rest = Rest(http, headers=kind, explain=_explain)

        def grant() -> Granted:
            row = rest.read(path, method="POST", body=content).row
            value = word_of(row.get("access_token"))
            if not value:
                raise Unusable("cart.unusable", status=200)
            return Granted(value, float(number_of(row.get("expires_in")) or _USUAL_LIFE))

        self.token = Token(grant, _dress, monotonic=monotonic)

    def close(self) -> None:
        self._http.close()


def _dress(method: str, url: str, token: str) -> tuple[str, Mapping[str, str]]:
    del method
    return url, {"x-amz-access-token": token}


def _explain(answer: Answer, said: object, asked: Asked) -> CartError | None:
    code = word_of(said.get("error")) if isinstance(said, dict) else ""
    if code in _TURNED_AWAY:
        return SignInAgain("cart.sign_in", status=answer.status, said=code)
    return of_status(answer, asked, code=code) if code else None
