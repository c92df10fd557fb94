"""One bench process per database and bench name; a second one is told who is there."""

import json
import os
import re
import socket
import zlib
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, text

from station.model.problem import StationError
from station.store.engine import Store, StoreError, told


class AlreadyRunning(StationError):
    """`station.already_running`: bench, pid, host and since when."""


class Presence:
    """Held as long as the process lives: the operating system, or the server, lets go when it dies."""

    def __init__(self, store: Store, bench: str) -> None:
        self._store = store
        self._bench = bench
        self._file: IO[str] | None = None
        self._connection: Connection | None = None

    def take(self, now: datetime) -> None:
        """Raises `AlreadyRunning`."""
        about = {
            "bench": self._bench,
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": now.isoformat(),
        }
        if self._store.path is not None:
            self._take_file(self._store.path, about)
        elif not self._store.is_sqlite:
            self._take_server(about)

    def _take_file(self, database: Path, about: dict[str, Any]) -> None:
        slug = re.sub(r"[^A-Za-z0-9]+", "-", self._bench).strip("-").lower() or "bench"
        path = database.with_name(f"{database.name}.{slug}.lock")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = path.open("a+", encoding="utf-8")
        except OSError as trouble:
            raise StoreError("database.cannot_open", database=str(database)) from trouble
        if not _lock(handle):
            handle.seek(0)
            held = _read(handle.read())
            handle.close()
            raise AlreadyRunning("station.already_running", **{**about, **held})
        handle.seek(0)
        handle.truncate()
        json.dump(about, handle)
        handle.flush()
        self._file = handle

    def _take_server(self, about: dict[str, Any]) -> None:
        with told(self._store):
            connection = self._store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        key = zlib.crc32(self._bench.encode())
        if not connection.execute(
            text("select pg_try_advisory_lock(7349, :key)"), {"key": key - 2**31}
        ).scalar_one():
            connection.close()
            raise AlreadyRunning(
                "station.already_running", **(about | {"pid": "?", "host": "?", "since": "?"})
            )
        self._connection = connection

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _read(stored: str) -> dict[str, Any]:
    try:
        held = json.loads(stored)
    except ValueError:
        return {}
    return held if isinstance(held, dict) else {}


def _lock(handle: IO[str]) -> bool:
    """False when another process has it."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
