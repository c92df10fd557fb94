"""`station wave`: waves are built by a rule, listed, shown, printed, cancelled."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from station.model.picking import SINGLES, WAYS, WaveRule
from station.model.problem import StationError

if TYPE_CHECKING:
    from station.app import App

Show = Callable[[Sequence[Any], str], int]
Done = Callable[[str, str], None]
_WAVE = (
    "{id:>5}  {name:<16} {way:<8} {state:<10} {orders:>4} orders, {packed} packed  {picked} of {units} units"
)
_LIST = "{barcode:<10} {zone:<8} {state:<10} {orders:>4} orders  {picked} of {units} units  {short} short"


def add_wave(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["build", "list", "show", "print", "cancel"])
    parser.add_argument("id", nargs="?", type=int, help="show, print, cancel: which wave")
    parser.add_argument("--way", choices=WAYS, default="batch", help="build: how it is walked")
    parser.add_argument("--name", default="", help="build: what it is called; the time of day when left out")
    parser.add_argument("--store", default="", help="build: only orders of this shop")
    parser.add_argument("--method", action="append", default=[], help="build: a shipping method, or its code")
    parser.add_argument("--carrier", action="append", default=[], help="build: methods this carrier takes")
    parser.add_argument("--tag", action="append", default=[], help="build: orders with this tag")
    parser.add_argument("--before", default="", help="build: due by then, as 15:30 or 2026-03-31T15:30")
    parser.add_argument("--singles", choices=SINGLES[1:], default="", help="build: orders of one line")
    parser.add_argument("--zone", default="", help="build --way zone: only this one")
    parser.add_argument(
        "--orders", type=int, default=WaveRule().orders, help="build: at most so many; 0: all"
    )
    parser.add_argument("--lines", type=int, default=0, help="build: most lines on one list; 0: any")
    parser.add_argument("--totes", type=int, help="build: how many totes a cart has; 0: none")


def wave(app: "App", args: argparse.Namespace, show: Show, done: Done) -> int:
    """The exit code. Raises `StationError` for what cannot be done."""
    if args.what == "list":
        return show(app.waves.rows(), _WAVE)
    if args.what == "build":
        return _build(app, args, show)
    if args.id is None:
        raise StationError("wave.needs_number", what=args.what)
    if args.what == "cancel":
        _call(app, lambda: app.waves.cancel(args.id))
        done("wave", str(args.id))
        return 0
    if args.what == "print":
        for where in printed(app, args.id):
            done("file", where)
        return 0
    return show([_whole(row) for row in app.waves.row(args.id).picks], _LIST)


def _build(app: "App", args: argparse.Namespace, show: Show) -> int:
    totes = app.settings.picking.cart_totes if args.totes is None else args.totes
    rule = WaveRule(
        way=args.way,
        store=args.store,
        methods=tuple(args.method),
        carriers=tuple(args.carrier),
        before=_moment(app, args.before),
        singles=args.singles,
        tags=tuple(args.tag),
        zone=args.zone,
        orders=args.orders,
        lines=args.lines,
        totes=totes,
    )
    made = _call(app, lambda: app.waves.build(rule, args.name))
    for one in made.left_out:
        sys.stderr.write(f"{app.say(one.said)}\n")
    return show([_whole(one) for one in made.picks], _LIST)


def _whole(row: Any) -> dict[str, Any]:
    return {**asdict(row), "barcode": row.barcode}


def _moment(app: "App", text: str) -> int:
    """UTC microseconds; a time of day that is over means tomorrow's."""
    from station.store.engine import micros

    if not text:
        return 0
    now = app.clock.now().astimezone(app.zone)
    try:
        if "T" in text or " " in text:
            return micros(datetime.fromisoformat(text).replace(tzinfo=app.zone))
        today = datetime.combine(now.date(), time.fromisoformat(text), app.zone)
    except ValueError as trouble:
        raise StationError("wave.bad_time", text=text) from trouble
    return micros(today if today >= now else today + timedelta(days=1))


def _call(app: "App", job: Callable[[], Any]) -> Any:
    """The writer serves one command and ends."""
    app.writer.start()
    try:
        return job()
    finally:
        app.writer.close()


def printed(app: "App", wave_id: int) -> list[str]:
    """The lists of a wave that are not done, each sent to the printer of pick lists; where they went."""
    from station import assembly
    from station.printing.contract import PDF, route
    from station.usecases import picksheet
    from station.waves import UNFINISHED

    open_ones = [one for one in app.waves.row(wave_id).picks if one.state in UNFINISHED]
    printer = route(assembly.printers(app.settings), "pick_list")
    language = app.settings.bench.language or "en"
    sent = []
    for one in open_ones:
        with app.store.read() as connection:
            page = picksheet.draw(
                app.bench.seat, connection, one.id, app.today(), practice=app.practice, language=language
            )
        job = f"pick-{one.id}-{app.clock.now():%Y%m%d%H%M%S}"
        sent.append(str(printer.send(job, page, PDF, f"pick-{one.id}").where))
    return sent
