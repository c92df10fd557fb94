"""An account of Amazon's Selling Partner API, as the contract suite wants it.

Its list of orders ends two minutes before its clock, as the real one: an order is readable by its number at
once and listed later. Whoever changes something by hand here therefore lingers for those two minutes before
anybody looks; `linger` 0 looks at once. `lag` is how long Amazon works at what it accepted; without it the
next look sees it.
"""

from collections.abc import Mapping
from itertools import count

from doubles.amazon.gate import Gate
from doubles.amazon.selling import BEHIND, SELLER, Selling
from doubles.amazon.truth import GERMANY, JAPAN, Item, Listing, Order, Package, stamp
from doubles.clock import ShopClock
from doubles.double import WARES, Lacking, Left, Sale
from doubles.front import Front
from station.carts.settings import StoreSettings
from station.model.order import OrderState
from station.sandbox.shop.wire import Listener

_NOT_CHANGED = "the lines of an order never change at Amazon, they are only cancelled"


class AmazonDouble(Lacking):
    """See `Double`."""

    cart = "amazon"
    page = 5
    states: Mapping[str, OrderState] = {
        "PENDING_AVAILABILITY": OrderState.PENDING,
        "PENDING": OrderState.PENDING,
        "UNSHIPPED": OrderState.READY,
        "PARTIALLY_SHIPPED": OrderState.PARTIAL,
        "SHIPPED": OrderState.FULFILLED,
        "CANCELLED": OrderState.CANCELLED,
        "UNFULFILLABLE": OrderState.ON_HOLD,
    }
    lacks: Mapping[str, str] = {
        "guest": "every buyer has an account",
        "refund": "refunds are not in its orders, only in its finances",
        "edit": _NOT_CHANGED,
        "fraction": "its quantities are whole numbers by the model",
        "delete": "it deletes no order",
        "notify": "it tells the buyer by itself",
    }

    def __init__(self, lag: float = 0.0) -> None:
        self.clock = ShopClock()
        self.gate = Gate(self.clock)
        self.selling = Selling(self.clock, self.gate, lag)
        self.linger = BEHIND.total_seconds()
        self._numbers = count(1)
        self.front = Front(self.selling.serve, lambda request: request.method != "GET")
        self.front.start()
        self._login = Listener(self.gate.login)
        self._login.start()
        for ware in WARES:
            self.selling.listings[ware.sku] = Listing(ware.sku, ware.name, ware.gtin, ware.grams, ware.stock)

    def close(self) -> None:
        self.front.close()
        self._login.close()
        self._login.join()

    def settings(self) -> StoreSettings:
        options = {
            "marketplace_ids": [GERMANY, JAPAN],
            "seller_id": SELLER,
            "page_size": self.page,
            "token_url": f"http://127.0.0.1:{self._login.port}/auth/o2/token",
        }
        return StoreSettings("main", self.front.url, options=options)

    def secrets(self) -> dict[str, str]:
        return dict(vars(self.gate.credentials))

    # -- the merchant's hands

    def pass_time(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.selling.work_off()

    def sell(self, sale: Sale) -> str:
        number, now = next(self._numbers), self.clock.now()
        ref = f"306-{number:07}-{(number * 7919) % 10_000_000:07}"
        items = [Item(f"{number:07}{line:07}", sku, units) for line, (sku, units) in enumerate(sale.lines, 1)]
        where = JAPAN if sale.currency == "JPY" else GERMANY
        order = Order(ref, now, now, items, where, sale.currency, sale.note, sale.address)
        self.selling.orders[ref] = order
        for sku, units in sale.lines:
            self.selling.listings[sku].quantity -= units
        self.pass_time(self.linger)
        return ref

    def put_in(self, ref: str, status: str) -> None:
        order = self.order(ref)
        if status == "CANCELLED":
            self.cancel(ref)
        elif status in ("PARTIALLY_SHIPPED", "SHIPPED"):
            whole = {one.sku: one.ordered for one in order.items}
            self.ship_elsewhere(ref, "T-1", whole if status == "SHIPPED" else {order.items[0].sku: 1})
        else:
            order.put = "" if status == "UNSHIPPED" else status
            self.touch(ref)

    def touch(self, *refs: str) -> None:
        for ref in refs:
            self.order(ref).changed = self.clock.now()
        self.pass_time(self.linger)

    def cancel(self, ref: str) -> None:
        for one in self.order(ref).items:
            one.cancelled = one.ordered
        self.touch(ref)

    def hold(self, ref: str) -> None:
        """The buyer asks to cancel: the only hold there is."""
        self.order(ref).items[0].asked_to_cancel = True
        self.touch(ref)

    def decorate(self, ref: str, name: str, value: str) -> None:
        self.order(ref).extra[name] = value

    def ship_elsewhere(self, ref: str, tracking: str, units: Mapping[str, int]) -> None:
        order, now = self.order(ref), self.clock.now()
        items = {one.sku: one.ref for one in order.items}
        number = str(len(order.packages) + 1)
        lines = {items[sku]: count_ for sku, count_ in units.items()}
        order.packages[number] = Package(number, tracking, "DHL", lines, stamp(now), now)
        self.touch(ref)

    def drop_ware(self, sku: str) -> None:
        del self.selling.listings[sku]

    def uncount(self, sku: str) -> None:
        """It is in Amazon's own warehouse from now on."""
        self.selling.listings[sku].channel = "AMAZON_EU"

    # -- trouble in the cart's own words

    def throttle(self, times: int, seconds: int) -> None:
        self.gate.throttled = [seconds] * times

    def unlimited(self) -> None:
        """An account with other rates than the usual ones."""
        self.gate.unlimited = True

    def expire(self) -> None:
        self.gate.forget_tokens()

    def revoke(self) -> None:
        self.gate.revoked = True
        self.gate.forget_tokens()

    def restore(self) -> None:
        self.gate.revoked = False

    # -- the truth, once Amazon has worked off what it accepted

    def order(self, ref: str) -> Order:
        return self.selling.orders[ref]

    def left(self, ref: str) -> list[Left]:
        self.pass_time(self.selling.lag)
        order = self.order(ref)
        skus = {one.ref: one.sku for one in order.items}
        return [
            Left(one.tracking, one.carrier, {skus[line]: units for line, units in one.units.items()})
            for one in order.packages.values()
        ]

    def completed(self, ref: str) -> bool:
        self.pass_time(self.selling.lag)
        return self.order(ref).status(self.clock.now()) == "SHIPPED"

    def stock(self, sku: str) -> int:
        self.pass_time(self.selling.lag)
        return self.selling.listings[sku].quantity

    def product(self, sku: str) -> tuple[str, str]:
        return sku, ""
