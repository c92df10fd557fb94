"""What an account of Amazon really has: orders, packages, listings; and how the API shows them."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

GERMANY, JAPAN = "A1PA6795UKMFR9", "A1VC38T7YXB528"
NAMES = {GERMANY: "Amazon.de", JAPAN: "Amazon.co.jp"}
STATUSES = (
    "PENDING_AVAILABILITY",
    "PENDING",
    "UNSHIPPED",
    "PARTIALLY_SHIPPED",
    "SHIPPED",
    "CANCELLED",
    "UNFULFILLABLE",
)
PENDING = STATUSES[:2]
PRICE = 10


def stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


@dataclass
class Item:
    ref: str
    sku: str
    ordered: int
    cancelled: int = 0
    asked_to_cancel: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class Package:
    """`at`: when Amazon has worked it off and shows it."""

    ref: str
    tracking: str
    carrier: str
    units: dict[str, int]  # by item
    shipped: str
    at: datetime
    status: str = "IN_TRANSIT"


@dataclass
class Order:
    """`put` is a status that does not follow from the items."""

    ref: str
    placed: datetime
    changed: datetime
    items: list[Item]
    marketplace: str = GERMANY
    currency: str = "EUR"
    note: str = ""
    address: bool = True
    put: str = ""
    fulfilled_by: str = "MERCHANT"
    programs: list[str] = field(default_factory=list)
    packages: dict[str, Package] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    def gone(self, now: datetime | None = None, but: str = "") -> Counter[str]:
        """Units per item in packages (worked off by `now`), without the package `but`."""
        found: Counter[str] = Counter()
        for one in self.packages.values():
            if one.ref != but and one.status != "CANCELLED" and (now is None or one.at <= now):
                found.update(one.units)
        return found

    def status(self, now: datetime) -> str:
        if self.put:
            return self.put
        gone = self.gone(now)
        if all(one.cancelled >= one.ordered for one in self.items):
            return "CANCELLED"
        if all(gone[one.ref] >= one.ordered - one.cancelled for one in self.items):
            return "SHIPPED"
        return "PARTIALLY_SHIPPED" if gone else "UNSHIPPED"


@dataclass
class Listing:
    sku: str
    name: str
    gtin: str
    grams: int
    quantity: int
    channel: str = "DEFAULT"
    lead_time: int | None = 2
    coming: list[tuple[datetime, int]] = field(default_factory=list)


def money(amount: int, currency: str) -> dict[str, str]:
    return {"amount": str(amount) if currency == "JPY" else f"{amount}.00", "currencyCode": currency}


def shown(order: Order, datasets: set[str], now: datetime) -> dict[str, Any]:
    """An order as the API gives it: what was not asked for is not there."""
    status = order.status(now)
    row: dict[str, Any] = {
        "orderId": order.ref,
        "createdTime": stamp(order.placed),
        "lastUpdatedTime": stamp(order.changed),
        "programs": order.programs,
        "salesChannel": {
            "channelName": "AMAZON",
            "marketplaceId": order.marketplace,
            "marketplaceName": NAMES[order.marketplace],
        },
        "orderItems": [_item(order, one, datasets, now) for one in order.items],
        **order.extra,
    }
    if "FULFILLMENT" in datasets:
        row["fulfillment"] = {
            "fulfillmentStatus": status,
            "fulfilledBy": order.fulfilled_by,
            "fulfillmentServiceLevel": "STANDARD",
        }
    if status not in PENDING:
        row |= _personal(order, datasets)
    if "PACKAGES" in datasets:
        row["packages"] = [_package(one) for one in order.packages.values() if one.at <= now]
    return row


def _personal(order: Order, datasets: set[str]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    if "PROCEEDS" in datasets:
        total = sum(PRICE * (one.ordered - one.cancelled) for one in order.items)
        row["proceeds"] = {"grandTotal": money(total, order.currency)}
    if "BUYER" in datasets:
        row["buyer"] = {"buyerName": "Ewa Kowalska", "buyerEmail": "x7@marketplace.amazon.de"}
    if "RECIPIENT" in datasets and order.address:
        row["recipient"] = {
            "deliveryAddress": {
                "name": "Ewa Kowalska",
                "addressLine1": "ul. Karmelicka 7/3",
                "city": "Kraków",
                "postalCode": "31-115",
                "countryCode": "PL",
                "addressType": "RESIDENTIAL",
            }
        }
        if order.note:
            row["recipient"]["deliveryPreference"] = {"addressInstruction": order.note}
    return row


def _item(order: Order, item: Item, datasets: set[str], now: datetime) -> dict[str, Any]:
    gone = order.gone(now)[item.ref]
    product: dict[str, Any] = {"asin": "B0TEST0001", "title": item.sku.title(), "sellerSku": item.sku}
    if order.status(now) not in PENDING:
        product["price"] = {"unitPrice": money(PRICE, order.currency)}
    row = {"orderItemId": item.ref, "quantityOrdered": item.ordered, "programs": [], "product": product}
    if "FULFILLMENT" in datasets:
        open_ = max(0, item.ordered - item.cancelled - gone)
        row["fulfillment"] = {"quantityFulfilled": gone, "quantityUnfulfilled": open_}
    if "CANCELLATION" in datasets and (item.asked_to_cancel or item.cancelled):
        cancellation = row.setdefault("cancellation", {})
        if item.asked_to_cancel:
            cancellation["cancellationRequest"] = {"requester": "BUYER", "cancelReason": "Bought by mistake"}
        if item.cancelled:
            cancellation["cancellationExecution"] = {"cancelledBy": "MERCHANT", "cancelReason": "Asked"}
    return row | item.extra


def _package(one: Package) -> dict[str, Any]:
    return {
        "packageReferenceId": one.ref,
        "createdTime": stamp(one.at),
        "packageStatus": {"status": one.status},
        "carrier": one.carrier,
        "shipTime": one.shipped,
        "trackingNumber": one.tracking,
        "packageItems": [{"orderItemId": ref, "quantity": count} for ref, count in one.units.items()],
    }


def listed(listing: Listing, datasets: set[str], marketplaces: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {"sku": listing.sku}
    if "summaries" in datasets:
        row["summaries"] = [
            {
                "marketplaceId": marketplaces[0],
                "asin": "B0TEST0001",
                "productType": "KITCHEN",
                "conditionType": "new_new",
                "status": ["BUYABLE"],
                "itemName": listing.name,
                "createdDate": "2026-01-01T00:00:00Z",
                "lastUpdatedDate": "2026-01-01T00:00:00Z",
                "mainImage": {"link": "https://m.media.example/1.jpg", "height": 500, "width": 500},
            }
        ]
    if "attributes" in datasets:
        where = {"marketplace_id": marketplaces[0]}
        row["attributes"] = {"item_package_weight": [{"unit": "grams", "value": listing.grams, **where}]}
        if listing.gtin:
            code = {"type": "ean", "value": listing.gtin, **where}
            row["attributes"]["externally_assigned_product_identifier"] = [code]
    if "fulfillmentAvailability" in datasets:
        shelf: dict[str, Any] = {"fulfillmentChannelCode": listing.channel}
        if listing.channel == "DEFAULT":
            shelf["quantity"] = listing.quantity
        row["fulfillmentAvailability"] = [shelf]
    return row
