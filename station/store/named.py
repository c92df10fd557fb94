"""Products by their SKU, for what is not on an order itself; and how many units a code stands for."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, and_, select

from station.store.schema import product, product_code


@dataclass(slots=True)
class Named:
    """`codes` in comparable form."""

    ref: str
    sku: str
    name: str
    mass_mg: int | None
    picture: str
    bin: str
    codes: set[str]


def by_sku(connection: Connection, store: str, skus: Collection[str]) -> dict[str, Named]:
    """What a store sells under these SKUs."""
    if not skus:
        return {}
    has = and_(product_code.c.store == product.c.store, product_code.c.ref == product.c.ref)
    rows = connection.execute(
        select(
            product.c.ref,
            product.c.sku,
            product.c.name,
            product.c.mass_mg,
            product.c.image_file,
            product.c.bin,
            product_code.c.comparable,
        )
        .select_from(product.outerjoin(product_code, has))
        .where(product.c.store == store, product.c.sku.in_(list(skus)), ~product.c.gone)
        .order_by(product.c.ref)
    )
    found: dict[str, Named] = {}
    for ref, sku, name, mass, picture, bin_, code in rows:
        one = found.setdefault(sku, Named(ref, sku, name, mass, picture, bin_, set()))
        if code is not None and one.ref == ref:
            one.codes.add(code)
    return found


def case_contents(connection: Connection, codes: Collection[str]) -> dict[str, int]:
    """Units behind the codes that stand for several; a code that means different numbers means none."""
    if not codes:
        return {}
    found: dict[str, set[int]] = {}
    wanted = list(codes)
    for start in range(0, len(wanted), 5000):
        rows = connection.execute(
            select(product_code.c.comparable, product_code.c.quantity).where(
                product_code.c.comparable.in_(wanted[start : start + 5000]), product_code.c.quantity > 1
            )
        )
        for code, count in rows:
            found.setdefault(code, set()).add(count)
    return {code: counts.pop() for code, counts in found.items() if len(counts) == 1}
