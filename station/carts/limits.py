"""What a cart lets be asked of it, by its own answers: a short pause is waited out, a long one told."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from station.carts.contract import Budget, TryLater
from station.net.http import Answer


@dataclass(frozen=True, slots=True)
class Heard:
    """What an answer said of the budget. `wait`: seconds until there is some again, when there is none."""

    budget: Budget | None = None
    wait: float = 0.0


# Reads one answer (and its JSON): None when it says nothing of limits.
Listen = Callable[[Answer, object], Heard | None]
SHORT = 5.0


class Limits:
    """The budget of one store, shared by its threads. `monotonic` and `rest` are handed in by tests."""

    def __init__(
        self,
        listen: Listen,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        rest: Callable[[float], object] | None = None,
    ) -> None:
        self._listen = listen
        self._monotonic = monotonic
        self._rest = rest or threading.Event().wait
        self._lock = threading.Lock()
        self._heard: Heard | None = None
        self._free_at = float("-inf")

    @property
    def budget(self) -> Budget | None:
        with self._lock:
            return self._heard.budget if self._heard is not None else None

    def heard(self, answer: Answer, said: object) -> None:
        found = self._listen(answer, said)
        if found is None:
            return
        with self._lock:
            self._heard = found
            self._free_at = self._monotonic() + found.wait if found.wait > 0 else float("-inf")

    def wait(self) -> None:
        """Until there is budget; `TryLater("cart.busy")` when that is longer than a few seconds."""
        with self._lock:
            left = self._free_at - self._monotonic()
        if left <= 0:
            return
        if left > SHORT:
            raise TryLater("cart.busy", left)
        self._rest(left)


def number_in(headers: Mapping[str, str], name: str) -> float | None:
    """A header's number; None when it is none."""
    try:
        return float(headers.get(name, ""))
    except ValueError:
        return None
