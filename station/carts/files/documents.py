"""The rows of one order as one document: our field names, numbers with a point, times in UTC.

A document is what is kept of an order, and the payload it comes with: cells nobody knows stay in it, empty
ones do not.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from station.carts.files import cells
from station.carts.files.complaints import Complaints, Wrong
from station.carts.files.settings import FolderSettings
from station.carts.files.sheet import Row

Document = dict[str, Any]

UNREAD = "?"  # an amount that was there and could not be read
FORGOTTEN = "forgotten"  # of a document without its person: the mark of what it was
_NO_CONTENT = ("file", "rows", FORGOTTEN)
_STREETS = ("street1", "street2", "street3")
_ADDRESS = ("recipient", "company", *_STREETS, "city", "region", "postal_code", "country")
_PERSONAL = frozenset(
    (*_ADDRESS, "phone", "email", "note", "gift_note", "staff_note", "more")
)  # more: whatever it is
_COUNTS = ("quantity", "cancelled", "refunded", "shipped")
_CELLS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("tracking", cells.numbers),
    ("options", cells.pairs),
    ("barcode", cells.several),
    ("ships", cells.yes_or_no),
)
_MOST = 10**7
_MOST_MONEY = 10**15
_NAMES = ("line_id", "sku", "barcode", "item_name")


def sku_of(said: Mapping[str, str]) -> str:
    """What a product is known by: its SKU, else its code, else its name."""
    code = next(iter(cells.several(said.get("barcode", ""))), "")
    return said.get("sku", "") or code or said.get("item_name", "")


class Documents:
    """Makes the documents of one file."""

    def __init__(self, file: str, form: FolderSettings, complaints: Complaints) -> None:
        self._file = file
        self._form = form
        self.complaints = complaints

    def make(
        self, ref: str, order: Mapping[str, str], rows: Sequence[Row], before: Document | None
    ) -> Document:
        """`order`: what its rows say of it together. Without products it changes what was known `before`.

        Raises `Wrong`: `order.no_lines`, `files.no_product`, `files.not_a_number`, `files.line_twice`,
        `order.fractional_quantity`.
        """
        with_goods = [row for row in rows if any(row.line.get(name) for name in _NAMES)]
        if not with_goods and before is None:
            raise Wrong(rows[0].number, "sku", "order.no_lines", order=ref)
        for row in rows if len(with_goods) < len(rows) else ():
            if any(row.line.values()) and row not in with_goods:
                raise Wrong(row.number, "sku", "files.no_product")
        said = {name: value for name, value in order.items() if value or with_goods}
        document = {**(before or {}), **said, "file": self._file}
        document.pop(FORGOTTEN, None)
        document["rows"] = [rows[0].number, rows[-1].number]
        self._times(ref, rows[0].number, said, document)
        if "total" in said:
            document["total"] = self._amount(ref, rows[0].number, "total", said["total"])
        self._check_country(ref, rows[0].number, said)
        if with_goods:
            document["lines"] = self._lines(ref, with_goods)
        elif more := {name: value for row in rows for name, value in row.more.items()}:
            document["more"] = {**document.get("more", {}), **more}
        return {name: value for name, value in document.items() if value != ""}

    def _times(self, ref: str, row: int, said: Mapping[str, str], document: Document) -> None:
        american = self.complaints.sheet.american
        for name, key in (("order_date", "placed"), ("last_modified", "modified"), ("ship_by", "latest")):
            if name not in said:
                continue
            moment = cells.moment(said[name], self._form, american=american) if said[name] else None
            document[key] = moment.isoformat() if moment else ""
            if said[name] and moment is None:
                self.complaints.note(row, name, ref, "files.not_a_date", value=said[name][:100])

    def _amount(self, ref: str, row: int, name: str, text: str) -> str:
        """An amount that cannot be read keeps nobody from packing."""
        if not text:
            return ""
        amount = cells.number(text, self._form)
        if amount is None or abs(amount) >= _MOST_MONEY:
            self.complaints.note(row, name, ref, "files.not_a_number", value=text[:100])
            return UNREAD
        return str(amount)

    def _check_country(self, ref: str, row: int, said: Mapping[str, str]) -> None:
        country = said.get("country", "")
        if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
            self.complaints.note(row, "country", ref, "files.not_a_country", value=country[:100])

    def _lines(self, ref: str, rows: Sequence[Row]) -> list[Document]:
        """Lines without a key of their own are told apart by their product; of one product by their order."""
        lines: dict[str, Document] = {}
        for row in rows:
            line = self._line(ref, row)
            key = name = line["id"]
            if key in lines and row.line.get("line_id"):
                raise Wrong(row.number, "line_id", "files.line_twice", value=key)
            times = 1
            while name in lines:
                times += 1
                name = f"{key}#{times}"
            lines[name] = {**line, "id": name}
        return list(lines.values())

    def _line(self, ref: str, row: Row) -> Document:
        said = row.line
        sku = sku_of(said)
        if not sku:
            raise Wrong(row.number, "sku", "files.no_product")
        line: Document = {"id": said.get("line_id") or sku, "sku": sku, "name": said.get("item_name") or sku}
        for name in _COUNTS:
            if said.get(name) or name == "quantity":
                line[name] = self._count(row, name, line["name"])
        for name, read in _CELLS:
            if said.get(name):
                line[name] = read(said[name])
        if said.get("price"):
            line["price"] = self._amount(ref, row.number, "price", said["price"])
        if row.more:
            line["more"] = row.more
        return line

    def _count(self, row: Row, name: str, product: str) -> int:
        text = row.line.get(name, "")
        if text.isdigit() and text.isascii() and len(text) < 7:
            return int(text)
        found = cells.number(text, self._form)
        if found is None or not 0 <= found < _MOST:
            raise Wrong(row.number, name, "files.not_a_number", value=text[:100])
        if found != int(found):
            raise Wrong(row.number, name, "order.fractional_quantity", name=product, quantity=str(found))
        return int(found)


def differing(first: Mapping[str, str], row: Mapping[str, str]) -> str:
    """A field of which two rows of one order say different things; empty when they agree."""
    return next(
        (name for name, value in row.items() if value and first.get(name, value) not in ("", value)), ""
    )


def is_same(document: Document, before: Document) -> bool:
    """Whether it says what was known, wherever it was read; of one that was forgotten its mark is known."""
    said = _content(document)
    return said == _content(before) or (FORGOTTEN in before and before[FORGOTTEN] == _mark(said))


def forgotten(document: Document) -> Document:
    """What is left when nobody is named: keys, states, amounts and units, and a mark of what it was.

    It is never longer than it was as JSON: the mark is shorter than where it was read.
    """
    if FORGOTTEN in document:
        return document
    left = {name: value for name, value in _content(document).items() if name not in _PERSONAL}
    left["lines"] = [
        {name: value for name, value in line.items() if name not in _PERSONAL} for line in document["lines"]
    ]
    return {**left, FORGOTTEN: _mark(_content(document))}


def _content(document: Document) -> Document:
    return {name: value for name, value in document.items() if name not in _NO_CONTENT}


def _mark(content: Document) -> str:
    return blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=6).hexdigest()
