"""What a printer is tried with: its name, its edges, a ruler, a symbol to scan, and lines of whole dots."""

from dataclasses import dataclass

from station.labels.document import MM_PER_INCH, Align, Document, Fill, Frame, Item, Role, Symbol, Text
from station.labels.words import words

CODE = "STATION-TEST"
_EDGE = 3.0
_STEP = 10.0


_A4 = (210.0, 297.0)


@dataclass(frozen=True, slots=True)
class Tried:
    """The printer a page is for. `paper` is its label's; one that prints papers only gets A4."""

    name: str
    reached: str  # its kind and target
    paper: tuple[float, float]
    dpi: int
    of_labels: bool
    native: bool  # it is given ZPL


def drawn(printer: Tried, language: str) -> bytes:
    """On the printer's own labels, in its own language."""
    from station.labels import pdf, zpl

    size = printer.paper if printer.of_labels or printer.native else _A4
    about = f"{printer.reached}, {printer.dpi} dpi, {size[0]:g} x {size[1]:g} mm"
    page = test_page(printer.name, about, paper=size, dpi=printer.dpi, language=language)
    return zpl.draw(page) if printer.native else pdf.draw(page)


def test_page(
    printer: str, about: str, *, paper: tuple[float, float], dpi: int, language: str = "en"
) -> Document:
    """One page of `paper` (width and height in millimetres). `about` is a line on how the printer is reached.

    The frame stands 3 mm inside the paper, the ruler has a mark every 10 mm; the ladders are lines and gaps
    of one, two, three and four dots, which a page that was scaled on its way shows as uneven grey.
    """
    width, height = paper
    inner = width - 2 * _EDGE
    left = _EDGE + 4
    room = width - 2 * left
    items: list[Item] = [
        Frame(_EDGE, _EDGE, inner, height - 2 * _EDGE),
        Text(left, _EDGE + 9, words(language)["test_page"], 10, width=room, least=6),
        Text(left, _EDGE + 18, printer, 18, Role.SEMIBOLD, width=room, least=7, clip=True),
        Text(left, _EDGE + 24, about, 8, width=room, least=5, clip=True),
        *_ruler(left, _EDGE + 30, room),
    ]
    if height >= 60:
        items.append(Symbol(_EDGE, _EDGE + 38, inner, 14.0, CODE, widest=0.51))
        items.append(Text(width / 2, _EDGE + 57, CODE, 8, align=Align.CENTRE, width=room, least=5))
    if height >= 90:
        items += _ladders(left, _EDGE + 62, room, min(height - _EDGE - 66, 40.0), dpi)
    return Document(words(language)["test_page"], width, height, (tuple(items),), dpi)


def _ruler(x: float, y: float, room: float) -> list[Item]:
    marks: list[Item] = [Fill(x, y, room, 0.25)]
    count = int(room // _STEP)
    marks += [Fill(x + n * _STEP, y - 2, 0.25, 2) for n in range(count + 1)]
    marks += [
        Text(x + n * _STEP, y + 3.5, str(n * int(_STEP)), 6, align=Align.CENTRE) for n in range(1, count + 1)
    ]
    return marks


def _ladders(x: float, y: float, room: float, height: float, dpi: int) -> list[Item]:
    """Four of them side by side: as many dots of black as of white."""
    dot = MM_PER_INCH / dpi
    each = room / 4
    lines: list[Item] = []
    for dots in (1, 2, 3, 4):
        start = x + (dots - 1) * each
        count = int((each - 4) / (2 * dots * dot))
        lines += [Fill(start + n * 2 * dots * dot, y, dots * dot, height - 5) for n in range(count)]
        lines.append(Text(start, y + height, str(dots), 7))
    return lines
