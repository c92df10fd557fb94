"""The two writes: shipments, which are taken as often as they come, and stock, which has a key.

Sources: descriptions of `fulfillmentCreate`, `InventoryAdjustQuantitiesInput` and the codes of
`InventoryAdjustQuantitiesUserErrorCode` in the schema of 2026-10.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from doubles.shopify.graph import Wrong
from doubles.shopify.truth import Shipment, Sold, ToShip, Truth
from doubles.shopify.views import Views, gid

Input = Mapping[str, Any]
_REASONS = (
    "correction", "cycle_count_available", "damaged", "movement_canceled", "movement_created",
    "movement_received", "movement_updated", "other", "promotion", "quality_control", "received",
    "reservation_created", "reservation_deleted", "reservation_updated", "restock", "safety_stock",
    "shrinkage",
)  # fmt: skip
_URI = re.compile(r"gid://[\w-]+/[\w-]+/[^/\s]+|https?://\S+|[a-z][\w+.-]*://\S+")


class No(Exception):
    """An entry of `userErrors`."""

    def __init__(self, message: str, *path: str, code: str = "") -> None:
        super().__init__(message)
        self.error = {"field": list(path) or None, "message": message} | ({"code": code} if code else {})


class Writes:
    """`next_code`: what the next correction is refused with. `documents`: what corrections referred to."""

    def __init__(self, truth: Truth, views: Views) -> None:
        self._truth = truth
        self._views = views
        self._keys: dict[str, tuple[str, dict[str, Any]]] = {}
        self.next_code = ""
        self.documents: list[str] = []

    # -- shipments --------------------------------------------------------------------------------

    def fulfill(self, args: Input, directives: Input) -> dict[str, Any]:
        if "idempotent" in directives:
            raise Wrong("The @idempotent directive is not supported on this mutation.", "BAD_REQUEST")
        try:
            order, shipment = self._fulfill(args["fulfillment"])
        except No as no:
            return {"fulfillment": None, "userErrors": [no.error], "__typename": "FulfillmentCreatePayload"}
        return {"fulfillment": self._views.shipment(order, shipment), "userErrors": []}

    def _fulfill(self, asked: Input) -> tuple[Sold, Shipment]:
        units: dict[int, dict[int, int]] = {}
        places: set[tuple[int, int]] = set()
        for part in asked["lineItemsByFulfillmentOrder"]:
            order, one = self._found(part["fulfillmentOrderId"])
            if one.status not in ("OPEN", "IN_PROGRESS"):
                status = one.status.lower()
                raise No(f"Fulfillment order {one.id} has an unfulfillable status= {status}.", "fulfillment")
            places.add((order.id, one.location))
            units[one.id] = self._units(one, part.get("fulfillmentOrderLineItems") or [])
        if not units:
            raise No("Line items by fulfillment order can't be blank", "fulfillment")
        if len(places) > 1:
            raise No("Fulfillment orders must have the same assigned location.", "fulfillment")
        tracking = asked.get("trackingInfo") or {}
        if tracking.get("url") and not re.fullmatch(r"https?://\S+", tracking["url"]):
            raise Wrong("trackingInfo.url is not a URL", "INVALID_VARIABLE")
        shipment = Shipment(
            self._truth.new_id(), {}, self._truth.now(), tracking.get("company") or "",
            tracking.get("number") or "", tracking.get("url") or "", bool(asked.get("notifyCustomer")),
        )  # fmt: skip
        self._truth.ship(order, units, shipment)
        return order, shipment

    def _found(self, wanted: str) -> tuple[Sold, ToShip]:
        for order in self._truth.orders.values():
            for one in order.to_ship:
                if gid("FulfillmentOrder", one.id) == wanted:
                    return order, one
        raise No("Fulfillment order does not exist.", "fulfillment")

    def _units(self, one: ToShip, lines: list[Input]) -> dict[int, int]:
        if not lines:  # nothing said: everything
            return {row.id: row.remaining for row in one.lines}
        rows = {gid("FulfillmentOrderLineItem", row.id): row for row in one.lines}
        units: dict[int, int] = {}
        for line in lines:
            row = rows.get(line["id"])
            if row is None:
                raise No("Fulfillment order line item does not exist.", "fulfillment")
            units[row.id] = units.get(row.id, 0) + line["quantity"]
            if not 0 < units[row.id] <= row.remaining:
                raise No("Invalid fulfillment order line item quantity requested.", "fulfillment")
        return units

    # -- stock ------------------------------------------------------------------------------------

    def adjust(self, args: Input, directives: Input) -> dict[str, Any]:
        asked, key = args["input"], directives.get("idempotent", {}).get("key")
        if not key:
            raise Wrong(
                "The @idempotent directive is required for this mutation but was not provided.", "BAD_REQUEST"
            )
        said = json.dumps(asked, sort_keys=True)
        before = self._keys.get(key)
        if before is not None and before[0] == said:
            return before[1]
        try:
            if before is not None:
                code = "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"
                raise No("The same key cannot be used with different parameters.", code=code)
            if self.next_code:
                code, self.next_code = self.next_code, ""
                raise No("As asked for.", code=code)
            group = self._adjust(asked)
        except No as no:
            return {"inventoryAdjustmentGroup": None, "userErrors": [no.error]}
        self._keys[key] = (said, {"inventoryAdjustmentGroup": group, "userErrors": []})
        return self._keys[key][1]

    def _adjust(self, asked: Input) -> dict[str, Any]:
        if asked["name"] != "available":
            raise No("The specified quantity name is invalid.", "input", "name", code="INVALID_QUANTITY_NAME")
        if asked["reason"] not in _REASONS:
            raise No("The specified reason is invalid.", "input", "reason", code="INVALID_REASON")
        document = asked.get("referenceDocumentUri")
        if document is not None and not _URI.fullmatch(document):
            raise No("The specified reference document is invalid.", code="INVALID_REFERENCE_DOCUMENT")
        changes = [self._change(change) for change in asked["changes"]]
        for level, change in changes:
            level["available"] += change["delta"]
            level["on_hand"] += change["delta"]
        if document:
            self.documents.append(document)
        shown = [
            {"name": "available", "delta": change["delta"], "quantityAfterChange": level["available"]}
            for level, change in changes
        ]
        number = self._truth.new_id()
        return {
            "id": gid("InventoryAdjustmentGroup", number),
            "referenceDocumentUri": document,
            "changes": shown,
        }

    def _change(self, change: Input) -> tuple[dict[str, int], Input]:
        if "changeFromQuantity" not in change:
            raise Wrong("changeFromQuantity must be given, null to skip the check", "BAD_REQUEST")
        if change.get("ledgerDocumentUri"):
            raise No("A ledger document URI is not allowed here.", code="INVALID_AVAILABLE_DOCUMENT")
        found = [
            one
            for one in self._truth.variants.values()
            if gid("InventoryItem", one.item) == change["inventoryItemId"]
        ]
        if not found:
            raise No("The specified inventory item could not be found.", code="INVALID_INVENTORY_ITEM")
        places = {gid("Location", one): level for one, level in found[0].levels.items()}
        if change["locationId"] not in places:
            raise No("The specified location could not be found.", code="INVALID_LOCATION")
        level = places[change["locationId"]]
        expected = change["changeFromQuantity"]
        if expected is not None and expected != level["available"]:
            message = "The changeFromQuantity argument no longer matches the persisted quantity."
            raise No(
                message, "input", "changes", "0", "changeFromQuantity", code="CHANGE_FROM_QUANTITY_STALE"
            )
        return level, change
