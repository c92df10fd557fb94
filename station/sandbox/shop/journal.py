"""What the shop was asked and what it applied, so that a test can say what happened."""

import json
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from station.sandbox.shop.refusal import Doc


@dataclass(frozen=True, slots=True)
class Asked:
    """One request received. `status` 0: the connection was closed without an answer."""

    at: datetime
    method: str
    path: str
    status: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """One write applied through the API. `what` is tracking | note | status | stock | order | meta | refund.

    `subject` is the order's or product's id. Two writes with equal `what`, `subject` and `mark` are the same
    thing done twice; an empty mark says that repeating it does no harm.
    """

    at: datetime
    what: str
    subject: int
    mark: str
    body: Doc


class Journal:
    """Both lists, oldest first. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: list[Asked] = []
        self._applied: list[Applied] = []

    @property
    def requests(self) -> tuple[Asked, ...]:
        with self._lock:
            return tuple(self._asked)

    @property
    def writes(self) -> tuple[Applied, ...]:
        with self._lock:
            return tuple(self._applied)

    def note_request(self, asked: Asked) -> None:
        with self._lock:
            self._asked.append(asked)

    def note_write(self, applied: Applied) -> None:
        with self._lock:
            self._applied.append(applied)

    def clear(self) -> None:
        with self._lock:
            self._asked.clear()
            self._applied.clear()

    def doubles(self) -> list[str]:
        """A line for each thing applied more than once."""
        seen = Counter((one.what, one.subject, one.mark) for one in self.writes if one.mark)
        return [
            f"{what} of {subject}: {mark} x {times}"
            for (what, subject, mark), times in seen.items()
            if times > 1
        ]


def mark_of(body: Doc) -> str:
    """A body as comparable text."""
    return json.dumps(body, sort_keys=True, ensure_ascii=False)
