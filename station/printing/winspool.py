"""winspool.drv and gdi32 by ctypes. Only on Windows.

Source: Microsoft, "Print Spooler API" and "GDI Print API". A document that breaks off is aborted, so that
the queue never prints half of it.
"""

import ctypes
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import wintypes
from typing import Any

from station.printing.contract import PrinterOff
from station.printing.spooled import Dots, QueueJob, Sheet, bitmap_header, bitmap_rows, placed

_MOST_JOBS = 500
_CANCEL = 5  # JOB_CONTROL_DELETE
_RAW_CHUNK = 65_536
# GetDeviceCaps
_HORZRES, _VERTRES, _LOGPIXELSX, _LOGPIXELSY, _OFFSETX, _OFFSETY = 8, 10, 88, 90, 112, 113
_SRCCOPY = 0x00CC0020


class _RawDocument(ctypes.Structure):
    _fields_ = (
        ("pDocName", wintypes.LPWSTR),
        ("pOutputFile", wintypes.LPWSTR),
        ("pDatatype", wintypes.LPWSTR),
    )


class _DrawnDocument(ctypes.Structure):
    _fields_ = (
        ("cbSize", ctypes.c_int),
        ("lpszDocName", wintypes.LPCWSTR),
        ("lpszOutput", wintypes.LPCWSTR),
        ("lpszDatatype", wintypes.LPCWSTR),
        ("fwType", wintypes.DWORD),
    )


class _QueueState(ctypes.Structure):
    _fields_ = (
        ("pServerName", wintypes.LPWSTR),
        ("pPrinterName", wintypes.LPWSTR),
        ("pShareName", wintypes.LPWSTR),
        ("pPortName", wintypes.LPWSTR),
        ("pDriverName", wintypes.LPWSTR),
        ("pComment", wintypes.LPWSTR),
        ("pLocation", wintypes.LPWSTR),
        ("pDevMode", ctypes.c_void_p),
        ("pSepFile", wintypes.LPWSTR),
        ("pPrintProcessor", wintypes.LPWSTR),
        ("pDatatype", wintypes.LPWSTR),
        ("pParameters", wintypes.LPWSTR),
        ("pSecurityDescriptor", ctypes.c_void_p),
        ("Attributes", wintypes.DWORD),
        ("Priority", wintypes.DWORD),
        ("DefaultPriority", wintypes.DWORD),
        ("StartTime", wintypes.DWORD),
        ("UntilTime", wintypes.DWORD),
        ("Status", wintypes.DWORD),
        ("cJobs", wintypes.DWORD),
        ("AveragePPM", wintypes.DWORD),
    )


class _SystemTime(ctypes.Structure):
    _fields_ = tuple((f"w{n}", wintypes.WORD) for n in range(8))


class _JobEntry(ctypes.Structure):
    _fields_ = (
        ("JobId", wintypes.DWORD),
        ("pPrinterName", wintypes.LPWSTR),
        ("pMachineName", wintypes.LPWSTR),
        ("pUserName", wintypes.LPWSTR),
        ("pDocument", wintypes.LPWSTR),
        ("pDatatype", wintypes.LPWSTR),
        ("pStatus", wintypes.LPWSTR),
        ("Status", wintypes.DWORD),
        ("Priority", wintypes.DWORD),
        ("Position", wintypes.DWORD),
        ("TotalPages", wintypes.DWORD),
        ("PagesPrinted", wintypes.DWORD),
        ("Submitted", _SystemTime),
    )


def open_spooler(printer: str) -> "Winspool":
    """`printer.kind_unsupported` anywhere but on Windows."""
    if os.name != "nt":
        raise PrinterOff("printer.kind_unsupported", printer=printer, kind="windows")
    return Winspool()


