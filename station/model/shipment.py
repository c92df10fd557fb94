"""What left the building, and what the cart is to be told of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShippedLine:
    line: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """One confirmed carton: its tracking number and what is in it."""

    tracking: str
    carrier: str
    tracking_url: str
    lines: tuple[ShippedLine, ...]


@dataclass(frozen=True, slots=True)
class ShipConfirm:
    """Every carton of one shipment. `uid` is our marker: it is the same however often this is sent."""

    uid: str
    ref: str
    parcels: tuple[Parcel, ...]
    notify_customer: bool
    shipped_on: str


@dataclass(frozen=True, slots=True)
class CompleteOrder:
    """Nothing is open any more: the order may be set to its final status."""

    uid: str
    ref: str


@dataclass(frozen=True, slots=True)
class AdjustStock:
    """A signed correction of one product's stock."""

    uid: str
    sku: str
    product: str
    stock_ref: str
    delta: int


@dataclass(frozen=True, slots=True)
class OrderNote:
    """What the shop's own people should know of an order, never its customer. `uid` is our marker."""

    uid: str
    ref: str
    text: str

    @property
    def mark(self) -> str:
        """What it is found by again: no shipment has the same."""
        return f"[note:{self.uid}]"

    @property
    def marked(self) -> str:
        """The text with our marker at its end."""
        return f"{self.text}\n{self.mark}"


Message = ShipConfirm | CompleteOrder | AdjustStock
