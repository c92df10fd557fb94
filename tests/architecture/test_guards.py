"""The guards around every test see what they are there for."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

CONFTEST = Path(__file__).parents[1] / "conftest.py"

PLANTED = """
import logging
import threading

import pytest

stop = threading.Event()


def test_a_thread_is_left_behind():
    threading.Thread(target=stop.wait, args=(10,), name="stray", daemon=True).start()


def test_a_thread_ends_in_time():
    stop.set()
    threading.Thread(target=lambda: None).start()


def test_a_warning_is_logged():
    logging.getLogger("station.x").warning("lamp broken")


def test_a_warning_is_expected(expect_log):
    expect_log("lamp .*en")
    logging.getLogger("station.x").warning("lamp broken")


def test_an_expected_warning_never_comes(expect_log):
    expect_log("lamp")


def test_time_stands_still_until_it_is_moved(fake_clock):
    before = fake_clock.now()
    assert (fake_clock.now(), fake_clock.monotonic()) == (before, 0)
    fake_clock.advance(1.5)
    assert (fake_clock.now() - before).total_seconds() == fake_clock.monotonic() == 1.5
    with pytest.raises(ValueError, match="back"):
        fake_clock.advance(-1)
"""


def test_what_a_test_leaves_behind_is_its_failure(tmp_path: Path) -> None:
    shutil.copy(CONFTEST, tmp_path / "conftest.py")
    (tmp_path / "test_planted.py").write_text(PLANTED, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rpE", "-p", "no:randomly", "--rootdir", tmp_path, tmp_path],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    broken = set(re.findall(r"^ERROR \S+::(\w+)", run.stdout, re.MULTILINE))
    assert broken == {
        "test_a_thread_is_left_behind",
        "test_a_warning_is_logged",
        "test_an_expected_warning_never_comes",
    }, run.stdout
    assert "6 passed, 3 errors" in run.stdout
    for said in (
        "threads left running: stray",
        "unexpected log line: WARNING station.x: lamp broken",
        "never came",
    ):
        assert said in run.stdout
