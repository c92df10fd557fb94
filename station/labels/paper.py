"""The paper that sheets are printed on, and what every sheet has: a head, a table that flows, a foot.

Sheets are drawn for the width of A4; on Letter they are centred, and a page ends sooner.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from station.labels import symbols
from station.labels.document import MM_PER_INCH, Align, Document, Fill, Item, Role, Symbol, Text
from station.labels.words import words
from station.model.problem import StationError

LEFT, RIGHT = 16.0, 194.0
INNER = RIGHT - LEFT
GREY = 0.35
# Where the table of every page but the first begins.
LATER_TOP = 38.0
# Three dots at 203 dpi: enough for a hand-held reader, and codes stay short.
MODULE = 0.38


@dataclass(frozen=True, slots=True)
class Paper:
    """Width and height in millimetres."""

    name: str
    width: float
    height: float

    @property
    def left(self) -> float:
        """What centres a layout of A4's width."""
        return (self.width - 210.0) / 2

    @property
    def bottom(self) -> float:
        """Where a table ends."""
        return self.height - 18.0

    @property
    def foot(self) -> float:
        """The baseline of the last line."""
        return self.height - 9.0


A4 = Paper("A4", 210.0, 297.0)
LETTER = Paper("Letter", 215.9, 279.4)


def named(name: str) -> Paper:
    """`A4` or `Letter`, however it is written. `label.paper_unknown` for any other."""
    for one in (A4, LETTER):
        if one.name.lower() == name.strip().lower():
            return one
    raise StationError("label.paper_unknown", paper=name)


def sheets(
    title: str, pages: Sequence[Sequence[Item]], paper: Paper, dpi: int, practice: bool = False
) -> Document:
    """Pages laid out for the width of A4 as a document of `paper`."""
    whole = tuple(tuple(page) for page in pages)
    return Document(title, paper.width, paper.height, whole, dpi, practice, left=paper.left)


class High(Protocol):
    """A part of a table: so many millimetres, and never cut."""

    @property
    def height(self) -> float: ...


Part = TypeVar("Part", bound=High)


def split(
    parts: Sequence[Part], first_top: float, paper: Paper, later_top: float = LATER_TOP
) -> list[list[Part]]:
    """Parts in order over pages; at least one page."""
    pages: list[list[Part]] = [[]]
    room = paper.bottom - first_top
    for part in parts:
        if part.height > room and (pages[-1] or len(pages) == 1):
            pages.append([])
            room = paper.bottom - later_top
        pages[-1].append(part)
        room -= part.height
    return pages


def later_head(title: str, about: str, colour: str = "") -> tuple[Item, ...]:
    """The head of every page but the first."""
    return (
        Text(LEFT, 24.5, title, 13, Role.SEMIBOLD, width=80, least=9, clip=True, colour=colour),
        Text(RIGHT, 24.5, about, 13, Role.SEMIBOLD, Align.RIGHT, 90, 7, clip=True, field="title"),
        Fill(LEFT, 28.0, INNER, 0.7, colour=colour),
    )


def foot(
    about: str, paper: Paper, page: tuple[int, int], language: str, word: Mapping[str, str] | None = None
) -> tuple[Item, ...]:
    """What the sheet is about, and which of how many pages it is; in a merchant's words where given."""
    number = (word or words(language))["page"].format(page=page[0], pages=page[1])
    return (
        Text(LEFT, paper.foot, about, 8, width=110, least=6, clip=True, ink=GREY, field="title"),
        Text(RIGHT, paper.foot, number, 8, align=Align.RIGHT, ink=GREY),
    )


def fits(text: str, room: float, dpi: int) -> bool:
    """Whether a Code 128 of `text` has room, quiet zones included."""
    return _module(text, room, dpi) > 0


def _module(text: str, room: float, dpi: int) -> int:
    """Dots per module in `room` millimetres, 0 when even the narrowest are too wide."""
    modules = symbols.bars(text, field="barcode").modules
    return symbols.module_dots(modules, room, dpi, MODULE, 0.25)


def barcode(text: str, y: float, room: float, height: float, dpi: int) -> tuple[Item, ...]:
    """A symbol whose bars end at the right margin, its quiet zone beyond it, its text below."""
    quiet = symbols.QUIET_MODULES * _module(text, room, dpi) * MM_PER_INCH / dpi
    left = RIGHT - room + quiet
    return (
        Symbol(left, y, room, height, text, widest=MODULE, align=Align.RIGHT, field="barcode"),
        Text(
            RIGHT, y + height + 3.3, text, 7.5, align=Align.RIGHT, width=room, least=4, clip=True,
            field="barcode",
        ),
    )  # fmt: skip


def wide_barcode(text: str, y: float, height: float) -> tuple[Item, ...]:
    """A long code over the whole page."""
    middle = (LEFT + RIGHT) / 2
    return (
        Symbol(LEFT - 6, y, INNER + 12, height, text, widest=MODULE, field="barcode"),
        Text(
            middle, y + height + 3.3, text, 7.5, align=Align.CENTRE, width=INNER, least=4, clip=True,
            field="barcode",
        ),
    )  # fmt: skip
