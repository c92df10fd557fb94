"""The pick list, A4 or Letter: where to walk, what to take, how many, and into which tote it goes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from station.labels import paper as papers
from station.labels import typeset
from station.labels.document import Align, Document, Fill, Frame, Item, Role, Row, Stack, Text
from station.labels.look import Look
from station.labels.paper import GREY, INNER, LEFT, RIGHT, Paper
from station.labels.shipping import caption
from station.labels.template import PLAIN, Template

# Columns in millimetres: the box to tick is at the left margin, the totes end at the right one.
_BIN, _QUANTITY, _ITEM, _TO, _ORDER = LEFT + 7.0, 64.0, 69.0, 134.0, 162.0
_PAD, _PUT = 2.6, 5.0
_TALLEST = 150.0
# So many totes of one article stand on one page; more of them are a row of their own.
_PUTS = 24
_RUNS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class PickTo:
    """What of a line is whose: so many units for `order`, into `tote` (empty: no tote)."""

    order: str
    quantity: int
    tote: str = ""


@dataclass(frozen=True, slots=True)
class PickLine:
    """One article at one place. `bin` is what the shelf says, without `BIN-`; empty when nobody knows."""

    bin: str
    sku: str
    name: str
    quantity: int
    to: tuple[PickTo, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    lot: str = ""


@dataclass(frozen=True, slots=True)
class PickList:
    """What a pick list says. `id` is what follows `PICK-` in its barcode: printable ASCII, short.

    `about` is a word of its own for the heads of pages: the order's number of a single pick, the name of
    a wave. `picker` may be empty. Lines are printed by bin, unless they come in the order of a walk.
    """

    id: str
    day: date
    lines: tuple[PickLine, ...]
    about: str = ""
    picker: str = ""
    walked: bool = False


@dataclass(frozen=True, slots=True)
class _Placed:
    height: float
    line: PickLine


def pick_list(
    picks: PickList,
    *,
    paper: Paper | None = None,
    dpi: int = 203,
    practice: bool = False,
    language: str = "en",
    template: Template = PLAIN,
) -> Document:
    """Pages of `paper` (the template's when left out), lines by bin, each whole on its page; bins nobody
    knows come last.

    Raises `label.symbol_text` when `id` cannot be in a Code 128; other problems are those of drawing.
    """
    look = Look(language, template)
    paper = paper or template.paper
    word = look.word
    lines = [look.shown(line) for line in _in_order(picks)]
    whole = [_Placed(_height(part, look), part) for line in lines for part in _parts(line)]
    top = 68.0 + look.head_room
    sheets = papers.split(whole, top, paper)
    name = f"PICK-{picks.id}"
    about = " · ".join(part for part in (name, picks.about) if part)
    pages = []
    for number, sheet in enumerate(sheets, start=1):
        first = number == 1
        later = papers.later_head(word["pick_list"], about, look.colour)
        head = _first_head(picks, dpi, look) if first else later
        table = _table(sheet, top if first else papers.LATER_TOP, look)
        foot = papers.foot(about, paper, (number, len(sheets)), language, word)
        pages.append((*head, *table, *foot))
    made = papers.sheets(f"{word['pick_list']} {name}", pages, paper, dpi, practice)
    return look.dressed(made, stacks=False)


def _in_order(picks: PickList) -> Sequence[PickLine]:
    lines = _of_one_order(picks.lines)
    return lines if picks.walked else by_bin(lines)


def by_bin(lines: Sequence[PickLine]) -> tuple[PickLine, ...]:
    """In the order a person walks: A-2 before A-10, no bin last, and by SKU within a bin."""
    return tuple(sorted(lines, key=lambda line: (not line.bin, _natural(line.bin), _natural(line.sku))))


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Digits by their number, everything else by its letters."""
    parts = _RUNS.split(text.casefold())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)


def _of_one_order(lines: tuple[PickLine, ...]) -> tuple[PickLine, ...]:
    """Where all is one order's and goes into no tote, its number on every line says nothing."""
    to = [one for line in lines for one in line.to]
    if len({one.order for one in to}) > 1 or any(one.tote for one in to):
        return lines
    return tuple(replace(line, to=()) for line in lines)


def _parts(line: PickLine) -> list[PickLine]:
    """A line for more totes than a page has room for is several, each with its own quantity."""
    if len(line.to) <= _PUTS:
        return [line]
    groups = [line.to[start : start + _PUTS] for start in range(0, len(line.to), _PUTS)]
    return [replace(line, to=group, quantity=sum(one.quantity for one in group)) for group in groups]


