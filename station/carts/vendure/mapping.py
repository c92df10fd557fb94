"""Vendure's orders and variants as ours. Pure.

Sources: Admin API schema 3.7.3, its default order process, recorded answers of 3.7.3. Amounts are whole
numbers with the server's own precision, whatever the currency: 100000 JPY at precision 2 are 1000 yen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from station.carts.currencies import CURRENCIES
from station.carts.reading import (
    Json,
    moment_of,
    number_of,
    part_of,
    ref_of,
    rows_of,
    shown,
    tags_of,
    text_of,
    word_of,
)
from station.carts.settings import StoreSettings
from station.carts.unreadable import Unreadable
from station.model.order import Address, Line, Order, OrderState
from station.model.product import Product
from station.model.quantity import Mass, Money

STATES = {
    "Created": OrderState.PENDING,
    "Draft": OrderState.PENDING,
    "AddingItems": OrderState.PENDING,
    "ArrangingPayment": OrderState.PENDING,
    "PaymentAuthorized": OrderState.PAID,
    "PaymentSettled": OrderState.READY,
    "PartiallyShipped": OrderState.PARTIAL,
    "Shipped": OrderState.FULFILLED,
    "PartiallyDelivered": OrderState.FULFILLED,
    "Delivered": OrderState.FULFILLED,
    "Modifying": OrderState.ON_HOLD,
    "ArrangingAdditionalPayment": OrderState.ON_HOLD,
    "Cancelled": OrderState.CANCELLED,
}
_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Rules:
    """What of the store's settings orders are read by."""

    store: StoreSettings
    states: Mapping[str, OrderState]

    @classmethod
    def of(cls, store: StoreSettings) -> "Rules":
        paid = {"PaymentAuthorized": OrderState.READY} if store.flag("ship_on_authorization") else {}
        return cls(store, {**STATES, **paid, **store.states()})


@dataclass(frozen=True, slots=True)
class Amount:
    """Units of one line. `gone` are in fulfillments, by whomever; `theirs` of them in those of others."""

    ordered: int
    cancelled: int
    refunded: int
    gone: int
    theirs: int

    @property
    def left(self) -> int:
        return self.ordered - self.cancelled - self.refunded - self.gone

    @property
    def unclear(self) -> bool:
        return bool(self.refunded and self.gone and self.ordered - self.cancelled > self.gone)


def order_of(row: Json, precision: int, rules: Rules) -> Order:
    """Raises `Unreadable` when it cannot be packed from what it says."""
    ref, changed = ref_of(row.get("id")), moment_of(row.get("updatedAt"))
    if not ref or changed is None:
        raise Unreadable("order.unreadable", field="updatedAt" if ref else "id")
    store, status = rules.store, word_of(row.get("state"))
    amounts = _amounts(row, store)
    currency = word_of(row.get("currencyCode")).upper()
    total = money_of(row.get("totalWithTax"), precision, currency)
    methods = [part_of(line, "shippingMethod") for line in rows_of(row.get("shippingLines"))]
    codes = [word_of(method.get("code")) for method in methods]
    pickup = bool(codes) and set(codes) <= set(store.words("pickup_methods"))
    ship_to, own = _ship_to(row), part_of(row, "customFields")
    payments = [word_of(one.get("state")) for one in rows_of(row.get("payments"))]
    fulfillments = [word_of(one.get("state")) for one in rows_of(row.get("fulfillments"))]
    return Order(
        store=store.name,
        ref=ref,
        number=word_of(row.get("code")) or ref,
        state=_state(row, rules.states.get(status), list(amounts.values())),
        native=(status, ", ".join(dict.fromkeys(payments)), ", ".join(dict.fromkeys(fulfillments))),
        placed_at=moment_of(row.get("orderPlacedAt")) or moment_of(row.get("createdAt")) or changed,
        changed_at=changed,
        lines=tuple(_line(line, amounts, precision, currency, store) for line in rows_of(row.get("lines"))),
        ship_to=ship_to,
        currency=currency,
        total=total,
        method=", ".join(dict.fromkeys(filter(None, (shown(one.get("name")) for one in methods)))),
        method_code=next(iter(codes), ""),
        pickup=pickup,
        customer_note=text_of(own.get(store.text("note_field"))),
        gift_note=next((said for key in store.gift_keys if (said := text_of(own.get(key)))), ""),
        warnings=tuple(
            code
            for code, holds in (
                ("status.unknown", status not in rules.states),
                ("refund.unclear", any(one.unclear for one in amounts.values())),
                ("refund.amount_only", _amount_only(row, amounts)),
                ("address.missing", ship_to.is_empty and not pickup),
                ("order.no_lines", not amounts),
                ("currency.unknown", currency not in CURRENCIES),
                ("money.unreadable", total is None and currency in CURRENCIES),
            )
            if holds
        ),
        tags=tags_of(*(own.get(key) for key in store.tag_keys)),
    )


