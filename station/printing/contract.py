"""What the station asks of a printer, and what a printer may answer.

Errors are named by what is known afterwards: `PrinterOff` nothing was sent, `PrintInDoubt` bytes left and
nothing proves that paper came out. A job is sent once; what is in doubt is settled by evidence or by a
person, never by sending again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from station.model.problem import StationError

PDF = "application/pdf"
ZPL = "application/zpl"


class PrinterError(StationError):
    """Any trouble with a printer."""


class PrinterOff(PrinterError):
    """Nothing was sent: the same job may be sent again."""


class PrinterRefuses(PrinterOff):
    """Nothing was sent, and nothing will be: this printer does not print this document."""


class PrintInDoubt(PrinterError):
    """Bytes left, no proof: the label may be lying there."""


@dataclass(frozen=True, slots=True)
class PrinterSettings:
    """One `[[printer]]` of the settings. `prints` names document kinds, `dpi` is the head's resolution.

    `language` is `pdf` or `zpl`.
    """

    name: str
    kind: str
    target: str
    prints: tuple[str, ...] = ()
    language: str = "pdf"
    dpi: int = 203


@dataclass(frozen=True, slots=True)
class SentEvidence:
    """Proof that a job was handed over whole: `where` is a file's path or the address that took it."""

    printer: str
    job: str
    size: int
    where: str


class Printer(Protocol):
    """One printer. One call at a time; any thread but the one that judges scans."""

    @property
    def settings(self) -> PrinterSettings: ...

    @property
    def takes(self) -> tuple[str, ...]:
        """Media types it can be given."""
        ...

    def send(self, job_id: str, document: bytes, media_type: str, title: str) -> SentEvidence:
        """Hand the whole job over. Raises `PrinterOff` (`PrinterRefuses`: for good) or `PrintInDoubt`.

        The document itself is believed before `media_type`. `title` is for a queue's list and never a
        person's name.
        """
        ...

    def has(self, job_id: str) -> bool | None:
        """Did this job arrive? None when this kind of printer cannot tell."""
        ...


def route(printers: Sequence[Printer], kind: str) -> Printer:
    """The first printer that prints documents of `kind`. `printer.none_for_kind` when there is none."""
    for printer in printers:
        if kind in printer.settings.prints:
            return printer
    raise PrinterOff("printer.none_for_kind", kind=kind)
