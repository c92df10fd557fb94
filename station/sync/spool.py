"""Print jobs go out, each once. Printing never blocks scanning."""

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from station.model.events import DeviceChanged
from station.model.problem import Problem, StationError
from station.model.view import DeviceView
from station.printing.contract import (
    PDF,
    Printer,
    PrinterError,
    PrinterOff,
    PrinterRefuses,
    PrintInDoubt,
    route,
)
from station.store import paper
from station.store.engine import Store, StoreError, Transaction, micros
from station.store.paper import Job
from station.store.writer import Turn, Writer
from station.usecases import labels
from station.usecases.bench import Bench

log = logging.getLogger(__name__)

RETRY = 3.0


class Spool:
    """One thread for all printers of a bench."""

    def __init__(self, store: Store, writer: Writer, bench: Bench, printers: Sequence[Printer]) -> None:
        self._store = store
        self._writer = writer
        self._bench = bench
        self._printers = list(printers)
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="spooler", daemon=True)
        self.off: dict[str, Problem] = {}

    def start(self) -> None:
        self._after_restart()
        self._thread.start()

    def wake(self) -> None:
        self._wake.set()

    def close(self) -> None:
        self._stop.set()
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(10)

    def _jobs(self, *states: str) -> list[Job]:
        with self._store.read() as connection:
            return paper.jobs(connection, self._bench.seat.policy.bench, states)

    def _after_restart(self) -> None:
        """What was being sent when the bench died: a folder knows, a wire does not."""
        for job in self._jobs("sending"):
            printer = next((one for one in self._printers if one.settings.name == job.printer), None)
            there = printer.has(job.id) if printer is not None else None
            if printer is None or there is None:
                self._settle(
                    job, "in_doubt", Problem("print.in_doubt", {"title": job.title}), "", in_doubt=True
                )
            elif there and printer.settings.kind != "folder":
                self._settle(job, "printed", None, "")
            else:  # it never came out; or it lies in a folder, which says where and writes nothing twice
                self._write(partial(paper.set_job, job_id=job.id, state="waiting"))

    def _serve(self) -> None:
        while not self._stop.is_set():
            wait = 1.0
            try:
                for job in self._jobs("waiting"):
                    if self._stop.is_set():
                        return
                    if not self._send(job):
                        wait = RETRY
            except StoreError as trouble:
                log.warning("printing waits for the database: %s", trouble.problem.code)
            except Exception:
                log.exception("a print job broke off")
                wait = RETRY
            self._wake.wait(wait)
            self._wake.clear()

    def _send(self, job: Job) -> bool:
        """False when the printer is off: nothing was sent, it is tried again."""
        try:
            printer = route(self._printers, job.document)
        except PrinterError as trouble:
            self._no_printer(job, trouble.problem)
            return True
        try:
            content = Path(job.file).read_bytes()
        except OSError:
            self._fail(job, Problem("print.file_gone", {"title": job.title}))
            return True
        self._write(partial(paper.set_job, job_id=job.id, state="sending", printer=printer.settings.name))
        try:
            sent = printer.send(job.id, content, PDF, job.title)
        except PrintInDoubt as doubt:
            self._settle(job, "in_doubt", doubt.problem, "", in_doubt=True)
        except PrinterRefuses as refused:  # it never prints this, however often it is asked
            self._fail(job, refused.problem)
        except PrinterOff as off:
            self._off(job, printer.settings.name, off.problem)
            return False
        except StationError as trouble:
            self._off(job, printer.settings.name, trouble.problem)
            return False
        else:
            if self.off.pop(printer.settings.name, None) is not None:
                self._work(partial(self._show, printer.settings.name, None))
            self._settle(job, "printed", None, sent.where if printer.settings.kind == "folder" else "")
        return True

    def _no_printer(self, job: Job, problem: Problem) -> None:
        if job.document == "shipping_label":
            self._fail(job, problem)
        else:
            self._write(partial(paper.set_job, job_id=job.id, state="cancelled"))

    def _off(self, job: Job, printer: str, problem: Problem) -> None:
        first = printer not in self.off
        if first:
            log.warning("printer %s: %s", printer, problem.code)
        self.off[printer] = problem

        def settle(tx: Transaction) -> None:
            if first:
                self._show(printer, problem, tx)
            paper.set_job(tx, job.id, "waiting", problem)
            labels.print_trouble(self._bench, tx, job, problem)

        self._work(settle)

    def _show(self, printer: str, problem: Problem | None, _tx: Transaction) -> None:
        """Told once when the printer goes and once when it is back, whatever is to be printed."""
        view = DeviceView("printer", printer, "lost" if problem else "open", problem)
        self._bench.note(DeviceChanged(view))

    def _fail(self, job: Job, problem: Problem) -> None:
        def settle(tx: Transaction) -> None:
            paper.set_job(tx, job.id, "failed", problem)
            labels.print_trouble(self._bench, tx, job, problem)

        self._work(settle)

    def _settle(
        self, job: Job, state: str, problem: Problem | None, where: str, in_doubt: bool = False
    ) -> None:
        def settle(tx: Transaction) -> None:
            now = micros(self._bench.seat.clock.now())
            paper.set_job(tx, job.id, state, problem, target_file=where, done_at=now)
            labels.printed(self._bench, tx, job, where or None, in_doubt)

        self._work(settle)

    def _work(self, job: Callable[[Transaction], object]) -> None:
        self._writer.call(Turn.WORK, lambda: self._bench.work(job))

    def _write(self, job: Callable[[Transaction], object]) -> None:
        def run() -> None:
            with self._store.write() as tx:
                job(tx)

        self._writer.call(Turn.WORK, run)
