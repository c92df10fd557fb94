"""Before anything else: is this database ours, whole, and of this version? And its backups."""

import logging
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from station.store.engine import Store, StoreError, stored_revision
from station.store.schema import HEAD, REVISIONS


def prepare(store: Store, backups: Path, now: datetime, upgrade_shared: bool = False) -> None:
    """Create or migrate. A shared database is migrated only on request; a newer one is left alone.

    Raises `StoreError`: database.newer, database.needs_upgrade, database.damaged, database.cannot_open …
    """
    if store.path is not None:
        try:
            store.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as trouble:
            raise StoreError("database.cannot_open", database=str(store.path)) from trouble
    found = _revision(store)
    if found == HEAD:
        return
    if found is not None and found not in REVISIONS:
        raise StoreError("database.newer", database=_name(store), found=found, known=HEAD)
    if found is not None and not store.is_sqlite and not upgrade_shared:
        raise StoreError("database.needs_upgrade", database=_name(store), found=found, known=HEAD)
    if found is not None and store.is_sqlite:
        backup(store, backups / f"before-{HEAD}-{now:%Y%m%d-%H%M%S}.db")
    upgrade(store)


def _revision(store: Store) -> str | None:
    from sqlalchemy.exc import DatabaseError

    try:
        return stored_revision(store)
    except DatabaseError as trouble:
        raise StoreError("database.damaged", database=_name(store)) from trouble


def upgrade(store: Store, revision: str = "head") -> None:
    """To the newest schema, or the one named, in one transaction."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with store.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _name(store: Store) -> str:
    return str(store.path) if store.path is not None else store.url.render_as_string(hide_password=True)


def backup(store: Store, target: Path) -> Path:
    """A consistent copy while the bench works. Only for a database that is a file."""
    if store.path is None:
        raise StoreError("database.backup_shared", database=_name(store))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(store.path)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
    except (OSError, sqlite3.Error) as trouble:
        raise StoreError("database.backup_trouble", target=str(target), reason=str(trouble)) from trouble
    return target


def check(store: Store) -> list[str]:
    """What the database itself says is wrong; empty when nothing is."""
    if store.path is None:
        return []
    with closing(sqlite3.connect(store.path)) as connection:
        rows = connection.execute("PRAGMA integrity_check").fetchall()
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    return [row[0] for row in rows if row[0] != "ok"] + [f"foreign key: {row}" for row in broken]


def restore(source: Path, target: Path, now: datetime) -> Path | None:
    """Put a backup in place; the database that stood there is kept beside it, and named in the answer.

    Numbers given out since the backup must not come again and messages sent since are not known to be
    sent, so ranges jump ahead and everything unsent is in doubt.
    """
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise StoreError("database.damaged", database=str(source))
    kept = None
    if target.exists():
        kept = target.with_name(f"{target.stem}-replaced-{now:%Y%m%d-%H%M%S}{target.suffix}")
        target.rename(kept)
        # After a crash the last scans stand in the log alone: it goes with its database.
        if Path(f"{target}-wal").exists():
            Path(f"{target}-wal").rename(f"{kept}-wal")
    for tail in ("-wal", "-shm"):
        Path(f"{target}{tail}").unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as saved, closing(sqlite3.connect(target)) as fresh:
        saved.backup(fresh)
        fresh.execute("UPDATE number_range SET next = next + 10000")
        fresh.execute(
            "UPDATE outbox SET state = 'in_doubt', sent_at = due WHERE state IN ('ready', 'sending')"
        )
        fresh.commit()
    return kept
