"""Variants and their stock: reading them, and the one write a correction takes.

Stock is kept per inventory item and location. A correction says which number it was counted against; Shopify
refuses it when that has moved. Source: `inventoryAdjustQuantities` in the schema of 2026-10.
"""

import threading
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from station.carts.contract import CartError, Refused, StockLevel, TryLater
from station.carts.reading import Json, number_of, part_of, rows_of, shown, text_of, word_of
from station.carts.settings import StoreSettings
from station.carts.shopify import queries
from station.carts.shopify.api import Api
from station.carts.shopify.ids import gid, id_of, number
from station.model.product import Product
from station.model.quantity import Mass
from station.model.shipment import AdjustStock

_AT_ONCE = 20
_UNITS = {"GRAMS": "g", "KILOGRAMS": "kg", "OUNCES": "oz", "POUNDS": "lb"}
_DOCUMENT = "gid://fulfillment-station/StockCorrection/"


class Shelf:
    """One shop's variants: a product here is a variant there. Errors are `CartError`s."""

    def __init__(self, api: Api, settings: StoreSettings) -> None:
        self._api = api
        self._settings = settings
        self._location = number(settings.text("location"))
        self._lock = threading.Lock()
        self._counted_against: dict[str, int] = {}
        self._failed: dict[str, int] = {}

    def products(self, wanted: Sequence[tuple[str, str]]) -> tuple[Product, ...]:
        refs = list(dict.fromkeys(product for product, _ in wanted if product.isdigit()))
        found: dict[str, Json] = {}
        for first in range(0, len(refs), _AT_ONCE):
            found |= self._variants(refs[first : first + _AT_ONCE])
        return tuple(self._product(product, parent, found.get(product)) for product, parent in wanted)

    def _variants(self, refs: Sequence[str]) -> dict[str, Json]:
        keys = [*self._settings.barcode_keys, *self._settings.words("bin_keys")]
        data = self._api.read(
            queries.PRODUCTS,
            ids=[gid("ProductVariant", ref) for ref in refs],
            place=gid("Location", self._location),
            here=bool(self._location),
            keys=keys,
            meta=bool(keys),
        )
        return {id_of(row): row for row in rows_of(data.get("nodes")) if row.get("id")}

    def _product(self, ref: str, parent: str, row: Json | None) -> Product:
        if row is None:
            return Product(self._settings.name, ref, "", "", parent=parent, stock_ref=ref, gone=True)
        item, meta = part_of(row, "inventoryItem"), _meta(row)
        codes = [word_of(row.get("barcode")), *(meta.get(key, "") for key in self._settings.barcode_keys)]
        bins = (meta.get(key, "") for key in self._settings.words("bin_keys"))
        return Product(
            store=self._settings.name,
            ref=ref,
            sku=word_of(row.get("sku")),
            name=_name(row),
            codes=tuple(dict.fromkeys(filter(None, codes))),
            parent=parent,
            mass=_mass(item),
            image_url=_image(row),
            ships=item.get("requiresShipping") is not False,
            stock_ref=ref,
            stock=self._sellable(row, item),
            bin=next(filter(None, bins), ""),
        )

    def _sellable(self, row: Json, item: Json) -> int | None:
        if item.get("tracked") is not True:
            return None
        if self._location:
            return _available(part_of(item, "inventoryLevel"))
        found = number_of(row.get("inventoryQuantity"))
        return None if found is None else int(found)

    # -- stock ------------------------------------------------------------------------------------

    def stock(self, product: str) -> StockLevel:
        """The number at this store's location. What is read here is what the next correction counts from."""
        _, level = self._level(product)
        quantity = None if level is None else _available(level)
        with self._lock:
            self._counted_against.pop(product, None)
            if quantity is not None:
                self._counted_against[product] = quantity
        return StockLevel(quantity, product)

    def adjust(self, message: AdjustStock) -> None:
        """One write. Without a number read before it, it counts from what is there now."""
        product = message.stock_ref or message.product
        item, level = self._level(product)
        now = None if level is None else _available(level)
        if level is None or now is None:
            raise Refused("stock.not_managed", sku=message.sku)
        with self._lock:
            before = self._counted_against.pop(product, now)
            tries = self._failed.get(message.uid, 0)
        change = {
            "inventoryItemId": word_of(item.get("id")),
            "locationId": word_of(part_of(level, "location").get("id")),
            "delta": message.delta,
            "changeFromQuantity": before,
        }
        # The same correction of the same number has the same key: sent twice, it is done once.
        key = str(uuid5(NAMESPACE_URL, f"{_DOCUMENT}{message.uid}/{before}/{message.delta}/{tries}"))
        written = {
            "name": "available",
            "reason": "correction",
            "referenceDocumentUri": _DOCUMENT + quote(message.uid, safe=""),
            "changes": [change],
        }
        said = self._api.write(queries.ADJUST, input=written, key=key)
        for error in rows_of(part_of(said, "inventoryAdjustQuantities").get("userErrors")):
            raise self._refused(message, error)
        with self._lock:
            self._failed.pop(message.uid, None)

    def _refused(self, message: AdjustStock, error: Json) -> CartError:
        code = word_of(error.get("code"))
        about: dict[str, Any] = {
            "sku": message.sku,
            "said": code,
            "message": word_of(error.get("message"))[:300],
        }
        if code == "CHANGE_FROM_QUANTITY_STALE":
            return TryLater("stock.moved", 1.0, **about)
        if code == "IDEMPOTENCY_CONCURRENT_REQUEST":
            return TryLater("cart.busy", 2.0, **about)
        if code == "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED":  # this key is spent: the next one is another
            with self._lock:
                self._failed[message.uid] = self._failed.get(message.uid, 0) + 1
            return TryLater("cart.busy", 1.0, **about)
        if code in ("SERVICE_UNAVAILABLE", "ADJUST_QUANTITIES_FAILED"):
            return TryLater("cart.down", None, **about)
        if code == "NON_MUTABLE_INVENTORY_ITEM":  # a bundle: its parts are counted
            return Refused("stock.not_managed", **about)
        return Refused("cart.refused", status=200, **about)

    def _level(self, product: str) -> tuple[Json, Json | None]:
        """The inventory item and its level here; None where it is not counted. `Refused` when it is kept in
        several places and the store does not say which.
        """
        row = self._api.read(queries.STOCK, id=gid("ProductVariant", product)).get("productVariant")
        if not isinstance(row, dict):
            raise Refused("cart.product_gone", product=product)
        item = part_of(row, "inventoryItem")
        if item.get("tracked") is not True:
            return item, None
        levels = [
            one for one in rows_of(part_of(item, "inventoryLevels").get("nodes")) if one.get("isActive")
        ]
        if self._location:
            levels = [one for one in levels if id_of(part_of(one, "location")) == self._location]
        if len(levels) > 1:
            raise Refused("stock.which_location", sku=word_of(row.get("sku")) or product)
        return item, levels[0] if levels else None


