"""The packing slip, A4 or Letter: what is in the cartons, without prices, over as many pages as it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from station.labels import addresses, typeset
from station.labels import paper as papers
from station.labels.document import Document, Fill, Frame, Item, Role, Row, Stack, Text
from station.labels.paper import A4, Paper
from station.labels.paper import GREY as _GREY
from station.labels.paper import INNER as _INNER
from station.labels.paper import LEFT as _LEFT
from station.labels.paper import RIGHT as _RIGHT
from station.labels.shipping import caption
from station.labels.words import words
from station.model.order import Address

_ITEM = _LEFT + 17.0
_SCAN = 128.0
_BARS = 10.0
_PAD = 2.6
_TALLEST = 180.0


@dataclass(frozen=True, slots=True)
class SlipLine:
    """`barcode` is the line's own `LINE-…` code, empty when the goods carry one."""

    sku: str
    name: str
    quantity: int
    options: tuple[tuple[str, str], ...] = ()
    barcode: str = ""


@dataclass(frozen=True, slots=True)
class PackingSlip:
    """What a slip says. `barcode` is the order's `ORD-…` code."""

    store: str
    order: str
    barcode: str
    day: date
    ship_to: Address
    lines: tuple[SlipLine, ...]
    method: str = ""
    gift_note: str = ""


@dataclass(frozen=True, slots=True)
class _Placed:
    """Something as high as `height` that must stay on one page, drawn once its place is known."""

    height: float
    line: SlipLine | None = None
    note: tuple[Row, ...] = ()


def packing_slip(
    slip: PackingSlip, *, paper: Paper = A4, dpi: int = 203, practice: bool = False, language: str = "en"
) -> Document:
    """Pages of `paper`: the first with ship-to and the order's barcode, every one with the table's head."""
    title = words(language)["packing_slip"]
    first, table_top = _first_head(slip, dpi, language)
    parts = [_Placed(_line_height(line, dpi), line) for line in slip.lines] + _gift(slip)
    sheets = papers.split(parts, table_top, paper)
    about = f"{slip.store} · {slip.order}"
    pages = []
    for number, sheet in enumerate(sheets, start=1):
        head = first if number == 1 else papers.later_head(title, slip.order)
        top = table_top if number == 1 else papers.LATER_TOP
        foot = papers.foot(about, paper, (number, len(sheets)), language)
        pages.append((*head, *_table(sheet, top, dpi, language), *foot))
    return papers.sheets(f"{title} {slip.order}", pages, paper, dpi, practice)


def _first_head(slip: PackingSlip, dpi: int, language: str) -> tuple[tuple[Item, ...], float]:
    word = words(language)
    units = sum(line.quantity for line in slip.lines)
    wide = not papers.fits(slip.barcode, 84.0, dpi)
    items: list[Item] = [
        Text(_LEFT, 24.5, slip.store, 11, Role.SEMIBOLD, width=80, least=7, clip=True, field="store"),
        Text(_LEFT, 36.0, word["packing_slip"], 26, Role.SEMIBOLD, width=92, least=14),
        Fill(_LEFT, 43.0, _INNER, 0.7),
        caption(_LEFT, 49.5, word["ship_to"]),
        Stack(_LEFT, 51.6, 84, 34, addresses.plain(slip.ship_to, 11, "ship_to") or (Row("", 11),)),
        caption(110, 49.5, word["order"]),
        Text(110, 57.2, slip.order, 19, Role.SEMIBOLD, width=84, least=7, field="order"),
    ]
    facts = [(word["date"], slip.day.isoformat(), 30.0), (word["units"], str(units), 20.0)]
    x = 110.0
    for name, value, width in facts:
        items += [caption(x, 64.5, name), Text(x, 69.8, value, 11)]
        x += width
    if slip.method:
        items += [
            caption(110, 76.5, word["method"]),
            Text(110, 81.8, slip.method, 11, Role.REGULAR, width=84, least=7, clip=True, field="method"),
        ]
    if wide:
        items += papers.wide_barcode(slip.barcode, 90.0, 12.0)
        return tuple(items), 114.0
    return (*items, *papers.barcode(slip.barcode, 18.0, 84.0, 14.0, dpi)), 94.0


