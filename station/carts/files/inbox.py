"""What lies in the folder is taken in: read, kept, reported on, and moved out of the way.

The order of it is what makes a crash harmless: first the record (whole or not at all), then the report, then
the move. A file found again whose record is there is only moved.
"""

import csv
import io
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from station.carts.files.complaints import Complaint
from station.carts.files.gather import Entry, Gathered, gather
from station.carts.files.place import Place, settle, write_whole
from station.carts.files.records import Records
from station.carts.files.settings import FolderSettings
from station.model.problem import Problem

log = logging.getLogger(__name__)

SUFFIXES = (".csv", ".xml")
_STILL = timedelta(seconds=2)
_LONGEST_NAME = 200
_FORMULA = ("=", "+", "-", "@", "\t")
_NOT_KNOWN_YET = ("files.order_unknown", "order.no_lines")
_REPORT = ("row", "column", "order", "code", "refused", "value")


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken in, and where it is now. `new`: what of it was not known already; `again`: the
    very same file was taken in before.
    """

    found: Gathered
    new: tuple[Entry, ...]
    again: bool
    moved: Path


class Inbox:
    """The folder's own level. Only one process at a time may call `look` and `take`."""

    def __init__(
        self, place: Place, records: Records, form: FolderSettings, now: Callable[[], datetime]
    ) -> None:
        self._place = place
        self._records = records
        self._form = form
        self._now = now
        self._watched: dict[Path, tuple[tuple[int, int], datetime]] = {}
        self._refused: set[str] = set()  # files that are broken, by what is in them: said once
        self._said: set[str] = set()  # files that could not be opened

    def look(self, floor: int = 0) -> list[Taken]:
        """Every file that lies still, the oldest first."""
        ready = sorted(self._waiting(), key=lambda one: (one[1].st_mtime_ns, one[0].name))
        early: list[Path] = []
        found = [self.take(path, floor, early) for path, _ in ready]
        found += [self.take(path, floor) for path in early]
        return [one for one in found if one is not None]

    def take(self, path: Path, floor: int = 0, early: list[Path] | None = None) -> Taken | None:
        """One file; None when it cannot be opened, or is still being written: it stays where it is.

        A change of an order that is in a file behind it goes to `early`: it is taken when all others are.
        """
        try:
            before = path.stat()
            came = datetime.fromtimestamp(before.st_mtime, UTC)
            found = gather(path, self._form, self._records.document, came, self._records.aside)
            if _print_of(before) != _print_of(path.stat()):
                return None
        except OSError as trouble:
            self._cannot_open(path, trouble)
            return None
        self._said.discard(path.name)
        if early is not None and any(one.problem.code in _NOT_KNOWN_YET for one in found.complaints):
            early.append(path)
            return None
        new, again = self._new(found), self._records.seen(found.digest) is not None
        if new or not (again or found.broken):
            now = _micros(self._now())
            self._records.add(found, new, _micros(came), now, floor)
        elif not found.broken:
            found.complaints.append(Complaint(0, "", "", Problem("files.seen_before"), False))
        return Taken(found, tuple(new), again, self._away(path, found))

    def lying(self) -> list[Path]:
        """Files that will be taken in, the oldest first."""
        mine = [one for one in self._visible() if one.suffix.lower() in SUFFIXES]
        return sorted(mine, key=lambda one: (one.stat().st_mtime_ns, one.name))

    def unknown(self) -> list[str]:
        """Files nobody takes."""
        return [one.name for one in self._visible() if one.suffix.lower() not in SUFFIXES]

    def shut(self) -> dict[str, str]:
        """Files that wait and cannot be read, with the reason."""
        found = {}
        for path in self._visible():
            try:
                with path.open("rb") as file:
                    file.read(1)
            except OSError as trouble:
                found[path.name] = trouble.strerror or type(trouble).__name__
        return found

    def _waiting(self) -> list[tuple[Path, os.stat_result]]:
        found = []
        now = self._now()
        for path in self._visible():
            if path.suffix.lower() not in SUFFIXES:
                continue
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue
            if self._is_still(path, stat, now):
                found.append((path, stat))
        self._watched = {path: seen for path, seen in self._watched.items() if path.exists()}
        return found

    def _visible(self) -> list[Path]:
        return [
            one
            for one in self._place.folder.iterdir()
            if not one.name.startswith((".", "~")) and one.suffix not in (".part", ".tmp") and one.is_file()
        ]

    def _is_still(self, path: Path, stat: os.stat_result, now: datetime) -> bool:
        """By its own time, or, where that clock is ahead of ours, by having been the same a while ago."""
        if now - datetime.fromtimestamp(stat.st_mtime, UTC) >= _STILL:
            return True
        seen, at = self._watched.get(path, ((-1, -1), now))
        if seen != _print_of(stat):
            self._watched[path] = (_print_of(stat), now)
            return False
        return now - at >= _STILL

    def _cannot_open(self, path: Path, trouble: OSError) -> None:
        """Another program has it open, or it may not be read: said once, tried again at every look."""
        reason = trouble.strerror or type(trouble).__name__
        if path.name not in self._said:
            log.warning("%s: %s cannot be opened: %s", self._form.name, path.name, reason)
        self._said.add(path.name)

    def _new(self, found: Gathered) -> list[Entry]:
        """All of a new file; of one seen before what could not be read then. A broken file is a bad order of
        its own name, so that a person hears of it.
        """
        if found.broken:
            said = found.digest in self._refused
            self._refused.add(found.digest)
            return [] if said else [Entry(f"file {found.file}", found.file, None, found.broken)]
        seen = self._records.seen(found.digest)
        if seen is None:
            return found.entries
        return [one for one in found.entries if one.ref in seen and one.document is not None]

    def _away(self, path: Path, found: Gathered) -> Path:
        """Out of the way: `failed` only when nothing of it could be read."""
        nothing = found.broken is not None or _is_useless(found)
        folder = self._place.failed if nothing else self._place.done
        folder.mkdir(exist_ok=True)
        target = folder / path.name
        if len(os.fsencode(path.name)) > _LONGEST_NAME:
            target = folder / f"{found.digest}{path.suffix}"  # a report's name is longer than its file's
        elif target.exists():
            target = folder / f"{path.stem}-{found.digest[:10]}{path.suffix}"
        if found.complaints:
            write_whole(
                target.with_name(f"{target.name}.report.csv"),
                report(found, self._form.say).encode("utf-8-sig"),
            )
        path.replace(target)
        settle(folder)
        return target


def report(found: Gathered, say: Callable[[Problem], str] | None = None) -> str:
    """Every complaint as a row of CSV: where it is, what code it has, what was there (never a formula), and
    the sentence for people.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow((*_REPORT, "sentence") if say else _REPORT)
    for one in found.complaints:
        params = one.problem.params
        value = str(params.get("value", params.get("quantity", params.get("said", ""))))
        value = f"'{value}" if value.startswith(_FORMULA) else value
        refused = "yes" if one.refused else "no"
        told = (one.row or "", one.column, one.order, one.problem.code, refused, value)
        writer.writerow((*told, say(_about(one, found.file))) if say else told)
    return text.getvalue()


def _about(one: Complaint, file: str) -> Problem:
    place = {"file": file, "row": one.row or "", "column": one.column, "order": one.order}
    return Problem(one.problem.code, {**place, **one.problem.params})


def _is_useless(found: Gathered) -> bool:
    return found.refused and not (found.read or found.unchanged or found.products)


def _print_of(stat: os.stat_result) -> tuple[int, int]:
    return stat.st_size, stat.st_mtime_ns


def _micros(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)
