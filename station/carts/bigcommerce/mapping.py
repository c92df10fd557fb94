"""An order of BigCommerce as orders of ours: one for every place it goes to. Pure.

Sources: orders.v2 OpenAPI document (order, consignments, order products, order statuses).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime

from station.carts.currencies import CURRENCIES, money_of
from station.carts.reading import (
    Json,
    moment_of,
    name_of,
    number_of,
    part_of,
    ref_of,
    rows_of,
    shown,
    text_of,
    word_of,
)
from station.carts.standing import standing
from station.carts.unreadable import Unreadable
from station.model.order import Address, Line, Order, OrderState

STATES = {
    "0": OrderState.PENDING,  # Incomplete
    "1": OrderState.PENDING,
    "2": OrderState.FULFILLED,  # Shipped
    "3": OrderState.PARTIAL,  # Partially Shipped
    "4": OrderState.REFUNDED,
    "5": OrderState.CANCELLED,
    "6": OrderState.CANCELLED,  # Declined
    "7": OrderState.PENDING,  # Awaiting Payment
    "8": OrderState.READY,  # Awaiting Pickup
    "9": OrderState.READY,  # Awaiting Shipment
    "10": OrderState.FULFILLED,  # Completed
    "11": OrderState.READY,  # Awaiting Fulfillment
    "12": OrderState.ON_HOLD,  # Manual Verification Required
    "13": OrderState.ON_HOLD,  # Disputed
    "14": OrderState.READY,  # Partially Refunded: what is open, its lines say
}
CLOSED = frozenset((OrderState.CANCELLED, OrderState.REFUNDED, OrderState.FULFILLED))
_WAYS = frozenset(("shipping", "pickups", "downloads", "email"))
_AWAITING_PICKUP, _PARTIALLY_REFUNDED = "8", "14"
_MARK = re.compile(r"\bPB:(\S+)(?: (\d+-p?\d+)\b)?")
_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything an order is made from, as it came."""

    order: Json
    products: Sequence[Json] = ()
    shipments: Sequence[Json] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """What of an order goes to one place; `place` is its consignment, empty for what travels nowhere."""

    ref: str
    number: str
    place: Json
    pickup: bool
    lines: Sequence[Json]


def comments(mark: str, ref: str) -> str:
    """What our shipments are known by: our marker, and which part of its order it was told for."""
    return f"PB:{mark} {ref}" if "-" in ref else f"PB:{mark}"


def mark_of(shipment: Json) -> tuple[str, str]:
    """Our marker on a shipment and the ref it was told for; empty on anybody else's."""
    found = _MARK.search(text_of(shipment.get("comments")))
    return (found[1], found[2] or ref_of(shipment.get("order_id"))) if found else ("", "")


def when(value: object) -> datetime | None:
    """RFC 2822, which v2 writes; ISO 8601 is read too."""
    if not isinstance(value, str) or not value:
        return None
    try:
        found = parsedate_to_datetime(value)
    except ValueError:
        return moment_of(value)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def native_state(row: Json, states: Mapping[str, OrderState]) -> OrderState | None:
    """What its status means here: statuses have fixed numbers and names a shop may change."""
    number = word_of(row.get("status_id"))
    if row.get("is_deleted") is True:
        return OrderState.CANCELLED
    for name in (number, text_of(row.get("status")), text_of(row.get("custom_status"))):
        if name in states:
            return states[name]
    if number == _PARTIALLY_REFUNDED and word_of(row.get("date_shipped")):
        return OrderState.FULFILLED
    return STATES.get(number)


def places_are_elsewhere(row: Json) -> bool:
    """Whether an order says only where to ask for its places, whatever was asked to be included."""
    inside = _WAYS & part_of(row, "consignments").keys()
    return not inside and bool(number_of(row.get("shipping_address_count")))


def lines_inside(row: Json) -> tuple[Json, ...] | None:
    """The lines its consignments came with; None when these are not all of them."""
    lines = [line for _, place in _places(row) for line in rows_of(place.get("line_items"))]
    around = part_of(row, "consignments")
    for place in (
        *rows_of(around.get("downloads")),
        *rows_of(part_of(around, "email").get("gift_certificates")),
    ):
        lines += rows_of(place.get("line_items"))
    units = [number_of(line.get("quantity")) for line in lines]
    whole = None not in units and sum(filter(None, units), _NONE) == number_of(row.get("items_total"))
    return tuple(lines) if lines and whole else None