def _first_head(picks: PickList, dpi: int, look: Look) -> tuple[Item, ...]:
    word = look.word
    code = f"PICK-{picks.id}"
    units = str(sum(line.quantity for line in picks.lines))
    orders = list(dict.fromkeys(one.order for line in picks.lines for one in line.to if one.order))
    facts = [
        (word["date"], picks.day.isoformat(), 30.0),
        (word["lines"], str(len(picks.lines)), 20.0),
        (word["units"], units, 20.0),
    ]
    if orders:
        one = len(orders) == 1
        facts.append((word["order" if one else "orders"], orders[0] if one else str(len(orders)), 44.0))
    if picks.picker and look.shows("picker"):
        facts.append((word["picker"], picks.picker, 50.0))
    items: list[Item] = [
        Text(LEFT, 24.5, picks.about, 11, Role.SEMIBOLD, width=80, least=7, clip=True, field="about"),
        Text(LEFT, 36.0, word["pick_list"], 26, Role.SEMIBOLD, width=92, least=14, colour=look.colour),
        Fill(LEFT, 43.0, INNER, 0.7, colour=look.colour),
    ]
    if papers.fits(code, 84.0, dpi):
        items += papers.barcode(code, 18.0, 84.0, 14.0, dpi)
    else:
        items += papers.wide_barcode(code, 8.0, 6.0)
    x = LEFT
    for name, value, width in facts:
        items += [caption(x, 50.5, name)]
        items += [Text(x, 56.6, value, 12, Role.SEMIBOLD, width=width - 3, least=6, clip=True, field="fact")]
        x += width
    return (*look.lowered(items), *look.logo(LEFT, 7.0, 84.0))


def _table(sheet: Sequence[_Placed], top: float, look: Look) -> tuple[Item, ...]:
    word = look.word
    totes = any(one.tote for part in sheet for one in part.line.to)
    orders = look.shows("order") and any(one.order for part in sheet for one in part.line.to)
    items: list[Item] = [
        caption(_BIN, top, word["bin"], GREY),
        caption(_QUANTITY, top, word["quantity"], GREY, Align.RIGHT),
        caption(_ITEM, top, word["item"], GREY),
    ]
    if totes:
        items.append(caption(_TO, top, word["tote"], GREY))
    if orders:
        items.append(caption(_ORDER, top, word["order"], GREY))
    y = top + 2.2
    last = ""
    for part in sheet:
        items += _line(part, y, look, repeated=bool(last) and part.line.bin == last)
        last = part.line.bin
        y += part.height
    return tuple(items)


def _line(part: _Placed, y: float, look: Look, *, repeated: bool) -> list[Item]:
    """A bin that was on the line before is grey: the picker need not walk."""
    line = part.line
    base = y + _PAD + 4.3
    items: list[Item] = [
        Fill(LEFT, y, INNER, 0.2, GREY),
        Text(
            _BIN, base, line.bin or "–", 14, Role.SEMIBOLD, width=28, least=6, clip=True,
            ink=GREY if repeated else 0.0, field="line.bin",
        ),
        Text(
            _QUANTITY, base, str(line.quantity), 14, Role.SEMIBOLD, Align.RIGHT, 13, 6, field="line.quantity"
        ),
        Stack(_ITEM, y + _PAD, _width(line), part.height - 2 * _PAD + 0.1, _rows(line, look), least=0.3),
    ]  # fmt: skip
    if look.shows("tick"):
        items.append(Frame(LEFT, y + _PAD + 0.6, 4.2, 4.2, line=0.3))
    for place, one in enumerate(line.to):
        shown = one if look.shows("order") else replace(one, order="")
        items += _put(shown, base + place * _PUT, alone=len(line.to) == 1)
    return items


def _put(one: PickTo, y: float, *, alone: bool) -> list[Item]:
    count = "" if alone else f"{one.quantity} ×"
    return [
        Text(_TO - 1.5, y, count, 9.5, align=Align.RIGHT, width=11, least=6, field="line.to"),
        Text(_TO, y, one.tote, 10.5, Role.SEMIBOLD, width=26, least=6, clip=True, field="line.to"),
        Text(_ORDER, y, one.order, 10, width=RIGHT - _ORDER, least=6, clip=True, field="line.to"),
    ]


def _width(line: PickLine) -> float:
    """The article takes the room of totes where there are none."""
    return (_TO - 14.0 if line.to else RIGHT) - _ITEM


def _height(line: PickLine, look: Look) -> float:
    text = min(typeset.height_of(_rows(line, look), _width(line)), _TALLEST)
    return max(text, 6.0, _PUT * len(line.to) + 1.0) + 2 * _PAD


def _rows(line: PickLine, look: Look) -> tuple[Row, ...]:
    options = " · ".join(f"{name}: {value}" if name else value for name, value in line.options)
    code = " · ".join(part for part in (line.sku if line.name else "", line.lot) if part)
    rows = (
        Row(line.name or line.sku, 10.5, Role.SEMIBOLD, field="line.name"),
        Row(options, 9.5, gap=0.5, field="line.options"),
        Row(code, 8.5, gap=0.5, ink=GREY, field="line.sku"),
    )
    return look.rows(*(row for row in rows if row.text.strip())) or look.rows(Row("–", 10.5))
