"""An order of PrestaShop as an order of ours. Pure.

Sources: PrestaShop webservice reference (orders, order_details, order_states, addresses); recorded answers
of 8.2.1 (numbers are text, what is empty is left out of a single read); its default order states.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from station.carts.currencies import CURRENCIES, money_of
from station.carts.prestashop.times import moment_of
from station.carts.reading import Json, number_of, part_of, ref_of, rows_of, shown, text_of, word_of
from station.carts.settings import StoreSettings
from station.carts.standing import standing
from station.carts.unreadable import Unreadable
from station.model.order import Address, Line, Order, OrderState
from station.model.quantity import Money

# States every shop is installed with, where their flags alone would not tell: 1 awaiting check, 6 cancelled,
# 7 refunded, 8 payment failed, 9 on backorder (paid), 10 awaiting wire, 12 on backorder (not paid),
# 13 awaiting cash on delivery validation.
_BY_ID = {
    "1": OrderState.PENDING,
    "6": OrderState.CANCELLED,
    "7": OrderState.REFUNDED,
    "8": OrderState.PENDING,
    "9": OrderState.ON_HOLD,
    "10": OrderState.PENDING,
    "12": OrderState.PENDING,
    "13": OrderState.PENDING,
}
CLOSED = frozenset((OrderState.CANCELLED, OrderState.REFUNDED, OrderState.FULFILLED))
_CODES = ("product_ean13", "product_upc", "product_isbn")
_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything an order is made from, as it came; what could not be found is empty."""

    order: Json
    state: Json = field(default_factory=dict)
    details: Sequence[Json] = ()
    address: Json = field(default_factory=dict)
    customer: Json = field(default_factory=dict)
    messages: Sequence[Json] = ()
    customizations: Mapping[str, Json] = field(default_factory=dict)
    carrier: Json = field(default_factory=dict)
    country: str = ""
    region: str = ""
    currency: str = ""

    def payload(self) -> dict[str, object]:
        return {
            "order": self.order,
            "state": self.state,
            "details": self.details,
            "address": self.address,
            "customer": self.customer,
            "messages": self.messages,
            "customizations": self.customizations,
        }


@dataclass(frozen=True, slots=True)
class Units:
    """Whole units of one line."""

    ordered: int
    refunded: int


def name_of(value: object) -> str:
    """A text that may be given in every language of the shop: the first that says something."""
    if isinstance(value, list):
        return next((said for one in rows_of(value) if (said := text_of(one.get("value")))), "")
    return text_of(value)


def flag(row: Json, name: str) -> bool:
    return row.get(name) in ("1", True)


def state_of(ref: str, state: Json, own: Mapping[str, OrderState]) -> OrderState | None:
    """What an order state means: the store's own word for it by id or name, then its flags, then what it is
    in every shop. None when neither says.
    """
    told = own.get(ref) or own.get(name_of(state.get("name")))
    if told is not None:
        return told
    if flag(state, "shipped"):
        return OrderState.FULFILLED
    if state and ref in _BY_ID:
        return _BY_ID[ref]
    return OrderState.READY if flag(state, "paid") else None


def order_of(sources: Sources, settings: StoreSettings, zone: ZoneInfo, latest: datetime | None) -> Order:
    """`latest`: the shop's clock. Raises `Unreadable` when it cannot be packed from what it says."""
    row = sources.order
    ref, native_ref = ref_of(row.get("id")), ref_of(row.get("current_state"))
    placed = moment_of(row.get("date_add"), zone, latest)
    changed = moment_of(row.get("date_upd"), zone, latest) or placed
    if not ref or changed is None:
        raise Unreadable("order.unreadable", field="date_upd" if ref else "id")
    native = state_of(native_ref, sources.state, settings.states())
    rows = tuple(rows_of(part_of(row, "associations").get("order_rows")))
    details = {ref_of(one.get("id")): one for one in sources.details}
    units = [_units(one, details.get(ref_of(one.get("id")), {}), native not in CLOSED) for one in rows]
    unclear = any(_returned(one) for one in sources.details) and native not in CLOSED
    lines = tuple(_line(one, many, sources) for one, many in zip(rows, units, strict=True))
    ship_to = _ship_to(sources)
    pickup = _is_pickup(sources.carrier, settings)
    warnings = (
        ("status.unknown", native is None),
        ("refund.unclear", unclear),
        ("refund.amount_only", any(_amount_only(one) for one in sources.details)),
        ("address.missing", ship_to.is_empty and not pickup),
        ("order.no_lines", not lines),
        ("currency.unknown", sources.currency not in CURRENCIES),
        ("money.unreadable", sources.currency in CURRENCIES and _total(sources) is None),
    )
    return Order(
        store=settings.name,
        ref=ref,
        number=word_of(row.get("reference")) or ref,
        state=standing(native, lines, unclear=unclear),
        native=_native(native_ref, sources.state),
        placed_at=placed or changed,
        changed_at=changed,
        lines=lines,
        ship_to=ship_to,
        currency=sources.currency,
        total=_total(sources),
        method=text_of(sources.carrier.get("name")),
        method_code=ref_of(sources.carrier.get("id_reference")) or ref_of(row.get("id_carrier")),
        pickup=pickup,
        customer_note=_note(sources),
        gift_note=text_of(row.get("gift_message")) if flag(row, "gift") else "",
        warnings=tuple(code for code, holds in warnings if holds),
        staff_note=text_of(row.get("note")),
    )


