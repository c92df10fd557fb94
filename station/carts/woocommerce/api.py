"""Asking a shop: where its API is, who asks, and what an answer means."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from station.carts.contract import Refused, TryLater, Unusable
from station.carts.reading import Json, decode, encode, text_of, word_of
from station.carts.rest import asks_for_time, of_transport
from station.carts.woocommerce.auth import Keys
from station.carts.woocommerce.errors import of_answer
from station.net.http import Answer, Http, HttpError

Query = Sequence[tuple[str, str]]
WC = "wc/v3/"
_A_DAY = 24 * 3600.0
_INDEX: Query = (("_fields", "name,namespaces,timezone_string"),)


@dataclass(frozen=True, slots=True)
class Index:
    """What a WordPress says of itself. `namespaces` is None when it keeps that to itself.

    `plain`: no pretty addresses, the route is a parameter. `zone` is None without summer time.
    """

    title: str = ""
    namespaces: frozenset[str] | None = None
    zone: ZoneInfo | None = None
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """The JSON of an answer, the shop's clock, and how many pages there are (None: it does not say)."""

    data: object
    at: datetime | None
    seconds: float
    pages: int | None

    @property
    def row(self) -> Json:
        """One object. Raises `Unusable`."""
        if not isinstance(self.data, dict):
            raise Unusable("cart.unusable", status=200)
        return self.data

    @property
    def rows(self) -> tuple[Json, ...]:
        """A list of objects, an empty one for what is none. Raises `Unusable`."""
        if not isinstance(self.data, list):
            raise Unusable("cart.unusable", status=200)
        return tuple(row if isinstance(row, dict) else {} for row in self.data)


class Api:
    """One shop's REST API. Thread-safe. Every error is a `CartError`."""

    def __init__(self, http: Http, keys: Keys, monotonic: Callable[[], float]) -> None:
        self._http = http
        self._keys = keys
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._index: tuple[float, Index] | None = None
        self._signed_in = False

    def read(self, route: str, query: Query = ()) -> Reply:
        """GET `route` (such as `wc/v3/orders`). Raises `TryLater`, `SignInAgain`, `Refused`, `Unusable`."""
        return self._ask("GET", route, query, None, self.index().plain, writing=False)

    def read_all(self, route: str) -> tuple[Json, ...]:
        """Every row of a short list."""
        rows: list[Json] = []
        page = 1
        while True:
            found = self.read(route, (("per_page", "100"), ("page", str(page)))).rows
            rows.extend(found)
            if len(found) < 100:
                return tuple(rows)
            page += 1

    def write(self, method: str, route: str, body: Mapping[str, object], query: Query = ()) -> Json:
        """One write, one object back. Raises `TryLater`, `SignInAgain`, `Refused`; `InDoubt` when nobody
        can say whether it was applied.
        """
        try:
            plain = self.index().plain
        except Unusable as error:
            raise TryLater(error.problem.code, None, **error.problem.params) from error
        return self._ask(method, route, query, encode(body), plain, writing=True).row

    def index(self) -> Index:
        """Asked once a day. Raises as `read`."""
        with self._lock:
            now = self._monotonic()
            if self._index is None or now - self._index[0] > _A_DAY:
                self._index = (now, self._find())
            return self._index[1]

    def forget_index(self) -> None:
        """The shop has changed: look again."""
        with self._lock:
            self._index = None

    def _find(self) -> Index:
        """The pretty address first; a shop with plain permalinks has nothing there. A page where the list
        should be may be no more than a moment's trouble: it is asked once more before that is believed.
        """
        answer, pretty = self._listed(plain=False)
        plainly = None
        if pretty is None and not _hidden(answer):
            other, plainly = self._listed(plain=True)
            if plainly is not None and answer.status != 404:
                _, pretty = self._listed(plain=False)
            answer = other
        found = pretty or plainly
        if found is not None:
            return _index_of(found, plain=pretty is None)
        if _hidden(answer):
            return Index()
        raise Unusable("cart.not_wordpress", url=self._http.base_url)

    def _listed(self, *, plain: bool) -> tuple[Answer, Json | None]:
        """What WordPress says of itself at one of its addresses; None when it is something else."""
        answer = self._send("GET", "", _INDEX, None, plain, writing=False)
        said = _json(answer)
        if answer.status >= 500 or asks_for_time(answer, {}) is not None:
            raise of_answer(answer, said, writing=False, signed_in=False, plain=plain)
        listed = isinstance(said, dict) and isinstance(said.get("namespaces"), list)
        return answer, said if isinstance(said, dict) and listed else None

    def _ask(
        self, method: str, route: str, query: Query, body: bytes | None, plain: bool, *, writing: bool
    ) -> Reply:
        answer = self._send(method, route, query, body, plain, writing=writing)
        said = _json(answer)
        fits = isinstance(said, dict) if writing else isinstance(said, dict | list)
        if not 200 <= answer.status < 300 or not fits:
            raise of_answer(answer, said, writing=writing, signed_in=self._signed_in, plain=plain)
        if route.startswith(WC) and not writing:
            self._signed_in = True
        return Reply(said, answer.date, answer.seconds, _whole(answer.headers.get("x-wp-totalpages", "")))

    def _send(
        self, method: str, route: str, query: Query, body: bytes | None, plain: bool, *, writing: bool
    ) -> Answer:
        path = "" if plain else f"wp-json/{route}"
        headers = {"Accept": "application/json"} | ({"Content-Type": "application/json"} if body else {})
        asked = (("rest_route", f"/{route}"), *query) if plain else query
        try:
            return self._http.send(
                method, path, query=asked, headers=headers, body=body, signer=self._keys.sign
            )
        except HttpError as error:
            raise of_transport(error, writing=writing) from error

    def download(self, url: str, largest: int) -> bytes:
        """A picture, nothing of ours sent along. Raises `TryLater`, `Refused` (`cart.no_picture`)."""
        try:
            answer = self._http.download(url, largest)
        except HttpError as error:
            if error.problem.code in ("net.answer_too_big", "net.bad_address", "cart.plain_http"):
                raise Refused("cart.no_picture", reason=error.problem.code) from error
            raise of_transport(error, writing=False) from error
        if answer.status == 429 or answer.status >= 500:
            raise TryLater("cart.down", answer.retry_after, status=answer.status)
        if answer.status != 200 or not answer.headers.get("content-type", "").startswith("image/"):
            raise Refused("cart.no_picture", status=answer.status)
        return answer.body

    def close(self) -> None:
        self._http.close()


def _hidden(answer: Answer) -> bool:
    """A security plug-in hides the list; the rest may well answer."""
    return answer.status in (401, 403) and _json(answer) is not None


def _json(answer: Answer) -> object:
    try:
        return decode(answer.body)
    except ValueError:
        return None


def _index_of(said: Json, *, plain: bool) -> Index:
    names = said.get("namespaces")
    namespaces = frozenset(word_of(name) for name in names) if isinstance(names, list) else frozenset()
    if "wc/v3" not in namespaces:
        # Also while WooCommerce is being updated: a moment later it may be back.
        raise Unusable("cart.not_woocommerce", title=text_of(said.get("name")))
    return Index(text_of(said.get("name")), namespaces, _zone(word_of(said.get("timezone_string"))), plain)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None
