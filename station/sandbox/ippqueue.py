"""A print queue that speaks IPP on a real socket: keeps jobs, says how it is, and misbehaves when told to."""

import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from station.printing import ipp
from station.printing.ipp import Attributes, Field, Group, Operation, Tag

PENDING, PROCESSING, CANCELED, COMPLETED = 3, 5, 7, 9


@dataclass
class QueuedJob:
    name: str
    format: str
    document: bytes
    state: int
    wishes: Attributes = field(default_factory=dict)


class IppQueueDouble:
    """`finishes`: jobs are printed at once, else they stay in the state `begins`. `loses_answers`: a job is
    taken and nothing is said. `status`: what every job is turned away with, 0 for none.
    """

    def __init__(self) -> None:
        self.state = 3
        self.reasons: tuple[str, ...] = ("none",)
        self.message = ""
        self.accepting = True
        self.finishes = True
        self.begins = PROCESSING
        self.loses_answers = False
        self.status = 0
        self.formats = (
            "application/pdf",
            "image/png",
            "application/octet-stream",
            "application/vnd.cups-raw",
        )
        self.list: list[QueuedJob] = []
        self._changed = threading.Condition()
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None
        self.port = 0

    @property
    def target(self) -> str:
        return f"ipp://127.0.0.1:{self.port}/printers/bench"

    @property
    def jobs(self) -> tuple[bytes, ...]:
        """Documents that came out."""
        with self._changed:
            return tuple(one.document for one in self.list if one.state == COMPLETED)

    def wait_for_jobs(self, count: int, seconds: float = 5.0) -> tuple[bytes, ...]:
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.list) >= count, seconds):
                raise TimeoutError(f"{len(self.list)} of {count} jobs came")
        return self.jobs

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        queue = self

        class Wire(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = queue.answer(body)
                if answer is None:
                    self.close_connection = True
                    return
                self.send_response(200)
                self.send_header("Content-Type", "application/ipp")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """It keeps its jobs, not its requests."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Wire)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="sandbox-ipp", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
        self._server = self._thread = None

    def answer(self, body: bytes) -> bytes | None:
        """The answer to a request; None when it is lost."""
        operation = struct.unpack_from(">H", body, 2)[0]
        asked, document = _parted(body)
        answers: dict[int, Callable[[], bytes | None]] = {
            Operation.GET_PRINTER: self._printer,
            Operation.PRINT_JOB: lambda: self._print(asked, document),
            Operation.GET_JOB: lambda: self._job(asked),
            Operation.GET_JOBS: lambda: self._jobs(asked),
            Operation.CANCEL_JOB: lambda: self._cancel(asked),
        }
        with self._changed:
            found = answers[operation]()
            self._changed.notify_all()
        return found

    def _printer(self) -> bytes:
        fields = (
            Field("printer-state", Tag.ENUM, (self.state,)),
            Field("printer-state-reasons", Tag.KEYWORD, self.reasons),
            Field("printer-state-message", Tag.NAME, (self.message,)),
            Field("printer-is-accepting-jobs", Tag.BOOLEAN, (self.accepting,)),
            Field("document-format-supported", Tag.MIME, self.formats),
            Field("print-scaling-supported", Tag.KEYWORD, ("auto", "none")),
            Field("media-supported", Tag.KEYWORD, ("na_index-4x6_4x6in", "om_label_100x150mm")),
        )
        return _said(0, Group.PRINTER, [fields])

    def _print(self, asked: Attributes, document: bytes) -> bytes | None:
        if self.status:
            return _said(self.status, Group.OPERATION, [])
        state = COMPLETED if self.finishes else self.begins
        name, kind = str(asked["job-name"][0]), str(asked["document-format"][0])
        self.list.append(QueuedJob(name, kind, document, state, asked))
        return None if self.loses_answers else _said(0, Group.JOB, [self._about(len(self.list))])

    def _job(self, asked: Attributes) -> bytes:
        return _said(0, Group.JOB, [self._about(int(asked["job-id"][0]))])

    def _jobs(self, asked: Attributes) -> bytes:
        done = asked["which-jobs"][0] == "completed"
        found = [n for n, one in enumerate(self.list, 1) if (one.state >= CANCELED) is done]
        return _said(0, Group.JOB, [self._about(number) for number in found])

    def _cancel(self, asked: Attributes) -> bytes:
        self.list[int(asked["job-id"][0]) - 1].state = CANCELED
        return _said(0, Group.OPERATION, [])

    def _about(self, number: int) -> tuple[Field, ...]:
        job = self.list[number - 1]
        return (
            Field("job-id", Tag.INTEGER, (number,)),
            Field("job-state", Tag.ENUM, (job.state,)),
            Field("job-name", Tag.NAME, (job.name,)),
        )


def _said(status: int, group: Group, each: list[tuple[Field, ...]]) -> bytes:
    head = (Field("attributes-charset", Tag.CHARSET, ("utf-8",)),)
    parts = [struct.pack(">HHI", 0x0101, status, 1), bytes([Group.OPERATION]), *map(ipp.written, head)]
    for fields in each:
        parts += [bytes([group]), *map(ipp.written, fields)]
    return b"".join([*parts, bytes([Group.END])])


def _parted(body: bytes) -> tuple[Attributes, bytes]:
    """All attributes of a request, and the document behind them."""
    at, found, name = 8, dict[str, tuple[ipp.Value, ...]](), ""
    while body[at] != Group.END:
        kind, at = body[at], at + 1
        if kind < 0x10:
            continue
        label, at = ipp.counted(body, at)
        content, at = ipp.counted(body, at)
        name = label.decode() or name
        value = ipp.value(kind, content)
        if value is not None:
            found[name] = (*found.get(name, ()), value)
    return found, body[at + 1 :]
