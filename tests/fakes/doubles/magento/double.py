"""Magento, as the contract suite wants it."""

from collections.abc import Mapping
from typing import Any

from doubles.clock import ShopClock
from doubles.double import WARES, Lacking, Left, Sale
from doubles.front import Front
from doubles.magento import rows
from doubles.magento.door import Door
from doubles.magento.guard import Guard
from doubles.magento.shop import MagentoShop
from station.carts.settings import StoreSettings
from station.model.order import OrderState
from station.sandbox.shop.wire import Request, Response


class MagentoDouble(Lacking):
    """See `Double`. `sources`: with multi-source inventory, or with the modules taken out."""

    cart = "magento"
    page = 5
    repeats = True
    cloud = False
    root = r"/rest/(?:default|all)/"
    timed = True  # its signatures have the time in them
    states: Mapping[str, OrderState] = {
        "new": OrderState.PENDING,
        "pending_payment": OrderState.PENDING,
        "payment_review": OrderState.ON_HOLD,
        "processing/fraud": OrderState.ON_HOLD,
        "holded": OrderState.ON_HOLD,
        "processing": OrderState.READY,
        "processing/picked_by_hand": OrderState.READY,
        "complete": OrderState.FULFILLED,
        "closed": OrderState.REFUNDED,
        "canceled": OrderState.CANCELLED,
        "quarantine": OrderState.ON_HOLD,
    }
    lacks: Mapping[str, str] = {
        "expiry": "the secrets of an integration do not run out",
        "edit": "an edited order is cancelled, and another one takes its place",
    }

    def __init__(self, *, sources: bool = True) -> None:
        self.clock = ShopClock()
        self.shop = MagentoShop(self.clock, sources=sources)
        self.guard = Guard(self.secrets(), cloud=self.cloud)
        self.door = Door(self.shop, self.guard, self.root)
        self._throttled: list[int] = []
        self.front = Front(self._answer, lambda one: one.method != "GET" and "/V1/" in one.path)
        self.front.start()
        self.door.url = self.front.url
        for ware in WARES:
            attributes = {"barcode": ware.gtin} if ware.gtin else {}
            self.shop.add_product(
                ware.sku, ware.name, ware.stock, weight=ware.grams / 1000, attributes=attributes
            )

    def close(self) -> None:
        self.front.close()

    def moved_to(self, url: str) -> None:
        """It has another door."""
        self.door.url, self.guard.scheme = url, url.partition(":")[0]

    def settings(self, **options: Any) -> StoreSettings:
        return StoreSettings("main", self.front.url, options={"page_size": self.page, **options})

    def secrets(self) -> dict[str, str]:
        return {
            "consumer_key": "ck-7jx2",
            "consumer_secret": "cs-9dkw",
            "access_token": "at-4mzq",
            "access_token_secret": "as-1pfv",
        }

    def _answer(self, request: Request) -> Response | None:
        if self._throttled:
            seconds = self._throttled.pop()
            return Response(429, b'{"message": "Too many requests"}', [("Retry-After", str(seconds))])
        return self.door.answer(request)

    # -- the merchant's hands

    def pass_time(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def sell(self, sale: Sale) -> str:
        ref = self.shop.next()
        items = [self.shop.item(ref, sku, units) for sku, units in sale.lines]
        more: dict[str, Any] = {"order_currency_code": sale.currency}
        if sale.guest:
            more |= {"customer_is_guest": 1, "customer_id": None}
        if sale.note:
            more["customer_note"] = sale.note
        address = dict(rows.ADDRESS) if sale.address else None
        self.shop.place(ref, items, address=address, **more)
        return str(ref)

    def put_in(self, ref: str, status: str) -> None:
        state, _, named = status.partition("/")
        order = self.shop.orders[int(ref)]
        order |= {"state": state, "status": named or state}
        self.shop.touch(order)

    def touch(self, *refs: str) -> None:
        for ref in refs:
            self.shop.touch(self.shop.orders[int(ref)])

    def cancel(self, ref: str) -> None:
        self.shop.cancel(int(ref))

    def hold(self, ref: str) -> None:
        self.put_in(ref, "holded")

    def refund(self, ref: str, sku: str, units: int) -> None:
        self.shop.refund(int(ref), sku, units)

    def delete(self, ref: str) -> None:
        del self.shop.orders[int(ref)]

    def decorate(self, ref: str, name: str, value: str) -> None:
        order = self.shop.orders[int(ref)]
        order[name] = value
        self.shop.touch(order)

    def renumber(self, ref: str, number: str) -> None:
        """Numbers are counted for each store view by itself."""
        self.decorate(ref, "increment_id", number)

    def make_fraction(self, ref: str, sku: str) -> None:
        order = self.shop.orders[int(ref)]
        next(item for item in order["items"] if item["sku"] == sku)["qty_ordered"] = 1.5
        self.shop.touch(order)

    def ship_elsewhere(self, ref: str, tracking: str, units: Mapping[str, int]) -> None:
        refs = {item["sku"]: item["item_id"] for item in self.shop.orders[int(ref)]["items"]}
        body = {
            "items": [{"order_item_id": refs[sku], "qty": count} for sku, count in units.items()],
            "tracks": [{"track_number": tracking, "title": "By hand", "carrier_code": "custom"}],
        }
        self.shop.ship(int(ref), body)

    def drop_ware(self, sku: str) -> None:
        del self.shop.products[sku]

    def uncount(self, sku: str) -> None:
        self.shop.stock_items[sku]["manage_stock"] = False

    # -- trouble in the cart's own words

    def throttle(self, times: int, seconds: int) -> None:
        self._throttled = [seconds] * times

    def expire(self) -> None:
        self.guard.tokens = []

    def revoke(self) -> None:
        self.guard.revoked = True
        self.expire()

    def restore(self) -> None:
        self.guard.revoked = False

    # -- the truth

    def left(self, ref: str) -> list[Left]:
        return [
            Left(
                ", ".join(track["track_number"] for track in one["tracks"]),
                ", ".join(track["carrier_code"] for track in one["tracks"]),
                {item["sku"]: item["qty"] for item in one["items"]},
                bool(one["email_sent"]),
            )
            for one in self.shop.shipments
            if one["order_id"] == int(ref)
        ]

    def notes(self, ref: str) -> list[str]:
        rows = self.shop.comments.get(int(ref), [])
        return [one["comment"] for one in rows if not one["is_visible_on_front"]]

    def completed(self, ref: str) -> bool:
        return bool(self.shop.orders[int(ref)]["state"] == "complete")

    def stock(self, sku: str) -> int:
        return int(self.shop.salable(sku))

    def product(self, sku: str) -> tuple[str, str]:
        row = self.shop.products.get(sku) or {"id": self.shop.stock_items[sku]["product_id"]}
        return str(row["id"]), ""


class MagentoCloudDouble(MagentoDouble):
    """Adobe Commerce as a Cloud Service: no /rest/ in addresses, and tokens of Adobe's sign-in service."""

    cloud = True
    timed = False
    root = r"/tenant-7/"
    lacks: Mapping[str, str] = {"edit": MagentoDouble.lacks["edit"]}

    def settings(self, **options: Any) -> StoreSettings:
        own = {"page_size": self.page, "ims_url": self.front.url, **options}
        return StoreSettings("main", f"{self.front.url}/tenant-7", options=own)

    def secrets(self) -> dict[str, str]:
        return {"client_id": "client-5", "client_secret": "p8e-2xq9"}
