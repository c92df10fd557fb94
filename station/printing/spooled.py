"""What Windows says about a queue and its jobs, and pages as GDI takes them. Nothing here needs Windows.

Source: Microsoft, winspool.h (PRINTER_STATUS_*, PRINTER_ATTRIBUTE_WORK_OFFLINE, JOB_STATUS_*), wingdi.h
(BITMAPINFOHEADER).
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from station.model.problem import Problem
from station.printing.contract import Condition

WORK_OFFLINE = 0x400
# The worst first.
_STATUS = (
    (0x0000_0080, "printer.offline"),
    (0x0000_1000, "printer.offline"),  # NOT_AVAILABLE
    (0x0040_0000, "printer.cover_open"),
    (0x0000_0008, "printer.jam"),
    (0x0000_0010, "printer.paper_out"),
    (0x0000_0040, "printer.paper_out"),  # PAPER_PROBLEM
    (0x0004_0000, "printer.ink_out"),
    (0x0000_0800, "printer.tray_full"),
    (0x0010_0000, "printer.attention"),  # USER_INTERVENTION
    (0x0000_0002, "printer.attention"),  # ERROR
    (0x0000_0001, "printer.paused"),
)
_TONER_LOW = 0x0002_0000
_JOB_ERRORS = 0x0002 | 0x0020 | 0x0040 | 0x0200  # ERROR, OFFLINE, PAPEROUT, BLOCKED_DEVQ
_JOB_PAUSED = 0x0001
_JOB_DONE = 0x0080 | 0x1000  # PRINTED, COMPLETE
_JOB_DELETED = 0x0004 | 0x0100
_JOB_PRINTING = 0x0010


@dataclass(frozen=True, slots=True)
class QueueJob:
    """One entry of EnumJobs. `pages_printed` tells one that never began from one that did."""

    number: int
    document: str
    status: int
    pages_printed: int = 0

    @property
    def done(self) -> bool:
        return bool(self.status & _JOB_DONE)

    @property
    def deleted(self) -> bool:
        return bool(self.status & _JOB_DELETED)

    @property
    def stuck(self) -> bool:
        return bool(self.status & (_JOB_ERRORS | _JOB_PAUSED))

    @property
    def began(self) -> bool:
        return bool(self.pages_printed or self.status & _JOB_PRINTING)


def condition(printer: str, status: int, attributes: int) -> Condition:
    """How a queue is, by PRINTER_INFO_2."""
    codes = dict.fromkeys(code for bit, code in _STATUS if status & bit)
    if attributes & WORK_OFFLINE:
        codes = {"printer.offline": None} | codes
    problems = tuple(_said(code, printer) for code in codes)
    if problems:
        return Condition("lost" if problems[0].code == "printer.offline" else "stopped", problems)
    if status & _TONER_LOW:
        return Condition("open", (_said("printer.ink_low", printer),))
    return Condition("open")


def _said(code: str, printer: str) -> Problem:
    more = {"reason": "Windows"} if code == "printer.attention" else {}
    return Problem(code, {"printer": printer, **more})


@dataclass(frozen=True, slots=True)
class Dots:
    """One page in grey, one byte a dot, row after row from the top."""

    width: int
    height: int
    grey: bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a driver says of its paper, in dots. `left` and `top` are not printable."""

    dpi_x: int
    dpi_y: int
    width: int
    height: int
    left: int
    top: int


def bitmap_header(page: Dots) -> bytes:
    """BITMAPINFO of 8 bits with a grey palette; a negative height puts the first row on top."""
    head = struct.pack("<IiiHHIIiiII", 40, page.width, -page.height, 1, 8, 0, 0, 0, 0, 256, 0)
    return head + b"".join(bytes((grey, grey, grey, 0)) for grey in range(256))


def bitmap_rows(page: Dots) -> bytes:
    """Rows filled up to four bytes, as a device-independent bitmap has them."""
    spare = bytes(-page.width % 4)
    if not spare:
        return page.grey
    return b"".join(
        page.grey[at : at + page.width] + spare for at in range(0, page.width * page.height, page.width)
    )


def fits(page: Dots, sheet: Sheet) -> bool:
    """At 100 % on this paper: a twentieth of an inch more on a side is its blank edge."""
    return page.width <= sheet.width + sheet.dpi_x // 20 and page.height <= sheet.height + sheet.dpi_y // 20


def placed(sheet: Sheet) -> tuple[int, int]:
    """Where the page's own corner is, seen from the first printable dot."""
    return -sheet.left, -sheet.top


def pages(pdf: bytes, dpi_x: int, dpi_y: int) -> Sequence[Dots]:
    """Every page of a PDF as the driver's paper has dots. OSError for what is no PDF."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as trouble:
        raise OSError(0, str(trouble)) from trouble
    try:
        found = []
        for page in document:
            grey = page.render(scale=max(dpi_x, dpi_y) / 72, grayscale=True, may_draw_forms=False).to_pil()
            width, height = page.get_size()
            size = (round(width * dpi_x / 72), round(height * dpi_y / 72))
            grey = grey.convert("L") if grey.size == size else grey.convert("L").resize(size)
            found.append(Dots(grey.width, grey.height, grey.tobytes()))
    finally:
        document.close()
    return tuple(found)
