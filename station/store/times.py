"""Where the time of cartons went: the times of facts, scans, labels and print jobs, put together."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from station.packing import facts as f
from station.packing.spent import LabelTimes, Spent, Told, spent
from station.store.engine import micros
from station.store.schema import carton, fact, label, print_job, scan

_SLICE = 400
_Rows = Mapping[Any, Sequence[Row[Any]]]


@dataclass(frozen=True, slots=True)
class CartonSpent:
    """One carton that left; microseconds per cause."""

    uid: str
    bench: str
    operator: str
    spent: Spent


def of_day(connection: Connection, start: datetime, end: datetime) -> list[CartonSpent]:
    """Every carton confirmed in [start, end) that is not void."""
    rows = connection.execute(
        select(carton).where(
            carton.c.confirmed_at >= micros(start),
            carton.c.confirmed_at < micros(end),
            carton.c.state != "void",
        )
    ).all()
    return [
        one for place in range(0, len(rows), _SLICE) for one in _of(connection, rows[place : place + _SLICE])
    ]


def of_carton(connection: Connection, uid: str) -> Spent | None:
    """None while it did not leave."""
    rows = connection.execute(
        select(carton).where(carton.c.uid == uid, carton.c.confirmed_at.is_not(None))
    ).all()
    return next((one.spent for one in _of(connection, rows)), None)


def _of(connection: Connection, cartons: Sequence[Row[Any]]) -> Iterator[CartonSpent]:
    sessions = {row.session for row in cartons}
    uids = {row.uid for row in cartons}
    facts = _by(
        connection.execute(
            select(fact.c.session, fact.c.at, fact.c.kind)
            .where(fact.c.session.in_(sessions))
            .order_by(fact.c.session, fact.c.seq)
        )
    )
    scans = _by(connection.execute(select(scan.c.session, scan.c.at).where(scan.c.session.in_(sessions))))
    labels, jobs = _papers(connection, uids)
    for row in cartons:
        told = Told(
            row.opened_at,
            row.confirmed_at,
            [(one.at, f.KINDS[one.kind]) for one in facts[row.session]],
            [one.at for one in scans[row.session]],
            _label_times(labels[row.uid], jobs[row.uid]),
            [(one.created_at, one.done_at) for one in jobs[row.uid] if one.reason and one.done_at],
        )
        yield CartonSpent(row.uid, row.bench, row.operator, spent(told))


def _papers(connection: Connection, uids: Collection[str]) -> tuple[_Rows, _Rows]:
    labels = connection.execute(
        select(label.c.carton, label.c.id, label.c.at, label.c.looked_at)
        .where(label.c.carton.in_(uids))
        .order_by(label.c.id)
    )
    jobs = connection.execute(
        select(
            print_job.c.carton,
            print_job.c.label,
            print_job.c.reason,
            print_job.c.created_at,
            print_job.c.done_at,
        ).where(print_job.c.carton.in_(uids), print_job.c.document == "shipping_label")
    )
    return _by(labels), _by(jobs)


def _by(rows: Any) -> _Rows:
    """By what stands first in them."""
    found: dict[Any, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def _label_times(labels: Sequence[Row[Any]], jobs: Sequence[Row[Any]]) -> list[LabelTimes]:
    """A label is made when its first print job was: both are one transaction."""
    made: dict[int, int] = {}
    for one in jobs:
        if not one.reason:
            made[one.label] = min(one.created_at, made.get(one.label, one.created_at))
    return [LabelTimes(one.at, one.looked_at, made.get(one.id)) for one in labels]
