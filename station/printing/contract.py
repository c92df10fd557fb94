"""What the station asks of a printer, and what a printer may answer.

Errors are named by what is known afterwards: `PrinterOff` nothing was sent, `PrintInDoubt` bytes left and
nothing proves that paper came out. A job is sent once; what is in doubt is settled by evidence or by a
person, never by sending again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from station.model.problem import Problem, StationError

# Kinds with a queue between the station and the paper, which is well while its printer is not.
QUEUES = ("cups", "windows")
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

    `language` is `pdf` or `zpl`. `asks_status`: it may be asked how it is. `place` is where it stands, in
    the site's words. `paper` is width and height of its labels in millimetres. `baud` and `framing` are of a
    serial line. `ca_file` is trusted besides the known authorities.
    """

    name: str
    kind: str
    target: str
    prints: tuple[str, ...] = ()
    language: str = "pdf"
    dpi: int = 203
    asks_status: bool = True
    place: str = ""
    paper: tuple[int, int] = (100, 150)
    baud: int = 9600
    framing: str = "8N1"
    ca_file: str = ""

    @property
    def title(self) -> str:
        """What packers are told: the name, and where it stands."""
        return f"{self.name} ({self.place})" if self.place else self.name


@dataclass(frozen=True, slots=True)
class SentEvidence:
    """Proof that a job was handed over whole: `where` is a file's path or the address that took it."""

    printer: str
    job: str
    size: int
    where: str


@dataclass(frozen=True, slots=True)
class Condition:
    """How a printer is. `state` open: it would print now (`problems` are then warnings); stopped: a person
    has to do something at it; silent: it was asked and said nothing; lost: it cannot be reached.

    `problems` begin with the worst. `answered` tells a printer that said how it is from one nobody can ask.
    """

    state: str = "open"
    problems: tuple[Problem, ...] = ()
    answered: bool = True

    @property
    def problem(self) -> Problem | None:
        return self.problems[0] if self.problems else None


# Somebody has to do something at the printer; all else that goes wrong before a job means it is not there.
_AT_THE_PRINTER = frozenset(
    f"printer.{name}"
    for name in (
        "paper_out", "ribbon_out", "ink_out", "head_open", "cover_open", "jam", "cutter", "head_worn",
        "too_hot", "too_cold", "memory_lost", "buffer_full", "tray_full", "paused", "attention",
        "driver_missing", "not_accepting", "busy", "refused",
    )
)  # fmt: skip


def in_doubt(settings: PrinterSettings, job_id: str) -> PrintInDoubt:
    """Bytes of this job left, and whether it came out nobody knows."""
    return PrintInDoubt("printer.in_doubt", printer=settings.name, job=job_id)


def condition_after(off: Problem) -> Condition:
    """How a printer is that turned a job away."""
    if off.code == "printer.not_ready":
        return Condition("silent", (off,))
    return Condition("stopped" if off.code in _AT_THE_PRINTER else "lost", (off,))


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

    def look(self) -> Condition | None:
        """How it is now, within three seconds. None when this printer cannot be asked."""
        ...

    def stop(self) -> None:
        """End a wait for paper that is under way, from any thread."""
        ...

    def close(self) -> None:
        """Let go of connections, once nothing is sent any more."""
        ...


def routes(printers: Sequence[Printer], kind: str) -> tuple[Printer, ...]:
    """Who prints documents of `kind`, the first one first. `printer.none_for_kind` when nobody does."""
    found = tuple(printer for printer in printers if kind in printer.settings.prints)
    if not found:
        raise PrinterOff("printer.none_for_kind", kind=kind)
    return found


def route(printers: Sequence[Printer], kind: str) -> Printer:
    """The first printer that prints documents of `kind`. `printer.none_for_kind` when there is none."""
    return routes(printers, kind)[0]


def substitutes(first: Printer, others: Sequence[Printer], media_type: str) -> tuple[Printer, ...]:
    """Those of `others` that may be given a document of `media_type` that was made for `first`.

    ZPL counts in dots: it fits another printer only with the same head and labels no smaller.
    """
    paper, dpi = first.settings.paper, first.settings.dpi

    def fits(other: Printer) -> bool:
        if media_type not in other.takes:
            return False
        if media_type != ZPL:
            return True
        room = other.settings.paper
        return other.settings.dpi == dpi and room[0] >= paper[0] and room[1] >= paper[1]

    return tuple(other for other in others if other is not first and fits(other))
