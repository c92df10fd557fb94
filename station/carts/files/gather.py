"""A whole file as orders and products. An order one row of which cannot be read is put aside; the others go
on. A file that is broken as such (half an XML, a quote that never closes) is refused whole: nobody knows what
of it is missing.
"""

import hashlib
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from station.carts.files.complaints import Complaint, Complaints, Wrong
from station.carts.files.documents import Document, Documents, differing, is_same
from station.carts.files.goods import Facts, Goods
from station.carts.files.mapping import is_over
from station.carts.files.markup import read_markup
from station.carts.files.settings import FolderSettings
from station.carts.files.sheet import Broken, Row
from station.carts.files.tables import read_table
from station.model.problem import Problem

# An order as it was known until now.
Known = Callable[[str], Document | None]

_LONGEST_KEY = 100
_ROWS_AT_A_TIME = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One order of a file: what it says now, or why it was put aside."""

    ref: str
    number: str
    document: Document | None
    problem: Problem | None = None


@dataclass
class Gathered:
    """What a file says. `broken` is why nothing of it can be taken; `rows` counts without the headings;
    `unchanged` orders are as they were known, and no entries.
    """

    file: str
    digest: str
    rows: int = 0
    unchanged: int = 0
    entries: list[Entry] = field(default_factory=list)
    products: dict[str, Facts] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    broken: Problem | None = None

    @property
    def read(self) -> list[Entry]:
        return [one for one in self.entries if one.document is not None]

    @property
    def lines(self) -> int:
        return sum(len(one.document["lines"]) for one in self.entries if one.document is not None)

    @property
    def refused(self) -> bool:
        return any(one.refused for one in self.complaints)


@dataclass(slots=True)
class _Draft:
    """The rows of one order so far, and what they say of it together."""

    order: dict[str, str]
    rows: list[Row]
    problem: Problem | None = None


def gather(
    path: Path, form: FolderSettings, known: Known, at: datetime, aside: Container[str] = ()
) -> Gathered:
    """Reads a file. `known` has an order as it could last be read, `aside` those that cannot be since, `at`
    is when the file was written. Raises `OSError` for one that cannot be opened.
    """
    with path.open("rb") as file:
        found = Gathered(path.name, hashlib.file_digest(file, "sha256").hexdigest())
    try:
        sheet = read_markup(path, form) if path.suffix.lower() == ".xml" else read_table(path, form)
        complaints = Complaints(sheet)
        goods = Goods(form, complaints, at.astimezone(UTC))
        reading = _Reading(Documents(path.name, form, complaints), goods, known, aside, form)
        found.entries = reading.orders() if sheet.of_orders else reading.products()
        found.products, found.complaints = goods.facts, complaints.all
        found.rows, found.unchanged = reading.rows, reading.unchanged
    except Broken as trouble:
        found.broken = Problem(trouble.problem.code, {"file": path.name, **trouble.problem.params})
        found.complaints = [Complaint(trouble.row, trouble.column, "", found.broken, True)]
    return found


class _Reading:
    """One pass over the rows of one file."""

    def __init__(
        self, documents: Documents, goods: Goods, known: Known, aside: Container[str], form: FolderSettings
    ) -> None:
        self.rows = 0
        self.unchanged = 0
        self._documents = documents
        self._goods = goods
        self._complaints = documents.complaints
        self._known = known
        self._aside = aside
        self._form = form

    def products(self) -> list[Entry]:
        for row in self._complaints.sheet.rows:
            self.rows += 1
            self._goods.of_list(row)
        return []

    def orders(self) -> list[Entry]:
        drafts: dict[str, _Draft] = {}
        for row in self._complaints.sheet.rows:
            self.rows += 1
            self._give_way(self.rows)
            ref = row.order.get("order_id", "")
            draft = drafts.get(ref)
            if draft is not None:
                self._join(ref, draft, row)
            elif not ref or len(ref) > _LONGEST_KEY:
                problem = Problem("files.no_order_id", {"value": ref[:_LONGEST_KEY]})
                self._complaints.refuse(row.number, "order_id", "", problem)
            else:
                drafts[ref] = _Draft(dict(row.order), [row])
        found: list[Entry] = []
        for number, ref in enumerate(list(drafts)):
            self._give_way(number)
            entry = self._entry(ref, drafts.pop(ref))
            if entry is not None:
                found.append(entry)
        return found

    def _give_way(self, number: int) -> None:
        if self._form.give_way is not None and not number % _ROWS_AT_A_TIME:
            self._form.give_way()

    def _join(self, ref: str, draft: _Draft, row: Row) -> None:
        """Rows of one order say the same of it, or nothing."""
        draft.rows.append(row._replace(order={}))
        if row.order == draft.order or draft.problem is not None:
            return
        name = differing(draft.order, row.order)
        if name:
            about = {"value": row.order[name][:100], "first": draft.rows[0].number}
            problem = Problem("files.rows_differ", about)
            draft.problem = self._complaints.refuse(row.number, name, ref, problem)
        draft.order.update({name: value for name, value in row.order.items() if value})

    def _entry(self, ref: str, draft: _Draft) -> Entry | None:
        """None for what changes nothing: as it is known, or older, or the end of an order never known."""
        before, row = self._known(ref), draft.rows[0].number
        number = draft.order.get("order_number", "") or (before or {}).get("order_number", "") or ref
        if draft.problem is not None:
            return Entry(ref, number, None, draft.problem)
        try:
            document = self._documents.make(ref, draft.order, draft.rows, before)
        except Wrong as wrong:
            if wrong.problem.code == "order.no_lines" and is_over(draft.order, self._form):
                self._complaints.note(row, "order_id", ref, "files.order_unknown")
                return None
            return Entry(
                ref, number, None, self._complaints.refuse(wrong.row, wrong.field, ref, wrong.problem)
            )
        if before is not None and "" < document.get("modified", "") < before.get("modified", ""):
            self._complaints.note(row, "last_modified", ref, "files.older")
            return None
        for one in draft.rows:
            if one.line:
                self._goods.of_line(one)
        if before is not None and ref not in self._aside and is_same(document, before):
            self.unchanged += 1
            return None
        return Entry(ref, number, document)
