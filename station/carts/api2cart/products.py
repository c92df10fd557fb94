"""Products of API2Cart and their child items (variants) as products of ours; reading and correcting stock.

Source: OpenAPI of 2026-08-16, `Product`, `Child`, `product.update`, `product.variant.update`.
"""

import re
from collections.abc import Sequence

from station.carts.api2cart.api import ALL, Api, many, one
from station.carts.api2cart.store import Store
from station.carts.contract import Refused, StockLevel
from station.carts.reading import Json, number_of, ref_of, shown, text_of, word_of
from station.carts.settings import StoreSettings
from station.model.product import Product
from station.model.quantity import MILLIGRAMS, Mass
from station.model.shipment import AdjustStock

_CODES = ("u_gtin", "u_ean", "u_upc", "u_isbn", "gtin", "ean", "upc", "isbn", "barcode")
_UNITS = {
    "kgs": "kg",
    "gr": "g",
    "gram": "g",
    "grams": "g",
    "kilograms": "kg",
    "ounces": "oz",
    "pounds": "lb",
}
_BETWEEN_CODES = re.compile(r"[\s,;|]+")
_NO = ("false", "no", "0")


class Shelf:
    """Products by (product, parent). Errors are `CartError`s."""

    def __init__(self, api: Api, store: Store, settings: StoreSettings) -> None:
        self._api = api
        self._store = store
        self._settings = settings
        self._parents: dict[str, str] = {}

    def products(self, wanted: Sequence[tuple[str, str]]) -> tuple[Product, ...]:
        asked = dict.fromkeys([product for product, parent in wanted if not parent])
        asked |= dict.fromkeys([parent for _, parent in wanted if parent])
        found = {ref_of(row.get("id")): row for row in self._list("product.list.json", "product", asked)}
        parents = dict.fromkeys(parent for _, parent in wanted if parent in found)
        children = {
            (ref_of(row.get("id")), ref_of(row.get("parent_id"))): row
            for row in self._list("product.child_item.list.json", "children", parents)
        }
        answers = []
        for product, parent in wanted:
            row = children.get((product, parent)) if parent else found.get(product)
            row = row or self._one(product, parent)  # a list may leave out what is not for sale
            if row is None and parent and not self._can_tell_variants():
                row = found.get(parent)  # not gone: only not told
            answers.append(self._product(row, found.get(parent), product, parent))
        return tuple(answers)

    def stock(self, product: str, parent: str) -> StockLevel:
        row = self._one(product, parent)
        if row is None:
            raise Refused("cart.product_gone", status=200, said="112", message="")
        self._parents[product] = parent
        return StockLevel(self._count(row), product)

    def adjust(self, message: AdjustStock) -> None:
        """Raises `Refused` (`stock.not_managed`) where the cart says that nothing was changed."""
        change = "increase_quantity" if message.delta > 0 else "reduce_quantity"
        # Another correction is another write: with the same key the answer to the first would come again.
        key = f"{message.uid}:{message.delta}"
        body: dict[str, object] = {**dict(self._api.store), "id": message.product, change: abs(message.delta)}
        if place := self._settings.text("location"):
            body["warehouse_id"] = place
        parent, method = self._parents.get(message.product, ""), "product.update.json"
        if parent:
            body["product_id"], method = parent, "product.variant.update.json"
        elif self._settings.flag("wait_until_done"):
            body["check_process_status"] = True
        body["idempotency_key"] = key
        said = self._api.write("PUT", method, body, key=key, about="product")
        if number_of(said.get("updated_items")) == 0:
            raise Refused("stock.not_managed", sku=message.sku)

    def _list(self, method: str, part: str, refs: dict[str, None]) -> list[Json]:
        rows: list[Json] = []
        if not self._store.facts().can(method):
            return rows
        names = list(filter(None, refs))
        for first in range(0, len(names), 100):
            some = ",".join(names[first : first + 100])
            try:
                rows += self._api.all(method, part, (("product_ids", some),), about="product")
            except Refused as error:
                if error.problem.code != "cart.product_gone":
                    raise
        return rows

    def _one(self, product: str, parent: str) -> Json | None:
        method = "product.child_item.info.json" if parent else "product.info.json"
        if parent and not self._can_tell_variants():
            return None
        query = (("id", product), *((("product_id", parent),) if parent else ()), ALL)
        try:
            return self._api.ask(method, query, about="product") if product else None
        except Refused as error:
            if error.problem.code != "cart.product_gone":
                raise
            return None

    def _can_tell_variants(self) -> bool:
        return self._store.facts().can("product.child_item.info.json")

    def _product(self, row: Json | None, above: Json | None, product: str, parent: str) -> Product:
        name = self._settings.name
        if row is None:
            return Product(name, product, "", "", parent=parent, stock_ref=product, gone=True)
        up: Json = above or {}
        return Product(
            store=name,
            ref=product,
            sku=word_of(row.get("sku")) or word_of(row.get("u_sku")) or word_of(row.get("u_model")),
            name=text_of(row.get("name")) or text_of(up.get("name")),
            codes=self._codes(row),
            parent=parent,
            mass=self._mass(row) or self._mass(up),
            image_url=_image(row) or _image(up),
            ships=not any(row.get(field) is True for field in ("is_virtual", "is_downloadable")),
            stock_ref=product,
            stock=self._count(row),
        )

    def _codes(self, row: Json) -> tuple[str, ...]:
        fields = {**one(row, "additional_fields"), **one(row, "custom_fields")}
        said = [*(shown(fields.get(key)) for key in self._settings.barcode_keys)]
        said += [word_of(row.get(field)) for field in _CODES]
        return tuple(dict.fromkeys(code for text in said for code in _BETWEEN_CODES.split(text) if code))

    def _mass(self, row: Json) -> Mass | None:
        """None where nobody says the unit: marketplaces give 350 and mean grams."""
        weight = number_of(row.get("weight"))
        said = self._settings.weight_unit or word_of(row.get("weight_unit"))
        unit = (said or self._store.facts().weight_unit).lower()
        unit = _UNITS.get(unit, unit)
        return Mass.of(weight, unit) if weight is not None and weight > 0 and unit in MILLIGRAMS else None

    def _count(self, row: Json) -> int | None:
        """What can be sold, at the warehouse that is packed from; None where the cart does not count."""
        managed = row.get("is_stock_managed")
        managed = row.get("manage_stock") if managed is None else managed
        if managed is False or word_of(managed).lower() in _NO:
            return None
        quantity = row.get("quantity", row.get("inventory_level"))
        places = {word_of(one.get("warehouse_id")): one.get("quantity") for one in many(row.get("inventory"))}
        if places and (place := self._settings.text("location")):
            quantity = places.get(place, 0)
        found = number_of(quantity)
        return None if found is None else int(found // 1)


def _image(row: Json) -> str:
    """The first picture there is."""
    paths = (word_of(image.get("http_path")) for image in many(row.get("images")))
    return next(filter(None, paths), "")
