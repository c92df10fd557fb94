"""An order of WooCommerce as an order of ours. Pure.

Sources: WooCommerce REST documentation, "Orders" and "Order refunds"; Automattic's order fulfillments
documentation; recorded answers of WooCommerce 10.5.0 and 9.9.5; line meta of Product Bundles.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from station.carts.currencies import CURRENCIES
from station.carts.reading import (
    Json,
    first_meta,
    meta_of,
    moment_of,
    name_of,
    number_of,
    part_of,
    ref_of,
    rows_of,
    shown,
    tags_of,
    text_of,
    word_of,
)
from station.carts.standing import standing
from station.carts.unreadable import Unreadable
from station.carts.woocommerce.lines import Amounts, Taken, amounts_of, lines_of, taken_of
from station.carts.woocommerce.settings import ShopSettings
from station.model.order import Address, Line, Order, OrderState
from station.model.quantity import Money

STATES = {
    "pending": OrderState.PENDING,
    "failed": OrderState.PENDING,
    "checkout-draft": OrderState.PENDING,
    "auto-draft": OrderState.PENDING,
    "on-hold": OrderState.ON_HOLD,
    "processing": OrderState.READY,
    "completed": OrderState.FULFILLED,
    "cancelled": OrderState.CANCELLED,
    "trash": OrderState.CANCELLED,
    "refunded": OrderState.REFUNDED,
}
# Nothing of such an order leaves by our hand: what was refunded or shipped of it need not be read.
CLOSED = frozenset((OrderState.CANCELLED, OrderState.REFUNDED, OrderState.FULFILLED))
_PICKUP = ("local_pickup", "pickup_location")
_NOTHING_SHIPPED = ("", "unfulfilled", "no_fulfillments")


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything an order is made from, as it came."""

    order: Json
    refunds: Sequence[Json] = ()
    fulfillments: Sequence[Json] = ()


def native_state(row: Json, settings: ShopSettings) -> OrderState | None:
    """What the order's status means here; None for one nobody told us about."""
    status = word_of(row.get("status")).removeprefix("wc-")
    return settings.status_map.get(status, STATES.get(status))


def wants_refunds(row: Json, settings: ShopSettings) -> bool:
    """Whether the lines' refunds have to be asked for."""
    return native_state(row, settings) not in CLOSED and any(True for _ in rows_of(row.get("refunds")))


def wants_fulfillments(row: Json, settings: ShopSettings) -> bool:
    if native_state(row, settings) in CLOSED:
        return False
    return shown(meta_of(row).get("_fulfillment_status")) not in _NOTHING_SHIPPED


def order_of(sources: Sources, settings: ShopSettings) -> Order:
    """Raises `Unreadable` when it cannot be packed from what it says."""
    row = sources.order
    ref = ref_of(row.get("id"))
    placed = moment_of(row.get("date_created_gmt"))
    changed = moment_of(row.get("date_modified_gmt")) or placed
    if not ref or changed is None:
        raise Unreadable("order.unreadable", field="date_modified_gmt" if ref else "id")
    native = native_state(row, settings)
    taken = taken_of(row, sources.refunds, sources.fulfillments)
    amounts = amounts_of(row, taken, whole=native not in CLOSED)
    currency = word_of(row.get("currency")).upper()
    lines = lines_of(row, amounts, currency if currency in CURRENCIES else "")
    ship_to = _ship_to(row)
    pickup = _is_pickup(row)
    total = _total(row, currency)
    return Order(
        store=settings.name,
        ref=ref,
        number=word_of(row.get("number")) or ref,
        state=standing(native, lines, unclear=amounts.unclear, refunded_whole=_refunded_whole(row, total)),
        native=(
            word_of(row.get("status")),
            "paid" if row.get("date_paid_gmt") or row.get("date_paid") else "unpaid",
            shown(meta_of(row).get("_fulfillment_status")),
        ),
        placed_at=placed or changed,
        changed_at=changed,
        lines=lines,
        ship_to=ship_to,
        currency=currency,
        total=total,
        method=_joined(row, "method_title"),
        method_code=_method_code(row),
        pickup=pickup,
        customer_note=text_of(row.get("customer_note")),
        gift_note=first_meta(row, settings.gift_keys),
        warnings=_warnings(native, lines, taken, amounts, nowhere=ship_to.is_empty and not pickup)
        + _money_warnings(row, currency, total),
        tags=tags_of(*(meta_of(row).get(key) for key in settings.tag_keys)),
    )


def _refunded_whole(row: Json, total: Money | None) -> bool:
    """Whether the money went back whole, lines named or not."""
    if total is None or total.minor <= 0:
        return False
    back = [
        _money(str(entry.get("total", "")).lstrip("-"), total.currency)
        for entry in rows_of(row.get("refunds"))
    ]
    return sum(one.minor for one in back if one is not None) >= total.minor


def _warnings(
    native: OrderState | None, lines: Sequence[Line], taken: Taken, amounts: Amounts, *, nowhere: bool
) -> tuple[str, ...]:
    said = (
        ("status.unknown", native is None),
        ("refund.unclear", amounts.unclear),
        ("refund.amount_only", taken.amount_only),
        ("address.missing", nowhere),
        ("order.no_lines", not lines),
    )
    return tuple(code for code, holds in said if holds)


def _money_warnings(row: Json, currency: str, total: Money | None) -> tuple[str, ...]:
    if currency not in CURRENCIES:
        return ("currency.unknown",)
    return ("money.unreadable",) if total is None and word_of(row.get("total")) else ()


def _total(row: Json, currency: str) -> Money | None:
    return _money(word_of(row.get("total")), currency) if currency in CURRENCIES else None


def _money(amount: str, currency: str) -> Money | None:
    found = number_of(amount)
    return None if found is None else Money.parse(str(found), currency)


def _ship_to(row: Json) -> Address:
    """Where it goes: the billing address when there is no other. A missing name or phone is the payer's."""
    shipping, billing = part_of(row, "shipping"), part_of(row, "billing")
    chosen = shipping if not _address(shipping, billing).is_empty else billing
    return _address(chosen, billing)


def _address(place: Json, payer: Json) -> Address:
    return Address(
        name=name_of(place) or name_of(payer),
        company=text_of(place.get("company")),
        street=tuple(filter(None, (text_of(place.get("address_1")), text_of(place.get("address_2"))))),
        city=text_of(place.get("city")),
        region=text_of(place.get("state")),
        postal_code=text_of(place.get("postcode")),
        country=text_of(place.get("country")).upper(),
        phone=text_of(place.get("phone")) or text_of(payer.get("phone")),
        email=text_of(place.get("email")) or text_of(payer.get("email")),
    )


def _joined(row: Json, part: str) -> str:
    """Titles of all shipping lines, each once."""
    titles = (shown(line.get(part)) for line in rows_of(row.get("shipping_lines")))
    return ", ".join(dict.fromkeys(filter(None, titles)))


def _method_code(row: Json) -> str:
    """The first shipping method as `method:instance`: instances are what a shop gives prices to."""
    for line in rows_of(row.get("shipping_lines")):
        return ":".join(filter(None, (word_of(line.get("method_id")), ref_of(line.get("instance_id")))))
    return ""


def _is_pickup(row: Json) -> bool:
    """Everything is collected: an order with one line that travels is not a pickup."""
    methods = [word_of(line.get("method_id")) for line in rows_of(row.get("shipping_lines"))]
    return bool(methods) and all(method.startswith(_PICKUP) for method in methods)
