"""A shop that is only looked at: reading goes through, a write cannot."""

from collections.abc import Sequence
from datetime import datetime

from station.carts.contract import (
    Budget,
    Cart,
    Location,
    OrderRead,
    Page,
    Probe,
    Refused,
    Shipped,
    Step,
    StockLevel,
)
from station.model.product import Product
from station.model.shipment import Message


class OnlyLooks:
    """A cart of which nothing but its reading half is there; it takes no notes and forgets nothing."""

    def __init__(self, cart: Cart) -> None:
        self._cart = cart
        self.manifest = cart.manifest

    def probe(self) -> Probe:
        return self._cart.probe()

    def changed_orders(self, since: datetime | None, cursor: str | None) -> Page:
        return self._cart.changed_orders(since, cursor)

    def order(self, ref: str) -> OrderRead:
        return self._cart.order(ref)

    def products(self, wanted: Sequence[tuple[str, str]]) -> tuple[Product, ...]:
        return self._cart.products(wanted)

    def image(self, url: str) -> bytes:
        return self._cart.image(url)

    def steps(self, message: Message) -> tuple[Step, ...]:
        """Raises `Refused`: nothing is to be written."""
        raise Refused("shadow.writes_nothing", message=type(message).__name__)

    def evidence(self, message: Message, step: Step) -> bool:
        return self._cart.evidence(message, step)

    def write(self, message: Message, step: Step) -> None:
        """Raises `Refused`, whatever it is."""
        raise Refused("shadow.writes_nothing", message=f"{type(message).__name__} {step.name}")

    def stock(self, product: str, parent: str) -> StockLevel:
        return self._cart.stock(product, parent)

    def shipments(self, ref: str) -> tuple[Shipped, ...]:
        return self._cart.shipments(ref)

    def locations(self) -> tuple[Location, ...]:
        return self._cart.locations()

    def budget(self) -> Budget | None:
        return self._cart.budget()

    def close(self) -> None:
        self._cart.close()
