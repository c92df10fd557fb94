"""A document as an order of ours, facts as a product. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from station.carts.currencies import CURRENCIES, money_of
from station.carts.files import cells
from station.carts.files.documents import FORGOTTEN
from station.carts.files.settings import FolderSettings, word
from station.carts.parcels import comparable_tracking
from station.carts.reading import tags_of
from station.model.order import Address, Line, Order, OrderState
from station.model.product import Product
from station.model.quantity import Mass

# Words partners use; ShipStation's custom stores know unpaid, paid, shipped, cancelled, on_hold.
STATES = {
    "": OrderState.READY,
    "open": OrderState.READY,
    "new": OrderState.READY,
    "paid": OrderState.READY,
    "ready": OrderState.READY,
    "processing": OrderState.READY,
    "awaiting_shipment": OrderState.READY,
    "unpaid": OrderState.PENDING,
    "pending": OrderState.PENDING,
    "awaiting_payment": OrderState.PENDING,
    "on_hold": OrderState.ON_HOLD,
    "hold": OrderState.ON_HOLD,
    "shipped": OrderState.FULFILLED,
    "completed": OrderState.FULFILLED,
    "fulfilled": OrderState.FULFILLED,
    "cancelled": OrderState.CANCELLED,
    "canceled": OrderState.CANCELLED,
    "refunded": OrderState.REFUNDED,
    "deleted": OrderState.CANCELLED,
}
_OVER = (OrderState.CANCELLED, OrderState.REFUNDED, OrderState.FULFILLED)

# Units we told of ourselves, by line and (comparable) tracking number.
Ours = Mapping[tuple[str, str], int]


def is_over(document: Mapping[str, Any], form: FolderSettings) -> bool:
    return native_of(document, form) in _OVER


def is_deleted(document: Mapping[str, Any]) -> bool:
    return word(str(document.get("status", ""))) == "deleted"


def completion_of(document: Mapping[str, Any]) -> list[list[object]]:
    """What was complete when an order was completed: another line, or more of one, opens it again."""
    return [[line["id"], line["quantity"]] for line in document["lines"]]


def order_of(
    ref: str,
    document: Mapping[str, Any],
    stamp: datetime,
    form: FolderSettings,
    *,
    ours: Ours,
    completed: bool = False,
) -> Order:
    """`stamp`: when it came in, which is its time of change: whatever a partner's clock says, what comes in
    later is later. `completed`: we have told its final status.
    """
    currency = str(document.get("currency", "")).upper()
    lines = tuple(_line(line, currency, ours) for line in document["lines"])
    ship_to = _ship_to(document)
    status = str(document.get("status", ""))
    native = native_of(document, form)
    placed, latest = str(document.get("placed", "")), str(document.get("latest", ""))
    pickup = cells.yes_or_no(str(document.get("pickup", ""))) is True
    return Order(
        store=form.name,
        ref=ref,
        number=document.get("order_number") or ref,
        state=OrderState.FULFILLED if completed and native is OrderState.READY else _state(native, lines),
        native=(status, "", ""),
        placed_at=datetime.fromisoformat(placed).astimezone(UTC) if placed else stamp,
        changed_at=stamp,
        lines=lines,
        ship_to=ship_to,
        currency=currency,
        total=money_of(str(document.get("total", "")), currency),
        method=document.get("shipping_method", ""),
        method_code=document.get("method_code", ""),
        pickup=pickup,
        customer_note=document.get("note", ""),
        gift_note=document.get("gift_note", ""),
        warnings=_warnings(
            document,
            native,
            currency,
            nowhere=ship_to.is_empty and not pickup and FORGOTTEN not in document,
        ),
        tags=tags_of(document.get("tags")),
        staff_note=document.get("staff_note", ""),
        ship_by=datetime.fromisoformat(latest).astimezone(UTC) if latest else None,
    )


def native_of(document: Mapping[str, Any], form: FolderSettings) -> OrderState | None:
    """What the partner's status means; None for one nobody told us about."""
    said = word(str(document.get("status", "")))
    return form.states.get(said, STATES.get(said))


def _state(native: OrderState | None, lines: Sequence[Line]) -> OrderState:
    """First hit wins: a whole order is judged by what of its lines is open."""
    packed = [line for line in lines if line.ships is not False]
    nothing_open = bool(packed) and not any(line.due for line in packed)
    shipped = any(line.shipped for line in packed)
    if native in _OVER:
        return native or OrderState.ON_HOLD
    if nothing_open and not shipped:
        refunded = any(line.refunded for line in packed)
        return OrderState.REFUNDED if refunded else OrderState.CANCELLED
    if nothing_open:
        return OrderState.FULFILLED
    if native is None:
        return OrderState.ON_HOLD
    return OrderState.PARTIAL if native is OrderState.READY and shipped else native


def _line(line: Mapping[str, Any], currency: str, ours: Ours) -> Line:
    left = others_shipped(line, ours) if line.get("shipped") else 0
    return Line(
        ref=line["id"],
        sku=line["sku"],
        name=line["name"],
        ordered=line["quantity"],
        product=line["sku"],
        cancelled=line.get("cancelled", 0),
        refunded=line.get("refunded", 0),
        shipped=left,
        options=tuple((name, value) for name, value in line.get("options", ())),
        codes=tuple(line.get("barcode", ())),
        ships=line.get("ships"),
        price=money_of(line["price"], currency) if "price" in line else None,
    )


def others_shipped(line: Mapping[str, Any], ours: Ours) -> int:
    """Units that left without us: a partner who repeats our own tracking number means our units."""
    numbers = {comparable_tracking(number) for number in line.get("tracking", ())}
    return max(0, int(line.get("shipped", 0)) - sum(ours.get((line["id"], number), 0) for number in numbers))


def _ship_to(document: Mapping[str, Any]) -> Address:
    def said(name: str) -> str:
        return str(document.get(name, ""))

    return Address(
        name=said("recipient"),
        company=said("company"),
        street=tuple(filter(None, (said(f"street{n}") for n in (1, 2, 3)))),
        city=said("city"),
        region=said("region"),
        postal_code=said("postal_code"),
        country=said("country").upper(),
        phone=said("phone"),
        email=said("email"),
    )


def _warnings(
    document: Mapping[str, Any], native: OrderState | None, currency: str, *, nowhere: bool
) -> tuple[str, ...]:
    total = str(document.get("total", ""))
    known = currency in CURRENCIES
    said = (
        ("status.unknown", native is None),
        ("address.missing", nowhere),
        ("currency.unknown", bool(currency) and not known),
        ("money.unreadable", bool(total) and known and money_of(total, currency) is None),
    )
    return tuple(code for code, holds in said if holds)


def product_of(
    sku: str, parent: str, facts: Mapping[str, Any] | None, stock: int | None, form: FolderSettings
) -> Product:
    """`facts` is None for a product no file ever named, or one that was taken off the list."""
    if facts is None:
        return Product(form.name, sku, sku, sku, parent=parent, stock_ref=sku, gone=True)
    mass = facts.get("mg")
    return Product(
        store=form.name,
        ref=sku,
        sku=sku,
        name=facts.get("name") or sku,
        codes=tuple(facts.get("codes", ())),
        parent=parent,
        mass=None if mass is None else Mass(mass),
        image_url=facts.get("image", ""),
        ships=facts.get("ships", True),
        stock_ref=sku,
        stock=stock,
        bin=facts.get("bin", ""),
        cases=tuple((str(code), int(units)) for code, units in facts.get("cases", ())),
    )
