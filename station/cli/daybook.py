"""`station report times` and `station report shadow`: a day by cause, and what would have been stopped."""

import argparse
import json
from collections import Counter
from datetime import date

from station.app import App
from station.cli.lines import Printer
from station.cli.manage import Commands, plain
from station.settings.schema import Settings


def report(settings: Settings, args: argparse.Namespace, out: Printer) -> int:
    """The exit code."""
    if args.what == "day":
        return Commands(settings, args, out).report()
    app = App(settings)
    try:
        app.make_ready()
        return (_shadow if args.what == "shadow" else _times)(app, args.date or app.today(), args, out)
    finally:
        app.store.close()


def _times(app: App, day: date, args: argparse.Namespace, out: Printer) -> int:
    found = app.daybook.times(day, args.bench, args.operator)
    if args.json:
        out.write(json.dumps({"day": day.isoformat(), **plain(found)}, ensure_ascii=False))
        return 0
    out.write(f"{day}: {found.cartons} cartons, {found.seconds / 60:.1f} min, median {found.median:.1f} s")
    for one in found.causes:
        out.write(f"{one.cause:<10} {one.seconds / 60:8.1f} min {one.share:5.0%}  median {one.median:8.1f} s")
    return 0


def _shadow(app: App, day: date, args: argparse.Namespace, out: Printer) -> int:
    found = app.daybook.shadow(day)
    if args.json:
        said = [{**plain(one), "text": app.say(one.say)} for one in found.notes]
        out.write(json.dumps({"day": day.isoformat(), **plain(found), "notes": said}, ensure_ascii=False))
        return 0
    out.write(f"{day}: {found.orders} orders watched, {found.stopped} would have been stopped")
    for (operator, kind), count in sorted(Counter((one.operator, one.kind) for one in found.notes).items()):
        out.write(f"{count:>4}  {kind:<8} {operator or '-'}")
    for (sku, kind), count in Counter((one.sku, one.kind) for one in found.notes if one.sku).most_common():
        out.write(f"{count:>4}  {kind:<8} {sku}")
    for one in found.notes:
        at = one.at.astimezone(app.zone)
        out.write(
            f"{at:%H:%M:%S}  {one.order:>10}  {one.kind:<8} {one.operator or '-':<14} {app.say(one.say)}"
        )
    return 0
