"""What every test may use, and what every test must leave clean."""

import gc
import logging
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

# No test opens a window on the developer's desk; those that need a window system start their own.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_LAST_BREATH = 2.0  # seconds a thread may take to end after its test


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no processor waits for them at the end."""
    items.sort(key=lambda item: "crash" not in item.path.parts)


def pytest_collection_finish() -> None:
    """Thousands of collected tests and every imported module are no garbage: they are not looked at again."""
    gc.collect()
    gc.freeze()


class FakeClock:
    """A clock that stands still until `advance` is called. Safe to read from any thread."""

    def __init__(self, start: datetime = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)) -> None:
        self._start = start
        self._passed = 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        with self._lock:
            return self._passed

    def advance(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("time does not go back")
        with self._lock:
            self._passed += seconds


class Listening(logging.Handler):
    """Keeps what was said at WARNING and above, and what of it the test said it expects."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []
        self.expected: list[str] = []
        self.allowed: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def expect(self, pattern: str) -> None:
        self.expected.append(pattern)

    def allow(self, pattern: str) -> None:
        self.allowed.append(pattern)

    def complaints(self) -> list[str]:
        """What was said unexpectedly, and what was expected and not said."""
        said = [f"{one.levelname} {one.name}: {one.getMessage()}" for one in self.records]
        known = [*self.expected, *self.allowed]
        surprising = [line for line in said if not any(re.search(it, line) for it in known)]
        unsaid = [it for it in self.expected if not any(re.search(it, line) for line in said)]
        return [f"unexpected log line: {line}" for line in surprising] + [
            f"expected log line never came: {pattern}" for pattern in unsaid
        ]


def leftover_threads(before: set[threading.Thread], patience: float) -> list[str]:
    """Names of threads that were not there before and do not end within `patience` seconds."""
    deadline = time.monotonic() + patience
    for thread in set(threading.enumerate()) - before:
        thread.join(max(0.0, deadline - time.monotonic()))
    return sorted(thread.name for thread in set(threading.enumerate()) - before)


@pytest.fixture(autouse=True)
def no_thread_stays() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    stayed = leftover_threads(before, _LAST_BREATH)
    assert not stayed, f"threads left running: {', '.join(stayed)}"


@pytest.fixture(autouse=True)
def log_is_silent(no_thread_stays: None) -> Iterator[Listening]:
    """Warnings in the log are complaints, unless `expect_log` named them."""
    ear = Listening()
    root = logging.getLogger()
    root.addHandler(ear)
    yield ear
    root.removeHandler(ear)
    complaints = ear.complaints()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def expect_log(log_is_silent: Listening) -> Callable[[str], None]:
    """`expect_log(pattern)`: a WARNING or worse that matches is wanted, and its absence is a failure."""
    return log_is_silent.expect


@pytest.fixture
def may_log(log_is_silent: Listening) -> Callable[[str], None]:
    """`may_log(pattern)`: such a line is as good as none (a person may or may not have to be asked)."""
    return log_is_silent.allow


@pytest.fixture
def fake_clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def config_file(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a station.toml and answers its path."""

    def write(text: str) -> Path:
        path = tmp_path / "station.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write