def _available(level: Json) -> int | None:
    for one in rows_of(level.get("quantities")):
        found = number_of(one.get("quantity"))
        if one.get("name") == "available" and found is not None:
            return int(found)
    return None


def _meta(row: Json) -> dict[str, str]:
    fields = rows_of(part_of(row, "metafields").get("nodes"))
    return {
        f"{word_of(one.get('namespace'))}.{word_of(one.get('key'))}": shown(one.get("value"))
        for one in fields
    }


def _name(row: Json) -> str:
    """A product without variants has one all the same, called so."""
    product, own = text_of(part_of(row, "product").get("title")), text_of(row.get("title"))
    return product if own == "Default Title" else " - ".join(filter(None, (product, own)))


def _mass(item: Json) -> Mass | None:
    weight = part_of(part_of(item, "measurement"), "weight")
    value, unit = number_of(weight.get("value")), _UNITS.get(word_of(weight.get("unit")))
    return Mass.of(value, unit) if value is not None and value > 0 and unit else None


def _image(row: Json) -> str:
    """The variant's own picture, else its product's."""
    own = list(rows_of(part_of(row, "media").get("nodes")))
    for media in (*own, part_of(part_of(row, "product"), "featuredMedia")):
        url = word_of(part_of(part_of(media, "preview"), "image").get("url"))
        if url:
            return url
    return ""
