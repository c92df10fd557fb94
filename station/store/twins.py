"""One thing on the shelf, sold by several stores: whatever code one of them knows for it is good for all.

Products of two stores are the same thing when they share a GTIN; else when a store's SKU map says so, unless
their GTINs contradict each other. That two stores happen to use the same SKU says nothing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, select, tuple_

from station.store.schema import product, product_code

# A product's SKU in the warehouse stands among its codes like this: no scan is ever read as such a one.
WAREHOUSE = "sku:"
_GTIN = "gtin:"

Key = tuple[str, str]  # store, product


@dataclass(slots=True)
class _Goods:
    sku: str
    codes: set[str] = field(default_factory=set)

    @property
    def gtins(self) -> set[str]:
        return {code for code in self.codes if code.startswith(_GTIN)}

    @property
    def mapped(self) -> str:
        """What the warehouse calls it by a store's map; empty where no map names it."""
        names = (code.removeprefix(WAREHOUSE) for code in self.codes if code.startswith(WAREHOUSE))
        return next(names, "")

    def is_same(self, other: "_Goods") -> bool:
        if self.gtins & other.gtins:
            return True
        if self.gtins and other.gtins:
            return False
        names = {self.mapped or self.sku, other.mapped or other.sku}
        return bool(self.mapped or other.mapped) and len(names) == 1


def codes_of_twins(connection: Connection, store: str, refs: Collection[str]) -> dict[str, set[str]]:
    """Per product of `store` that other stores sell too: the codes it has there, in comparable form."""
    if not _has_others(connection, store):
        return {}
    mine = _goods(connection, [(store, ref) for ref in refs])
    others = _goods(connection, _candidates(connection, store, mine.values()))
    found: dict[str, set[str]] = {}
    for (_, ref), goods in mine.items():
        twins = [other.codes for other in others.values() if goods.is_same(other)]
        if twins:
            found[ref] = set().union(*twins)
    return found


def twins_of(connection: Connection, store: str, refs: Collection[str]) -> dict[str, tuple[Key, ...]]:
    """Per product of `store` that other stores sell too: what it is there."""
    if not _has_others(connection, store):
        return {}
    mine = _goods(connection, [(store, ref) for ref in refs])
    others = _goods(connection, _candidates(connection, store, mine.values()))
    found: dict[str, tuple[Key, ...]] = {}
    for (_, ref), goods in mine.items():
        keys = tuple(key for key, one in others.items() if goods.is_same(one))
        if keys:
            found[ref] = keys
    return found


def _has_others(connection: Connection, store: str) -> bool:
    """Whether another store sells anything: one look at either end of the index."""
    beside = (product.c.store < store, product.c.store > store)
    return any(connection.execute(select(product.c.store).where(one).limit(1)).first() for one in beside)


def _candidates(connection: Connection, store: str, mine: Iterable[_Goods]) -> set[Key]:
    """Products of other stores that may be one of `mine`."""
    goods = list(mine)
    codes = {code for one in goods for code in one.gtins}
    codes |= {f"{WAREHOUSE}{one.mapped or one.sku}" for one in goods if one.mapped or one.sku}
    skus = {one.mapped for one in goods if one.mapped}
    by_code = select(product_code.c.store, product_code.c.ref).where(product_code.c.comparable.in_(codes))
    by_sku = select(product.c.store, product.c.ref).where(product.c.sku.in_(skus))
    found: set[Key] = set()
    for wanted, query in ((codes, by_code), (skus, by_sku)):
        if wanted:
            found |= {(row[0], row[1]) for row in connection.execute(query) if row[0] != store}
    return found


def _goods(connection: Connection, keys: Collection[Key]) -> dict[Key, _Goods]:
    if not keys:
        return {}
    has = (product_code.c.store == product.c.store) & (product_code.c.ref == product.c.ref)
    rows = connection.execute(
        select(product.c.store, product.c.ref, product.c.sku, product_code.c.comparable)
        .select_from(product.outerjoin(product_code, has))
        .where(tuple_(product.c.store, product.c.ref).in_(list(keys)))
    )
    found: dict[Key, _Goods] = {}
    for store, ref, sku, code in rows:
        goods = found.setdefault((store, ref), _Goods(sku))
        if code is not None:
            goods.codes.add(code)
    return found
