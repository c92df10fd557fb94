"""One shelf of the practice warehouse is empty, and only the packer finds out."""

from collections.abc import Sequence

from station.model.view import BenchView, LineView
from station.sandbox.shop import Shop
from station.sandbox.tray import Goods


class EmptyShelf:
    """The first line that may be short without another order missing the product too."""

    def __init__(self, shop: Shop, goods: Goods) -> None:
        self._shop = shop
        self._goods = goods
        self._line = ""
        self._reported = False

    def look(self, view: BenchView, later: Sequence[str]) -> None:
        """An order was opened; `later` are the orders (ids) to be packed after it."""
        if self._reported or self._line or sum(line.due for line in view.lines) < 2:
            return
        wares = [self._goods.of_line(line.ref) for line in view.lines]
        for line, ware in zip(view.lines, wares, strict=True):
            alone = wares.count(ware) == 1 and not self._is_wanted(ware.product, later)
            if line.has_code and line.due == 1 and ware.counted and alone:
                self._line = line.ref
                return

    def _is_wanted(self, product: int, later: Sequence[str]) -> bool:
        lines = (line for ref in later for line in self._shop.order(int(ref))["line_items"])
        return any(product == (line["variation_id"] or line["product_id"]) for line in lines)

    def has(self, line: LineView) -> bool:
        """Whether there is anything of this line to take."""
        return line.ref != self._line or self._reported

    def is_next(self, view: BenchView) -> LineView | None:
        """The short line, once the screen asks for it or nothing else is left."""
        line = next((one for one in view.lines if one.left and not self.has(one)), None)
        others = any(one.left and self.has(one) for one in view.lines)
        return line if line is not None and (line.ref == view.current or not others) else None

    def reported(self) -> None:
        self._reported = True