def _amounts(row: Json, store: StoreSettings) -> dict[str, Amount]:
    """Units by line. `quantity` is without what was cancelled; a refund may or may not have cancelled too."""
    gone, theirs, refunded = (dict[str, Decimal]() for _ in range(3))
    for fulfillment in alive(row):
        _add(gone, fulfillment)
        if not is_ours(fulfillment, store):
            _add(theirs, fulfillment)
    for refund in _refunds(row):
        _add(refunded, refund)
    return {
        ref_of(line.get("id")): _amount(line, gone, theirs, refunded) for line in rows_of(row.get("lines"))
    }


def _add(units: dict[str, Decimal], part: Json) -> None:
    for line in rows_of(part.get("lines")):
        ref = ref_of(line.get("orderLineId"))
        units[ref] = units.get(ref, _NONE) + (number_of(line.get("quantity")) or _NONE)


def _amount(line: Json, *taken: Mapping[str, Decimal]) -> Amount:
    ref, now = ref_of(line.get("id")), number_of(line.get("quantity"))
    if not ref or now is None or now < 0:
        raise Unreadable("order.unreadable", field="lines")
    gone, theirs, back = (units.get(ref, _NONE) for units in taken)
    ordered = max(now, number_of(line.get("orderPlacedQuantity")) or now)
    cancelled = ordered - now
    refunded = min(max(_NONE, back - cancelled), max(_NONE, now - gone))
    if any(one % 1 for one in (ordered, cancelled, refunded, gone, theirs)):
        raise Unreadable(
            "order.fractional_quantity",
            name=shown(part_of(line, "productVariant").get("name")),
            quantity=str(now - gone),
        )
    return Amount(int(ordered), int(cancelled), int(refunded), int(gone), int(theirs))


def _state(row: Json, native: OrderState | None, amounts: Sequence[Amount]) -> OrderState:
    """First hit wins, by the lines: a cancelled fulfillment leaves an order Shipped, an authorized one is
    never moved on however much has left, and PartiallyDelivered says nothing of what is open.
    """
    due = any(one.left > 0 for one in amounts)
    gone = any(one.gone for one in amounts)
    if native is OrderState.CANCELLED:
        return OrderState.CANCELLED
    if _refunded_whole(row) or (amounts and not due and not gone and any(one.refunded for one in amounts)):
        return OrderState.REFUNDED
    if (gone and not due) or (native is OrderState.FULFILLED and not due):
        return OrderState.FULFILLED
    if native in (None, OrderState.ON_HOLD) or any(one.unclear for one in amounts):
        return OrderState.ON_HOLD
    if native in (OrderState.READY, OrderState.PARTIAL, OrderState.FULFILLED):
        return OrderState.PARTIAL if gone else OrderState.READY
    return native or OrderState.ON_HOLD


def _refunds(row: Json) -> Iterator[Json]:
    for payment in rows_of(row.get("payments")):
        for refund in rows_of(payment.get("refunds")):
            if word_of(refund.get("state")) != "Failed":
                yield refund


def _refunded_whole(row: Json) -> bool:
    """All that was paid went back, lines named or not."""
    paid = [one for one in rows_of(row.get("payments")) if word_of(one.get("state")) == "Settled"]
    whole = sum((number_of(one.get("amount")) or _NONE for one in paid), _NONE)
    return 0 < whole <= sum((number_of(one.get("total")) or _NONE for one in _refunds(row)), _NONE)


def _amount_only(row: Json, amounts: Mapping[str, Amount]) -> bool:
    """Money went back, and neither the refund nor a cancelled unit says for what."""
    if any(one.cancelled for one in amounts.values()):
        return False
    return any(not any(True for _ in rows_of(refund.get("lines"))) for refund in _refunds(row))


def alive(row: Json) -> Iterator[Json]:
    """Its fulfillments that hold their units: Pending ones do."""
    return (one for one in rows_of(row.get("fulfillments")) if word_of(one.get("state")) != "Cancelled")


