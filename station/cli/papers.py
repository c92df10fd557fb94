"""The printers of a bench from the command line: how they are, what waits for them, sheets to try them."""

import contextlib
import json
from argparse import Namespace
from datetime import UTC, datetime
from typing import Any, get_args

from station import assembly, gear
from station.cli.lines import Printer as Out
from station.model.problem import Problem, StationError
from station.printing.contract import PDF, Condition, Printer, PrinterOff, route
from station.settings.schema import Document, Settings
from station.store import paper
from station.store.engine import Store
from station.words import Words

_SHEETS = {"commands": "command_sheet", "badges": "badges"}
_NOT_DONE = ("wanted", "waiting", "sending", "failed", "in_doubt")


class Papers:
    """Each answers an exit code."""

    def __init__(self, settings: Settings, args: Namespace, out: Out) -> None:
        self._settings = settings
        self._args = args
        self._out = out
        self._words = Words(settings.bench.language or "en")

    def run(self) -> int:
        match self._args.what:
            case "list" | "status":
                return self._list()
            case "jobs":
                return self._jobs()
            case "cancel":
                return self._cancel()
            case "test":
                return self._test()
        return self._sheet()

    # -- how they are -----------------------------------------------------------------------------

    def _list(self) -> int:
        rows = [self._row(one) for one in self._chosen()]
        unrouted = self._unrouted()
        if self._args.json:
            detail: Any = {"printers": rows, "unrouted": unrouted}
            self._out.write(json.dumps(detail if self._args.what == "status" else rows, ensure_ascii=False))
        else:
            for row in rows:
                line = "{name:<12} {kind:<8} {target:<32} {state:<8} {prints}".format(
                    **row | {"prints": " ".join(row["prints"])}
                )
                self._out.write("\n".join([line, *(f"  {one['say']}" for one in row["problems"])]))
            for one in unrouted:
                self._out.write(one["say"])
        return 1 if self._args.what == "status" and any(row["state"] != "open" for row in rows) else 0

    def _row(self, printer: Printer) -> dict[str, Any]:
        ours = printer.settings
        now = printer.look() or Condition(answered=False)
        printer.close()
        return {
            "name": ours.name,
            "kind": ours.kind,
            "target": ours.target,
            "place": ours.place,
            "prints": list(ours.prints),
            "language": ours.language,
            "state": now.state,
            "asked": now.answered,
            "problems": [self._said(one) for one in now.problems],
        }

    def _unrouted(self) -> list[dict[str, str]]:
        """The documents no printer takes."""
        taken = {kind for one in self._settings.printers for kind in one.prints}
        missing = [kind for kind in get_args(Document) if kind not in taken]
        return [self._said(Problem("printer.none_for_kind", {"kind": kind})) for kind in missing]

    def _said(self, problem: Problem) -> dict[str, str]:
        return {"code": problem.code, "say": self._words.say(problem)}

    def _chosen(self) -> list[Printer]:
        printers = assembly.printers(self._settings)
        name = self._args.name
        found = [one for one in printers if not name or one.settings.name == name]
        if name and not found:
            known = ", ".join(one.settings.name for one in printers)
            raise PrinterOff("printer.unknown", printer=name, known=known)
        return found

    # -- what waits -------------------------------------------------------------------------------

    def _jobs(self) -> int:
        store = Store(self._settings.bench.database)
        try:
            with store.read() as connection:
                jobs = paper.jobs(connection, self._settings.bench.name, _NOT_DONE)
        finally:
            store.close()
        rows = [
            {
                "id": one.id,
                "document": one.document,
                "title": one.title,
                "state": one.state,
                "printer": one.printer,
                "say": self._words.say(one.problem) if one.problem else "",
            }
            for one in jobs
        ]
        if self._args.json:
            self._out.write(json.dumps(rows, ensure_ascii=False))
        else:
            for row in rows:
                self._out.write("{id:<32} {state:<9} {document:<15} {title}  {say}".format(**row))
        return 0

    def _cancel(self) -> int:
        if not self._args.name:
            raise StationError("print.which")
        store = Store(self._settings.bench.database)
        try:
            with store.write() as tx:
                done = paper.cancel_job(tx, self._args.name)
        finally:
            store.close()
        found = {"id": self._args.name, "cancelled": done}
        say = Problem("print.cancelled" if done else "print.not_waiting", {"title": self._args.name})
        self._out.write(json.dumps(found) if self._args.json else self._words.say(say))
        return 0 if done else 1

    # -- sheets -----------------------------------------------------------------------------------

    def _test(self) -> int:
        options = {one.name: one for one in self._settings.printers}
        language = self._settings.bench.language or "en"
        for printer in self._chosen():
            self._send(printer, gear.test_page(options[printer.settings.name], language))
        return 0

    def _sheet(self) -> int:
        from station.cli import printing

        printer = route(assembly.printers(self._settings), _SHEETS[self._args.what])
        pages = printing.Papers(self._settings, self._args, printer).pages()
        if pages is None:
            raise StationError("print.nothing", what=self._args.what)
        self._send(printer, printing.drawn_and_read(pages, native=False))
        return 0

    def _send(self, printer: Printer, document: bytes) -> None:
        what = self._args.what
        with contextlib.closing(printer):
            sent = printer.send(f"{what}-{datetime.now(UTC):%Y%m%d%H%M%S%f}", document, PDF, what)
        found = {"printer": sent.printer, "where": str(sent.where)}
        self._out.write(json.dumps(found) if self._args.json else f"{sent.printer}: {sent.where}")
