"""What went in for something else is told to the people of the shop, as a note beside the order."""

from collections.abc import Collection
from datetime import datetime

from station.packing import merging
from station.store import merged, named, outbox, traces
from station.store.engine import Transaction
from station.store.orders import Stored


def key_of(shipment: str) -> str:
    """A shipment has one note at most."""
    return f"note:{shipment}"


def tell(
    tx: Transaction,
    bench: str,
    stored: Stored,
    uid: str,
    cartons: Collection[str],
    due: datetime,
    now: datetime,
) -> None:
    """In a stream of its own: no tracking number waits for a note. Of an order that was packed with others,
    what concerns its own lines.
    """
    said = _said(tx, stored, cartons)
    if not said:
        return
    order = stored.order
    body = {"uid": uid, "ref": order.ref, "text": "\n".join((now.date().isoformat(), *said))}
    stream = f"note:{order.store}:{order.ref}"
    outbox.add(tx, order.store, stream, "note", key_of(uid), body, bench, due, now, stored.id)


def _said(tx: Transaction, stored: Stored, cartons: Collection[str]) -> list[str]:
    """A line each, without words, for the shop's people may read any language: 2 × A → B."""
    units: dict[tuple[str, str], int] = {}
    head = merging.line_ref(stored.id, "") if merged.whole_of(tx, stored.id) else ""
    for rows in traces.of_cartons(tx, cartons).values():
        for row in rows:
            if row["swap_sku"] and str(row["line"]).startswith(head):
                at = str(row["line"]).removeprefix(head), str(row["swap_sku"])
                units[at] = units.get(at, 0) + int(str(row["quantity"]))
    known = named.by_sku(tx, stored.order.store, {sku for _, sku in units})
    lines = {line.ref: line for line in stored.order.lines}
    said = []
    for (ref, sku), count in sorted(units.items()):
        ordered, there = lines.get(ref), known.get(sku)
        what = _called(ordered.sku, ordered.name) if ordered is not None else ref
        said.append(f"{count} × {what} → {_called(sku, there.name if there else '')}")
    return said


def _called(sku: str, name: str) -> str:
    return f"{sku} ({name})" if sku and name else sku or name
