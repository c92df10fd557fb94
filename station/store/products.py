"""Products: codes, mass, picture, stock, so that no scan ever waits for a network."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, insert, select, update

from station.model.barcode import comparable, is_own
from station.model.product import Product
from station.store import ledger
from station.store.counted import open_units
from station.store.engine import micros
from station.store.orders import refresh
from station.store.schema import order_line, product, product_code
from station.store.together import one_at_a_time
from station.store.twins import WAREHOUSE


@dataclass(frozen=True, slots=True)
class Found:
    """A product a text means, and how many units of it."""

    store: str
    ref: str
    sku: str
    name: str
    picture: str
    bin: str
    units: int = 1


def save(connection: Connection, products: Sequence[Product], now: datetime) -> list[str]:
    """Store what the cart told; the codes refused because they are in the station's own name space.

    A product seen for the first time with a number writes an `opening` movement.
    """
    refused: list[str] = []
    for name in sorted({one.store for one in products}):
        one_at_a_time(connection, f"intake:{name}")
    for one in products:
        mine = and_(product.c.store == one.store, product.c.ref == one.ref)
        before = connection.execute(
            select(product.c.image_url, product.c.image_file).where(mine)
        ).one_or_none()
        same_picture = before is not None and before.image_url == one.image_url
        connection.execute(delete(product).where(mine))
        connection.execute(
            insert(product).values(
                store=one.store,
                ref=one.ref,
                parent=one.parent,
                sku=one.sku,
                name=one.name,
                mass_mg=one.mass.mg if one.mass else None,
                image_url=one.image_url,
                image_file=before.image_file if before is not None and same_picture else "",
                image_due=bool(one.image_url)
                and not (before is not None and same_picture and before.image_file),
                ships=one.ships,
                stock_ref=one.stock_ref or one.ref,
                stock=one.stock,
                bin=one.bin,
                gone=one.gone,
                fetched_at=micros(now),
            )
        )
        refused += _save_codes(connection, one)
        if before is None and one.stock is not None:
            _opening(connection, one, now)
    _refresh_orders(connection, products)
    return refused


def _save_codes(connection: Connection, one: Product) -> list[str]:
    connection.execute(
        delete(product_code).where(product_code.c.store == one.store, product_code.c.ref == one.ref)
    )
    named = (*one.codes, one.sku, one.warehouse_sku)
    wanted = {comparable(code): code for code in named if code and not is_own(code)}
    if one.warehouse_sku:
        wanted[f"{WAREHOUSE}{one.warehouse_sku}"] = one.warehouse_sku
    cases = {comparable(code): count for code, count in one.cases if not is_own(code)}
    wanted |= {comparable(code): code for code, _ in one.cases if not is_own(code)}
    if wanted:
        connection.execute(
            insert(product_code),
            [
                {
                    "store": one.store,
                    "ref": one.ref,
                    "comparable": key,
                    "code": code,
                    "quantity": max(1, cases.get(key, 1)),
                }
                for key, code in wanted.items()
            ],
        )
    return [code for code in named if code and is_own(code)]


def _opening(connection: Connection, one: Product, now: datetime) -> None:
    """What must be on the shelf: the cart's number is what it can still sell; sold units lie there too."""
    there = (one.stock or 0) + open_units(connection, one.store, one.ref)
    key = f"opening:{one.store}:{one.ref}"
    ledger.move(connection, one.store, one.sku, one.ref, "opening", there, key, "", now)


def _refresh_orders(connection: Connection, products: Sequence[Product]) -> None:
    for store in {one.store for one in products}:
        refs = [one.ref for one in products if one.store == store]
        ids = connection.execute(
            select(order_line.c.order_id)
            .where(order_line.c.store == store, order_line.c.product.in_(refs))
            .distinct()
        )
        refresh(connection, list(ids.scalars()))


def pictures_due(connection: Connection, store: str, limit: int = 20) -> list[tuple[str, str]]:
    """(product, address) of pictures not fetched yet."""
    rows = connection.execute(
        select(product.c.ref, product.c.image_url)
        .where(product.c.store == store, product.c.image_due)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def picture_fetched(connection: Connection, store: str, ref: str, file: str) -> None:
    """`file` is empty when the cart has none to give: packing goes on without."""
    one_at_a_time(connection, f"intake:{store}")
    connection.execute(
        update(product)
        .where(product.c.store == store, product.c.ref == ref)
        .values(image_due=False, image_file=file)
    )
    ids = connection.execute(
        select(order_line.c.order_id)
        .where(order_line.c.store == store, order_line.c.product == ref)
        .distinct()
    )
    refresh(connection, list(ids.scalars()))


def by_code(connection: Connection, text: str, limit: int = 9) -> list[Found]:
    """Products of any store that have this code or SKU."""
    rows = connection.execute(
        select(
            product.c.store, product.c.ref, product.c.sku, product.c.name, product.c.image_file,
            product.c.bin, product_code.c.quantity,
        )
        .select_from(
            product_code.join(
                product, and_(product.c.store == product_code.c.store, product.c.ref == product_code.c.ref)
            )
        )
        .where(product_code.c.comparable == comparable(text))
        .limit(limit)
    )  # fmt: skip
    return [Found(*row) for row in rows]


def codes_of(connection: Connection, store: str, ref: str) -> list[str]:
    """The codes of one unit of a product, not those of a case of it."""
    rows = connection.execute(
        select(product_code.c.code)
        .where(product_code.c.store == store, product_code.c.ref == ref, product_code.c.quantity == 1)
        .order_by(product_code.c.code)
    )
    return list(rows.scalars())


def of_order(connection: Connection, order_id: int) -> dict[str, tuple[int | None, str, str]]:
    """Per line ref: mass in milligrams, picture file, bin."""
    rows = connection.execute(
        select(order_line.c.ref, product.c.mass_mg, product.c.image_file, product.c.bin)
        .select_from(
            order_line.join(
                product, and_(product.c.store == order_line.c.store, product.c.ref == order_line.c.product)
            )
        )
        .where(order_line.c.order_id == order_id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def parent_of(connection: Connection, store: str, ref: str) -> tuple[str, str]:
    """(parent, product that holds the stock)."""
    row = connection.execute(
        select(product.c.parent, product.c.stock_ref).where(product.c.store == store, product.c.ref == ref)
    ).one_or_none()
    return (row[0], row[1]) if row else ("", ref)


def stale(connection: Connection, store: str, before: datetime, limit: int = 100) -> list[tuple[str, str]]:
    """(product, parent) of the products read longest ago."""
    rows = connection.execute(
        select(product.c.ref, product.c.parent)
        .where(product.c.store == store, product.c.fetched_at < micros(before), ~product.c.gone)
        .order_by(product.c.fetched_at)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]
