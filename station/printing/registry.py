"""Which printers there are. Only here are they named."""

from station.printing.contract import Printer, PrinterOff, PrinterSettings
from station.printing.folder import FolderPrinter
from station.printing.socket9100 import SocketPrinter

KINDS = ("folder", "socket")
LANGUAGES = ("pdf",)


def build(settings: PrinterSettings) -> Printer:
    """The printer of one `[[printer]]`.

    Raises `printer.kind_unsupported`, `printer.language_unsupported` or `printer.target_unreadable`.
    """
    if settings.language not in LANGUAGES:
        raise PrinterOff("printer.language_unsupported", printer=settings.name, language=settings.language)
    if settings.kind == "folder":
        if not settings.target.strip():
            raise PrinterOff("printer.target_unreadable", target=settings.target)
        return FolderPrinter(settings)
    if settings.kind == "socket":
        return SocketPrinter(settings)
    raise PrinterOff("printer.kind_unsupported", printer=settings.name, kind=settings.kind)
