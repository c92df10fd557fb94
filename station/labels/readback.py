"""What a scanner will read on a document: rendered to dots as a printer would, then decoded."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from station.labels import twin
from station.labels.document import Document, Matrix
from station.labels.document import Symbol as Linear
from station.model.problem import StationError

# PDFium inks every pixel a bar touches: drawn four times finer and averaged, a bar keeps its width.
_OVERSAMPLE = 4
# A page bigger than this many square inches (A4 is 96) is drawn twice finer instead: its symbols are
# read as well, in a quarter of the memory.
_LARGE_PAGE = 40
_OURS = ("Code128", "QRCode", "DataMatrix", "EAN13", "EAN8")
_BLACK_OR_WHITE = [0] * 128 + [255] * 128


@dataclass(frozen=True, slots=True)
class Symbol:
    """`text` as a reader hands it on, without AIM identifier: no leading FNC1, GS where one separates.

    `format` is Code128 for GS1-128 too; `aim` (`]C0`, `]C1`) tells them apart.
    """

    text: str
    format: str
    aim: str


def read(document: bytes, dpi: int = 203) -> tuple[Symbol, ...]:
    """Every symbol on every page of a PDF or of our own ZPL, in reading order of pages.

    `dpi` is for a PDF; ZPL says itself how many dots it has. `label.zpl_unknown` when ZPL is not ours.
    """
    return _read(_pages(document, dpi), ())


def verify(document: bytes, expected: Sequence[str], dpi: int = 203) -> None:
    """Raises `label.unreadable` with the texts that no symbol on the document gives back.

    Looked for in the kinds we print first, which takes half as long; in all there are when any is lacking.
    """
    pages = _pages(document, dpi)
    for kinds in (_OURS, ()):
        found = Counter(symbol.text for symbol in _read(pages, kinds))
        lacking = Counter(expected) - found
        if not lacking:
            return
    raise StationError("label.unreadable", texts=tuple(lacking))


def _pages(document: bytes, dpi: int) -> tuple[Any, ...]:
    return twin.pages(document) if document.startswith(b"^XA") else dots(document, dpi)


def _read(pages: Sequence[Any], kinds: Sequence[str]) -> tuple[Symbol, ...]:
    """Symbols of these kinds; of every kind when there are none."""
    import zxingcpp

    formats = zxingcpp.BarcodeFormats([getattr(zxingcpp.BarcodeFormat, kind) for kind in kinds])
    found: list[Symbol] = []
    for page in pages:
        for code in zxingcpp.read_barcodes(page, formats=formats, try_downscale=False, try_invert=False):
            text = code.bytes.decode("latin-1").lstrip("\x1d")
            found.append(Symbol(text, code.format.name, code.symbology_identifier))
    return tuple(found)


def texts_of(document: Document) -> tuple[str, ...]:
    """What a scanner reads off the symbols of a document: a UPC-A comes as the EAN-13 it is."""
    return tuple(
        item.text.zfill(13) if isinstance(item, Linear) and item.ean and len(item.text) == 12 else item.text
        for page in document.pages
        for item in page
        if isinstance(item, (Linear, Matrix))
    )


def dots(pdf: bytes, dpi: int = 203) -> tuple[Any, ...]:
    """Pages as 1-bit-valued grey images (0 or 255), one pixel per printer dot."""
    import pypdfium2
    from PIL import Image

    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = []
        for page in document:
            width, height = (round(points * dpi / 72) for points in page.get_size())
            finer = _OVERSAMPLE if width * height <= _LARGE_PAGE * dpi * dpi else 2
            drawn = page.render(scale=finer * dpi / 72, grayscale=True).to_pil()
            page.close()
            if drawn.size == (finer * width, finer * height):
                small = drawn.reduce(finer)  # the same averages, four times as fast
            else:
                small = drawn.resize((width, height), Image.Resampling.BOX)
            pages.append(small.point(_BLACK_OR_WHITE))
        return tuple(pages)
    finally:
        document.close()
