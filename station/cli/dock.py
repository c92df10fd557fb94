"""`station load` and `station returns`: what waits for the van, what stays here, what came back."""

import contextlib
import json
from argparse import Namespace
from collections.abc import Iterator, Sequence
from typing import Any

from station import assembly
from station.bus import Bus
from station.cli.lines import Printer
from station.cli.manage import plain
from station.clock import SystemClock
from station.dock import Dock
from station.model.problem import Problem, StationError
from station.settings.schema import Settings
from station.store.engine import Store
from station.usecases.bench import Bench
from station.words import Words

_CARTON = "{order:<12} {number:>3}  {tracking:<24} {carrier:<14} {state:<8} {say}"
_LOAD = "{id:>5}  {state:<8} {carrier:<14} {cartons:>4} cartons  {unread} unread  {doubtful} to pull  {bench}"
_BACK = "{order:<12} {units:>4} units  {totes} {reason}"
_RETURN = "{id:>5}  {order:<12} {reference:<11} {state:<6} {restock} good  {damaged} damaged, {inspect} odd"


def load(settings: Settings, args: Namespace, out: Printer) -> int:
    """Raises `StationError` for a load nobody knows."""
    with _dock(settings) as dock:
        if args.what == "list":
            return _show(settings, args, out, dock.load_rows(args.days), _LOAD)
        if args.what == "show" and args.id is None:
            raise StationError("load.needs_number", what=args.what)
        rows = {
            "show": lambda: dock.load_cartons(args.id),
            "waiting": dock.waiting_rows,
            "pull": dock.pull_rows,
        }[args.what]()
        return _show(settings, args, out, rows, _CARTON)


def returns(settings: Settings, args: Namespace, out: Printer) -> int:
    with _dock(settings) as dock:
        if args.what == "shelf":
            return _show(settings, args, out, dock.back_rows(), _BACK)
        return _show(settings, args, out, dock.return_rows(args.days, args.store), _RETURN)


@contextlib.contextmanager
def _dock(settings: Settings) -> Iterator[Dock]:
    store, clock = Store(settings.bench.database), SystemClock()
    try:
        yield Dock(store, Bench(store, Bus(), clock, assembly.policy(settings)), clock)
    finally:
        store.close()


def _show(settings: Settings, args: Namespace, out: Printer, rows: Sequence[Any], line: str) -> int:
    words = Words(settings.bench.language or "en")
    found = [plain(row) | _said(words, row) for row in rows]
    if args.json:
        out.write(json.dumps(found, ensure_ascii=False))
        return 0
    for one in found:
        out.write(line.format(**_flat(one)).rstrip())
    return 0


def _said(words: Words, row: object) -> dict[str, Any]:
    """What to do with a carton, as a code and in words."""
    say = getattr(row, "say", None)
    if not isinstance(say, Problem):
        return {}
    return {"code": say.code, "say": words.say(say)}


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    return {key: ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else value
            for key, value in row.items()}  # fmt: skip
