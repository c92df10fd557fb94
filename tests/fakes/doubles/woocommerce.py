"""The practice shop, as the contract suite wants it."""

from collections.abc import Mapping

from doubles.clock import ShopClock
from doubles.double import WARES, Lacking, Left, Sale
from doubles.front import Front
from station.carts.settings import StoreSettings
from station.model.order import OrderState
from station.sandbox.shop import Shop
from station.sandbox.shop.wire import Request, Response


class WooCommerceDouble(Lacking):
    """See `Double`."""

    cart = "woocommerce"
    page = 5
    states: Mapping[str, OrderState] = {
        "pending": OrderState.PENDING,
        "failed": OrderState.PENDING,
        "checkout-draft": OrderState.PENDING,
        "on-hold": OrderState.ON_HOLD,
        "processing": OrderState.READY,
        "completed": OrderState.FULFILLED,
        "cancelled": OrderState.CANCELLED,
        "refunded": OrderState.REFUNDED,
        "trash": OrderState.CANCELLED,
        "awaiting-pick": OrderState.ON_HOLD,
    }
    timed = True  # its signatures have the time in them
    lacks: Mapping[str, str] = {"expiry": "its keys do not run out"}

    def __init__(self, target: str = "core") -> None:
        self._clock = ShopClock()
        self._shop = Shop(target=target, clock=self._clock)
        self.front = Front(self._answer, lambda request: request.method != "GET")
        self.front.start()
        self._shop.behind(self.front.url)
        self._shop.keys.window = float("inf")  # hours pass here in no time
        self._key = (self._shop.key, self._shop.secret)
        self._refs: dict[str, int] = {}
        for ware in WARES:
            self._refs[ware.sku] = self._shop.add_product(
                ware.sku,
                ware.name,
                gtin=ware.gtin,
                price="10.00",
                weight=str(ware.grams / 1000),
                manage_stock=True,
                stock=ware.stock,
            )
        self._throttled: list[int] = []

    def close(self) -> None:
        self.front.close()

    def moved_to(self, url: str) -> None:
        """It has another door."""
        self._shop.behind(url)

    def settings(self) -> StoreSettings:
        carriers = {"UPS": "ups"}
        return StoreSettings("main", self.front.url, carrier_map=carriers, options={"page_size": self.page})

    def secrets(self) -> dict[str, str]:
        return {"consumer_key": self._shop.key, "consumer_secret": self._shop.secret}

    def _answer(self, request: Request) -> Response | None:
        if self._throttled:
            seconds = self._throttled.pop()
            return Response(429, b"<h1>Too many requests</h1>", [("Retry-After", str(seconds))])
        return self._shop.serve(request)

    # -- the merchant's hands

    def pass_time(self, seconds: float) -> None:
        self._clock.advance(seconds)

    def sell(self, sale: Sale) -> str:
        more: dict[str, object] = {"currency": sale.currency, "customer_note": sale.note}
        if not sale.address:
            more |= {"ship_to": {}, "billing": {}}
        lines = [{"sku": sku, "quantity": units} for sku, units in sale.lines]
        return str(self._shop.place_order(lines, **more))

    def put_in(self, ref: str, status: str) -> None:
        if status == "trash":
            self._shop.trash(int(ref))
        else:
            self._shop.set_status(int(ref), status)

    def touch(self, *refs: str) -> None:
        for ref in refs:
            self._shop.set_status(int(ref), self._shop.order(int(ref))["status"])

    def cancel(self, ref: str) -> None:
        self._shop.cancel(int(ref))

    def hold(self, ref: str) -> None:
        self._shop.hold(int(ref))

    def refund(self, ref: str, sku: str, units: int) -> None:
        self._shop.refund(int(ref), {sku: units})

    def edit(self, ref: str, sku: str, units: int) -> None:
        self._shop.change_line_quantity(int(ref), sku, units)

    def delete(self, ref: str) -> None:
        self._shop.delete(int(ref))

    def decorate(self, ref: str, name: str, value: str) -> None:
        self._shop.decorate(int(ref), name, value)

    def renumber(self, ref: str, number: str) -> None:
        """As plug-ins do that count by themselves."""
        self.decorate(ref, "number", number)

    def make_fraction(self, ref: str, sku: str) -> None:
        self._shop.change_line_quantity(int(ref), sku, 1.5)  # type: ignore[arg-type]

    def ship_elsewhere(self, ref: str, tracking: str, units: Mapping[str, int]) -> None:
        self._shop.fulfil(int(ref), tracking, units)

    def drop_ware(self, sku: str) -> None:
        self._shop.delete_product(sku)

    def uncount(self, sku: str) -> None:
        self._shop.stop_counting(sku)

    # -- trouble in the cart's own words

    def throttle(self, times: int, seconds: int) -> None:
        self._throttled = [seconds] * times

    def revoke(self) -> None:
        self._shop.keys.remove(self._key[0])

    def restore(self) -> None:
        self._shop.keys.add("read_write", *self._key)

    # -- the truth

    def notes(self, ref: str) -> list[str]:
        rows = self._shop.notes(int(ref))
        return [one["note"] for one in rows if not one["customer_note"]]

    def left(self, ref: str) -> list[Left]:
        skus = {one["id"]: one["sku"] for one in self._shop.order(int(ref))["line_items"]}
        found = []
        for row in self._shop.fulfillments(int(ref)):
            meta = {entry["key"]: entry["value"] for entry in row["meta_data"]}
            units = {skus[item["item_id"]]: item["qty"] for item in meta["_items"]}
            tracking, carrier = meta["_tracking_number"], meta.get("_shipment_provider", "")
            found.append(Left(tracking, carrier, units, self._told(ref, tracking)))
        return found

    def _told(self, ref: str, tracking: str) -> bool | None:
        for one in self.front.writes():
            if f"orders/{ref}/fulfillments" in one.request.target and tracking.encode() in one.request.body:
                return "notify_customer=true" in one.request.target
        return None

    def completed(self, ref: str) -> bool:
        return bool(self._shop.order(int(ref))["status"] == "completed")

    def stock(self, sku: str) -> int:
        return self._shop.stock(sku) or 0

    def product(self, sku: str) -> tuple[str, str]:
        return str(self._refs[sku]), ""
