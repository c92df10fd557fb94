"""`station print`: labels of totes, bins and goods, badges, commands, codes of goods without one, manifests.

To the printer whose `prints` names the document, to one that is named, or to a file; each is read back first.
"""

import json
import re
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from station import assembly
from station.cli.lines import Printer as Out
from station.model.barcode import carton_barcode
from station.model.problem import StationError
from station.printing.contract import PDF, ZPL, Printer, PrinterOff, route
from station.settings.schema import Settings
from station.usecases import documents

if TYPE_CHECKING:
    from station.app import App
    from station.labels.document import Document
    from station.labels.sheets import Code

_KINDS = {
    "tote": "tote_label",
    "bin": "bin_label",
    "sku": "sku_label",
    "badges": "badges",
    "commands": "command_sheet",
    "lines": "line_codes",
    "manifest": "manifest",
}
_TAGS = ("tote", "bin", "sku")
_SPAN = re.compile(r"(?P<head>.*?)(?P<first>[0-9]+)\.\.(?P<last>[0-9]+)")
_LONGEST_SPAN = 1000
_A_LABEL = (100.0, 50.0)


def print_papers(settings: Settings, args: Namespace, out: Out) -> int:
    """0. `print.nothing` when there is nothing to print; else what drawing, reading back and printers say."""
    printer = None if args.file is not None and not args.printer else _printer(settings, args)
    pages = Papers(settings, args, printer).pages()
    if not pages:
        raise StationError("print.nothing", what=args.what)
    native = args.file.suffix.lower() == ".zpl" if args.file is not None else _native(printer, args.what)
    drawn = drawn_and_read(pages, native)
    if args.file is not None:
        _written(args.file, drawn)
        where = str(args.file)
    elif printer is not None:
        job = f"{args.what}-{datetime.now(UTC):%Y%m%d%H%M%S%f}"
        where = str(printer.send(job, drawn, ZPL if native else PDF, args.what).where)
    found = {"what": args.what, "pages": len(pages.pages), "where": where}
    out.write(json.dumps(found) if args.json else where)
    return 0


def _printer(settings: Settings, args: Namespace) -> Printer:
    printers = assembly.printers(settings)
    if not args.printer:
        return route(printers, _KINDS[args.what])
    named = [one for one in printers if one.settings.name == args.printer]
    if not named:
        known = ", ".join(one.settings.name for one in printers)
        raise PrinterOff("printer.unknown", printer=args.printer, known=known)
    return named[0]


def _native(printer: Printer | None, what: str) -> bool:
    return printer is not None and printer.settings.language == "zpl" and what in _TAGS


def drawn_and_read(document: "Document", native: bool) -> bytes:
    """As PDF or ZPL, every symbol on it decoded. `label.unreadable` for what a scanner would not read."""
    from station.labels import pdf, readback, zpl

    drawn = zpl.draw(document) if native else pdf.draw(document)
    readback.verify(drawn, readback.texts_of(document), document.dpi)
    return drawn


def _written(file: Path, drawn: bytes) -> None:
    try:
        file.write_bytes(drawn)
    except OSError as trouble:
        raise StationError("report.cannot_write", file=str(file), reason=str(trouble)) from trouble


