"""What is known of a partner's orders and products: one file for every file taken in.

`.station/imports/<stamp>.jsonl`: a head, then a line for every order. It is written whole before the
partner's file is moved, so a crash in between takes nothing in twice and loses nothing. It changes only when
people are forgotten, and no line of it gets longer or shorter then: what another process knows of where
orders stand holds.

Every order has a stamp (microseconds since 1970) later than all before it: its time of change. A file's
orders are spread over the time before it came, so that the few minutes a reader looks back do not hold all of
a large file again and again.
"""

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, NamedTuple

from station.carts.contract import TryLater
from station.carts.files.documents import Document
from station.carts.files.gather import Entry, Gathered
from station.carts.files.goods import Facts
from station.carts.files.place import Place, settle, write_through, write_whole
from station.model.problem import Problem

# Number, document and problem of one order.
Said = tuple[str, Document | None, dict[str, Any] | None]

_SPREAD = 3_000_000
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Spot(NamedTuple):
    """Where an order stands."""

    stamp: int
    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Known:
    """One order as it was last taken in."""

    ref: str
    stamp: int
    number: str
    document: Document | None
    problem: Problem | None


class Row(NamedTuple):
    """One order of a record as it stands there: its line is `[number, document, problem]`."""

    ref: str
    bad: bool
    line: bytes


