"""What a packer sees of the bench: everything it says, in order, and its newest picture."""

import threading
from collections.abc import Callable

from station.bus import Bus
from station.model.events import BenchChanged, WeightSeen
from station.model.problem import StationError
from station.model.view import BenchView

_GLANCE = 0.25


class Stuck(StationError):
    """`practice.stuck`: what was waited for did not come."""

    def __init__(self, wanted: str) -> None:
        super().__init__("practice.stuck", wanted=wanted)


class CalledOff(Exception):
    """The program is to end: whoever waits lets go."""


class Eyes:
    """Everything on the bus but the scale's display. `stop` ends every wait with `CalledOff`."""

    def __init__(self, bus: Bus, stop: threading.Event) -> None:
        self._stop = stop
        self._changed = threading.Condition()
        self._seen: list[object] = []
        self._view: BenchView | None = None
        self.close = bus.subscribe(self._see)

    def _see(self, event: object) -> None:
        if isinstance(event, WeightSeen):
            return
        with self._changed:
            self._seen.append(event)
            if isinstance(event, BenchChanged):
                self._view = event.view
            self._changed.notify_all()

    @property
    def view(self) -> BenchView:
        """The bench as it was shown last."""
        with self._changed:
            if self._view is None:
                raise Stuck("a first picture of the bench")
            return self._view

    @property
    def mark(self) -> int:
        """A place in what was seen: what comes now is after it."""
        with self._changed:
            return len(self._seen)

    def since(self, mark: int) -> list[object]:
        with self._changed:
            return self._seen[mark:]

    def wait_for(self, mark: int, fits: Callable[[object], bool], seconds: float, wanted: str) -> int:
        """The place right after the first fitting event since `mark`; `Stuck` when none comes in time."""
        at = mark

        def found() -> bool:
            nonlocal at
            while at < len(self._seen):
                at += 1
                if fits(self._seen[at - 1]):
                    return True
            return False

        self._until(found, seconds, wanted)
        return at

    def until(self, holds: Callable[[], bool], seconds: float, wanted: str) -> None:
        """Wait until something holds, looking again whenever the bench says something."""
        self._until(holds, seconds, wanted)

    def _until(self, holds: Callable[[], bool], seconds: float, wanted: str) -> None:
        left = seconds
        with self._changed:
            while not self._changed.wait_for(lambda: self._stop.is_set() or holds(), min(left, _GLANCE)):
                left -= _GLANCE
                if left <= 0:
                    raise Stuck(wanted)
        if self._stop.is_set():
            raise CalledOff

    def rest(self, seconds: float) -> None:
        """Let so much time pass."""
        if seconds > 0 and self._stop.wait(seconds):
            raise CalledOff
