"""An order of Shopify as an order of ours. Pure.

Sources: schema of the Admin GraphQL API 2026-10 (the descriptions of the two display statuses, of
`quantity` and `currentQuantity`, of `remainingQuantity`).
"""

from collections.abc import Mapping, Sequence

from station.carts.currencies import CURRENCIES, money_of
from station.carts.reading import Json, moment_of, part_of, rows_of, shown, tags_of, text_of, word_of
from station.carts.settings import StoreSettings
from station.carts.shopify.fulfilling import Gone, Open, gone_of, open_of, whole
from station.carts.shopify.ids import id_of, number
from station.carts.unreadable import Unreadable
from station.model.order import Address, Line, Order, OrderState
from station.model.quantity import Money

_PAYMENT = {
    "PAID": OrderState.READY,
    "PARTIALLY_REFUNDED": OrderState.READY,
    "AUTHORIZED": OrderState.PAID,
    "PENDING": OrderState.PENDING,
    "PARTIALLY_PAID": OrderState.PENDING,
    "EXPIRED": OrderState.PENDING,
    "VOIDED": OrderState.ON_HOLD,
    "REFUNDED": OrderState.ON_HOLD,  # with something still to send: a person decides
}
_FULFILLMENT = {
    "FULFILLED": OrderState.FULFILLED,
    "REQUEST_DECLINED": OrderState.ON_HOLD,
    "ON_HOLD": OrderState.ON_HOLD,
    "SCHEDULED": OrderState.PAID,
    "PARTIALLY_FULFILLED": OrderState.READY,
    "UNFULFILLED": OrderState.READY,
    "OPEN": OrderState.READY,
    "IN_PROGRESS": OrderState.READY,
    "PENDING_FULFILLMENT": OrderState.READY,
    "RESTOCKED": OrderState.READY,
    "FULFILLMENT_NOT_REQUIRED": OrderState.READY,
}
_GIFT = ("gift_message", "gift message", "gift_note", "gift note")


def order_of(row: Json, settings: StoreSettings) -> Order:
    """`row`: the order with all its lines, fulfillment orders and fulfillments. Raises `Unreadable`."""
    ref, placed = id_of(row), moment_of(row.get("createdAt"))
    changed = moment_of(row.get("updatedAt") or row.get("createdAt"))
    if not ref or changed is None:
        raise Unreadable("order.unreadable", field="updatedAt" if ref else "id")
    still = open_of(_nodes(row, "fulfillmentOrders"), number(settings.text("location")))
    gone = gone_of(tuple(rows_of(row.get("fulfillments"))), settings.ours)
    worth = _paid(row, "currentTotalPriceSet")
    currency = word_of(row.get("presentmentCurrencyCode") or worth.get("currencyCode")).upper()
    lines = tuple(_line(one, still, gone, currency) for one in _nodes(row, "lineItems"))
    money, shipped = word_of(row.get("displayFinancialStatus")), word_of(row.get("displayFulfillmentStatus"))
    total = _money(row, "currentTotalPriceSet", currency)
    ship_to = _ship_to(row)
    shipping = _nodes(row, "shippingLines")
    warnings = (
        ("status.unknown", {money, shipped} - {*_meanings(settings)} != set()),
        ("refund.amount_only", "REFUNDED" in money and not _names_goods(row)),
        ("address.missing", ship_to.is_empty and not still.collected and _travels(lines)),
        ("order.no_lines", not lines),
        ("currency.unknown", currency not in CURRENCIES),
        ("money.unreadable", currency in CURRENCIES and total is None),
    )
    return Order(
        store=settings.name,
        ref=ref,
        number=word_of(row.get("name")) or ref,
        state=_state(row, still, gone, lines, settings),
        native=("cancelled" if row.get("cancelledAt") else "open", money, shipped),
        placed_at=placed or changed,
        changed_at=changed,
        lines=lines,
        ship_to=ship_to,
        currency=currency if currency in CURRENCIES else "",
        total=total,
        method=", ".join(dict.fromkeys(filter(None, (shown(one.get("title")) for one in shipping)))),
        method_code=next((word_of(one.get("code")) for one in shipping), ""),
        pickup=still.collected,
        customer_note=text_of(row.get("note")),
        gift_note=_gift_note(row, settings.gift_keys),
        warnings=tuple(code for code, holds in warnings if holds),
        tags=tags_of(row.get("tags")),
        ship_by=still.latest,
    )


def _meanings(settings: StoreSettings) -> Mapping[str, OrderState]:
    """Of both kinds of status: no name is in both. The store's own meanings come last."""
    allowed: dict[str, OrderState] = {}
    if settings.flag("ship_before_capture"):
        allowed["AUTHORIZED"] = OrderState.READY
    if settings.flag("ship_unpaid"):
        allowed |= {"PENDING": OrderState.READY, "PARTIALLY_PAID": OrderState.READY}
    return {**_PAYMENT, **_FULFILLMENT, **allowed, **settings.states()}


