"""XML as rows. No file may declare entities or a document type: one of them can grow without end, or reach
for other files.

Sources: the documentation of expat and of `xml.parsers.expat` (entity declarations, "billion laughs").
"""

import json
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from station.carts.files.columns import LINE, ORDER, PRODUCT, Headings, plain
from station.carts.files.settings import FolderSettings
from station.carts.files.sheet import Broken, Row, Sheet

_CHUNK = 1 << 16
_DEEPEST = 40
_LONGEST_TEXT = 1 << 17
_ROOTS = ("orders", "products")
_LINES = ("line", "item")
_AROUND = ("customer", "items", "lines")  # say nothing of what is in them


class _Reading:
    """What the parser has come by: rows of the records that are closed."""

    def __init__(self, headings: Headings) -> None:
        self.root = ""
        self.rows: list[Row] = []
        self.titles: dict[str, str] = {}
        self._headings = headings
        self._path: list[str] = []
        self._text: list[str] = []
        self._size = 0
        self._is_leaf = False
        self._begun = 0
        self._record: dict[str, str] = {}
        self._more: dict[str, str] = {}
        self._lines: list[tuple[int, dict[str, str], dict[str, str]]] = []
        self._options: list[list[str]] = []

    def start(self, tag: str, row: int) -> None:
        name = plain(tag.rpartition(":")[2])
        self._path.append(name)
        self._text, self._size, self._is_leaf = [], 0, True
        depth = len(self._path)
        if depth > _DEEPEST:
            raise Broken("files.xml_broken", row, tag, said="too deep")
        if depth == 1:
            self.root = name
            if name not in _ROOTS:
                raise Broken("files.xml_root", row, tag)
        elif depth == 2:
            self._begun, self._record, self._more, self._lines = row, {}, {}, []
        elif depth <= 4 and name in _LINES and self._path[-2] not in _LINES:
            self._lines.append((row, {}, {}))
            self._options = []

    def text(self, said: str, row: int) -> None:
        self._size += len(said)
        if self._size > _LONGEST_TEXT:
            raise Broken("files.xml_broken", row, self._path[-1], said="too long")
        self._text.append(said)

    def end(self, tag: str) -> None:
        if self._is_leaf and len(self._path) > 2:
            self._leaf(tag, "".join(self._text).strip())
        self._is_leaf = False
        closed = self._path.pop()
        if len(self._path) == 1 and closed == self.root.removesuffix("s"):
            self._close()

    def _leaf(self, tag: str, value: str) -> None:
        inside = self._path[2:]
        at = next((n for n, name in enumerate(inside[:-1]) if name in _LINES), -1)
        names = [name for name in inside[at + 1 :] if name not in _AROUND]
        if at >= 0 and self._lines:
            self._in_line(tag, names, value)
        elif self.root == "orders":
            self._keep(self._record, self._more, tag, names, value, ORDER)
        else:
            self._keep(self._record, self._more, tag, names, value, PRODUCT | {"status"})

    def _in_line(self, tag: str, names: list[str], value: str) -> None:
        _, cells, more = self._lines[-1]
        if names[-2:-1] == ["option"] and names[-1] in ("name", "value"):
            if names[-1] == "name":
                self._options.append([value, ""])
            elif self._options:
                self._options[-1][1] = value
            cells["options"] = json.dumps(self._options, ensure_ascii=False)
            return
        self._keep(cells, more, tag, names, value, LINE)

    def _keep(
        self,
        cells: dict[str, str],
        more: dict[str, str],
        tag: str,
        names: list[str],
        value: str,
        known: frozenset[str],
    ) -> None:
        """The address to ship to says more than the payer's, which comes first."""
        word = "".join(names)
        usual = (word,) if known is ORDER else (word, f"item{word}")
        field = self._headings.field_of(*usual)
        if field in known and (not cells.get(field) or word.startswith("shipto")):
            cells[field] = value
            self.titles.setdefault(field, tag)
        elif value:
            more[".".join(names)] = value

    def _close(self) -> None:
        if self.root == "orders":
            for number, cells, more in self._lines or [(self._begun, {}, {})]:
                self.rows.append(Row(number, self._record, cells, {**self._more, **more}))
        else:
            status = {"status": self._record.pop("status", "")}
            self.rows.append(Row(self._begun, status, self._record, self._more))


def read_markup(path: Path, form: FolderSettings) -> Sheet:
    """Raises `Broken`: `files.xml_declares`, `files.xml_broken`, `files.xml_root`, `files.empty`."""
    reading = _Reading(form.headings)
    parts = _parsed(path, reading)
    while not reading.root and next(parts, None) is not None:
        continue
    if not reading.root:
        raise Broken("files.empty")
    of_orders = reading.root == "orders"
    return Sheet(of_orders, reading.titles, _rows(parts, reading), is_markup=True)


def _rows(parts: Iterator[bool], reading: _Reading) -> Iterator[Row]:
    while True:
        yield from reading.rows
        reading.rows.clear()
        if next(parts, None) is None:
            break
    yield from reading.rows


def _parsed(path: Path, reading: _Reading) -> Iterator[bool]:
    """Feeds the parser a piece at a time."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, _: reading.start(tag, parser.CurrentLineNumber)
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = lambda said: reading.text(said, parser.CurrentLineNumber)

    def declares(*_: object) -> None:
        raise Broken("files.xml_declares", parser.CurrentLineNumber)

    parser.StartDoctypeDeclHandler = declares
    parser.EntityDeclHandler = declares
    parser.ExternalEntityRefHandler = declares  # type: ignore[assignment]
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                parser.Parse(chunk, False)
                yield True
        parser.Parse(b"", True)
    except expat.ExpatError as trouble:
        if trouble.code == _EMPTY and not reading.root:
            raise Broken("files.empty") from trouble
        raise Broken("files.xml_broken", trouble.lineno, said=expat.ErrorString(trouble.code)) from trouble


_EMPTY = expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]
