"""Labels and print jobs: a label is made once, a job is sent once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from station.model.problem import Problem
from station.store.engine import dump_problem, load_problem, micros, moment, new_id
from station.store.schema import carton, carton_line, label, number_range, orders, print_job
from station.store.together import insert_absent


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label somebody waits for."""

    id: int
    carton: str
    order_id: int
    fingerprint: str
    number: int | None
    state: str


@dataclass(frozen=True, slots=True)
class Job:
    """One sheet for one printer, sent once."""

    id: str
    document: str
    printer: str
    state: str
    file: str
    target_file: str
    title: str
    order_id: int | None
    carton: str | None
    label: int | None
    reason: str
    problem: Problem | None


def want_label(connection: Connection, carton_uid: str, fingerprint: str, now: datetime) -> int:
    """The label of a carton is wanted; earlier ones of it are void."""
    connection.execute(
        update(label).where(label.c.carton == carton_uid, label.c.state != "void").values(state="void")
    )
    return new_id(
        connection.execute(
            insert(label).values(carton=carton_uid, state="wanted", fingerprint=fingerprint, at=micros(now))
        )
    )


def wanted_labels(connection: Connection, bench: str) -> list[Wanted]:
    rows = connection.execute(
        select(
            label.c.id, label.c.carton, carton.c.order_id, label.c.fingerprint, label.c.number, label.c.state
        )
        .select_from(label.join(carton))
        .where(label.c.state == "wanted", carton.c.bench == bench)
        .order_by(label.c.id)
    )
    return [Wanted(*row) for row in rows]


def to_bench(connection: Connection, session_id: int, bench: str) -> None:
    """What is still to be labelled of a session is labelled where its order is now."""
    here = carton.c.state.in_(("open", "sealed", "labelled"))
    connection.execute(update(carton).where(carton.c.session == session_id, here).values(bench=bench))


def intend(connection: Connection, wanted: Wanted) -> tuple[bool, datetime]:
    """Written down before a carrier is asked: whether it may have been asked for this carton before, and
    since when one could have been."""
    rows = connection.execute(
        select(label.c.id, label.c.number, label.c.at).where(label.c.carton == wanted.carton)
    ).all()
    if all(row.number is None for row in rows if row.id == wanted.id):
        set_label(connection, wanted.id, wanted.state, number=take_number(connection, "intent", 1))
    return any(row.number is not None for row in rows), moment(min(row.at for row in rows))


def content(connection: Connection, carton_uid: str) -> dict[str, int]:
    """Units by line."""
    rows = connection.execute(
        select(carton_line.c.line, carton_line.c.quantity).where(carton_line.c.carton == carton_uid)
    )
    return {row[0]: row[1] for row in rows}


def labels_of(connection: Connection, carton_uid: str) -> list[tuple[str, str]]:
    """(state, tracking) of every label that was ever wanted for a carton."""
    rows = connection.execute(select(label.c.state, label.c.tracking).where(label.c.carton == carton_uid))
    return [(row[0], row[1]) for row in rows]


def label_state(connection: Connection, label_id: int) -> str:
    return str(connection.execute(select(label.c.state).where(label.c.id == label_id)).scalar_one())


def set_label(connection: Connection, label_id: int, state: str, **values: object) -> None:
    if "problem" in values:
        problem = values["problem"]
        values["problem"] = dump_problem(problem) if isinstance(problem, Problem) else None
    connection.execute(update(label).where(label.c.id == label_id).values(state=state, **values))


def void_labels(connection: Connection, carton_uid: str) -> None:
    connection.execute(update(label).where(label.c.carton == carton_uid).values(state="void"))


def take_number(connection: Connection, name: str, first: int) -> int:
    """The next number of a range; never the same twice, also when the transaction after it fails."""
    insert_absent(connection, number_range, name=name, next=first)
    mine = number_range.c.name == name
    number = connection.execute(select(number_range.c.next).where(mine).with_for_update()).scalar_one()
    connection.execute(update(number_range).where(mine).values(next=number + 1))
    return int(number)


def first_asked(connection: Connection, carton_uid: str) -> datetime:
    """Since when a carrier can have been asked for a label of the carton."""
    asked = select(func.min(label.c.at)).where(label.c.carton == carton_uid)
    return moment(int(connection.execute(asked).scalar_one()))


def latest_label(connection: Connection, carton_uid: str) -> Row[Any] | None:
    """File and tracking of the carton's label that is not void."""
    return connection.execute(
        select(label)
        .where(label.c.carton == carton_uid, label.c.state.in_(("made", "printed")))
        .order_by(label.c.id.desc())
    ).first()


