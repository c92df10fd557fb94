"""Messages to the carts: written with their fact, sent in the order of their stream, never blindly twice."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    String,
    and_,
    case,
    cast,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from station.model.problem import Problem
from station.store import shadow
from station.store.engine import dump_problem, load_problem, micros, new_id
from station.store.schema import outbox
from station.store.together import one_at_a_time

LEASE_SECONDS = 420  # longer than the slowest cart takes to answer one write
_UNFINISHED = ("ready", "sending", "in_doubt", "parked")


@dataclass(frozen=True, slots=True)
class Entry:
    """A message with its place.

    `state`: ready | sending | in_doubt | done | parked | cancelled, or by_hand: the shop has no place for it.
    """

    id: int
    store: str
    stream: str
    seq: int
    topic: str
    key: str
    order_id: int | None
    body: Mapping[str, Any]
    state: str
    step: str
    tries: int
    reads: int
    allow_repeat: bool
    sent_at: int | None
    token: int
    problem: Problem | None


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        store=row.store,
        stream=row.stream,
        seq=row.seq,
        topic=row.topic,
        key=row.key,
        order_id=row.order_id,
        body=json.loads(row.body),
        state=row.state,
        step=row.step,
        tries=row.tries,
        reads=row.reads,
        allow_repeat=row.allow_repeat,
        sent_at=row.sent_at,
        token=row.token,
        problem=load_problem(row.problem),
    )


def add(
    connection: Connection,
    store: str,
    stream: str,
    topic: str,
    key: str,
    body: Mapping[str, Any],
    bench: str,
    due: datetime,
    now: datetime,
    order_id: int | None = None,
) -> int | None:
    """Queue a message; None when one with this key exists (it is told once), or nobody is to be told."""
    if shadow.is_marked(connection):
        return None
    one_at_a_time(connection, stream)
    if connection.execute(select(outbox.c.id).where(outbox.c.key == key)).first() is not None:
        return None
    last = connection.execute(
        select(func.coalesce(func.max(outbox.c.seq), 0)).where(outbox.c.stream == stream)
    )
    made = connection.execute(
        insert(outbox).values(
            store=store,
            stream=stream,
            seq=int(last.scalar_one()) + 1,
            topic=topic,
            key=key,
            order_id=order_id,
            bench=bench,
            body=json.dumps(body),
            state="ready",
            due=micros(due),
            created_at=micros(now),
        )
    )
    return new_id(made)


def claim(connection: Connection, store: str, now: int) -> Entry | None:
    """The most overdue message that is the lowest unfinished one of its stream; lent, not taken.

    One still "sending" when its lease has run out is in doubt: who sent it died, or lost the database.
    """
    query = (
        select(outbox)
        .where(
            _first_of_its_stream(store),
            outbox.c.due <= now,
            or_(outbox.c.lease_until.is_(None), outbox.c.lease_until < now),
        )
        .order_by(outbox.c.due, outbox.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    values = {"token": row.token + 1, "lease_until": now + LEASE_SECONDS * 1_000_000}
    if row.state == "sending":
        values["state"] = "in_doubt"
    connection.execute(update(outbox).where(outbox.c.id == row.id).values(**values))
    entry = connection.execute(select(outbox).where(outbox.c.id == row.id)).one()
    return _entry(entry)


def _first_of_its_stream(store: str) -> ColumnElement[bool]:
    """The lowest unfinished message of a stream, unless a person has to look at it."""
    older = outbox.alias("older")
    blocked = (
        select(older.c.id)
        .where(older.c.stream == outbox.c.stream, older.c.seq < outbox.c.seq, older.c.state.in_(_UNFINISHED))
        .exists()
    )
    waiting = outbox.c.state.in_(("ready", "sending", "in_doubt"))
    return and_(outbox.c.store == store, waiting, ~blocked)


def settle(connection: Connection, entry: Entry, state: str, **values: object) -> bool:
    """Move a lent message on; False when the lease went to somebody else meanwhile."""
    if "problem" in values:
        problem = values["problem"]
        values["problem"] = dump_problem(problem) if isinstance(problem, Problem) else None
    if "body" in values:
        values["body"] = json.dumps(values["body"])
    if state != "sending":
        values.setdefault("lease_until", None)
    done = connection.execute(
        update(outbox)
        .where(and_(outbox.c.id == entry.id, outbox.c.token == entry.token))
        .values(state=state, **values)
    )
    return bool(done.rowcount)


def after_restart(connection: Connection, store: str, bench: str) -> None:
    """A message that was being sent when this bench died is in doubt; its lease was ours."""
    mine = and_(outbox.c.store == store, outbox.c.bench == bench)
    connection.execute(
        update(outbox).where(mine, outbox.c.state == "sending").values(state="in_doubt", lease_until=None)
    )
    connection.execute(
        update(outbox).where(mine, outbox.c.state.in_(("ready", "in_doubt"))).values(lease_until=None)
    )


def park_rest(connection: Connection, entry: Entry, problem: Problem) -> list[Entry]:
    """A status message falls with the tracking message before it."""
    rows = connection.execute(
        select(outbox).where(
            outbox.c.stream == entry.stream,
            outbox.c.seq > entry.seq,
            outbox.c.topic == "status",
            outbox.c.state == "ready",
        )
    ).all()
    ids = [row.id for row in rows]
    if ids:
        connection.execute(
            update(outbox).where(outbox.c.id.in_(ids)).values(state="parked", problem=dump_problem(problem))
        )
    return [_entry(row) for row in rows]


def release(connection: Connection, entry_id: int, now: datetime) -> Entry | None:
    """A person's act: a parked message is tried again, and may be sent again even where that was in doubt.

    One that waits for its next try has it now. What only a person can tell the shop has been told.
    """
    row = connection.execute(
        select(outbox).where(outbox.c.id == entry_id, outbox.c.state.in_(("parked", "ready", "by_hand")))
    ).one_or_none()
    if row is None:
        return None
    if row.state == "by_hand":
        connection.execute(
            update(outbox).where(outbox.c.id == entry_id).values(state="done", done_at=micros(now))
        )
        return _entry(row)
    if row.state == "ready":
        connection.execute(update(outbox).where(outbox.c.id == entry_id).values(due=micros(now)))
        return _entry(row)
    was_sent = row.sent_at is not None and bool(row.step)
    connection.execute(
        update(outbox)
        .where(outbox.c.stream == row.stream, outbox.c.state == "parked", outbox.c.id >= entry_id)
        .values(
            state="ready",
            due=micros(now),
            problem=None,
            reads=0,
            tries=0,
            allow_repeat=was_sent,
            sent_at=None,
        )
    )
    return _entry(row)


def hurry(connection: Connection, bench: str, now: datetime) -> None:
    """The next order was opened: what waited only for second thoughts is due."""
    connection.execute(
        update(outbox)
        .where(
            outbox.c.bench == bench,
            outbox.c.state == "ready",
            outbox.c.tries == 0,
            outbox.c.due > micros(now),
        )
        .values(due=micros(now))
    )


def release_store(connection: Connection, store: str, now: datetime) -> int:
    """All that is parked and waits at a store goes out again; how many. What may have arrived already is left
    to be looked at one by one.
    """
    surely_not_there = or_(outbox.c.sent_at.is_(None), outbox.c.step == "")
    parked = connection.execute(
        update(outbox)
        .where(outbox.c.store == store, outbox.c.state == "parked", surely_not_there)
        .values(state="ready", due=micros(now), problem=None, reads=0, tries=0)
    )
    waiting = connection.execute(
        update(outbox)
        .where(outbox.c.store == store, outbox.c.state == "ready", outbox.c.tries > 0)
        .values(due=micros(now))
    )
    return parked.rowcount + waiting.rowcount


def hurry_store(connection: Connection, store: str, now: datetime) -> None:
    """The store is back: what failed while it was away is due."""
    connection.execute(
        update(outbox)
        .where(
            outbox.c.store == store,
            outbox.c.state == "ready",
            outbox.c.tries > 0,
            outbox.c.due > micros(now),
        )
        .values(due=micros(now))
    )


def last_told(connection: Connection, order_id: int) -> Mapping[str, Any] | None:
    """The body of the last message about cartons of an order that was not taken back."""
    mine = (outbox.c.order_id == order_id, outbox.c.topic == "tracking", outbox.c.state != "cancelled")
    query = select(outbox.c.body).where(*mine).order_by(outbox.c.id.desc()).limit(1)
    found = connection.execute(query).scalar_one_or_none()
    return json.loads(found) if found is not None else None


def last_topic(connection: Connection, order_id: int) -> str:
    """What was said last of an order, and not taken back: tracking | status; empty where nothing was."""
    mine = (outbox.c.order_id == order_id, outbox.c.state != "cancelled")
    told = outbox.c.topic.in_(("tracking", "status"))
    query = select(outbox.c.topic).where(*mine, told).order_by(outbox.c.id.desc()).limit(1)
    return str(connection.execute(query).scalar_one_or_none() or "")


def cancel(connection: Connection, key: str) -> bool:
    """Take back a message that nothing was sent of. Who is just looking whether to send it has lost it."""
    kept = literal(f"{key}:cancelled:").concat(cast(outbox.c.id, String))
    done = connection.execute(
        update(outbox)
        .where(outbox.c.key == key, outbox.c.state == "ready", outbox.c.tries == 0)
        .values(state="cancelled", key=kept, token=outbox.c.token + 1, lease_until=None)
    )
    return bool(done.rowcount)


def beginning(connection: Connection, head: str) -> list[Entry]:
    """Messages whose key begins so, and that were not taken back."""
    mine = and_(outbox.c.key >= head, outbox.c.key < head[:-1] + chr(ord(head[-1]) + 1))
    rows = connection.execute(select(outbox).where(mine, outbox.c.state != "cancelled").order_by(outbox.c.id))
    return [_entry(row) for row in rows]


def begun(connection: Connection, keys: Sequence[str], waiting: Sequence[str] = ("ready",)) -> bool:
    """Whether anything of these messages may have reached the cart, or is in no state of `waiting`.

    What is said here stays true to the end of the transaction.
    """
    mine = select(outbox.c.state, outbox.c.tries, outbox.c.sent_at).where(outbox.c.key.in_(list(keys)))
    rows = connection.execute(mine.with_for_update()).all()
    return any(
        row.state not in waiting or (row.tries and row.state == "ready") or row.sent_at is not None
        for row in rows
    )


def next_due(connection: Connection, store: str) -> int | None:
    """When the next message that can be claimed is due; one that is lent, when its lease runs out."""
    lent_until = func.coalesce(outbox.c.lease_until, 0)
    when = case((lent_until > outbox.c.due, lent_until), else_=outbox.c.due)
    return connection.execute(select(func.min(when)).where(_first_of_its_stream(store))).scalar_one_or_none()


def listed(connection: Connection, states: Sequence[str]) -> list[Row[Any]]:
    """Rows for people, oldest first."""
    return list(
        connection.execute(select(outbox).where(outbox.c.state.in_(states)).order_by(outbox.c.created_at))
    )
