"""The packing slip, A4 or Letter: what is in the cartons, without prices, over as many pages as it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from station.labels import addresses, typeset
from station.labels import paper as papers
from station.labels.document import Document, Fill, Frame, Item, Role, Row, Stack, Text
from station.labels.look import Look
from station.labels.paper import GREY as _GREY
from station.labels.paper import INNER as _INNER
from station.labels.paper import LEFT as _LEFT
from station.labels.paper import RIGHT as _RIGHT
from station.labels.paper import Paper
from station.labels.shipping import caption
from station.labels.template import PLAIN, Template
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
    """Something as high as `height` that must stay on one page, drawn once its place is known.

    A note has a caption or none, and is in a frame (`frame`: how far its text is from it) or not.
    """

    height: float
    line: SlipLine | None = None
    note: tuple[Row, ...] = ()
    caption: str = ""
    frame: float = 0.0


def packing_slip(
    slip: PackingSlip,
    *,
    paper: Paper | None = None,
    dpi: int = 203,
    practice: bool = False,
    language: str = "en",
    template: Template = PLAIN,
) -> Document:
    """Pages of `paper`, the template's when left out: the first with ship-to and the order's barcode, every
    one with the table's head; at the end gift note, message and return address.
    """
    look = Look(language, template)
    paper = paper or template.paper
    title = look.word["packing_slip"]
    first, table_top = _first_head(slip, dpi, look)
    lines = [look.shown(line) for line in slip.lines]
    parts = [_Placed(_line_height(line, dpi, look), line) for line in lines] + _notes(slip, look)
    sheets = papers.split(parts, table_top, paper)
    about = f"{slip.store} · {slip.order}"
    pages = []
    for number, sheet in enumerate(sheets, start=1):
        head = first if number == 1 else papers.later_head(title, slip.order, look.colour)
        top = table_top if number == 1 else papers.LATER_TOP
        foot = papers.foot(about, paper, (number, len(sheets)), language, look.word)
        pages.append((*head, *_table(sheet, top, dpi, look), *foot))
    made = papers.sheets(f"{title} {slip.order}", pages, paper, dpi, practice)
    return look.dressed(made, stacks=False)


def _first_head(slip: PackingSlip, dpi: int, look: Look) -> tuple[tuple[Item, ...], float]:
    word = look.word
    units = sum(line.quantity for line in slip.lines)
    wide = not papers.fits(slip.barcode, 84.0, dpi)
    store = slip.store if look.shows("store") and not look.template.logo else ""
    items: list[Item] = [
        Text(_LEFT, 24.5, store, 11, Role.SEMIBOLD, width=80, least=7, clip=True, field="store"),
        Text(_LEFT, 36.0, word["packing_slip"], 26, Role.SEMIBOLD, width=92, least=14, colour=look.colour),
        Fill(_LEFT, 43.0, _INNER, 0.7, colour=look.colour),
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
    if slip.method and look.shows("method"):
        items += [
            caption(110, 76.5, word["method"]),
            Text(110, 81.8, slip.method, 11, Role.REGULAR, width=84, least=7, clip=True, field="method"),
        ]
    top = 94.0
    if wide and look.shows("barcode"):
        items += papers.wide_barcode(slip.barcode, 90.0, 12.0)
        top = 114.0
    elif look.shows("barcode"):
        items += papers.barcode(slip.barcode, 18.0, 84.0, 14.0, dpi)
    logo = look.logo(_LEFT, 17.0 - min(10.0, look.template.logo_height_mm) + 2.0, 84.0)
    return (*look.lowered(items), *logo), top + look.head_room


def _table(sheet: Sequence[_Placed], top: float, dpi: int, look: Look) -> tuple[Item, ...]:
    word = look.word
    items: list[Item] = []
    if any(part.line for part in sheet):
        items += [caption(_LEFT, top, word["quantity"], _GREY), caption(_ITEM, top, word["item"], _GREY)]
    y = top + 2.2
    for part in sheet:
        items += _line(part, y, dpi, look) if part.line else _note(part, y)
        y += part.height
    return tuple(items)


def _line(part: _Placed, y: float, dpi: int, look: Look) -> list[Item]:
    line = part.line
    if line is None:
        return []
    beside = bool(line.barcode) and papers.fits(line.barcode, _RIGHT - _SCAN, dpi)
    width = (_SCAN - 4 if line.barcode and beside else _RIGHT) - _ITEM
    rows = _rows(line, look)
    text = _text_height(line, width, look)
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


def _line_height(line: SlipLine, dpi: int, look: Look) -> float:
    if not line.barcode:
        return _text_height(line, _RIGHT - _ITEM, look) + 2 * _PAD
    if papers.fits(line.barcode, _RIGHT - _SCAN, dpi):
        return max(_text_height(line, _SCAN - 4 - _ITEM, look), _BARS + 4) + 2 * _PAD
    return _text_height(line, _RIGHT - _ITEM, look) + _BARS + 6 + 2 * _PAD


def _text_height(line: SlipLine, width: float, look: Look) -> float:
    """Millimetres; what would be taller than a page shrinks into it."""
    return min(typeset.height_of(_rows(line, look), width), _TALLEST)


def _rows(line: SlipLine, look: Look) -> tuple[Row, ...]:
    options = " · ".join(f"{name}: {value}" if name else value for name, value in line.options)
    rows = (
        Row(line.name or line.sku, 10.5, Role.SEMIBOLD, field="line.name"),
        Row(options, 9.5, gap=0.5, field="line.options"),
        Row(line.sku if line.name else "", 8.5, gap=0.5, ink=_GREY, field="line.sku"),
    )
    return look.rows(*(row for row in rows if row.text.strip())) or look.rows(Row("–", 10.5))


def _notes(slip: PackingSlip, look: Look) -> list[_Placed]:
    """The gift note in its frame, the shop's message, and where goods are sent back to."""
    found = []
    if look.shows("gift_note"):
        found += _noted(look, "gift_note", slip.gift_note, 12, look.word["gift"], 8.0)
    found += _noted(look, "message", look.template.message, 10.5)
    address = "\n".join(look.template.return_address)
    return found + _noted(look, "return_address", address, 10.5, look.word["returns"])


def _noted(
    look: Look, field: str, text: str, size: float, head: str = "", frame: float = 0.0
) -> list[_Placed]:
    """Paragraphs that stay together, as high as a page at most."""
    rows = look.rows(*(Row(one, size, field=field) for one in text.splitlines() if one.strip()))
    if not rows:
        return []
    high = min(typeset.height_of(rows, _INNER - 2 * frame), _TALLEST)
    return [_Placed(high + (20.0 if frame else 12.0), note=rows, caption=head, frame=frame)]


def _note(part: _Placed, y: float) -> list[Item]:
    inset = part.frame
    high = part.height - 6.0
    top = y + 13.5 if inset else y + 9.0
    items: list[Item] = [Frame(_LEFT, y + 5.0, _INNER, high, line=0.35, radius=2.0)] if inset else []
    if part.caption:
        items.append(caption(_LEFT + inset, top - 2.5, part.caption, _GREY))
    room = part.height - (16.4 if inset else 9.4)
    return [*items, Stack(_LEFT + inset, top, _INNER - 2 * inset, room, part.note, least=0.4)]
