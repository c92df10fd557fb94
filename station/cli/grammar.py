"""The command line's words: which verbs there are, and what each takes."""

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from station.cli.device_words import add_device, common
from station.cli.dock_words import add_load, add_returns
from station.cli.orders import add_orders
from station.cli.picking import add_wave
from station.cli.print_words import add_print

Verb = Callable[[str, str], argparse.ArgumentParser]

# What a word of a verb cannot do without: verb, word, argument.
_NEEDS = (("outbox", "retry", "id"), ("db", "restore", "file"), ("store", "add", "name"))


def read(argv: Sequence[str] | None) -> argparse.Namespace:
    """What was typed. Leaves with 2 and the usage where it makes no sense."""
    parser = _parser()
    args = parser.parse_args(argv)
    for verb, what, argument in _NEEDS:
        if args.verb == verb and args.what == what and not getattr(args, argument):
            needed = "the CART: see station carts" if verb == "store" else argument.upper()
            parser.error(f"{verb} {what} needs {needed}")
    return args


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="station", description="The packing bench.", parents=[common(False)]
    )
    again = common(True)
    verbs = parser.add_subparsers(dest="verb")

    def verb(name: str, says: str) -> argparse.ArgumentParser:
        return verbs.add_parser(name, help=says, description=says, parents=[again])

    for room in (_bench, _floor, _shops, _gear, _records):
        room(verb)
    return parser


def _bench(verb: Verb) -> None:
    run = verb("run", "Open the bench.")
    run.add_argument("--no-screen", action="store_true", help="one line per outcome instead of a window")
    practice = verb("practice", "A shop, a scanner, a scale and a printer to practise with.")
    practice.add_argument("--auto", action="store_true", help="packs by itself, through the scanner's line")
    practice.add_argument("--orders", type=int, default=0, help="how many orders to pack; 0: all")
    practice.add_argument("--keep", type=Path, help="where its labels and screenshots go")
    verb("commands", "The command barcodes.")


def _floor(verb: Verb) -> None:
    add_orders(verb("orders", "The orders, and what is done to their place in the queue."))
    add_wave(verb("wave", "Waves: orders that are picked on one walk."))
    add_load(verb("load", "What goes on the van, and what has to stay here."))
    add_returns(verb("returns", "What customers sent back, and what goes back to the shelf."))


def _shops(verb: Verb) -> None:
    verb("sync", "Pull once, push what is due.").add_argument("--once", action="store_true", required=True)
    taking = verb("import", "Take in a file of orders (CSV or XML).")
    taking.add_argument("file", metavar="FILE")
    taking.add_argument("--store", help="which of the settings' files stores; the first when left out")
    taking.add_argument("--dry-run", action="store_true", help="only say what it would change")
    verb("carts", "Which shops can be connected.")
    outbox = verb("outbox", "Messages to the shops.")
    outbox.add_argument("what", choices=["list", "retry"])
    outbox.add_argument("id", nargs="?", type=int)
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


def _gear(verb: Verb) -> None:
    add_device(verb("device", "Scanners and scales: which there are, how they are, how they talk."))
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


def _records(verb: Verb) -> None:
    shipments = verb("shipments", "A day's cartons.")
    shipments.add_argument("--date", type=_day, help="YYYY-MM-DD; today when left out")
    db = verb("db", "The database.")
    db.add_argument("what", choices=["backup", "restore", "check", "upgrade"])
    db.add_argument("file", nargs="?")
    proof = verb("evidence", "What is known of a carton: scans, weights, label, order.")
    proof.add_argument("number", metavar="NUMBER", help="a tracking number, or the order's number")
    proof.add_argument("--pdf", type=Path, metavar="FOLDER", help="writes one page for each carton there")
    learned = verb("weights", "What units weigh by the cartons that left.")
    learned.add_argument("what", nargs="?", choices=["list", "doubts", "forget"], default="list")
    learned.add_argument("sku", nargs="?", help="forget: the SKU to start over with")
    learned.add_argument("--badge", default="", help="forget: a supervisor's, as OP-SAM")
    report = verb("report", "What went out, where the time went; what a watching bench would have stopped.")
    report.add_argument("what", choices=["day", "times", "shadow"])
    report.add_argument("date", nargs="?", type=_day)
    report.add_argument("--bench", default="", help="times: of this bench alone")
    report.add_argument("--operator", default="", help="times: of this person alone")
    report.add_argument("--csv", action="store_true")
    report.add_argument("--xlsx", type=Path, help="the file to write")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day: write it as 2026-03-31") from None
