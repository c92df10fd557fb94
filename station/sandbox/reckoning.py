"""What the shop must know at the end, worked out from its own books; the station's database is not asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from station.sandbox.shop import Shop
from station.sandbox.shop.refusal import Doc

_REDUCED = "_reduced_stock"


@dataclass(frozen=True, slots=True)
class _Start:
    """From when on a product is followed: its number then, and the units taken for each order."""

    stock: int
    taken: Mapping[int, int]


class Reckoning:
    """Begins with the stock as it is once every order is placed: the shop subtracts what it sells."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        # A variation may leave the counting to its parent.
        self._holder = {
            one.id: one.parent if one.manage_stock == "parent" else one.id for one in shop.products()
        }
        self._skus = {one.id: one.sku for one in shop.products() if one.manage_stock is True}
        self._starts = {
            product: _Start(shop.stock(product) or 0, self._taken(product)) for product in self._skus
        }

    def counted(self, product: int, count: int, packed: Mapping[str, int]) -> None:
        """`count` units of a product are on the shelf; `packed` are the units per line already in cartons.

        What the shop may still sell is what lies there less what is sold and not packed yet.
        """
        waiting = 0
        for ref in self._shop.orders():
            for line in self._lines(ref, product):
                waiting += max(0, _reduced(line) - packed.get(str(line["id"]), 0))
        self._starts[product] = _Start(count - waiting, self._taken(product))

    def differences(self) -> list[str]:
        """SKUs whose number at the shop is not what it must be."""
        return [
            sku for product, sku in self._skus.items() if self._shop.stock(product) != self._must_be(product)
        ]

    def _must_be(self, product: int) -> int:
        """Where it began, and what the shop put back because an order was cancelled since."""
        start = self._starts[product]
        back = sum(
            units for ref, units in start.taken.items() if self._shop.order(ref)["status"] == "cancelled"
        )
        return start.stock + back

    def tracking_at_cart(self, cartons: Iterable[tuple[str, str]]) -> int:
        """How many of the (order, tracking number) the shop knows."""
        return sum(tracking in self._shop.tracking(int(ref)) for ref, tracking in cartons)

    def _taken(self, product: int) -> dict[int, int]:
        return {ref: sum(_reduced(line) for line in self._lines(ref, product)) for ref in self._shop.orders()}

    def _lines(self, ref: int, product: int) -> list[Doc]:
        lines: list[Doc] = self._shop.order(ref)["line_items"]
        return [one for one in lines if self._holder[one["variation_id"] or one["product_id"]] == product]


def _reduced(line: Doc) -> int:
    """Units the shop subtracted for a line and has not put back."""
    return sum(int(meta["value"]) for meta in line["meta_data"] if meta["key"] == _REDUCED)