def wants_shipments(lines: Iterable[Json], state: OrderState | None) -> bool:
    """Whether something left that may have been ours. Of a closed order nothing leaves by our hand."""
    return state not in CLOSED and any(number_of(line.get("quantity_shipped")) for line in lines)


def orders_of(sources: Sources, store: str, states: Mapping[str, OrderState]) -> tuple[Order, ...]:
    """Raises `Unreadable` when it cannot be packed from what it says."""
    row = sources.order
    if not ref_of(row.get("id")):
        raise Unreadable("order.unreadable", field="id")
    native = native_state(row, states)
    currency = word_of(row.get("default_currency_code") or row.get("currency_code")).upper()
    made = []
    parts = _parts(row, sources.products)
    for part in parts:
        ours = _told_by_us(part.ref, sources.shipments)
        lines = tuple(_line(line, ours, currency, whole=native not in CLOSED) for line in part.lines)
        made.append(_order(sources, part, lines, store, native, currency, alone=len(parts) == 1))
    return tuple(made)


def _told_by_us(ref: str, shipments: Sequence[Json]) -> dict[str, Decimal]:
    """Units per line. What was told for another part, before the order's places changed, is none of ours."""
    ours: dict[str, Decimal] = {}
    for shipment in shipments:
        mark, told_for = mark_of(shipment)
        for item in rows_of(shipment.get("items")) if mark and told_for == ref else ():
            line = ref_of(item.get("order_product_id"))
            ours[line] = ours.get(line, _NONE) + (number_of(item.get("quantity")) or _NONE)
    return ours


def _places(row: Json) -> list[tuple[str, Json]]:
    """Where its goods go, by a name that stays: addresses, then counters."""
    around = part_of(row, "consignments")
    ways = ((rows_of(around.get("shipping")), ""), (rows_of(around.get("pickups")), "p"))
    return [(f"{sign}{ref_of(place.get('id'))}", place) for places, sign in ways for place in places]


def _parts(row: Json, lines: Sequence[Json]) -> list[_Part]:
    """One for every place something goes to; what travels nowhere is with the first."""
    ref = ref_of(row.get("id"))
    places = dict(_places(row))
    named = {
        ref_of(item.get("id")) or word_of(item.get("resource")).rpartition("/")[2]: name
        for name, place in places.items()
        for item in rows_of(place.get("line_items"))
    }
    goes = {ref_of(line.get("id")): _goes_to(line, named, places) for line in lines}
    # A place nobody described is a place of its own: nothing for it goes to another address.
    taken = [name for name in places if name in goes.values()]
    taken += [name for name in dict.fromkeys(goes.values()) if name and name not in places]
    taken = taken or list(places)[:1] or [""]
    several = len(taken) > 1
    return [
        _Part(
            f"{ref}-{name}" if several else ref,
            f"{ref}-{n}" if several else ref,
            places.get(name, {}),
            name.startswith("p"),
            [one for one in lines if (goes[ref_of(one.get("id"))] or taken[0]) == name],
        )
        for n, name in enumerate(taken, 1)
    ]


def _goes_to(line: Json, named: Mapping[str, str], places: Mapping[str, Json]) -> str:
    """The name of its place; empty for what travels nowhere."""
    name = named.get(ref_of(line.get("id"))) or ref_of(line.get("order_address_id"))
    if not name and ref_of(line.get("order_pickup_method_id")):
        return next((one for one in places if one.startswith("p")), "p")
    return name if name in places or _is_goods(line) else ""


def _is_goods(line: Json) -> bool:
    return word_of(line.get("type")) in ("", "physical")


def _order(
    sources: Sources,
    part: _Part,
    lines: tuple[Line, ...],
    store: str,
    native: OrderState | None,
    currency: str,
    *,
    alone: bool,
) -> Order:
    row = sources.order
    placed = when(row.get("date_created"))
    changed = when(row.get("date_modified")) or placed
    if changed is None:
        raise Unreadable("order.unreadable", field="date_modified")
    pickup = part.pickup or word_of(row.get("status_id")) == _AWAITING_PICKUP
    ship_to = _address(part.place)
    said = word_of(row.get("total_inc_tax")) if alone else ""
    total = money_of(said, currency)
    warnings = (
        ("status.unknown", native is None),
        ("refund.unclear", _unclear(lines)),
        ("refund.amount_only", _money_back(sources)),
        ("address.missing", ship_to.is_empty and not pickup and any(line.ships is None for line in lines)),
        ("order.no_lines", not lines),
        ("currency.unknown", currency not in CURRENCIES),
        ("money.unreadable", currency in CURRENCIES and bool(said) and total is None),
    )
    return Order(
        store=store,
        ref=part.ref,
        number=part.number,
        state=standing(
            native,
            lines,
            unclear=_unclear(lines),
            refunded_whole=word_of(row.get("payment_status")) == "refunded",
        ),
        native=(
            text_of(row.get("status")),
            word_of(row.get("payment_status")),
            f"{word_of(row.get('items_shipped'))}/{word_of(row.get('items_total'))}",
        ),
        placed_at=placed or changed,
        changed_at=changed,
        lines=lines,
        ship_to=ship_to,
        currency=currency,
        total=total,
        method=shown(part.place.get("shipping_method") or part.place.get("pickup_method_display_name")),
        pickup=pickup,
        customer_note=text_of(row.get("customer_message")),
        gift_note="\n".join(filter(None, (_gift(line) for line in part.lines))),
        warnings=tuple(code for code, holds in warnings if holds),
        staff_note=text_of(row.get("staff_notes")),
    )


