"""What a printer takes, judged by the document itself: a wrong word about it must not reach the paper."""

from collections.abc import Callable

from station.model.problem import StationError
from station.printing.contract import PDF, ZPL, PrinterRefuses, PrinterSettings

PNG = "image/png"

# Turns a PDF into ZPL for one printer's paper. Handed in, because printing does not know how labels are
# drawn.
Raster = Callable[[bytes], bytes]

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
