"""The connection test: whether the folder is there, can be written, and what waits in it for a person."""

import os
from collections.abc import Callable

from station.carts.contract import Probe, Right
from station.carts.files.inbox import Inbox
from station.carts.files.place import Place
from station.model.problem import Problem


def probe(place: Place, inbox: Inbox, look: Callable[[], None]) -> Probe:
    """Raises `TryLater` (`files.folder_missing`, `files.folder_trouble`)."""
    look()
    problems = [Problem("files.locked", {"file": name, "reason": why}) for name, why in inbox.locked.items()]
    with place.trouble():
        unknown = sorted(inbox.unknown())
        failed = [one for one in place.failed.glob("*") if not one.name.endswith(".report.csv")]
    if unknown:
        problems.append(Problem("files.not_taken", {"files": ", ".join(unknown)[:300]}))
    if failed:
        problems.append(Problem("files.some_failed", {"count": len(failed), "folder": str(place.failed)}))
    writable = os.access(place.folder, os.W_OK)
    rights = (Right("read", "orders", os.access(place.folder, os.R_OK)), Right("write", "tracking", writable))
    return Probe(place.folder.name, "CSV, XML", tuple(problems), str(place.folder), rights)
