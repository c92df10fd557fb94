"""What a printer takes, judged by the document itself: a wrong word about it must not reach the paper."""

import re
from collections.abc import Callable, Sequence

from station.model.problem import StationError
from station.printing.contract import PDF, ZPL, PrinterRefuses, PrinterSettings

PNG = "image/png"

# Turns a PDF into ZPL for one printer's paper. Handed in, because printing does not know how labels are
# drawn.
Raster = Callable[[bytes], bytes]

# The first page of a PDF that says so openly; one that does not is printed on the queue's usual paper.
_PAGE = re.compile(rb"/MediaBox\s*\[\s*([-\d.]+)\s+([-\d.]+)\s+([-\d.]+)\s+([-\d.]+)\s*\]")
_PAPER = re.compile(r"_(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)(mm|in)$")  # PWG 5101.1
_MM_PER_INCH = 25.4
_NEAR = 2.0  # millimetres: 100 x 150 mm and 4 x 6 in are different papers
_BEGINNINGS = {b"%PDF-": PDF, b"^XA": ZPL, b"\x89PNG": PNG}


def media_type(document: bytes, said: str = "") -> str:
    """What `document` is; what is `said` of it where it does not show."""
    return next((kind for start, kind in _BEGINNINGS.items() if document.startswith(start)), said)


def taken(settings: PrinterSettings, raster: Raster | None) -> tuple[str, ...]:
    """The media types this printer can be given."""
    if settings.language == "zpl":
        return (ZPL, PDF) if raster is not None else (ZPL,)
    return (PDF, PNG)


def for_printer(
    settings: PrinterSettings, document: bytes, said: str, raster: Raster | None
) -> tuple[bytes, str]:
    """`document` as the printer of `settings` takes it, and its media type.

    Raises `printer.media_unsupported`, and what `raster` raises, as `PrinterRefuses`. ZPL that does not
    end is refused: the printer would wait for the rest of it.
    """
    kind = media_type(document, said)
    whole = kind != ZPL or (document.startswith(b"^XA") and document.rstrip().endswith(b"^XZ"))
    if kind not in taken(settings, raster) or not whole:
        raise PrinterRefuses("printer.media_unsupported", printer=settings.name, media_type=kind)
    if settings.language == "zpl" and kind == PDF and raster is not None:
        try:
            return raster(document), ZPL
        except StationError as trouble:
            params = {"printer": settings.name} | dict(trouble.problem.params)
            raise PrinterRefuses(trouble.problem.code, **params) from trouble
    return document, kind


def page_size(pdf: bytes) -> tuple[float, float] | None:
    """Width and height of the first page in millimetres; None where the document does not say it openly."""
    found = _PAGE.search(pdf)
    if found is None:
        return None
    try:
        left, bottom, right, top = (float(one) for one in found.groups())
    except ValueError:
        return None
    return (right - left) * _MM_PER_INCH / 72, (top - bottom) * _MM_PER_INCH / 72


def paper_name(pdf: bytes, known: Sequence[str]) -> str:
    """The paper out of `known` (`na_index-4x6_4x6in`) that has the size of the page, else nothing."""
    size = page_size(pdf)
    if size is None:
        return ""
    best, name = _NEAR, ""
    for one in known:
        found = _PAPER.search(one)
        if found is None:
            continue
        unit = _MM_PER_INCH if found[3] == "in" else 1.0
        off = max(abs(float(side) * unit - ours) for side, ours in zip(found.groups()[:2], size, strict=True))
        if off < best:
            best, name = off, one
    return name
