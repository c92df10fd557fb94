"""A page of a PDF, ours or a carrier's, as dots for a printer that takes ZPL only.

It is printed at 100 %, neither scaled nor turned: a bar keeps its width. Larger than the paper it may only be
where it is blank.
"""

import re
from typing import TYPE_CHECKING, Any

from station.labels import commands, readback
from station.labels.document import MM_PER_INCH
from station.labels.layout import dots
from station.model.problem import StationError

if TYPE_CHECKING:
    from PIL import Image

# A 4 x 6 in page on 100 x 150 mm paper hangs over by 2.4 mm; A6 on 4 x 6 in by 3.4.
_OVERHANG = 5.0
# FPDF_ERR_PASSWORD of pdfium's public/fpdfview.h, as its binding says it.
_LOCKED = re.compile("password", re.IGNORECASE)


def zpl(pdf: bytes, *, paper: tuple[float, float], dpi: int) -> bytes:
    """The only page of `pdf` as one ZPL format for `paper` (width and height in millimetres).

    Raises `label.pdf_unreadable`, `label.pdf_locked`, `label.pdf_pages` when there is not just one, and
    `label.pdf_size` when something on it would not be on the paper.
    """
    page, left, top = _placed(pdf, paper, dpi)
    width, height = (dots(length, dpi) for length in paper)
    return (commands.head(width, height) + commands.graphic(left, top, page) + commands.TAIL).encode("ascii")


def _placed(pdf: bytes, paper: tuple[float, float], dpi: int) -> "tuple[Image.Image, int, int]":
    """What is printed of the page, 1 where there is ink, and where it begins on the paper, in dots."""
    size = _only_page(pdf)
    if any(page > room + _OVERHANG for page, room in zip(size, paper, strict=True)):
        raise _too_large(size, paper)
    grey = readback.dots(pdf, dpi)[0]
    ink = grey.point([1] + [0] * 255, "1")
    found = ink.getbbox() or (0, 0, 1, 1)
    spare = [(dots(room, dpi) - page) // 2 for room, page in zip(paper, grey.size, strict=True)]
    left, top = found[0] + spare[0], found[1] + spare[1]
    right, bottom = found[2] + spare[0], found[3] + spare[1]
    if left < 0 or top < 0 or right > dots(paper[0], dpi) or bottom > dots(paper[1], dpi):
        raise _too_large(size, paper)
    return ink.crop(found), left, top


def _too_large(size: tuple[float, float], paper: tuple[float, float]) -> StationError:
    return StationError(
        "label.pdf_size", width=round(size[0]), height=round(size[1]),
        paper_width=round(paper[0]), paper_height=round(paper[1]),
    )  # fmt: skip


def _only_page(pdf: bytes) -> tuple[float, float]:
    """Its width and height in millimetres."""
    import pypdfium2

    document: Any
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as trouble:
        code = "label.pdf_locked" if _LOCKED.search(str(trouble)) else "label.pdf_unreadable"
        raise StationError(code) from trouble
    try:
        if len(document) != 1:
            raise StationError("label.pdf_pages", pages=len(document))
        width, height = document.get_page_size(0)
    except pypdfium2.PdfiumError as trouble:
        raise StationError("label.pdf_unreadable") from trouble
    finally:
        document.close()
    return width * MM_PER_INCH / 72, height * MM_PER_INCH / 72
