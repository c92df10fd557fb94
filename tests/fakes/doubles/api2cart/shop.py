"""What is in the shop behind: orders, shipments and wares, and how API2Cart writes them down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from doubles.clock import ShopClock
from doubles.double import MUG, WARES, Sale, Ware

STATUSES = {
    "pending": "Pending",
    "pending_payment": "Pending Payment",
    "processing": "Processing",
    "holded": "On Hold",
    "payment_review": "Payment Review",
    "fraud": "Suspected Fraud",
    "complete": "Complete",
    "closed": "Closed",
    "canceled": "Canceled",
}
CARRIERS = {"custom": "Custom Value", "ups": "United Parcel Service", "dhl": "DHL"}
PLACES = {"default": "Default Source", "back": "Back room"}
_LOCAL, _ISO = "Y-m-d H:i:s", "Y-m-d\\TH:i:sO"
_LEAN_ORDER = (
    "order_id",
    "customer",
    "totals",
    "shipping_address",
    "billing_address",
    "order_products",
    "bundles",
)
_LEAN_PRODUCT = ("id", "name", "description", "price", "categories_ids")
_LEAN_SHIPMENT = ("id", "order_id", "items", "tracking_numbers")


@dataclass
class Item:
    ref: str
    sku: str
    quantity: Decimal


@dataclass
class Sold:
    ref: str
    sale: Sale
    items: list[Item]
    created: datetime
    changed: datetime
    status: str = "processing"
    refunds: list[dict[str, Any]] = field(default_factory=list)
    history: list[dict[str, Any]] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class Sent:
    ref: str
    order: str
    provider: str
    numbers: list[dict[str, str]]
    units: dict[str, Decimal]
    at: datetime
    told: bool | None = None
    place: str | None = None


@dataclass
class Shelved:
    ref: str
    parent: str
    ware: Ware
    sku: str
    stock: int
    counted: bool = True


class Behind:
    """A Magento. `local`: its times are Warsaw's and say nothing of it, else they name their offset."""

    def __init__(self, *, local: bool) -> None:
        self.clock = ShopClock()
        self.local = local
        self.zone: tzinfo = ZoneInfo("Europe/Warsaw") if local else UTC
        self.orders: dict[str, Sold] = {}
        self.shipments: list[Sent] = []
        self.own_statuses: dict[str, str] = {}
        self.shelf = {
            ware.sku: Shelved(str(10 + n), "90" if ware is MUG else "", ware, ware.sku, ware.stock)
            for n, ware in enumerate(WARES)
        }
        self._last = 100

    def number(self) -> int:
        self._last += 1
        return self._last

    def touch(self, sold: Sold) -> None:
        sold.changed = self.clock.now()

    # -- how it is written down

    def when(self, at: datetime) -> dict[str, str]:
        shown = at.astimezone(self.zone)
        text = f"{shown:%Y-%m-%d %H:%M:%S}" if self.local else f"{shown:%Y-%m-%dT%H:%M:%S%z}"
        return {"value": text, "format": _LOCAL if self.local else _ISO}

    def order_row(self, sold: Sold, *, own_statuses: bool, lean: bool) -> dict[str, Any]:
        sale, address = sold.sale, _address() if sold.sale.address else None
        customer = {"id": "" if sale.guest else "7", "email": "anna@example.com", "first_name": "Anna"}
        worth = sum((item.quantity * 10 for item in sold.items), Decimal(0))
        row: dict[str, Any] = {
            "id": f"{int(sold.ref):09}",
            "order_id": sold.ref,
            "basket_id": None,
            "channel_id": None,
            "customer": {**customer, "last_name": "Żak", "phone": None},
            "create_at": self.when(sold.created),
            "currency": {"id": sale.currency, "name": sale.currency, "iso3": sale.currency, "rate": 1},
            "shipping_address": address,
            "billing_address": address,
            "payment_method": {"name": "Check / Money order"},
            "shipping_method": {"name": "Flat Rate - Fixed"},
            "shipping_methods": [{"name": "Flat Rate - Fixed"}],
            "status": self.status_row(sold, own_statuses=own_statuses),
            "totals": {"total": float(worth), "subtotal": float(worth), "shipping": 0, "tax": 0},
            "total": {"total": float(worth), "total_paid": float(worth)},
            "discounts": [],
            "order_products": [self.item_row(item) for item in sold.items],
            "bundles": [],
            "modified_at": self.when(sold.changed),
            "finished_time": None,
            "comment": sale.note or None,
            "store_id": "1",
            "warehouses_ids": ["default"],
            "refunds": sold.refunds,
            "gift_message": None,
            **sold.extra,
        }
        return {name: row[name] for name in (*_LEAN_ORDER, "status")} if lean else row

    def status_row(self, sold: Sold, *, own_statuses: bool) -> dict[str, Any]:
        """A status of the merchant's own is shown only to who asks for such; else what it began as."""
        named = {**STATUSES, **(self.own_statuses if own_statuses else {})}
        status = sold.status if sold.status in named else "processing"
        return {"id": status, "name": named[status], "history": sold.history, "refund_info": None}

    def item_row(self, item: Item) -> dict[str, Any]:
        shelved, quantity = self.shelf[item.sku], item.quantity
        return {
            "product_id": shelved.parent or shelved.ref,
            "order_product_id": item.ref,
            "model": shelved.sku,
            "name": shelved.ware.name,
            "price": 10,
            "price_inc_tax": 10,
            "quantity": float(quantity) if quantity % 1 else int(quantity),
            "discount_amount": 0,
            "total_price": float(quantity * 10),
            "options": [{"option_id": "1", "name": "Colour", "value": "blue"}] if shelved.parent else [],
            "variant_id": shelved.ref if shelved.parent else None,
            "weight_unit": "kg",
            "weight": shelved.ware.grams / 1000,
            "barcode": None,
            "parent_order_product_id": None,
        }

    def shipment_row(self, sent: Sent, *, lean: bool) -> dict[str, Any]:
        items = {item.ref: item for item in self.orders[sent.order].items}
        row: dict[str, Any] = {
            "id": sent.ref,
            "order_id": sent.order,
            "name": None,
            "warehouse_id": sent.place,
            "shipment_provider": sent.provider,
            "tracking_numbers": sent.numbers,
            "created_at": self.when(sent.at),
            "modified_time": self.when(sent.at),
            "items": [
                {
                    "order_product_id": ref,
                    "product_id": self.shelf[items[ref].sku].ref,
                    "variant_id": None,
                    "model": items[ref].sku,
                    "name": self.shelf[items[ref].sku].ware.name,
                    "price": 10,
                    "quantity": float(count),
                }
                for ref, count in sent.units.items()
            ],
            "is_shipped": True,
            "delivered_at": None,
        }
        return {name: row[name] for name in _LEAN_SHIPMENT} if lean else row

    def product_row(self, shelved: Shelved, *, lean: bool) -> dict[str, Any]:
        ware = shelved.ware
        row: dict[str, Any] = {
            "id": shelved.ref,
            "type": "simple",
            "u_model": shelved.sku,
            "u_sku": shelved.sku,
            "name": ware.name,
            "description": "",
            "price": 10,
            "categories_ids": [],
            "quantity": shelved.stock,
            "inventory": [
                {"warehouse_id": "default", "quantity": shelved.stock, "in_stock": True, "priority": 1}
            ],
            "weight": ware.grams / 1000,
            "weight_unit": "kg",
            "is_virtual": False,
            "is_downloadable": False,
            "is_stock_managed": shelved.counted,
            "images": [],
            "u_gtin": ware.gtin or None,
        }
        return {name: row[name] for name in _LEAN_PRODUCT} if lean else row

    def parent_row(self, ref: str, *, lean: bool) -> dict[str, Any]:
        """The product whose variants are sold: it counts nothing itself."""
        row = {
            "id": ref,
            "type": "configurable",
            "u_sku": "MUG",
            "name": "Mug",
            "description": "",
            "price": 10,
        }
        row |= {"categories_ids": [], "quantity": 0, "is_stock_managed": False, "weight": None, "images": []}
        return {name: row[name] for name in _LEAN_PRODUCT} if lean else row

    def child_row(self, shelved: Shelved) -> dict[str, Any]:
        ware = shelved.ware
        return {
            "id": shelved.ref,
            "parent_id": shelved.parent,
            "sku": shelved.sku,
            "ean": ware.gtin or None,
            "name": ware.name,
            "images": [],
            "combination": [{"option_id": "1", "option_value_id": "2"}],
            "default_price": 10,
            "manage_stock": shelved.counted,
            "inventory_level": shelved.stock,
            "inventory": [],
            "weight_unit": "kg",
            "weight": ware.grams / 1000,
            "is_virtual": None,
        }

    def info(self) -> Mapping[str, Any]:
        carriers = [{"id": ref, "name": name, "active": True} for ref, name in CARRIERS.items()]
        shop = {"store_id": "1", "name": "Tea & Mugs", "language": "en", "timezone": str(self.zone)}
        shop |= {"country": "PL", "active": True, "weight_unit": "kg"}
        return {
            "name": "Tea & Mugs",
            "url": "https://tea.example/",
            "version": "2.4.7",
            "stores_info": [{**shop, "carrier_info": carriers}],
            "warehouses": [{"id": ref, "name": name, "avail": True} for ref, name in PLACES.items()],
        }


def _address() -> dict[str, Any]:
    return {
        "id": "1",
        "type": "shipping",
        "first_name": "Anna",
        "last_name": "Żak",
        "postcode": "31-115",
        "address1": "Garncarska 8",
        "address2": "",
        "phone": "+48 600 100 200",
        "phone_mobile": "",
        "city": "Kraków",
        "country": {"code2": "PL", "code3": "POL", "name": "Poland"},
        "state": {"code": "", "name": ""},
        "company": None,
        "default": True,
    }
