"""Operators, stores' memory, and forgetting."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, or_, select, update

from station.model.operator import Operator, Role
from station.store.engine import Store, instant, micros
from station.store.schema import (
    carton,
    label,
    operator,
    orders,
    person_act,
    person_address,
    person_payload,
    person_search,
    print_job,
    store_state,
)
from station.store.together import insert_absent


def seed_operators(connection: Connection, operators: Sequence[Operator]) -> None:
    """What the settings file names is here afterwards; others stay."""
    for one in operators:
        values = {"name": one.name, "role": one.role.value}
        if not insert_absent(connection, operator, badge=one.badge, **values):
            connection.execute(update(operator).where(operator.c.badge == one.badge).values(**values))


def by_badge(connection: Connection, badge: str) -> Operator | None:
    row = connection.execute(select(operator).where(operator.c.badge == badge)).one_or_none()
    return Operator(row.name, row.badge, Role(row.role)) if row is not None else None


def operators(connection: Connection) -> list[Operator]:
    rows = connection.execute(select(operator).order_by(operator.c.name))
    return [Operator(row.name, row.badge, Role(row.role)) for row in rows]


def watermark(connection: Connection, store: str) -> tuple[datetime | None, bool]:
    """(cart's time up to which everything is here, whether a first import ever ended)."""
    row = connection.execute(select(store_state).where(store_state.c.store == store)).one_or_none()
    return (instant(row.watermark), bool(row.first_import_done)) if row is not None else (None, False)


def last_success(connection: Connection, store: str) -> datetime | None:
    row = connection.execute(
        select(store_state.c.last_success).where(store_state.c.store == store)
    ).one_or_none()
    return instant(row[0]) if row is not None else None


def move_watermark(
    connection: Connection, store: str, to: datetime | None, now: datetime, done: bool = True
) -> None:
    """Never backwards, whichever bench is the slower one."""
    insert_absent(connection, store_state, store=store, first_import_done=False)
    mine = update(store_state).where(store_state.c.store == store)
    if to is not None:
        mark = store_state.c.watermark
        later = or_(mark.is_(None), mark < micros(to))
        connection.execute(mine.where(later).values(watermark=micros(to)))
    if done:
        connection.execute(mine.values(last_success=micros(now), first_import_done=True))


_CLOSED = ("fulfilled", "cancelled", "refunded")


def forget(connection: Connection, before: datetime) -> list[int]:
    """Delete what is personal of orders closed, and not touched, since `before`; their ids."""
    ids = list(
        connection.execute(
            select(orders.c.id).where(
                orders.c.state.in_(_CLOSED),
                orders.c.changed_at < micros(before),
                orders.c.checked_at < micros(before),
                ~orders.c.purged,
                orders.c.bench.is_(None),
            )
        ).scalars()
    )
    for start in range(0, len(ids), 400):
        chunk = ids[start : start + 400]
        connection.execute(delete(person_address).where(person_address.c.order_id.in_(chunk)))
        for table in (person_payload, person_search, person_act):
            connection.execute(delete(table).where(table.c.order_id.in_(chunk)))
        # A tag may be a name; the key of an address can be tried out with addresses.
        gone = {"purged": True, "tags": "[]", "address_key": ""}
        connection.execute(update(orders).where(orders.c.id.in_(chunk)).values(**gone))
    return ids


def scrub(store: Store) -> None:
    """After forgetting: nothing of it stays in the log or in free pages of the file."""
    if not store.is_sqlite:
        return
    with store.engine.connect() as connection:
        raw = connection.connection.cursor()
        for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            raw.execute(statement)
        raw.close()


def label_files(connection: Connection, order_ids: Sequence[int]) -> list[str]:
    """Files with a name and address on them that belong to these orders, forgotten by the tables too."""
    files: list[str] = []
    for start in range(0, len(order_ids), 400):
        chunk = list(order_ids[start : start + 400])
        mine = select(carton.c.uid).where(carton.c.order_id.in_(chunk))
        jobs = or_(print_job.c.order_id.in_(chunk), print_job.c.carton.in_(mine))
        for query in (
            select(label.c.file).where(label.c.carton.in_(mine)),
            select(print_job.c.file).where(jobs),
        ):
            files += [file for file in connection.execute(query).scalars() if file]
        files += [
            file for file in connection.execute(select(print_job.c.target_file).where(jobs)).scalars() if file
        ]
        connection.execute(update(label).where(label.c.carton.in_(mine)).values(file=""))
        connection.execute(update(print_job).where(jobs).values(file="", target_file=""))
    return sorted(set(files))