def is_ours(fulfillment: Json, store: StoreSettings) -> bool:
    """A fulfillment has a method and a tracking code and no place for a marker: its number tells."""
    code = word_of(fulfillment.get("trackingCode"))
    return bool(code) and store.ours is not None and store.ours(code)


def _line(
    line: Json, amounts: Mapping[str, Amount], precision: int, currency: str, store: StoreSettings
) -> Line:
    ref, variant, own = ref_of(line.get("id")), part_of(line, "productVariant"), part_of(line, "customFields")
    amount = amounts[ref]
    return Line(
        ref=ref,
        sku=word_of(variant.get("sku")),
        name=text_of(variant.get("name")),
        ordered=amount.ordered,
        product=ref_of(variant.get("id")),
        parent_product=ref_of(variant.get("productId")),
        cancelled=amount.cancelled,
        refunded=amount.refunded,
        shipped=amount.theirs,
        options=tuple((key, said) for key in store.words("line_fields") if (said := shown(own.get(key)))),
        price=money_of(line.get("unitPriceWithTax"), precision, currency),
    )


def _ship_to(row: Json) -> Address:
    at, customer = part_of(row, "shippingAddress"), part_of(row, "customer")
    name = " ".join(filter(None, (text_of(customer.get(key)) for key in ("firstName", "lastName"))))
    return Address(
        name=text_of(at.get("fullName")) or name,
        company=text_of(at.get("company")),
        street=tuple(filter(None, (text_of(at.get(key)) for key in ("streetLine1", "streetLine2")))),
        city=text_of(at.get("city")),
        region=text_of(at.get("province")),
        postal_code=text_of(at.get("postalCode")),
        country=word_of(at.get("countryCode")).upper(),
        phone=text_of(at.get("phoneNumber")) or text_of(customer.get("phoneNumber")),
        email=text_of(customer.get("emailAddress")),
    )


def money_of(value: object, precision: int, currency: str) -> Money | None:
    found = number_of(value) if currency in CURRENCIES else None
    return None if found is None else Money.parse(str(found.scaleb(-precision)), currency)


def precision_of(data: Json) -> int:
    """Of an answer that asked for the global settings; 2 is the usual one."""
    config = part_of(part_of(data, "globalSettings"), "serverConfig")
    found = number_of(config.get("moneyStrategyPrecision"))
    return 2 if found is None else int(found)


def gone(wanted: tuple[str, str], store: StoreSettings) -> Product:
    return Product(store.name, wanted[0], "", "", parent=wanted[1], stock_ref=wanted[0], gone=True)


def product_of(row: Json, data: Json, store: StoreSettings) -> Product:
    """A variant. Without a location of ours its stock is that of all places."""
    ref, own = ref_of(row.get("id")), part_of(row, "customFields")
    weight = number_of(own.get(store.text("weight_field")))
    picture = part_of(row, "featuredAsset") or part_of(part_of(row, "product"), "featuredAsset")
    return Product(
        store=store.name,
        ref=ref,
        sku=word_of(row.get("sku")),
        name=text_of(row.get("name")),
        codes=tuple(filter(None, (shown(own.get(key)) for key in store.barcode_keys))),
        parent=ref_of(row.get("productId")),
        mass=Mass.of(weight, store.weight_unit or "g") if weight is not None and weight > 0 else None,
        image_url=word_of(picture.get("preview")),
        stock_ref=ref,
        stock=sellable(row, data, store.text("location")),
    )


def sellable(row: Json, data: Json, location: str) -> int | None:
    """What may still be sold: on hand less allocated to orders. None where Vendure does not count.

    A station subtracts from a count what is sold and not in a carton. Vendure does so in stockAllocated,
    from the payment to the fulfillment, which lowers both numbers: so only the difference compares.
    """
    tracked = word_of(row.get("trackInventory"))
    everywhere = part_of(data, "globalSettings").get("trackInventory")
    if tracked == "FALSE" or (tracked == "INHERIT" and everywhere is False):
        return None
    return sum(on_hand - allocated for on_hand, allocated in levels(row, location))


def levels(row: Json, location: str) -> Iterator[tuple[int, int]]:
    """(on hand, allocated) at one location; at all of them when it is empty."""
    for one in rows_of(row.get("stockLevels")):
        if not location or ref_of(one.get("stockLocationId")) == location:
            yield int(number_of(one.get("stockOnHand")) or 0), int(number_of(one.get("stockAllocated")) or 0)
