"""Is a shop there? Said once when it goes, once when it returns."""

import logging
import threading

from station.bus import Bus
from station.carts.contract import CartError, SignInAgain
from station.clock import Clock
from station.model.events import ProblemFound, StoreBack, StoreChanged
from station.model.problem import Problem
from station.model.view import StoreView

log = logging.getLogger(__name__)


class Health:
    """One shop's state, shared by the threads that talk to it."""

    def __init__(self, store: str, cart: str, bus: Bus, clock: Clock, plain_http: bool = False) -> None:
        self._lock = threading.Lock()
        self._bus = bus
        self._clock = clock
        self._view = StoreView(store, cart, "starting", plain_http=plain_http)

    @property
    def view(self) -> StoreView:
        return self._view

    @property
    def away(self) -> bool:
        return self._view.state in ("unreachable", "signed_out")

    def well(self, **values: object) -> None:
        """It answered."""
        with self._lock:
            was = self._view.state
            self._set("ok", None, last_success=self._clock.now(), read=None, total=None, **values)
        if was in ("unreachable", "signed_out"):
            log.info("%s is back", self._view.name)
            self._bus.publish(StoreBack(self._view.name))

    def unwell(self, trouble: CartError) -> None:
        """It did not answer, or not as a shop. A shop that asks for patience is there."""
        if trouble.problem.code == "cart.busy":
            return
        state = "signed_out" if isinstance(trouble, SignInAgain) else "unreachable"
        with self._lock:
            first = self._view.state != state
            self._set(state, trouble.problem, read=None, total=None)
        if not first:
            return
        log.warning("%s: %s", self._view.name, trouble.problem.code)
        store = self._view.name
        if state == "signed_out":
            self._bus.publish(ProblemFound(_about(trouble.problem, store), store=store))
            return
        reason = Problem(
            "store.unreachable",
            {**trouble.problem.params, "store": store, "reason": f"@{trouble.problem.code}"},
        )
        self._bus.publish(ProblemFound(reason, store=store))

    def progress(self, read: int | None, total: int | None) -> None:
        """How far the pass is; None when it is over."""
        with self._lock:
            self._set(self._view.state, self._view.problem, read=read, total=total)

    def paused(self) -> None:
        """A person wants nothing read for now. What is to be told still is."""
        with self._lock:
            self._set("paused", None, read=None, total=None)

    def resumed(self) -> None:
        """It is to be read again, and has not been yet."""
        with self._lock:
            self._set("starting", None)

    def counts(self, **values: object) -> None:
        """Numbers for the screen."""
        with self._lock:
            self._set(self._view.state, self._view.problem, **values)

    def _set(self, state: str, problem: Problem | None, **values: object) -> None:
        from dataclasses import replace

        after = replace(self._view, state=state, problem=problem, **values)  # type: ignore[arg-type]
        changed = after != self._view
        self._view = after
        if changed:
            self._bus.publish(StoreChanged(after))


def _about(problem: Problem, store: str) -> Problem:
    return Problem(problem.code, {"store": store, **problem.params})
