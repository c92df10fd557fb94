"""`station evidence NUMBER`: what is known of the cartons of an order or a tracking number."""

import json
from argparse import Namespace
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from station import assembly, photos
from station.cli.lines import Printer
from station.cli.manage import plain
from station.labels import evidence as record
from station.model.evidence import CartonEvidence
from station.model.problem import StationError
from station.settings.schema import Settings
from station.store import evidence as kept
from station.store.engine import Store


def evidence(settings: Settings, args: Namespace, out: Printer) -> int:
    """1 when nothing is known under that number."""
    store = Store(settings.bench.database)
    try:
        with store.read() as connection:
            found = [kept.evidence(connection, uid) for uid in kept.cartons_of(connection, args.number)]
        folder = assembly.files_folder(store.path, settings.bench.name) / "photos"
        found = [replace(one, photos=tuple(map(str, photos.of(folder, one.uid)))) for one in found]
    finally:
        store.close()
    if not found:
        raise StationError("evidence.unknown", text=args.number)
    zone = assembly.zone(settings)
    if args.json:
        out.write(json.dumps([plain(one) for one in found], ensure_ascii=False))
    for one in found:
        if args.pdf is not None:
            file = _write(one, args.pdf, zone, settings.bench.language or "en")
            if not args.json:
                out.write(str(file))
        elif not args.json:
            _say(one, zone, out)
    return 0


def _write(one: CartonEvidence, folder: Path, zone: ZoneInfo, language: str) -> Path:
    """The page, named by order and carton. Raises `report.cannot_write`."""
    from station.labels.pdf import draw

    page = draw(record.packing_record(one, local=lambda at: at.astimezone(zone), language=language))
    name = "".join(char if char.isalnum() else "-" for char in f"{one.store}-{one.order}-{one.number}")
    file = folder / f"evidence-{name}-{one.uid[:8]}.pdf"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(page)
    except OSError as trouble:
        raise StationError("report.cannot_write", file=str(file), reason=str(trouble)) from trouble
    return file


def _say(one: CartonEvidence, zone: ZoneInfo, out: Printer) -> None:
    def local(at: datetime | None) -> str:
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}" if at is not None else "-"

    weight = f"{one.gross.grams:g} g" if one.gross is not None else "-"
    out.write(f"{one.store} {one.order}/{one.number}  {one.state}  {one.carrier} {one.tracking}".rstrip())
    out.write(
        f"  {local(one.confirmed_at)}  {one.operator or '-'}  {one.bench}  {weight} {one.weight_verdict}"
    )
    out.write(f"  revision {one.order_revision}  label {one.label_sha256 or '-'}")
    if one.spent:
        out.write("  " + "  ".join(f"{cause} {seconds:.1f} s" for cause, seconds in one.spent))
    for units in one.contents:
        instead = f"<- {units.instead_of}" if units.instead_of else ""
        traced = " ".join(text for text in (instead, units.lot, units.expiry, units.serial) if text)
        out.write(f"  {units.quantity:>4} {units.sku:<20} {units.name}  {traced}".rstrip())
    for happened in one.happened:
        mark = " " if happened.ok else "x"
        out.write(f"  {local(happened.at)} {mark} {happened.what:<28} {happened.code} {happened.operator}")
