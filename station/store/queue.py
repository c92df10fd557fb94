"""The queue: which order is next, which ones a filter means, and who moved one of them."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from station.model.queue_filter import QueueFilter
from station.packing.due import CutOffs
from station.store.engine import instant, micros, moment, new_id
from station.store.orders import offerable, refresh, to_send
from station.store.schema import (
    NEVER,
    carton,
    order_act,
    order_line,
    orders,
    person_act,
    queue_state,
    saved_filter,
    session,
)
from station.store.together import insertion

_CLOSED = ("cancelled", "refunded", "fulfilled", "pending")
_DOUBTED = orders.c.address_doubts != literal_column("'[]'")  # as `ix_orders_doubted` has it
URGENT = (orders.c.turn, orders.c.due, orders.c.open_lines, orders.c.placed_at, orders.c.id)


@dataclass(frozen=True, slots=True)
class Days:
    """What "today" means: now, and where tomorrow and the day after begin."""

    now: datetime
    tomorrow: datetime
    after: datetime


# -- next -----------------------------------------------------------------------------------------

_HEAD = select(orders.c.id, orders.c.turn).where(offerable(), orders.c.id != bindparam("skip"))
_FIRST = _HEAD.order_by(*URGENT).limit(1)
_PARKED = (
    _HEAD.join(session, session.c.order_id == orders.c.id)
    .where(session.c.bench == bindparam("bench"), session.c.state == literal_column("'parked'"))
    .order_by(session.c.opened_at)
    .limit(1)
)
_SAME_PLACE = _HEAD.where(orders.c.address_key == bindparam("place")).order_by(*URGENT).limit(1)


def first_look() -> Select[Any]:
    """The look most answers come from; its plan is measured."""
    return _FIRST.params(skip=-1)


def next_offered(
    connection: Connection,
    skip: int | None = None,
    *,
    bench: str = "",
    place: str = "",
    only: ColumnElement[bool] | None = None,
) -> int | None:
    """The best order for this bench: rush; what it parked itself; one more to the address it just packed for;
    else what is due first, of those the one with the fewest lines, the oldest first. `skip` is no answer.

    `only` is the bench's own part of the queue. Each look is at one end of an index.
    """
    asked = {"skip": -1 if skip is None else skip}
    first = _FIRST if only is None else _FIRST.where(only)
    head = connection.execute(first, asked).one_or_none()
    if head is None or head.turn == 0:
        return int(head.id) if head is not None else None
    for look, given in ((_PARKED, {"bench": bench}), (_SAME_PLACE, {"place": place})):
        if all(given.values()):
            found = connection.execute(look if only is None else look.where(only), asked | given).first()
            if found is not None:
                return int(found.id)
    return int(head.id)


def in_wave(connection: Connection, order_id: int) -> bool:
    found = select(orders.c.id).where(orders.c.id == order_id, orders.c.wave.is_not(None))
    return connection.execute(found).first() is not None


def same_place(connection: Connection, order_id: int, key: str) -> list[tuple[int, str]]:
    """(id, number) of other orders of this customer that can be packed now."""
    if not key:
        return []
    query = select(orders.c.id, orders.c.number).where(
        offerable(), orders.c.address_key == key, orders.c.id != order_id
    )
    return [(row.id, row.number) for row in connection.execute(query.order_by(*URGENT).limit(20))]


# -- filters --------------------------------------------------------------------------------------


def kind(name: str) -> ColumnElement[bool]:
    """What a chip shows."""
    match name:
        case "open":
            return to_send()
        case "packing":
            return orders.c.bench.is_not(None)
        case "hold":
            waiting = or_(orders.c.hold.is_not(None), orders.c.state == "on_hold", orders.c.pickup)
            merged = func.coalesce(orders.c.hold, "") == "hold.merged"  # it is packed, with others
            return and_(orders.c.state.not_in(_CLOSED), waiting, ~merged)
        case "shipped":
            gone = (
                select(carton.c.uid)
                .where(carton.c.order_id == orders.c.id, carton.c.state.in_(("confirmed", "handed_over")))
                .exists()
            )
            return or_(orders.c.state == "fulfilled", gone)
        case "problem":
            odd = or_(orders.c.warnings != "[]", _DOUBTED)
            return and_(odd, orders.c.state.not_in(_CLOSED))
    return literal_column("1") == literal_column("1")


def condition(asked: QueueFilter, days: Days) -> ColumnElement[bool]:
    """Every order the filter means."""
    every = [kind(asked.kind)] if asked.kind else []
    for column, values in ((orders.c.store, asked.store), (orders.c.country, asked.country)):
        if values:
            every.append(column.concat("").in_(values))  # so written no index on it is walked
    if asked.method:
        every.append(or_(orders.c.method.in_(asked.method), orders.c.method_code.in_(asked.method)))
    if asked.tag:
        every.append(orders.c.tags != literal_column("'[]'"))  # as `ix_orders_tagged` has it
        every.append(
            or_(*(func.lower(orders.c.tags).contains(_quoted(tag), autoescape=True) for tag in asked.tag))
        )
    if asked.due:
        every.append(or_(*(_due(group, days) for group in asked.due)))
    if asked.age:
        every.append(orders.c.placed_at <= micros(days.now) - asked.age * 3_600_000_000)
    flags = (
        (asked.single, and_(orders.c.open_lines == 1, orders.c.open_units > 0)),
        (asked.rush, and_(orders.c.rush, orders.c.turn == 0)),
        (asked.doubt, and_(_DOUBTED, orders.c.state.not_in(_CLOSED))),
    )
    every += [said for wanted, said in flags if wanted]
    return and_(*every) if every else kind("")


def _quoted(tag: str) -> str:
    return json.dumps(tag.lower())


def _due(group: str, days: Days) -> ColumnElement[bool]:
    now, tomorrow, after = micros(days.now), micros(days.tomorrow), micros(days.after)
    due = orders.c.due
    groups = {
        "late": due < now,
        "today": and_(due >= now, due < tomorrow),
        "tomorrow": and_(due >= tomorrow, due < after),
        "later": and_(due >= after, due < NEVER),
        "none": due >= NEVER,
    }
    return groups[group]


def saved_filters(connection: Connection) -> dict[str, str]:
    """Name and text of each, by name."""
    rows = connection.execute(select(saved_filter).order_by(saved_filter.c.name))
    return {row.name: row.text for row in rows}


def saved(connection: Connection, name: str) -> str | None:
    return connection.execute(
        select(saved_filter.c.text).where(saved_filter.c.name == name)
    ).scalar_one_or_none()


def save_filter(connection: Connection, name: str, text: str, who: str, now: datetime) -> None:
    """Under its name, whatever stood there before."""
    values = {"text": text, "operator": who, "at": micros(now)}
    made = insertion(connection.dialect.name, saved_filter).values(name=name, **values)
    connection.execute(made.on_conflict_do_update(index_elements=["name"], set_=values))


def drop_filter(connection: Connection, name: str) -> bool:
    return connection.execute(delete(saved_filter).where(saved_filter.c.name == name)).rowcount > 0


# -- what people do -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Act:
    """`what` rush | unrush | hold | release | note | split | merge | unmerge | reopen."""

    what: str
    code: str
    operator: str
    bench: str
    at: datetime
    note: str = ""


def record(connection: Connection, order_id: int, act: Act) -> None:
    made = connection.execute(
        insert(order_act).values(
            order_id=order_id,
            what=act.what,
            code=act.code,
            operator=act.operator,
            bench=act.bench,
            at=micros(act.at),
        )
    )
    if act.note:
        connection.execute(insert(person_act).values(act=new_id(made), order_id=order_id, note=act.note))


def acts(connection: Connection, order_id: int) -> list[Act]:
    """The newest first."""
    rows = connection.execute(
        select(order_act, person_act.c.note)
        .select_from(order_act.outerjoin(person_act, person_act.c.act == order_act.c.id))
        .where(order_act.c.order_id == order_id)
        .order_by(order_act.c.id.desc())
        .limit(50)
    )
    return [Act(row.what, row.code, row.operator, row.bench, moment(row.at), row.note or "") for row in rows]


def set_rush(connection: Connection, order_id: int, rush: bool) -> None:
    connection.execute(update(orders).where(orders.c.id == order_id).values(rush=rush))
    refresh(connection, [order_id])


def split(connection: Connection, order_id: int, later: Mapping[str, int]) -> None:
    """These units of these lines wait when the order is packed next; zero takes it back."""
    for ref, units in later.items():
        mine = and_(order_line.c.order_id == order_id, order_line.c.ref == ref)
        connection.execute(update(order_line).where(mine).values(later=units))


# -- when it is due -------------------------------------------------------------------------------

SLICE = 500


def cut_offs_changed(connection: Connection, cut_offs: CutOffs) -> bool:
    """Were the stored due times computed by other cut-offs?"""
    found = connection.execute(select(queue_state.c.value).where(queue_state.c.name == "cut_offs"))
    return found.scalar_one_or_none() != cut_offs.print()


def compute_due(connection: Connection, cut_offs: CutOffs, after: int) -> int | None:
    """The next slice of what can be packed, behind the order `after`; its last one, None when all is done."""
    rows = connection.execute(
        select(orders.c.id, orders.c.ready_at, orders.c.ship_by, orders.c.method, orders.c.method_code)
        .where(orders.c.packable, orders.c.ready_at.is_not(None), orders.c.id > after)
        .order_by(orders.c.id)
        .limit(SLICE)
    ).all()
    changes = []
    for row in rows:
        due = cut_offs.due(moment(row.ready_at), instant(row.ship_by), row.method, row.method_code)
        changes.append({"key": row.id, "to": micros(due) if due else NEVER})
    if changes:
        connection.execute(
            update(orders).where(orders.c.id == bindparam("key")).values(due=bindparam("to")), changes
        )
        return int(rows[-1].id)
    values = {"value": cut_offs.print()}
    made = insertion(connection.dialect.name, queue_state).values(name="cut_offs", **values)
    connection.execute(made.on_conflict_do_update(index_elements=["name"], set_=values))
    return None


def due_counts(connection: Connection, days: Days) -> dict[str, int]:
    """Of what is to be sent: how many are late, due today, tomorrow, later, never."""
    groups = ("late", "today", "tomorrow", "later", "none")
    counts = [func.count().filter(_due(group, days)).label(group) for group in groups]
    row = connection.execute(select(*counts).select_from(orders).where(to_send())).one()
    return {group: int(getattr(row, group)) for group in groups}


@dataclass(frozen=True, slots=True)
class Promised:
    """So many orders of one shipping method that are due at one time."""

    method: str
    code: str
    due: datetime
    orders: int


def promised_by_method(connection: Connection) -> list[Promised]:
    """Of what is to be sent or is being packed, and somebody promised."""
    place = (orders.c.method, orders.c.method_code, orders.c.due)
    rows = connection.execute(
        select(*place, func.count())
        .where(or_(to_send(), orders.c.bench.is_not(None)), orders.c.due < NEVER)
        .group_by(*place)
    )
    return [Promised(row[0], row[1], moment(row[2]), int(row[3])) for row in rows]


def choices(connection: Connection, column: str) -> Sequence[str]:
    """What there is to choose from: the stores, methods or countries of what is to be sent."""
    chosen = orders.c[column]
    rows = connection.execute(
        select(chosen).where(to_send(), chosen != "").group_by(chosen).order_by(func.count().desc()).limit(40)
    )
    return list(rows.scalars())


def tags(connection: Connection) -> Sequence[str]:
    """Tags of what is to be sent, the most frequent first."""
    rows = connection.execute(select(orders.c.tags).where(to_send(), orders.c.tags != "[]"))
    seen = Counter(tag for row in rows for tag in json.loads(row[0]))
    return [tag for tag, _ in seen.most_common(40)]
