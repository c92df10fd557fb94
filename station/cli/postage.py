"""What a carrier sold us: labels on no carton, given back if asked; and the sheet for its driver."""

import json
from argparse import Namespace
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from station import assembly
from station.app import App
from station.carriers.contract import Bought, CarrierError, SellsPostage
from station.cli.lines import Printer
from station.model.problem import StationError
from station.settings.schema import Settings
from station.store import ahead
from station.store.prepare import prepare
from station.usecases.postage import Orphan, orphans


def carrier(settings: Settings, args: Namespace, out: Printer) -> int:
    """The exit code: 1 when something could not be given back, or there is nothing for a driver."""
    sells = assembly.postage(settings)
    app = App(settings)
    try:
        prepare(app.store, app.folder / "backups", app.clock.now())
        if args.what == "manifest":
            return _manifest(app, sells, args, out)
        if args.what == "refunds":
            return _refunds(sells, args, out)
        return _orphans(app, sells, args, out)
    finally:
        app.store.close()
        sells.close()


def _orphans(app: App, sells: SellsPostage, args: Namespace, out: Printer) -> int:
    sold = sells.bought(datetime.now(UTC) - timedelta(days=args.days))
    with app.store.read() as connection:
        found = orphans(connection, sold)
    rows = [_given_back(app, sells, one) if args.void else _row(one) for one in found]
    if args.json:
        out.write(json.dumps(rows, ensure_ascii=False))
    for row in () if args.json else rows:
        state = row.get("say") or ("voided" if row["voided"] else row["refund"])
        out.write(
            f"{row['tracking']:<26} {row['order']:>10}/{row['carton']}  {row['service']}  {state}".rstrip()
        )
    return 1 if any("say" in row for row in rows) else 0


def _row(one: Orphan) -> dict[str, Any]:
    label = one.label
    service = f"{label.carrier}/{label.service}"
    about = {"order": one.order, "carton": one.carton, "tracking": label.tracking, "service": service}
    return about | {"bought": label.at, "voided": label.voided, "refund": label.refund}


def _given_back(app: App, sells: SellsPostage, one: Orphan) -> dict[str, Any]:
    try:
        sells.void(one.label)
    except CarrierError as trouble:
        said = {"code": trouble.problem.code, "say": app.say(trouble.problem)}
        return _row(one) | said
    with app.store.write() as tx:
        ahead.given_back(tx, one.label.intent)
    return _row(replace(one, label=replace(one.label, voided=True)))


def _refunds(sells: SellsPostage, args: Namespace, out: Printer) -> int:
    """What was given back, and how far the money is: submitted, refunded, rejected; 1 if any was rejected."""
    sold = sells.bought(datetime.now(UTC) - timedelta(days=args.days))
    rows = [
        {
            "tracking": one.tracking,
            "service": f"{one.carrier}/{one.service}",
            "bought": one.at,
            "refund": one.refund,
        }
        for one in sold
        if one.refund
    ]
    if args.json:
        out.write(json.dumps(rows, ensure_ascii=False))
    for row in () if args.json else rows:
        out.write(f"{row['tracking']:<26} {row['service']}  {row['refund']}")
    return 1 if any(row["refund"] == "rejected" for row in rows) else 0


def _manifest(app: App, sells: SellsPostage, args: Namespace, out: Printer) -> int:
    """One form for each carrier: all cartons that left that day and are on no form yet."""
    day = args.date or app.today()
    start = datetime.combine(day, time(), app.zone)
    left = {one.tracking for one in app.shipments(day, 0, 100_000)}
    sold = [one for one in sells.bought(start - timedelta(days=30)) if one.tracking in left]
    target = Path(args.folder or ".")
    made, failed = [], not sold
    for name in sorted({one.carrier for one in sold}):
        try:
            made.append(_form(sells, [one for one in sold if one.carrier == name], target))
        except StationError as trouble:
            failed = True
            made.append({"carrier": name, "code": trouble.problem.code, "say": app.say(trouble.problem)})
    if args.json:
        out.write(json.dumps(made, ensure_ascii=False))
    for row in () if args.json else made:
        out.write(f"{row['carrier']}: {row.get('file') or row['say']}")
    return 1 if failed else 0


def _form(sells: SellsPostage, labels: list[Bought], folder: Path) -> dict[str, Any]:
    form = sells.manifest([one for one in labels if not one.voided])
    file = folder / f"manifest-{form.ref}.pdf"
    file.write_bytes(form.document)
    return {"carrier": labels[0].carrier, "file": str(file), "tracking": list(form.trackings)}
