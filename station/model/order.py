"""An order as every cart's order looks here."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from station.model.quantity import Money


class OrderState(StrEnum):
    PENDING = "pending"
    PAID = "paid"
    READY = "ready_for_fulfillment"
    ON_HOLD = "on_hold"
    PARTIAL = "partially_fulfilled"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a carton goes. `street` lines in the order they are printed; `country` ISO 3166 alpha-2."""

    name: str = ""
    company: str = ""
    street: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    phone: str = ""
    email: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing a carrier could deliver to."""
        return not (self.street or self.city or self.postal_code)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order. Quantities are units, never negative.

    `product` is the cart's id of what is packed (of the variation where there is one), empty when the
    product is gone. `shipped` counts only what left without us: our own shipments are our own facts.
    `ships` is None until the product says whether it is virtual.
    """

    ref: str
    sku: str
    name: str
    ordered: int
    product: str = ""
    parent_product: str = ""
    cancelled: int = 0
    refunded: int = 0
    shipped: int = 0
    options: tuple[tuple[str, str], ...] = ()
    codes: tuple[str, ...] = ()
    bundle: str = ""
    ships: bool | None = None
    price: Money | None = None

    @property
    def due(self) -> int:
        """Units that are to leave by our hand, ours already gone included."""
        return max(0, self.ordered - self.cancelled - self.refunded - self.shipped)


@dataclass(frozen=True, slots=True)
class Order:
    """`ref` is the cart's own id (the key), `number` what people call it.

    `changed_at` is the cart's time of the last change. `native` is the cart's own triple of order,
    payment and fulfilment state. `warnings` are problem codes a person should see. `tags` are what people in
    the shop wrote on it, as they wrote it.
    """

    store: str
    ref: str
    number: str
    state: OrderState
    native: tuple[str, str, str]
    placed_at: datetime
    changed_at: datetime
    lines: tuple[Line, ...]
    ship_to: Address
    currency: str = ""
    total: Money | None = None
    method: str = ""
    method_code: str = ""
    pickup: bool = False
    customer_note: str = ""
    gift_note: str = ""
    warnings: tuple[str, ...] = field(default=())
    tags: tuple[str, ...] = ()
    staff_note: str = ""
    ship_by: datetime | None = None
