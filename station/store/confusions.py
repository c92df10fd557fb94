"""Goods that were taken for one another, counted in pairs."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, func, insert, or_, select

from station.packing.lookalike import TIMES, WITHIN, Alike
from station.store.engine import micros
from station.store.schema import confusion, product

_FEW = 60  # articles


def note(
    connection: Connection,
    store: str,
    pair: tuple[str, str],
    reason: str,
    bench: str,
    operator: str,
    now: datetime,
) -> None:
    """One product was taken for the other: seen by a wrong `scan`, by the `weight`, or in a `swap`."""
    one, other = sorted(pair)
    if one and other and one != other:
        connection.execute(
            insert(confusion).values(
                store=store,
                product=one,
                other=other,
                reason=reason,
                bench=bench,
                operator=operator,
                at=micros(now),
            )
        )


def alike(connection: Connection, store: str, refs: Collection[str], now: datetime) -> dict[str, Alike]:
    """Per product the one it is mixed up with most, where that happened often enough lately."""
    wanted = sorted({ref for ref in refs if ref})
    if not wanted:
        return {}
    times = func.count().label("times")
    # Of a long order it is quicker to look through what was mixed up at all.
    named = or_(confusion.c.product.in_(wanted), confusion.c.other.in_(wanted))
    mine_only = (named,) if len(wanted) <= _FEW else ()
    rows = connection.execute(
        select(confusion.c.product, confusion.c.other, times)
        .where(
            confusion.c.store == store,
            confusion.c.at > micros(now - WITHIN),
            *mine_only,
        )
        .group_by(confusion.c.product, confusion.c.other)
        .having(times >= TIMES)
        .order_by(times)
    ).all()
    if not rows:
        return {}
    shown = _shown(connection, store, {ref for one, other, _ in rows for ref in (one, other)})
    found: dict[str, Alike] = {}
    for one, other, count in rows:  # the most frequent one last: it stays
        for mine, its in ((one, other), (other, one)):
            if mine in refs and its in shown:
                sku, name, picture, place = shown[its]
                found[mine] = Alike(sku, name, picture, place, count)
    return found


def _shown(connection: Connection, store: str, refs: Collection[str]) -> dict[str, tuple[str, str, str, str]]:
    rows = connection.execute(
        select(product.c.ref, product.c.sku, product.c.name, product.c.image_file, product.c.bin).where(
            product.c.store == store, product.c.ref.in_(list(refs))
        )
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}
