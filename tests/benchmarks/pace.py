"""The rhythm of hands and devices: a measurement stands still until a moment, and never past it twice."""

import threading
import time

_nothing = threading.Event()


def until(at: float) -> None:
    """Stand still until then on the stopwatch (`time.perf_counter`); go on at once when it is past."""
    rest = at - time.perf_counter()
    if rest > 0:
        _nothing.wait(rest)


def pause(seconds: float) -> None:
    until(time.perf_counter() + seconds)
