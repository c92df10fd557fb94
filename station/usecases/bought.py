"""A carrier's label, looked over before anybody prints it: pages, paper, codes.

Its first page is the label. More pages are customs forms, which only a carton that crosses a border has; on
any other they are no label of ours to judge, and nothing is printed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from station.carriers.contract import CarrierLabel
from station.model.problem import StationError
from station.printing.contract import PDF, ZPL
from station.usecases import documents

# Paper is cut in inches and in millimetres: a 4 x 6 in page hangs over 100 x 150 mm by 2.4, A6 over 4 x 6 in
# by 3.4. What is printed is checked to the dot where it becomes dots.
_OVERHANG = 5.0
_MM_PER_POINT = 25.4 / 72
_LOCKED = re.compile("password", re.IGNORECASE)
# Zebra's ZPL II guide: text of a field between ^FD and ^FS; of Code 128, > begins a change of subset.
_FIELD = re.compile(rb"\^F[DV](.*?)\^FS", re.DOTALL)
_SUBSET = re.compile(r">[:;95678<]")


@dataclass(frozen=True, slots=True)
class Checked:
    """A label that may be printed. `scan_back` are the codes on it that confirm its carton. Not `verified`:
    nobody here can see what it prints.
    """

    document: bytes
    ending: str
    scan_back: tuple[str, ...]
    forms: tuple[bytes, ...] = ()
    verified: bool = True


def checked(made: CarrierLabel, *, abroad: bool, paper: tuple[float, float] | None = None) -> Checked:
    """Raises `label.pdf_locked`, `label.pdf_unreadable`, `label.pdf_pages`, `label.pdf_size` and
    `label.unreadable`. `paper` is the label printer's, in millimetres, where it is known.
    """
    if made.scan_back:  # drawn here, for the paper there is
        documents.check_label(made.document, made.scan_back)
        return Checked(made.document, "zpl" if made.media_type == ZPL else "pdf", made.scan_back, made.forms)
    if made.media_type == ZPL:
        return _unverified(made)
    document = documents.as_pdf(made.document, made.media_type)
    label, *more = _pages(document, abroad, paper if made.media_type == PDF else None)
    return Checked(label, "pdf", documents.own_codes(label, made.tracking), (*more, *made.forms))


def _unverified(made: CarrierLabel) -> Checked:
    """ZPL of somebody else: its codes are what stands in it, and the number itself."""
    document = made.document.strip()
    labels = document.count(b"^XA")
    if labels != 1 or not document.endswith(b"^XZ"):
        raise StationError("label.pdf_pages", pages=labels)
    codes = dict.fromkeys([made.tracking, *_codes(document, made.tracking)])
    return Checked(document, "zpl", tuple(codes), made.forms, verified=False)


def _codes(document: bytes, tracking: str) -> Iterator[str]:
    number = documents.bare(tracking)
    for field in _FIELD.findall(document):
        text = _SUBSET.sub("", field.decode("utf-8", "replace")).strip()
        if number in documents.bare(text) and text.isprintable() and " " not in text:
            yield text


def _pages(pdf: bytes, abroad: bool, paper: tuple[float, float] | None) -> list[bytes]:
    import pypdfium2

    document: Any
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as trouble:
        code = "label.pdf_locked" if _LOCKED.search(str(trouble)) else "label.pdf_unreadable"
        raise StationError(code) from trouble
    try:
        count = len(document)
        if not count or (count > 1 and not abroad):
            raise StationError("label.pdf_pages", pages=count)
        _check_size(document.get_page_size(0), paper)
        return [pdf] if count == 1 else [_alone(document, n) for n in range(count)]
    except pypdfium2.PdfiumError as trouble:
        raise StationError("label.pdf_unreadable") from trouble
    finally:
        document.close()


def _check_size(points: tuple[float, float], paper: tuple[float, float] | None) -> None:
    size = tuple(side * _MM_PER_POINT for side in points)
    if paper is not None and any(side > room + _OVERHANG for side, room in zip(size, paper, strict=True)):
        raise StationError(
            "label.pdf_size",
            width=round(size[0]),
            height=round(size[1]),
            paper_width=round(paper[0]),
            paper_height=round(paper[1]),
        )


def _alone(document: Any, page: int) -> bytes:
    import pypdfium2

    single = pypdfium2.PdfDocument.new()
    try:
        single.import_pages(document, [page])
        out = BytesIO()
        single.save(out)
        return out.getvalue()
    finally:
        single.close()
