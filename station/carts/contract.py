"""What the station asks of a shopping cart, and what a cart may answer.

Errors are named after what to do next. Reads raise `TryLater`, `SignInAgain`, `Refused`, `Unusable`;
a write whose answer was lost, or came as a server error, raises `InDoubt`: it may have been applied.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from station.model.order import Order
from station.model.problem import Problem, StationError
from station.model.product import Product
from station.model.shipment import Message, OrderNote, ShippedLine


class CartError(StationError):
    """Any trouble with a cart."""


class TryLater(CartError):
    """Nothing was applied and asking again may help; `wait` seconds when the cart named them."""

    def __init__(self, code: str, wait: float | None = None, **params: object) -> None:
        super().__init__(code, **params)
        self.wait = wait


class SignInAgain(CartError):
    """The credentials are wrong or may not do this: nothing more is sent until a person acts."""


class Refused(CartError):
    """The cart will always say no to this."""


class Unusable(CartError):
    """The answer is not what this cart answers (HTML, half a body); a moment later it may be."""


class InDoubt(CartError):
    """A write was sent and no answer says whether it was applied."""


@dataclass(frozen=True, slots=True)
class CredentialField:
    """One credential of a cart. The environment variable is the prefix, `_` and `name` in capitals.

    `where`: one English sentence that says where in the cart's own pages it is found.
    """

    name: str
    label: str
    secret: bool = True
    where: str = ""


@dataclass(frozen=True, slots=True)
class SignIn:
    """One way to be let in: all its fields are needed. `name` is empty for a cart's only way."""

    name: str
    title: str
    fields: tuple[CredentialField, ...]


@dataclass(frozen=True, slots=True)
class OptionField:
    """One of a store's `options` that only its cart knows. `kind`: text, flag, number, list or table."""

    name: str
    label: str
    where: str = ""
    kind: str = "text"
    required: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a cart is and can do, known before it is asked.

    `address`: what its `url` is, as an example. `permissions`: the least the credentials must allow, in
    the cart's own words. `stock`: how a correction is written. `pending_takes_stock`: an order takes its
    units from the number for sale before it is paid. `restocks`: after which of "cancel" and "refund" it puts
    units back for sale by itself, always. `may_restock`: after which it does where whoever cancels or refunds
    says so, or the shop is set so: only a person can tell. After neither it never does, and is told.
    """

    cart: str
    title: str
    sign_ins: tuple[SignIn, ...]
    partial_shipment: bool
    several_parcels: bool
    stock: str  # "delta" | "compare_and_set" | "absolute" | "none"
    webhooks: bool
    locations: bool
    subtracts_stock_at: str  # "order" | "shipment" | "never"
    options: tuple[OptionField, ...] = ()
    permissions: tuple[str, ...] = ()
    address: str = "https://shop.example"
    pending_takes_stock: bool = False
    restocks: tuple[str, ...] = ("cancel",)
    may_restock: tuple[str, ...] = ("refund",)

    @property
    def credentials(self) -> tuple[CredentialField, ...]:
        """Every field of every way in, each once."""
        fields = {field.name: field for way in self.sign_ins for field in way.fields}
        return tuple(fields.values())


@dataclass(frozen=True, slots=True)
class BadOrder:
    """An order that could not be read: put aside with its reason, the rest goes on."""

    ref: str
    number: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class OrderRead:
    """An order and the bytes it was made from (kept as evidence)."""

    order: Order
    payload: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """Changed orders, oldest change first. `cursor` is None on the last page.

    `answered_at` is the cart's own clock (its `Date` header): no watermark goes past it.
    `total`: how many orders the whole pass has, where the cart says so.
    """

    orders: tuple[OrderRead, ...]
    bad: tuple[BadOrder, ...]
    cursor: str | None
    answered_at: datetime
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Right:
    """Something the credentials may or may not do; `granted` is None where the cart does not tell.

    `name` is the cart's own name of the permission, `purpose` what it is for: orders, tracking, stock,
    products or locations.
    """

    name: str
    purpose: str
    granted: bool | None


@dataclass(frozen=True, slots=True)
class Probe:
    """What a connection test found."""

    title: str
    version: str
    problems: tuple[Problem, ...] = ()
    target: str = ""
    rights: tuple[Right, ...] = ()


@dataclass(frozen=True, slots=True)
class Location:
    """A place the cart keeps stock at. `ref` is what a store's `location` option takes."""

    ref: str
    name: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Shipped:
    """A shipment as the cart has it. `uid` is our marker, empty for one that is not ours.

    `lines` is empty where the cart keeps no contents.
    """

    ref: str
    tracking: tuple[str, ...]
    carrier: str
    lines: tuple[ShippedLine, ...]
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Budget:
    """Requests (or points) left of what the cart allows, as its last answer said."""

    left: float
    most: float


