"""What the shop has: its products and orders, their numbers, and the file they survive in."""

import json
import os
import threading
from bisect import bisect_left, insort
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from station.model.problem import StationError
from station.sandbox.shop.refusal import Doc


@dataclass(slots=True)
class Order:
    """`doc` has WooCommerce's own keys, times as naive UTC text; the rest hangs on it by its id.

    `body` is the order as it was last sent, empty when it has changed since.
    """

    doc: Doc
    refunds: list[Doc] = field(default_factory=list)
    notes: list[Doc] = field(default_factory=list)
    fulfillments: list[Doc] = field(default_factory=list)
    body: bytes = b""

    @property
    def id(self) -> int:
        return int(self.doc["id"])

    @property
    def status(self) -> str:
        return str(self.doc["status"])


@dataclass(slots=True)
class Product:
    """A product or a variation (`parent` is not 0). `manage_stock` True, False or "parent"."""

    id: int
    name: str
    sku: str = ""
    gtin: str = ""
    price: str = "0.00"
    weight: str = ""
    manage_stock: bool | str = True
    stock: int | None = 0
    backorders: str = "no"
    virtual: bool = False
    parent: int = 0
    type: str = "simple"
    options: dict[str, str] = field(default_factory=dict)
    picture: str = ""
    status: str = "publish"
    meta: list[Doc] = field(default_factory=list)
    variations: list[int] = field(default_factory=list)
    sales: int = 0
    created: str = ""
    modified: str = ""


class Objects:
    """Every change ends in `keep`, which re-sorts, forgets stale bytes and appends to the state file."""

    def __init__(self, state: Path | None = None) -> None:
        self.lock = threading.RLock()
        self.orders: dict[int, Order] = {}
        self.products: dict[int, Product] = {}
        self.by_modified: list[tuple[str, int]] = []
        self.by_created: list[tuple[str, int]] = []
        self.revision = 0
        self._places: dict[int, tuple[str, str]] = {}
        self._numbers: dict[str, int] = {}
        self._state = state
        if state is not None and state.exists():
            self._load(state)

    def number(self, series: str, first: int = 1) -> int:
        """The next number of `post`, `item`, `meta`, `note` or `fulfillment`."""
        following = self._numbers.get(series, first)
        self._numbers[series] = following + 1
        return following

    def order(self, ref: int) -> Order:
        """`StationError("sandbox.no_order")` when there is none of that id."""
        found = self.orders.get(ref)
        if found is None:
            raise StationError("sandbox.no_order", order=ref)
        return found

    def product(self, sku: str | int) -> Product:
        """By SKU (case counts not) or id; `StationError("sandbox.no_product")` when there is none."""
        if isinstance(sku, int):
            found = self.products.get(sku)
        else:
            found = next((one for one in self.products.values() if one.sku.lower() == sku.lower()), None)
        if found is None:
            raise StationError("sandbox.no_product", product=sku)
        return found

    def keep_order(self, order: Order) -> None:
        self._unplace(order.id)
        place = (order.doc["date_modified_gmt"], order.doc["date_created_gmt"])
        self._places[order.id] = place
        insort(self.by_modified, (place[0], order.id))
        insort(self.by_created, (place[1], order.id))
        self.orders[order.id] = order
        order.body = b""
        self.revision += 1
        self._append("order", _as_doc(order))

    def drop_order(self, ref: int) -> None:
        self._unplace(ref)
        self.orders.pop(ref, None)
        self.revision += 1
        self._append("gone_order", ref)

    def keep_product(self, product: Product) -> None:
        self.products[product.id] = product
        self._append("product", asdict(product))

    def drop_product(self, ref: int) -> None:
        self.products.pop(ref, None)
        self.forget_bodies()
        self._append("gone_product", ref)

    def forget_bodies(self) -> None:
        """A line shows its product's SKU, code and picture of now: they have changed."""
        for order in self.orders.values():
            order.body = b""
        self.revision += 1

    def _unplace(self, ref: int) -> None:
        place = self._places.pop(ref, None)
        if place is None:
            return
        for rows, key in ((self.by_modified, place[0]), (self.by_created, place[1])):
            del rows[bisect_left(rows, (key, ref))]

    def _append(self, kind: str, what: Any) -> None:
        if self._state is None:
            return
        row = json.dumps({"kind": kind, "what": what, "numbers": self._numbers}, ensure_ascii=False)
        with self._state.open("a", encoding="utf-8") as file:
            file.write(row + "\n")

    def _load(self, state: Path) -> None:
        self._state = None  # reading back is not a change
        told, end, _torn = state.read_bytes().rpartition(b"\n")
        # A row without its end was being written when the process was killed: nobody was told of that change.
        os.truncate(state, len(told + end))
        for row in told.splitlines():
            entry = json.loads(row)
            self._numbers = entry["numbers"]
            self._restore(entry["kind"], entry["what"])
        self._state = state

    def _restore(self, kind: str, what: Any) -> None:
        match kind:
            case "order":
                self.keep_order(Order(**what))
            case "gone_order":
                self.drop_order(what)
            case "product":
                self.keep_product(Product(**what))
            case "gone_product":
                self.drop_product(what)


def _as_doc(order: Order) -> Doc:
    return {
        "doc": order.doc,
        "refunds": order.refunds,
        "notes": order.notes,
        "fulfillments": order.fulfillments,
    }
