"""`station orders`: what is waiting, and moving one of them: rush, hold, release, note, split, filters."""

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from station.model.problem import StationError

if TYPE_CHECKING:
    from station.app import App
    from station.model.operator import Operator
    from station.store.engine import Transaction

VERBS = (
    "list",
    "next",
    "rush",
    "hold",
    "release",
    "note",
    "split",
    "merge",
    "apart",
    "filters",
    "save",
    "drop",
)
_LINE = "{number:>10}  {state:<24} {store:<12} {country:<3} {units:>4} units  {ship_by!s:<25} {hold}"
_MOST = 10_000

Show = Callable[[Sequence[Any], str], int]
Done = Callable[[str, str], None]


def add_orders(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", nargs="?", choices=VERBS, default="list")
    parser.add_argument("number", nargs="?", help="an order's number or slip; for save and drop, a name")
    parser.add_argument("others", nargs="*", help="merge: the orders that go into its carton")
    parser.add_argument("--filter", help='as "open country=DE|AT single due=today", or a saved name')
    parser.add_argument("--search", help="any number, name, SKU, code or post code")
    parser.add_argument("--off", action="store_true", help="rush: not any more")
    parser.add_argument("--reason", choices=("operator", "address", "fraud", "payment", "stock"))
    parser.add_argument("--note", default="", help="hold, release, note: what is to be known")
    parser.add_argument("--line", help="split: the SKU whose units wait")
    parser.add_argument("--units", type=int, default=0, help="split: how many; 0 takes it back")
    parser.add_argument("--badge", default="", help="whose act it is, as OP-ANA")


def orders(app: "App", args: argparse.Namespace, show: Show, done: Done) -> int:
    """The exit code. Raises `StationError` for what cannot be done."""
    match args.what:
        case "list":
            return show(app.queue.rows(args.search or "", args.filter or "", 0, _MOST), _LINE)
        case "next":
            return _next(app, show)
        case "filters":
            rows = [{"name": name, "filter": text} for name, text in app.queue.filters().items()]
            return show(rows, "{name:<20} {filter}")
        case "save" | "drop":
            return _filter(app, args, done)
    _needs(args.number, args.what)
    with app.store.write() as tx:
        _act(app, tx, args)
    done("order", args.number)
    return 0


def _needs(value: object, what: str) -> None:
    if not value:
        raise StationError("orders.needs_number", what=what)


def _next(app: "App", show: Show) -> int:
    """What this bench would be offered now."""
    from station.store import orders as stored
    from station.usecases import queue

    with app.store.read() as connection:
        key = queue.next_for(app.bench.seat, connection)
        found = stored.load(connection, key) if key is not None else None
    if found is None:
        return show([], "")
    row = {"store": found.order.store, "number": found.order.number, "ship_by": found.ship_by}
    return show([row], "{number:>10}  {store:<12} {ship_by}")


def _filter(app: "App", args: argparse.Namespace, done: Done) -> int:
    from station.store import queue as stored
    from station.usecases import queue

    _needs(args.number, args.what)
    with app.store.write() as tx:
        if args.what == "save":
            who = args.badge or app.settings.bench.name
            queue.save_filter(tx, args.number, args.filter or "", who, app.clock.now())
        elif not stored.drop_filter(tx, args.number):
            raise StationError("filter.unknown", word=args.number)
    done("filter", args.number)
    return 0


def _act(app: "App", tx: "Transaction", args: argparse.Namespace) -> None:
    from station.store import merged
    from station.usecases import merging, queue

    key, seat = _order(app, tx, args.number), app.bench.seat
    person = _person(tx, args.badge)
    who = person.name if person is not None else app.settings.bench.name
    match args.what:
        case "rush":
            queue.rush(seat, tx, key, not args.off, who)
        case "hold":
            queue.hold(seat, tx, key, f"hold.{args.reason or 'operator'}", who, args.note)
        case "release":
            queue.release(seat, tx, key, person, who, args.note)
        case "note":
            queue.note(seat, tx, key, args.note, who)
        case "merge":
            merging.merge(seat, tx, [key, *(_order(app, tx, other) for other in args.others)], who)
        case "apart":
            merging.take_apart(seat, tx, merged.whole_of(tx, key) or key, who)
        case "split":
            queue.split(seat, tx, key, _later(tx, key, args), who)


def _order(app: "App", tx: "Transaction", text: str) -> int:
    from station.store import orders as stored

    found = stored.by_text(tx, text, app.bench.seat.policy.stores)
    if len(found) == 1:
        return found[0]
    if found:
        raise StationError("order.several", text=text, count=len(found))
    raise StationError("order.unknown", text=text)


def _person(tx: "Transaction", badge: str) -> "Operator | None":
    from station.store import people

    if not badge:
        return None
    person = people.by_badge(tx, badge)
    if person is None:
        raise StationError("operator.unknown", text=badge)
    return person


def _later(tx: "Transaction", key: int, args: argparse.Namespace) -> dict[str, int]:
    from station.store import orders as stored

    found = stored.load(tx, key)
    lines = found.order.lines if found is not None else ()
    mine = [line.ref for line in lines if args.line in (line.sku, line.ref)]
    if not mine:
        raise StationError("line.unknown", text=args.line or "")
    return {mine[0]: args.units}
