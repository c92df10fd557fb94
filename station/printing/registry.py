"""Which printers there are. Only here are they named."""

from station.printing.contract import Printer, PrinterOff, PrinterSettings
from station.printing.folder import FolderPrinter
from station.printing.media import Raster
from station.printing.socket9100 import SocketPrinter

KINDS = ("folder", "socket")
LANGUAGES = ("pdf", "zpl")


def build(settings: PrinterSettings, raster: Raster | None = None) -> Printer:
    """The printer of one `[[printer]]`. `raster` makes a PDF into ZPL for its paper; without it one that
    speaks zpl refuses PDF.

    Raises `printer.kind_unsupported`, `printer.language_unsupported` or `printer.target_unreadable`.
    """
    if settings.language not in LANGUAGES:
        raise PrinterOff("printer.language_unsupported", printer=settings.name, language=settings.language)
    if settings.kind == "folder":
        if not settings.target.strip():
            raise PrinterOff("printer.target_unreadable", target=settings.target)
        return FolderPrinter(settings, raster)
    if settings.kind == "socket":
        return SocketPrinter(settings, raster=raster)
    raise PrinterOff("printer.kind_unsupported", printer=settings.name, kind=settings.kind)
