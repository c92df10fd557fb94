"""An order of Amazon as an order of ours. Pure.

Source: the model of orders 2026-01-01 and its sandbox examples.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from station.carts.amazon.packages import units
from station.carts.currencies import CURRENCIES, money_of
from station.carts.reading import Json, moment_of, number_of, part_of, rows_of, text_of, word_of
from station.carts.settings import StoreSettings
from station.carts.unreadable import Unreadable
from station.model.order import Address, Line, Order, OrderState

STATES = {
    "PENDING_AVAILABILITY": OrderState.PENDING,
    "PENDING": OrderState.PENDING,
    "UNSHIPPED": OrderState.READY,
    "PARTIALLY_SHIPPED": OrderState.PARTIAL,
    "SHIPPED": OrderState.FULFILLED,
    "CANCELLED": OrderState.CANCELLED,
    "UNFULFILLABLE": OrderState.ON_HOLD,
}
_TO_PACK = (OrderState.READY, OrderState.PARTIAL)
# Amazon sells the label for these, and counts any other against the seller.
_AMAZON_LABELS = frozenset(("AMAZON_EASY_SHIP", "DELIVERY_BY_AMAZON", "PRIME"))
_STREET = ("addressLine1", "addressLine2", "addressLine3")
_QUARTER = "neighborhood"  # Brazil's labels need it, and no line has it


def is_amazons(row: Json) -> bool:
    """Amazon's own warehouses send it."""
    return word_of(part_of(row, "fulfillment").get("fulfilledBy")) == "AMAZON"


def order_of(row: Json, settings: StoreSettings) -> Order:
    """Raises `Unreadable` when it cannot be packed from what it says."""
    ref, fulfillment = word_of(row.get("orderId")), part_of(row, "fulfillment")
    placed, changed = moment_of(row.get("createdTime")), moment_of(row.get("lastUpdatedTime"))
    if not ref or placed is None or changed is None:
        raise Unreadable("order.unreadable", field="lastUpdatedTime" if ref else "orderId")
    status = word_of(fulfillment.get("fulfillmentStatus"))
    native = (STATES | settings.states()).get(status)
    lines = _lines(row, native)
    holds = _holds(row, lines) if native in _TO_PACK else ()
    ship_to, currency = _ship_to(row), _currency(row)
    grand = part_of(part_of(row, "proceeds"), "grandTotal")
    total = money_of(word_of(grand.get("amount")), currency)
    level = word_of(fulfillment.get("fulfillmentServiceLevel"))
    pickup = "IN_STORE_PICK_UP" in _programs(row)
    # An app that may not see who bought is told the town, and no more.
    nowhere = not ship_to.street and native in _TO_PACK and not pickup
    said = (
        ("status.unknown", native is None),
        ("address.missing", nowhere),
        ("order.no_lines", not lines),
        ("currency.unknown", bool(currency) and currency not in CURRENCIES),
        ("money.unreadable", currency in CURRENCIES and bool(grand) and total is None),
    )
    return Order(
        store=settings.name,
        ref=ref,
        number=ref,
        state=_state(native, lines, held=bool(holds)),
        native=(status, "", word_of(fulfillment.get("fulfilledBy"))),
        placed_at=placed,
        changed_at=changed,
        lines=lines,
        ship_to=ship_to,
        currency=currency,
        total=total,
        method=level,
        method_code=level,
        pickup=pickup,
        customer_note=_instructions(row),
        gift_note="\n".join(filter(None, (_gift(item, "giftMessage") for item in _items(row)))),
        warnings=(*(code for code, holds_ in said if holds_), *holds),
        ship_by=moment_of(part_of(fulfillment, "shipByWindow").get("latestDateTime")),
    )


def _state(native: OrderState | None, lines: Sequence[Line], *, held: bool) -> OrderState:
    """The canonical state, first hit wins."""
    nothing_due = bool(lines) and not any(line.due for line in lines)
    shipped = any(line.shipped for line in lines)
    if native is OrderState.CANCELLED or (nothing_due and not shipped):
        return OrderState.CANCELLED
    if native is OrderState.REFUNDED:
        return native
    if native is OrderState.FULFILLED or nothing_due:
        return OrderState.FULFILLED
    if native is None or held:
        return OrderState.ON_HOLD
    return OrderState.PARTIAL if native is OrderState.READY and shipped else native


def _lines(row: Json, native: OrderState | None) -> tuple[Line, ...]:
    ours, theirs, currency = units(row, ours=True), units(row, ours=False), _currency(row)
    return tuple(_line(item, native, ours, theirs, currency) for item in _items(row))


