"""Products by their SKU, for what is not on an order itself; and how many units a code stands for."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, and_, literal_column, select

from station.store.schema import order_line, product, product_code


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


_CASES = select(product_code.c.comparable, product_code.c.quantity).where(
    product_code.c.quantity > literal_column("1")  # as `ix_product_code_cases` has it
)
_OWN = product_code.alias("own")
_OF_ORDER = select(_OWN.c.comparable).select_from(
    order_line.join(_OWN, and_(_OWN.c.store == order_line.c.store, _OWN.c.ref == order_line.c.product))
)


def case_contents(connection: Connection, order_id: int, others: Collection[str]) -> dict[str, int]:
    """Units behind those codes of an order's articles, and of the `others`, that stand for several; a code
    that means different numbers means none.
    """
    codes = product_code.c.comparable
    own = _OF_ORDER.where(order_line.c.order_id == order_id)
    looks = [_CASES.where(codes.in_(own))]
    wanted = list(others)
    looks += [_CASES.where(codes.in_(wanted[at : at + 5000])) for at in range(0, len(wanted), 5000)]
    found: dict[str, set[int]] = {}
    for look in looks:
        for code, count in connection.execute(look):
            found.setdefault(code, set()).add(count)
    return {code: counts.pop() for code, counts in found.items() if len(counts) == 1}
