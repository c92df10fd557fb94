"""CSV as rows: how its text is written and what parts its cells is found out from the file itself."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from station.carts.files.columns import ORDER, Headings
from station.carts.files.settings import FolderSettings
from station.carts.files.sheet import Broken, Row, Sheet

_DELIMITERS = ",;\t|"
_CHUNK = 1 << 20
_LONGEST_HEAD = 1 << 16
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def encoding_of(path: Path, wanted: str = "") -> str:
    """`wanted`; else by the byte order mark; else UTF-8 when all of it is; else Windows-1252.

    Raises `Broken` `files.encoding` with the row of the first byte that is neither.
    """
    with path.open("rb") as file:
        start = file.read(4)
    mark = next((name for bom, name in _BOMS if start.startswith(bom)), "")
    if mark and wanted in ("", "utf-8"):
        wanted = mark
    tries = (wanted,) if wanted else ("utf-8", "cp1252")
    row = 0
    for name in tries:
        row = _row_of_trouble(path, name)
        if not row:
            return name
    raise Broken("files.encoding", row, encoding=" / ".join(tries))


def _row_of_trouble(path: Path, encoding: str) -> int:
    """The row that is not of this encoding, or has a character no text has (NUL); 0 when all is well."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    rows = 1
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError as trouble:
                return rows + chunk.count(b"\n", 0, trouble.start)
            if "\0" in text:
                return rows + text.count("\n", 0, text.index("\0"))
            rows += text.count("\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return rows
    return 0


def delimiter_of(head: str, headings: Headings) -> str:
    """What parts the headings into the most columns known here; of equals, into the most columns."""

    def known(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([head], delimiter=delimiter), [])
        return sum(bool(headings.field_of(cell)) for cell in cells), len(cells)

    return max(_DELIMITERS, key=known)


def read_table(path: Path, form: FolderSettings) -> Sheet:
    """Raises `Broken`: `files.encoding`, `files.empty`, `files.column_missing`, `files.broken_row`."""
    encoding = encoding_of(path, form.encoding)
    with path.open(encoding=encoding, newline="") as file:
        head = next((line for line in _lines(file) if line.strip()), "")
    if not head:
        raise Broken("files.empty")
    delimiter = form.delimiter or delimiter_of(head.rstrip("\r\n"), form.headings)
    rows = _cells(path, encoding, delimiter)
    _, top = next(rows)
    missing = form.headings.missing(top)
    if missing:
        raise Broken("files.column_missing", 1, missing[0], said=", ".join(top)[:300])
    fields = _fields(top, form.headings)
    titles = {field: top[at].strip() for at, field in enumerate(fields) if field}
    if "order_id" not in titles:
        fields = _fields_of_products(top, form.headings)
        titles = {field: top[at].strip() for at, field in enumerate(fields) if field}
    if "order_id" not in titles and "sku" not in titles:
        raise Broken("files.column_missing", 1, "order_id", said=", ".join(top)[:300])
    return Sheet("order_id" in titles, titles, _rows(rows, top, fields))


def _lines(file: io.TextIOWrapper) -> Iterator[str]:
    while line := file.readline(_LONGEST_HEAD):
        yield line


def _cells(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with its place in the file (a quoted cell may go over several lines)."""
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        number = 1
        try:
            for cells in reader:
                if any(map(str.strip, cells)):
                    yield number, cells
                number = reader.line_num + 1
        except csv.Error as trouble:
            raise Broken("files.broken_row", number, said=str(trouble)) from trouble


def _fields(top: Sequence[str], headings: Headings) -> list[str]:
    """Our field of each column; of two columns for one field the first is it."""
    fields: list[str] = []
    for heading in top:
        field = headings.field_of(heading)
        fields.append("" if field in fields else field)
    return fields


def _fields_of_products(top: Sequence[str], headings: Headings) -> list[str]:
    """In a list of products a plain `name` is the product's."""
    fields: list[str] = []
    for heading in top:
        field = headings.field_of(heading, f"item{heading}")
        fields.append("" if field in fields else field)
    return fields


def _rows(rows: Iterator[tuple[int, list[str]]], top: Sequence[str], fields: Sequence[str]) -> Iterator[Row]:
    of_order = [(at, field) for at, field in enumerate(fields) if field in ORDER]
    of_line = [(at, field) for at, field in enumerate(fields) if field and field not in ORDER]
    others = [(at, top[at].strip() or f"column {at + 1}") for at, field in enumerate(fields) if not field]
    width = len(top)
    for number, cells in rows:
        if len(cells) != width:
            if any(map(str.strip, cells[width:])):
                raise Broken("files.too_many_cells", number, said=" ".join(cells[width:])[:100])
            cells += [""] * (width - len(cells))
        yield Row(
            number,
            {field: cells[at].strip() for at, field in of_order},
            {field: cells[at].strip() for at, field in of_line},
            {heading: cells[at] for at, heading in others if cells[at]},
        )
