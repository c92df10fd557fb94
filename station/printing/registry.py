"""Which printers there are. Only here are they named."""

import os
from collections.abc import Callable

from station.printing.contract import Printer, PrinterOff, PrinterSettings
from station.printing.folder import FolderPrinter
from station.printing.media import Raster
from station.printing.serialport import SerialPrinter
from station.printing.socket9100 import SocketPrinter
from station.printing.spooled import pages
from station.printing.usb import UsbPrinter
from station.printing.windows import WindowsPrinter

KINDS = ("folder", "socket", "cups", "windows", "serial", "usb")
LANGUAGES = ("pdf", "zpl")


def build(settings: PrinterSettings, raster: Raster | None = None) -> Printer:
    """The printer of one `[[printer]]`. `raster` makes a PDF into ZPL for its paper; without it one that
    speaks zpl refuses PDF.

    Raises `printer.kind_unsupported`, `printer.language_unsupported` or `printer.target_unreadable`.
    """
    if settings.language not in LANGUAGES:
        raise PrinterOff("printer.language_unsupported", printer=settings.name, language=settings.language)
    if not settings.target.strip():
        raise PrinterOff("printer.target_unreadable", target=settings.target)
    made: dict[str, Callable[[], Printer]] = {
        "folder": lambda: FolderPrinter(settings, raster),
        "socket": lambda: SocketPrinter(settings, raster=raster),
        "cups": lambda: _cups(settings, raster),
        "windows": lambda: _windows(settings, raster),
        "serial": lambda: SerialPrinter(settings, raster),
    }
    if os.name == "posix":
        made["usb"] = lambda: UsbPrinter(settings, raster)
    if settings.kind not in made:
        raise PrinterOff("printer.kind_unsupported", printer=settings.name, kind=settings.kind)
    return made[settings.kind]()


def _cups(settings: PrinterSettings, raster: Raster | None) -> Printer:
    from station.printing.cups import CupsPrinter  # brings the whole of HTTP

    return CupsPrinter(settings, raster)


def _windows(settings: PrinterSettings, raster: Raster | None) -> Printer:
    from station.printing.winspool import open_spooler

    return WindowsPrinter(settings, open_spooler(settings.name), pages, raster)
