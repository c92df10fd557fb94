"""What files say of products: facts by SKU, each the newest that was said."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from station.carts.files import cells
from station.carts.files.complaints import Complaints
from station.carts.files.documents import sku_of
from station.carts.files.settings import FolderSettings, word
from station.carts.files.sheet import Row
from station.model.problem import Problem
from station.model.quantity import MILLIGRAMS, Mass

Facts = dict[str, Any]

_FACTS = (
    *("item_name", "barcode", "case_code", "case_quantity", "weight", "weight_unit"),
    *("image", "bin", "stock", "ships"),
)
_UNITS = {"pounds": "lb", "pound": "lb", "ounces": "oz", "ounce": "oz", "grams": "g", "gram": "g", "gr": "g"}
_MOST = 100_000  # units in one case
_GONE = ("deleted", "removed", "discontinued")


class Goods:
    """The products of one file. `at`: when it was written, for its stock."""

    def __init__(self, form: FolderSettings, complaints: Complaints, at: datetime) -> None:
        self.facts: dict[str, Facts] = {}
        self._form = form
        self._complaints = complaints
        self._at = at.isoformat()
        self._seen: set[tuple[str, ...]] = set()

    def of_line(self, row: Row) -> None:
        """What a line of an order says in passing; an empty cell says nothing."""
        said = {name: value for name, value in row.line.items() if value and name in _FACTS}
        sku = sku_of(row.line)
        key = (sku, *map(str, said.items()))
        if key not in self._seen:
            self._seen.add(key)
            self.facts[sku] = {**self.facts.get(sku, {}), **self._facts(sku, row.number, said)}

    def of_list(self, row: Row) -> None:
        """A row of a list of products: its columns hold, empty ones too."""
        sku = sku_of(row.line)
        if not sku:
            self._complaints.refuse(row.number, "sku", "", Problem("files.no_product"))
            return
        facts = self._facts(sku, row.number, {name: row.line[name] for name in _FACTS if name in row.line})
        self.facts[sku] = {**facts, "gone": word(row.order.get("status", "")) in _GONE}

    def _facts(self, sku: str, row: int, said: Mapping[str, str]) -> Facts:
        facts: Facts = {}
        if "item_name" in said:
            facts["name"] = said["item_name"]
        if "barcode" in said:
            facts["codes"] = cells.several(said["barcode"])
        if "case_code" in said:
            facts["cases"] = self._cases(sku, row, said["case_code"], said.get("case_quantity", ""))
        for name in ("image", "bin"):
            if name in said:
                facts[name] = said[name]
        if "ships" in said:
            facts["ships"] = cells.yes_or_no(said["ships"]) is not False
        if "weight" in said:
            facts["mg"] = self._weight(sku, row, said["weight"], said.get("weight_unit", ""))
        if "stock" in said:
            facts["stock"], facts["at"] = self._stock(sku, row, said["stock"]), self._at
        return facts

    def _cases(self, sku: str, row: int, codes: str, counts: str) -> list[tuple[str, int]]:
        """Each code with its number of units. Without one a case is not taken: nothing is guessed."""
        names, units = cells.several(codes), cells.several(counts)
        whole = [int(one) for one in units if one.isascii() and one.isdigit() and 1 < int(one) < _MOST]
        if len(names) != len(units) or len(whole) != len(units):
            self._complaints.note(
                row, "case_quantity", "", "files.not_a_number", value=(counts or codes)[:100], sku=sku
            )
            return []
        return list(zip(names, whole, strict=True))

    def _weight(self, sku: str, row: int, text: str, unit: str) -> int | None:
        """Milligrams. 0 is what shops write that never weighed a thing."""
        if not text:
            return None
        named = word(unit)
        named = _UNITS.get(named, named) or self._form.weight_unit
        weight = cells.number(text, self._form)
        if named not in MILLIGRAMS:
            self._complaints.note(row, "weight_unit", "", "files.not_a_unit", value=unit[:100], sku=sku)
            return None
        if weight is None or weight < 0 or weight > 10**9:
            self._complaints.note(row, "weight", "", "files.not_a_number", value=text[:100], sku=sku)
            return None
        return Mass.of(weight, named).mg or None

    def _stock(self, sku: str, row: int, text: str) -> int | None:
        """Whole units; None for a product nobody counts."""
        if not text:
            return None
        found = cells.number(text, self._form)
        if found is None or found != int(found) or abs(found) > 10**9:
            self._complaints.note(row, "stock", "", "files.not_a_number", value=text[:100], sku=sku)
            return None
        return int(found)