class Winspool:
    """The `Spooler` of this machine."""

    def __init__(self) -> None:
        load: Any = getattr(ctypes, "WinDLL")  # noqa: B009 - there is none elsewhere
        self._spool = load("Winspool.drv", use_last_error=True)
        self._gdi = load("gdi32", use_last_error=True)
        # Handles are as wide as pointers; ctypes would cut them to an int.
        self._gdi.CreateDCW.restype = ctypes.c_void_p
        self._gdi.CreateDCW.argtypes = [wintypes.LPCWSTR, wintypes.LPCWSTR, ctypes.c_void_p, ctypes.c_void_p]
        for name in ("DeleteDC", "EndDoc", "AbortDoc", "StartPage", "EndPage"):
            getattr(self._gdi, name).argtypes = [ctypes.c_void_p]
        self._gdi.GetDeviceCaps.argtypes = [ctypes.c_void_p, ctypes.c_int]
        self._gdi.StartDocW.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
        self._gdi.StretchDIBits.argtypes = [
            ctypes.c_void_p,
            *[ctypes.c_int] * 8,
            ctypes.c_char_p,
            ctypes.c_char_p,
            wintypes.UINT,
            wintypes.DWORD,
        ]

    def state(self, queue: str) -> tuple[int, int]:
        with self._opened(queue) as handle:
            room, needed = ctypes.create_string_buffer(8192), wintypes.DWORD()
            if not self._spool.GetPrinterW(handle, 2, room, len(room), ctypes.byref(needed)):
                room = ctypes.create_string_buffer(max(needed.value, 1))
                self._check(self._spool.GetPrinterW(handle, 2, room, len(room), ctypes.byref(needed)))
            found = _QueueState.from_buffer(room)
            return int(found.Status), int(found.Attributes)

    def jobs(self, queue: str) -> Sequence[QueueJob]:
        with self._opened(queue) as handle:
            needed, count = wintypes.DWORD(), wintypes.DWORD()
            tail = (ctypes.byref(needed), ctypes.byref(count))
            room = ctypes.create_string_buffer(65_536)
            if not self._spool.EnumJobsW(handle, 0, _MOST_JOBS, 1, room, len(room), *tail):
                room = ctypes.create_string_buffer(needed.value + 4096)  # it may grow meanwhile
                self._check(self._spool.EnumJobsW(handle, 0, _MOST_JOBS, 1, room, len(room), *tail))
            found = (_JobEntry * count.value).from_buffer(room)
            return [
                QueueJob(int(one.JobId), one.pDocument or "", int(one.Status), int(one.PagesPrinted))
                for one in found
            ]

    def write_raw(self, queue: str, name: str, document: bytes) -> int:
        with self._opened(queue) as handle:
            about = _RawDocument(name, None, "RAW")
            number = int(self._spool.StartDocPrinterW(handle, 1, ctypes.byref(about)))
            self._check(number)
            try:
                self._check(self._spool.StartPagePrinter(handle))
                self._write(handle, document)
                self._check(self._spool.EndPagePrinter(handle))
            except OSError:
                self._spool.AbortPrinter(handle)
                raise
            self._check(self._spool.EndDocPrinter(handle))
            return number

    def sheet(self, queue: str) -> Sheet:
        with self._canvas(queue) as canvas:
            return self._sheet(canvas)

    def draw(self, queue: str, name: str, sheet: Sheet, pages: Sequence[Dots]) -> int:
        with self._canvas(queue) as canvas:
            about = _DrawnDocument(ctypes.sizeof(_DrawnDocument), name, None, None, 0)
            number = int(self._gdi.StartDocW(canvas, ctypes.byref(about)))
            self._check(number > 0)
            try:
                for page in pages:
                    self._page(canvas, sheet, page)
            except OSError:
                self._gdi.AbortDoc(canvas)
                raise
            self._check(self._gdi.EndDoc(canvas) > 0)
            return number

    def cancel(self, queue: str, number: int) -> None:
        with self._opened(queue) as handle:
            self._check(self._spool.SetJobW(handle, number, 0, None, _CANCEL))

    def _page(self, canvas: int, sheet: Sheet, page: Dots) -> None:
        left, top = placed(sheet)
        size = (page.width, page.height)
        self._check(self._gdi.StartPage(canvas) > 0)
        drawn = self._gdi.StretchDIBits(
            canvas, left, top, *size, 0, 0, *size, bitmap_rows(page), bitmap_header(page), 0, _SRCCOPY
        )
        self._check(drawn not in (0, -1))
        self._check(self._gdi.EndPage(canvas) > 0)

    def _sheet(self, canvas: int) -> Sheet:
        caps = (_LOGPIXELSX, _LOGPIXELSY, _HORZRES, _VERTRES, _OFFSETX, _OFFSETY)
        dpi_x, dpi_y, width, height, left, top = (int(self._gdi.GetDeviceCaps(canvas, one)) for one in caps)
        return Sheet(dpi_x, dpi_y, width + 2 * left, height + 2 * top, left, top)

    def _write(self, handle: wintypes.HANDLE, document: bytes) -> None:
        for start in range(0, len(document), _RAW_CHUNK):
            piece, written = document[start : start + _RAW_CHUNK], wintypes.DWORD()
            self._check(self._spool.WritePrinter(handle, piece, len(piece), ctypes.byref(written)))
            if written.value != len(piece):
                raise OSError(0, "the spooler took part of the document")

    @contextmanager
    def _opened(self, queue: str) -> Iterator[wintypes.HANDLE]:
        handle = wintypes.HANDLE()
        self._check(self._spool.OpenPrinterW(queue, ctypes.byref(handle), None))
        try:
            yield handle
        finally:
            self._spool.ClosePrinter(handle)

    @contextmanager
    def _canvas(self, queue: str) -> Iterator[int]:
        canvas = self._gdi.CreateDCW("WINSPOOL", queue, None, None)
        self._check(bool(canvas))
        try:
            yield canvas
        finally:
            self._gdi.DeleteDC(canvas)

    @staticmethod
    def _check(fine: object) -> None:
        if not fine:
            read: Any = getattr(ctypes, "get_last_error")  # noqa: B009 - there is none elsewhere
            text: Any = getattr(ctypes, "FormatError")  # noqa: B009
            number = read()
            raise OSError(number, text(number).strip())
