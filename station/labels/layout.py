"""Where everything of a document comes to lie, for whoever draws it: text in points, the rest in whole dots.

Both are counted from the page's top left corner. A PDF, native ZPL and its twin agree because they all ask
here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import atan2, degrees, hypot

from station.labels import fonts, matrices, symbols, typeset
from station.labels.document import (
    MM_PER_INCH,
    Align,
    Document,
    Fill,
    Frame,
    Item,
    Matrix,
    Picture,
    Role,
    Stack,
    Symbol,
    Text,
)
from station.model.problem import StationError

PRACTICE = "PRACTICE"
_PRACTICE_SHARE = 0.72
_POINTS = typeset.POINTS_PER_MM


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: `x` is its left edge, centre or right edge by `align`, `y` its baseline."""

    text: str
    role: Role
    size: float
    x: float
    y: float
    align: Align
    ink: float
    spacing: float
    field: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on whole dots."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PlacedBars:
    """A linear symbol: its first bar begins at `left`; a module is `module` dots wide."""

    left: int
    top: int
    height: int
    module: int
    bars: symbols.Bars


@dataclass(frozen=True, slots=True)
class PlacedSquare:
    """A two-dimensional symbol: its first module is at `left` and `top`."""

    left: int
    top: int
    module: int
    square: matrices.Square


@dataclass(frozen=True, slots=True)
class PracticeWord:
    """PRACTICE in points: centred at `x`, `y`, turned by `angle` degrees against the clock."""

    x: float
    y: float
    size: float
    angle: float


def dots(millimetres: float, dpi: int) -> int:
    return round(millimetres * dpi / MM_PER_INCH)


def page_size(document: Document) -> tuple[int, int]:
    """Width and height in whole dots."""
    return dots(document.width, document.dpi), dots(document.height, document.dpi)


def lines(item: Text | Stack, document: Document) -> tuple[Line, ...]:
    """`label.does_not_fit` when there is no room, `label.glyph_missing` when no font has a character."""
    return (_text(item, document),) if isinstance(item, Text) else _stack(item, document)


def _text(item: Text, document: Document) -> Line:
    text, size = item.text, item.size
    if item.width:
        limit = item.width * _POINTS - item.spacing * len(text)
        size = typeset.shrink(text, item.role, size, item.least, limit, item.field)
        if not size and not item.clip:
            raise StationError("label.does_not_fit", field=item.field)
        if not size:
            size = item.least or item.size
            text = typeset.clip(text, item.role, size, limit, item.field)
    align = item.align
    if align is Align.START:
        align = Align.RIGHT if fonts.runs_right_to_left(text) else Align.LEFT
    x, y = (item.x + document.left) * _POINTS, (item.y + document.top) * _POINTS
    return Line(text, item.role, size, x, y, align, item.ink, item.spacing, item.field, item.colour)


def _stack(stack: Stack, document: Document) -> tuple[Line, ...]:
    # An Arabic address hangs on its right edge as a whole, its country's English name included.
    hangs_right = bool(stack.rows) and fonts.runs_right_to_left(stack.rows[0].text)
    align = Align.RIGHT if hangs_right else Align.LEFT
    x = (stack.x + document.left + (stack.width if hangs_right else 0)) * _POINTS
    y = (stack.y + document.top) * _POINTS
    return tuple(
        Line(line.text, line.role, line.size, x, y + line.baseline, align, line.ink, 0, line.field)
        for line in typeset.fit(stack)
    )


def bars(item: Symbol, document: Document) -> PlacedBars:
    """`label.symbol_text` and `label.symbol_too_wide`, with the field."""
    dpi = document.dpi
    found = symbols.bars(item.text, gs1=item.gs1, ean=item.ean, field=item.field)
    module = symbols.module_dots(found.modules, item.width, dpi, item.widest, item.narrowest)
    if not module or (item.gs1 and len(item.text) > symbols.GS1_LONGEST):
        raise StationError("label.symbol_too_wide", field=item.field, text=item.text)
    spare = dots(item.width, dpi) - found.modules * module
    quiet = symbols.QUIET_MODULES * module
    left = dots(item.x + document.left, dpi)
    left += {Align.LEFT: quiet, Align.RIGHT: spare - quiet}.get(item.align, spare // 2)
    top = dots(item.y + document.top, dpi)
    return PlacedBars(left, top, max(1, dots(item.height, dpi)), module, found)


def matrix(item: Matrix, document: Document) -> PlacedSquare:
    """`label.symbol_text` and `label.symbol_too_wide`, with the field."""
    dpi = document.dpi
    found = matrices.square(item.text, gs1=item.gs1, field=item.field)
    module = symbols.dots_of(found.room, item.side, dpi, item.widest, item.narrowest)
    if not module:
        raise StationError("label.symbol_too_wide", field=item.field, text=item.text)
    spare = (dots(item.side, dpi) - found.side * module) // 2
    left, top = dots(item.x + document.left, dpi), dots(item.y + document.top, dpi)
    return PlacedSquare(left + spare, top + spare, module, found)


def picture(item: Picture, document: Document) -> Box:
    """Where the picture comes to lie, as high or as wide as its rectangle."""
    from PIL import Image

    with Image.open(BytesIO(item.png)) as found:
        wide, high = found.size
    share = min(item.width / wide, item.height / high)
    width = wide * share
    spare = {Align.RIGHT: item.width - width, Align.CENTRE: (item.width - width) / 2}.get(item.align, 0.0)
    return box(Fill(item.x + spare, item.y, width, high * share), document)


def box(item: Fill | Frame, document: Document) -> Box:
    """At least one dot either way."""
    dpi = document.dpi
    left, top = dots(item.x + document.left, dpi), dots(item.y + document.top, dpi)
    right = dots(item.x + document.left + item.width, dpi)
    return Box(left, top, max(1, right - left), max(1, dots(item.height, dpi)))


def kept_free(page: Sequence[Item]) -> tuple[Fill, ...]:
    """White ground for every symbol of a practice page: practice labels are scanned back like real ones."""
    free = []
    for item in page:
        if isinstance(item, Symbol):
            free.append(Fill(item.x, item.y, item.width, item.height, ink=1.0))
        elif isinstance(item, Matrix):
            free.append(Fill(item.x, item.y, item.side, item.side, ink=1.0))
    return tuple(free)


def practice_word(document: Document, free: Sequence[Fill]) -> PracticeWord:
    """Corner to corner; on a label above the symbols."""
    clear = min((one.y + document.top for one in free), default=document.height)
    high = clear if clear > document.height / 2 else document.height
    width, height = document.width * _POINTS, high * _POINTS
    size = hypot(width, height) * _PRACTICE_SHARE / typeset.width(PRACTICE, Role.SEMIBOLD, 1)
    return PracticeWord(width / 2, height / 2, size, degrees(atan2(height, width)))