class Papers:
    """What is to be printed, laid out for the printer it is for."""

    def __init__(self, settings: Settings, args: Namespace, printer: Printer | None = None) -> None:
        self._settings = settings
        self._args = args
        self._language = settings.bench.language or "en"
        name = printer.settings.name if printer is not None else ""
        ours = next((one for one in settings.printers if one.name == name), None)
        self._dpi = ours.dpi if ours is not None else 203
        self._label = (float(ours.width_mm), float(ours.height_mm)) if ours is not None else _A_LABEL

    def pages(self) -> "Document | None":
        """None when there is nothing to print."""
        make: dict[str, Callable[[], Document | None]] = {
            "tote": self._totes,
            "bin": self._bins,
            "sku": self._goods,
            "badges": self._badges,
            "commands": self._commands,
            "lines": self._lines,
            "manifest": self._manifests,
        }
        return make[self._args.what]()

    def _look(self) -> dict[str, Any]:
        """How this document is drawn, as every one of them takes it."""
        look = assembly.templates(self._settings)[_KINDS[self._args.what]]
        return {"dpi": self._dpi, "language": self._language, "template": look}

    def _totes(self) -> "Document | None":
        from station.labels.tags import place_label

        look = self._look()
        return self._whole(
            place_label("tote", one, paper=self._label, **look) for one in spans(self._args.names)
        )

    def _bins(self) -> "Document | None":
        from station.labels.tags import place_label

        look = self._look()
        return self._whole(
            place_label("bin", one, paper=self._label, **look) for one in spans(self._args.names)
        )

    def _goods(self) -> "Document | None":
        from station.labels.tags import sku_label

        look, args = self._look(), self._args
        with self._app() as app, app.store.read() as connection:
            found = [
                documents.goods_label(connection, one, lot=args.lot, expiry=args.expiry) for one in args.names
            ]
        return self._whole(sku_label(one, paper=self._label, **look) for one in found)

    def _whole(self, labels: "Iterable[Document]") -> "Document | None":
        """All of them as one document, each as often as there are to be copies."""
        made = [one for one in labels for _ in range(max(1, self._args.copies))]
        return replace(made[0], pages=tuple(page for one in made for page in one.pages)) if made else None

    def _badges(self) -> "Document | None":
        from station.labels.sheets import badges

        people = [one.person for one in self._settings.operators]
        return badges(people, **self._look()) if people else None

    def _commands(self) -> "Document | None":
        from station.labels.sheets import command_groups, command_sheet

        groups = command_groups(self._cartons(), language=self._language)
        return command_sheet(groups, bench=self._settings.bench.name, **self._look())

    def _cartons(self) -> "list[Code]":
        """The site's types of carton, where there is a choice."""
        from station.labels.sheets import Code

        kinds = self._settings.cartons
        codes = [
            Code(one.name, code, " x ".join(map(str, one.inner_mm)) + (" mm" if one.inner_mm else ""))
            for one in kinds
            if (code := carton_barcode(one.name))
        ]
        return codes if len(codes) > 1 else []

    def _lines(self) -> "Document | None":
        from station.labels.sheets import line_codes

        stores = sorted((one.name for one in self._settings.stores), key=len, reverse=True)
        with self._app() as app, app.store.read() as connection:
            groups = [documents.line_group(connection, one, stores) for one in self._args.names]
        return line_codes(groups, **self._look()) if groups else None

    def _manifests(self) -> "Document | None":
        from station.labels.manifest import manifest

        with self._app() as app:
            day = self._args.date or app.today()
            rows = app.shipments(day, 0, 100_000)
        look = self._look()
        sender = self._settings.shipping.from_.address
        return self._whole(manifest(one, **look) for one in documents.manifests(rows, day, sender))

    @contextmanager
    def _app(self) -> "Iterator[App]":
        """The bench's database, made ready as every command does."""
        from station.app import App
        from station.store.prepare import prepare

        app = App(self._settings)
        try:
            prepare(app.store, app.folder / "backups", app.clock.now())
            yield app
        finally:
            app.store.close()


def spans(names: Sequence[str]) -> list[str]:
    """`1..20` is twenty names, `A-01..12` twelve with their zeros; anything else is itself.

    `print.span` for a span that is none, or of more than a thousand.
    """
    found: list[str] = []
    for name in names:
        span = _SPAN.fullmatch(name)
        if span is None:
            found.append(name)
            continue
        first, last = int(span["first"]), int(span["last"])
        if not 0 <= last - first < _LONGEST_SPAN:
            raise StationError("print.span", text=name, most=_LONGEST_SPAN)
        found += [f"{span['head']}{number:0{len(span['first'])}d}" for number in range(first, last + 1)]
    return found
