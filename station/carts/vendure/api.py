"""Asking one Vendure server, and being signed in there.

Seen on 3.7.3: a session that is over, a wrong key and a missing permission are all status 200 with an error
FORBIDDEN; a document the schema does not allow is status 400; a wrong password is a result of `login`.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from station.carts.contract import CartError, InDoubt, Refused, SignInAgain, TryLater
from station.carts.graphql import GraphQL
from station.carts.reading import Json, part_of, rows_of, word_of
from station.carts.rest import Asked, Reply, Rest
from station.carts.settings import StoreSettings
from station.carts.tokens import Granted, Token, bearer
from station.carts.vendure.documents import CHANNEL, LOGIN
from station.net.http import Answer, Http

_FORBIDDEN = ("FORBIDDEN", "UNAUTHORIZED")
_TROUBLE = ("", "INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE")

Said = TypeVar("Said")


class Api:
    """Thread-safe. Every error is a `CartError`."""

    def __init__(self, store: StoreSettings, secrets: Mapping[str, str], http: Http) -> None:
        self._path = store.text("api_path", "admin-api")
        self._secrets = secrets
        key = secrets.get("api_key", "").strip()
        headers = {"vendure-api-key": key} if key else {}
        if channel := store.text("channel"):
            headers["vendure-token"] = channel
        self._door = GraphQL(Rest(http, explain=_explain), self._path, _means)
        self._token = None if key else Token(self._sign_in, bearer)
        self._rest = Rest(
            http,
            signer=self._token.signer if self._token else None,
            headers=headers,
            explain=_explain,
            renew=self._token.refused if self._token else None,
        )
        self._graphql = GraphQL(self._rest, self._path, _means)

    @property
    def has_key(self) -> bool:
        return self._token is None

    def read(self, document: str, variables: Mapping[str, object] | None = None) -> tuple[Json, Reply]:
        return self._signed_in(lambda: self._graphql.read(document, variables))

    def write(self, document: str, variables: Mapping[str, object]) -> Json:
        return self._signed_in(lambda: self._graphql.write(document, variables))

    def download(self, url: str, largest: int) -> bytes:
        return self._rest.download(url, largest)

    def close(self) -> None:
        self._rest.close()

    def _signed_in(self, ask: Callable[[], Said]) -> Said:
        """Once more with a new session when it was FORBIDDEN: nothing had been done, and it may be over."""
        try:
            return ask()
        except SignInAgain as error:
            if error.problem.params.get("status") not in _FORBIDDEN:
                raise
            if self._token is None and not self._is_known():
                raise SignInAgain("cart.sign_in", **error.problem.params) from error
            if self._token is None or not self._token.renew():
                raise
        return ask()

    def _is_known(self) -> bool:
        """Whether it is the permission that is missing, and not the key."""
        try:
            self._graphql.read(CHANNEL)
        except SignInAgain:
            return False
        return True

    def _sign_in(self) -> Granted:
        names = {"username": self._secrets["username"], "password": self._secrets["password"]}
        data, reply = self._door.read(LOGIN, names)
        said = part_of(data, "login")
        if said.get("__typename") != "CurrentUser":
            raise SignInAgain(
                "cart.sign_in", status=word_of(said.get("errorCode")), message=word_of(said.get("message"))
            )
        token = reply.headers.get("vendure-auth-token", "")
        if not token:
            raise SignInAgain("cart.no_token")
        return Granted(token, None)


def _explain(answer: Answer, said: object, asked: Asked) -> CartError | None:
    """The words beside a status that is none of success."""
    if answer.status < 400 or not isinstance(said, dict):
        return None
    for error in rows_of(said.get("errors")):
        return _means(
            word_of(part_of(error, "extensions").get("code")), word_of(error.get("message")), asked.writing
        )
    return None


def _means(code: str, message: str, writing: bool) -> CartError:
    about: dict[str, object] = {"status": code, "message": " ".join(message.split())[:300]}
    if code in _FORBIDDEN:
        return SignInAgain("cart.key_may_not", **about)
    if code not in _TROUBLE:
        return Refused("cart.refused", **about)
    return (
        InDoubt("cart.in_doubt", reason="cart.down", **about)
        if writing
        else TryLater("cart.down", None, **about)
    )


def refused(result: Json) -> Refused:
    """What a result that is not the thing asked for says: it comes with status 200 and no error."""
    more = word_of(result.get("fulfillmentHandlerError")) or word_of(result.get("transitionError"))
    return Refused(
        "cart.refused",
        status=word_of(result.get("errorCode")),
        message=more or word_of(result.get("message")),
    )
