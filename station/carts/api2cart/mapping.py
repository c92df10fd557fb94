"""An order of API2Cart as an order of ours. Pure.

Sources: OpenAPI of 2026-08-16, `Order`, `Customer_Address`, `Order_Status`; the api2cart-mock-api data set
(methods take `order_id`; `id` is what people call the order, and may be empty).
"""

from collections.abc import Mapping, Sequence

from station.carts.api2cart.api import many, one
from station.carts.api2cart.dates import moment
from station.carts.api2cart.lines import Taken, is_cancelled, is_elsewhere, lines_of, taken_of
from station.carts.api2cart.statuses import meaning
from station.carts.api2cart.store import Facts
from station.carts.currencies import CURRENCIES, money_of
from station.carts.reading import Json, name_of, ref_of, shown, tags_of, text_of, word_of
from station.carts.settings import StoreSettings
from station.carts.standing import standing
from station.carts.unreadable import Unreadable
from station.model.order import Address, Line, Order, OrderState
from station.model.quantity import Money

CLOSED = (OrderState.CANCELLED, OrderState.REFUNDED, OrderState.FULFILLED)
_PICKUP = (
    "pickup", "local pickup", "store pickup", "in-store pickup", "pickup in store", "pick up in store",
    "click & collect", "click and collect", "local_pickup", "instore", "instore_pickup", "pickupatstore",
)  # fmt: skip


def native_of(row: Json, facts: Facts, own: Mapping[str, OrderState]) -> OrderState | None:
    lines = many(row.get("order_products"))
    found = meaning(one(row, "status"), one(row, "additional_fields"), facts.behind or _marked(lines), own)
    if found is not OrderState.READY or not lines:
        return found
    if all(map(is_cancelled, lines)):
        return OrderState.CANCELLED
    return OrderState.PAID if all(map(is_elsewhere, lines)) else found


def _marked(lines: Sequence[Json]) -> str:
    """The marketplace whose own fields the lines have, for keys that may not ask which it is."""
    names = {name for line in lines for name in one(line, "additional_fields")}
    marks = {"fulfilment_method": "bol", "fulfillmentOption": "walmart"}
    return next((cart for name, cart in marks.items() if name in names), "")


def order_of(
    row: Json,
    shipments: Sequence[Json],
    settings: StoreSettings,
    facts: Facts,
    own: Mapping[str, OrderState],
) -> Order:
    """`shipments`: what has left of it, if that was asked. Raises `Unreadable` when it cannot be packed from
    what it says.
    """
    ref = ref_of(row.get("order_id")) or ref_of(row.get("id"))
    placed = moment(row.get("create_at"), facts.zone)
    changed = moment(row.get("modified_at"), facts.zone) or placed
    if not ref or changed is None:
        raise Unreadable("order.unreadable", field="modified_at" if ref else "order_id")
    native = native_of(row, facts, own)
    currency = word_of(one(row, "currency").get("iso3")).upper()
    taken = taken_of(row, shipments, settings.ours)
    lines, unclear = lines_of(row, taken, currency, whole=native not in CLOSED)
    total, amount = _total(row, currency)
    ship_to, ways = _ship_to(row), _ways(row)
    methods = list(filter(None, (shown(way.get("name")) for way in ways)))
    pickup = _is_pickup(ways, settings)
    return Order(
        store=settings.name,
        ref=ref,
        number=text_of(row.get("id")) or ref,
        state=standing(native, lines, unclear=unclear, refunded_whole=_refunded_whole(row, total)),
        native=_native(row),
        placed_at=placed or changed,
        changed_at=changed,
        lines=lines,
        ship_to=ship_to,
        currency=currency,
        total=total,
        method=", ".join(dict.fromkeys(methods)),
        method_code=next(filter(None, map(_code, ways)), "") or next(iter(methods), ""),
        pickup=pickup,
        customer_note=text_of(row.get("comment")),
        gift_note=_gift(row, settings),
        warnings=_warnings(native, lines, taken, unclear=unclear, nowhere=not ship_to.street and not pickup)
        + _money_warnings(currency, amount, total),
        tags=_tags(row, settings),
    )


