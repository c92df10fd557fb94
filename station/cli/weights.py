"""`station weights`: what was learned of unit weights, where a shop contradicts it, and starting over."""

import argparse
import json
from dataclasses import asdict
from datetime import UTC, datetime

from station import assembly
from station.cli.lines import Printer
from station.model.operator import Role
from station.model.problem import Problem, StationError
from station.settings.schema import Settings
from station.store import people
from station.store import weights as kept
from station.store.engine import Store
from station.store.prepare import prepare
from station.usecases.day import weight_doubts
from station.words import Words


def weights(settings: Settings, args: argparse.Namespace, out: Printer) -> int:
    """The exit code. Raises `weights.unknown` for a SKU of which nothing is learned."""
    store = Store(settings.bench.database)
    try:
        now = datetime.now(UTC)
        prepare(store, assembly.files_folder(store.path, settings.bench.name) / "backups", now)
        with store.write() as tx:
            people.seed_operators(tx, [one.person for one in settings.operators])
        if args.what == "forget":
            return _forget(store, Words(settings.bench.language or "en"), args, now, out)
        with store.read() as connection:
            doubts = {(one.store, one.sku) for one in weight_doubts(connection)}
            rows = [
                one
                for one in kept.listed(connection)
                if args.what == "list" or (one.store, one.sku) in doubts
            ]
    finally:
        store.close()
    if args.json:
        out.write(json.dumps([asdict(one) for one in rows], ensure_ascii=False))
        return 0
    for one in rows:
        said = f"{one.said_mg / 1000:10.1f} g" if one.said_mg else f"{'-':>12}"
        out.write(
            f"{one.store:<12} {one.sku:<24} {one.mean_mg / 1000:10.1f} g ± {one.spread_mg / 1000:7.1f} g "
            f"{one.cartons:>4} cartons {said}  {one.name}"
        )
    return 0


def _forget(store: Store, words: Words, args: argparse.Namespace, now: datetime, out: Printer) -> int:
    """Its weight is not checked until cartons left again: where there are supervisors, one says so."""
    sku = args.sku or ""
    with store.write() as tx:
        if args.badge and people.by_badge(tx, args.badge) is None:
            raise StationError("operator.unknown", text=args.badge)
        supervisors = {one.badge for one in people.operators(tx) if one.role is Role.SUPERVISOR}
        if supervisors and args.badge not in supervisors:
            raise StationError("weights.needs_supervisor", sku=sku)
        found = kept.forget(tx, sku, now)
    if not found:
        raise StationError("weights.unknown", sku=sku)
    say = Problem("weights.forgotten", {"sku": sku})
    out.write(json.dumps({"sku": sku, "forgotten": found}) if args.json else words.say(say))
    return 0
