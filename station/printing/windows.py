"""A printer behind the Windows spooler: ZPL as it is (RAW), pages drawn as dots at the driver's resolution.

Like every queue it takes jobs long before there is paper: a job is followed until it has left the queue, and
taken back when it does not. What only Windows can do is in `winspool`.
"""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from station.model.problem import Problem
from station.printing import spooled
from station.printing.contract import (
    ZPL,
    Condition,
    PrinterOff,
    PrinterRefuses,
    PrinterSettings,
    SentEvidence,
    in_doubt,
)
from station.printing.media import Raster, for_printer, taken
from station.printing.spooled import Dots, QueueJob, Sheet

LONGEST_SECONDS = 45.0
TROUBLED_SECONDS = 15.0

# A PDF as one picture a page, at so many dots per inch across and down.
Pages = Callable[[bytes, int, int], Sequence[Dots]]


class Spooler(Protocol):
    """The calls of winspool and GDI that are used. Each raises OSError with Windows' own words."""

    def state(self, queue: str) -> tuple[int, int]:
        """Status and attributes."""
        ...

    def jobs(self, queue: str) -> Sequence[QueueJob]: ...

    def write_raw(self, queue: str, name: str, document: bytes) -> int:
        """One RAW document; the job's number. On OSError the job was taken back and nothing is printed."""
        ...

    def sheet(self, queue: str) -> Sheet: ...

    def draw(self, queue: str, name: str, sheet: Sheet, pages: Sequence[Dots]) -> int:
        """One document through the driver; the job's number. OSError as with `write_raw`."""
        ...

    def cancel(self, queue: str, number: int) -> None: ...


class WindowsPrinter:
    """`target` is the queue's name as Windows shows it, `\\\\server\\name` for a shared one."""

    def __init__(
        self,
        settings: PrinterSettings,
        spooler: Spooler,
        pages: Pages,
        raster: Raster | None = None,
        longest: float = LONGEST_SECONDS,
        troubled: float = TROUBLED_SECONDS,
    ) -> None:
        self.settings = settings
        self._spooler = spooler
        self._pages = pages
        self._raster = raster
        self._longest, self._troubled = longest, troubled
        self._closing = threading.Event()

    @property
    def takes(self) -> tuple[str, ...]:
        return taken(self.settings, self._raster)

    def send(self, job_id: str, document: bytes, media_type: str, title: str) -> SentEvidence:
        document, kind = for_printer(self.settings, document, media_type, self._raster)
        now = self.look()
        if now.state != "open" and now.problem is not None:
            raise PrinterOff(now.problem.code, **dict(now.problem.params))
        name = f"{title[:120]} {job_id}"
        try:
            if kind == ZPL:
                number = self._spooler.write_raw(self.settings.target, name, document)
            else:
                number = self._draw(name, document)
        except OSError as trouble:
            raise self._refused(trouble) from trouble
        self._follow(job_id, number)
        return SentEvidence(self.settings.name, job_id, len(document), self.settings.target)

    def has(self, job_id: str) -> bool | None:
        """A queue forgets what it printed: only a job that is still there proves anything."""
        try:
            found = [one for one in self._spooler.jobs(self.settings.target) if _is(one, job_id)]
        except OSError:
            return None
        return True if any(not one.deleted for one in found) else None

    def look(self) -> Condition:
        try:
            status, attributes = self._spooler.state(self.settings.target)
        except OSError:
            about = {"printer": self.settings.name, "target": self.settings.target}
            return Condition("lost", (Problem("printer.queue_unknown", about),))
        return spooled.condition(self.settings.name, status, attributes)

    def stop(self) -> None:
        """A job that is being followed stays with its queue."""
        self._closing.set()

    def close(self) -> None:
        """Nothing is held between two jobs."""

    def _draw(self, name: str, document: bytes) -> int:
        sheet = self._spooler.sheet(self.settings.target)
        pages = self._pages(document, sheet.dpi_x, sheet.dpi_y)
        if not all(spooled.fits(page, sheet) for page in pages):
            raise PrinterRefuses("printer.paper_too_small", printer=self.settings.name)
        return self._spooler.draw(self.settings.target, name, sheet, pages)

    def _refused(self, trouble: OSError) -> PrinterOff:
        reason = trouble.strerror or str(trouble)
        return PrinterOff("printer.attention", printer=self.settings.name, reason=reason)

    def _follow(self, job_id: str, number: int) -> None:
        """Until it is off the list, which is all that Windows says of a job that was printed."""
        started, pause = time.monotonic(), 0.02
        while not self._closing.wait(pause):
            pause = min(0.5, pause * 1.6)
            try:
                jobs = self._spooler.jobs(self.settings.target)
            except OSError:
                continue
            ours = next((one for one in jobs if one.number == number), None)
            if ours is None or ours.done:
                return
            if ours.deleted:
                raise in_doubt(self.settings, job_id)
            waited = time.monotonic() - started
            if waited >= self._longest or (waited >= self._troubled and ours.stuck):
                self._take_back(job_id, ours)

    def _take_back(self, job_id: str, job: QueueJob) -> None:
        now = self.look()
        try:
            self._spooler.cancel(self.settings.target, job.number)
        except OSError as trouble:
            raise in_doubt(self.settings, job_id) from trouble
        if job.began:
            raise in_doubt(self.settings, job_id)
        problem = now.problem or Problem("printer.not_ready", {"printer": self.settings.name})
        raise PrinterOff(problem.code, **dict(problem.params))


def _is(job: QueueJob, job_id: str) -> bool:
    return job.document.endswith(f" {job_id}")