def _native(row: Json) -> tuple[str, str, str]:
    status, extra = one(row, "status"), one(row, "additional_fields")
    return (
        word_of(status.get("id")) or word_of(status.get("name")),
        word_of(extra.get("financial_status")),
        word_of(extra.get("fulfillment_status")),
    )


def _total(row: Json, currency: str) -> tuple[Money | None, str]:
    """The order's worth, and how the cart wrote it."""
    said = word_of(one(row, "total").get("total")) or word_of(one(row, "totals").get("total"))
    return money_of(said, currency), said


def _refunded_whole(row: Json, total: Money | None) -> bool:
    """Whether the money went back whole, lines named or not."""
    if total is None or total.minor <= 0:
        return False
    back = [money_of(word_of(refund.get("total")), total.currency) for refund in many(row.get("refunds"))]
    return sum(one.minor for one in back if one is not None) >= total.minor


def _warnings(
    native: OrderState | None, lines: Sequence[Line], taken: Taken, *, unclear: bool, nowhere: bool
) -> tuple[str, ...]:
    said = (
        ("status.unknown", native is None),
        ("refund.unclear", unclear),
        ("refund.amount_only", taken.amount_only),
        ("address.missing", nowhere),
        ("order.no_lines", not lines),
    )
    return tuple(code for code, holds in said if holds)


def _money_warnings(currency: str, amount: str, total: Money | None) -> tuple[str, ...]:
    if currency not in CURRENCIES:
        return ("currency.unknown",)
    return ("money.unreadable",) if total is None and amount else ()


def _ship_to(row: Json) -> Address:
    """Where it goes: the billing address when there is no other. A missing name or phone is the payer's."""
    shipping, billing = one(row, "shipping_address"), one(row, "billing_address")
    customer = one(row, "customer")
    chosen = shipping if not _address(shipping, billing, customer).is_empty else billing
    return _address(chosen, billing, customer)


def _address(place: Json, billing: Json, customer: Json) -> Address:
    state, country, extra = one(place, "state"), one(place, "country"), one(place, "additional_fields")
    street = (place.get("address1"), place.get("address2"), extra.get("address3"), extra.get("address4"))
    phones = (place.get("phone"), place.get("phone_mobile"), billing.get("phone"), customer.get("phone"))
    return Address(
        name=name_of(place) or name_of(billing) or name_of(customer),
        company=text_of(place.get("company")),
        street=tuple(filter(None, map(text_of, street))),
        city=text_of(place.get("city")),
        region=text_of(state.get("code")) or text_of(state.get("name")) or text_of(place.get("region")),
        postal_code=text_of(place.get("postcode")),
        country=word_of(country.get("code2")).upper(),
        phone=next(filter(None, map(text_of, phones)), ""),
        email=text_of(customer.get("email")),
    )


def _ways(row: Json) -> list[Json]:
    rows = many(row.get("shipping_methods")) or [one(row, "shipping_method")]
    return [way for way in rows if shown(way.get("name")) or _code(way)]


def _code(way: Json) -> str:
    """Only some carts tell more of a shipping method than its name."""
    return word_of(one(way, "additional_fields").get("code"))


def _is_pickup(ways: Sequence[Json], settings: StoreSettings) -> bool:
    """Everything is collected: an order with one method that travels is not a pickup."""
    known = {name.casefold() for name in (*settings.words("pickup_methods"), *_PICKUP)}

    def collected(way: Json) -> bool:
        by = word_of(one(way, "additional_fields").get("provider_code"))
        return not known.isdisjoint(said.casefold() for said in (shown(way.get("name")), _code(way), by))

    return bool(ways) and all(map(collected, ways))


def _tags(row: Json, settings: StoreSettings) -> tuple[str, ...]:
    fields = {**one(row, "additional_fields"), **one(row, "custom_fields")}
    return tags_of(*(fields.get(key) for key in settings.tag_keys))


def _gift(row: Json, settings: StoreSettings) -> str:
    """The order's own message, then those of its lines, then fields of the cart behind."""
    lines = (
        one(line, "additional_fields").get("gift_message_text") for line in many(row.get("order_products"))
    )
    fields = {**one(row, "additional_fields"), **one(row, "custom_fields")}
    said = [*(fields.get(key) for key in settings.gift_keys), row.get("gift_message"), *lines]
    return ", ".join(dict.fromkeys(filter(None, map(text_of, said))))
