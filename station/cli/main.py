"""Reads the command, loads the settings, runs it, and turns trouble into words and an exit code."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

from station.cli.device_words import add_device, common
from station.cli.dock_words import add_load, add_returns
from station.cli.lines import Printer
from station.cli.orders import add_orders
from station.cli.picking import add_wave
from station.cli.print_words import add_print
from station.cli.trouble import complaint
from station.log import start_logging
from station.model.events import ProblemFound
from station.model.problem import StationError
from station.settings.load import config_path, load, remember
from station.settings.schema import Settings
from station.words import Words

log = logging.getLogger(__name__)

# Commands with a module of their own, loaded when asked for: (settings, args, out) -> exit code.
_VERBS = {
    "print": ("printing", "print_papers"),
    "import": ("importing", "import_file"),
    "carrier": ("postage", "carrier"),
    "evidence": ("evidence", "evidence"),
    "weights": ("weights", "weights"),
    "load": ("dock", "load"),
    "returns": ("dock", "returns"),
}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day: write it as 2026-03-31") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="station", description="The packing bench.", parents=[common(False)]
    )
    again = common(True)
    verbs = parser.add_subparsers(dest="verb")

    def verb(name: str, says: str) -> argparse.ArgumentParser:
        return verbs.add_parser(name, help=says, description=says, parents=[again])

    run = verb("run", "Open the bench.")
    run.add_argument("--no-screen", action="store_true", help="one line per outcome instead of a window")
    practice = verb("practice", "A shop, a scanner, a scale and a printer to practise with.")
    practice.add_argument("--auto", action="store_true", help="packs by itself, through the scanner's line")
    practice.add_argument("--orders", type=int, default=0, help="how many orders to pack; 0: all")
    practice.add_argument("--keep", type=Path, help="where its labels and screenshots go")
    verb("sync", "Pull once, push what is due.").add_argument("--once", action="store_true", required=True)
    taking = verb("import", "Take in a file of orders (CSV or XML).")
    taking.add_argument("file", metavar="FILE")
    taking.add_argument("--store", help="which of the settings' files stores; the first when left out")
    taking.add_argument("--dry-run", action="store_true", help="only say what it would change")
    verb("carts", "Which shops can be connected.")
    verb("commands", "The command barcodes.")
    add_orders(verb("orders", "The orders, and what is done to their place in the queue."))
    add_wave(verb("wave", "Waves: orders that are picked on one walk."))
    add_load(verb("load", "What goes on the van, and what has to stay here."))
    add_returns(verb("returns", "What customers sent back, and what goes back to the shelf."))
    shipments = verb("shipments", "A day's cartons.")
    shipments.add_argument("--date", type=_day, help="YYYY-MM-DD; today when left out")
    outbox = verb("outbox", "Messages to the shops.")
    outbox.add_argument("what", choices=["list", "retry"])
    outbox.add_argument("id", nargs="?", type=int)
    db = verb("db", "The database.")
    db.add_argument("what", choices=["backup", "restore", "check", "upgrade"])
    db.add_argument("file", nargs="?")
    store = verb("store", "The shops of the settings file.")
    store.add_argument("what", choices=["list", "test", "add"])
    store.add_argument("name", nargs="?", help="a store of the file; for add, the cart")
    store.add_argument("--called", help="add: what the store is to be called")
    store.add_argument("--url", help="add: the shop's address")
    store.add_argument(
        "--credentials", help="add: env:PREFIX, file:PATH or keyring:NAME that is there already"
    )
    store.add_argument("--option", action="append", default=[], metavar="NAME=VALUE")
    store.add_argument("--yes", action="store_true", help="add: switch it on when it answers")
    device = verb("device", "Scanners and scales: which there are, how they are, how they talk.")
    add_device(device)
    printer = verb("printer", "The printers of the settings file: how they are, what waits, sheets on them.")
    sheets = ["list", "status", "test", "jobs", "cancel", "commands", "badges"]
    printer.add_argument("what", choices=sheets)
    printer.add_argument("name", nargs="?", help="which printer; cancel: which job")
    add_print(verb("print", "Labels of totes, bins and goods, badges, commands, line codes, manifests."))
    carrier = verb("carrier", "Labels that were bought: those on no carton, and the sheet for the driver.")
    carrier.add_argument("what", choices=["orphans", "refunds", "manifest"])
    carrier.add_argument(
        "--days", type=int, default=30, help="orphans, refunds: how far back; 30 when left out"
    )
    carrier.add_argument("--void", action="store_true", help="orphans: give them back")
    carrier.add_argument("--date", type=_day, help="manifest: YYYY-MM-DD; today when left out")
    carrier.add_argument("--folder", type=Path, help="manifest: where it is written")
    proof = verb("evidence", "What is known of a carton: scans, weights, label, order.")
    proof.add_argument("number", metavar="NUMBER", help="a tracking number, or the order's number")
    proof.add_argument("--pdf", type=Path, metavar="FOLDER", help="writes one page for each carton there")
    learned = verb("weights", "What units weigh by the cartons that left.")
    learned.add_argument("what", nargs="?", choices=["list", "forget"], default="list")
    learned.add_argument("sku", nargs="?", help="forget: the SKU to start over with")
    learned.add_argument("--badge", default="", help="forget: a supervisor's, as OP-SAM")
    report = verb("report", "What went out.")
    report.add_argument("what", choices=["day"])
    report.add_argument("date", nargs="?", type=_day)
    report.add_argument("--csv", action="store_true")
    report.add_argument("--xlsx", type=Path, help="the file to write")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code."""
    parser = _parser()
    args = parser.parse_args(argv)
    for name in ("outbox", "db"):
        needs = {"outbox": ("retry", "id"), "db": ("restore", "file")}[name]
        if args.verb == name and args.what == needs[0] and not getattr(args, needs[1]):
            parser.error(f"{name} {needs[0]} needs {needs[1].upper()}")
    if args.verb == "store" and args.what == "add" and not args.name:
        parser.error("store add needs the CART: see station carts")
    stop_logging = start_logging(None)
    words = Words(os.environ.get("LANG", "en")[:2])
    out = Printer(words.say, args.json)
    try:
        return _run(args, out)
    except StationError as trouble:
        code, problems = complaint(trouble)
        for problem in problems:
            if args.json:
                out(ProblemFound(problem))
            sys.stderr.write(f"{words.say(problem)}  [{problem.code}]\n")
        return code
    except BrokenPipeError:
        return 0
    finally:
        stop_logging()


