"""People are forgotten: files when they were put away long enough ago, records of orders that are over.

Only one process at a time may do it. Whatever it is killed at, every record is whole, as it was or as it will
be, and the next call goes on from there. Keys, units and marks of what was said stay, so that a file that
comes again is still known.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from station.carts.files.documents import Document, forgotten
from station.carts.files.mapping import is_deleted
from station.carts.files.place import Place, settle
from station.carts.files.records import Known, Records, Row, Said
from station.carts.files.settings import FolderSettings
from station.carts.files.shipping import Shipping
from station.model.order import Order, OrderState

_ENDED = (OrderState.FULFILLED, OrderState.CANCELLED, OrderState.REFUNDED)
# What a complaint may say of an order; all else is quoted from the file.
_HARMLESS = ("order", "column", "file", "name", "sku", "quantity", "encoding")
_AT_A_TIME = 20


class Forgetting:
    """`lock` is this process's own; `order_of` is an order as it is read."""

    def __init__(
        self,
        place: Place,
        records: Records,
        shipping: Shipping,
        form: FolderSettings,
        lock: AbstractContextManager[Any],
        order_of: Callable[[Known, Document], Order],
    ) -> None:
        self._place = place
        self._records = records
        self._shipping = shipping
        self._form = form
        self._lock = lock
        self._order_of = order_of
        self._over: set[str] = set()  # records in which nobody is left

    # -- files

    def files(self, before: datetime, now: datetime) -> int:
        """Files and reports put away before then, and what a crash left half written beside them."""
        count = 0
        for folder in (self._place.done, self._place.failed, self._records.folder, self._place.folder):
            mine = folder in (self._place.done, self._place.failed)
            old = [one for one in _files(folder) if (mine or _is_part(one)) and _put(one, now) < before]
            for one in old:
                one.unlink(missing_ok=True)
            if old:
                settle(folder)
            count += len(old)
        return count

    # -- records

    def orders(self, before: datetime) -> int:
        """Orders that are over, in records made before then: how many of them had people until now."""
        bound = int(before.timestamp() * 1_000_000)
        with self._lock:
            names = [name for name in self._records.before(bound) if name not in self._over]
        verdicts: dict[str, bool] = {}
        refs: set[str] = set()
        for name in names:
            refs |= self._record(name, before, verdicts)
        return len(refs)

    def _record(self, name: str, before: datetime, verdicts: dict[str, bool]) -> set[str]:
        head, rows = self._records.rows(name)
        lines: list[bytes] = []
        refs: set[str] = set()
        over = True
        for at, row in enumerate(rows):
            self._give_way(at)
            said = self._records.said(name, row.line)
            left = _without_people(said)
            if left != said and not self._is_over(row, before, verdicts):
                over, left = False, said
            if left != said:
                refs.add(row.ref)
            lines.append(self._records.fitted(left, row.line) if left != said else row.line)
        if refs or (over and head["file"]):
            self._records.rewrite(name, {**head, "file": ""} if over else head, lines, self._lock)
        if over:
            self._over.add(name)
        return refs

    def _give_way(self, number: int) -> None:
        if self._form.give_way is not None and not number % _AT_A_TIME:
            self._form.give_way()

    def _is_over(self, row: Row, before: datetime, verdicts: dict[str, bool]) -> bool:
        """What could not be read belongs to no order: only its cells are quoted."""
        if row.bad:
            return True
        if row.ref not in verdicts:
            verdicts[row.ref] = self._ended(row.ref, before)
        return verdicts[row.ref]

    def _ended(self, ref: str, before: datetime) -> bool:
        """An order that cannot be read since is not over: a person sees to it. Where what ended it is newer,
        only what nobody reads any more goes now, and its newest record when that is old.
        """
        known = self._records.order(ref)
        if known is None or known.document is None:
            return False
        told = self._shipping.completed_at(ref, known.document)
        if told is not None:
            return told < before
        return is_deleted(known.document) or self._order_of(known, known.document).state in _ENDED


def _without_people(said: Said) -> Said:
    number, document, bad = said
    if bad:
        params = {name: _harmless(name, value) for name, value in bad["params"].items()}
        bad = {**bad, "params": params}
    return number, document and forgotten(document), bad


def _harmless(name: str, value: object) -> object:
    return "" if isinstance(value, str) and name not in _HARMLESS else value


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (one for one in folder.iterdir() if one.is_symlink() or one.is_file())


def _is_part(path: Path) -> bool:
    """As we name what we are writing; partners' own may have any other name."""
    return path.name.startswith(".") and path.suffix == ".part"


def _put(path: Path, now: datetime) -> datetime:
    """When a file came to be where it is. A renaming changes the inode, not the time of writing; Windows has
    the time at which the file was made in its place. A time of writing that is ahead of us says nothing.
    """
    stat = path.lstat()
    written = stat.st_mtime if stat.st_mtime <= now.timestamp() else 0.0
    return datetime.fromtimestamp(max(stat.st_ctime, written), UTC)
