"""Print jobs go out, each once. Printing never blocks scanning.

Which printer: the first of those that print the document, in the order of the settings, that would take it
now. Once bytes have left for one printer the job stays there, whatever comes of it.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from station.bus import Bus
from station.model.events import ProblemFound
from station.model.problem import Problem, StationError
from station.model.view import DeviceView
from station.printing.contract import (
    PDF,
    ZPL,
    Condition,
    Printer,
    PrinterOff,
    PrinterRefuses,
    PrintInDoubt,
    SentEvidence,
    condition_after,
    routes,
    substitutes,
)
from station.store import paper
from station.store.engine import Store, StoreError, Transaction, micros
from station.store.paper import Job
from station.store.writer import Turn, Writer
from station.sync.lanes import RETRY, Lane
from station.usecases import labels
from station.usecases.bench import Bench

log = logging.getLogger(__name__)

# What nobody asked for by name is left out without a word where no printer takes it.
_UNASKED = ("packing_slip",)
TEST = "test_page"  # goes to the printer that is tried, and to no other


class Spool:
    """One thread that says which job is whose, and one per printer that prints."""

    def __init__(
        self, store: Store, writer: Writer, bench: Bench, printers: Sequence[Printer], bus: Bus
    ) -> None:
        self._store = store
        self._writer = writer
        self._bench = bench
        self._printers = list(printers)
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="spooler", daemon=True)
        self._lanes = {
            one.settings.name: Lane(one, bench.seat.clock, bus, self._print, self._wake.set)
            for one in printers
        }
        self._queued: dict[str, tuple[tuple[str, str], ...]] = {}
        self._printed_last: dict[str, tuple[str, datetime]] = {}
        self._refused: dict[str, dict[str, Problem]] = {}  # by job: who does not print it, and why

    def start(self) -> None:
        self._after_restart()
        for lane in self._lanes.values():
            lane.start()
        self._thread.start()

    def wake(self) -> None:
        self._wake.set()

    def close(self) -> None:
        self._stop.set()
        self._wake.set()
        for lane in self._lanes.values():
            lane.stop()
        if self._thread.ident is not None:
            self._thread.join(10)
        for lane in self._lanes.values():
            lane.join(10)

    def views(self) -> tuple[DeviceView, ...]:
        """How the printers are, in the order of the settings."""
        return tuple(lane.view for lane in self._lanes.values())

    def queued(self, name: str) -> tuple[tuple[str, str], ...]:
        """Id and title of what waits for this printer, as last looked, the oldest first."""
        return self._queued.get(name, ())

    def printed_last(self, name: str) -> tuple[str, datetime] | None:
        """Title of what this printer printed last, and when; None for nothing since the start."""
        return self._printed_last.get(name)

    def page(self, name: str, job_id: str, file: str, title: str) -> None:
        """A test page for one printer."""
        seat = self._bench.seat
        add = partial(paper.add_job, job_id=job_id, bench=seat.policy.bench, document=TEST, file=file)
        self._write(partial(add, title=title, now=seat.clock.now(), printer=name))
        self.wake()

    def cancel(self, job_id: str) -> bool:
        """A job that was not sent yet is not sent any more; False for one that was."""
        return self._writer.call(Turn.PERSON, lambda: self._cancelled(job_id))

    # -- whose job it is --------------------------------------------------------------------------

    def _jobs(self, *states: str) -> list[Job]:
        with self._store.read() as connection:
            return paper.jobs(connection, self._bench.seat.policy.bench, states)

    def _after_restart(self) -> None:
        """What was being sent when the bench died: a folder and a queue know, a wire does not."""
        for job in self._jobs("sending"):
            lane = self._lanes.get(job.printer)
            there = lane.printer.has(job.id) if lane is not None else None
            if lane is None or there is None:
                self._settle(
                    job, "in_doubt", Problem("print.in_doubt", {"title": job.title}), "", in_doubt=True
                )
            elif there and not _is_folder(lane):
                self._settle(job, "printed", None, "")
            else:  # it never came out; or it lies in a folder, which says where and writes nothing twice
                self._write(partial(paper.set_job, job_id=job.id, state="waiting"))

    def _serve(self) -> None:
        while not self._stop.is_set():
            wait = 1.0
            try:
                jobs = self._jobs("waiting")
                for job in jobs:
                    if self._stop.is_set():
                        return
                    self._place(job)
                self._queued = self._by_printer(jobs)
            except StoreError as trouble:
                log.warning("printing waits for the database: %s", trouble.problem.code)
            except Exception:
                log.exception("a print job found no printer")
                wait = RETRY
            self._wake.wait(wait)
            self._wake.clear()

    def _by_printer(self, jobs: Sequence[Job]) -> dict[str, tuple[tuple[str, str], ...]]:
        """Each with the printer it goes to first; what was just given to one waits no more."""
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for job in jobs:
            try:
                lane = self._lanes_for(job)[0]
            except PrinterOff:
                continue
            if not lane.has(job.id):
                found[lane.name] = (*found.get(lane.name, ()), (job.id, job.title))
        return found

    def _place(self, job: Job) -> None:
        try:
            lanes = self._lanes_for(job)
        except PrinterOff as nobody:
            self._no_printer(job, nobody.problem)
            return
        refused = self._refused.get(job.id, {})
        willing = [lane for lane in lanes if lane.name not in refused]
        if not willing:
            self._refused.pop(job.id, None)
            self._fail(job, next(iter(refused.values())))
            return
        ready = [one for one in willing if one.ready]
        lane = next((one for one in ready if not one.doubtful), next(iter(ready), None))
        if lane is None:
            self._stands(job, willing[0].problem)
        elif not lane.busy:
            lane.give(job)

    def _lanes_for(self, job: Job) -> list[Lane]:
        """The first one first; the others as far as they can be given what was made for it."""
        if job.document == TEST:
            if job.printer not in self._lanes:
                raise PrinterOff("printer.unknown", printer=job.printer, known=", ".join(self._lanes))
            return [self._lanes[job.printer]]
        known = routes(self._printers, job.document)
        written = self._lanes.get(job.printer)
        if written is not None and _is_folder(written) and written.printer.has(job.id):
            return [written]
        others = substitutes(known[0], known[1:], _media(job)) if len(known) > 1 else ()
        return [self._lanes[one.settings.name] for one in (known[0], *others)]

    def _stands(self, job: Job, problem: Problem | None) -> None:
        """Nobody takes it now: said once, for each reason."""
        if problem is None or (job.problem is not None and job.problem.code == problem.code):
            return

        def settle(tx: Transaction) -> None:
            if paper.waits(tx, job.id, problem):
                labels.print_trouble(self._bench, tx, job, problem)

        self._work(settle)

    # -- one job ----------------------------------------------------------------------------------

    def _print(self, lane: Lane, job: Job) -> Condition | None:
        """How the printer is by what it did with the job; None when that says nothing."""
        try:
            content = Path(job.file).read_bytes()
        except OSError:
            self._gone(job)
            return None
        if not self._claim(job, lane):
            return None  # cancelled meanwhile
        try:
            sent = lane.printer.send(job.id, content, PDF, job.title)
        except PrintInDoubt as doubt:
            self._settle(job, "in_doubt", doubt.problem, "", in_doubt=True)
        except PrinterRefuses as refused:  # it never prints this, however often it is asked
            self._refused.setdefault(job.id, {})[lane.name] = refused.problem
            self._write(partial(paper.set_job, job_id=job.id, state="waiting", problem=refused.problem))
        except StationError as off:
            self._write(partial(paper.set_job, job_id=job.id, state="waiting", problem=job.problem))
            return condition_after(off.problem)
        else:
            self._printed(job, lane, sent)
            return Condition()
        return None

    def _printed(self, job: Job, lane: Lane, sent: SentEvidence) -> None:
        self._refused.pop(job.id, None)
        self._printed_last[lane.name] = (job.title, self._bench.seat.clock.now())
        first = lane.printer if job.document == TEST else routes(self._printers, job.document)[0]
        said = None
        if lane.printer is not first:
            params = {"title": job.title, "printer": lane.printer.settings.title}
            said = Problem("print.elsewhere", params | {"instead_of": first.settings.name})
        self._settle(job, "printed", None, sent.where if _is_folder(lane) else "", said=said)

    def _no_printer(self, job: Job, problem: Problem) -> None:
        if job.document in _UNASKED:
            self._write(partial(paper.set_job, job_id=job.id, state="cancelled"))
        else:
            self._fail(job, problem)

    def _gone(self, job: Job) -> None:
        """The document is no longer on the disk: a label is made anew when it is asked for."""
        problem = Problem("print.file_gone", {"title": job.title})

        def settle(tx: Transaction) -> None:
            paper.set_job(tx, job.id, "failed", problem)
            if job.label is not None:
                paper.set_label(tx, job.label, "failed", problem=problem)
            labels.print_trouble(self._bench, tx, job, problem)

        self._work(settle)

    def _fail(self, job: Job, problem: Problem) -> None:
        def settle(tx: Transaction) -> None:
            paper.set_job(tx, job.id, "failed", problem)
            labels.print_trouble(self._bench, tx, job, problem)
            if job.carton is None:
                self._bench.note(ProblemFound(problem))

        self._work(settle)

    def _settle(
        self,
        job: Job,
        state: str,
        problem: Problem | None,
        where: str,
        in_doubt: bool = False,
        said: Problem | None = None,
    ) -> None:
        def settle(tx: Transaction) -> None:
            now = micros(self._bench.seat.clock.now())
            paper.set_job(tx, job.id, state, problem, target_file=where, done_at=now)
            labels.printed(self._bench, tx, job, where or None, in_doubt)
            if said is not None:
                self._bench.note(ProblemFound(said))

        self._work(settle)

    # -- the writer -------------------------------------------------------------------------------

    def _claim(self, job: Job, lane: Lane) -> bool:
        def run() -> bool:
            with self._store.write() as tx:
                return paper.start_job(tx, job.id, lane.name)

        return self._writer.call(Turn.WORK, run)

    def _cancelled(self, job_id: str) -> bool:
        found = False

        def settle(tx: Transaction) -> None:
            nonlocal found
            job = paper.job(tx, job_id)
            found = job is not None and paper.cancel_job(tx, job_id)
            if found and job is not None:
                labels.print_trouble(self._bench, tx, job, Problem("print.cancelled", {"title": job.title}))

        self._bench.work(settle)
        return found

    def _work(self, job: Callable[[Transaction], object]) -> None:
        self._writer.call(Turn.WORK, lambda: self._bench.work(job))

    def _write(self, job: Callable[[Transaction], object]) -> None:
        def run() -> None:
            with self._store.write() as tx:
                job(tx)

        self._writer.call(Turn.WORK, run)


def _is_folder(lane: Lane) -> bool:
    return lane.printer.settings.kind == "folder"


def _media(job: Job) -> str:
    """PDF where the file cannot be read: its lane says so."""
    try:
        with Path(job.file).open("rb") as file:
            return ZPL if file.read(3) == b"^XA" else PDF
    except OSError:
        return PDF
