"""Products and their stock.

A combination (a variant) is `product-combination` here. Its weight is what it adds to its product's, its
stock a row of its own. Stock is written as a number; how many there were is read right before.
Sources: PrestaShop webservice reference (products, combinations, stock_availables) and recorded answers of
8.2.1; pictures are public below `img/p`, a folder per digit of their id.
"""

import threading
from collections.abc import Mapping, Sequence
from decimal import Decimal

from station.carts.contract import InDoubt, Refused, StockLevel
from station.carts.prestashop.api import Api, by_ref
from station.carts.prestashop.mapping import flag, name_of, product_ref
from station.carts.prestashop.tables import Tables
from station.carts.reading import Json, number_of, part_of, ref_of, rows_of, word_of
from station.carts.settings import StoreSettings
from station.model.product import Product
from station.model.quantity import Mass
from station.model.shipment import AdjustStock

_CODES = ("ean13", "upc", "isbn")
_FIELDS = ("id", "reference", *_CODES, "weight", "name", "is_virtual", "id_default_image")
_REMEMBERED = 200
_NONE = Decimal(0)


class Goods:
    """Thread-safe. Methods raise as a read or a write does."""

    def __init__(self, api: Api, tables: Tables, settings: StoreSettings, shop: str) -> None:
        self._api = api
        self._tables = tables
        self._settings = settings
        self._shop = shop
        self._lock = threading.Lock()
        self._sent: dict[str, int] = {}

    def products(self, wanted: Sequence[tuple[str, str]]) -> tuple[Product, ...]:
        refs = {ref: _parts(ref) for ref, _ in wanted}
        display = f"[{','.join((*_FIELDS, *self._settings.barcode_keys))}]"
        mains = by_ref(
            self._api.named("products", "id", (main for main, _ in refs.values()), display=display)
        )
        variants = by_ref(self._api.named("combinations", "id", (variant for _, variant in refs.values())))
        stock = {
            (ref_of(row.get("id_product")), ref_of(row.get("id_product_attribute"))): row
            for row in reversed(self._api.named("stock_availables", "id_product", mains))
        }
        unit, counts = self._tables.unit() or "kg", self._tables.counts_stock()
        found = []
        for ref, _ in wanted:
            main, variant = mains.get(refs[ref][0]), variants.get(refs[ref][1], {})
            if main is None or (refs[ref][1] and ref_of(variant.get("id_product")) != refs[ref][0]):
                parent = refs[ref][0] if refs[ref][1] else ""
                found.append(
                    Product(self._settings.name, ref, "", "", parent=parent, stock_ref=ref, gone=True)
                )
            else:
                found.append(self._product(main, variant, stock.get(refs[ref], {}), unit, counts=counts))
        return tuple(found)

    def _product(self, main: Json, variant: Json, stock: Json, unit: str, *, counts: bool) -> Product:
        product, combination = ref_of(main.get("id")), ref_of(variant.get("id"))
        ref = product_ref(product, combination)
        weight = sum((number_of(one.get("weight")) or _NONE for one in (main, variant)), _NONE)
        keys = (*self._settings.barcode_keys, *_CODES)
        codes = [word_of(row.get(key)) for row in ((variant,) if variant else (main,)) for key in keys]
        pictures = [*rows_of(part_of(variant, "associations").get("images"))]
        picture = ref_of(pictures[0].get("id")) if pictures else ref_of(main.get("id_default_image"))
        return Product(
            store=self._settings.name,
            ref=ref,
            sku=word_of(variant.get("reference")) or word_of(main.get("reference")),
            name=name_of(main.get("name")),
            codes=tuple(dict.fromkeys(filter(None, codes))),
            parent=product if combination else "",
            mass=Mass.of(weight, unit) if weight > 0 else None,
            image_url=f"{self._shop}/img/p/{'/'.join(picture)}/{picture}.jpg" if picture else "",
            ships=not flag(main, "is_virtual"),
            stock_ref=ref,
            stock=_counted(stock) if counts else None,
            bin=word_of(stock.get("location")),
        )

    def stock(self, ref: str) -> StockLevel:
        row = self._row(ref)
        return StockLevel(_counted(row) if self._tables.counts_stock() else None, ref)

    def correct(self, message: AdjustStock) -> None:
        """One write: the number there is now, and the correction. A sale in the moment between the reading
        and the writing is lost: the shop has no other way.
        """
        row = self._row(message.product)
        now = _counted(row) if self._tables.counts_stock() else None
        if now is None:
            raise Refused("stock.not_managed", sku=message.sku)
        wanted = now + message.delta
        with self._lock:
            self._sent = dict([*self._sent.items(), (message.uid, wanted)][-_REMEMBERED:])
        said = self._api.change(
            "stock_availables", "stock_available", ref_of(row.get("id")), {"quantity": str(wanted)}
        )
        if said and _counted(said) != wanted:
            raise InDoubt(
                "cart.in_doubt", reason="stock.not_kept", sku=message.sku, number=str(_counted(said))
            )

    def has(self, message: AdjustStock) -> bool:
        """The shop has no place for a marker: the number that was sent is the only trace."""
        with self._lock:
            wanted = self._sent.get(message.uid)
        return wanted is not None and self.stock(message.product).quantity == wanted

    def _row(self, ref: str) -> Json:
        product, combination = _parts(ref)
        asked = (
            ("filter[id_product]", f"[{product}]"),
            ("filter[id_product_attribute]", f"[{combination or '0'}]"),
        )
        rows, _ = self._api.find("stock_availables", asked)
        if not rows:
            raise Refused("cart.product_gone", status=404)
        return rows[0]


def _parts(ref: str) -> tuple[str, str]:
    product, _, combination = ref.partition("-")
    return product, combination


def _counted(row: Mapping[str, object]) -> int | None:
    """None for what the shop does not count, or counts in warehouses."""
    quantity = number_of(row.get("quantity"))
    return None if quantity is None or flag(row, "depends_on_stock") else int(quantity // 1)
