"""What is on a printed page, in millimetres from its top left corner. Pure values: `pdf.draw` and `zpl.draw`
draw them.

Type sizes and letter spacing are in points (1/72 in). `field` names what a text is (`ship_to.name`), so
that a problem with it can say where to look.
"""

from dataclasses import dataclass
from enum import StrEnum

MM_PER_INCH = 25.4


class Role(StrEnum):
    """Which cut of the type family a text is set in."""

    REGULAR = "regular"
    SEMIBOLD = "semibold"


class Align(StrEnum):
    """`START` is left, and right where the text itself runs from right to left."""

    START = "start"
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Text:
    """One line. `x` is the left edge, centre or right edge by `align`; `y` is the baseline.

    Wider than `width` (0: no limit) it shrinks to `least`, then is `label.does_not_fit`, or, when
    `clip`, loses its end to an ellipsis. `ink` is 0 for black to 1 for white;
    `colour` (`#rrggbb`) is what a page in colour shows instead.
    """

    x: float
    y: float
    text: str
    size: float
    role: Role = Role.REGULAR
    align: Align = Align.LEFT
    width: float = 0.0
    least: float = 0.0
    clip: bool = False
    ink: float = 0.0
    spacing: float = 0.0
    field: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One paragraph of a stack; `gap` points are left free above it."""

    text: str
    size: float
    role: Role = Role.REGULAR
    gap: float = 0.0
    ink: float = 0.0
    field: str = ""


@dataclass(frozen=True, slots=True)
class Stack:
    """Paragraphs under each other inside a rectangle: wrapped, and shrunk together until they fit.

    Nothing of a stack is ever left out: what does not fit at `least` of its size is
    `label.does_not_fit`.
    """

    x: float
    y: float
    width: float
    height: float
    rows: tuple[Row, ...]
    least: float = 0.5
    leading: float = 1.22


@dataclass(frozen=True, slots=True)
class Symbol:
    """A linear symbol in the rectangle kept free for it, quiet zones of ten modules included.

    Code 128; GS1-128 when `gs1` (then `text` is the element string without its leading FNC1, and
    GS, 0x1D, separates elements); EAN when `ean` (then `text` is a GTIN of 8, 12 or 13 digits).
    One module is as many whole dots as fit, at most `widest` and at least `narrowest` millimetres; where
    that cannot be it is `label.symbol_too_wide`.
    """

    x: float
    y: float
    width: float
    height: float
    text: str
    gs1: bool = False
    widest: float = 0.51
    narrowest: float = 0.25
    align: Align = Align.CENTRE
    field: str = ""
    ean: bool = False


@dataclass(frozen=True, slots=True)
class Matrix:
    """A two-dimensional symbol in the square of `side` kept free for it, quiet zone included.

    A QR code of printable ASCII, or a GS1 DataMatrix when `gs1`; `text` and modules are as in `Symbol`.
    """

    x: float
    y: float
    side: float
    text: str
    gs1: bool = False
    widest: float = 0.8
    narrowest: float = 0.25
    field: str = ""


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled rectangle; a rule is a thin one. Snapped to whole dots, at least one."""

    x: float
    y: float
    width: float
    height: float
    ink: float = 0.0
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The outline of a rectangle, `line` and `radius` in millimetres."""

    x: float
    y: float
    width: float
    height: float
    line: float = 0.25
    radius: float = 0.0
    ink: float = 0.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG as large as fits the rectangle, at its left or right edge by `align`, at its top.

    A page shows its colours; a label printer black where the picture is darker than middle grey.
    """

    x: float
    y: float
    width: float
    height: float
    png: bytes
    align: Align = Align.LEFT


Item = Text | Stack | Symbol | Matrix | Fill | Frame | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """Pages of one size. `dpi` is the printer's dot grid that bars and rules are laid on.

    `title` is what a print queue shows: never a person's name. `practice` documents carry PRACTICE
    across every page. `left` and `top` move everything, to centre a layout on its paper.
    """

    title: str
    width: float
    height: float
    pages: tuple[tuple[Item, ...], ...]
    dpi: int = 203
    practice: bool = False
    left: float = 0.0
    top: float = 0.0
