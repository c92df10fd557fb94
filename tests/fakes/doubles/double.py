"""What the contract suite needs of a double: the merchant's hands, the customer's eyes, and the truth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from doubles.front import Front
from station.carts.settings import StoreSettings
from station.model.order import OrderState


@dataclass(frozen=True, slots=True)
class Ware:
    """A product every double has on its shelf."""

    sku: str
    name: str
    gtin: str
    grams: int
    stock: int


TEA = Ware("TEA-250", "Tea, 250 g", "4006381333931", 280, 500)
MUG = Ware("MUG-BLUE", "Mug, blue", "4006381333948", 420, 300)
SPOON = Ware("SPOON", "Spoon", "", 40, 200)
WARES = (TEA, MUG, SPOON)


@dataclass(frozen=True, slots=True)
class Sale:
    """An order to be placed. Paid, to an address in Kraków, unless told otherwise.

    `shape` is one of the odd shapes of `Double.shapes`, empty for a plain order.
    """

    lines: Sequence[tuple[str, int]] = ((TEA.sku, 2), (MUG.sku, 1))
    guest: bool = False
    address: bool = True
    note: str = ""
    currency: str = "EUR"
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A shipment as the shop shows it: SKU to units, empty where the shop keeps no contents.

    `told`: whether the customer was told by this call; None where the shop decides that by itself.
    """

    tracking: str
    carrier: str
    units: Mapping[str, int] = field(default_factory=dict)
    told: bool | None = None


class Double(Protocol):
    """One shop of one cart on loopback. Refs are what the connector calls an order's `ref`.

    `lacks` names what the cart (not the double) has nothing for, each with its reason, which is printed:
    page, moving, second, since, guest, no_address, note, refund, edit, cancel, hold, delete, unknown_field,
    fraction, yen, throttle, expiry, revoke, contents, partial, several, stock, ware_gone, notify, completed,
    carrier, faults, exact_time.
    `page`: how many orders a page of `settings()` has. `states`: every native status, as `put_in` takes it,
    and what it must become. `repeats`: whether the shop takes the same shipment twice without a word.
    """

    cart: str
    front: Front
    page: int
    lacks: Mapping[str, str]
    states: Mapping[str, OrderState]

    def close(self) -> None: ...

    def settings(self) -> StoreSettings:
        """As a bench would have it, pages as small as `page`."""
        ...

    def secrets(self) -> dict[str, str]: ...

    # -- the merchant's hands. Every change moves the order's time of change, by the double's clock.

    def pass_time(self, seconds: float) -> None:
        """The shop's clock goes on."""
        ...

    def sell(self, sale: Sale) -> str:
        """The new order's ref."""
        ...

    def put_in(self, ref: str, status: str) -> None: ...

    def touch(self, *refs: str) -> None:
        """All of them change at one moment, in nothing that matters."""
        ...

    def cancel(self, ref: str) -> None: ...

    def hold(self, ref: str) -> None: ...

    def refund(self, ref: str, sku: str, units: int) -> None:
        """Units that have not left, with the money."""
        ...

    def edit(self, ref: str, sku: str, units: int) -> None:
        """The line now has so many units."""
        ...

    def delete(self, ref: str) -> None: ...

    def decorate(self, ref: str, name: str, value: str) -> None:
        """A field no documentation knows, in the order's payload."""
        ...

    def make_fraction(self, ref: str, sku: str) -> None:
        """The line's quantity becomes 1.5."""
        ...

    def ship_elsewhere(self, ref: str, tracking: str, units: Mapping[str, int]) -> None:
        """Somebody else tells the shop of a shipment, by the shop's own pages."""
        ...

    def drop_ware(self, sku: str) -> None:
        """The product is no longer sold."""
        ...

    def uncount(self, sku: str) -> None:
        """The shop no longer counts this product."""
        ...

    # -- trouble in the cart's own words

    def throttle(self, times: int, seconds: int) -> None:
        """The next requests are told to wait so long."""
        ...

    def expire(self) -> None:
        """What the sign-in gave is no longer good; signing in again gives another."""
        ...

    def revoke(self) -> None:
        """The credentials themselves are no longer good."""
        ...

    def restore(self) -> None: ...

    # -- the truth

    def left(self, ref: str) -> list[Left]: ...

    def notes(self, ref: str) -> list[str]:
        """What the shop's own people read beside the order, and no customer."""
        ...

    def completed(self, ref: str) -> bool:
        """The order is in its final status."""
        ...

    def stock(self, sku: str) -> int: ...

    def product(self, sku: str) -> tuple[str, str]:
        """What the connector calls it: (product, parent or "")."""
        ...


class Lacking:
    """Base of a double. What its cart has nothing for is never asked of it (`needs` skips with the reason
    first); a test that asks all the same fails with that reason.
    """

    lacks: Mapping[str, str]

    def throttle(self, times: int, seconds: int) -> None:
        raise AssertionError(self.lacks["throttle"])

    def expire(self) -> None:
        raise AssertionError(self.lacks["expiry"])

    def revoke(self) -> None:
        raise AssertionError(self.lacks["revoke"])

    def restore(self) -> None:
        raise AssertionError(self.lacks["revoke"])

    def refund(self, ref: str, sku: str, units: int) -> None:
        raise AssertionError(self.lacks["refund"])

    def edit(self, ref: str, sku: str, units: int) -> None:
        raise AssertionError(self.lacks["edit"])

    def delete(self, ref: str) -> None:
        raise AssertionError(self.lacks["delete"])

    def decorate(self, ref: str, name: str, value: str) -> None:
        raise AssertionError(self.lacks["unknown_field"])

    def notes(self, ref: str) -> list[str]:
        raise AssertionError(f"no note of {ref} is to be read: the cart takes none")

    def make_fraction(self, ref: str, sku: str) -> None:
        raise AssertionError(self.lacks["fraction"])
