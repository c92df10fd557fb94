"""How many units of which article a scanned code stands for, where no line of an open order says it."""

from dataclasses import dataclass

from station.model.barcode import comparable
from station.packing.goods import GoodsRule
from station.packing.scan import other_name
from station.store import products
from station.store.engine import Transaction
from station.usecases.pickgoods import about
from station.usecases.seat import Seat


@dataclass(frozen=True, slots=True)
class Scanned:
    """What the stores and the settings make of a code. `names`: what it may be called; `articles`: the units
    behind it by (store, product).
    """

    names: tuple[str, ...]
    articles: dict[tuple[str, str], int]
    rules: tuple[GoodsRule, ...]

    def units(self, store: str, sku: str, product: str) -> int:
        """Of this article; 0 when the code is none of its. What the settings say of a case comes first."""
        known = {comparable(name) for name in self.names}
        for rule in about(self.rules, store, sku):
            for code, count in rule.case_codes.items():
                if comparable(code) in known:
                    return count
        return self.articles.get((store, product), int(bool(sku) and sku in self.names))


def scanned(seat: Seat, tx: Transaction, text: str) -> Scanned:
    names = tuple(name for name in (text, other_name(text)) if name)
    articles: dict[tuple[str, str], int] = {}
    for name in names:
        for one in products.by_code(tx, name):
            articles.setdefault((one.store, one.ref), one.units)
    rules = tuple(rule for rule in seat.policy.goods if rule.case_codes)
    return Scanned(names, articles, rules)
