"""Labels bought before their carton is full: every one is written down before the carrier hears of it.

wanted -> asked -> bought -> used on its carton; or unwanted (it has to be given back) -> returned, or stuck
where the carrier keeps the money. A label that was on a carton and was made void joins them as unwanted.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from station.model.problem import Problem
from station.store.engine import dump_problem, micros, moment
from station.store.schema import ahead_label, orders, session

LIVE = ("wanted", "asked", "bought")
_OPEN = (*LIVE, "unwanted")
_VOID = "void"  # in place of a fingerprint: no order has it


@dataclass(frozen=True, slots=True)
class Plan:
    """What a carton will be once it is full. `gross` is what the carrier is told, right for a carton of
    `least` to `most` milligrams; all None where nothing is weighed. `content` are units by line.
    """

    carton: str
    number: int
    kind: str
    fingerprint: str
    content: Mapping[str, int]
    gross: int | None = None
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """One label bought ahead. `made` is what is known of the label itself, empty before it is bought."""

    id: int
    order_id: int
    session: int
    intent: str
    state: str
    plan: Plan
    made: Mapping[str, object]
    at: datetime


def add(
    connection: Connection, order_id: int, session_id: int, intent: str, plan: Plan, now: datetime
) -> None:
    connection.execute(
        insert(ahead_label).values(
            order_id=order_id,
            session=session_id,
            carton=plan.carton,
            number=plan.number,
            intent=intent,
            state="wanted",
            fingerprint=plan.fingerprint,
            kind=plan.kind,
            content=json.dumps(dict(plan.content)),
            gross_mg=plan.gross,
            least_mg=plan.least,
            most_mg=plan.most,
            made="{}",
            at=micros(now),
        )
    )


def make_void(
    connection: Connection,
    order_id: int,
    session_id: int,
    carton: str,
    number: int,
    intent: str,
    tracking: str,
    since: datetime,
) -> None:
    """The label with this number was on the carton and has to be given back: the one that was bought ahead,
    or the one that was bought for `intent` since then.
    """
    for one in _rows(connection, carton, ("used",)):
        if one.made.get("tracking") == tracking:
            move(connection, one.id, ("used",), "unwanted")
            return
    known = select(ahead_label.c.id).where(ahead_label.c.intent == intent)
    if connection.execute(known).first() is not None:
        return
    connection.execute(
        insert(ahead_label).values(
            order_id=order_id,
            session=session_id,
            carton=carton,
            number=number,
            intent=intent,
            state="unwanted",
            fingerprint=_VOID,
            kind="",
            content="{}",
            made="{}",
            at=micros(since),
        )
    )


def times_void(connection: Connection, carton: str) -> int:
    """How many labels of a carton were made void by hand: each next one is another one for the carrier."""
    mine = (ahead_label.c.carton == carton, ahead_label.c.fingerprint == _VOID)
    return int(connection.execute(select(func.count()).select_from(ahead_label).where(*mine)).scalar_one())


def live(connection: Connection, session_id: int) -> Ahead | None:
    """The one this session may still use; there is never a second."""
    found = connection.execute(
        select(ahead_label).where(ahead_label.c.session == session_id, ahead_label.c.state.in_(LIVE))
    ).first()
    return _ahead(found) if found is not None else None


def was_tried(connection: Connection, carton: str) -> bool:
    """Whether a label was ever to be bought ahead for this carton."""
    found = select(ahead_label.c.id).where(ahead_label.c.carton == carton).limit(1)
    return connection.execute(found).first() is not None


def of_carton(connection: Connection, carton: str) -> list[Ahead]:
    """Those that are neither used nor settled."""
    return _rows(connection, carton, _OPEN)


def _rows(connection: Connection, carton: str, states: Iterable[str]) -> list[Ahead]:
    mine = (ahead_label.c.carton == carton, ahead_label.c.state.in_(tuple(states)))
    return [_ahead(row) for row in connection.execute(select(ahead_label).where(*mine))]


def of_bench(connection: Connection, bench: str) -> list[Ahead]:
    """What the carrier is still to be asked for, or asked to take back, for sessions of this bench."""
    rows = connection.execute(
        select(ahead_label)
        .join(session, session.c.id == ahead_label.c.session)
        .where(session.c.bench == bench, ahead_label.c.state.in_(("wanted", "asked", "unwanted")))
        .order_by(ahead_label.c.id)
    )
    return [_ahead(row) for row in rows]


def left_lying(connection: Connection, bench: str, before: datetime) -> list[Ahead]:
    """Of orders that were set aside: on hold, changed meanwhile, or bought before `before`."""
    rows = connection.execute(
        select(ahead_label)
        .join(session, session.c.id == ahead_label.c.session)
        .join(orders, orders.c.id == ahead_label.c.order_id)
        .where(
            session.c.bench == bench,
            session.c.state != "open",
            ahead_label.c.state.in_(LIVE),
            (orders.c.hold.is_not(None))
            | (orders.c.fingerprint != ahead_label.c.fingerprint)
            | (ahead_label.c.at < micros(before)),
        )
    )
    return [_ahead(row) for row in rows]


def load(connection: Connection, ahead_id: int) -> Ahead:
    return _ahead(connection.execute(select(ahead_label).where(ahead_label.c.id == ahead_id)).one())


def move(
    connection: Connection,
    ahead_id: int,
    before: Iterable[str],
    state: str,
    problem: Problem | None = None,
    made: Mapping[str, object] | None = None,
) -> bool:
    """From one of the states `before` to `state`; False, and nothing changed, when it is in another."""
    values: dict[str, object] = {"state": state}
    if problem is not None:
        values["problem"] = dump_problem(problem)
    if made is not None:
        values["made"] = json.dumps(dict(made))
    done = connection.execute(
        update(ahead_label)
        .where(ahead_label.c.id == ahead_id, ahead_label.c.state.in_(tuple(before)))
        .values(**values)
    )
    return bool(done.rowcount)


@dataclass(frozen=True, slots=True)
class Known:
    """What was asked for under an intent: for which carton of which order, and what became of it. `in_use`:
    a carton that is being packed may still get it.
    """

    order: str
    carton: int
    state: str
    in_use: bool


def by_intent(connection: Connection, intents: Iterable[str]) -> dict[str, Known]:
    wanted = set(intents)
    found = ahead_label.join(orders, orders.c.id == ahead_label.c.order_id)
    found = found.join(session, session.c.id == ahead_label.c.session)
    told = (ahead_label.c.intent, orders.c.number, ahead_label.c.number, ahead_label.c.state, session.c.state)
    rows = connection.execute(select(*told).select_from(found)).all()
    return {
        row[0]: Known(row[1], row[2], row[3], in_use=row[3] in LIVE and row[4] != "closed")
        for row in rows
        if row[0] in wanted
    }


def given_back(connection: Connection, intent: str) -> None:
    """Somebody gave it back by hand: no carton gets it any more."""
    mine = (ahead_label.c.intent == intent, ahead_label.c.state != "used")
    connection.execute(update(ahead_label).where(*mine).values(state="returned"))


def _ahead(row: Row[Any]) -> Ahead:
    plan = Plan(
        row.carton,
        row.number,
        row.kind,
        row.fingerprint,
        json.loads(row.content),
        row.gross_mg,
        row.least_mg,
        row.most_mg,
    )
    return Ahead(
        row.id, row.order_id, row.session, row.intent, row.state, plan, json.loads(row.made), moment(row.at)
    )
