"""A bench with trap doors: the process kills itself (SIGKILL) the n-th time it passes a named point.

Nothing of this is in the program. `python runner.py` imports it once, then forks one bench for each line on
standard input, `{"argv": …, "out": …, "log": …, "crash": "name#n", "passed": …}`, and answers with its
process id and, when it has ended, with its status. Every pass is a line in the file `passed`.
"""

import ctypes
import functools
import gc
import importlib
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from station.store.engine import Store

HEAVY = (
    "station.cli.main station.cli.run station.app station.carts.woocommerce.client station.printing.folder",
    "station.labels.pdf station.labels.shipping station.labels.readback station.carriers.house psycopg httpx",
    "station.devices.scales.mt_sics reportlab.pdfgen.canvas reportlab.pdfbase.ttfonts zxingcpp pypdfium2",
    "station.carriers.easypost",
    "barcode sqlalchemy.dialects.postgresql.psycopg sqlalchemy.dialects.sqlite.pysqlite keyring zoneinfo",
)


# They run what they are handed as `job`: that is whose transaction it is.
PASSES_ON = ("Bench._work", "Push._in_tx", "Spool._write.<locals>.run", "BuysAhead._write.<locals>.run")


class Doors:
    """Counts the passes of every point, and is the end at one of them."""

    def __init__(self, crash: str, passed: str) -> None:
        self._crash = crash
        self._file = os.open(passed, os.O_WRONLY | os.O_CREAT | os.O_APPEND) if passed else None
        self._lock = threading.Lock()
        self._counts: dict[str, int] = {}

    def reach(self, name: str) -> None:
        with self._lock:
            self._counts[name] = count = self._counts.get(name, 0) + 1
            if self._file is not None:
                os.write(self._file, f"{name}\n".encode())
            if f"{name}#{count}" == self._crash:
                os.kill(os.getpid(), signal.SIGKILL)


def _around(doors: Doors, owner: object, method: str, name: object, after: bool = True) -> None:
    """Points before and after every call of a method. `name` may be made of its arguments."""
    real = getattr(owner, method)

    @functools.wraps(real)
    def watched(*args: object, **more: object) -> object:
        called = name(*args) if callable(name) else name
        doors.reach(f"{called}: before")
        answer = real(*args, **more)
        if after:
            doors.reach(f"{called}: after")
        return answer

    setattr(owner, method, watched)


def _writer_of() -> str:
    """Whose transaction this is: the first frame above that is neither the store nor a passage to it."""
    frame = sys._getframe(2)
    while frame is not None:
        code = frame.f_code
        passage = code.co_name in ("_transaction", "__enter__", "inner") or "contextlib" in code.co_filename
        if not passage:
            break
        frame = frame.f_back
    assert frame is not None
    name = frame.f_code.co_qualname
    if name in PASSES_ON:
        job = frame.f_locals["job"]
        while isinstance(job, functools.partial):
            job = job.func
        name = job.__qualname__
    return name.replace(".<locals>", "").replace(".<lambda>", "")


def _changes(store: Store, tx: Connection) -> object:
    if store.is_sqlite:
        return tx.connection.driver_connection.total_changes
    return tx.exec_driver_sql("select pg_current_xact_id_if_assigned()::text").scalar_one()


def install(doors: Doors) -> None:
    """Every point: commits, writes to the shop, calls of the carrier, prints, labels."""
    import httpx

    from station.carriers.easypost.client import Client
    from station.carts.woocommerce.client import WooCommerce
    from station.printing.folder import FolderPrinter
    from station.sync import push
    from station.sync.labels import LabelMaker
    from station.usecases import documents

    push.DOUBT = timedelta(seconds=float(os.environ["DOUBT"]))  # instead of a minute
    write = Store.write

    @contextmanager
    def watched(self: Store, *how: bool) -> Iterator[Connection]:
        name = _writer_of()
        with write(self, *how) as tx:
            before = _changes(self, tx)
            yield tx
            wrote = _changes(self, tx) != before  # a transaction that wrote nothing commits nothing
            if wrote:
                doors.reach(f"commit of {name}: before")
        if wrote:
            doors.reach(f"commit of {name}: after")

    Store.write = watched
    _around(doors, WooCommerce, "write", lambda _cart, _message, step: f"write {step.name}")
    _around(doors, Client, "post", lambda _client, path, *_body: f"carrier {path.rsplit('/', 1)[-1]}")
    _around(doors, FolderPrinter, "send", "print")
    _around(doors, LabelMaker, "take_number", "number")
    _around(doors, LabelMaker, "_keep", "label kept")
    _around(doors, documents, "check_label", "label read back")

    handle = httpx.HTTPTransport.handle_request

    def handled(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        if request.method != "GET":
            kind = request.url.path.rsplit("/", 1)[-1].strip("0123456789") or "object"

            def trace(event: str, _about: object) -> None:
                if event == "http11.send_request_body.complete":
                    doors.reach(f"request left: {request.method} {kind}")

            request.extensions["trace"] = trace
        return handle(self, request)

    httpx.HTTPTransport.handle_request = handled
    replace = Path.replace

    def replaced(self: Path, target: Path) -> Path:
        kind = "print" if self.name.startswith(".") else "label"
        doors.reach(f"{kind} file written: before rename")
        answer = replace(self, target)
        doors.reach(f"{kind} file written: after rename")
        return answer

    Path.replace = replaced


def bench(asked: dict[str, object]) -> int:
    """In the forked process: this is the bench now."""
    _die_with_parent()
    sys.stdout = open(str(asked["out"]), "w", encoding="utf-8")  # noqa: SIM115, PTH123
    log = os.open(str(asked["log"]), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 2)
    os.environ.update(asked["env"])
    install(Doors(str(asked["crash"]), str(asked["passed"])))
    from station.cli.main import main

    return main(list(asked["argv"]))


def _die_with_parent() -> None:
    """Nobody left to pack at it: a bench whose test was stopped does not live on (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _say(what: dict[str, int]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def serve() -> None:
    _die_with_parent()
    for name in " ".join(HEAVY).split():
        importlib.import_module(name)
    gc.freeze()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            code = 70
            try:
                code = bench(json.loads(line))
                sys.stdout.flush()
            finally:
                os._exit(code)
        _say({"pid": pid})
        _, status = os.waitpid(pid, 0)
        _say({"code": os.waitstatus_to_exitcode(status)})


if __name__ == "__main__":
    serve()
