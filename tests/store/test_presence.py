"""One process per database and bench name."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from floor import AT
from pg import database

from station.store.presence import AlreadyRunning, Presence


def test_the_second_is_told_who_is_there_and_another_name_may_come(store) -> None:
    first, second, other = (Presence(store, name) for name in ("Bench 1", "Bench 1", "Bench 2"))
    first.take(AT)
    with pytest.raises(AlreadyRunning) as refused:
        second.take(AT)
    said = refused.value.problem
    assert (said.code, said.params["bench"]) == ("station.already_running", "Bench 1")
    if store.is_sqlite:
        assert said.params["pid"] == os.getpid()
    other.take(AT)
    first.release()
    second.take(AT)
    second.release()
    other.release()


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)])
def test_a_second_process_ends_with_three_and_a_killed_one_is_no_hindrance(backend, tmp_path: Path) -> None:
    if backend == "sqlite":
        check(f"sqlite:///{tmp_path}/bench.db", tmp_path)
        return
    with database() as url:
        check(url, tmp_path)


def check(url: str, folder: Path) -> None:
    config = folder / "station.toml"
    bench = f'[bench]\nname = "Bench 1"\ntimezone = "Europe/Warsaw"\ndatabase = "{url}"\n'
    config.write_text(bench + '[shipping]\ncarrier = "manual"\n')
    with running(config) as first:
        ready(first)
        with running(config) as second:
            _, told = second.communicate(timeout=30)
            assert (second.returncode, "station.already_running" in told) == (3, True)
        first.kill()
        first.communicate(timeout=30)
    with running(config) as third:
        ready(third)
        third.terminate()
        third.communicate(timeout=30)
        assert third.returncode == 0


def ready(bench: "subprocess.Popen[str]") -> None:
    assert bench.stdout is not None
    seen = []
    for text in bench.stdout:
        seen.append(json.loads(text))
        if seen[-1]["event"] == "ready":
            return
    raise AssertionError(f"it ended: {seen} {bench.communicate()[1]}")


@contextmanager
def running(config: Path) -> "Iterator[subprocess.Popen[str]]":
    bench = subprocess.Popen(
        [sys.executable, "-m", "station.cli", "run", "--no-screen", "--json", "--config", str(config)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_DATA_HOME": str(config.parent)},
    )
    try:
        yield bench
    finally:
        if bench.poll() is None:
            bench.kill()
            bench.communicate(timeout=30)
