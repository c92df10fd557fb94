"""The last bytes of a line, for somebody who looks; nobody pays for them while nobody does."""

import threading
from collections import deque

ROOM = 2048


class Tap:
    """The line's thread writes, any other reads. It keeps nothing until it is opened."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._heard: deque[int] = deque(maxlen=room)
        self.open = False

    def watch(self, on: bool) -> None:
        """Begin to keep bytes, or stop and forget them."""
        with self._lock:
            self.open = on
            if not on:
                self._heard.clear()

    def add(self, data: bytes) -> None:
        with self._lock:
            self._heard.extend(data[-self._room :])

    def bytes(self) -> bytes:
        """What was heard last, oldest first."""
        with self._lock:
            return bytes(self._heard)