def _table(sheet: Sequence[_Placed], top: float, dpi: int, language: str) -> tuple[Item, ...]:
    word = words(language)
    items: list[Item] = []
    if any(part.line for part in sheet):
        items += [caption(_LEFT, top, word["quantity"], _GREY), caption(_ITEM, top, word["item"], _GREY)]
    y = top + 2.2
    for part in sheet:
        items += _line(part, y, dpi) if part.line else _note(part, y, language)
        y += part.height
    return tuple(items)


def _line(part: _Placed, y: float, dpi: int) -> list[Item]:
    line = part.line
    if line is None:
        return []
    beside = bool(line.barcode) and papers.fits(line.barcode, _RIGHT - _SCAN, dpi)
    width = (_SCAN - 4 if line.barcode and beside else _RIGHT) - _ITEM
    rows = _rows(line)
    text = _text_height(line, width)
    items: list[Item] = [
        Fill(_LEFT, y, _INNER, 0.2, _GREY),
        Text(
            _LEFT, y + _PAD + 4.3, str(line.quantity), 14, Role.SEMIBOLD, width=14, least=6,
            field="quantity",
        ),
        Stack(_ITEM, y + _PAD, width, text + 0.1, rows, least=0.3),
    ]  # fmt: skip
    if beside:
        items += papers.barcode(line.barcode, y + _PAD, _RIGHT - _SCAN, _BARS, dpi)
    elif line.barcode:
        items += papers.wide_barcode(line.barcode, y + _PAD + text + 1.5, _BARS)
    return items


def _line_height(line: SlipLine, dpi: int) -> float:
    if not line.barcode:
        return _text_height(line, _RIGHT - _ITEM) + 2 * _PAD
    if papers.fits(line.barcode, _RIGHT - _SCAN, dpi):
        return max(_text_height(line, _SCAN - 4 - _ITEM), _BARS + 4) + 2 * _PAD
    return _text_height(line, _RIGHT - _ITEM) + _BARS + 6 + 2 * _PAD


def _text_height(line: SlipLine, width: float) -> float:
    """Millimetres; what would be taller than a page shrinks into it."""
    return min(typeset.height_of(_rows(line), width), _TALLEST)


def _rows(line: SlipLine) -> tuple[Row, ...]:
    options = " · ".join(f"{name}: {value}" if name else value for name, value in line.options)
    rows = (
        Row(line.name or line.sku, 10.5, Role.SEMIBOLD, field="line.name"),
        Row(options, 9.5, gap=0.5, field="line.options"),
        Row(line.sku if line.name else "", 8.5, gap=0.5, ink=_GREY, field="line.sku"),
    )
    return tuple(row for row in rows if row.text.strip()) or (Row("–", 10.5),)


def _gift(slip: PackingSlip) -> list[_Placed]:
    """The gift note, one frame per paragraph's worth that a page can hold."""
    if not slip.gift_note.strip():
        return []
    rows = tuple(Row(text, 12, field="gift_note") for text in slip.gift_note.splitlines() if text.strip())
    return [_Placed(min(typeset.height_of(rows, _INNER - 16), _TALLEST) + 20.0, note=rows)]


def _note(part: _Placed, y: float, language: str) -> list[Item]:
    high = part.height - 6.0
    return [
        Frame(_LEFT, y + 5.0, _INNER, high, line=0.35, radius=2.0),
        caption(_LEFT + 8, y + 11.0, words(language)["gift"], _GREY),
        Stack(_LEFT + 8, y + 13.5, _INNER - 16, high - 10.4, part.note, least=0.4),
    ]
