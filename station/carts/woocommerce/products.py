"""A product or variation of WooCommerce as a product of ours. Pure.

Sources: WooCommerce REST documentation, "Products" and "Product variations"; recorded answers of
WooCommerce 10.5.0 (`manage_stock` is true, false or "parent").
"""

import re
from collections.abc import Sequence

from station.carts.reading import (
    Json,
    first_meta,
    meta_of,
    number_of,
    part_of,
    ref_of,
    rows_of,
    shown,
    text_of,
    word_of,
)
from station.carts.woocommerce.settings import ShopSettings
from station.model.product import Product
from station.model.quantity import Mass

_BETWEEN_CODES = re.compile(r"[\s,;|]+")


def gone(ref: str, parent: str, settings: ShopSettings) -> Product:
    return Product(settings.name, ref, "", "", parent=parent, stock_ref=ref, gone=True)


def product_of(row: Json, parent: Json | None, unit: str, settings: ShopSettings) -> Product:
    """`parent` is a variation's product; what the variation does not say is taken from it."""
    above: Json = parent or {}
    ref, up = ref_of(row.get("id")), ref_of(above.get("id")) or ref_of(row.get("parent_id"))
    return Product(
        store=settings.name,
        ref=ref,
        sku=word_of(row.get("sku")) or word_of(above.get("sku")),
        name=_name(row, above),
        codes=_codes(row, settings.barcode_keys),
        parent=up,
        mass=mass_of(row, unit) or mass_of(above, unit),
        image_url=_image(row) or _image(above),
        ships=row.get("virtual") is not True and row.get("shipping_required") is not False,
        stock_ref=stock_ref_of(row, up),
        stock=stock_of(row),
        bin=first_meta(row, settings.bin_keys) or first_meta(above, settings.bin_keys),
    )


def stock_ref_of(row: Json, parent: str) -> str:
    """Who holds the stock: a variation may share its parent's."""
    return parent if row.get("manage_stock") == "parent" and parent else ref_of(row.get("id"))


def stock_of(row: Json) -> int | None:
    """The shop's number, None when it does not count. Parts of a unit are not sellable."""
    quantity = number_of(row.get("stock_quantity"))
    if row.get("manage_stock") not in (True, "parent") or quantity is None:
        return None
    return int(quantity // 1)


def mass_of(row: Json, unit: str) -> Mass | None:
    """None for an empty, zero or unreadable weight."""
    weight = number_of(row.get("weight"))
    return Mass.of(weight, unit) if weight is not None and weight > 0 else None


def _name(row: Json, parent: Json) -> str:
    """A variation is called by its attributes only ("Ink Blue, S"), or not at all by older shops."""
    own = text_of(row.get("name"))
    if not parent:
        return own
    chosen = ", ".join(shown(one.get("option")) for one in rows_of(row.get("attributes")))
    whole = text_of(parent.get("name"))
    return " - ".join(filter(None, (whole, own.removeprefix(f"{whole} - ") or chosen)))


def _codes(row: Json, keys: Sequence[str]) -> tuple[str, ...]:
    """Every code the shop has for it. A field of a plug-in may hold several."""
    meta = meta_of(row)
    said = [word_of(row.get("global_unique_id")), *(shown(meta.get(key)) for key in keys)]
    return tuple(dict.fromkeys(code for text in said for code in _BETWEEN_CODES.split(text) if code))


def _image(row: Json) -> str:
    """The first picture. A variation has one, a product a list."""
    for image in rows_of(row.get("images")):
        return word_of(image.get("src"))
    return word_of(part_of(row, "image").get("src"))
