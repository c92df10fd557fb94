"""Whose database is it, is it whole, is it of this version: and its backups."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pg import database
from sqlalchemy import text

from station.store import outbox, paper, prepare
from station.store.engine import Store, StoreError, stored_revision
from station.store.schema import HEAD, REVISIONS, metadata

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)])
def empty(request, tmp_path):
    """A database with nothing in it."""
    if request.param == "sqlite":
        made = Store(f"sqlite:///{tmp_path}/new/bench.db")
        yield made
        made.close()
        return
    with database() as url:
        made = Store(url)
        yield made
        made.close()


def test_migrating_an_empty_database_gives_exactly_the_tables_the_code_knows(empty, tmp_path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    prepare.prepare(empty, tmp_path, NOW)
    assert stored_revision(empty) == HEAD
    with empty.read() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert differences == []


def test_preparing_twice_changes_nothing(empty, tmp_path) -> None:
    prepare.prepare(empty, tmp_path / "backups", NOW)
    prepare.prepare(empty, tmp_path / "backups", NOW)
    assert not (tmp_path / "backups").exists()
    assert prepare.check(empty) == []


def test_a_database_of_a_newer_version_is_left_alone(store, tmp_path) -> None:
    with store.write() as tx:
        tx.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(StoreError) as refused:
        prepare.prepare(store, tmp_path, NOW)
    assert (refused.value.problem.code, refused.value.problem.params["found"]) == ("database.newer", "9999")
    assert stored_revision(store) == "9999"


def test_an_older_one_is_copied_before_it_is_migrated_and_a_shared_one_waits_to_be_told(
    empty, tmp_path
) -> None:
    if empty.path is not None:
        empty.path.parent.mkdir(exist_ok=True)
    prepare.upgrade(empty, REVISIONS[0])
    with empty.write() as tx:
        tx.execute(text("insert into operator (badge, name, role) values ('OP-1', 'Ana', 'packer')"))
    if empty.is_sqlite:
        prepare.prepare(empty, tmp_path / "backups", NOW)
        (copy,) = (tmp_path / "backups").iterdir()
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("select version_num from alembic_version").fetchone() == ("0001",)
    else:
        with pytest.raises(StoreError) as refused:
            prepare.prepare(empty, tmp_path, NOW)
        assert refused.value.problem.code == "database.needs_upgrade"
        prepare.prepare(empty, tmp_path, NOW, upgrade_shared=True)
    assert stored_revision(empty) == HEAD
    with empty.read() as connection:
        assert connection.execute(text("select name from operator")).scalar_one() == "Ana"


@pytest.mark.parametrize(
    "content", [b"this is no database, it is a letter" * 100, None], ids=["text", "torn"]
)
def test_a_damaged_file_is_named_and_not_touched(tmp_path: Path, content) -> None:
    path = tmp_path / "bench.db"
    if content is None:
        whole = Store(f"sqlite:///{path}")
        prepare.prepare(whole, tmp_path, NOW)
        whole.close()
        content = b"SQLite format 3\0" + b"\xff" * 8000
    path.write_bytes(content)
    store = Store(f"sqlite:///{path}")
    with pytest.raises(StoreError) as refused:
        prepare.prepare(store, tmp_path, NOW)
    store.close()
    assert refused.value.problem.code == "database.damaged"
    assert path.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = Store(f"sqlite:///{tmp_path}/file/bench.db")
    with pytest.raises(StoreError) as refused:
        prepare.prepare(store, tmp_path, NOW)
    assert refused.value.problem.code == "database.cannot_open"


def test_a_restored_database_gives_no_number_twice_and_doubts_every_unsent_message(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/bench.db")
    prepare.prepare(store, tmp_path, NOW)
    with store.write() as tx:
        assert paper.take_number(tx, "tracking", 1) == 1
        outbox.add(tx, "main", "order:main:1", "tracking", "t1", {"uid": "t1"}, "Bench 1", NOW, NOW)
    copy = prepare.backup(store, tmp_path / "saved" / "monday.db")
    with store.write() as tx:
        assert paper.take_number(tx, "tracking", 1) == 2
    store.close()
    kept = prepare.restore(copy, tmp_path / "bench.db", NOW)
    store = Store(f"sqlite:///{tmp_path}/bench.db")
    with store.write() as tx:
        assert paper.take_number(tx, "tracking", 1) > 2
        assert outbox.claim(tx, "main", 2**60).state == "in_doubt"
    store.close()
    assert kept is not None
    replaced = Store(f"sqlite:///{kept}")
    with replaced.write() as tx:
        assert paper.take_number(tx, "tracking", 1) == 3, "what stood there is kept, to its last scan"
    replaced.close()


def test_what_a_crash_left_in_the_log_goes_with_the_database_that_is_replaced(tmp_path: Path) -> None:
    """As after a pulled plug: the last commits stand in the -wal alone."""
    work, desk = tmp_path / "work", tmp_path / "desk"
    work.mkdir()
    desk.mkdir()
    store = Store(f"sqlite:///{work}/bench.db")
    prepare.prepare(store, tmp_path, NOW)
    copy = prepare.backup(store, tmp_path / "monday.db")
    with store.write() as tx:
        assert paper.take_number(tx, "tracking", 1) == 1
    for name in ("bench.db", "bench.db-wal"):
        shutil.copy(work / name, desk / name)
    store.close()
    kept = prepare.restore(copy, desk / "bench.db", NOW)
    assert kept is not None
    replaced = Store(f"sqlite:///{kept}")
    with replaced.write() as tx:
        assert paper.take_number(tx, "tracking", 1) == 2
    replaced.close()


def test_a_damaged_backup_is_not_put_in_place(tmp_path: Path) -> None:
    (tmp_path / "bench.db").write_bytes(b"the one in use")
    store = Store(f"sqlite:///{tmp_path}/whole.db")
    prepare.prepare(store, tmp_path, NOW)
    store.close()
    whole = (tmp_path / "whole.db").read_bytes()
    (tmp_path / "torn.db").write_bytes(whole[:4096] + b"\0" * 4096 + whole[8192:])
    with pytest.raises((StoreError, sqlite3.DatabaseError)):
        prepare.restore(tmp_path / "torn.db", tmp_path / "bench.db", NOW)
    assert (tmp_path / "bench.db").read_bytes() == b"the one in use"
