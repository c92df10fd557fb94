"""The shop's objects as its schema names them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from doubles.shopify.graph import Hidden, Wrong, connection, listed
from doubles.shopify.truth import OrderLine, Shipment, Sold, ToShip, ToShipLine, Truth, Variant

Args = Mapping[str, Any]
_STATES = (
    "available",
    "committed",
    "on_hand",
    "reserved",
    "damaged",
    "safety_stock",
    "quality_control",
    "incoming",
)


def moment(at: datetime | None) -> str | None:
    return None if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


class Views:
    """`hides`: fields of customers' own data this app may not see."""

    def __init__(self, truth: Truth, picture: str) -> None:
        self._truth = truth
        self._picture = picture
        self.hides = False

    def _personal(self, name: str, value: Any) -> Any:
        def field(_: Args) -> Any:
            if self.hides:
                raise Hidden(f"This app is not approved to use the {name} field.")
            return value

        return field

    def order(self, row: Sold) -> dict[str, Any]:
        to_ship, lines = row.to_ship, row.lines
        price = {
            "shopMoney": _money("10.00", row.currency),
            "presentmentMoney": _money("10.00", row.currency),
        }
        shipping = {
            "title": "Standard",
            "code": "standard",
            "source": "shopify",
            "__typename": "ShippingLine",
        }
        return {
            "__typename": "Order",
            "id": gid("Order", row.id),
            "name": f"#{row.id % 100_000}",
            "createdAt": moment(row.created),
            "updatedAt": moment(row.updated),
            "cancelledAt": moment(row.cancelled),
            "cancelReason": "CUSTOMER" if row.cancelled else None,
            "closed": False,
            "test": row.test,
            "confirmed": True,
            "requiresShipping": any(line.ships for line in lines),
            "displayFinancialStatus": row.financial,
            "displayFulfillmentStatus": row.status,
            "email": self._personal("email", "jan@example.com"),
            "phone": self._personal("phone", None),
            "note": row.note or None,
            "tags": [],
            "sourceName": "web",
            "presentmentCurrencyCode": row.currency,
            "customAttributes": [],
            "currentTotalPriceSet": price,
            "shippingAddress": self._personal("shippingAddress", row.address),
            "shippingLines": listed([shipping], dict),
            "fulfillmentsCount": {"count": len(row.shipments), "precision": "EXACT"},
            "lineItems": listed(lines, self.line),
            "fulfillmentOrders": listed(to_ship, self.to_ship),
            "fulfillments": lambda args: [self.shipment(row, one) for one in row.shipments[: args["first"]]],
        }

    def line(self, row: OrderLine) -> dict[str, Any]:
        sold = row.variant is not None and row.variant.ware.sku in self._truth.variants
        price = {"shopMoney": _money("5.00", "EUR"), "presentmentMoney": _money("5.00", "EUR")}
        group = {"id": gid("LineItemGroup", 1), "title": row.bundle, "quantity": 1, "variantSku": None}
        return {
            "__typename": "LineItem",
            "id": gid("LineItem", row.id),
            "name": row.name,
            "title": row.name,
            "variantTitle": None,
            "sku": row.sku or None,
            "quantity": row.quantity,
            "currentQuantity": row.current,
            "requiresShipping": row.ships,
            "isGiftCard": False,
            "customAttributes": [{"key": key, "value": value} for key, value in row.attributes],
            "originalUnitPriceSet": price,
            "variant": self.variant(row.variant) if sold and row.variant else None,
            "lineItemGroup": group if row.bundle else None,
        }

    def to_ship(self, row: ToShip) -> dict[str, Any]:
        order = next(one for one in self._truth.orders.values() if row in one.to_ship)
        place = self.location(row.location)
        holds = [{"reason": reason, "reasonNotes": None} for reason in row.holds]
        return {
            "__typename": "FulfillmentOrder",
            "id": gid("FulfillmentOrder", row.id),
            "status": row.status,
            "requestStatus": row.request,
            "fulfillAt": moment(row.updated),
            "fulfillBy": None,
            "updatedAt": moment(row.updated),
            "assignedLocation": {"name": place["name"], "location": place},
            "deliveryMethod": {"methodType": row.method},
            "fulfillmentHolds": holds,
            "supportedActions": [{"action": one} for one in row.actions],
            "lineItems": listed(row.lines, self.to_ship_line),
            "order": self.order(order),
        }

    def to_ship_line(self, row: ToShipLine) -> dict[str, Any]:
        return {
            "__typename": "FulfillmentOrderLineItem",
            "id": gid("FulfillmentOrderLineItem", row.id),
            "totalQuantity": row.total,
            "remainingQuantity": row.remaining,
            "lineItem": self.line(row.line),
        }

    def shipment(self, order: Sold, row: Shipment) -> dict[str, Any]:
        lines = {line.id: line for line in order.lines}
        tracking = {"company": row.company or None, "number": row.number or None, "url": row.url or None}
        return {
            "__typename": "Fulfillment",
            "id": gid("Fulfillment", row.id),
            "status": row.status,
            "createdAt": moment(row.created),
            "totalQuantity": sum(row.units.values()),
            "trackingInfo": lambda args: [tracking][: args["first"]] if row.number or row.company else [],
            "fulfillmentLineItems": listed(
                list(row.units.items()),
                lambda pair: {"quantity": pair[1], "lineItem": self.line(lines[pair[0]])},
            ),
        }

    def variant(self, row: Variant) -> dict[str, Any]:
        picture = _picture(self._picture)
        own = [_picture(row.picture)] if row.picture else []
        available = sum(level["available"] for level in row.levels.values())
        return {
            "__typename": "ProductVariant",
            "id": gid("ProductVariant", row.id),
            "sku": row.ware.sku,
            "displayName": f"{row.ware.name} - {row.title}",
            "title": row.title,
            "barcode": row.ware.gtin or None,
            "inventoryQuantity": available,
            "product": {"id": gid("Product", row.id), "title": row.ware.name, "featuredMedia": picture},
            "media": listed(own, dict),
            "metafields": lambda args: listed(
                [(key, value) for key, value in row.meta.items() if key in args["keys"]], _metafield
            )(args),
            "inventoryItem": self.item(row),
        }

    def item(self, row: Variant) -> dict[str, Any]:
        levels = sorted(row.levels)
        unit, value = row.weight or ("GRAMS", float(row.ware.grams))
        return {
            "__typename": "InventoryItem",
            "id": gid("InventoryItem", row.item),
            "sku": row.ware.sku,
            "tracked": row.tracked,
            "requiresShipping": True,
            "measurement": {"weight": {"unit": unit, "value": value}},
            "inventoryLevels": listed(levels, lambda place: self.level(row, place)),
            "inventoryLevel": lambda args: next(
                (self.level(row, one) for one in levels if gid("Location", one) == args["locationId"]), None
            ),
        }

    def level(self, row: Variant, place: int) -> dict[str, Any]:
        def quantities(args: Args) -> list[dict[str, Any]]:
            for name in args["names"]:
                if name not in _STATES:
                    raise Wrong(f"{name} is not a quantity name", "BAD_REQUEST")
            return [{"name": name, "quantity": row.levels[place].get(name, 0)} for name in args["names"]]

        return {
            "__typename": "InventoryLevel",
            "isActive": True,
            "location": self.location(place),
            "quantities": quantities,
        }

    def location(self, number: int) -> dict[str, Any]:
        return {
            "__typename": "Location",
            "id": gid("Location", number),
            "name": self._truth.locations[number],
            "isActive": True,
        }

    def changed(self, rows: list[Any], args: Args, show: Any) -> dict[str, Any]:
        """Oldest change first: what moves between two pages comes again at the end."""
        found = sorted(rows, key=lambda row: (row.updated, row.id))
        return connection(found, args, lambda row: [row.updated.timestamp(), row.id], show)


def _picture(url: str) -> dict[str, Any]:
    return {"preview": {"image": {"url": url}}, "__typename": "MediaImage"}


def _metafield(pair: tuple[str, str]) -> dict[str, Any]:
    namespace, _, key = pair[0].rpartition(".")
    return {"namespace": namespace, "key": key, "value": pair[1], "__typename": "Metafield"}


def _money(amount: str, currency: str) -> dict[str, Any]:
    return {"amount": amount, "currencyCode": currency, "__typename": "MoneyV2"}
