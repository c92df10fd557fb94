"""The load of a van: which cartons are in it, which left, and which of them nobody wants any more."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from station.store.engine import instant, load_problem, micros, moment, new_id
from station.store.schema import carton, load, load_carton, merged_part, orders, outbox, shipment
from station.store.together import insert_absent

# A carton that was not handed over by then has gone without being scanned on a van.
LOOK_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Load:
    """`carrier` is empty before its first carton. `state` open | closing | closed."""

    id: int
    bench: str
    carrier: str
    state: str
    operator: str
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Loaded:
    """A carton as a load sees it. `load` it is in, None for none; `parcel_text` is its parcel as stored.

    `parked`: code of why its tracking is not told to the shop. `read_at`: the last look at its order.
    """

    uid: str
    number: int
    order_id: int
    order: str
    store: str
    ref: str
    state: str
    carrier: str
    tracking: str
    checked: bool
    parcel_text: str
    confirmed_at: datetime | None
    read_at: datetime
    order_state: str
    fingerprint: str
    revision: int
    hold: str
    parked: str
    gross_mg: int | None
    load: int | None = None
    load_bench: str = ""
    load_state: str = ""
    loaded_at: datetime | None = None
    unread: bool = False

    @property
    def parcel(self) -> dict[str, Any] | None:
        """What was in it when it was confirmed; None for one from before that was kept."""
        return json.loads(self.parcel_text) if self.parcel_text else None

    @property
    def version(self) -> tuple[object, ...]:
        """As long as this is the same, so is what is to be thought of it."""
        of_order = (self.revision, self.fingerprint, self.order_state, self.hold)
        return (self.uid, self.state, *of_order, self.parked)


@cache
def _rows() -> Select[Any]:
    stands = (
        select(outbox.c.problem)
        .select_from(outbox.join(shipment, outbox.c.key == "tracking:" + shipment.c.uid))
        .where(shipment.c.id == carton.c.shipment, outbox.c.state == "parked")
        .limit(1)
        .scalar_subquery()
    )
    # Of orders packed as one each is told its own lines, under a key of its own.
    of_part = (
        select(outbox.c.problem)
        .select_from(merged_part.join(outbox, outbox.c.order_id == merged_part.c.part))
        .where(
            merged_part.c.whole == carton.c.order_id,
            outbox.c.store == orders.c.store,
            outbox.c.state == "parked",
            outbox.c.topic == "tracking",
            outbox.c.body.contains(carton.c.tracking),
        )
        .limit(1)
        .scalar_subquery()
    )
    return select(
        carton,
        orders.c.number.label("order_number"),
        orders.c.store,
        orders.c.ref,
        orders.c.checked_at,
        orders.c.state.label("order_state"),
        orders.c.fingerprint.label("order_print"),
        orders.c.revision,
        orders.c.hold,
        func.coalesce(stands, of_part).label("parked"),
        load_carton.c.load,
        load_carton.c.at.label("loaded_at"),
        load_carton.c.unread,
        load.c.bench.label("load_bench"),
        load.c.state.label("load_state"),
    ).select_from(
        carton.join(orders, orders.c.id == carton.c.order_id)
        .outerjoin(load_carton, load_carton.c.carton == carton.c.uid)
        .outerjoin(load, load.c.id == load_carton.c.load)
    )


def _loaded(row: Row[Any]) -> Loaded:
    parked = load_problem(row.parked)
    return Loaded(
        uid=row.uid,
        number=row.number,
        order_id=row.order_id,
        order=row.order_number,
        store=row.store,
        ref=row.ref,
        state=row.state,
        carrier=row.carrier,
        tracking=row.tracking,
        checked=bool(row.checked),
        parcel_text=row.parcel,
        confirmed_at=instant(row.confirmed_at),
        read_at=moment(row.checked_at),
        order_state=row.order_state,
        fingerprint=row.order_print,
        revision=row.revision,
        hold=row.hold or "",
        parked=parked.code if parked is not None else "",
        gross_mg=row.gross_mg,
        load=row.load,
        load_bench=row.load_bench or "",
        load_state=row.load_state or "",
        loaded_at=instant(row.loaded_at),
        unread=bool(row.unread),
    )


Seen = dict[str, tuple[Row[Any], Loaded]]


def _all(connection: Connection, query: Select[Any], seen: Seen | None) -> list[Loaded]:
    """With what was `seen` before, only those rows are unpacked that are not what they were."""
    seen = {} if seen is None else seen
    made = []
    for row in connection.execute(query).all():
        kept = seen.get(row.uid)
        if kept is None or kept[0] != row:
            kept = seen[row.uid] = (row, _loaded(row))
        made.append(kept[1])
    return made


# -- loads ----------------------------------------------------------------------------------------


def begin(connection: Connection, bench: str, operator: str, now: datetime) -> int:
    return new_id(
        connection.execute(
            insert(load).values(
                bench=bench, carrier="", state="open", operator=operator, opened_at=micros(now)
            )
        )
    )


def _load(row: Row[Any]) -> Load:
    return Load(
        row.id, row.bench, row.carrier, row.state, row.operator, moment(row.opened_at), instant(row.closed_at)
    )


def get(connection: Connection, load_id: int) -> Load | None:
    row = connection.execute(select(load).where(load.c.id == load_id)).one_or_none()
    return _load(row) if row is not None else None


def open_on(connection: Connection, bench: str) -> Load | None:
    """The load of this bench that is not closed."""
    row = connection.execute(
        select(load).where(load.c.bench == bench, load.c.state != "closed").order_by(load.c.id)
    ).first()
    return _load(row) if row is not None else None


def listed(connection: Connection, since: datetime) -> list[Load]:
    """Loads opened since then, the newest first."""
    rows = connection.execute(
        select(load).where(load.c.opened_at >= micros(since)).order_by(load.c.id.desc())
    )
    return [_load(row) for row in rows]


def set_load(connection: Connection, load_id: int, **values: object) -> None:
    connection.execute(update(load).where(load.c.id == load_id).values(**values))


def drop(connection: Connection, load_id: int) -> None:
    """A load nothing was put into is none."""
    connection.execute(delete(load).where(load.c.id == load_id))


# -- cartons --------------------------------------------------------------------------------------


def cartons(connection: Connection, load_id: int, seen: Seen | None = None) -> list[Loaded]:
    """In the order they were scanned."""
    mine = _rows().where(load_carton.c.load == load_id)
    return _all(connection, mine.order_by(load_carton.c.at, load_carton.c.carton), seen)


def count(connection: Connection, load_id: int) -> int:
    query = select(func.count()).select_from(load_carton).where(load_carton.c.load == load_id)
    return int(connection.execute(query).scalar_one())


def last(connection: Connection, load_id: int) -> Loaded | None:
    """The carton that was scanned last."""
    newest = _rows().where(load_carton.c.load == load_id)
    newest = newest.order_by(load_carton.c.at.desc(), load_carton.c.carton.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    return _loaded(row) if row is not None else None


def by_label(connection: Connection, text: str, now: datetime) -> Loaded | None:
    """The carton a label names: by its number, else by any symbol of it. One that still counts first."""
    found = [_loaded(row) for row in connection.execute(_rows().where(carton.c.tracking == text))]
    if not found and text:
        symbol = carton.c.scan_back.contains(json.dumps(text), autoescape=True)
        lately = carton.c.confirmed_at >= micros(now - LOOK_BACK)
        found = [_loaded(row) for row in connection.execute(_rows().where(lately, symbol))]
    return min(found, key=lambda one: _RANK.get(one.state, 2), default=None)


_RANK = {"confirmed": 0, "handed_over": 1, "labelled": 2, "void": 3}


def put_in(connection: Connection, load_id: int, uid: str, operator: str, now: datetime) -> bool:
    """False when it is in a load already."""
    values = {"load": load_id, "operator": operator, "at": micros(now), "unread": False}
    return insert_absent(connection, load_carton, carton=uid, **values)


def take_out(connection: Connection, uid: str) -> None:
    connection.execute(delete(load_carton).where(load_carton.c.carton == uid))


def hand_over(connection: Connection, load_id: int, unread: Iterable[str], now: datetime) -> int:
    """Every carton of the load has left; how many. `unread`: those whose shop could not be asked."""
    marked = list(unread)
    if marked:
        connection.execute(update(load_carton).where(load_carton.c.carton.in_(marked)).values(unread=True))
    mine = select(load_carton.c.carton).where(load_carton.c.load == load_id)
    done = connection.execute(
        update(carton)
        .where(carton.c.uid.in_(mine), carton.c.state == "confirmed")
        .values(state="handed_over")
    )
    set_load(connection, load_id, state="closed", closed_at=micros(now))
    return done.rowcount


def waiting(
    connection: Connection,
    since: datetime,
    carrier: str = "",
    until: datetime | None = None,
    seen: Seen | None = None,
) -> list[Loaded]:
    """Cartons confirmed since then that have not left and are in no load, the oldest first."""
    wanted: list[ColumnElement[bool]] = [
        carton.c.confirmed_at >= micros(since),
        carton.c.state == "confirmed",
        load_carton.c.load.is_(None),
    ]
    if carrier:
        wanted.append(carton.c.carrier == carrier)
    if until is not None:
        wanted.append(carton.c.confirmed_at < micros(until))
    return _all(connection, _rows().where(*wanted).order_by(carton.c.confirmed_at, carton.c.uid), seen)


def standing(connection: Connection, since: datetime) -> list[Loaded]:
    """Cartons confirmed since then that have not left, in a load or not."""
    rows = connection.execute(
        _rows()
        .where(carton.c.confirmed_at >= micros(since), carton.c.state == "confirmed")
        .order_by(carton.c.confirmed_at, carton.c.uid)
    )
    return [_loaded(row) for row in rows]


def unread(connection: Connection, bench: str, now: datetime) -> list[tuple[str, str]]:
    """(store, ref) of orders in this bench's open load that nobody has looked at since they were put in, or
    only in the future of a clock that was set back since.
    """
    old = or_(orders.c.checked_at < load_carton.c.at, orders.c.checked_at > micros(now))
    rows = connection.execute(
        select(orders.c.store, orders.c.ref)
        .select_from(
            load_carton.join(load, load.c.id == load_carton.c.load)
            .join(carton, carton.c.uid == load_carton.c.carton)
            .join(orders, orders.c.id == carton.c.order_id)
        )
        .where(load.c.bench == bench, load.c.state != "closed", old)
        .distinct()
        .order_by(orders.c.store, orders.c.ref)
    )
    return [(row[0], row[1]) for row in rows]


def one(connection: Connection, uid: str) -> Loaded | None:
    row = connection.execute(_rows().where(carton.c.uid == uid)).one_or_none()
    return _loaded(row) if row is not None else None


def handed_over(connection: Connection, start: datetime, end: datetime) -> int:
    """Cartons that left in [start, end)."""
    mine = and_(load.c.closed_at >= micros(start), load.c.closed_at < micros(end))
    found = connection.execute(
        select(load_carton.c.carton)
        .select_from(load_carton.join(load, load.c.id == load_carton.c.load))
        .where(mine, load.c.state == "closed")
    )
    return len(found.all())


def affected(connection: Connection, load_id: int, changed: Sequence[int]) -> bool:
    """Whether one of these orders has a carton in the load."""
    rows = connection.execute(
        select(carton.c.order_id)
        .select_from(load_carton.join(carton, carton.c.uid == load_carton.c.carton))
        .where(load_carton.c.load == load_id)
    )
    return bool(set(rows.scalars()) & set(changed))


def untell(connection: Connection, keys: Sequence[str]) -> None:
    """Messages of which nothing was ever sent are taken back, also those a person was to look at."""
    never = and_(outbox.c.sent_at.is_(None), or_(outbox.c.state == "ready", outbox.c.state == "parked"))
    rows = connection.execute(
        select(outbox.c.id, outbox.c.key).where(outbox.c.key.in_(list(keys)), never)
    ).all()
    for row in rows:
        connection.execute(
            update(outbox)
            .where(outbox.c.id == row.id)
            .values(
                state="cancelled",
                key=f"{row.key}:cancelled:{row.id}",
                token=outbox.c.token + 1,
                lease_until=None,
            )
        )
