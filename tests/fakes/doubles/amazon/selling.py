"""The operations: orders 2026-01-01, confirmShipment v0, listings 2021-08-01, sellers v1."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, unquote

from doubles.amazon.gate import Gate, Trouble, wrong
from doubles.amazon.truth import GERMANY, NAMES, PENDING, STATUSES, Listing, Order, Package, listed, shown
from doubles.amazon.truth import stamp as stamped
from doubles.clock import ShopClock
from station.sandbox.shop.wire import Request, Response

SELLER = "A2SELLERTEST"
BEHIND = timedelta(minutes=2)
_DATASETS = """BUYER RECIPIENT PROCEEDS EXPENSE PROMOTION CANCELLATION FULFILLMENT PACKAGES TAX PAYMENT
    FULFILLMENT_ORDERS"""
_SHELF = "summaries attributes issues offers fulfillmentAvailability procurement relationships productTypes"
DATASETS, SHELF_DATASETS = set(_DATASETS.split()), set(_SHELF.split())
NOT_FOUND_TO_EDIT = (
    "Failed to create package due to not finding a matching package or order already fulfilled. ErrorMessage("
    "errorCode=GeneralError, errorDescription=Unable to find package to update for order (), "
    "errorMetric=PackageToUpdateNotFound, packageIndex=null)"
)
ROUTES = (
    ("GET", r"/orders/2026-01-01/orders", "searchOrders"),
    ("GET", r"/orders/2026-01-01/orders/([^/]+)", "getOrder"),
    ("POST", r"/orders/v0/orders/([^/]+)/shipmentConfirmation", "confirmShipment"),
    ("GET", r"/listings/2021-08-01/items/([^/]+)", "searchListingsItems"),
    ("GET", r"/listings/2021-08-01/items/([^/]+)/([^/]+)", "getListingsItem"),
    ("PATCH", r"/listings/2021-08-01/items/([^/]+)/([^/]+)", "patchListingsItem"),
    ("GET", r"/sellers/v1/marketplaceParticipations", "getMarketplaceParticipations"),
)
Query = Mapping[str, str]


class Selling:
    """`lag`: seconds until Amazon has worked off what it accepted."""

    def __init__(self, clock: ShopClock, gate: Gate, lag: float) -> None:
        self.clock = clock
        self.gate = gate
        self.lag = lag
        self.orders: dict[str, Order] = {}
        self.listings: dict[str, Listing] = {}
        self.sells_in = list(NAMES)
        self._places: dict[str, tuple[Query, tuple[datetime, str], datetime, datetime]] = {}

    def serve(self, request: Request) -> Response:
        for method, pattern, name in ROUTES:
            found = re.fullmatch(pattern, request.path)
            if found and request.method == method:
                parts = [unquote(part) for part in found.groups()]
                return self.gate.answer(name, partial(self._made, name, parts, request))
        missing = Trouble(404, "NotFound", "The requested resource is not there.")
        return self.gate.answer("", lambda: (404, missing.body))

    def _made(self, name: str, parts: list[str], request: Request) -> tuple[int, Any]:
        self.gate.let_in(name, request)
        self.work_off()
        query = dict(parse_qsl(request.target.partition("?")[2], keep_blank_values=True))
        made: tuple[int, Any] = getattr(self, f"_{name}")(parts, query, request.body)
        return made

    def work_off(self) -> None:
        """What was accepted long enough ago is so now, and moves the order's time of change."""
        now = self.clock.now()
        for order in self.orders.values():
            seen = [one.at for one in order.packages.values() if one.at <= now]
            order.changed = max([order.changed, *seen])
        for one in self.listings.values():
            for at, quantity in [each for each in one.coming if each[0] <= now]:
                one.quantity = quantity
                one.coming.remove((at, quantity))

    # -- orders -----------------------------------------------------------------------------------

    def _searchOrders(self, parts: list[str], query: Query, body: bytes) -> tuple[int, Any]:  # noqa: N802
        del parts, body
        if ("createdAfter" in query) == ("lastUpdatedAfter" in query):
            raise wrong("Provide exactly one of createdAfter and lastUpdatedAfter.")
        if "createdAfter" in query:
            raise wrong("The bench never asks by time of creation.")
        after, now = _moment(query["lastUpdatedAfter"]), self.clock.now()
        bound = _moment(query["lastUpdatedBefore"]) if "lastUpdatedBefore" in query else now - BEHIND
        if bound > now - BEHIND or after > now:
            raise wrong("lastUpdatedBefore must be at least two minutes before the time of the request.")
        wanted = _listed(query, "fulfillmentStatuses", set(STATUSES)) or set(STATUSES)
        by = _listed(query, "fulfilledBy", {"MERCHANT", "AMAZON"}) or {"MERCHANT", "AMAZON"}
        where = _listed(query, "marketplaceIds", set(NAMES)) or set(NAMES)
        datasets = _listed(query, "includedData", DATASETS)
        size = _number(query, "maxResultsPerPage", 100, 100)
        last: tuple[datetime, str] | None = None
        if "paginationToken" in query:
            last, bound = self._continued(query)
        rows = sorted(
            (
                one
                for one in self.orders.values()
                if after <= one.changed <= bound and one.marketplace in where and one.fulfilled_by in by
                if last is None or (one.changed, one.ref) > last
                if one.put not in STATUSES and one.put or one.status(now) in wanted
            ),
            key=lambda one: (one.changed, one.ref),
        )
        told: dict[str, Any] = {
            "orders": [shown(one, datasets, now) for one in rows[:size]],
            "lastUpdatedBefore": stamped(bound),
        }
        if len(rows) > size:
            token = f"token-{len(self._places)}"
            end = rows[size - 1]
            self._places[token] = _without_token(query), (end.changed, end.ref), bound, now
            told["pagination"] = {"nextToken": token}
        return 200, told

    def _continued(self, query: Query) -> tuple[tuple[datetime, str], datetime]:
        place = self._places.get(query["paginationToken"])
        if place is None or self.clock.now() - place[3] > timedelta(hours=24):
            raise wrong("The paginationToken is not valid.")
        if place[0] != _without_token(query):
            raise wrong("The other parameters must be those of the first page.")
        return place[1], place[2]

    def _getOrder(self, parts: list[str], query: Query, body: bytes) -> tuple[int, Any]:  # noqa: N802
        del body
        order = self._order(parts[0])
        return 200, {"order": shown(order, _listed(query, "includedData", DATASETS), self.clock.now())}

    def _order(self, ref: str) -> Order:
        if not re.fullmatch(r"\w{3}-\d{7}-\d{7}", ref):
            raise wrong("The order id is not in 3-7-7 format.")
        if ref not in self.orders:
            raise Trouble(404, "NotFound", "The order does not exist.")
        return self.orders[ref]

    def _confirmShipment(self, parts: list[str], query: Query, body: bytes) -> tuple[int, Any]:  # noqa: N802
        del query
        order = self._order(parts[0])
        said = _json(body)
        detail = said.get("packageDetail")
        if said.get("marketplaceId") != order.marketplace or not isinstance(detail, dict):
            raise wrong("Check marketplaceId and packageDetail.")
        ref, carrier, shipped = self._checked(order, detail)
        status = order.status(self.clock.now())
        if status in (*PENDING, "CANCELLED") or order.fulfilled_by == "AMAZON":
            raise wrong(f"The order is {status}.")
        items = {one.ref: one for one in order.items}
        gone, units = order.gone(but=ref), _units(detail.get("orderItems"), set(items))
        whole = all(order.gone()[one.ref] >= one.ordered - one.cancelled for one in order.items)
        if whole and ref not in order.packages:
            raise wrong(NOT_FOUND_TO_EDIT)
        for line, count in units.items():
            if gone[line] + count > items[line].ordered - items[line].cancelled:
                raise wrong(f"The quantity of {line} is more than is left to ship.")
            if "TRANSPARENCY" in items[line].extra.get("programs", ()):
                raise wrong(f"transparencyCodes are needed for {line}.")
        at = self.clock.now() + timedelta(seconds=self.lag)
        order.packages[ref] = Package(ref, detail["trackingNumber"], carrier, units, shipped, at)
        return 204, None

    def _checked(self, order: Order, detail: Mapping[str, Any]) -> tuple[str, str, str]:
        ref, carrier = detail.get("packageReferenceId"), detail.get("carrierCode")
        fields = [name for name in ("carrierCode", "trackingNumber", "shipDate") if not _said(detail, name)]
        if not isinstance(ref, str):
            fields.append("packageDetail.packageReferenceId")
        if fields:
            listing = ", ".join(fields)
            raise wrong(f"The input you have submitted is not valid. Check the fields [{listing}].")
        if not (str(ref).isdigit() and int(str(ref)) > 0):
            raise wrong("PackageReferenceId: is invalid, must be a positive numeric value.")
        if carrier == "Other" and not _said(detail, "carrierName"):
            raise wrong("carrierName is required when carrierCode is Other.")
        shipped = _moment(detail["shipDate"])
        if not order.placed <= shipped <= self.clock.now():
            raise wrong("shipDate is before the order date or in the future.")
        return str(ref), str(detail.get("carrierName") or carrier), detail["shipDate"]

    # -- listings and sellers ---------------------------------------------------------------------

    def _searchListingsItems(self, parts: list[str], query: Query, body: bytes) -> tuple[int, Any]:  # noqa: N802
        del body
        where = self._seller(parts, query)
        size = _number(query, "pageSize", 10, 20)
        found = list(self.listings.values())
        if "identifiers" in query:
            wanted = query["identifiers"].split(",")
            if query.get("identifiersType") != "SKU" or len(wanted) > 20:
                raise Trouble(400, "BAD_REQUEST", "Invalid input")
            found = [one for one in found if one.sku in wanted]
        datasets = _listed(query, "includedData", SHELF_DATASETS) or {"summaries"}
        rows = [listed(one, datasets, where) for one in found[:size]]
        return 200, {"numberOfResults": len(found), "items": rows}

    def _getListingsItem(self, parts: list[str], query: Query, body: bytes) -> tuple[int, Any]:  # noqa: N802
        del body
        where = self._seller(parts, query)
        if parts[1] not in self.listings:
            raise Trouble(404, "NOT_FOUND", f"SKU '{parts[1]}' not found in marketplace {where[0]}")
        datasets = _listed(query, "includedData", SHELF_DATASETS) or {"summaries"}
        return 200, listed(self.listings[parts[1]], datasets, where)

    def _patchListingsItem(self, parts: list[str], query: Query, body: bytes) -> tuple[int, Any]:  # noqa: N802
        self._seller(parts, query)
        said = _json(body)
        patches = said.get("patches")
        if not said.get("productType") or not isinstance(patches, list) or len(patches) != 1:
            raise Trouble(400, "BAD_REQUEST", "Invalid input")
        patch, listing = patches[0], self.listings.get(parts[1])
        values = patch.get("value")
        if patch.get("op") not in ("add", "replace", "merge") or not isinstance(values, list) or not values:
            raise Trouble(400, "BAD_REQUEST", "Invalid input")
        value, told = values[0], {"sku": parts[1], "submissionId": "f1dc2914-75dd"}
        count = value.get("quantity")
        sound = isinstance(count, int) and not isinstance(count, bool) and count >= 0
        if (
            listing is None
            or not sound
            or patch.get("path") != "/attributes/fulfillment_availability"
            or value.get("fulfillment_channel_code") != listing.channel
        ):
            issue = {"code": "90000900", "message": "The attributes are invalid.", "severity": "ERROR"}
            return 200, {**told, "status": "INVALID", "issues": [{**issue, "categories": []}]}
        if patch["op"] != "merge":
            listing.lead_time = None
        listing.coming.append((self.clock.now() + timedelta(seconds=self.lag), count))
        return 200, {**told, "status": "ACCEPTED", "issues": []}

    def _seller(self, parts: list[str], query: Query) -> list[str]:
        if parts[0] != SELLER:
            raise Trouble(403, "Unauthorized", "Access to requested resource is denied.")
        if not _listed(query, "marketplaceIds", set(NAMES)):
            raise Trouble(400, "BAD_REQUEST", "Invalid input")
        return query["marketplaceIds"].split(",")

    def _getMarketplaceParticipations(  # noqa: N802
        self, parts: list[str], query: Query, body: bytes
    ) -> tuple[int, Any]:
        del parts, query, body
        marketplace = {
            "id": GERMANY,
            "name": NAMES[GERMANY],
            "countryCode": "DE",
            "defaultCurrencyCode": "EUR",
            "defaultLanguageCode": "de_DE",
            "domainName": "www.amazon.de",
        }
        there = {"isParticipating": True, "hasSuspendedListings": False}
        rows = [
            {"marketplace": {**marketplace, "id": one}, "storeName": "Teehaus", "participation": there}
            for one in self.sells_in
        ]
        return 200, {"payload": rows}