class Records:
    """An index over all of them, in memory. Another process's are seen by `refresh`."""

    def __init__(self, place: Place) -> None:
        self.facts: dict[str, Facts] = {}
        self.aside: set[str] = set()  # orders that could not be read when last something was said of them
        self._place = place
        self.folder = place.own / "imports"
        self._read: dict[str, int] = {}  # every record, and when its file was taken in
        self._latest: dict[str, Spot] = {}
        self._good: dict[str, Spot] = {}
        self._seen: dict[str, frozenset[str]] = {}
        self._in_order: list[tuple[int, str]] | None = None

    @property
    def last(self) -> int:
        """The latest stamp there is."""
        return max((int(name.partition(".")[0]) for name in self._read), default=0)

    def refresh(self) -> None:
        if not self.folder.is_dir():
            return
        names = {one.name for one in self.folder.iterdir() if one.suffix == ".jsonl"}
        for name in sorted(names - self._read.keys()):
            self._load(name)

    def seen(self, digest: str) -> frozenset[str] | None:
        """Of a file taken in before, the orders that could not be read; None for a new one."""
        return self._seen.get(digest)

    def changed(self, since: int, after: tuple[int, str] | None, most: int) -> tuple[list[Known], bool]:
        """Orders with a stamp from `since` on and behind `after`; whether there are more."""
        rows = self._sorted()
        start = bisect_left(rows, (since, ""))
        if after is not None:
            start = max(start, bisect_left(rows, (after[0], after[1] + "\0")))
        found = [self._known(ref, self._latest[ref]) for _, ref in rows[start : start + most]]
        return found, start + most < len(rows)

    def count(self, since: int) -> int:
        rows = self._sorted()
        return len(rows) - bisect_left(rows, (since, ""))

    def order(self, ref: str) -> Known | None:
        spot = self._latest.get(ref)
        return None if spot is None else self._known(ref, spot)

    def document(self, ref: str) -> Document | None:
        """The order as it could last be read."""
        spot = self._good.get(ref)
        return None if spot is None else self._known(ref, spot).document

    def before(self, moment: int) -> list[str]:
        """Records of files taken in before then."""
        return sorted(name for name, came in self._read.items() if came < moment)

    def rows(self, name: str) -> tuple[dict[str, Any], list[Row]]:
        """A whole record: its head and its orders."""
        try:
            first, *lines = (self.folder / name).read_bytes().splitlines(keepends=True)
            head: dict[str, Any] = json.loads(first)
            return head, [
                Row(ref, bad, line) for (ref, _, _, bad), line in zip(head["entries"], lines, strict=True)
            ]
        except (ValueError, KeyError) as error:
            raise TryLater("files.state_unreadable", None, file=str(self.folder / name)) from error

    def said(self, name: str, line: bytes) -> Said:
        """What a line of a record says."""
        try:
            number, document, bad = json.loads(line)
        except (ValueError, TypeError) as error:
            raise TryLater("files.state_unreadable", None, file=str(self.folder / name)) from error
        return number, document, bad

    def fitted(self, value: object, line: bytes) -> bytes:
        """`value` as a line as long as the one it is for."""
        return _line(value)[:-1].ljust(len(line) - 1) + b"\n"

    def rewrite(
        self, name: str, head: Mapping[str, Any], lines: Sequence[bytes], lock: AbstractContextManager[Any]
    ) -> None:
        """A record anew, its lines as long as before. `lock` is held while it takes the old one's place:
        Windows renames nothing over a file that is open.
        """
        path = self.folder / name
        with path.open("rb") as file:
            first = file.readline()
        content = b"".join((self.fitted(head, first), *lines))
        if len(content) != path.stat().st_size:
            raise TryLater("files.state_unreadable", None, file=str(path))
        part = path.with_name(f".{name}.part")
        write_through(part, content)
        with lock:
            part.replace(path)
        settle(path.parent)

    def add(self, found: Gathered, entries: Sequence[Entry], came: int, now: int, floor: int = 0) -> None:
        """`came`: when the file was written. No stamp is before `floor`, nor before any there is."""
        floor = max(floor, self.last)
        stamps = _stamps(max(1, len(entries)), floor, min(came, now))
        bodies = [_body(entry) for entry in entries]
        rows = [
            [entry.ref, stamp, len(body), entry.problem is not None]
            for entry, stamp, body in zip(entries, stamps, bodies, strict=False)
        ]
        head = {
            "file": found.file,
            "digest": "" if found.broken else found.digest,
            "at": now,
            "entries": rows,
            "products": {sku: facts for sku, facts in found.products.items() if self._is_news(sku, facts)},
        }
        name = f"{stamps[-1]:017d}.jsonl"
        write_whole(self.folder / name, b"".join((_line(head), *bodies)))
        self._load(name)

    def _is_news(self, sku: str, facts: Facts) -> bool:
        known = self.facts.get(sku)
        return known is None or bool(known.get("gone")) or {**known, **facts} != known

    def _load(self, name: str) -> None:
        try:
            with (self.folder / name).open("rb") as file:
                first = file.readline()
            head: Mapping[str, Any] = json.loads(first)
            rows = [
                (str(ref), int(stamp), int(length), bool(bad)) for ref, stamp, length, bad in head["entries"]
            ]
        except (ValueError, KeyError, TypeError) as error:
            raise TryLater("files.state_unreadable", None, file=str(self.folder / name)) from error
        offset = len(first)
        for ref, stamp, length, bad in rows:
            spot = Spot(stamp, name, offset, length)
            offset += length
            self._latest[ref] = spot
            if bad:
                self.aside.add(ref)
            else:
                self.aside.discard(ref)
                self._good[ref] = spot
        for sku, facts in head["products"].items():
            self.facts[sku] = {**self.facts.get(sku, {}), "gone": False, **facts}
        if head["digest"]:
            self._seen[head["digest"]] = frozenset(ref for ref, _, _, bad in rows if bad)
        self._read[name] = int(head["at"])
        self._in_order = None

    def _sorted(self) -> list[tuple[int, str]]:
        if self._in_order is None:
            self._in_order = sorted((spot.stamp, ref) for ref, spot in self._latest.items())
        return self._in_order

    def _known(self, ref: str, spot: Spot) -> Known:
        with self._place.trouble(), (self.folder / spot.file).open("rb") as file:
            file.seek(spot.offset)
            body = file.read(spot.length)
        number, document, bad = self.said(spot.file, body)
        problem = Problem(bad["code"], bad["params"]) if bad else None
        return Known(ref, spot.stamp, number, document, problem)


def _stamps(count: int, floor: int, came: int) -> list[int]:
    """Ascending, all behind `floor`, the last at `came` when that is possible."""
    end = max(came, floor + count)
    step = max(1, min(_SPREAD, (end - floor) // count))
    return [end - step * back for back in range(count - 1, -1, -1)]


def _body(entry: Entry) -> bytes:
    bad = entry.problem and {"code": entry.problem.code, "params": dict(entry.problem.params)}
    return _line([entry.number, entry.document, bad])


def _line(value: object) -> bytes:
    return _JSON.encode(value).encode() + b"\n"
