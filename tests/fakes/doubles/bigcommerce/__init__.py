"""BigCommerce, as the contract suite wants it: see `Double`."""

import html
from collections.abc import Mapping

from doubles.bigcommerce.door import Door
from doubles.bigcommerce.shop import STATUSES, Shop
from doubles.clock import ShopClock
from doubles.double import WARES, Lacking, Left, Sale
from doubles.front import Front
from station.carts.settings import StoreSettings
from station.model.order import OrderState

_HOLD, _CANCELLED = 12, 5


class BigCommerceDouble(Lacking):
    """See `Double`."""

    cart = "bigcommerce"
    page = 5
    states: Mapping[str, OrderState] = {
        "Incomplete": OrderState.PENDING,
        "Pending": OrderState.PENDING,
        "Shipped": OrderState.FULFILLED,
        "Partially Shipped": OrderState.PARTIAL,
        "Refunded": OrderState.REFUNDED,
        "Cancelled": OrderState.CANCELLED,
        "Declined": OrderState.CANCELLED,
        "Awaiting Payment": OrderState.PENDING,
        "Awaiting Pickup": OrderState.READY,
        "Awaiting Shipment": OrderState.READY,
        "Completed": OrderState.FULFILLED,
        "Awaiting Fulfillment": OrderState.READY,
        "Manual Verification Required": OrderState.ON_HOLD,
        "Disputed": OrderState.ON_HOLD,
        "Partially Refunded": OrderState.READY,
        "On Its Way": OrderState.ON_HOLD,  # there is no such status yet
    }
    lacks: Mapping[str, str] = {
        "expiry": "its tokens do not run out",
        "notify": "the store's settings alone say whether a shipment is mailed",
    }

    def __init__(self) -> None:
        self.clock = ShopClock()
        self.shop = Shop(self.clock)
        self.door = Door(self.shop, self.clock)
        self.front = Front(self.door.answer, lambda request: request.method != "GET")
        self.front.start()
        for ware in WARES:
            self.shop.add_ware(ware)

    def close(self) -> None:
        self.front.close()

    def settings(self, **options: object) -> StoreSettings:
        return StoreSettings(
            "main", f"{self.front.url}/stores/abc123", options={"page_size": self.page, **options}
        )

    def secrets(self) -> dict[str, str]:
        return {"access_token": self.door.token}

    # -- the merchant's hands

    def pass_time(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def sell(self, sale: Sale) -> str:
        return str(
            self.shop.place(
                [{"sku": sku, "quantity": units} for sku, units in sale.lines],
                guest=sale.guest,
                addresses=1 if sale.address else 0,
                note=html.escape(sale.note),
                currency=sale.currency,
            )
        )

    def put_in(self, ref: str, status: str) -> None:
        known = {name: number for number, name in STATUSES.items()}
        self.shop.set_status(int(ref), known.get(status, 15), status)

    def touch(self, *refs: str) -> None:
        for ref in refs:
            self.shop.touch(int(ref))

    def cancel(self, ref: str) -> None:
        self.shop.set_status(int(ref), _CANCELLED)

    def hold(self, ref: str) -> None:
        self.shop.set_status(int(ref), _HOLD)

    def refund(self, ref: str, sku: str, units: int) -> None:
        self.shop.refund(int(ref), sku, units)

    def edit(self, ref: str, sku: str, units: int) -> None:
        self.shop.edit(int(ref), sku, units)

    def delete(self, ref: str) -> None:
        self.shop.archive(int(ref))

    def decorate(self, ref: str, name: str, value: str) -> None:
        self.shop.orders[int(ref)][name] = value
        self.shop.touch(int(ref))

    def make_fraction(self, ref: str, sku: str) -> None:
        self.shop.edit(int(ref), sku, "1.5000")

    def ship_elsewhere(self, ref: str, tracking: str, units: Mapping[str, int]) -> None:
        order = int(ref)
        lines = {line["sku"]: line for line in self.shop.lines[order]}
        self.shop.ship(
            order,
            {
                "order_address_id": self.shop.addresses[order][0]["id"],
                "tracking_number": tracking,
                "shipping_provider": "fedex",
                "items": [
                    {"order_product_id": lines[sku]["id"], "quantity": count} for sku, count in units.items()
                ],
            },
        )

    def drop_ware(self, sku: str) -> None:
        del self.shop.wares[sku]

    def uncount(self, sku: str) -> None:
        self.shop.wares[sku]["tracking"] = "none"

    # -- trouble in the cart's own words

    def throttle(self, times: int, seconds: int) -> None:
        self.door.throttled = [seconds * 1000] * times

    def revoke(self) -> None:
        self.door.revoked = True

    def restore(self) -> None:
        self.door.revoked = False

    # -- the truth

    def left(self, ref: str) -> list[Left]:
        order = int(ref)
        skus = {line["id"]: line["sku"] for line in self.shop.lines[order]}
        return [
            Left(
                one["tracking_number"],
                one["shipping_provider"] or one["tracking_carrier"] or one["shipping_method"],
                {skus[item["order_product_id"]]: item["quantity"] for item in one["items"]},
            )
            for one in self.shop.shipments[order]
        ]

    def completed(self, ref: str) -> bool:
        return self.shop.orders[int(ref)]["status_id"] in (2, 10)

    def stock(self, sku: str) -> int:
        return int(self.shop.wares[sku]["stock"])

    def product(self, sku: str) -> tuple[str, str]:
        ware = self.shop.wares[sku]
        return str(ware["variant_id"]), str(ware["product_id"])
