"""`station import FILE`: a file of orders is taken in by hand, as if the partner had dropped it.

It goes into the store's folder, so that a second time is seen as one, and from there into the database. With
--dry-run it is only read: what it would change, and what is the matter with it by row and column.
"""

import json
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from station import assembly
from station.app import App
from station.carts.files.client import Files
from station.carts.files.complaints import Complaint
from station.carts.files.gather import Entry, Gathered
from station.carts.files.inbox import SUFFIXES
from station.cli.lines import Printer
from station.model.problem import Problem, StationError
from station.settings.schema import Settings, Store
from station.store.prepare import prepare
from station.store.writer import Turn
from station.words import Words

Say = Callable[[Problem], str]


def import_file(settings: Settings, args: Namespace, out: Printer) -> int:
    """1 when anything of the file was refused. Raises `StationError`: `import.no_file`,
    `config.no_files_store`, `files.not_taken`, or what the folder says.
    """
    store = _store(settings, args.store or "")
    file = Path(args.file).expanduser()
    if file.suffix.lower() not in SUFFIXES:
        raise StationError("files.not_taken", files=file.name)
    say = Words(settings.bench.language or "en").say
    cart = cast(Files, assembly.cart(settings, store, say=say))
    try:
        found = _preview(cart, file, say) if args.dry_run else _import(settings, store, cart, file, say)
    finally:
        cart.close()
    found = {"file": str(file), "store": store.name, **found}
    if args.json:
        out.write(json.dumps(found, ensure_ascii=False))
    else:
        for line in _told(found):
            out.write(line)
    return 0 if found["ok"] else 1


def _store(settings: Settings, name: str) -> Store:
    """The one of that name; the first files store when none is named."""
    for one in settings.stores:
        if one.cart == "files" and name in ("", one.name):
            return one
    raise StationError("config.no_files_store", store=name)


def _preview(cart: Files, file: Path, say: Say) -> dict[str, Any]:
    try:
        found = cart.preview(file)
    except OSError as trouble:
        raise _unreadable(file, trouble) from trouble
    return {"dry_run": True, **_content(found, found.read, say)}


def _import(settings: Settings, store: Store, cart: Files, file: Path, say: Say) -> dict[str, Any]:
    try:
        file.open("rb").close()
    except OSError as trouble:
        raise _unreadable(file, trouble) from trouble
    taken = cart.take(file)
    if taken is None:
        raise StationError("import.no_file", file=str(file), reason="")
    fresh = [one for one in taken.new if one.document is not None]
    content = _content(taken.found, fresh, say)
    if taken.again:
        content["products"] = 0
    return {"dry_run": False, **content, "moved": str(taken.moved), **_into_database(settings, store, cart)}


def _into_database(settings: Settings, store: Store, cart: Files) -> dict[str, Any]:
    """New or changed orders and those to be packed; a bench that runs here sees for itself."""
    app = App(replace(settings, stores=(store,)))
    try:
        app.presence.take(app.clock.now())
    except StationError as trouble:
        app.store.close()
        if trouble.problem.code != "station.already_running":
            raise
        return {"by_running_bench": True}
    try:
        prepare(app.store, app.folder / "backups", app.clock.now())
        app.writer.start()
        app.shops.link(store, cart)
        app.writer.call(Turn.SCAN, app.bench.load)
        changed, waiting = app.shops.links[store.name].pull.once()
    finally:
        app.close()
    return {"by_running_bench": False, "stored": changed, "open": waiting}


def _unreadable(file: Path, trouble: OSError) -> StationError:
    return StationError("import.no_file", file=str(file), reason=trouble.strerror or "")


def _content(found: Gathered, entries: list[Entry], say: Say) -> dict[str, Any]:
    """Of `entries`, what is taken in; of the file, everything that is the matter with it."""
    orders = [_order(one) for one in entries]
    return {
        "ok": not found.refused,
        "rows": found.rows,
        "orders": len(orders),
        "unchanged": found.unchanged,
        "lines": sum(one["lines"] for one in orders),
        "products": len(found.products),
        "complaints": [_complaint(one, say) for one in found.complaints],
        "content": orders,
    }


def _order(entry: Entry) -> dict[str, Any]:
    document = entry.document or {"lines": ()}
    units = sum(line["quantity"] for line in document["lines"])
    about = {"ref": entry.ref, "order": entry.number, "status": document.get("status", "")}
    return {**about, "lines": len(document["lines"]), "units": units}


def _complaint(one: Complaint, say: Say) -> dict[str, Any]:
    place = {"row": one.row, "column": one.column, "ref": one.order}
    return {**place, "code": one.problem.code, "say": say(one.problem), "refused": one.refused}


def _told(found: dict[str, Any]) -> list[str]:
    verb = "would be taken in" if found["dry_run"] else "taken in"
    lines = [
        f"  {one['order']:<16} {one['lines']:>3} lines {one['units']:>5} units  {one['status']}"
        for one in found["content"]
    ]
    for one in found["complaints"]:
        where = ", ".join(
            filter(None, (f"row {one['row']}" if one["row"] else "", one["column"], one["ref"]))
        )
        mark = "✗" if one["refused"] else "!"
        lines.append(f"{mark} {where or found['file']}: {one['say']}")
    counts = "{orders} orders, {lines} lines, {products} products".format(**found)
    if found["unchanged"]:
        lines.append(f"  {found['unchanged']} orders are as they were")
    lines.append(f"{found['store']}: {counts} {verb}")
    if found.get("by_running_bench"):
        lines.append(f"  {found['moved']}; the bench that runs here takes them into its lists")
    elif not found["dry_run"]:
        lines.append("  {moved}; {stored} orders new or changed, {open} to pack".format(**found))
    return lines
