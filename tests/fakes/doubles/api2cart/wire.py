"""API2Cart's manners: one envelope for everything, codes instead of statuses, cursors that go alone."""

import base64
import json
from collections.abc import Mapping
from datetime import datetime, tzinfo
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl, quote

from station.sandbox.shop.wire import Request, Response

MOST = 250
Query = Mapping[str, str]


class Trouble(Exception):
    """A code of API2Cart, and its message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def envelope(
    result: Any, now: datetime, *, code: int = 0, message: str = "", following: str | None = None
) -> Response:
    body: dict[str, Any] = {"return_code": code, "return_message": message}
    if following is not None:
        body["pagination"] = {"previous": None, "next": following or None}
    body["result"] = result
    headers = [("Content-Type", "application/json"), ("Date", format_datetime(now, usegmt=True))]
    return Response(200, json.dumps(body).encode(), headers)


def query_of(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.target.partition("?")[2], keep_blank_values=True))


def body_of(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except ValueError:
        raise Trouble(109, "Incorrect JSON in the request body") from None
    if not isinstance(body, dict):
        raise Trouble(109, "Incorrect JSON in the request body")
    return body


def allow(given: Mapping[str, Any], names: str) -> None:
    """The real server passes by what it does not know; a connector should not lean on that."""
    for name in given:
        if name not in names.split():
            raise Trouble(109, f"Parameter '{name}' is not known")


def required(given: Mapping[str, Any], *names: str) -> None:
    for name in names:
        if not given.get(name):
            raise Trouble(114, "Required parameter is not specified")


def whole(query: Query, name: str, usual: int, most: int) -> int:
    text = query.get(name, str(usual))
    if not text.isdigit() or int(text) > most:
        raise Trouble(109, f"Parameter '{name}' is not valid")
    return int(text)


def typed(body: Mapping[str, Any], kinds: Mapping[str, tuple[type, ...]]) -> None:
    for name, value in body.items():
        kind = kinds.get(name)
        if kind is None or not isinstance(value, kind) or isinstance(value, bool) != (kind == (bool,)):
            raise Trouble(109, f"Parameter '{name}' is not valid")


def moment(text: str, zone: tzinfo) -> datetime:
    """A date as the server takes it: ISO 8601 with an offset, or the shop's own time without."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Trouble(
            109, "The required type of parameter is a date string in 'Y-m-d\\TH:i:sO' ISO_8601 format."
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def cursor_of(where: Any) -> str:
    """Percent-encoded, as it comes from the real server. Always with a letter that needs it."""
    packed = base64.b64encode(json.dumps(where).encode()).decode()
    return quote(f"+/{packed}", safe="")


def where_of(cursor: str) -> Any:
    try:
        return json.loads(base64.b64decode(cursor.removeprefix("+/").encode(), validate=True))
    except ValueError:
        raise Trouble(109, "Parameter 'page_cursor' is not valid") from None