def _run(args: argparse.Namespace, out: Printer) -> int:
    if args.verb == "device" and args.what == "decode":
        from station.cli.decoding import decode

        return decode(args, out)
    from station.cli import manage

    if args.verb == "carts":
        return manage.carts_known(out, args.json)
    if args.verb == "commands":
        return manage.commands_known(out, args.json)
    if args.verb == "practice":
        from station.cli.practice import practice

        return practice(args)
    path = config_path(args.config)
    if args.verb == "store" and args.what == "add":
        from station.cli.adding import add

        settings = load(path) if path.exists() else Settings()
        return add(args, settings, path, out, Words(os.environ.get("LANG", "en")[:2]))
    if args.verb == "device":
        from station.cli.devices import DeviceCommands

        settings = load(path) if path.exists() else Settings()
        return DeviceCommands(settings, path, args, out, Words(os.environ.get("LANG", "en")[:2])).run()
    settings = load(path)
    if args.verb in (None, "run"):
        remember(path)
        return _bench(args, settings)
    if args.verb == "sync":
        from station.cli.run import sync_once

        return sync_once(settings, args.json)
    if args.verb in _VERBS:
        module, name = _VERBS[args.verb]
        code: int = getattr(import_module(f"station.cli.{module}"), name)(settings, args, out)
        return code
    chosen = getattr(manage.Commands(settings, args, out), args.verb)
    answer: int = chosen()
    return answer


def _bench(args: argparse.Namespace, settings: Settings) -> int:
    from station.cli.run import with_window, without_screen

    if args.verb == "run" and args.no_screen:
        return without_screen(settings, args.json)
    return with_window(settings)
