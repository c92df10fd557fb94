"""The commands that look and tidy: orders, shipments, outbox, database, stores, devices, printers, report."""

import json
from argparse import Namespace
from collections.abc import Iterable, Sequence
from dataclasses import is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from station import assembly
from station.app import App
from station.carts import registry as carts
from station.carts.contract import CartError
from station.cli.lines import Printer
from station.model.barcode import Command
from station.model.problem import Problem, StationError
from station.model.quantity import Mass
from station.reports import export
from station.settings.schema import Settings
from station.store import outbox
from station.store.engine import Store
from station.store.prepare import backup, check, prepare, restore, upgrade
from station.store.presence import Presence


def plain(value: Any) -> Any:
    """A value as JSON has it: masses in grams, times as ISO 8601."""
    if isinstance(value, Mass):
        return value.grams
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(one) for name, one in _fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list | frozenset):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    return value


def _fields(value: Any) -> Iterable[tuple[str, Any]]:
    from dataclasses import fields

    return ((one.name, getattr(value, one.name)) for one in fields(value))


class Commands:
    """Each answers an exit code."""

    def __init__(self, settings: Settings, args: Namespace, out: Printer) -> None:
        self._settings = settings
        self._args = args
        self._out = out
        self._json = bool(args.json)

    def _show(self, rows: Sequence[Any], line: str) -> int:
        """All rows as one JSON list, or one line each."""
        if self._json:
            self._out.write(json.dumps([plain(row) for row in rows], ensure_ascii=False))
        else:
            for row in rows:
                told = {name: "" if value is None else value for name, value in plain(row).items()}
                self._out.write(line.format(**told))
        return 0

    def _app(self) -> App:
        app = App(self._settings)
        app.make_ready()
        return app

    def orders(self) -> int:
        from station.cli.orders import orders

        app = self._app()
        try:
            return orders(app, self._args, self._show, self._done)
        finally:
            app.store.close()

    def wave(self) -> int:
        from station.cli.picking import wave

        app = self._app()
        try:
            return wave(app, self._args, self._show, self._done)
        finally:
            app.store.close()

    def shipments(self) -> int:
        app = self._app()
        day = self._args.date or app.today()
        rows = app.shipments(day, 0, 10_000)
        app.store.close()
        return self._show(rows, "{at}  {order:>10}/{carton}  {tracking:<22} {units:>4} units  {pushed}")

    def outbox(self) -> int:
        app = self._app()
        try:
            if self._args.what == "retry":
                return self._retry(app)
            rows = [plain(one) | {"say": app.say(one.problem) if one.problem else ""} for one in app.pushes()]
            return self._show(rows, "{id:>5} {topic:<9} {state:<9} {order:>10}  {about}  {say}")
        finally:
            app.store.close()

    def _retry(self, app: App) -> int:
        with app.store.write() as tx:
            entry = outbox.release(tx, self._args.id, app.clock.now())
        found = {"id": self._args.id, "released": entry is not None}
        say = Problem("outbox.released" if entry else "outbox.not_parked", {"id": self._args.id})
        self._out.write(json.dumps(found) if self._json else app.say(say))
        return 0 if entry is not None else 1

    def report(self) -> int:
        app = self._app()
        day = self._args.date or app.today()
        rows, totals = app.shipments(day, 0, 100_000), app.day(day)
        app.store.close()
        if self._args.csv:
            self._out.write(export.as_csv(rows).rstrip("\r\n"))
        elif self._args.xlsx:
            export.to_xlsx(rows, self._args.xlsx)
            self._out.write(str(self._args.xlsx))
        elif self._json:
            self._out.write(
                json.dumps({"day": day.isoformat(), "totals": plain(totals), "cartons": plain(rows)})
            )
        else:
            self._out.write(f"{day}: {totals.shipped} orders, {totals.cartons} cartons, {totals.units} units")
            self._out.write(f"open {totals.open}, on hold {totals.on_hold}, parked messages {totals.parked}")
        return 0

    def db(self) -> int:
        store = Store(self._settings.bench.database)
        now = datetime.now(UTC)
        folder = assembly.files_folder(store.path, self._settings.bench.name)
        try:
            return self._db(store, folder, now)
        finally:
            store.close()

    def _db(self, store: Store, folder: Path, now: datetime) -> int:
        match self._args.what:
            case "backup":
                target = self._args.file or folder / "backups" / f"backup-{now:%Y%m%d-%H%M%S}.db"
                self._done("file", str(backup(store, Path(target))))
            case "restore":
                if store.path is None:
                    raise StationError("database.backup_shared", database=str(store.url))
                presence = Presence(store, self._settings.bench.name)
                presence.take(now)
                kept = restore(Path(self._args.file), store.path, now)
                presence.release()
                self._done("file", str(kept) if kept else str(store.path))
            case "check":
                wrong = check(store)
                if self._json:
                    self._out.write(json.dumps({"ok": not wrong, "wrong": wrong}, ensure_ascii=False))
                else:
                    self._out.write("\n".join(wrong) or "ok")
                return 1 if wrong else 0
            case "upgrade":
                prepare(store, folder / "backups", now, upgrade_shared=True)
                upgrade(store)
                self._done("ok", "ok")
        return 0

    def _done(self, name: str, what: str) -> None:
        found = {"ok": True} | ({name: what} if name != "ok" else {})
        self._out.write(json.dumps(found, ensure_ascii=False) if self._json else what)

    def store(self) -> int:
        rows = [{"name": one.name, "cart": one.cart, "url": one.url} for one in self._settings.stores]
        if self._args.what == "list":
            return self._show(rows, "{name:<16} {cart:<14} {url}")
        app, failed = App(self._settings), False
        for one in self._settings.stores:
            if self._args.name and one.name != self._args.name:
                continue
            found = self._probe(app, one)
            failed = failed or not found["ok"]
            self._out.write(json.dumps(found, ensure_ascii=False) if self._json else _probed(found))
        return 1 if failed else 0

    def _probe(self, app: App, store: Any) -> dict[str, Any]:
        found: dict[str, Any] = {"store": store.name, "ok": True}
        try:
            cart = assembly.cart(self._settings, store)
            try:
                probe = cart.probe()
            finally:
                cart.close()
        except CartError as trouble:
            return found | {"ok": False, "code": trouble.problem.code, "say": app.say(trouble.problem)}
        said = [{"code": one.code, "say": app.say(one)} for one in probe.problems]
        return found | {
            "title": probe.title,
            "version": probe.version,
            "target": probe.target,
            "problems": said,
        }

    def printer(self) -> int:
        from station.cli.papers import Papers

        return Papers(self._settings, self._args, self._out).run()


def carts_known(out: Printer, as_json: bool) -> int:
    """Carts, credential fields, capabilities."""
    found = [plain(one) | {"credentials": plain(one.credentials)} for one in carts.manifests()]
    lines = "\n".join(f"{one['cart']:<12} {one['title']}" for one in found)
    out.write(json.dumps(found, ensure_ascii=False) if as_json else lines)
    return 0


def commands_known(out: Printer, as_json: bool) -> int:
    """The command barcodes. A name is the barcode without its `CMD-`."""
    found = [{"name": _named(one), "barcode": one.value} for one in Command]
    lines = "\n".join(f"{one['name']:<12} {one['barcode']}" for one in found)
    out.write(json.dumps(found) if as_json else lines)
    return 0


def _probed(found: dict[str, Any]) -> str:
    if not found["ok"]:
        return f"{found['store']}: {found['say']}"
    lines = [f"{found['store']}: {found['title']} {found['version']} {found['target']}".rstrip()]
    return "\n".join([*lines, *(f"  {one['say']}" for one in found["problems"])])


def _named(command: Command) -> str:
    """What a person calls it: the barcode without its prefix."""
    return command.value.removeprefix("CMD-")
