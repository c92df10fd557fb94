"""The connection test: whether the folder is there, can be written, and what waits in it for a person."""

import os

from station.carts.contract import Probe, Right, TryLater
from station.carts.files.inbox import Inbox
from station.carts.files.place import Place
from station.model.problem import Problem


def probe(place: Place, inbox: Inbox) -> Probe:
    """Takes nothing in. Raises `TryLater` (`files.folder_missing`, `files.folder_trouble`)."""
    if not place.folder.is_dir():
        raise TryLater("files.folder_missing", None, folder=str(place.folder))
    with place.trouble():
        shut = inbox.shut()
        unknown = sorted(inbox.unknown())
        failed = [one for one in place.failed.glob("*") if not one.name.endswith(".report.csv")]
    problems = [Problem("files.locked", {"file": name, "reason": reason}) for name, reason in shut.items()]
    if unknown:
        problems.append(Problem("files.not_taken", {"files": ", ".join(unknown)[:300]}))
    if failed:
        problems.append(Problem("files.some_failed", {"count": len(failed), "folder": str(place.failed)}))
    writable = os.access(place.folder, os.W_OK)
    rights = (Right("read", "orders", os.access(place.folder, os.R_OK)), Right("write", "tracking", writable))
    return Probe(place.folder.name, "CSV, XML", tuple(problems), str(place.folder), rights)
