"""A printer behind a queue: CUPS on this machine or another, or a printer that speaks IPP itself.

A queue takes a job long before there is paper. So the job is followed until the queue calls it completed; one
that does not get there is taken back, so that it cannot come out later beside a second one.
Sources: RFC 8011 4.2.1 (Print-Job), 4.3.4 (Get-Job-Attributes), 5.3.7 (job-state).
"""

import threading
import time
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from station.model.problem import StationError
from station.net.http import AnswerLost, Http, HttpError, Patience
from station.printing import ipp, ippstate
from station.printing.contract import (
    PDF,
    ZPL,
    Condition,
    PrinterOff,
    PrinterRefuses,
    PrinterSettings,
    SentEvidence,
    in_doubt,
)
from station.printing.ipp import Attributes, Field, Group, Operation, Tag
from station.printing.media import PNG, Raster, for_printer, paper_name, taken

PORT = 631
LONGEST_SECONDS = 45.0
TROUBLED_SECONDS = 15.0
_PATIENCE = Patience(connect=2.0, read=10.0, total=30.0)
_LOOK = ("printer-state", "printer-state-reasons", "printer-state-message", "printer-is-accepting-jobs",
         "document-format-supported", "print-scaling-supported", "media-supported")  # fmt: skip
_JOB = ("job-id", "job-state", "job-state-reasons", "job-name")
_PENDING, _HELD, _CANCELED, _ABORTED, _COMPLETED = 3, 4, 7, 8, 9
_ENDED = (_CANCELED, _ABORTED, _COMPLETED)
_RAW = ("application/vnd.cups-raw", "application/vnd.zebra-zpl", "application/octet-stream")
_FORMATS = {PDF: (PDF,), PNG: (PNG,), ZPL: _RAW}
_USER = "fulfillment-station"
# RFC 8011 appendix B: what says that this document will never be printed here.
_FOR_GOOD = {0x0408, 0x040A, 0x040B, 0x0410, 0x0411, 0x0412}
_SAID = {
    0x0403: "printer.forbidden",
    0x0401: "printer.forbidden",
    0x0402: "printer.forbidden",
    0x0406: "printer.queue_unknown",
    0x0506: "printer.not_accepting",
    0x0507: "printer.busy",
}


