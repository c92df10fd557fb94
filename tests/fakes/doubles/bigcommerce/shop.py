"""What a BigCommerce store has, and what its merchant and its customers do to it.

Sources: orders.v2 and inventory.v3 OpenAPI documents; the quirks are those the documents name.
"""

from datetime import datetime
from email.utils import format_datetime
from typing import Any

from doubles.clock import ShopClock
from doubles.double import Ware

Row = dict[str, Any]

STATUSES = {
    0: "Incomplete",
    1: "Pending",
    2: "Shipped",
    3: "Partially Shipped",
    4: "Refunded",
    5: "Cancelled",
    6: "Declined",
    7: "Awaiting Payment",
    8: "Awaiting Pickup",
    9: "Awaiting Shipment",
    10: "Completed",
    11: "Awaiting Fulfillment",
    12: "Manual Verification Required",
    13: "Disputed",
    14: "Partially Refunded",
}
SETTLES = 4.0  # seconds until an adjustment is seen


class Shop:
    """Truth in memory. `policy` is when it takes stock, `location` the only place that has any."""

    def __init__(self, clock: ShopClock) -> None:
        self._clock = clock
        self._next = 100
        self.policy = "order_placed"
        self.weight_units = "KGS"
        self.wares: dict[str, Row] = {}
        self.orders: dict[int, Row] = {}
        self.lines: dict[int, list[Row]] = {}
        self.addresses: dict[int, list[Row]] = {}
        self.pickups: dict[int, list[Row]] = {}
        self.shipments: dict[int, list[Row]] = {}
        self.changed: dict[int, datetime] = {}
        self.reasons: list[str] = []

    def id(self) -> int:
        self._next += 1
        return self._next

    def stamp(self, moment: datetime) -> str:
        return format_datetime(moment)

    # -- what is sold -----------------------------------------------------------------------------

    def add_ware(self, ware: Ware, **more: Any) -> None:
        """`more`: product_id (of a product with several variants), tracking, safety, touched, bin, type."""
        self.wares[ware.sku] = {
            "sku": ware.sku,
            "name": ware.name,
            "gtin": ware.gtin,
            "weight": ware.grams / 1000,
            "stock": ware.stock,
            "seen": [],
            "product_id": self.id(),
            "variant_id": self.id(),
            "options": [],
            "tracking": "variant",
            "safety": 0,
            "touched": True,
            "bin": "",
            "type": "physical",
            **more,
        }

    def variants(self, product: int) -> list[Row]:
        return [ware for ware in self.wares.values() if ware["product_id"] == product]

    def adjust(self, ware: Row, change: int, *, at_once: bool = False) -> None:
        """The truth moves at once, what is told of it some moments later."""
        if not at_once:
            ware["seen"].append((self._clock.monotonic() + SETTLES, change))
        ware["stock"] += change

    def told(self, ware: Row) -> int:
        now = self._clock.monotonic()
        return int(ware["stock"] - sum(change for due, change in ware["seen"] if due > now))

    # -- orders -----------------------------------------------------------------------------------

    def place(
        self,
        lines: list[Row],
        *,
        guest: bool = False,
        addresses: int = 1,
        note: str = "",
        currency: str = "EUR",
        counter: bool = False,
    ) -> int:
        """`lines`: sku, quantity, and whatever else a line says; `to` is the number of its address from 0.
        No address: one without a street. `counter`: everything is collected.
        """
        ref = self.id()
        now = self._clock.now()
        self.addresses[ref] = (
            [] if counter else [self._address(ref, n, filled=addresses > 0) for n in range(max(1, addresses))]
        )
        self.pickups[ref] = [self._pickup(ref)] if counter else []
        self.shipments[ref] = []
        self.lines[ref] = [self._line(ref, line) for line in lines]
        self.orders[ref] = self._order(ref, now, guest=guest, note=note, currency=currency)
        self.set_status(ref, 11)
        if self.policy == "order_placed":
            self._take(ref)
        return ref

    def set_status(self, ref: int, status: int, name: str = "") -> None:
        order = self.orders[ref]
        order["status_id"] = status
        order["status"] = order["custom_status"] = STATUSES.get(status, name)
        self.touch(ref)

    def touch(self, ref: int) -> None:
        self.changed[ref] = self._clock.now()
        self.orders[ref]["date_modified"] = self.stamp(self.changed[ref])

    def edit(self, ref: int, sku: str, quantity: object) -> None:
        self.line(ref, sku)["quantity"] = quantity
        self.orders[ref]["items_total"] = sum(float(line["quantity"]) for line in self.lines[ref])
        self.touch(ref)

    def refund(self, ref: int, sku: str, units: int) -> None:
        line = self.line(ref, sku)
        line["quantity_refunded"] += units
        line["is_refunded"] = line["quantity_refunded"] >= line["quantity"]
        whole = all(one["is_refunded"] for one in self.lines[ref])
        self.orders[ref]["payment_status"] = "refunded" if whole else "partially refunded"
        self.set_status(ref, 4 if whole else 14)

    def archive(self, ref: int) -> None:
        self.orders[ref]["is_deleted"] = True
        self.touch(ref)

    def line(self, ref: int, sku: str) -> Row:
        return next(line for line in self.lines[ref] if line["sku"] == sku)

    def ship(self, ref: int, asked: Row) -> Row:
        """The customer is mailed, the order moves on; quantities were looked at before."""
        order = self.orders[ref]
        lines = {line["id"]: line for line in self.lines[ref]}
        for item in asked["items"]:
            lines[item["order_product_id"]]["quantity_shipped"] += item["quantity"]
            order["items_shipped"] += item["quantity"]
        address = next(one for one in self.addresses[ref] if one["id"] == asked["order_address_id"])
        shipment = {
            "id": self.id(),
            "order_id": ref,
            "customer_id": order["customer_id"],
            "order_address_id": address["id"],
            "date_created": self.stamp(self._clock.now()),
            "tracking_number": asked.get("tracking_number", ""),
            "merchant_shipping_cost": "0.0000",
            "shipping_method": asked.get("shipping_method", "None"),
            "comments": asked.get("comments", ""),
            "shipping_provider": asked.get("shipping_provider", ""),
            "tracking_carrier": asked.get("tracking_carrier", ""),
            "tracking_link": asked.get("tracking_link", ""),
            "billing_address": order["billing_address"],
            "shipping_address": {name: address[name] for name in PERSON},
            "items": [
                {**item, "product_id": lines[item["order_product_id"]]["product_id"]}
                for item in asked["items"]
            ],
            "shipping_provider_display_name": asked.get("shipping_provider", "").upper(),
            "generated_tracking_link": "",
        }
        self.shipments[ref].append(shipment)
        physical = [line for line in self.lines[ref] if line["type"] == "physical"]
        done = all(
            line["quantity_shipped"] + line["quantity_refunded"] >= float(line["quantity"])
            for line in physical
        )
        if done:
            order["date_shipped"] = self.stamp(self._clock.now())
            if self.policy == "order_completed_or_shipped":
                self._take(ref)
        self.set_status(ref, 2 if done else 3)
        return shipment

    def _take(self, ref: int) -> None:
        for line in self.lines[ref]:
            ware = self.wares.get(line["sku"])
            if ware is not None and ware["tracking"] != "none":
                self.adjust(ware, -int(line["quantity"]), at_once=True)

    # -- rows -------------------------------------------------------------------------------------

    def _order(self, ref: int, now: datetime, *, guest: bool, note: str, currency: str) -> Row:
        units = sum(line["quantity"] for line in self.lines[ref])
        return {
            "id": ref,
            "customer_id": 0 if guest else 20,
            "date_created": self.stamp(now),
            "date_modified": self.stamp(now),
            "date_shipped": "",
            "status_id": 11,
            "status": "",
            "subtotal_inc_tax": f"{units * 10}.0000",
            "total_ex_tax": f"{units * 10}.0000",
            "total_inc_tax": f"{units * 10}.0000",
            "total_tax": "0.0000",
            "items_total": units,
            "items_shipped": 0,
            "payment_method": "Credit Card",
            "payment_status": "captured",
            "refunded_amount": "0.0000",
            "order_is_digital": False,
            "currency_id": 1,
            "currency_code": currency,
            "currency_exchange_rate": "1.0000000000",
            "default_currency_id": 1,
            "default_currency_code": currency,
            "staff_notes": "",
            "customer_message": note,
            "shipping_address_count": len(self.addresses[ref]),
            "is_deleted": False,
            "billing_address": {**PERSON, "form_fields": []},
            "order_source": "www",
            "channel_id": 1,
            "external_id": None,
            "custom_status": "",
        }

    def _line(self, ref: int, asked: Row) -> Row:
        more = dict(asked)
        ware = self.wares.get(more["sku"], {})
        counter = bool(self.pickups[ref])
        physical = more.get("type", "physical") == "physical"
        address = self.addresses[ref][more.pop("to", 0)]["id"] if physical and not counter else 0
        return {
            "id": self.id(),
            "order_id": ref,
            "product_id": ware.get("product_id", 0),
            "variant_id": ware.get("variant_id", 0),
            "order_pickup_method_id": self.pickups[ref][0]["id"] if counter else 0,
            "order_address_id": address,
            "name": ware.get("name", "Something made to order").replace("&", "&amp;"),
            "upc": "",
            "type": "physical",
            "base_price": "10.0000",
            "price_ex_tax": "10.0000",
            "price_inc_tax": "10.0000",
            "price_tax": "0.0000",
            "weight": "0.2800",
            "is_refunded": False,
            "quantity_refunded": 0,
            "refund_amount": "0.0000",
            "quantity_shipped": 0,
            "wrapping_id": 0,
            "wrapping_name": "",
            "wrapping_message": "",
            "event_name": None,
            "event_date": None,
            "parent_order_product_id": None,
            "is_bundled_product": False,
            "bin_picking_number": ware.get("bin", ""),
            "applied_discounts": [],
            "product_options": [],
            "configurable_fields": [],
            **more,
        }

    def _address(self, ref: int, n: int, *, filled: bool) -> Row:
        there = PERSON if filled else dict.fromkeys(PERSON, "")
        street = {"street_1": f"ul. Długa {n + 1}"} if filled else {}
        return {
            "id": self.id(),
            "order_id": ref,
            **there,
            **street,
            "items_total": 0,
            "items_shipped": 0,
            "shipping_method": "Flat Rate",
            "base_cost": "5.0000",
            "cost_ex_tax": "5.0000",
            "cost_inc_tax": "5.0000",
            "shipping_zone_id": 1,
            "shipping_zone_name": "Poland",
            "form_fields": [],
        }

    def _pickup(self, ref: int) -> Row:
        place = {"id": 1, "name": "The counter", "code": "LOCATION-1", "address_line_1": "Rynek 1"}
        more = {"city": "Kraków", "state": "", "postal_code": "31-042", "country_alpha2": "PL"}
        return {
            "id": self.id(),
            "pickup_method_id": 1,
            "pickup_method_display_name": "Pick up in store",
            "location": {**place, **more},
        }


PERSON = {
    "first_name": "Żaneta",
    "last_name": "Nowak",
    "company": "",
    "street_1": "ul. Długa 1",
    "street_2": "",
    "city": "Kraków",
    "state": "Małopolskie",
    "zip": "31-115",
    "country": "Poland",
    "country_iso2": "PL",
    "phone": "+48 600 000 000",
    "email": "zaneta@example.com",
}