@dataclass(frozen=True, slots=True)
class Step:
    """One write of a message. `repeatable`: sending it twice does no harm."""

    name: str
    repeatable: bool


@dataclass(frozen=True, slots=True)
class StockLevel:
    """The cart's sellable number of one product; None when the cart does not count it."""

    quantity: int | None
    stock_ref: str


class Cart(Protocol):
    """One store of one cart. Methods may be called from any thread, one call at a time per thread."""

    manifest: Manifest

    def probe(self) -> Probe: ...

    def changed_orders(self, since: datetime | None, cursor: str | None) -> Page:
        """Orders changed at or after `since` (the caller subtracted the overlap), a page at a time.

        No order is left out while rows move between pages; one may come twice.
        """
        ...

    def order(self, ref: str) -> OrderRead:
        """One order as it is now. `Refused("cart.order_gone")` when the cart no longer has it."""
        ...

    def products(self, wanted: Sequence[tuple[str, str]]) -> tuple[Product, ...]:
        """Products by (product, parent or ""): one answer each, `gone` for those the cart has lost."""
        ...

    def image(self, url: str) -> bytes:
        """A picture, without credentials, 5 MB at most."""
        ...

    def steps(self, message: Message) -> tuple[Step, ...]:
        """The writes `message` takes at this store, in order."""
        ...

    def evidence(self, message: Message, step: Step) -> bool:
        """Read: has the cart this already? Looks for our marker and for the tracking number."""
        ...

    def write(self, message: Message, step: Step) -> None:
        """Exactly one write. Raises `InDoubt` when it may or may not have been applied."""
        ...

    def stock(self, product: str, parent: str) -> StockLevel:
        """A fresh reading."""
        ...

    def shipments(self, ref: str) -> tuple[Shipped, ...]:
        """What the cart knows to have left of one order, by whomever; cancelled ones left out."""
        ...

    def locations(self) -> tuple[Location, ...]:
        """Where the cart keeps stock; empty for a cart with one place only."""
        ...

    def budget(self) -> Budget | None:
        """The rate budget as of the last answer; None when the cart has said nothing of one."""
        ...

    def close(self) -> None: ...


@runtime_checkable
class TakesNotes(Protocol):
    """A cart that keeps notes of its staff beside an order, where no customer is shown them.

    Not those that keep one text for everybody: adding to it would overwrite what is written meanwhile.
    """

    def has_note(self, note: OrderNote) -> bool:
        """Read: is it there already? Looks for our marker."""
        ...

    def add_note(self, note: OrderNote) -> None:
        """Exactly one write. Raises `InDoubt` when it may or may not have been applied."""
        ...


@runtime_checkable
class Forgetful(Protocol):
    """A cart whose connector itself keeps something of people: a folder of files does, most do not."""

    def forget(self, before: datetime) -> int:
        """Delete what is personal and older, of orders that are over: how many things it was. What is done
        already is left alone. Raises `TryLater`; the next call goes on where this one ended.
        """
        ...