def add_job(
    connection: Connection,
    job_id: str,
    bench: str,
    document: str,
    file: str,
    title: str,
    now: datetime,
    carton_uid: str | None = None,
    label_id: int | None = None,
    order_id: int | None = None,
    reason: str = "",
    state: str = "waiting",
    printer: str = "",
) -> None:
    """`printer`: the only one it is for."""
    connection.execute(
        insert(print_job).values(
            id=job_id,
            bench=bench,
            document=document,
            printer=printer,
            state=state,
            file=file,
            title=title,
            order_id=order_id,
            carton=carton_uid,
            label=label_id,
            reason=reason,
            created_at=micros(now),
        )
    )


def jobs(connection: Connection, bench: str, states: Sequence[str]) -> list[Job]:
    """This bench's jobs, oldest first."""
    rows = connection.execute(
        select(print_job)
        .where(print_job.c.bench == bench, print_job.c.state.in_(list(states)))
        .order_by(print_job.c.created_at, print_job.c.id)
    )
    return [_job(row) for row in rows]


def job(connection: Connection, job_id: str) -> Job | None:
    row = connection.execute(select(print_job).where(print_job.c.id == job_id)).one_or_none()
    return _job(row) if row is not None else None


def _job(row: Row[Any]) -> Job:
    return Job(
        id=row.id,
        document=row.document,
        printer=row.printer,
        state=row.state,
        file=row.file,
        target_file=row.target_file,
        title=row.title,
        order_id=row.order_id,
        carton=row.carton,
        label=row.label,
        reason=row.reason,
        problem=load_problem(row.problem),
    )


def set_job(
    connection: Connection, job_id: str, state: str, problem: Problem | None = None, **values: object
) -> None:
    connection.execute(
        update(print_job)
        .where(print_job.c.id == job_id)
        .values(state=state, problem=dump_problem(problem), **values)
    )


def start_job(connection: Connection, job_id: str, printer: str) -> bool:
    """Taken in hand for a printer, once; False when it waits no more (somebody cancelled it)."""
    mine = (print_job.c.id == job_id, print_job.c.state == "waiting")
    found = connection.execute(update(print_job).where(*mine).values(state="sending", printer=printer))
    return found.rowcount == 1


def waits(connection: Connection, job_id: str, problem: Problem) -> bool:
    """Why it still waits; False when it does not (somebody cancelled it)."""
    mine = (print_job.c.id == job_id, print_job.c.state == "waiting")
    found = connection.execute(update(print_job).where(*mine).values(problem=dump_problem(problem)))
    return found.rowcount == 1


def cancel_job(connection: Connection, job_id: str) -> bool:
    """Whether it was still here to be cancelled: of what is being sent nobody knows what will be on paper."""
    mine = (print_job.c.id == job_id, print_job.c.state.in_(("wanted", "waiting", "failed")))
    found = connection.execute(update(print_job).where(*mine).values(state="cancelled"))
    return found.rowcount == 1


def again(connection: Connection, carton_uid: str, label_id: int) -> int:
    """A label's jobs of which nothing was ever sent wait once more; how many."""
    stands = print_job.c.state.in_(("failed", "cancelled"))
    mine = (print_job.c.carton == carton_uid, print_job.c.label == label_id, stands)
    return connection.execute(update(print_job).where(*mine).values(state="waiting", problem=None)).rowcount


def cancel_jobs(connection: Connection, carton_uid: str) -> None:
    """What was not sent yet is not sent any more."""
    connection.execute(
        update(print_job)
        .where(print_job.c.carton == carton_uid, print_job.c.state.in_(("waiting", "failed")))
        .values(state="cancelled")
    )


def carton_row(connection: Connection, uid: str) -> Row[Any]:
    """A carton with its order's number, store and ref."""
    return connection.execute(
        select(carton, orders.c.number.label("order_number"), orders.c.store, orders.c.ref)
        .select_from(carton.join(orders, orders.c.id == carton.c.order_id))
        .where(carton.c.uid == uid)
    ).one()


def order_of_carton(connection: Connection, uid: str) -> tuple[str, int] | None:
    """(order number, carton number); None for a carton nobody knows here."""
    row = connection.execute(
        select(orders.c.number, carton.c.number)
        .select_from(carton.join(orders, orders.c.id == carton.c.order_id))
        .where(carton.c.uid == uid)
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None


def scan_back_of(row: Row[Any]) -> tuple[str, ...]:
    return tuple(json.loads(row.scan_back))
