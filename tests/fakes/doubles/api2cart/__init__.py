"""A store of API2Cart, as the contract suite wants it."""

from collections.abc import Mapping
from decimal import Decimal

from doubles.api2cart.server import Server
from doubles.api2cart.shop import STATUSES, Behind, Item, Sold
from doubles.double import Lacking, Left, Sale
from doubles.front import Front
from station.carts.settings import StoreSettings
from station.model.order import OrderState
from station.sandbox.shop.wire import Request, Response

__all__ = ["Api2CartDouble"]


class Api2CartDouble(Lacking):
    """See `Double`. The usual one lists by cursor, has Warsaw's time without saying so, and leaves orders
    open until they are told to be complete.
    """

    cart = "api2cart"
    page = 5
    states: Mapping[str, OrderState] = {
        "pending": OrderState.PENDING,
        "pending_payment": OrderState.PENDING,
        "processing": OrderState.READY,
        "holded": OrderState.ON_HOLD,
        "payment_review": OrderState.ON_HOLD,
        "fraud": OrderState.ON_HOLD,
        "complete": OrderState.FULFILLED,
        "closed": OrderState.REFUNDED,
        "canceled": OrderState.CANCELLED,
        "awaiting-pick": OrderState.ON_HOLD,
    }
    lacks: Mapping[str, str] = {"expiry": "its keys do not run out"}

    def __init__(self, *, cursors: bool = True, completes: bool = False, local: bool = True) -> None:
        self.behind = Behind(local=local)
        self.server = Server(self.behind, cursors=cursors, completes=completes)
        self.front = Front(self._answer, lambda request: request.method != "GET")
        self.front.start()

    def close(self) -> None:
        self.front.close()

    def settings(self) -> StoreSettings:
        done = "" if self.server.completes else "complete"
        url = f"{self.front.url}/v1.1"
        options: dict[str, object] = {"page_size": self.page, "unpaid_takes_stock": True}
        return StoreSettings("main", url, completed_status=done, options=options)

    def secrets(self) -> dict[str, str]:
        return {"api_key": self.server.api_key, "store_key": self.server.store_key}

    def _answer(self, request: Request) -> Response:
        return self.server.serve(request)

    # -- the merchant's hands

    def pass_time(self, seconds: float) -> None:
        self.behind.clock.advance(seconds)

    def sell(self, sale: Sale) -> str:
        now, number = self.behind.clock.now(), self.behind.number
        items = [Item(str(number()), sku, Decimal(units)) for sku, units in sale.lines]
        sold = Sold(str(number()), sale, items, now, now)
        self.behind.orders[sold.ref] = sold
        for item in items:
            self.behind.shelf[item.sku].stock -= int(item.quantity)
        return sold.ref

    def put_in(self, ref: str, status: str) -> None:
        if status not in STATUSES:
            self.behind.own_statuses[status] = status.replace("-", " ").title()
        self._changed(ref).status = status

    def touch(self, *refs: str) -> None:
        for ref in refs:
            self._changed(ref)

    def cancel(self, ref: str) -> None:
        self._changed(ref).status = "canceled"

    def hold(self, ref: str) -> None:
        self._changed(ref).status = "holded"

    def refund(self, ref: str, sku: str, units: int) -> None:
        sold = self._changed(ref)
        item, shelved = self._item(ref, sku), self.behind.shelf[sku]
        about = {
            "product_id": shelved.parent or shelved.ref,
            "variant_id": shelved.ref if shelved.parent else None,
        }
        entry = {**about, "order_product_id": item.ref, "qty": units, "refund": units * 10}
        at = self.behind.when(self.behind.clock.now())
        refund = {"id": str(self.behind.number()), "total": units * 10, "modified_time": at, "items": [entry]}
        sold.refunds.append(refund)
        if sum(int(one["qty"]) for each in sold.refunds for one in each["items"]) == sum(
            item.quantity for item in sold.items
        ):
            sold.status = "closed"

    def edit(self, ref: str, sku: str, units: int) -> None:
        self._changed(ref)
        self._item(ref, sku).quantity = Decimal(units)

    def delete(self, ref: str) -> None:
        del self.behind.orders[ref]

    def decorate(self, ref: str, name: str, value: str) -> None:
        self._changed(ref).extra[name] = value

    def make_fraction(self, ref: str, sku: str) -> None:
        self._changed(ref)
        self._item(ref, sku).quantity = Decimal("1.5")

    def ship_elsewhere(self, ref: str, tracking: str, units: Mapping[str, int]) -> None:
        sold = self._changed(ref)
        gone = {self._item(ref, sku).ref: Decimal(count) for sku, count in units.items()}
        self.server.add(sold, "DHL", [{"carrier_id": "dhl", "tracking_number": tracking}], gone)

    def drop_ware(self, sku: str) -> None:
        del self.behind.shelf[sku]

    def uncount(self, sku: str) -> None:
        self.behind.shelf[sku].counted = False

    # -- trouble in the cart's own words

    def throttle(self, times: int, seconds: int) -> None:
        """No answer names the seconds: there is no place for them."""
        self.server.told += [(110, "Too many requests to the store's API")] * times

    def revoke(self) -> None:
        self.server.known_key = "another"

    def restore(self) -> None:
        self.server.known_key = self.server.api_key

    # -- the truth

    def left(self, ref: str) -> list[Left]:
        skus = {item.ref: item.sku for item in self.behind.orders[ref].items}
        found = []
        for sent in self.behind.shipments:
            if sent.order == ref:
                units = {skus[line]: int(count) for line, count in sent.units.items()}
                carrier = next((one["carrier_id"] for one in sent.numbers), sent.provider)
                numbers = [one["tracking_number"] for one in sent.numbers]
                found.append(Left(", ".join(numbers), carrier, units, sent.told))
        return found

    def completed(self, ref: str) -> bool:
        return self.behind.orders[ref].status == "complete"

    def stock(self, sku: str) -> int:
        return self.behind.shelf[sku].stock

    def product(self, sku: str) -> tuple[str, str]:
        shelved = self.behind.shelf[sku]
        return shelved.ref, shelved.parent

    def _changed(self, ref: str) -> Sold:
        sold = self.behind.orders[ref]
        self.behind.touch(sold)
        return sold

    def _item(self, ref: str, sku: str) -> Item:
        return next(item for item in self.behind.orders[ref].items if item.sku == sku)
