"""Orders that are packed as one: which belong together, and what each of them has of what left."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select, update

from station.packing import merging
from station.packing.merging import HEAD, Part
from station.store import orders
from station.store.orders import GONE, Stored
from station.store.schema import merged_part
from station.store.schema import orders as order

# A part is held by this: nobody is offered it, and nobody can let it go.
HOLD = "hold.merged"
_UNREADABLE = "order.unreadable"

_PARTS = (
    select(merged_part.c.part).where(merged_part.c.whole == bindparam("whole")).order_by(merged_part.c.place)
)
_WHOLES = select(merged_part.c.whole).where(merged_part.c.part.in_(bindparam("parts", expanding=True)))
_BY_REF = (
    select(merged_part.c.whole)
    .join(order, order.c.id == merged_part.c.part)
    .where(order.c.store == bindparam("of"), order.c.ref.in_(bindparam("refs", expanding=True)))
)


def fresh_ref(connection: Connection, store: str, first: int) -> str:
    """One that no order ever had: what was merged before, and taken apart, keeps its lines and its past."""
    head = f"{HEAD}{first}"
    mine = or_(order.c.ref == head, order.c.ref.startswith(f"{head}.", autoescape=True))
    query = select(func.count()).select_from(order).where(order.c.store == store, mine)
    before = int(connection.execute(query).scalar_one())
    return f"{head}.{before + 1}" if before else head


def join(connection: Connection, whole: int, parts: Sequence[int], now: datetime) -> None:
    for place, part in enumerate(parts):
        connection.execute(insert(merged_part).values(part=part, whole=whole, place=place))
        orders.set_hold(connection, part, HOLD, "", now)


def part(connection: Connection, whole: int) -> tuple[int, ...]:
    """Each is an order of its own again; which those were."""
    parts = parts_of(connection, whole)
    connection.execute(delete(merged_part).where(merged_part.c.whole == whole))
    for one in parts:
        held = and_(order.c.id == one, order.c.hold == HOLD)
        connection.execute(update(order).where(held).values(hold=None, hold_by=None, hold_at=None))
    return parts


def hold_again(connection: Connection, store: str, refs: Sequence[str], wholes: Sequence[int]) -> None:
    """What could not be read is read: the part is a part again, and what it is in is free of it."""
    parts = select(merged_part.c.part)
    free = and_(order.c.store == store, order.c.ref.in_(list(refs)), order.c.hold.is_(None))
    connection.execute(update(order).where(free, order.c.id.in_(parts)).values(hold=HOLD, hold_by=""))
    part = order.alias("part")
    still = (
        select(merged_part.c.part)
        .join(part, part.c.id == merged_part.c.part)
        .where(merged_part.c.whole == order.c.id, part.c.hold == _UNREADABLE)
        .exists()
    )
    over = and_(order.c.id.in_(list(wholes)), order.c.hold == _UNREADABLE, ~still)
    connection.execute(update(order).where(over).values(hold=None, hold_by=None, hold_at=None))


def parts_of(connection: Connection, whole: int) -> tuple[int, ...]:
    return tuple(connection.execute(_PARTS, {"whole": whole}).scalars())


def whole_of(connection: Connection, part: int) -> int | None:
    """The order that `part` is packed with; None for one that goes alone."""
    return connection.execute(_WHOLES, {"parts": [part]}).scalar_one_or_none()


def wholes_by_ref(connection: Connection, store: str, refs: Collection[str]) -> list[int]:
    """Those that orders of the shop by these refs are part of."""
    return list(dict.fromkeys(connection.execute(_BY_REF, {"of": store, "refs": list(refs)}).scalars()))


def refs_of(connection: Connection, store: str, ref: str) -> tuple[str, ...]:
    """What a shop is asked for instead of one it does not know; none for an order of its own."""
    if not ref.startswith(HEAD):
        return ()  # nearly always, and without a question
    query = (
        select(order.c.ref)
        .join(merged_part, merged_part.c.part == order.c.id)
        .where(merged_part.c.whole == select(order.c.id).where(order.c.store == store, order.c.ref == ref))
        .order_by(merged_part.c.place)
    )
    return tuple(connection.execute(query.correlate(None)).scalars())


def load_parts(connection: Connection, whole: int) -> list[Part]:
    found = (orders.load(connection, key) for key in parts_of(connection, whole))
    return [as_part(one) for one in found if one is not None]


def as_part(stored: Stored) -> Part:
    gone = stored.fingerprint == GONE
    return Part(stored.id, stored.order, stored.address_key, stored.shipped_here, gone)


def was_read(connection: Connection, whole: int) -> None:
    """It is as old as the one of its parts that was read the longest ago."""
    oldest = (
        select(func.min(order.c.checked_at))
        .join(merged_part, merged_part.c.part == order.c.id)
        .where(merged_part.c.whole == whole)
    )
    at = connection.execute(oldest).scalar_one_or_none()
    if at is not None:
        connection.execute(update(order).where(order.c.id == whole).values(checked_at=at))


def add_shipped(connection: Connection, whole: int, units: Mapping[str, int]) -> None:
    """What left of the whole left of its parts."""
    for key in parts_of(connection, whole):
        mine = merging.share_of(key, units)
        if mine:
            orders.add_shipped(connection, key, mine)


def told_as(shipment: str, part: int, place: int) -> str:
    """The key a part's shipment is told to the shop under: one of the form of any other."""
    if place == 0:
        return shipment
    return hashlib.blake2b(f"{shipment}:{part}".encode(), digest_size=16).hexdigest()


def told_of(connection: Connection, whole: int, shipment: str) -> tuple[str, ...]:
    """All keys a shipment of this order is told under."""
    parts = parts_of(connection, whole)
    return tuple(told_as(shipment, key, place) for place, key in enumerate(parts)) or (shipment,)
