"""The one thread that writes: scans before everything else.

With one first-come-first-served queue an import makes a scan wait for a whole page; with two writing
connections it waits for the database lock; here it waits for a slice of ten orders (`make bench`).
"""

import itertools
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from enum import IntEnum
from typing import Any, TypeVar

from station.store.engine import Store

log = logging.getLogger(__name__)
GIVE_WAY_SECONDS = 0.1  # at most, so that nothing else stands still for a scan that hangs
Answer = TypeVar("Answer")


class Turn(IntEnum):
    """Who goes first."""

    SCAN = 0
    DEVICE = 1
    PERSON = 2
    WORK = 5
    IMPORT = 9
    STOP = 99


class Writer:
    """Runs jobs one after the other, the most urgent first, in order of arrival within one urgency."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._jobs: queue.PriorityQueue[tuple[int, int, Future[Any] | None, Callable[[], Any]]] = (
            queue.PriorityQueue()
        )
        self._arrival = itertools.count()
        self._thread = threading.Thread(target=self._serve, name="writer", daemon=True)
        self._closed = threading.Event()
        self._urgent = 0
        self._counting = threading.Lock()
        self._calm = threading.Event()
        self._calm.set()

    def start(self) -> None:
        self._thread.start()

    def submit(self, turn: Turn, job: Callable[[], Answer]) -> "Future[Answer]":
        """Queue `job`; its answer or exception is in the future. After `close` the future is cancelled."""
        future: Future[Answer] = Future()
        if self._closed.is_set():
            future.cancel()
            return future
        if turn <= Turn.PERSON:
            with self._counting:
                self._urgent += 1
                self._calm.clear()
        self._jobs.put((int(turn), next(self._arrival), future, job))
        return future

    def give_way(self) -> None:
        """For long work on other threads, between two pieces of it: waits while a scan is being judged.

        Only one thread of Python runs at a time. Without this a scan that reads and writes ten rows waits
        up to ten times for an order that is being unpacked.
        """
        if not self._calm.is_set() and threading.current_thread() is not self._thread:
            self._calm.wait(GIVE_WAY_SECONDS)

    def call(self, turn: Turn, job: Callable[[], Answer], timeout: float | None = 30.0) -> Answer:
        """Queue `job` and wait for its answer. On the writer's own thread it runs at once."""
        if threading.current_thread() is self._thread:
            return job()
        return self.submit(turn, job).result(timeout)

    def close(self) -> None:
        """Everything queued so far is written, then the thread ends."""
        if self._closed.is_set():
            return
        self._closed.set()
        if self._thread.ident is not None:
            self._jobs.put((int(Turn.STOP), next(self._arrival), None, lambda: None))
            self._thread.join(30)

    def _serve(self) -> None:
        since_checkpoint = 0
        while True:
            try:
                turn, _n, future, job = self._jobs.get(timeout=0.5 if since_checkpoint else None)
            except queue.Empty:
                self._checkpoint()
                since_checkpoint = 0
                continue
            if future is None:
                self._checkpoint()
                return
            since_checkpoint += 1
            if since_checkpoint >= 2000:  # never idle: the log must not grow without end
                self._checkpoint()
                since_checkpoint = 1
            try:
                _answer(future, job)
            finally:
                self._done(turn)

    def _done(self, turn: int) -> None:
        if turn <= Turn.PERSON:
            with self._counting:
                self._urgent -= 1
                if not self._urgent:
                    self._calm.set()

    def _checkpoint(self) -> None:
        if not self._store.is_sqlite:
            return
        try:
            with self._store.engine.connect() as connection:
                raw = connection.connection.driver_connection
                if raw is not None:
                    raw.execute("PRAGMA wal_checkpoint(PASSIVE)")
        except Exception:
            log.exception("the log could not be merged into the database")


def _answer(future: "Future[Any]", job: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(job())
    except Exception as trouble:  # noqa: BLE001  # it belongs to whoever asked
        future.set_exception(trouble)
