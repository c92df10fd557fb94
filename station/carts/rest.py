"""One question to a cart, one answer, and what went wrong named by what to do next: the same for every cart.

A cart hands in how it signs, and `explain`: what its own words mean where the usual reading of a status is
not enough. Source of the usual reading: RFC 9110 15 and 10.2.3, RFC 6585 4 (429).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from station.carts.contract import CartError, InDoubt, Refused, SignInAgain, TryLater, Unusable
from station.carts.limits import Limits
from station.carts.reading import Json, decode, encode
from station.net.http import Answer, AnswerLost, Http, HttpError, NotAllowed, Signer

Query = Sequence[tuple[str, str]]
# Shut for now, and only its owner can open it: the shop is frozen, locked, or over its plan.
_PAUSED = (402, 423, 507)
_PAUSE = 600.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked. `about`: "order", "product" or "" (whatever else), for what 404 means."""

    method: str
    path: str
    writing: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """The JSON of an answer, and the cart's clock."""

    data: object
    status: int
    headers: Mapping[str, str] = field(repr=False)
    at: datetime | None
    seconds: float

    @property
    def row(self) -> Json:
        """One object. Raises `Unusable`."""
        if not isinstance(self.data, dict):
            raise Unusable("cart.unusable", status=self.status)
        return self.data

    @property
    def rows(self) -> tuple[Json, ...]:
        """A list of objects, an empty one for what is none. Raises `Unusable`."""
        if not isinstance(self.data, list):
            raise Unusable("cart.unusable", status=self.status)
        return tuple(row if isinstance(row, dict) else {} for row in self.data)


# Given the answer, its JSON (None when it is none) and what was asked: the trouble, or None when the answer
# is as good as its status says.
Explain = Callable[[Answer, object, Asked], CartError | None]
# After an answer that says "sign in": whether new credentials were got, so that it is asked once more.
Renew = Callable[[Answer], bool]


class Rest:
    """JSON over HTTP to one cart. Thread-safe. Every error is a `CartError`.

    `headers` go with every request. `limits`, when the cart has any, are waited for before and read after.
    `parse` makes data of a body (JSON when not given; ValueError when it is none). An empty body is None.
    """

    def __init__(
        self,
        http: Http,
        *,
        signer: Signer | None = None,
        headers: Mapping[str, str] | None = None,
        explain: Explain | None = None,
        renew: Renew | None = None,
        limits: Limits | None = None,
        parse: Callable[[bytes], object] = decode,
    ) -> None:
        self._http = http
        self._signer = signer
        self._headers = {"Accept": "application/json", **(headers or {})}
        self._explain = explain
        self._renew = renew
        self._limits = limits
        self._parse = parse

    def read(
        self, path: str, query: Query = (), *, about: str = "", method: str = "GET", body: object = None
    ) -> Reply:
        """Raises `TryLater`, `SignInAgain`, `Refused`, `Unusable`."""
        return self._ask(Asked(method, path, False, about), query, body)

    def write(self, method: str, path: str, body: object, query: Query = (), *, about: str = "") -> Reply:
        """One write. `body`: JSON to be, or bytes as they are. Raises `TryLater`, `SignInAgain`, `Refused`;
        `InDoubt` when nobody can say whether it was applied.
        """
        return self._ask(Asked(method, path, True, about), query, body)

    def download(self, url: str, largest: int) -> bytes:
        """A public picture, nothing of ours sent along. Raises `TryLater`, `Refused`, `Unusable`."""
        try:
            answer = self._http.download(url, largest)
        except HttpError as error:
            raise of_transport(error, writing=False) from error
        if answer.status == 429 or answer.status >= 500:
            raise TryLater("cart.down", answer.retry_after, status=answer.status)
        if answer.status != 200 or not answer.headers.get("content-type", "").startswith("image/"):
            raise Refused("cart.no_picture", status=answer.status)
        return answer.body

    def close(self) -> None:
        self._http.close()

    def _ask(self, asked: Asked, query: Query, body: object) -> Reply:
        content = body if isinstance(body, bytes) else None if body is None else encode(body)
        answer = self._send(asked, query, content)
        if answer.status in (401, 403) and self._renew is not None and self._renew(answer):
            answer = self._send(asked, query, content)  # refused before anything was done
        said, parsed = self._said(answer)
        if self._limits is not None:
            self._limits.heard(answer, said)
        trouble = self._explain(answer, said, asked) if self._explain is not None else None
        trouble = trouble or of_status(answer, asked, parsed=parsed)
        if trouble is not None:
            raise trouble
        return Reply(said, answer.status, answer.headers, answer.date, answer.seconds)

    def _send(self, asked: Asked, query: Query, content: bytes | None) -> Answer:
        if self._limits is not None:
            self._limits.wait()
        headers = dict(self._headers)
        if content is not None:
            headers.setdefault("Content-Type", "application/json")
        try:
            return self._http.send(
                asked.method, asked.path, query=query, headers=headers, body=content, signer=self._signer
            )
        except HttpError as error:
            raise of_transport(error, writing=asked.writing) from error

    def _said(self, answer: Answer) -> tuple[object, bool]:
        if not answer.body.strip():
            return None, 200 <= answer.status < 300
        try:
            return self._parse(answer.body), True
        except ValueError:
            return None, False