class CupsPrinter:
    """`target` is a queue's name on this machine or a printer's address: `ipp://host/printers/name`,
    `ipps://host/ipp/print`. Plain ipp is not encrypted: it is for the network of the house.
    """

    def __init__(
        self,
        settings: PrinterSettings,
        raster: Raster | None = None,
        longest: float = LONGEST_SECONDS,
        troubled: float = TROUBLED_SECONDS,
    ) -> None:
        self.settings = settings
        self._raster = raster
        self._uri, self._base, self._path = address(settings.target)
        self._longest, self._troubled = longest, troubled
        self._http: Http | None = None
        self._closing = threading.Event()

    @property
    def takes(self) -> tuple[str, ...]:
        return taken(self.settings, self._raster)

    def look(self) -> Condition | None:
        try:
            return ippstate.condition(self.settings.name, self._printer())
        except PrinterOff as off:
            return Condition("lost", (off.problem,))

    def send(self, job_id: str, document: bytes, media_type: str, title: str) -> SentEvidence:
        document, kind = for_printer(self.settings, document, media_type, self._raster)
        able = self._printer()
        self._refuse_if_stopped(able)
        fields = (
            Field("job-name", Tag.NAME, (f"{title[:120]} {job_id}",)),
            Field("document-format", Tag.MIME, (self._format(kind, able),)),
        )
        wishes = _wishes(kind, document, able)
        try:
            said = self._ask(Operation.PRINT_JOB, fields, wishes, document)
        except AnswerLost as lost:
            if self.has(job_id) is not True:
                raise in_doubt(self.settings, job_id) from lost
            number = None
        else:
            number = next(iter(said.first(Group.JOB).get("job-id", ())), None)
        self._follow(job_id, number)
        return SentEvidence(self.settings.name, job_id, len(document), self._uri)

    def has(self, job_id: str) -> bool | None:
        """By the job's name. A printer that lists no finished job keeps no list, and cannot tell; nor can one
        that hides names.
        """
        try:
            waiting, finished = self._jobs("not-completed"), self._jobs("completed")
        except (HttpError, PrinterOff):
            return None
        listed = (*waiting, *finished)
        for one in listed:
            if _is(one, job_id):
                return None if _state(one) in (_CANCELED, _ABORTED) else True
        return False if finished and all("job-name" in one for one in listed) else None

    def stop(self) -> None:
        """A job that is being followed stays with its queue."""
        self._closing.set()

    def close(self) -> None:
        if self._http is not None:
            self._http.close()
            self._http = None

    def _refuse_if_stopped(self, able: Attributes) -> None:
        now = ippstate.condition(self.settings.name, able)
        if now.state != "open" and now.problem is not None:
            raise PrinterOff(now.problem.code, **dict(now.problem.params))

    def _format(self, kind: str, able: Attributes) -> str:
        supported = able.get("document-format-supported", ())
        wanted = _FORMATS[kind]
        found = next((one for one in wanted if one in supported), None)
        if found is None and supported:
            raise PrinterRefuses("printer.media_unsupported", printer=self.settings.name, media_type=kind)
        return found or wanted[-1]

    # -- following a job --------------------------------------------------------------------------

    def _follow(self, job_id: str, number: ipp.Value | None) -> None:
        """Until it is on paper. `PrinterOff`: it was taken back before anything of it left the queue."""
        started, pause = time.monotonic(), 0.02
        while not self._closing.wait(pause):
            pause = min(0.5, pause * 1.6)
            job = self._job(job_id, number)
            if _state(job) == _COMPLETED:
                return
            if _state(job) in _ENDED:
                raise in_doubt(self.settings, job_id)
            waited = time.monotonic() - started
            if waited >= self._longest or (waited >= self._troubled and self._stuck()):
                self._take_back(job_id, number, _state(job))

    def _job(self, job_id: str, number: ipp.Value | None) -> Attributes:
        """Nothing when it cannot be asked right now: the queue may be asked again."""
        try:
            if number is None:
                named = [*self._jobs("not-completed"), *self._jobs("completed")]
                return next((one for one in named if _is(one, job_id)), {})
            fields = (Field("job-id", Tag.INTEGER, (number,)), _wanted(_JOB))
            return self._ask(Operation.GET_JOB, fields).first(Group.JOB)
        except (HttpError, PrinterOff):
            return {}

    def _stuck(self) -> bool:
        condition = self.look()
        return condition is not None and condition.state != "open"

    def _take_back(self, job_id: str, number: ipp.Value | None, state: int) -> None:
        why = self.look()
        never_left = state in (_PENDING, _HELD) or _connecting(why)
        gone = False
        if number is not None:
            try:
                self._ask(Operation.CANCEL_JOB, (Field("job-id", Tag.INTEGER, (number,)),))
                gone = _state(self._job(job_id, number)) == _CANCELED
            except (HttpError, PrinterOff):
                gone = False
        if gone and never_left:
            problem = why.problem if why is not None else None
            code = problem.code if problem is not None else "printer.offline"
            raise PrinterOff(code, **(dict(problem.params) if problem else {"printer": self.settings.name}))
        raise in_doubt(self.settings, job_id)

    # -- asking -----------------------------------------------------------------------------------

    def _printer(self) -> Attributes:
        """`PrinterOff` when it does not answer: only a question was sent."""
        try:
            return self._ask(Operation.GET_PRINTER, (_wanted(_LOOK),)).first(Group.PRINTER)
        except AnswerLost as lost:
            raise self._off() from lost

    def _jobs(self, which: str) -> tuple[Attributes, ...]:
        fields = (
            Field("limit", Tag.INTEGER, (200,)),
            _wanted(_JOB),
            Field("which-jobs", Tag.KEYWORD, (which,)),
        )
        return self._ask(Operation.GET_JOBS, fields).all(Group.JOB)

    def _ask(
        self, operation: Operation, fields: Sequence[Field], job: Sequence[Field] = (), document: bytes = b""
    ) -> ipp.IppAnswer:
        """Raises `PrinterOff`, or `AnswerLost` when the question left and nobody knows what became of it."""
        # CUPS shows a job's name to its owner only: everything is asked in the name it was sent in.
        who = Field("requesting-user-name", Tag.NAME, (_USER,))
        body = ipp.request(operation, self._uri, (who, *fields), job) + document
        try:
            found = self._open().send("POST", self._path, headers=_HEADERS, body=body)
        except AnswerLost:
            raise
        except HttpError as trouble:
            if "certificate" in trouble.problem.code:
                raise PrinterOff(
                    "printer.certificate", printer=self.settings.name, target=self.settings.target
                ) from trouble
            raise self._off() from trouble
        if found.status != 200:
            raise self._refused({401: 0x0402, 403: 0x0403, 404: 0x0406}.get(found.status, 0x0500))
        try:
            said = ipp.answer(found.body, self.settings.name)
        except StationError as trouble:
            raise AnswerLost(trouble.problem.code, printer=self.settings.name) from trouble
        if not said.ok:
            raise self._refused(said.status)
        return said

    def _open(self) -> Http:
        if self._http is None:
            ca_file = self.settings.ca_file
            self._http = Http(self._base, ca_file=ca_file, allow_plain_http=True, patience=_PATIENCE)
        return self._http

    def _refused(self, status: int) -> PrinterOff:
        name = self.settings.name
        if status in _FOR_GOOD:
            return PrinterRefuses("printer.media_unsupported", printer=name, media_type="IPP")
        code = _SAID.get(status, "printer.refused")
        return PrinterOff(code, printer=name, target=self.settings.target, status=f"{status:#06x}")

    def _off(self) -> PrinterOff:
        return PrinterOff("printer.unreachable", printer=self.settings.name, target=self.settings.target)


