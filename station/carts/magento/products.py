"""A product of Magento as a product of ours. Pure.

Sources: Adobe Commerce REST schema 2.4.9 (catalog-data-product-interface), "Product attributes".
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from station.carts.reading import Json, number_of, ref_of, rows_of, shown, text_of, word_of
from station.carts.settings import StoreSettings
from station.model.product import Product
from station.model.quantity import MILLIGRAMS, Mass

# Attributes merchants and modules keep codes in.
_CODES = ("barcode", "ean", "ean13", "gtin", "upc", "isbn", "gtin13", "ean_code")
_BETWEEN_CODES = re.compile(r"[\s,;|]+")
_NO_GOODS = ("virtual", "downloadable")
_NO_PICTURE = ("", "no_selection")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a store view says of all its products. `pictures`: where their files are."""

    unit: str
    pictures: str


def sku_of(row: Json) -> str:
    """As it is: a SKU may begin or end with a blank."""
    sku = row.get("sku")
    return sku if isinstance(sku, str) else word_of(sku)


def gone(ref: str, parent: str, store: str) -> Product:
    return Product(store, ref, "", "", parent=parent, stock_ref=ref, gone=True)


def product_of(
    row: Json, above: Json, parent: str, stock: Decimal | None, facts: Facts, settings: StoreSettings
) -> Product:
    """`above` is the configurable product it was chosen from: it lends its picture."""
    said = _attributes(row)
    ref, unit = ref_of(row.get("id")), settings.weight_unit.lower() or facts.unit
    weight = number_of(row.get("weight"))
    keys = (*settings.barcode_keys, *_CODES)
    codes = (code for key in keys for code in _BETWEEN_CODES.split(shown(said.get(key))) if code)
    picture = _picture(row) or _picture(above)
    return Product(
        store=settings.name,
        ref=ref,
        sku=word_of(row.get("sku")),
        name=text_of(row.get("name")),
        codes=tuple(dict.fromkeys(codes)),
        parent=parent,
        mass=Mass.of(weight, unit) if weight is not None and weight > 0 and unit in MILLIGRAMS else None,
        image_url=f"{facts.pictures}/{picture.lstrip('/')}" if picture else "",
        ships=word_of(row.get("type_id")) not in _NO_GOODS,
        stock_ref=ref,
        stock=None if stock is None else int(stock // 1),
    )


def _attributes(row: Json) -> dict[str, object]:
    return {
        word_of(one.get("attribute_code")): one.get("value") for one in rows_of(row.get("custom_attributes"))
    }


def _picture(row: Json) -> str:
    """Its main picture, else the first that is shown at all."""
    main = word_of(_attributes(row).get("image"))
    if main not in _NO_PICTURE:
        return main
    gallery = (one for one in rows_of(row.get("media_gallery_entries")) if one.get("disabled") is not True)
    files = (word_of(one.get("file")) for one in gallery if word_of(one.get("media_type")) == "image")
    return next(files, "")
