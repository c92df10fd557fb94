"""Facts travel from the thread that made them to whoever listens."""

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)

Listener = Callable[[object], None]


class Bus:
    """Delivers every event, in order of publishing, to every listener, on the publishing thread.

    A listener returns at once (it queues what takes longer). One that raises is logged and does not
    keep the event from the others.
    """

    def __init__(self) -> None:
        self._listeners: tuple[Listener, ...] = ()
        self._lock = threading.Lock()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` for every event from now on; the answer ends it."""
        with self._lock:
            self._listeners = (*self._listeners, listener)

        def leave() -> None:
            with self._lock:
                self._listeners = tuple(one for one in self._listeners if one is not listener)

        return leave

    def publish(self, event: object) -> None:
        for listener in self._listeners:
            try:
                listener(event)
            except Exception:
                log.exception("a listener failed on %s", type(event).__name__)
