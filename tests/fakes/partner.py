"""What tests of a partner's folder do again and again."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from doubles.files import FilesDouble

from station.carts.files.client import Files
from station.carts.files.gather import Gathered, gather
from station.carts.files.settings import FolderSettings
from station.carts.settings import StoreSettings
from station.model.shipment import Parcel, ShipConfirm, ShippedLine

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
WRITTEN = datetime(2026, 11, 20, 12, tzinfo=UTC)
Read = Callable[..., Gathered]


def form(**options: Any) -> FolderSettings:
    return FolderSettings.of(StoreSettings("main", "file:/nowhere", options=options))


def reading_in(folder: Path) -> Read:
    """`read(content, name, known, **options)`: what a file of that content says."""

    def read(
        content: str | bytes, name: str = "orders.csv", known: dict[str, Any] | None = None, **options: Any
    ) -> Gathered:
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return gather(path, form(**options), (known or {}).get, WRITTEN)

    return read


def places(found: Gathered) -> list[tuple[int, str, str, bool]]:
    """Row, column, code of every complaint, and whether something is refused for it."""
    return [(one.row, one.column, one.problem.code, one.refused) for one in found.complaints]


def documents(found: Gathered) -> dict[str, dict[str, Any]]:
    return {one.ref: one.document for one in found.entries if one.document is not None}


def fresh(partner: FilesDouble, **options: Any) -> Files:
    """A bench that starts anew at the folder."""
    settings = partner.settings()
    made = StoreSettings(settings.name, settings.url, options={**settings.options, **options})
    return Files(FolderSettings.of(made), now=partner.now)


def refs(files: Files, since: datetime = LONG_AGO) -> list[str]:
    """One whole pass."""
    found: list[str] = []
    cursor = None
    while True:
        page = files.changed_orders(since, cursor)
        found += [one.order.ref for one in page.orders]
        cursor = page.cursor
        if cursor is None:
            return found


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir()) if folder.is_dir() else []


def confirm(uid: str, ref: str, *cartons: tuple[str, str, int]) -> ShipConfirm:
    """Each carton by its tracking number, with one line."""
    parcels = tuple(
        Parcel(tracking, "Own van", "", (ShippedLine(line, units),)) for tracking, line, units in cartons
    )
    return ShipConfirm(uid, ref, parcels, True, "2026-11-20")