def _json(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        raise wrong("The body is no JSON.") from None
    if not isinstance(said, dict):
        raise wrong("The body is no object.")
    return said


def _units(rows: Any, known: set[str]) -> dict[str, int]:
    if not isinstance(rows, list) or not rows:
        raise wrong("orderItems are missing.")
    units: dict[str, int] = {}
    for one in rows:
        ref, count = one.get("orderItemId"), one.get("quantity")
        if ref not in known or ref in units or type(count) is not int or count < 1:
            raise wrong("orderItems name an item that is not in the order, or no quantity of it.")
        units[ref] = count
    return units


def _said(detail: Mapping[str, Any], name: str) -> bool:
    return isinstance(detail.get(name), str) and bool(detail[name])


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise wrong(f"{text} is not in ISO 8601 format.") from None
    if found.tzinfo is None:
        raise wrong(f"{text} has no time zone.")
    return found


def _listed(query: Query, name: str, allowed: set[str]) -> set[str]:
    found = set(query[name].split(",")) if query.get(name) else set()
    if found - allowed:
        raise wrong(f"{name} cannot be {', '.join(sorted(found - allowed))}.")
    return found


def _number(query: Query, name: str, usual: int, most: int) -> int:
    text = query.get(name, str(usual))
    if not text.isdigit() or not 1 <= int(text) <= most:
        raise wrong(f"{name} must be between 1 and {most}.")
    return int(text)


def _without_token(query: Query) -> dict[str, str]:
    return {name: value for name, value in query.items() if name != "paginationToken"}
