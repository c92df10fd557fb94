"""The truth behind the double: what Magento does with an order, and to the numbers of its goods."""

from collections.abc import Mapping
from typing import Any

from doubles.clock import ShopClock
from doubles.magento import rows
from doubles.magento.rows import Row

CONTAINERS = ("configurable", "bundle")


class Wrong(Exception):
    """What the shop answers instead: status, message and its parameters."""

    def __init__(self, status: int, message: str, parameters: Any = None) -> None:
        super().__init__(message)
        self.status = status
        self.body: Row = {"message": message}
        if parameters is not None:
            self.body["parameters"] = parameters


NO_ENTITY = "The entity that was requested doesn't exist. Verify the entity and try again."
NOT_SAVED = "Could not save a shipment, see error log for details"
_NO_SHIPPING = ("holded", "payment_review", "canceled", "closed", "complete")


def refusal(*reasons: str) -> Wrong:
    return Wrong(400, "Shipment Document Validation Error(s):\n" + "\n".join(reasons))


class MagentoShop:
    """`sources`: with inventory sources; without, one number a product, which falls at the sale."""

    def __init__(self, clock: ShopClock, *, sources: bool = True) -> None:
        self.clock = clock
        self.has_sources = sources
        self.products: dict[str, Row] = {}
        self.stock_items: dict[str, Row] = {}
        self.sources = [rows.source("default", "Default Source")] if sources else []
        self.source_items: dict[tuple[str, str], Row] = {}
        self.reserved: dict[str, float] = {}
        self.orders: dict[int, Row] = {}
        self.shipments: list[Row] = []
        self.comments: dict[int, list[Row]] = {}
        self._last = 100

    # -- goods ------------------------------------------------------------------------------------

    def add_product(self, sku: str, name: str, stock: float | None = None, **more: Any) -> Row:
        ref = self.next()
        self.products[sku] = rows.product(ref, sku, name, **more)
        self.stock_items[sku] = rows.stock_item(ref, stock or 0)
        if self.has_sources and stock is not None:
            self.put(sku, "default", stock)
        return self.products[sku]

    def put(self, sku: str, source: str, quantity: float, status: int = 1) -> None:
        key = sku, source
        self.source_items[key] = {
            "sku": sku,
            "source_code": source,
            "quantity": quantity,
            "status": status,
        }

    def salable(self, sku: str) -> float:
        """What can be sold; nothing of what is marked as out of stock."""
        item = self.stock_items[sku]
        if not self.has_sources:
            return float(item["qty"])
        own = [row for (one, _), row in self.source_items.items() if one == sku and row["status"] == 1]
        there = sum(row["quantity"] for row in own)
        return float(there - self.reserved.get(sku, 0) - item["min_qty"]) if there > 0 else 0.0

    def _reserve(self, order: Row, sign: int, units: Mapping[int, float] | None = None) -> None:
        """The sale promises goods; what is cancelled or shipped is promised no longer."""
        for item in order["items"]:
            if item["product_type"] in CONTAINERS or item["sku"] not in self.stock_items:
                continue
            count = units.get(item["item_id"], 0) if units is not None else item["qty_ordered"]
            if self.has_sources:
                self.reserved[item["sku"]] = self.reserved.get(item["sku"], 0) + sign * count
            else:
                self.stock_items[item["sku"]]["qty"] -= sign * count

    # -- orders -----------------------------------------------------------------------------------

    def next(self) -> int:
        self._last += 1
        return self._last

    def item(self, order: int, sku: str, qty: float, /, **more: Any) -> Row:
        return rows.item(self.next(), order, self.products[sku], qty, **more)

    def place(self, ref: int, items: list[Row], *, paid: bool = True, **more: Any) -> Row:
        address = more.pop("address", dict(rows.ADDRESS))
        order = rows.order(ref, items, self.clock.now(), address=address, **more)
        self.orders[ref] = order
        self._reserve(order, 1)
        if paid:
            self.invoice(ref)
        return order

    def invoice(self, ref: int) -> None:
        order = self.orders[ref]
        for item in order["items"]:
            item["qty_invoiced"] = item["qty_ordered"] - item["qty_canceled"]
        order |= {"total_paid": order["grand_total"], "base_total_due": 0}
        order |= {"state": "processing", "status": "processing"}
        self.settle(order)

    def touch(self, order: Row) -> None:
        order["updated_at"] = rows.at(self.clock.now())

    def settle(self, order: Row) -> None:
        """Paid and shipped is complete; all refunded is closed."""
        self.touch(order)
        if order["state"] not in ("new", "processing"):
            return
        goods = [item for item in order["items"] if not item.get("parent_item_id")]
        if goods and all(
            item["qty_refunded"] >= item["qty_ordered"] - item["qty_canceled"] for item in goods
        ):
            order |= {"state": "closed", "status": "closed"}
        elif order["total_paid"] >= order["grand_total"] and not any(
            self.to_ship(order, item) for item in order["items"]
        ):
            order |= {"state": "complete", "status": "complete"}

    def refund(self, ref: int, sku: str, units: float) -> None:
        order = self.orders[ref]
        item = next(item for item in order["items"] if item["sku"] == sku and not item.get("parent_item_id"))
        item["qty_refunded"] += units
        self._reserve(order, -1, {item["item_id"]: units})
        self.settle(order)

    def cancel(self, ref: int) -> None:
        order = self.orders[ref]
        for item in order["items"]:
            item["qty_canceled"] = item["qty_ordered"] - item["qty_shipped"] - item["qty_refunded"]
        self._reserve(order, -1, {item["item_id"]: item["qty_canceled"] for item in order["items"]})
        order |= {"state": "canceled", "status": "canceled"}
        self.touch(order)

    # -- shipping ---------------------------------------------------------------------------------

    def to_ship(self, order: Row, item: Row) -> float:
        """0 for rows that leave in another, or not at all."""
        if item["is_virtual"] or item.get("locked_do_ship") or not self._is_shipped_row(order, item):
            return 0
        taken = item["qty_shipped"] + item["qty_refunded"] + item["qty_canceled"]
        return max(0, item["qty_ordered"] - taken)

    def _is_shipped_row(self, order: Row, item: Row) -> bool:
        """Of a configurable product its parent row is shipped, of a bundle either its own or its parts'."""
        known = {one["item_id"]: one for one in order["items"]}
        parent = known.get(item.get("parent_item_id"))
        if item["product_type"] == "bundle":
            return not self._separately(item)
        if parent is None:
            return True
        return parent["product_type"] == "bundle" and self._separately(parent)

    def _separately(self, bundle: Row) -> bool:
        ware = self.products.get(bundle["sku"], {"custom_attributes": []})
        said = {one["attribute_code"]: one["value"] for one in ware["custom_attributes"]}
        return bool(said.get("shipment_type") == "1")

    def ship(self, ref: int, body: Row) -> int:
        """`POST order/{id}/ship`: the new shipment's id."""
        order = self.orders.get(ref)
        if order is None:
            raise Wrong(404, NO_ENTITY)
        units = self._asked(order, body.get("items") or [])
        tracks = self._tracks(body.get("tracks") or [])
        source = self._source(body)
        if order["state"] in _NO_SHIPPING:
            raise refusal("The order does not allow a shipment to be created.")
        if not units:
            raise refusal("You can't create a shipment without products.")
        self._deduct(order, units, source)
        for item in order["items"]:
            item["qty_shipped"] += units.get(item["item_id"], 0)
        if order["state"] == "new":
            order |= {"state": "processing", "status": "processing"}
        made = self._keep(order, units, tracks, source, body)
        self.settle(order)
        return int(made["entity_id"])

    def _asked(self, order: Row, asked: list[Row]) -> dict[int, float]:
        """Units per row. Nothing asked is everything there is."""
        known = {item["item_id"]: item for item in order["items"]}
        if not asked:
            return {ref: left for ref, item in known.items() if (left := self.to_ship(order, item))}
        units: dict[int, float] = {}
        for one in asked:
            if not isinstance(one.get("order_item_id"), int) or not isinstance(one.get("qty"), int | float):
                raise Wrong(400, 'The "%1" value\'s type is invalid.', ["order_item_id"])
            item = known.get(one["order_item_id"])
            if item is None:
                raise refusal(
                    f'The shipment contains product item "{one["order_item_id"]}" '
                    "that is not part of the original order."
                )
            if not self._is_shipped_row(order, item):
                continue  # shipped with its parent, so alone it is nothing
            if one["qty"] > self.to_ship(order, item):
                raise refusal(
                    "The quantity to ship must not be greater than the unshipped quantity "
                    f'for product SKU "{item["sku"]}".'
                )
            if one["qty"] > 0:
                units[item["item_id"]] = one["qty"]
        return units

    def _tracks(self, tracks: Any) -> list[Row]:
        if not isinstance(tracks, list):
            raise refusal("Please enter a tracking number.")
        for track in tracks:
            for name in ("track_number", "title", "carrier_code"):
                if name not in track:
                    raise Wrong(400, '"%fieldName" is required. Enter and try again.', {"fieldName": name})
            if not track["track_number"]:
                raise refusal("Please enter a tracking number.")
        return list(tracks)

    def _source(self, body: Row) -> str:
        named = (body.get("arguments") or {}).get("extension_attributes", {}).get("source_code", "")
        if named and not self.has_sources:
            raise Wrong(400, 'Property "SourceCode" does not have accessor method "getSourceCode" in class.')
        return named or ("default" if self.has_sources else "")

    def _deduct(self, order: Row, units: Mapping[int, float], source: str) -> None:
        """Out of the source goods leave from; all of it or nothing."""
        if not self.has_sources:
            return
        known = {item["item_id"]: item for item in order["items"]}
        moved: list[tuple[Row, str, float]] = []
        for item in order["items"]:
            count = units.get(item["item_id"]) or units.get(item.get("parent_item_id", 0), 0) * (
                item["qty_ordered"] / known.get(item.get("parent_item_id"), item)["qty_ordered"]
            )
            counted = self.stock_items.get(item["sku"], {}).get("manage_stock")
            if item["product_type"] in CONTAINERS or not count or not counted:
                continue
            row = self.source_items.get((item["sku"], source))
            if row is None or row["quantity"] < count:
                raise Wrong(400, NOT_SAVED)
            moved.append((row, item["sku"], count))
        for row, sku, count in moved:
            row["quantity"] -= count
            self.reserved[sku] = self.reserved.get(sku, 0) - count

    def _keep(self, order: Row, units: Mapping[int, float], tracks: list[Row], source: str, body: Row) -> Row:
        ref, now = self.next(), rows.at(self.clock.now())
        known = {item["item_id"]: item for item in order["items"]}
        comment = body.get("comment") or {}
        made: Row = {
            "entity_id": ref,
            "increment_id": f"{ref:09d}",
            "order_id": order["entity_id"],
            "store_id": 1,
            "created_at": now,
            "updated_at": now,
            "email_sent": int(bool(body.get("notify"))),
            "total_qty": sum(units.values()),
            "packages": [],
            "items": [
                {"entity_id": self.next(), "parent_id": ref, "order_item_id": one, "qty": count}
                | {name: known[one][name] for name in ("sku", "name", "product_id", "price")}
                for one, count in units.items()
            ],
            "tracks": [self.track(order, ref, one) for one in tracks],
            "comments": [],
            "extension_attributes": {"source_code": source} if source else {},
        }
        if comment.get("comment"):
            told = {"is_customer_notified": 0, "is_visible_on_front": comment.get("is_visible_on_front", 0)}
            made["comments"] = [
                {"entity_id": self.next(), "parent_id": ref, "comment": comment["comment"], "created_at": now}
                | told
            ]
        self.shipments.append(made)
        return made

    def comment(self, ref: int, said: Row) -> None:
        """Beside the order, whose time of change moves with it."""
        rows_ = self.comments.setdefault(ref, [])
        rows_.append({**said, "entity_id": self.next(), "created_at": rows.at(self.clock.now())})
        self.orders[ref]["updated_at"] = rows.at(self.clock.now())

    def track(self, order: Row, shipment: int, track: Row) -> Row:
        return {
            "entity_id": self.next(),
            "order_id": order["entity_id"],
            "parent_id": shipment,
            "weight": 0,
            "qty": 0,
            "description": "",
            **track,
        }
