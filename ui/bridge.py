"""The only crossing between threads: core events come over, queries go away and their answers come back."""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from station.bus import Bus
from station.model.problem import StationError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Question:
    slot: str
    turn: int
    ask: Callable[[], object]
    then: Callable[[Any], None]
    fail: Callable[[Exception], None] | None
    long: bool = False


@dataclass(frozen=True, slots=True)
class _Answer:
    question: _Question
    value: object
    fault: Exception | None


class Bridge(QObject):
    """Lives on the UI thread. `happened` delivers bus events there, whatever thread published them.

    `ask` runs a query on the one query thread; `then` gets the answer on the UI thread, unless a later
    question was put to the same slot meanwhile. `work` is for what may take a minute.
    """

    happened = Signal(object)
    _answered = Signal(object)

    def __init__(self, bus: Bus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turns: dict[str, int] = {}
        self._pending = 0
        self._long: dict[threading.Thread, threading.Event] = {}
        self._questions: queue.SimpleQueue[_Question | None] = queue.SimpleQueue()
        self._answered.connect(self._deliver)
        self._leave = bus.subscribe(self.happened.emit)
        self._worker = threading.Thread(target=self._work, name="ui-queries")
        self._worker.start()

    @property
    def idle(self) -> bool:
        """No question is on its way."""
        return self._pending == 0

    def ask(
        self,
        slot: str,
        ask: Callable[[], object],
        then: Callable[[Any], None],
        fail: Callable[[Exception], None] | None = None,
    ) -> None:
        """Put a question; a later one to the same `slot` makes this one's answer late."""
        turn = self._turns.get(slot, 0) + 1
        self._turns[slot] = turn
        self._pending += 1
        self._questions.put(_Question(slot, turn, ask, then, fail))

    def work(
        self,
        slot: str,
        run: Callable[[Callable[[], bool]], object],
        then: Callable[[Any], None],
        fail: Callable[[Exception], None],
    ) -> Callable[[], None]:
        """Something long, on a thread of its own, so that no query waits for it; it is not `idle`'s concern.

        `run` is given a question to ask now and then: whether to come to an end. What is returned makes it
        so; its answer still comes, unless its slot was forgotten.
        """
        turn = self._turns.get(slot, 0) + 1
        self._turns[slot] = turn
        stop = threading.Event()
        question = _Question(slot, turn, lambda: run(stop.is_set), then, fail, long=True)
        self._long = {thread: event for thread, event in self._long.items() if thread.is_alive()}
        worker = threading.Thread(target=self._answer, args=(question,), name=f"ui-{slot}")
        self._long[worker] = stop
        worker.start()
        return stop.set

    def forget(self, slot: str) -> None:
        """Answers on their way to `slot` are late from now on."""
        self._turns[slot] = self._turns.get(slot, 0) + 1

    def close(self) -> None:
        """End the threads; answers that are still on their way are dropped."""
        self._leave()
        self._turns.clear()
        for stop in self._long.values():
            stop.set()
        if self._worker.is_alive():
            self._questions.put(None)
            self._worker.join(5)
        for thread in self._long:
            thread.join(5)

    def _work(self) -> None:
        while (question := self._questions.get()) is not None:
            if not self._answer(question):
                return

    def _answer(self, question: _Question) -> bool:
        """Whether there was still somebody to tell."""
        try:
            answer = _Answer(question, question.ask(), None)
        except StationError as fault:
            log.info("%s: %s", question.slot, fault.problem.code)
            answer = _Answer(question, None, fault)
        except Exception as fault:
            log.exception("a query of the window failed: %s", question.slot)
            answer = _Answer(question, None, fault)
        try:
            self._answered.emit(answer)
        except RuntimeError:  # the window went away while the query ran
            return False
        return True

    def _deliver(self, answer: _Answer) -> None:
        question = answer.question
        self._pending -= not question.long
        if self._turns.get(question.slot) != question.turn:
            return
        if answer.fault is None:
            question.then(answer.value)
        elif question.fail is not None:
            question.fail(answer.fault)