def _unclear(lines: Sequence[Line]) -> bool:
    """Refunded units may or may not be among the shipped ones."""
    return any(line.refunded and line.shipped and line.due for line in lines)


def _money_back(sources: Sources) -> bool:
    """Money went back and no goods with it. `refunded_amount` is always 0: only the two statuses tell."""
    row = sources.order
    partly = word_of(row.get("payment_status")) == "partially refunded"
    partly = partly or word_of(row.get("status_id")) == _PARTIALLY_REFUNDED
    return partly and not any(number_of(line.get("quantity_refunded")) for line in sources.products)


def _line(line: Json, ours: Mapping[str, Decimal], currency: str, *, whole: bool) -> Line:
    ref, ordered = ref_of(line.get("id")), number_of(line.get("quantity"))
    if not ref or ordered is None or ordered < 0:
        raise Unreadable("order.unreadable", field="quantity" if ref else "id")
    gone = (number_of(line.get("quantity_shipped")) or _NONE) - ours.get(ref, _NONE)
    shipped = min(ordered, max(_NONE, gone))
    refunded = min(ordered, max(_NONE, number_of(line.get("quantity_refunded")) or _NONE))
    left = max(_NONE, ordered - refunded - shipped)
    if whole and left % 1:
        raise Unreadable("order.fractional_quantity", name=shown(line.get("name")), quantity=f"{left:f}")
    if ordered % 1 or refunded % 1 or shipped % 1:  # parts of a unit among what is done: the open ones count
        ordered = left // 1 + refunded // 1 + shipped // 1
    variant, product = ref_of(line.get("variant_id")), ref_of(line.get("product_id"))
    code = word_of(line.get("upc"))
    return Line(
        ref=ref,
        sku=text_of(line.get("sku")),
        name=text_of(line.get("name")),
        ordered=int(ordered),
        product=(variant or f"p{product}") if product else "",
        parent_product=product if variant else "",
        refunded=int(refunded),
        shipped=int(shipped),
        options=_options(line),
        codes=(code,) if code else (),
        bundle=ref_of(line.get("parent_order_product_id")),
        ships=None if _is_goods(line) else False,
        price=money_of(word_of(line.get("price_ex_tax")), currency),
    )


def _options(line: Json) -> tuple[tuple[str, str], ...]:
    """What the customer chose, and the day it is for."""
    chosen = [
        (one.get("display_name"), one.get("display_value")) for one in rows_of(line.get("product_options"))
    ]
    chosen += [(one.get("name"), one.get("value")) for one in rows_of(line.get("configurable_fields"))]
    if word_of(line.get("event_date")):
        chosen.append((line.get("event_name"), line.get("event_date")))
    return tuple((shown(name), shown(value)) for name, value in chosen if shown(value))


def _gift(line: Json) -> str:
    """How a line is to be wrapped, and what is to be written on it."""
    said = [shown(line.get("wrapping_name")), shown(line.get("wrapping_message"))]
    return ": ".join(filter(None, (text_of(line.get("name")), *said))) if any(said) else ""


def _address(place: Json) -> Address:
    return Address(
        name=name_of(place),
        company=text_of(place.get("company")),
        street=tuple(filter(None, (text_of(place.get("street_1")), text_of(place.get("street_2"))))),
        city=text_of(place.get("city")),
        region=text_of(place.get("state")),
        postal_code=text_of(place.get("zip")),
        country=text_of(place.get("country_iso2")).upper(),
        phone=text_of(place.get("phone")),
        email=text_of(place.get("email")),
    )
