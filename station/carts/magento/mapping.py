"""An order of Magento as an order of ours. Pure.

Sources: Adobe Commerce REST schema 2.4.9 (sales-data-order-interface); Magento_Sales Order.php (states) and
"Order status" of its user guide: a status is the merchant's word for one of the fixed states.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from station.carts.currencies import CURRENCIES, money_of
from station.carts.magento.lines import Lines, lines_of, notes_of
from station.carts.reading import (
    Json,
    moment_of,
    number_of,
    part_of,
    ref_of,
    rows_of,
    shown,
    text_of,
    word_of,
)
from station.carts.unreadable import Unreadable
from station.model.order import Address, Order, OrderState

STATES = {
    "new": OrderState.PENDING,
    "pending_payment": OrderState.PENDING,
    "payment_review": OrderState.ON_HOLD,
    "holded": OrderState.ON_HOLD,
    "processing": OrderState.READY,
    "complete": OrderState.FULFILLED,
    "closed": OrderState.REFUNDED,
    "canceled": OrderState.CANCELLED,
}
_SUSPECT = {"fraud": OrderState.ON_HOLD}
_OVER = (OrderState.CANCELLED, OrderState.REFUNDED, OrderState.FULFILLED)
# On a comment of a shipment: it is one of ours.
MARK = "station:"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a store's settings say of its orders. `offline`: payment methods packed in the state new."""

    store: str
    states: Mapping[str, OrderState] = field(default_factory=dict)
    offline: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything an order is made from, as it came. `bundles`: shipment type by bundle product."""

    order: Json
    shipments: Sequence[Json] = ()
    bundles: Mapping[str, str] = field(default_factory=dict)


def state_of(row: Json, rules: Rules) -> OrderState | None:
    """What state and status mean here; None for ones nobody told us about."""
    state, status = word_of(row.get("state")), word_of(row.get("status"))
    told = rules.states.get(status) or rules.states.get(state)
    if told is not None:
        return told
    if state == "new" and word_of(part_of(row, "payment").get("method")) in rules.offline:
        return OrderState.READY
    return _SUSPECT.get(status) or STATES.get(state)


def mark_of(shipment: Json) -> str:
    """Our marker on a shipment; empty on one that is not ours."""
    said = (word_of(one.get("comment")) for one in rows_of(shipment.get("comments")))
    return next((one.removeprefix(MARK) for one in said if one.startswith(MARK)), "")


def order_of(sources: Sources, rules: Rules) -> Order:
    """Raises `Unreadable` when it cannot be packed from what it says."""
    row = sources.order
    ref, placed = ref_of(row.get("entity_id")), moment_of(row.get("created_at"))
    changed = moment_of(row.get("updated_at")) or placed
    if not ref or changed is None:
        raise Unreadable("order.unreadable", field="updated_at" if ref else "entity_id")
    native = state_of(row, rules)
    currency = word_of(row.get("order_currency_code")).upper()
    found = lines_of(
        row, _ours(sources.shipments), sources.bundles, currency=currency, whole=native not in _OVER
    )
    extension = part_of(row, "extension_attributes")
    ways = [part_of(one, "shipping") for one in rows_of(extension.get("shipping_assignments"))]
    places = _places(ways, text_of(row.get("customer_email")))
    codes = [word_of(way.get("method")) for way in ways if word_of(way.get("method"))]
    pickup = bool(word_of(extension.get("pickup_location_code"))) or "instore_pickup" in codes
    total = money_of(word_of(row.get("grand_total")), currency)
    warnings = (
        ("status.unknown", native is None),
        ("refund.unclear", found.unclear),
        ("bundle.unclear", found.bundles_unclear),
        ("address.several", len(places) > 1),
        ("address.missing", not places and not pickup and _travels(found)),
        ("order.no_lines", not found.lines),
        ("currency.unknown", currency not in CURRENCIES),
        ("money.unreadable", currency in CURRENCIES and total is None),
    )
    return Order(
        store=rules.store,
        ref=ref,
        number=word_of(row.get("increment_id")) or ref,
        state=_state(native, found, several=len(places) > 1),
        native=(_native(row), "paid" if _is_paid(row) else "unpaid", ""),
        placed_at=placed or changed,
        changed_at=changed,
        lines=found.lines,
        ship_to=places[0] if places else Address(),
        currency=currency,
        total=total,
        method=shown(row.get("shipping_description")),
        method_code=", ".join(dict.fromkeys(codes)),
        pickup=pickup,
        customer_note=text_of(row.get("customer_note")),
        gift_note=notes_of(row),
        warnings=tuple(code for code, holds in warnings if holds),
    )


def _state(native: OrderState | None, found: Lines, *, several: bool) -> OrderState:
    """First hit wins: a whole order is judged by what of each line is open."""
    if native is OrderState.CANCELLED:
        return native
    over = bool(found.lines) and _travels(found) and not found.left
    if native is OrderState.REFUNDED or (over and found.refunded and not found.shipped):
        return OrderState.REFUNDED
    if native is OrderState.FULFILLED or (over and found.shipped):
        return OrderState.FULFILLED
    if native is None or several or found.unclear or found.bundles_unclear:
        return OrderState.ON_HOLD
    if native is OrderState.READY and found.shipped:
        return OrderState.PARTIAL
    return native


def _travels(found: Lines) -> bool:
    return any(line.ships is not False for line in found.lines)


def _ours(shipments: Sequence[Json]) -> dict[str, Decimal]:
    """Units per order item that left by our hand."""
    units: dict[str, Decimal] = {}
    for item in (item for one in shipments if mark_of(one) for item in rows_of(one.get("items"))):
        ref = ref_of(item.get("order_item_id"))
        units[ref] = units.get(ref, Decimal(0)) + (number_of(item.get("qty")) or 0)
    return units


def _native(row: Json) -> str:
    """The state, and the merchant's word for it where that is another."""
    return "/".join(dict.fromkeys(filter(None, (word_of(row.get("state")), word_of(row.get("status"))))))


def _is_paid(row: Json) -> bool:
    paid, total = number_of(row.get("total_paid")), number_of(row.get("grand_total"))
    whole = paid is not None and total is not None and paid >= total
    return whole or number_of(row.get("base_total_due")) == 0


def _places(ways: Sequence[Json], email: str) -> list[Address]:
    """Where it goes: nearly always one place. An order of virtual goods has none."""
    places = (_address(part_of(way, "address"), email) for way in ways)
    return list(dict.fromkeys(place for place in places if not place.is_empty))


def _address(place: Json, email: str) -> Address:
    street = place.get("street")
    names = (text_of(place.get(name)) for name in ("firstname", "middlename", "lastname"))
    return Address(
        name=" ".join(filter(None, names)),
        company=text_of(place.get("company")),
        street=tuple(filter(None, map(text_of, street if isinstance(street, list) else [street]))),
        city=text_of(place.get("city")),
        region=text_of(place.get("region_code")) or text_of(place.get("region")),
        postal_code=text_of(place.get("postcode")),
        country=text_of(place.get("country_id")).upper(),
        phone=text_of(place.get("telephone")),
        email=text_of(place.get("email")) or email,
    )
