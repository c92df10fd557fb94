"""One question to EasyPost, one answer, and what went wrong named by what to do next.

Source: EasyPost API v2, Authentication (the key is the user of HTTP Basic, without a password), Errors
(`{"error": {"code", "message", "errors"}}`) and its guides on errors and on rate limits (402, 422, 429).
"""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence

from station.carriers.contract import CarrierError, InDoubt, TryLater
from station.net.http import Answer, AnswerLost, Http, HttpError, NotAllowed

Json = Mapping[str, object]
Query = Sequence[tuple[str, str]]

NAME = "EasyPost"
_LARGEST_LABEL = 8 * 1024 * 1024
_LONGEST = 300
# Refusals that leave it open whether the carrier behind them made a label.
_OPEN = ("SHIPMENT.POSTAGE.TIMED_OUT", "SHIPMENT.POSTAGE.NO_RESPONSE", "SHIPMENT.PURCHASE.IN_PROGRESS")
_SETTLES = 60.0


class Refused(CarrierError):
    """EasyPost understood and will not: nothing was bought by this request."""


class Client:
    """JSON to and from `http`. Every error is a `CarrierError`."""

    def __init__(self, http: Http, key: str) -> None:
        self._http = http
        self._basic = "Basic " + b64encode(f"{key}:".encode()).decode()

    def get(self, path: str, query: Query = ()) -> Json:
        """Raises `TryLater`, `Refused`, `CarrierError`."""
        return self._ask("GET", path, query, None)

    def post(self, path: str, body: object = None) -> Json:
        """Raises `InDoubt` too: it may have been applied."""
        return self._ask("POST", path, (), body if body is not None else {})

    def download(self, url: str) -> bytes:
        """A label or a form, from wherever it is kept; the key is not sent along."""
        try:
            answer = self._http.download(url, _LARGEST_LABEL)
        except HttpError as error:
            raise _transport(error, writing=False) from error
        if answer.status != 200:
            raise TryLater("carrier.down", answer.retry_after, carrier=NAME, status=answer.status)
        return answer.body

    def close(self) -> None:
        self._http.close()

    def _ask(self, method: str, path: str, query: Query, body: object) -> Json:
        headers = {"Accept": "application/json"}
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        writing = method != "GET"
        try:
            answer = self._http.send(
                method, path, query=query, headers=headers, body=content, signer=self._signed
            )
        except HttpError as error:
            raise _transport(error, writing=writing) from error
        return _said(answer, writing=writing)

    def _signed(self, _method: str, url: str) -> tuple[str, Mapping[str, str]]:
        return url, {"Authorization": self._basic}


def _transport(error: HttpError, *, writing: bool) -> CarrierError:
    problem = error.problem
    if isinstance(error, NotAllowed):
        return CarrierError(problem.code, **problem.params)
    if isinstance(error, AnswerLost) and writing:
        return InDoubt("carrier.in_doubt", carrier=NAME)
    return TryLater(problem.code, None, **problem.params)


def _said(answer: Answer, *, writing: bool) -> Json:
    row = _object(answer.body)
    if row is not None and 200 <= answer.status < 300:
        return row
    raise _trouble(answer, row, writing=writing)


def _trouble(answer: Answer, row: Json | None, *, writing: bool) -> CarrierError:
    status = answer.status
    if status in (408, 425, 429):
        return TryLater("carrier.busy", answer.retry_after, carrier=NAME)
    if writing and (status >= 500 or status < 400):
        return InDoubt("carrier.in_doubt", answer.retry_after, carrier=NAME)
    if status >= 500:
        return TryLater("carrier.down", answer.retry_after, carrier=NAME, status=status)
    if row is None:
        return TryLater("carrier.unusable", carrier=NAME, status=status)
    if status in (401, 403):
        return CarrierError("carrier.sign_in", carrier=NAME)
    code, message = _words(row)
    if writing and (status == 409 or code in _OPEN):
        return InDoubt("carrier.in_doubt", answer.retry_after or _SETTLES, carrier=NAME)
    if status == 402:
        return Refused("carrier.unpaid", carrier=NAME, message=message)
    about_address = code.startswith(("ADDRESS.", "SHIPMENT.INVALID_ADDRESS", "SHIPMENT.ADDRESS"))
    return Refused(
        "carrier.address_refused" if about_address else "carrier.refused",
        carrier=NAME,
        message=message or code or str(status),
        said=code,
    )


def _words(row: Json) -> tuple[str, str]:
    """The code, and everything that was said, on one line: `errors` may hold objects or plain text."""
    error = row.get("error")
    if not isinstance(error, dict):
        return "", error if isinstance(error, str) else ""
    said = [str(error.get("message") or "")]
    for one in listed(error.get("errors")):
        text = one.get("message") if isinstance(one, dict) else one
        field = one.get("field") if isinstance(one, dict) else None
        said.append(f"{field}: {text}" if field and text else str(text or ""))
    joined = "; ".join(dict.fromkeys(part.strip(" .") for part in said if part))
    return str(error.get("code") or ""), " ".join(joined.split())[:_LONGEST]


def _object(body: bytes) -> Json | None:
    try:
        # Prices as they are written: no float ever.
        found = json.loads(body, parse_float=str)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def rows(value: object) -> tuple[Json, ...]:
    """The objects of a list; nothing for what is none."""
    return tuple(one for one in listed(value) if isinstance(one, dict))


def part(value: object) -> Json:
    """An object inside an object; an empty one for what is none."""
    return value if isinstance(value, dict) else {}


def text(value: object) -> str:
    return value if isinstance(value, str) else ""
