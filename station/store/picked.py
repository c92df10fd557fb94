"""What the pick lists know of an order: whether it is walked for, what was picked, what is to be packed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, case, delete, func, or_, select, tuple_, update

from station.store.orders import GONE
from station.store.schema import (
    carton,
    carton_line,
    orders,
    pick,
    pick_line,
    product,
    put_back,
    tote,
    unit_trace,
    wave,
)


@dataclass(frozen=True, slots=True)
class OnList:
    """A list an order is on: how many of its units are open there."""

    pick: int
    state: str
    bench: str
    left: int


def lists_of(connection: Connection, order_id: int) -> list[OnList]:
    """Of waves that are not over for this order."""
    left = pick_line.c.asked - pick_line.c.picked - pick_line.c.short - pick_line.c.dropped
    rows = connection.execute(
        select(pick.c.id, pick.c.state, pick.c.bench, func.sum(left).label("left"))
        .select_from(
            pick_line.join(pick, pick.c.id == pick_line.c.pick).join(
                orders, and_(orders.c.id == pick_line.c.order_id, orders.c.wave == pick.c.wave)
            )
        )
        .where(pick_line.c.order_id == order_id)
        .group_by(pick.c.id, pick.c.state, pick.c.bench)
        .order_by(pick.c.id)
    )
    return [OnList(row.id, row.state, row.bench, int(row.left)) for row in rows]


def units_of(connection: Connection, order_id: int) -> dict[str, tuple[int, int]]:
    """(picked, short) units of each line of an order that is in a wave. Of a kit: those that can be made of
    the parts that were picked, and those that cannot.
    """
    found: dict[str, tuple[int, int]] = {}
    for line, _, each, got, short in _sums(connection, order_id):
        if not each:
            found[line] = got, short
            continue
        kits, lost = found.get(line, (got // each, 0))
        found[line] = min(kits, got // each), max(lost, -(-short // each))
    return found


def parts_made(connection: Connection, order_id: int) -> dict[str, int]:
    """Of each line whose kits' parts were picked: how many kits can be made of them."""
    kits = {line for line, _, each, _, _ in _sums(connection, order_id) if each}
    return {line: got for line, (got, _) in units_of(connection, order_id).items() if line in kits}


def _sums(connection: Connection, order_id: int) -> list[tuple[str, str, int, int, int]]:
    """(line, part, how many of it in one kit, picked, short) of an order that is in a wave."""
    part = case((pick_line.c.each > 0, pick_line.c.sku), else_="").label("part")
    rows = connection.execute(
        select(
            pick_line.c.line, part, pick_line.c.each,
            func.sum(pick_line.c.picked), func.sum(pick_line.c.short),
        )
        .select_from(
            pick_line.join(pick, pick.c.id == pick_line.c.pick).join(
                orders, and_(orders.c.id == pick_line.c.order_id, orders.c.wave == pick.c.wave)
            )
        )
        .where(pick_line.c.order_id == order_id)
        .group_by(pick_line.c.line, pick_line.c.each, part)
    )  # fmt: skip
    return [(row[0], row[1], row[2], int(row[3]), int(row[4])) for row in rows]


def waiting_units(connection: Connection, store: str, product_ref: str, but: int = 0) -> int:
    """Units of a product that are off the shelf and in no carton yet; those of the order `but` left out."""
    mine = and_(
        pick_line.c.store == store,
        pick_line.c.product == product_ref,
        pick_line.c.each == 0,
        orders.c.wave.is_not(None),
        orders.c.id != but,
    )
    picked = connection.execute(
        select(func.coalesce(func.sum(pick_line.c.picked), 0))
        .select_from(
            pick_line.join(pick, pick.c.id == pick_line.c.pick).join(
                orders, and_(orders.c.id == pick_line.c.order_id, orders.c.wave == pick.c.wave)
            )
        )
        .where(mine)
    ).scalar_one()
    packed = connection.execute(
        select(func.coalesce(func.sum(carton_line.c.quantity), 0))
        .select_from(
            carton_line.join(carton, carton.c.uid == carton_line.c.carton).join(
                orders, orders.c.id == carton_line.c.order_id
            )
        )
        .where(
            carton_line.c.store == store,
            carton_line.c.product == product_ref,
            carton.c.state.in_(("open", "sealed", "labelled")),
            orders.c.wave.is_not(None),
            orders.c.id != but,
        )
    ).scalar_one()
    loose = max(0, int(picked) - int(packed))
    return loose + _parts_waiting(connection, store, product_ref, but)


