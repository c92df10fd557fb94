"""A small Vendure on loopback: its Admin API over HTTP, and the merchant's hands."""

from collections.abc import Mapping
from typing import ClassVar

from doubles.clock import ShopClock
from doubles.double import TEA, WARES, Lacking, Left, Sale, Ware
from doubles.front import Front
from doubles.vendure.door import PASSWORD, USER, Door, is_write
from doubles.vendure.shop import LEFT, Row, Store, taken
from station.carts.settings import StoreSettings
from station.model.order import OrderState

_ADDRESS = {
    "fullName": "Zofia Wójcik",
    "streetLine1": "ul. Karmelicka 14/3",
    "city": "Kraków",
    "postalCode": "31-115",
    "country": "Poland",
    "countryCode": "PL",
}


class VendureDouble(Lacking):
    """See `Double`. By user name and password; a shop as it is installed."""

    cart = "vendure"
    page = 5
    own_fields: ClassVar[bool] = False
    states: Mapping[str, OrderState] = {
        "Draft": OrderState.PENDING,
        "AddingItems": OrderState.PENDING,
        "ArrangingPayment": OrderState.PENDING,
        "PaymentAuthorized": OrderState.PAID,
        "PaymentSettled": OrderState.READY,
        "PartiallyShipped": OrderState.PARTIAL,
        "Shipped": OrderState.FULFILLED,
        "PartiallyDelivered": OrderState.FULFILLED,
        "Delivered": OrderState.FULFILLED,
        "Modifying": OrderState.ON_HOLD,
        "ArrangingAdditionalPayment": OrderState.ON_HOLD,
        "Cancelled": OrderState.CANCELLED,
        "AwaitingPick": OrderState.ON_HOLD,
    }
    lacks: Mapping[str, str] = {
        "note": "its orders have no note of the customer's, unless a shop adds a field for one",
        "gtin": "its variants have no barcode, unless a shop adds a field for one",
        "weight": "its variants have no weight, unless a shop adds a field for one",
        "unknown_field": "GraphQL gives only what was asked for",
        "fraction": "its quantities are whole numbers by its schema",
        "delete": "it has no way to delete an order that was placed",
        "notify": "the shop decides by itself which changes it mails about",
    }

    def __init__(self) -> None:
        self.clock = ShopClock()
        self.store = Store(self.clock)
        self.door = Door(self.store, own_fields=self.own_fields)
        self.front = Front(self.door.answer, is_write)
        self.front.start()
        self._refs = {ware.sku: self._stock_up(ware) for ware in WARES}

    def _stock_up(self, ware: Ware) -> str:
        ref, product = self.store.new_id(), self.store.new_id()
        self.store.variants[ref] = {
            "id": ref,
            "productId": product,
            "product": {"id": product, "name": ware.name, "featuredAsset": None},
            "sku": ware.sku,
            "name": ware.name,
            "trackInventory": "INHERIT",
            "stockLevels": [{"stockLocationId": "1", "stockOnHand": ware.stock, "stockAllocated": 0}],
            "featuredAsset": None,
            "customFields": {"gtin": ware.gtin, "grams": ware.grams},
            "deleted": False,
        }
        return ref

    def close(self) -> None:
        self.front.close()

    def settings(self) -> StoreSettings:
        return StoreSettings("main", self.front.url, options={"page_size": self.page})

    def secrets(self) -> dict[str, str]:
        return {"username": USER, "password": PASSWORD}

    # -- the merchant's hands

    def pass_time(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def sell(self, sale: Sale) -> str:
        store, ref, now = self.store, self.store.new_id(), self.store.now()
        lines = [self._line(sku, units) for sku, units in sale.lines]
        total = 1000 * 10**2 * len(lines) if sale.currency == "JPY" else 1000 * len(lines)
        order: Row = {
            "id": ref,
            "code": f"T{ref.zfill(5)}",
            "state": "PaymentSettled",
            "active": False,
            "type": "Regular",
            "createdAt": now,
            "updatedAt": now,
            "orderPlacedAt": now,
            "currencyCode": sale.currency,
            "totalWithTax": total,
            "customer": {
                "id": "1",
                "firstName": "Zofia",
                "lastName": "Wójcik",
                "emailAddress": "guest@mail.example" if sale.guest else "zofia@mail.example",
                "phoneNumber": None,
            },
            "shippingAddress": dict(_ADDRESS) if sale.address else {},
            "shippingLines": [
                {
                    "id": "1",
                    "shippingMethod": {"id": "1", "code": "standard", "name": "Standard"},
                    "priceWithTax": 0,
                }
            ],
            "lines": lines,
            "payments": [{"id": ref, "state": "Settled", "method": "card", "amount": total, "refunds": []}],
            "fulfillments": [],
            "history": {"items": [], "totalItems": 0},
            "customFields": {"customerNote": sale.note, "giftMessage": ""},
        }
        store.orders[ref] = order
        for line in lines:
            store.move(order, {"orderLineId": line["id"]}, allocated=line["quantity"])
        return ref

    def _line(self, sku: str, units: int) -> Row:
        return {
            "id": self.store.new_id(),
            "quantity": units,
            "orderPlacedQuantity": units,
            "unitPriceWithTax": 500,
            "productVariant": self.store.variants[self._refs[sku]],
            "customFields": {"engraving": ""},
        }

    def put_in(self, ref: str, status: str) -> None:
        """Those that say something left come about by fulfillments."""
        order = self.store.orders[ref]
        units = {line["productVariant"]["sku"]: line["quantity"] for line in order["lines"]}
        if status == "Cancelled":
            self.cancel(ref)
        elif status == "PartiallyShipped":
            self.ship_elsewhere(ref, "ELSE", {TEA.sku: 1})
        elif status in (*LEFT, "PartiallyDelivered"):
            for number, (sku, count) in enumerate(units.items()):
                self.ship_elsewhere(ref, f"ELSE-{number}", {sku: count})
            delivered = {"Shipped": 0, "PartiallyDelivered": 1, "Delivered": len(units)}[status]
            for made in order["fulfillments"][:delivered]:
                self.store.move_fulfillment(made["id"], "Delivered")
        else:
            order["active"] = status in ("AddingItems", "ArrangingPayment")
            order["payments"][0]["state"] = "Authorized" if status == "PaymentAuthorized" else "Settled"
            order["state"] = status
        assert order["state"] == status

    def touch(self, *refs: str) -> None:
        for ref in refs:
            self.store.orders[ref]["updatedAt"] = self.store.now()

    def cancel(self, ref: str) -> None:
        for line in self.store.orders[ref]["lines"]:
            self._cancel_units(ref, line, line["quantity"])

    def _cancel_units(self, ref: str, line: Row, units: int) -> None:
        """`quantity` falls, `orderPlacedQuantity` does not; the last unit cancels the order."""
        order = self.store.orders[ref]
        line["quantity"] -= units
        unshipped = max(0, line["quantity"] + units - taken(order, line["id"]))
        self.store.move(order, {"orderLineId": line["id"]}, allocated=-min(units, unshipped))
        if not any(one["quantity"] for one in order["lines"]):
            order["state"] = "Cancelled"
        self.touch(ref)

    def hold(self, ref: str) -> None:
        self.put_in(ref, "Modifying")

    def refund(self, ref: str, sku: str, units: int) -> None:
        """As the dashboard does it: the units are cancelled, and money for these lines goes back."""
        line = self._line_of(ref, sku)
        self._cancel_units(ref, line, units)
        self.pay_back(ref, 500 * units, {sku: units})

    def pay_back(self, ref: str, amount: int, units: Mapping[str, int]) -> None:
        """Money alone; the lines stay as they are."""
        lines = [
            {"orderLineId": self._line_of(ref, sku)["id"], "quantity": count} for sku, count in units.items()
        ]
        refund = {"id": self.store.new_id(), "state": "Settled", "total": amount, "lines": lines}
        self.store.orders[ref]["payments"][0]["refunds"].append(refund)

    def edit(self, ref: str, sku: str, units: int) -> None:
        line = self._line_of(ref, sku)
        self._cancel_units(ref, line, line["quantity"] - units)

    def decorate(self, ref: str, name: str, value: str) -> None:
        self.store.orders[ref]["customFields"][name] = value

    def ship_elsewhere(self, ref: str, tracking: str, units: Mapping[str, int]) -> None:
        made = self.fulfill_elsewhere(ref, tracking, units)
        self.store.move_fulfillment(made["id"], "Shipped")

    def fulfill_elsewhere(self, ref: str, tracking: str, units: Mapping[str, int]) -> Row:
        """Somebody else has begun a fulfillment: it is Pending."""
        arguments = [{"name": "method", "value": "Post"}, {"name": "trackingCode", "value": tracking}]
        lines = [
            {"orderLineId": self._line_of(ref, sku)["id"], "quantity": count} for sku, count in units.items()
        ]
        handler = {"code": "manual-fulfillment", "arguments": arguments}
        made = self.store.fulfill({"lines": lines, "handler": handler})
        assert made["__typename"] == "Fulfillment", made
        return made

    def drop_ware(self, sku: str) -> None:
        self.store.variants[self._refs[sku]]["deleted"] = True

    def uncount(self, sku: str) -> None:
        self.store.variants[self._refs[sku]]["trackInventory"] = "FALSE"

    def _line_of(self, ref: str, sku: str) -> Row:
        lines: list[Row] = self.store.orders[ref]["lines"]
        return next(one for one in lines if one["productVariant"]["sku"] == sku)

    # -- trouble in the cart's own words

    def throttle(self, times: int, seconds: int) -> None:
        self.door.throttled = [seconds] * times

    def expire(self) -> None:
        self.door.sessions.clear()

    def revoke(self) -> None:
        self.door.sessions.clear()
        self.door.keys.clear()
        self.door.password = "another"

    def restore(self) -> None:
        self.door.keys.add(self.door.key)
        self.door.password = PASSWORD

    # -- the truth

    def left(self, ref: str) -> list[Left]:
        order = self.store.orders[ref]
        skus = {line["id"]: line["productVariant"]["sku"] for line in order["lines"]}
        return [
            Left(
                made["trackingCode"],
                made["method"],
                {skus[one["orderLineId"]]: one["quantity"] for one in made["lines"]},
            )
            for made in order["fulfillments"]
            if made["state"] in LEFT
        ]

    def notes(self, ref: str) -> list[str]:
        rows = self.store.orders[ref]["history"]["items"]
        return [one["data"]["note"] for one in rows if not one["isPublic"]]

    def completed(self, ref: str) -> bool:
        return self.store.orders[ref]["state"] in LEFT

    def stock(self, sku: str) -> int:
        levels = self.store.variants[self._refs[sku]]["stockLevels"]
        return sum(one["stockOnHand"] - one["stockAllocated"] for one in levels)

    def product(self, sku: str) -> tuple[str, str]:
        return self._refs[sku], str(self.store.variants[self._refs[sku]]["productId"])


class VendureWithOwnFields(VendureDouble):
    """By API key; a shop whose owner added fields for what Vendure has none for."""

    own_fields = True
    lacks: Mapping[str, str] = {
        "expiry": "its API keys do not run out",
        **{
            name: why for name, why in VendureDouble.lacks.items() if name in ("fraction", "delete", "notify")
        },
    }

    def settings(self) -> StoreSettings:
        options = {
            "page_size": self.page,
            "note_field": "customerNote",
            "line_fields": ["engraving"],
            "weight_field": "grams",
        }
        return StoreSettings(
            "main",
            self.front.url,
            options=options,
            barcode_keys=("gtin",),
            gift_keys=("giftMessage", "brand_new_field"),
        )

    def secrets(self) -> dict[str, str]:
        return {"api_key": self.door.key}
