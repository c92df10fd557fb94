"""Opening the database, and the two ways into it: one writer, any number of readers."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    CursorResult,
    Engine,
    Select,
    create_engine,
    event,
    func,
    select,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from station.model.problem import Problem, StationError


class StoreError(StationError):
    """The database cannot be used; the bench stops until it can."""


# What the use cases hand around: they know that it is one transaction, and nothing of SQL.
Transaction = Connection

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(at: datetime) -> int:
    """UTC time to what the tables hold."""
    delta = at - EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def instant(value: int | None) -> datetime | None:
    return None if value is None else datetime.fromtimestamp(value / 1_000_000, UTC)


def moment(value: int) -> datetime:
    return datetime.fromtimestamp(value / 1_000_000, UTC)


def new_id(made: CursorResult[Any]) -> int:
    """The key of the row just inserted."""
    (key,) = made.inserted_primary_key or (None,)
    if key is None:
        raise LookupError("nothing was inserted")
    return int(key)


def dump_problem(problem: Problem | None) -> str | None:
    if problem is None:
        return None
    return json.dumps([problem.code, dict(problem.params)], default=str)


def load_problem(stored: str | None) -> Problem | None:
    if stored is None:
        return None
    code, params = json.loads(stored)
    return Problem(code, params)


@lru_cache(maxsize=64)
def _highest(key: "Column[int]") -> "Select[Any]":
    return select(func.coalesce(func.max(key), 0))


class Store:
    """One database. `write` belongs to the thread that serves all writes; `read` is for every thread."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _engine(url, self.is_sqlite)
        self._write_lock = threading.Lock()

    @property
    def path(self) -> Path | None:
        """The file, where the database is one."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @contextmanager
    def write(self, lasting: bool = True) -> Iterator[Connection]:
        """One transaction, committed at the end, taken back when anything raises.

        `lasting` False is for what can be read from a cart again: no wait for the disk. A power cut may undo
        the last of them, whole and never one alone before a lasting one: the next lasting commit secures all.

        SQLite takes the write lock at once (BEGIN IMMEDIATE): a deferred one that reads first fails with
        "database is locked" as soon as somebody else wrote in between, whatever the busy time-out.
        """
        with self._write_lock, told(self), self.engine.connect() as connection:
            connection = connection.execution_options(station_write=True, station_lasting=lasting)
            with connection.begin():
                if not lasting and not self.is_sqlite:
                    connection.exec_driver_sql("SET LOCAL synchronous_commit TO OFF")
                yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent look, never waiting for the writer."""
        with told(self), self.engine.connect() as connection:
            yield connection

    def now(self, connection: Connection, clock_now: datetime) -> int:
        """The time leases are measured by: the database's clock where benches share one."""
        if self.is_sqlite:
            return micros(clock_now)
        return int(
            connection.execute(
                text("select (extract(epoch from clock_timestamp())*1000000)::bigint")
            ).scalar_one()
        )

    def take_ids(self, connection: Connection, key: "Column[int]", count: int) -> range:
        """`count` fresh values of an integer key, inside the caller's write transaction."""
        if not self.is_sqlite:  # one bench at a time numbers rows; the lock ends with the transaction
            name = f"ids:{key.table}"
            connection.execute(text("select pg_advisory_xact_lock(hashtext(:name))"), {"name": name})
        first = int(connection.execute(_highest(key)).scalar_one()) + 1
        return range(first, first + count)

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def told(store: Store) -> Iterator[None]:
    """Database trouble gets a code; everything else passes."""
    try:
        yield
    except OperationalError as trouble:
        raise StoreError(_code(str(trouble.orig)), database=_shown(store.url)) from trouble
    except DBAPIError as trouble:
        if trouble.connection_invalidated:
            raise StoreError("database.lost", database=_shown(store.url)) from trouble
        raise


def _shown(url: object) -> str:
    return url.render_as_string(hide_password=True) if hasattr(url, "render_as_string") else str(url)


def _code(reason: str) -> str:
    reason = reason.lower()
    if "locked" in reason or "busy" in reason:
        return "database.locked"
    if "full" in reason:
        return "database.disk_full"
    if "readonly" in reason or "read-only" in reason:
        return "database.read_only"
    if "unable to open" in reason:
        return "database.cannot_open"
    if "malformed" in reason or "not a database" in reason:
        return "database.damaged"
    return "database.lost"


def _engine(url: str, is_sqlite: bool) -> Engine:
    if not is_sqlite:
        return create_engine(url, pool_size=8, pool_pre_ping=True, connect_args={"connect_timeout": 5})
    engine = create_engine(url, pool_size=12, max_overflow=8, connect_args={"timeout": 5.0})

    @event.listens_for(engine, "connect")
    def _prepare(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]  # BEGIN is said by us, below
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("PRAGMA wal_autocheckpoint=0")  # the writer does it when it is idle
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        asked = connection.get_execution_options()
        if not asked.get("station_write", False):
            connection.exec_driver_sql("BEGIN")
            return
        # In WAL mode NORMAL still commits whole and in order, it only does not wait for the disk.
        wanted = "FULL" if asked.get("station_lasting", True) else "NORMAL"
        if connection.info.get("synchronous", "FULL") != wanted:
            connection.exec_driver_sql(f"PRAGMA synchronous={wanted}")
            connection.info["synchronous"] = wanted
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def stored_revision(store: Store) -> str | None:
    """The schema the database has; None for an empty one."""
    from sqlalchemy import inspect

    with store.read() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("select version_num from alembic_version")).scalar_one_or_none()
