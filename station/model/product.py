"""What a packer holds in the hand."""

from dataclasses import dataclass

from station.model.quantity import Mass


@dataclass(frozen=True, slots=True)
class Product:
    """A product or variation of one store. `mass` is None when the cart knows none.

    `stock_ref` is the product that holds the stock (the parent of a variation that shares it);
    `stock` is the cart's number at reading, None when the cart does not count this product.
    `gone`: the cart no longer has it. `warehouse_sku`: what the warehouse calls it, where the store's SKU
    map says so. `cases`: (code, units) of codes that stand for several units.
    """

    store: str
    ref: str
    sku: str
    name: str
    codes: tuple[str, ...] = ()
    parent: str = ""
    mass: Mass | None = None
    image_url: str = ""
    ships: bool = True
    stock_ref: str = ""
    stock: int | None = None
    bin: str = ""
    gone: bool = False
    warehouse_sku: str = ""
    cases: tuple[tuple[str, int], ...] = ()