def _state(row: Json, still: Open, gone: Gone, lines: Sequence[Line], settings: StoreSettings) -> OrderState:
    """First hit wins: cancelled, refunded, all left, held, partly left, and what the payment allows."""
    meanings = _meanings(settings)
    unknown = OrderState.ON_HOLD
    paid = meanings.get(word_of(row.get("displayFinancialStatus")), unknown)
    shown_as = meanings.get(word_of(row.get("displayFulfillmentStatus")), unknown)
    left = any(gone.ours.values()) or any(gone.others.values())
    if row.get("cancelledAt"):
        return OrderState.CANCELLED
    if not still.units and (closed := _closed(shown_as, lines, left=left)) is not None:
        return closed
    held = {"ON_HOLD", "INCOMPLETE"} & still.states or still.declined
    if held or OrderState.ON_HOLD in (paid, shown_as):
        return OrderState.ON_HOLD
    if paid is not OrderState.READY:
        return paid
    if "SCHEDULED" in still.states or (not still.units and _travels(lines)):
        return OrderState.PAID  # nothing for this bench: later, elsewhere or somebody else's
    return OrderState.PARTIAL if left and shown_as is OrderState.READY else shown_as


def _closed(shown_as: OrderState, lines: Sequence[Line], *, left: bool) -> OrderState | None:
    """What an order nothing is open of has come to; None when it only waits."""
    if left or shown_as is OrderState.FULFILLED:
        return OrderState.FULFILLED
    refunded = bool(lines) and all(line.refunded == line.ordered for line in lines)
    return OrderState.REFUNDED if refunded else None


def _line(row: Json, still: Open, gone: Gone, currency: str) -> Line:
    """What is open is what Shopify says is open; what is neither open nor gone is refunded, taken out, or
    leaves from somewhere else.
    """
    ref = id_of(row)
    opened, ours, others = (units.get(ref, 0) for units in (still.units, gone.ours, gone.others))
    quantity = whole(row, "quantity")
    ordered = max(quantity, opened + ours + others)
    missing = ordered - opened - ours - others
    refunded = min(missing, max(0, quantity - _kept(row)))
    group = part_of(row, "lineItemGroup")
    return Line(
        ref=ref,
        sku=word_of(row.get("sku")),
        name=text_of(row.get("name")) or text_of(row.get("title")),
        ordered=ordered,
        product=id_of(part_of(row, "variant")),
        cancelled=missing - refunded,
        refunded=refunded,
        shipped=others,
        options=tuple(_attributes(row)),
        bundle=text_of(group.get("title")),
        ships=row.get("requiresShipping") is not False and row.get("isGiftCard") is not True,
        price=_money(row, "originalUnitPriceSet", currency),
    )


def _attributes(row: Json) -> list[tuple[str, str]]:
    """What the customer chose or wrote. Keys with an underscore are for machines."""
    said = ((shown(one.get("key")), shown(one.get("value"))) for one in rows_of(row.get("customAttributes")))
    return [(key, value) for key, value in said if key and value and not key.startswith("_")]


def _gift_note(row: Json, keys: Sequence[str]) -> str:
    said = {key.casefold(): value for key, value in _attributes(row)}
    return next((said[key.casefold()] for key in (*keys, *_GIFT) if key.casefold() in said), "")


def _names_goods(row: Json) -> bool:
    """Whether units were taken back, and not only money given."""
    rows = _nodes(row, "lineItems")
    return any(_kept(one) < whole(one, "quantity") for one in rows)


def _kept(row: Json) -> int:
    """Units that were not taken back; all of them where nobody says."""
    return whole(row, "quantity" if row.get("currentQuantity") is None else "currentQuantity")


def _travels(lines: Sequence[Line]) -> bool:
    return any(line.ships for line in lines)


def _money(row: Json, name: str, currency: str) -> Money | None:
    amount = _paid(row, name)
    other = word_of(amount.get("currencyCode")).upper() not in ("", currency)
    return None if other else money_of(word_of(amount.get("amount")), currency)


def _paid(row: Json, name: str) -> Json:
    """An amount in the currency the customer sees, else in the shop's."""
    both = part_of(row, name)
    return part_of(both, "presentmentMoney") or part_of(both, "shopMoney")


def _ship_to(row: Json) -> Address:
    """Null, whole or in parts, for an app that may not see customers' data."""
    at = part_of(row, "shippingAddress")
    name = " ".join(filter(None, (text_of(at.get("firstName")), text_of(at.get("lastName")))))
    return Address(
        name=name or text_of(at.get("name")),
        company=text_of(at.get("company")),
        street=tuple(filter(None, (text_of(at.get("address1")), text_of(at.get("address2"))))),
        city=text_of(at.get("city")),
        region=text_of(at.get("provinceCode")) or text_of(at.get("province")),
        postal_code=text_of(at.get("zip")),
        country=word_of(at.get("countryCodeV2")).upper(),
        phone=text_of(at.get("phone")) or text_of(row.get("phone")),
        email=text_of(row.get("email")),
    )


def _nodes(row: Json, name: str) -> list[Json]:
    return list(rows_of(part_of(row, name).get("nodes")))
