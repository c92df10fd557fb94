"""One call of the API while it is being answered, and the table that finds who answers it."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from station.sandbox.shop import query
from station.sandbox.shop.faults import Faults
from station.sandbox.shop.journal import Applied, Journal
from station.sandbox.shop.listing import Listing
from station.sandbox.shop.objects import Objects
from station.sandbox.shop.orders import Orders
from station.sandbox.shop.refusal import Doc, Refusal
from station.sandbox.shop.shelf import Shelf
from station.sandbox.shop.site import Site

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_CONTROL = "Control character error, possibly incorrectly encoded"


@dataclass(slots=True)
class Rooms:
    """Everything a route may need of the shop."""

    site: Site
    objects: Objects
    shelf: Shelf
    orders: Orders
    listing: Listing
    journal: Journal
    faults: Faults
    target: str = "core"

    def applied(self, what: str, subject: int, mark: str, body: Doc) -> None:
        self.journal.note_write(Applied(self.site.clock.now(), what, subject, mark, body))


@dataclass(slots=True)
class Call:
    """`route` is the path below /wp-json/; `found` what its pattern caught."""

    rooms: Rooms
    method: str
    route: str
    params: query.Params
    raw: bytes
    found: tuple[str, ...] = ()
    headers: list[tuple[str, str]] = field(default_factory=list)
    status: int = 200

    def id(self, place: int = 0) -> int:
        return int(self.found[place])

    def body(self) -> Doc:
        """The JSON object sent, empty when nothing was."""
        if not self.raw.strip():
            return {}
        try:
            parsed = json.loads(self.raw)
        except ValueError as bad:
            torn = "Unterminated string" in str(bad)
            raise Refusal(
                400,
                "rest_invalid_json",
                "Invalid JSON body passed.",
                json_error_code=3 if torn else 4,
                json_error_message=_CONTROL if torn else "Syntax error",
            ) from bad
        return parsed if isinstance(parsed, dict) else {}

    def created(self, location: str) -> None:
        self.status = 201
        self.headers.append(("Location", self.rooms.site.api(location)))

    def page(self, rows: list[Any], *, linked: Iterable[tuple[str, str]] = ()) -> list[Any]:
        """The page asked for, and its headers. `linked`: parameters WooCommerce adds to the links."""
        size = query.bounded(self.params, "per_page", 10, 1, 100)
        page = query.bounded(self.params, "page", 1, 1)
        total = len(rows)
        if (page - 1) * size >= total > 0 and page > 1:
            total = 0  # past the end WooCommerce forgets how many there are
        pages = -(-total // size)
        self.headers += [("X-WP-Total", str(total)), ("X-WP-TotalPages", str(pages))]
        links = []
        if page > 1:
            links.append(f'<{self._page_url(min(page - 1, pages), linked)}>; rel="prev"')
        if page < pages:
            links.append(f'<{self._page_url(page + 1, linked)}>; rel="next"')
        if links:
            self.headers.append(("Link", ", ".join(links)))
        return rows[(page - 1) * size : page * size]

    def _page_url(self, page: int, linked: Iterable[tuple[str, str]]) -> str:
        # Every parameter comes back, a consumer key in the query string too: so it is on the real thing.
        added = dict(linked)
        params = {
            key: value for key, value in self.params.items() if key != "status" or "status" not in added
        }
        if "dates_are_gmt" in params:
            params["dates_are_gmt"] = "1" if query.flag(params, "dates_are_gmt") else ""
        if "page" in params:
            params["page"] = str(page)
        pairs = [f"{key}={value}" for key, value in query.flat(params)]
        if "status" in added:
            for place, status in enumerate(query.words(self.params, "status") or ["any"]):
                pairs.append(f"status%5B{place}%5D={status}")
        pairs += [f"{key}={value}" for key, value in added.items() if key != "status"]
        if "page" not in params:
            pairs.append(f"page={page}")
        return f"{self.rooms.site.api(self.route)}?{'&'.join(pairs)}"


Answer = Callable[[Call], Any]


@dataclass(frozen=True, slots=True)
class Route:
    """`needs` is the target that must be installed for the route to exist; `public` asks no key."""

    method: str
    pattern: re.Pattern[str]
    answer: Answer
    kind: str  # what WooCommerce says a key may not do here: list | item | create | edit | delete
    needs: str = ""
    public: bool = False


class Table:
    """Routes in the order they are tried."""

    def __init__(self) -> None:
        self._routes: list[Route] = []

    def add(
        self, methods: str, path: str, answer: Answer, kind: str, needs: str = "", *, public: bool = False
    ) -> None:
        """`methods` with commas; `path` below /wp-json/, `#` standing for an id."""
        pattern = re.compile(path.replace("#", r"(\d+)"))
        for method in methods.split(", "):
            self._routes.append(Route(method, pattern, answer, kind, needs, public))

    def find(self, method: str, route: str, target: str) -> tuple[Route | None, tuple[str, ...], str]:
        """The route, the ids in its path, and the methods this path has (its Allow header)."""
        allowed: set[str] = set()
        chosen: Route | None = None
        ids: tuple[str, ...] = ()
        for one in self._routes:
            match = one.pattern.fullmatch(route)
            if match is None or (one.needs and one.needs != target):
                continue
            allowed.add(one.method)
            if one.method == ("GET" if method == "HEAD" else method):
                chosen, ids = one, match.groups()
        return chosen, ids, ", ".join(method for method in _METHODS if method in allowed)
