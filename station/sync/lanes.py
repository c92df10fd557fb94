"""One printer and the thread it is talked to from: a job or a question, never both at once."""

import logging
import threading
from collections.abc import Callable

from station.bus import Bus
from station.clock import Clock
from station.model.events import DeviceChanged
from station.model.problem import Problem
from station.model.view import DeviceView
from station.printing.contract import QUEUES, Condition, Printer
from station.store.paper import Job

log = logging.getLogger(__name__)

# Seconds between two questions: while all is well, while something is wrong, and after a job.
IDLE, TROUBLED, AFTER = 15.0, 2.0, 1.0
# A printer that cannot be asked is tried again with a job, so often.
RETRY = 3.0
# So long after it turned a job away another printer is preferred, whatever it says.
DOUBT = 60.0


class Lane:
    """`work` prints one job and says how the printer is after it, None when that is not known. `moved` is
    called when the printer is free again or its condition changed.
    """

    def __init__(
        self,
        printer: Printer,
        clock: Clock,
        bus: Bus,
        work: Callable[["Lane", Job], Condition | None],
        moved: Callable[[], None],
    ) -> None:
        self.printer = printer
        self.name = printer.settings.name
        self._clock = clock
        self._bus = bus
        self._work = work
        self._moved = moved
        self._condition = Condition()
        self._answers = False  # it said once how it is: its silence then means something
        self._asked = False  # the condition is what it said itself
        self._refused_at: float | None = None
        self._job: Job | None = None
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._serve, name=f"printer {self.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends after the job in hand; `join` waits for that."""
        self._stop.set()
        self.printer.stop()
        self._wake.set()

    def join(self, seconds: float) -> None:
        if self._thread.ident is not None:
            self._thread.join(seconds)

    @property
    def view(self) -> DeviceView:
        return DeviceView("printer", self.name, self._condition.state, self._condition.problem)

    @property
    def problem(self) -> Problem | None:
        """Why no job is given to it."""
        return None if self.ready else self._condition.problem

    @property
    def ready(self) -> bool:
        """A job may be given to it. One that never says how it is, is silent for no reason."""
        now = self._condition
        if now.state == "open" or (now.state == "silent" and self._asked and not self._answers):
            return True
        return not self._asked and not self._refused_within(RETRY)

    @property
    def doubtful(self) -> bool:
        """It turned a job away not long ago."""
        return self._refused_within(DOUBT)

    def _refused_within(self, seconds: float) -> bool:
        return self._refused_at is not None and self._clock.monotonic() - self._refused_at < seconds

    @property
    def busy(self) -> bool:
        return self._job is not None

    def has(self, job_id: str) -> bool:
        """Whether it has this job in hand."""
        job = self._job
        return job is not None and job.id == job_id

    def give(self, job: Job) -> None:
        self._job = job
        self._wake.set()

    def _serve(self) -> None:
        wait = 0.0
        while not self._stop.is_set():
            self._wake.wait(wait)
            self._wake.clear()
            if self._stop.is_set():
                break
            try:
                wait = self._turn()
            except Exception:
                log.exception("printer %s: something of ours broke off", self.name)
                wait = RETRY
        self.printer.close()

    def _turn(self) -> float:
        job = self._job
        if job is None:
            return self._look()
        try:
            found = self._work(self, job)
            if found is not None:
                self._refused_at = None if found.state == "open" else self._clock.monotonic()
                self._set(found, asked=False)
        finally:
            self._job = None
            self._moved()
        return AFTER

    def _look(self) -> float:
        found = self.printer.look()
        if found is None:
            return IDLE
        if found.state == "open" and self.doubtful and self.printer.settings.kind in QUEUES:
            return TROUBLED  # the queue is well; what is behind it shows with the next job
        self._answers = self._answers or (found.answered and found.state in ("open", "stopped"))
        self._set(found, asked=True)
        return IDLE if found.state == "open" else TROUBLED

    def _set(self, now: Condition, asked: bool) -> None:
        before, self._condition, self._asked = self._condition, now, asked
        if (before.state, before.problem) == (now.state, now.problem):
            return
        if now.problem is not None:
            log.warning("printer %s: %s", self.name, now.problem.code)
        self._bus.publish(DeviceChanged(self.view))
        self._moved()
