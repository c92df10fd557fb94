"""Stock as WooCommerce counts it: one number, taken when an order is placed, not when it is shipped.

Seen on WooCommerce 10.5.0: it falls at on-hold, processing or completed, and line meta `_reduced_stock`
says by how much; cancelled and pending put it back; failed, refunded, trash and deleting do not.
"""

from station.sandbox.shop.objects import Objects, Order, Product
from station.sandbox.shop.refusal import Doc
from station.sandbox.shop.site import Site

TAKES = ("on-hold", "processing", "completed")
PUTS_BACK = ("cancelled", "pending")
MARK = "_reduced_stock"


class Shelf:
    """The stock of one shop."""

    def __init__(self, objects: Objects, site: Site) -> None:
        self._objects = objects
        self._site = site

    def holder(self, product: Product) -> Product | None:
        """The product whose number counts for this one; None when nobody counts it."""
        if product.manage_stock == "parent":
            return self._objects.products.get(product.parent)
        return product if product.manage_stock is True else None

    def quantity(self, product: Product) -> int | None:
        held = self.holder(product)
        return None if held is None else held.stock

    def change(self, product: Product, delta: int) -> tuple[int, int] | None:
        """Before and after; None when the product is not counted."""
        held = self.holder(product) if self._site.manage_stock else None
        if held is None:
            return None
        before = held.stock or 0
        held.stock = before + delta
        held.modified = self._site.now()
        self._objects.keep_product(held)
        return before, held.stock

    def follow(self, order: Order, status: str) -> str:
        """Take or put back what entering `status` asks for; the shop's note about it, or empty."""
        if status in TAKES:
            return self._note("Stock levels reduced", [self._take(line) for line in order.doc["line_items"]])
        if status in PUTS_BACK:
            rows = [self._put_back(line) for line in order.doc["line_items"]]
            return self._note("Stock levels increased", rows)
        return ""

    def line_changed(self, line: Doc, before: int) -> None:
        """An edit of a line's quantity in the shop's own pages moves the difference."""
        taken = _mark(line)
        if taken is None:
            return
        difference = line["quantity"] - before
        product = self._product(line)
        if product is not None and self.change(product, -difference) is not None:
            self._set_mark(line, max(0, int(taken["value"]) + difference))

    def restock(self, line: Doc, units: int) -> None:
        """Refunded units back on the shelf, of those that were taken."""
        product, taken = self._product(line), _mark(line)
        if product is None or taken is None:
            return
        units = min(units, int(taken["value"]))
        if self.change(product, units) is not None:
            self._set_mark(line, int(taken["value"]) - units)
            line["meta_data"].append(self._meta("_restock_refunded_items", str(units)))

    def _take(self, line: Doc) -> str:
        product = self._product(line)
        if product is None or _mark(line) is not None:
            return ""
        moved = self.change(product, -line["quantity"])
        if moved is None:
            return ""
        line["meta_data"].append(self._meta(MARK, str(line["quantity"])))
        return f"{line['name']} ({moved[0]}&rarr;{moved[1]})"

    def _put_back(self, line: Doc) -> str:
        product, taken = self._product(line), _mark(line)
        if product is None or taken is None:
            return ""
        moved = self.change(product, int(taken["value"]))
        line["meta_data"].remove(taken)
        return f"{line['name']} ({moved[0]}&rarr;{moved[1]})" if moved else ""

    def _product(self, line: Doc) -> Product | None:
        return self._objects.products.get(line["variation_id"] or line["product_id"])

    def _meta(self, key: str, value: str) -> Doc:
        return {"id": self._objects.number("meta"), "key": key, "value": value}

    def _set_mark(self, line: Doc, units: int) -> None:
        for meta in line["meta_data"]:
            if meta["key"] == MARK:
                meta["value"] = str(units)

    @staticmethod
    def _note(title: str, rows: list[str]) -> str:
        told = [row for row in rows if row]
        return f"{title}: {', '.join(told)}" if told else ""


def _mark(line: Doc) -> Doc | None:
    return next((meta for meta in line["meta_data"] if meta["key"] == MARK), None)
