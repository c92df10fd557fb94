"""What the seller lists: products and their stock.

Source: listingsItems 2021-08-01; "Product type definitions" for the attributes of identifiers and weights.
Amazon has one number to set and none to add to; `merge` keeps lead time and restock date.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from urllib.parse import quote

from station.carts.amazon.api import Api
from station.carts.contract import InDoubt, Refused, StockLevel, Unusable
from station.carts.reading import Json, number_of, part_of, rows_of, text_of, word_of
from station.carts.rest import Query
from station.model.product import Product
from station.model.quantity import Mass
from station.model.shipment import AdjustStock

LISTINGS = "listings/2021-08-01/items"
_OWN_SHELF = "DEFAULT"  # every other channel is a warehouse of Amazon's
_AT_ONCE = 20
_REMEMBERED = 100
_UNITS = {"milligrams": "mg", "grams": "g", "kilograms": "kg", "ounces": "oz", "pounds": "lb"}
_WEIGHTS = ("item_package_weight", "item_weight")
_DATASETS = ("includedData", "summaries,attributes,fulfillmentAvailability")


class Listings:
    """Empty `seller`: the account's listings cannot be asked for, products are known by SKU alone."""

    def __init__(self, api: Api, store: str, seller: str, marketplaces: str) -> None:
        self._api = api
        self._store = store
        self._seller = seller
        self._where = ("marketplaceIds", marketplaces)
        self._targets: dict[str, int] = {}

    def products(self, wanted: Sequence[tuple[str, str]]) -> tuple[Product, ...]:
        """A ref is a SKU."""
        refs = list(dict.fromkeys(ref for ref, _ in wanted))
        if not self._seller:
            return tuple(Product(self._store, ref, ref, ref, stock_ref=ref) for ref, _ in wanted)
        found = self._found(refs)
        return tuple(
            _product(self._store, ref, found[ref])
            if ref in found
            else Product(self._store, ref, "", "", gone=True)
            for ref, _ in wanted
        )

    def stock(self, sku: str) -> StockLevel:
        return StockLevel(_quantity(self._one(sku)) if self._seller else None, sku)

    def may_be_read(self) -> bool | None:
        """Raises `SignInAgain` without the role; None when nothing says whose listings."""
        if not self._seller:
            return None
        self._api.read("searchListingsItems", self._path(), (self._where, ("pageSize", "1")))
        return True

    def has(self, message: AdjustStock) -> bool:
        """Nothing at Amazon marks a correction: the number this station set is there, or it is not known."""
        target = self._targets.get(message.uid)
        return target is not None and self.stock(message.stock_ref or message.product).quantity == target

    def adjust(self, message: AdjustStock) -> None:
        """The number as it is, corrected. ACCEPTED is a promise, INVALID a refusal, whatever the status."""
        sku = message.stock_ref or message.product
        row = self._one(sku) if self._seller else {}
        quantity = _quantity(row)
        if quantity is None:
            raise Refused("stock.not_managed", sku=message.sku)
        target = max(0, quantity + message.delta)
        self._targets[message.uid] = target
        while len(self._targets) > _REMEMBERED:
            self._targets.pop(next(iter(self._targets)))
        about = next(rows_of(row.get("summaries")), {})
        where = ("marketplaceIds", word_of(about.get("marketplaceId")) or self._where[1].split(",")[0])
        value = {"fulfillment_channel_code": _OWN_SHELF, "quantity": target}
        patch = {"op": "merge", "path": "/attributes/fulfillment_availability", "value": [value]}
        body = {"productType": word_of(about.get("productType")) or "PRODUCT", "patches": [patch]}
        reply = self._api.write("patchListingsItem", "PATCH", self._path(sku), body, (where,))
        said = reply.data if isinstance(reply.data, dict) else {}
        if said.get("status") == "INVALID":
            issue = next(rows_of(said.get("issues")), {})
            words = {"said": word_of(issue.get("code")), "message": word_of(issue.get("message"))}
            raise Refused("cart.refused", status=reply.status, **words)
        if said.get("status") != "ACCEPTED":
            raise InDoubt("cart.in_doubt", reason="cart.unusable", status=reply.status)

    def _found(self, skus: Sequence[str]) -> dict[str, Json]:
        """Rows by SKU. A comma parts the SKUs of a search: one that has it is asked for alone."""
        plain = [sku for sku in skus if "," not in sku]
        rows: list[Json] = []
        for first in range(0, len(plain), _AT_ONCE):
            some = ",".join(plain[first : first + _AT_ONCE])
            asked: Query = (("identifiers", some), ("identifiersType", "SKU"), ("pageSize", str(_AT_ONCE)))
            query = (self._where, _DATASETS, *asked)
            rows += rows_of(self._api.read("searchListingsItems", self._path(), query).row.get("items"))
        for sku in skus:
            if "," in sku:
                try:
                    rows.append(self._one(sku))
                except Refused as error:
                    if error.problem.code != "cart.product_gone":
                        raise
        return {word_of(row.get("sku")): row for row in rows}

    def _one(self, sku: str) -> Json:
        query = (self._where, _DATASETS)
        return self._api.read("getListingsItem", self._path(sku), query, about="product").row

    def _path(self, sku: str = "") -> str:
        return "/".join(filter(None, (LISTINGS, quote(self._seller, safe=""), quote(sku, safe=""))))


def _product(store: str, ref: str, row: Json) -> Product:
    about = next(rows_of(row.get("summaries")), {})
    return Product(
        store,
        ref,
        ref,
        text_of(about.get("itemName")) or ref,
        codes=tuple(dict.fromkeys((*_identifiers(row), *filter(None, (word_of(about.get("fnSku")),))))),
        mass=_mass(row),
        image_url=word_of(part_of(about, "mainImage").get("link")),
        stock_ref=ref,
        stock=_quantity(row),
    )


def _identifiers(row: Json) -> Iterator[str]:
    """GTIN, EAN, UPC: as the seller handed them in."""
    for one in rows_of(part_of(row, "attributes").get("externally_assigned_product_identifier")):
        if value := word_of(one.get("value")):
            yield value


def _mass(row: Json) -> Mass | None:
    """Wrapped as it ships, else bare; None for what weighs nothing or has no unit."""
    attributes = part_of(row, "attributes")
    for name in _WEIGHTS:
        for one in rows_of(attributes.get(name)):
            value, unit = number_of(one.get("value")), _UNITS.get(word_of(one.get("unit")))
            if unit and value is not None and value > Decimal(0):
                return Mass.of(value, unit)
    return None


def _quantity(row: Json) -> int | None:
    """None for what Amazon keeps in its own warehouses: that number is never ours to set."""
    shelves = list(rows_of(row.get("fulfillmentAvailability")))
    if not shelves or any(word_of(one.get("fulfillmentChannelCode")) != _OWN_SHELF for one in shelves):
        return None
    found = number_of(shelves[0].get("quantity"))
    if found is not None and found != int(found):
        raise Unusable("cart.unusable", status=200)
    return None if found is None else int(found)