def _line(
    item: Json, native: OrderState | None, ours: Counter[str], theirs: Counter[str], currency: str
) -> Line:
    """Shipped by others is what Amazon counts less what is in our packages. Both numbers come late, and not
    together: the larger of it and what others' packages hold, for what left must not leave again.
    """
    ref, product, done = (
        word_of(item.get("orderItemId")),
        part_of(item, "product"),
        part_of(item, "fulfillment"),
    )
    sku = word_of(product.get("sellerSku"))
    name = text_of(product.get("title")) or sku or word_of(product.get("asin"))
    if not ref:
        raise Unreadable("order.unreadable", field="orderItemId")
    ordered = _whole(item.get("quantityOrdered"), name)
    fulfilled = _whole(done.get("quantityFulfilled", 0), name)
    open_ = done.get("quantityUnfulfilled")
    cancelled = 0
    if native is not OrderState.PENDING and open_ is not None:
        cancelled = max(0, ordered - fulfilled - _whole(open_, name))
    elif part_of(part_of(item, "cancellation"), "cancellationExecution"):
        cancelled = max(0, ordered - fulfilled)
    return Line(
        ref=ref,
        sku=sku or word_of(product.get("asin")),
        name=name,
        ordered=ordered,
        product=sku,
        cancelled=cancelled,
        shipped=max(0, fulfilled - ours[ref], theirs[ref]),
        options=tuple(_options(item)),
        price=money_of(word_of(part_of(part_of(product, "price"), "unitPrice").get("amount")), currency),
    )


def _options(item: Json) -> Iterator[tuple[str, str]]:
    """What makes this unit another than the next of its SKU, and what its carton needs."""
    product, measured = part_of(item, "product"), part_of(item, "measurement")
    said = [
        ("customizedUrl", word_of(part_of(product, "customization").get("customizedUrl"))),
        ("giftWrapLevel", _gift(item, "giftWrapLevel")),
    ]
    if word_of(measured.get("unit")) != "COUNT":
        said.append((word_of(measured.get("unit")), word_of(measured.get("value"))))
    shipping = part_of(part_of(item, "fulfillment"), "shipping")
    said += [(name, word_of(value)) for name, value in part_of(shipping, "shippingConstraints").items()]
    return ((name, value) for name, value in said if value)


def _holds(row: Json, lines: Sequence[Line]) -> tuple[str, ...]:
    """Why this order must not leave by our hand as it is."""
    due = [item for item, line in zip(_items(row), lines, strict=True) if line.due]
    said = (
        ("order.amazon_ships", is_amazons(row)),
        ("order.amazon_label", bool(_AMAZON_LABELS & _programs(row))),
        ("order.cancel_requested", any(_asked_to_cancel(item) for item in due)),
        # Their codes go with the confirmation, and nobody scans them here.
        ("order.transparency", any("TRANSPARENCY" in _programs(item) for item in due)),
    )
    return tuple(code for code, holds in said if holds)


def _asked_to_cancel(item: Json) -> bool:
    cancellation = part_of(item, "cancellation")
    asked, done = (part_of(cancellation, f"cancellation{what}") for what in ("Request", "Execution"))
    return bool(asked) and not done


def _ship_to(row: Json) -> Address:
    at = part_of(part_of(row, "recipient"), "deliveryAddress")
    buyer = part_of(row, "buyer")
    lines = (*(at.get(line) for line in _STREET), part_of(at, "extendedFields").get(_QUARTER))
    return Address(
        name=text_of(at.get("name")),
        company=text_of(at.get("companyName")),
        street=tuple(filter(None, map(text_of, lines))),
        city=text_of(at.get("city")) or text_of(at.get("municipality")),
        region=text_of(at.get("stateOrRegion")) or text_of(at.get("districtOrCounty")),
        postal_code=text_of(at.get("postalCode")),
        country=word_of(at.get("countryCode")).upper(),
        phone=text_of(at.get("phone")),
        email=text_of(buyer.get("buyerEmail")),
    )


def _instructions(row: Json) -> str:
    wish = part_of(part_of(row, "recipient"), "deliveryPreference")
    said = (text_of(wish.get("dropOffLocation")), text_of(wish.get("addressInstruction")))
    return "\n".join(filter(None, said))


def _currency(row: Json) -> str:
    """Of the order, or of its prices; empty before there are any."""
    prices = [part_of(part_of(part_of(item, "product"), "price"), "unitPrice") for item in _items(row)]
    amounts = (part_of(part_of(row, "proceeds"), "grandTotal"), *prices)
    return next((code for one in amounts if (code := word_of(one.get("currencyCode")).upper())), "")


def _gift(item: Json, name: str) -> str:
    return text_of(part_of(part_of(part_of(item, "fulfillment"), "packing"), "giftOption").get(name))


def _items(row: Json) -> tuple[Json, ...]:
    return tuple(rows_of(row.get("orderItems")))


def _programs(row: Json) -> frozenset[str]:
    named = row.get("programs")
    return frozenset(word_of(one) for one in named) if isinstance(named, list) else frozenset()


def _whole(value: object, name: str) -> int:
    found = number_of(value)
    if found is None or found < 0:
        raise Unreadable("order.unreadable", field="quantityOrdered")
    if found != int(found):
        raise Unreadable("order.fractional_quantity", name=name, quantity=str(found))
    return int(found)
