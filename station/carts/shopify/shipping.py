"""Telling Shopify what left, and reading back what it was told.

Shopify takes the same shipment twice without a word and has no place for a marker of ours. What proves a
carton is its tracking number on a shipment that stands, with all the carton holds; and what is told is only
what is not told under that number yet. Source: `fulfillmentCreate` in the schema of 2026-10.
"""

from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from station.carts.contract import Refused, Shipped
from station.carts.reading import Json, number_of, part_of, rows_of, word_of
from station.carts.settings import StoreSettings
from station.carts.shopify import queries
from station.carts.shopify.api import Api
from station.carts.shopify.companies import KNOWN
from station.carts.shopify.fulfilling import (
    can_be_told,
    has_left,
    is_here,
    place_of,
    told_with,
    trackings,
    units_of,
    whole,
)
from station.carts.shopify.ids import gid, id_of, number
from station.model.shipment import Parcel, ShipConfirm, ShippedLine

# Points a question may cost, less what one shipment costs besides its lines (two each).
_POINTS, _EACH = 900, 6
# What may stand in an address as it is (RFC 3986 2.2, and what is escaped already).
_OF_A_URL = "%:/?#[]@!$&'()*+,;="
_MOST_LINES = 512  # of one fulfillment order in one call


class Shipping:
    """One shop's shipments. Errors are `CartError`s."""

    def __init__(self, api: Api, settings: StoreSettings) -> None:
        self._api = api
        self._settings = settings
        self._location = number(settings.text("location"))

    def to_ship(self, ref: str, begun: Json | None = None) -> list[Json]:
        """Every fulfillment order of an order, each with all its lines."""
        order = gid("Order", ref)
        if begun is None:
            found = part_of(self._api.read(queries.TO_SHIP, id=order, after=None), "order")
            begun = part_of(found, "fulfillmentOrders")
        whole_ = self._api.whole(begun, queries.TO_SHIP, ("order", "fulfillmentOrders"), order)
        path = ("fulfillmentOrder", "lineItems")
        return [self._with_all(one, "lineItems", queries.MORE_TO_SHIP_LINES, path) for one in whole_]

    def told(self, ref: str, count: int = 10) -> list[Json]:
        """Every shipment of an order, each with all its lines. `Refused("cart.order_gone")`."""
        count = max(1, count)
        lines = max(1, min(100, (_POINTS // count - _EACH) // 2))
        variables = {"id": gid("Order", ref), "first": count, "lines": lines}
        order = self._api.read(queries.SHIPMENTS, **variables).get("order")
        if not isinstance(order, dict):
            raise Refused("cart.order_gone", order=ref)
        there = int(number_of(part_of(order, "fulfillmentsCount").get("count")) or 0)
        if there > count:
            return self.told(ref, there)
        path = ("fulfillment", "fulfillmentLineItems")
        more = queries.MORE_SHIPPED_LINES
        return [
            self._with_all(one, "fulfillmentLineItems", more, path)
            for one in rows_of(order.get("fulfillments"))
        ]

    def _with_all(self, row: Json, name: str, document: str, path: tuple[str, ...]) -> Json:
        nodes = self._api.whole(part_of(row, name), document, path, word_of(row.get("id")))
        return {**row, name: {"nodes": nodes}}

    def shipments(self, ref: str) -> tuple[Shipped, ...]:
        return tuple(_shipped(one) for one in self.told(ref) if has_left(one))

    def has(self, message: ShipConfirm, number_: int) -> bool:
        """Whether all of a carton has been told. One without a tracking number cannot be found."""
        parcels = _same_number(message, number_)
        told = told_with(self.told(message.ref), parcels[-1].tracking)
        wanted = _units(parcels)
        return bool(told) and all(told.get(line, 0) >= units for line, units in wanted.items())

    def write(self, message: ShipConfirm, number_: int) -> None:
        """One carton: a write for every location its goods leave from, usually one."""
        parcels = _same_number(message, number_)
        told = told_with(self.told(message.ref), parcels[-1].tracking)
        missing = {line: units - told.get(line, 0) for line, units in _units(parcels).items()}
        wanted = {line: min(units, missing[line]) for line, units in _units(parcels[-1:]).items()}
        orders = [
            one for one in self.to_ship(message.ref) if is_here(one, self._location) and can_be_told(one)
        ]
        for part in _spread(message.ref, wanted, orders):
            said = self._api.write(
                queries.SHIP,
                fulfillment={
                    "lineItemsByFulfillmentOrder": part,
                    "trackingInfo": self._tracking(parcels[-1]),
                    "notifyCustomer": message.notify_customer,
                },
            )
            for error in rows_of(part_of(said, "fulfillmentCreate").get("userErrors")):
                raise Refused("cart.refused", status=200, message=word_of(error.get("message"))[:300])

    def _tracking(self, parcel: Parcel) -> dict[str, object]:
        """A carrier Shopify knows gets its address there; any other needs one."""
        company = self._settings.carrier(parcel.carrier, KNOWN, parcel.carrier)
        found: dict[str, object] = {"company": company} if company else {}
        if parcel.tracking:
            found["number"] = parcel.tracking
        if company not in KNOWN.values() and urlsplit(parcel.tracking_url).scheme in ("http", "https"):
            found["url"] = quote(parcel.tracking_url, safe=_OF_A_URL)
        return found


def _same_number(message: ShipConfirm, number_: int) -> tuple[Parcel, ...]:
    """The carton, after those before it that have the same tracking number."""
    own = message.parcels[number_ - 1]
    before = message.parcels[: number_ - 1]
    return (*(one for one in before if own.tracking and one.tracking == own.tracking), own)


def _units(parcels: Sequence[Parcel]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in (line for parcel in parcels for line in parcel.lines):
        found[line.line] = found.get(line.line, 0) + line.quantity
    return found


def _spread(ref: str, wanted: dict[str, int], orders: Sequence[Json]) -> list[list[dict[str, object]]]:
    """What to tell, a part for every location: lines by fulfillment order, never a whole one unsaid.

    The location that has most of it comes first. `Refused("ship.not_open")` when less is open than left.
    """
    missing = {line: units for line, units in wanted.items() if units > 0}
    places: dict[str, list[Json]] = {}
    for one in orders:
        places.setdefault(place_of(one), []).append(one)
    best = sorted(places.values(), key=lambda some: -sum(_take(dict(missing), some)[1]))
    parts = []
    for some in best:
        part, _ = _take(missing, some)
        parts += [part] if part else []
    if missing:
        raise Refused("ship.not_open", order=ref)
    return parts


def _take(missing: dict[str, int], orders: Sequence[Json]) -> tuple[list[dict[str, object]], list[int]]:
    """Takes from `missing` what these fulfillment orders have; what that is, and the units taken."""
    part: list[dict[str, object]] = []
    taken: list[int] = []
    for one in orders:
        lines: list[dict[str, object]] = []
        for row in rows_of(part_of(one, "lineItems").get("nodes")):
            line = id_of(part_of(row, "lineItem"))
            units = min(missing.get(line, 0), whole(row, "remainingQuantity"))
            if units > 0 and len(lines) < _MOST_LINES:
                lines.append({"id": word_of(row.get("id")), "quantity": units})
                taken.append(units)
                missing[line] -= units
                if not missing[line]:
                    del missing[line]
        if lines:
            found: dict[str, object] = {
                "fulfillmentOrderId": word_of(one.get("id")),
                "fulfillmentOrderLineItems": lines,
            }
            part.append(found)
    return part, taken


def _shipped(row: Json) -> Shipped:
    carriers = (word_of(one.get("company")) for one in rows_of(row.get("trackingInfo")))
    lines = tuple(ShippedLine(line, units) for line, units in units_of(row).items())
    return Shipped(id_of(row), trackings(row), next(filter(None, carriers), ""), lines)
