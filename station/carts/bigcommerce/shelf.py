"""Products and stock of one store: reading them, and the one write a correction takes.

Sources: inventory.v3, product-variants_catalog.v3, settings.v3 OpenAPI documents. An adjustment is applied
some moments after it is answered, and nobody tells what became of one whose answer got lost.
"""

import time
from collections.abc import Callable, Sequence
from threading import Lock

from station.carts.bigcommerce.api import Api
from station.carts.contract import InDoubt, Location, Refused, SignInAgain, Step, StockLevel, TryLater
from station.carts.reading import Json, number_of, part_of, ref_of, rows_of, shown, text_of, word_of
from station.carts.settings import StoreSettings
from station.model.product import Product
from station.model.quantity import MILLIGRAMS, Mass
from station.model.shipment import AdjustStock

DELTA = Step("delta", repeatable=False)
_UNITS = {"lbs": "lb", "ounces": "oz", "kgs": "kg", "grams": "g", "tonnes": "t"}
_AT_ONCE = 50
_SETTLES = 30.0  # seconds in which a reading may still be the old one
_FIRST = "requires absolute adjustment before relative"
_AT_SHIPMENT = "order_completed_or_shipped"


class Shelf:
    """A variant is known by its id, with its product as parent; `p` and an id is a product by itself."""

    def __init__(
        self, api: Api, settings: StoreSettings, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._api = api
        self._settings = settings
        self._location = settings.number("location", 1, 1, 2**31)
        self._monotonic = monotonic
        self._lock = Lock()
        self._unit = ""
        self._adjusted: dict[str, float] = {}

    def products(self, wanted: Sequence[tuple[str, str]]) -> tuple[Product, ...]:
        unit = self.weight_unit()
        found: list[Product] = []
        for first in range(0, len(wanted), _AT_ONCE):
            some = wanted[first : first + _AT_ONCE]
            ids = ",".join(dict.fromkeys(_product_id(ref, parent) for ref, parent in some))
            rows = self._by_id("v3/catalog/products", (("id:in", ids), ("include", "images")))
            variants = (
                self._by_id("v3/catalog/variants", (("product_id:in", ids),))
                if any(parent for _, parent in some)
                else {}
            )
            levels = self._levels(ids)
            for ref, parent in some:
                row = rows.get(_product_id(ref, parent))
                variant = variants.get(ref) if parent else {}
                if row is None or variant is None:
                    found.append(
                        Product(self._settings.name, ref, "", "", parent=parent, stock_ref=ref, gone=True)
                    )
                else:
                    level = _level_of(row, ref, levels)
                    found.append(_product(ref, row, variant, level, unit, self._settings))
        return tuple(found)

    def stock(self, product: str, parent: str) -> StockLevel:
        """What is on hand: safety stock is not sold, and lies on the shelf all the same."""
        row = self._owner(product, parent)
        held = _stock_ref(row, product)
        with self._lock:
            left = self._adjusted.get(held, float("-inf")) + _SETTLES - self._monotonic()
        if left > 0:
            raise TryLater("cart.busy", left)
        level = _level_of(row, product, self._levels(ref_of(row.get("id")), needed=True))
        return StockLevel(_on_hand(row, level), held)

    def write(self, message: AdjustStock) -> None:
        """`Refused` where nothing is counted, nothing was ever set, or the store takes stock at shipment."""
        identity, held = self._identity(message)
        policy = part_of(self._api.read("v3/settings/inventory").row, "data")
        if policy.get("update_stock_behavior") == _AT_SHIPMENT:
            raise Refused("stock.taken_at_shipment", sku=message.sku)
        item = {"location_id": self._location, **identity, "quantity": message.delta}
        body = {"reason": f"PB:{message.uid}", "items": [item]}
        try:
            self._api.write("POST", "v3/inventory/adjustments/relative", body)
        except Refused as refused:
            if _FIRST in str(refused.problem.params.get("message")):
                raise Refused("stock.first_count", sku=message.sku) from refused
            raise
        except InDoubt:
            self._begin(held)
            raise
        self._begin(held)

    def locations(self) -> tuple[Location, ...]:
        rows = self._api.collection("v3/inventory/locations")
        return tuple(
            Location(ref_of(row.get("id")), text_of(row.get("label")), row.get("enabled") is not False)
            for row in rows
        )

    def weight_unit(self) -> str:
        """What the store weighs in, asked once; where it may not be asked, the configured unit, or kg."""
        with self._lock:
            if not self._unit:
                named = self._settings.weight_unit.lower()
                self._unit = named if named in MILLIGRAMS else self.asked_unit() or "kg"
            return self._unit

    def asked_unit(self) -> str:
        """The unit the store itself names; empty for a token that may not see it."""
        try:
            return _UNITS.get(word_of(self._api.read("v2/store").row.get("weight_units")).lower(), "")
        except (SignInAgain, Refused):
            return ""

    def _begin(self, held: str) -> None:
        with self._lock:
            self._adjusted[held] = self._monotonic()

    def _identity(self, message: AdjustStock) -> tuple[dict[str, int], str]:
        """How an adjustment calls it, which depends on what the store counts by; and who holds its stock."""
        ref = message.product
        row = self._owner(ref, "")
        held = _stock_ref(row, ref)
        match word_of(row.get("inventory_tracking")):
            case "product":
                return {"product_id": int(ref_of(row.get("id")))}, held
            case "variant" if not ref.startswith("p"):
                return {"variant_id": int(ref)}, held
        raise Refused("stock.not_managed", sku=message.sku)

    def _owner(self, ref: str, parent: str) -> Json:
        """The product that is meant, or that the variant is of. `Refused("cart.product_gone")`."""
        wanted = _product_id(ref, parent)
        if not (parent or ref.startswith("p")):
            rows = self._api.collection("v3/catalog/variants", (("id", ref),))
            wanted = next((ref_of(row.get("product_id")) for row in rows), "")
        found = self._by_id("v3/catalog/products", (("id:in", wanted),)) if wanted else {}
        if wanted not in found:
            raise Refused("cart.product_gone", status=404)
        return found[wanted]

    def _by_id(self, path: str, query: tuple[tuple[str, str], ...]) -> dict[str, Json]:
        return {ref_of(row.get("id")): row for row in self._api.collection(path, query)}

    def _levels(self, ids: str, *, needed: bool = False) -> tuple[Json, ...]:
        """What our location has of these products; nothing, unless needed, where it may not be seen."""
        path = f"v3/inventory/locations/{self._location}/items"
        try:
            return self._api.collection(path, (("product_id:in", ids),))
        except SignInAgain as error:
            if needed or error.problem.code != "cart.scope_missing":
                raise
            return ()


def _product_id(ref: str, parent: str) -> str:
    return parent or ref.removeprefix("p")


def _stock_ref(row: Json, ref: str) -> str:
    """One number for all variants of a product, where it is the product that is counted."""
    shared = word_of(row.get("inventory_tracking")) == "product" and not ref_of(row.get("base_variant_id"))
    return f"p{ref_of(row.get('id'))}" if shared else ref


def _level_of(row: Json, ref: str, levels: Sequence[Json]) -> Json:
    """The line of our location that counts it; empty for none."""
    by_variant = word_of(row.get("inventory_tracking")) == "variant" and not ref.startswith("p")
    name, wanted = ("variant_id", ref) if by_variant else ("product_id", ref_of(row.get("id")))
    return next((one for one in levels if ref_of(part_of(one, "identity").get(name)) == wanted), {})


def _on_hand(row: Json, level: Json) -> int | None:
    found = number_of(level.get("total_inventory_onhand"))
    counted = word_of(row.get("inventory_tracking")) in ("product", "variant")
    return int(found // 1) if counted and found is not None else None


def _product(ref: str, row: Json, variant: Json, level: Json, unit: str, settings: StoreSettings) -> Product:
    simple = not variant or bool(ref_of(row.get("base_variant_id")))
    chosen = ", ".join(shown(one.get("label")) for one in rows_of(variant.get("option_values")))
    # A code of a product with several variants is nobody's own.
    said = [
        one.get(key)
        for key in (*settings.barcode_keys, "gtin", "upc")
        for one in (variant, row)[: 1 + simple]
    ]
    where = (part_of(level, "settings"), variant, row)
    return Product(
        store=settings.name,
        ref=ref,
        sku=text_of(variant.get("sku")) or text_of(row.get("sku")),
        name=" - ".join(filter(None, (text_of(row.get("name")), chosen))),
        codes=tuple(dict.fromkeys(filter(None, map(word_of, said)))),
        parent=ref_of(row.get("id")) if variant else "",
        mass=_mass(variant, unit) or _mass(row, unit),
        image_url=word_of(variant.get("image_url")) or _image(row),
        ships=word_of(row.get("type")) != "digital",
        stock_ref=_stock_ref(row, ref),
        stock=_on_hand(row, level),
        bin=next(filter(None, (text_of(one.get("bin_picking_number")) for one in where)), ""),
    )


def _mass(row: Json, unit: str) -> Mass | None:
    weight = number_of(row.get("weight"))
    return Mass.of(weight, unit) if weight is not None and weight > 0 else None


def _image(row: Json) -> str:
    """The picture lists show, else the first."""
    images = sorted(rows_of(row.get("images")), key=lambda one: one.get("is_thumbnail") is not True)
    return word_of(images[0].get("url_standard")) if images else ""