def _parts_waiting(connection: Connection, store: str, product_ref: str, but: int) -> int:
    """The same of parts of kits. The shop knows nothing of those until their carton is confirmed: they wait
    that long.
    """
    listed = pick_line.join(pick, pick.c.id == pick_line.c.pick).join(
        orders, and_(orders.c.id == pick_line.c.order_id, orders.c.wave == pick.c.wave)
    )
    of_kits = and_(pick_line.c.product == product_ref, pick_line.c.each > 0)
    mine = and_(pick_line.c.store == store, of_kits, orders.c.id != but)
    picked = connection.execute(
        select(func.coalesce(func.sum(pick_line.c.picked), 0)).select_from(listed).where(mine)
    ).scalar_one()
    left = connection.execute(
        select(func.coalesce(func.sum(carton_line.c.quantity * pick_line.c.each), 0))
        .select_from(
            listed.join(wave, wave.c.id == pick.c.wave)
            .join(
                carton_line,
                and_(carton_line.c.order_id == orders.c.id, carton_line.c.line == pick_line.c.line),
            )
            .join(carton, and_(carton.c.uid == carton_line.c.carton, carton.c.opened_at >= wave.c.created_at))
        )
        .where(mine, carton.c.state.in_(("confirmed", "handed_over")))
    ).scalar_one()
    sku = select(product.c.sku).where(product.c.store == store, product.c.ref == product_ref)
    made = connection.execute(
        select(func.coalesce(func.sum(unit_trace.c.quantity), 0))
        .select_from(
            unit_trace.join(carton, carton.c.uid == unit_trace.c.carton).join(
                orders, orders.c.id == unit_trace.c.order_id
            )
        )
        .where(
            unit_trace.c.store == store,
            unit_trace.c.sku == sku.scalar_subquery(),
            unit_trace.c.part,
            carton.c.state.in_(("open", "sealed", "labelled")),
            or_(orders.c.wave.is_(None), orders.c.id == but),
        )
    ).scalar_one()
    return max(0, int(picked) - int(left)) + int(made)


def packed_lines(connection: Connection, order_id: int) -> dict[str, int]:
    """Units of each line of an order that are, or ever were, in a carton that is not void."""
    rows = connection.execute(
        select(carton_line.c.line, func.sum(carton_line.c.quantity))
        .select_from(carton_line.join(carton, carton.c.uid == carton_line.c.carton))
        .where(carton_line.c.order_id == order_id, carton.c.state != "void")
        .group_by(carton_line.c.line)
    )
    return {row[0]: int(row[1]) for row in rows}


def to_pack(connection: Connection, pick_id: int) -> int | None:
    """The next order of a list that is picked and not packed yet, the most urgent first."""
    mine = select(pick_line.c.order_id).where(pick_line.c.pick == pick_id)
    ready = _ready().where(orders.c.id.in_(mine)).limit(1)
    return connection.execute(ready).scalar_one_or_none()


def single_with(connection: Connection, products: Iterable[tuple[str, str]]) -> int | None:
    """The first picked order that is one line of one of these products (store, ref)."""
    keys = list(products)
    if not keys:
        return None
    named = select(pick_line.c.order_id).where(tuple_(pick_line.c.store, pick_line.c.product).in_(keys))
    ready = _ready().where(orders.c.open_lines == 1, orders.c.id.in_(named)).limit(1)
    return connection.execute(ready).scalar_one_or_none()


def _ready() -> Any:
    """Orders whose goods lie there, for no bench yet."""
    left = pick_line.c.asked - pick_line.c.picked - pick_line.c.short - pick_line.c.dropped
    walked = (
        select(pick_line.c.order_id)
        .select_from(pick_line.join(pick, pick.c.id == pick_line.c.pick))
        .where(pick_line.c.order_id == orders.c.id, pick.c.wave == orders.c.wave, left > 0)
        .exists()
    )
    some = (
        select(pick_line.c.order_id)
        .where(pick_line.c.order_id == orders.c.id, pick_line.c.picked > 0)
        .exists()
    )
    return (
        select(orders.c.id)
        .where(
            orders.c.wave.is_not(None), orders.c.bench.is_(None), orders.c.packable, orders.c.hold.is_(None)
        )
        .where(~walked, some)
        .order_by(orders.c.turn, orders.c.due, orders.c.placed_at, orders.c.id)
    )


def is_claimed(connection: Connection, order_id: int) -> bool:
    """Whether it is in a wave."""
    mine = select(orders.c.id).where(orders.c.id == order_id, orders.c.wave.is_not(None))
    return connection.execute(mine).first() is not None


def let_go(connection: Connection, order_id: int) -> None:
    """An order is in no wave any more, and its totes are empty but for what goes back."""
    connection.execute(update(orders).where(orders.c.id == order_id).values(wave=None))
    waits = select(put_back.c.tote).where(put_back.c.order_id == order_id, put_back.c.done_at.is_(None))
    connection.execute(delete(tote).where(tote.c.order_id == order_id, tote.c.code.not_in(waits)))


_CLAIMED_ENDED = select(orders.c.id).where(
    orders.c.wave.is_not(None),
    or_(
        *(orders.c.state == state for state in ("cancelled", "refunded", "fulfilled")),
        orders.c.fingerprint == GONE,
    ),
)


def claimed_ended(connection: Connection, ids: Sequence[int]) -> list[int]:
    """Of these: orders in a wave that nobody wants any more.

    Asked for every slice of an import: few orders are in waves, so all of those are looked at.
    """
    among = set(ids)
    return [key for key in connection.execute(_CLAIMED_ENDED).scalars() if key in among]