def _native(ref: str, state: Json) -> tuple[str, str, str]:
    paid = "paid" if flag(state, "paid") else "unpaid"
    return name_of(state.get("name")) or ref, paid, "shipped" if flag(state, "shipped") else ""


def _total(sources: Sources) -> Money | None:
    row = sources.order
    amount = word_of(row.get("total_paid_tax_incl")) or word_of(row.get("total_paid"))
    return money_of(amount or "0", sources.currency)


def _units(row: Json, detail: Json, whole: bool) -> Units:
    """With `whole`, `Unreadable` where what is open is not a whole number (plug-ins sell by weight)."""
    ordered = number_of(row.get("product_quantity"))
    if not ref_of(row.get("id")) or ordered is None or ordered < 0:
        raise Unreadable("order.unreadable", field="order_rows")
    refunded = min(ordered, number_of(detail.get("product_quantity_refunded")) or _NONE)
    left = ordered - refunded
    if whole and left % 1:
        name = text_of(row.get("product_name"))
        raise Unreadable("order.fractional_quantity", name=name, quantity=f"{left.normalize():f}")
    return Units(int(left) + int(refunded), int(refunded))


def _returned(detail: Json) -> bool:
    """Units came back of an order that is open (again): nobody can tell which are still to leave."""
    return bool(number_of(detail.get("product_quantity_return")))


def _amount_only(detail: Json) -> bool:
    back = number_of(detail.get("total_refunded_tax_incl")) or number_of(
        detail.get("total_refunded_tax_excl")
    )
    taken = number_of(detail.get("product_quantity_refunded")) or number_of(
        detail.get("product_quantity_return")
    )
    return bool(back) and not taken


def _line(row: Json, units: Units, sources: Sources) -> Line:
    """Combinations have ids of their own that products have too: theirs are said with their product's."""
    product, variant = ref_of(row.get("product_id")), ref_of(row.get("product_attribute_id"))
    custom = sources.customizations.get(ref_of(row.get("id_customization")), {})
    return Line(
        ref=ref_of(row.get("id")),
        sku=word_of(row.get("product_reference")),
        name=text_of(row.get("product_name")),
        ordered=units.ordered,
        product=product_ref(product, variant),
        parent_product=product if variant else "",
        refunded=units.refunded,
        options=_options(custom),
        codes=tuple(dict.fromkeys(code for name in _CODES if (code := word_of(row.get(name))))),
        price=money_of(word_of(row.get("unit_price_tax_incl")), sources.currency),
    )


def product_ref(product: str, variant: str) -> str:
    return f"{product}-{variant}" if product and variant else product


def _options(custom: Json) -> tuple[tuple[str, str], ...]:
    """What the customer had written or drawn on it, by the number of the field."""
    parts = part_of(custom, "associations")
    said = [
        *rows_of(parts.get("customized_data_text_fields")),
        *rows_of(parts.get("customized_data_images")),
    ]
    return tuple((ref_of(one.get("id_customization_field")), shown(one.get("value"))) for one in said)


def _ship_to(sources: Sources) -> Address:
    at = sources.address
    name = " ".join(filter(None, (text_of(at.get("firstname")), text_of(at.get("lastname")))))
    return Address(
        name=name,
        company=text_of(at.get("company")),
        street=tuple(filter(None, (text_of(at.get("address1")), text_of(at.get("address2"))))),
        city=text_of(at.get("city")),
        region=sources.region,
        postal_code=text_of(at.get("postcode")),
        country=sources.country.upper(),
        phone=text_of(at.get("phone")) or text_of(at.get("phone_mobile")),
        email=text_of(sources.customer.get("email")),
    )


def _note(sources: Sources) -> str:
    """What the customer wrote with the order and with the address. `note` of the order is the shop's own."""
    wrote = [
        text_of(one.get("message"))
        for one in sources.messages
        if not flag(one, "private") and not ref_of(one.get("id_employee"))
    ]
    return "\n".join(dict.fromkeys(filter(None, (*wrote, text_of(sources.address.get("other"))))))


def _is_pickup(carrier: Json, settings: StoreSettings) -> bool:
    """The shop has no mark for it: its owner names the carriers."""
    names = {text_of(carrier.get("name")), ref_of(carrier.get("id_reference")), ref_of(carrier.get("id"))}
    return bool(names.intersection(settings.words("pickup_carriers")))