_HEADERS = {"Content-Type": "application/ipp", "Accept": "application/ipp"}


def _wanted(names: Sequence[str]) -> Field:
    return Field("requested-attributes", Tag.KEYWORD, tuple(names))


def _is(job: Attributes, job_id: str) -> bool:
    return str(next(iter(job.get("job-name", ())), "")).endswith(f" {job_id}")


def _state(job: Attributes) -> int:
    found = next(iter(job.get("job-state", ())), 0)
    return found if isinstance(found, int) else 0


def _connecting(why: Condition | None) -> bool:
    return why is not None and any(one.code == "printer.offline" for one in why.problems)


def _wishes(kind: str, document: bytes, able: Attributes) -> tuple[Field, ...]:
    """At 100 %, on the paper of its own size where the queue knows that size."""
    if kind != PDF:
        return ()
    wishes = []
    if "none" in able.get("print-scaling-supported", ()):
        wishes.append(Field("print-scaling", Tag.KEYWORD, ("none",)))
    paper = paper_name(document, [str(one) for one in able.get("media-supported", ())])
    if paper:
        wishes.append(Field("media", Tag.KEYWORD, (paper,)))
    return tuple(wishes)


def address(target: str) -> tuple[str, str, str]:
    """(printer URI, base address, path) of a queue's name, or of an ipp, ipps, http or https address.

    `printer.target_unreadable` for anything else.
    """
    text = target if "://" in target else f"ipp://localhost/printers/{quote(target, safe='')}"
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    web = {"ipp": "http", "http": "http", "ipps": "https", "https": "https"}.get(parts.scheme if host else "")
    if not host or not web or not target.strip() or parts.username or parts.query:
        raise PrinterOff("printer.target_unreadable", target=target)
    place = f"[{host}]" if ":" in host else host
    where = f"{place}:{port or PORT}"
    scheme = "ipps" if web == "https" else "ipp"
    return f"{scheme}://{where}{parts.path or '/'}", f"{web}://{where}", parts.path or "/"
