"""What the pick lists know of an order: whether it is walked for, what was picked, what is to be packed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, func, or_, select, tuple_, update

from station.store.engine import micros
from station.store.schema import carton, carton_line, orders, pick, pick_line, put_back, tote


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
    """(picked, short) units of each line of an order that is in a wave."""
    rows = connection.execute(
        select(pick_line.c.line, func.sum(pick_line.c.picked), func.sum(pick_line.c.short))
        .select_from(
            pick_line.join(pick, pick.c.id == pick_line.c.pick).join(
                orders, and_(orders.c.id == pick_line.c.order_id, orders.c.wave == pick.c.wave)
            )
        )
        .where(pick_line.c.order_id == order_id)
        .group_by(pick_line.c.line)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def waiting_units(connection: Connection, store: str, product_ref: str, but: int = 0) -> int:
    """Units of a product that are off the shelf and in no carton yet; those of the order `but` left out."""
    mine = and_(
        pick_line.c.store == store,
        pick_line.c.product == product_ref,
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
    return max(0, int(picked) - int(packed))


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


def let_go(connection: Connection, order_id: int, back_at: datetime | None = None) -> None:
    """An order is in no wave any more, and its totes are empty; `back_at`: its goods were put back then."""
    if back_at is not None:
        listed = and_(put_back.c.order_id == order_id, put_back.c.done_at.is_(None))
        connection.execute(update(put_back).where(listed).values(done_at=micros(back_at)))
    connection.execute(update(orders).where(orders.c.id == order_id).values(wave=None))
    waits = select(put_back.c.tote).where(put_back.c.order_id == order_id, put_back.c.done_at.is_(None))
    connection.execute(delete(tote).where(tote.c.order_id == order_id, tote.c.code.not_in(waits)))


_CLAIMED_ENDED = select(orders.c.id).where(
    orders.c.wave.is_not(None),
    or_(*(orders.c.state == state for state in ("cancelled", "refunded", "fulfilled"))),
)


def claimed_ended(connection: Connection, ids: Sequence[int]) -> list[int]:
    """Of these: orders in a wave that nobody wants any more.

    Asked for every slice of an import: few orders are in waves, so all of those are looked at.
    """
    among = set(ids)
    return [key for key in connection.execute(_CLAIMED_ENDED).scalars() if key in among]
