"""Products, and the numbers on their shelves.

With inventory sources a sale only reserves: a source's number falls at shipment, the sellable one at the
order. Without them there is one number, which falls at the order. Neither is written but as a whole.
Sources: Adobe Commerce REST schema 2.4.9; magento/inventory GetProductSalableQty.php (sources in stock +
reservations - threshold, 0 when not salable), PreciseExportStockProcessor.php, SourceItemsSave.
"""

import logging
import threading
from collections.abc import Mapping, Sequence
from decimal import Decimal

from station.carts.contract import CartError, InDoubt, Location, Refused, SignInAgain, StockLevel, Unusable
from station.carts.magento.api import Api, criteria, found, in_path
from station.carts.magento.products import gone, product_of, sku_of
from station.carts.magento.store import StoreView
from station.carts.reading import Json, number_of, ref_of, rows_of, word_of
from station.carts.settings import StoreSettings
from station.model.product import Product
from station.model.shipment import AdjustStock

log = logging.getLogger(__name__)

_NONE = Decimal(0)
_BY_SOURCE = ("sku", "source_code")


class Shelf:
    """Products by id; their stock is asked for by SKU. Errors are `CartError`s."""

    def __init__(self, api: Api, settings: StoreSettings, view: StoreView) -> None:
        self._api = api
        self._settings = settings
        self._view = view
        self._lock = threading.Lock()
        self._sent: dict[str, Decimal] = {}

    def products(self, wanted: Sequence[tuple[str, str]]) -> tuple[Product, ...]:
        ids = [ref for pair in wanted for ref in pair if ref.isdigit()]
        rows = {ref_of(row.get("id")): row for row in self._api.search("products", "entity_id", ids)}
        numbers = self._numbers([sku_of(rows[ref]) for ref, _ in wanted if ref in rows])
        answers = []
        for ref, parent in wanted:
            row, above = rows.get(ref), rows.get(parent, {})
            if row is None:
                answers.append(gone(ref, parent, self._settings.name))
                continue
            stock = numbers.get(sku_of(row).casefold())
            answers.append(product_of(row, above, parent, stock, self._view.facts(), self._settings))
        return tuple(answers)

    def bundles(self, refs: Sequence[str]) -> dict[str, str]:
        """How bundle products are shipped, by id; without the ones that are no more."""
        rows = self._api.search("products", "entity_id", refs)
        attributes = ((ref_of(row.get("id")), rows_of(row.get("custom_attributes"))) for row in rows)
        return {
            ref: word_of(one.get("value"))
            for ref, said in attributes
            for one in said
            if word_of(one.get("attribute_code")) == "shipment_type"
        }

    def locations(self) -> tuple[Location, ...]:
        return tuple(
            Location(code, word_of(row.get("name")) or code, row.get("enabled") is not False)
            for row in self._view.sources()
            if (code := word_of(row.get("source_code")))
        )

    # -- numbers ----------------------------------------------------------------------------------

    def stock(self, product: str) -> StockLevel:
        """A fresh reading; None where the shop does not count, or not at the source goods leave from."""
        sku = self._sku(product)
        item = self._api.read(f"stockItems/{in_path(sku)}", about="product").row
        if item.get("manage_stock") is False:
            return StockLevel(None, product)
        if not self._view.source():
            number = number_of(item.get("qty"))
        else:
            number = self._sellable([sku]).get(sku.casefold())
            if number is not None:  # what the shop keeps back is on the shelf all the same
                number += number_of(item.get("min_qty")) or _NONE
        return StockLevel(None if number is None else int(number // 1), product)

    def adjust(self, message: AdjustStock) -> None:
        """One write of the whole number, read just before. `Refused("stock.not_managed")` where there is
        none to change.
        """
        sku = self._sku(message.product)
        path, key, row = self._holder(sku)
        before = number_of(row.get(key)) if row else None
        if before is None:
            raise Refused("stock.not_managed", sku=message.sku)
        after = before + message.delta
        with self._lock:
            self._sent[message.uid] = after
        number = int(after) if after % 1 == 0 else str(after)
        if path == "inventory/source-items":
            status = 1 if after > 0 >= before else int(number_of(row.get("status")) or 0)
            entry = {"sku": sku, "source_code": self._view.source(), "quantity": number, "status": status}
            self._api.write("POST", path, {"sourceItems": [entry]})
        else:
            body = {"stockItem": {"qty": number, "is_in_stock": after > 0 or row.get("is_in_stock") is True}}
            self._api.write("PUT", path, body, about="product")
        self._verify(message, after)

    def has(self, message: AdjustStock) -> bool:
        """Whether the number is the one a correction of this run should have made. No shop keeps a mark
        beside it, so after a restart nobody knows.
        """
        with self._lock:
            after = self._sent.get(message.uid)
        if after is None:
            return False
        _, key, row = self._holder(self._sku(message.product))
        return bool(row) and number_of(row.get(key)) == after

    def _verify(self, message: AdjustStock, after: Decimal) -> None:
        """The last writer wins: somebody else may have written in the same moment."""
        try:
            kept = self.has(message)
        except CartError as trouble:  # the write itself was answered
            log.info("%s: a correction was not read back: %s", self._settings.name, trouble.problem.code)
            return
        if not kept:
            raise InDoubt("cart.in_doubt", reason="stock.not_kept", sku=message.sku, number=str(after))

    def _holder(self, sku: str) -> tuple[str, str, Json]:
        """Where the number is written, its name there, and its row (empty when there is none)."""
        source = self._view.source()
        if source:
            rows = self._api.search("inventory/source-items", "sku", [sku], _BY_SOURCE)
            own = (row for row in rows if word_of(row.get("source_code")) == source)
            return "inventory/source-items", "quantity", next(own, {})
        row = self._api.read(f"stockItems/{in_path(sku)}", about="product").row
        counted = row if row.get("manage_stock") is not False else {}
        return f"products/{in_path(sku)}/stockItems/{ref_of(row.get('item_id'))}", "qty", counted

    def _sku(self, product: str) -> str:
        rows, _ = found(self._api.read("products", criteria([[("entity_id", "eq", product)]], size=1)))
        if not rows:
            raise Refused("cart.product_gone", status=404)
        return sku_of(rows[0])

    def _numbers(self, skus: Sequence[str]) -> Mapping[str, Decimal]:
        """As of now, for showing. Keys that may not see stock, and shops without sources, have none."""
        try:
            return self._sellable(skus) if self._view.source() else self._legacy(skus)
        except (SignInAgain, Refused, Unusable) as trouble:
            log.info("%s: stock is not shown: %s", self._settings.name, trouble.problem.code)
            return {}

    def _legacy(self, skus: Sequence[str]) -> dict[str, Decimal]:
        items = {sku: self._api.read(f"stockItems/{in_path(sku)}").row for sku in dict.fromkeys(skus)}
        return {
            sku.casefold(): number_of(item.get("qty")) or _NONE
            for sku, item in items.items()
            if item.get("manage_stock") is not False
        }

    def _sellable(self, skus: Sequence[str]) -> dict[str, Decimal]:
        """What of the source is not promised: its number and the reservations, which are the difference
        between what the shop can sell and what its sources have.
        """
        website, stocked = self._view.stock()
        path = f"inventory/export-stock-salable-qty/website/{website}"
        salable = {
            word_of(row.get("sku")).casefold(): number_of(row.get("qty")) or _NONE
            for row in self._api.search(path, "sku", skus, ("sku",))
        }
        own: dict[str, Decimal] = {}
        rows = self._api.search("inventory/source-items", "sku", skus, _BY_SOURCE)
        for row in rows:
            sku, number = word_of(row.get("sku")).casefold(), number_of(row.get("quantity")) or _NONE
            code = word_of(row.get("source_code"))
            if code == self._view.source():
                own[sku] = own.get(sku, _NONE) + number
            if code in stocked and word_of(row.get("status")) == "1":
                salable[sku] = salable.get(sku, _NONE) - number
        return {sku: number + salable.get(sku, _NONE) for sku, number in own.items()}
