"""Products and stock of one shop: reading them, and the one write a stock correction takes."""

import threading
from collections.abc import Sequence

from station.carts.contract import InDoubt, Refused, SignInAgain, Step, StockLevel, TryLater, Unusable
from station.carts.reading import Json, meta_of, ref_of, shown, word_of
from station.carts.woocommerce.api import WC, Api
from station.carts.woocommerce.products import gone, product_of, stock_of, stock_ref_of
from station.carts.woocommerce.settings import ShopSettings
from station.model.product import Product
from station.model.quantity import MILLIGRAMS
from station.model.shipment import AdjustStock

STOCK_MARKER = "_station_stock_uid"
DELTA = Step("delta", repeatable=False)
_REMEMBERED = 8  # corrections a product remembers: products that share stock are corrected side by side
_AT_ONCE = 100


class Shelf:
    """Products by (product, parent). Errors are `CartError`s."""

    def __init__(self, api: Api, settings: ShopSettings) -> None:
        self._api = api
        self._settings = settings
        self._unit = ""
        self._lock = threading.Lock()

    def products(self, wanted: Sequence[tuple[str, str]]) -> tuple[Product, ...]:
        unit = self.weight_unit()
        singles = [product for product, parent in wanted if not parent]
        parents = list(dict.fromkeys(parent for _, parent in wanted if parent))
        found = self._many("products", [*singles, *parents])
        children: dict[tuple[str, str], Json] = {}
        for parent in parents:
            if parent in found:
                refs = [product for product, up in wanted if up == parent]
                rows = self._many(f"products/{parent}/variations", refs)
                children |= {(ref, parent): row for ref, row in rows.items()}
        answers = []
        for product, parent in wanted:
            row = children.get((product, parent)) if parent else found.get(product)
            above = found.get(parent) if parent else None
            answers.append(
                gone(product, parent, self._settings)
                if row is None
                else product_of(row, above, unit, self._settings)
            )
        return tuple(answers)

    def weight_unit(self) -> str:
        """What the shop weighs in, asked once; a key that may not ask takes the configured unit, or kg."""
        with self._lock:
            if not self._unit:
                self._unit = self._settings.weight_unit or self.asked_unit() or "kg"
            return self._unit

    def stock(self, product: str, parent: str) -> StockLevel:
        row = self._api.read(f"{WC}{_route(product, parent)}").row
        return StockLevel(stock_of(row), stock_ref_of(row, parent))

    def has_delta(self, message: AdjustStock) -> bool:
        """Whether the product carries our marker of this correction."""
        row = self._holder(message)
        return row.get("manage_stock") is True and message.uid in _marks(row)

    def write_delta(self, message: AdjustStock) -> None:
        """One write: the number and our marker. `Refused("stock.not_managed")` where nothing is counted."""
        try:
            row = self._holder(message)
        except Unusable as error:
            raise TryLater(error.problem.code, None, **error.problem.params) from error
        if row.get("manage_stock") is not True:
            raise Refused("stock.not_managed", sku=message.sku)
        marks = " ".join((message.uid, *(mark for mark in _marks(row) if mark != message.uid))[:_REMEMBERED])
        body = {"inventory_delta": message.delta, "meta_data": [{"key": STOCK_MARKER, "value": marks}]}
        parent = ref_of(row.get("parent_id")) if row.get("type") == "variation" else ""
        said = self._api.write("PUT", f"{WC}{_route(ref_of(row.get('id')), parent)}", body)
        if said.get("manage_stock") is not True:
            raise Refused("stock.not_managed", sku=message.sku)
        if message.uid not in _marks(said):
            raise InDoubt("cart.in_doubt", reason="stock.marker_lost", sku=message.sku)

    def _holder(self, message: AdjustStock) -> Json:
        """Who holds the stock. A variation's id is readable as a product's, and names its parent."""
        row = self._api.read(f"{WC}products/{message.stock_ref or message.product}").row
        if row.get("manage_stock") == "parent":
            return self._api.read(f"{WC}products/{ref_of(row.get('parent_id'))}").row
        return row

    def _many(self, route: str, refs: Sequence[str]) -> dict[str, Json]:
        """Rows by id; ids the shop no longer has are missing."""
        rows: dict[str, Json] = {}
        asked = list(dict.fromkeys(ref for ref in refs if ref.isdigit()))
        for first in range(0, len(asked), _AT_ONCE):
            some = ",".join(asked[first : first + _AT_ONCE])
            query = (("include", some), ("per_page", str(_AT_ONCE)), ("orderby", "id"), ("order", "asc"))
            try:
                found = self._api.read(f"{WC}{route}", query).rows
            except Refused as error:
                if error.problem.code != "cart.product_gone":
                    raise
                found = ()
            rows |= {ref_of(row.get("id")): row for row in found}
        return rows

    def asked_unit(self) -> str:
        """The unit the shop itself names; empty for a key that may not see it."""
        try:
            said = self._api.read(f"{WC}settings/products/woocommerce_weight_unit").row
        except (SignInAgain, Refused):
            return ""
        unit = word_of(said.get("value")).lower()
        return unit if unit in MILLIGRAMS else ""


def _route(product: str, parent: str) -> str:
    return f"products/{parent}/variations/{product}" if parent else f"products/{product}"


def _marks(row: Json) -> tuple[str, ...]:
    return tuple(shown(meta_of(row).get(STOCK_MARKER)).split())