def of_transport(error: HttpError, *, writing: bool) -> CartError:
    """No answer: what did not leave was not applied, of the rest nobody knows."""
    problem = error.problem
    if isinstance(error, NotAllowed):
        return SignInAgain(problem.code, **problem.params)
    if isinstance(error, AnswerLost) and writing:
        return InDoubt("cart.in_doubt", reason=problem.code, **problem.params)
    if problem.code == "net.answer_too_big":
        return Refused(problem.code, **problem.params)  # it is as big the next time
    return TryLater(problem.code, None, **problem.params)


def of_status(
    answer: Answer, asked: Asked, *, parsed: bool = True, code: str = "", message: str = ""
) -> CartError | None:
    """The usual reading of an answer; None for a good one. `code` and `message` are the cart's own words."""
    status = answer.status
    about: dict[str, object] = {"status": status, "said": code, "message": " ".join(message.split())[:300]}
    if (later := asks_for_time(answer, about)) is not None:
        return later
    if status >= 500:
        if asked.writing:
            return InDoubt("cart.in_doubt", reason="cart.down", **about)
        return TryLater("cart.down", answer.retry_after, **about)
    if 200 <= status < 300 and parsed:
        if asked.writing and status == 200 and not answer.body.strip():
            return not_ours(status, writing=True)  # how a script ends that died: 204 says nothing on purpose
        return None
    if not parsed or status < 400:
        return not_ours(status, writing=asked.writing)
    if status in (401, 403):
        return SignInAgain("cart.key_may_not" if status == 403 else "cart.sign_in", **about)
    if status in (404, 410) and asked.about:
        return Refused(f"cart.{asked.about}_gone", **about)
    return Refused("cart.refused", **about)


def asks_for_time(answer: Answer, about: Mapping[str, object]) -> TryLater | None:
    """Whoever answers so has done nothing, and wants to be asked later; None for any other answer."""
    if answer.status in _PAUSED:
        return TryLater("cart.paused", answer.retry_after or _PAUSE, **about)
    if answer.status in (408, 425, 429):
        return TryLater("cart.busy", answer.retry_after, **about)
    return None


def not_ours(status: int, *, writing: bool) -> CartError:
    """A page instead of data: a firewall, a login page, a shop being rebuilt."""
    if not writing:
        return Unusable("cart.unusable", status=status)
    if 400 <= status < 500:
        return TryLater("cart.unusable", status=status)
    return InDoubt("cart.in_doubt", reason="cart.unusable", status=status)
