"""A database or settings that cannot be used, a bench that is open already: said, and the exit code."""

import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from rig import PATIENCE, STATION, Rig

pytestmark = pytest.mark.slow


def refused(rig: Rig) -> tuple[int, list[str], str]:
    """A start that is turned down: exit code, codes on standard output, what was said."""
    code, lines, said = rig.command("run", "--no-screen")
    assert {line["event"] for line in lines} == {"problem"} and all(line["say"] for line in lines)
    return code, [line["code"] for line in lines], said


def test_a_database_that_is_locked_stops_nothing_for_good(make_rig) -> None:
    rig = make_rig(weigh="off")
    ref = rig.shop.place_order([{"sku": "MUG-BLUE", "quantity": 2}])
    bench = rig.begin()
    rig.open(ref)
    assert rig.scan("MUG-BLUE")["left"] == 1
    with closing(sqlite3.connect(rig.folder / "bench.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        locked = rig.scan("9520000000066")
        assert (locked["ok"], locked["code"], locked["left"]) == (False, "database.locked", 1)
        other.execute("ROLLBACK")
    assert rig.scan("MUG-BLUE")["state"] == "labelling"
    assert rig.scan(rig.label()["scan_back"][0])["ok"]
    bench.wait_event("pushed", topic="status")
    assert bench.stop() == 0


def test_a_database_of_a_newer_version_is_left_alone(make_rig) -> None:
    rig = make_rig()
    rig.begin()
    assert rig.bench.stop() == 0
    with closing(sqlite3.connect(rig.folder / "bench.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999_from_tomorrow'")
    assert refused(rig)[:2] == (4, ["database.newer"])


def test_a_file_that_is_no_database_is_named(make_rig) -> None:
    rig = make_rig()
    (rig.folder / "bench.db").write_bytes(b"not a database, but long enough to be taken for one" * 100)
    code, codes, said = refused(rig)
    assert (code, codes) == (4, ["database.damaged"])
    assert "bench.db" in said
    rig.write_config(database=f"sqlite:///{rig.folder}/keys.toml/bench.db")
    assert refused(rig)[:2] == (4, ["database.cannot_open"])


def test_a_second_bench_on_the_same_database_is_told_who_is_there(make_rig) -> None:
    rig = make_rig()
    bench = rig.begin()
    code, lines, said = rig.command("run", "--no-screen")
    assert (code, [line["code"] for line in lines]) == (3, ["station.already_running"])
    assert str(bench.pid) in said
    code, (found,), _ = rig.command("sync", "--once")
    assert (code, found["code"]) == (3, "station.already_running")
    assert bench.stop() == 0
    code, (found,), _ = rig.command("sync", "--once")
    assert (code, found["ok"]) == (0, True)


def test_broken_settings_name_the_key_and_the_line(make_rig) -> None:
    rig = make_rig()
    whole = rig.config.read_text()
    broken = whole.replace("poll_seconds = 1", 'poll_seconds = "often"').replace("scan_back =", "scan_bakc =")
    rig.config.write_text(broken)
    code, codes, said = refused(rig)
    assert (code, codes) == (2, ["config.wrong_type", "config.unknown_key"])
    for key in ("poll_seconds", "scan_bakc"):
        line = 1 + broken[: broken.index(key)].count("\n")
        assert any(key in told and f"line {line}:" in told for told in said.splitlines())
    rig.config.write_text(whole.replace('name = "main"', 'name = "main'))
    assert refused(rig)[:2] == (2, ["config.broken_toml"])
    rig.config.unlink()
    assert refused(rig)[:2] == (2, ["config.not_found"])
    rig.config.write_text(whole)
    (rig.folder / "keys.toml").chmod(0o644)
    assert refused(rig)[:2] == (2, ["secrets.file_open_to_others"])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with little room."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        pytest.skip(f"no disk to fill up, mounting one is not allowed here: {made.stderr.strip()}")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Not a byte is free afterwards."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue
    return filler


def test_a_full_disk_keeps_what_is_packed_and_goes_on_when_there_is_room(make_rig, small_disk: Path) -> None:
    rig = make_rig(weigh="off", database=f"sqlite:///{small_disk}/bench.db", slip="open")
    rig.write_config(printer=f'kind = "folder"\ntarget = "{small_disk}/paper"')
    ref = rig.shop.place_order([{"sku": "MUG-BLUE", "quantity": 2}])
    rig.shop.place_order(["MUG-RED"])
    bench = rig.begin()
    rig.open(ref)
    assert rig.scan("MUG-BLUE")["left"] == 1
    filler = fill(small_disk)
    full = rig.scan("9520000000066")
    while full["ok"] and full["left"] == 1:
        full = rig.scan("CMD-HELP")
    assert (full["ok"], full["code"]) == (False, "database.disk_full")
    assert full["left"] == 1 and full["ref"] == str(ref)
    late = rig.shop.place_order(["MUG-CREAM"])
    filler.unlink()
    here = bench.here
    assert rig.scan("MUG-BLUE")["state"] == "labelling"
    assert rig.scan(rig.label()["scan_back"][0])["ok"]
    bench.wait_event("pushed", topic="status")
    bench.wait_event("synced", open=2, since=here)
    assert rig.open(late)["ok"]
    assert bench.stop() == 0
    assert [row[0] for row in _integrity(small_disk / "bench.db")] == ["ok"]


def _integrity(database: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall()


def test_a_label_with_no_room_on_the_disk_comes_once_there_is_some(make_rig, small_disk: Path) -> None:
    rig = make_rig(weigh="off", printer=f'kind = "folder"\ntarget = "{small_disk}"')
    ref = rig.shop.place_order(["MUG-BLUE"])
    bench = rig.begin()
    filler = fill(small_disk)
    rig.open(ref)
    rig.scan("MUG-BLUE")
    full = bench.wait_event("problem", code="printer.disk_full")
    assert full["ref"] == str(ref)
    filler.unlink()
    assert rig.scan(rig.label()["scan_back"][0])["code"] == "ship.done"


def test_a_reader_that_goes_away_ends_the_bench_in_order(make_rig) -> None:
    rig = make_rig()
    read, write = os.pipe()
    with os.fdopen(write, "wb") as pipe:
        process = subprocess.Popen(
            [*STATION, "run", "--no-screen", "--json", "--config", str(rig.config)],
            stdout=pipe,
            stderr=subprocess.PIPE,
        )
    with os.fdopen(read, "rb") as lines:
        assert json.loads(lines.readline())["event"]
    rig.shop.place_order(["MUG-BLUE"])
    with process:
        process.terminate()
        assert process.wait(PATIENCE) == 0
        assert b"Traceback" not in process.stderr.read()
