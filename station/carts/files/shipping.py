"""What went out of a partner's goods, in files and as it is known of each order."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from station.carts.contract import Shipped, Step
from station.carts.files.mapping import completion_of, native_of, others_shipped
from station.carts.files.settings import FolderSettings
from station.carts.files.telling import Telling
from station.carts.parcels import comparable_tracking
from station.model.order import OrderState
from station.model.shipment import AdjustStock, CompleteOrder, OrderNote, Parcel, ShipConfirm, ShippedLine

SHIPMENTS = Step("shipments", repeatable=True)
COMPLETION = Step("status", repeatable=True)
DELTA = Step("stock", repeatable=True)
_NOTES = "notes"

Document = Mapping[str, Any]


class Shipping:
    """One message is one file, and a memo of it."""

    def __init__(self, telling: Telling, form: FolderSettings, now: Callable[[], datetime]) -> None:
        self._telling = telling
        self._form = form
        self._now = now

    # -- shipments

    def is_told(self, message: ShipConfirm, document: Document | None) -> bool:
        if self._telling.told(SHIPMENTS.name, message.ref, message.uid):
            return True
        return not self._untold(message, document)

    def tell(self, message: ShipConfirm, document: Document) -> None:
        """A row for every line of every carton; cartons the partner told of himself are left out."""
        cartons = self._untold(message, document)
        if not cartons:
            return
        skus = {line["id"]: line["sku"] for line in document["lines"]}
        rows = [
            {
                "shipment_id": message.uid,
                "order_id": message.ref,
                "order_number": document.get("order_number") or message.ref,
                "carton": number,
                "line_id": line.line,
                "sku": skus.get(line.line, ""),
                "quantity": line.quantity,
                "carrier": self._form.carrier(carton.carrier),
                "tracking": carton.tracking,
                "tracking_url": carton.tracking_url,
                "shipped_on": message.shipped_on,
                "notify_customer": "yes" if message.notify_customer else "no",
            }
            for number, carton in cartons
            for line in carton.lines or (ShippedLine("", 0),)
        ]
        memo = self._memo(uid=message.uid, parcels=[_parcel(number, one) for number, one in cartons])
        self._telling.tell(SHIPMENTS.name, message.ref, message.uid, rows, memo)

    def _untold(self, message: ShipConfirm, document: Document | None) -> list[tuple[int, Parcel]]:
        theirs = _trackings(document)
        numbered = enumerate(message.parcels, 1)
        return [(n, one) for n, one in numbered if comparable_tracking(one.tracking) not in theirs]

    def shipments(self, ref: str, document: Document | None) -> tuple[Shipped, ...]:
        """Ours as told, then what the partner's files say left by another hand."""
        told = [
            Shipped(
                f"{memo['uid']}:{one['number']}",
                (one["tracking"],),
                one["carrier"],
                tuple(ShippedLine(line, units) for line, units in one["lines"]),
                f"{memo['uid']}:{one['number']}",
            )
            for memo in self._telling.memos(SHIPMENTS.name, ref)
            for one in memo["parcels"]
        ]
        ours = self.ours(ref, document)
        for line in document["lines"] if document else ():
            units = others_shipped(line, ours)
            if units:
                number = tuple(line.get("tracking", ()))
                told.append(Shipped(f"{line['id']}", number, "", (ShippedLine(line["id"], units),)))
        return tuple(told)

    def ours(self, ref: str, document: Document | None) -> dict[tuple[str, str], int]:
        """Units we told of, by line and tracking number; only where a file speaks of shipped ones."""
        if document is None or not any(line.get("shipped") for line in document["lines"]):
            return {}
        found: dict[tuple[str, str], int] = {}
        for memo in self._telling.memos(SHIPMENTS.name, ref):
            for one in memo["parcels"]:
                for line, units in one["lines"]:
                    key = line, comparable_tracking(one["tracking"])
                    found[key] = found.get(key, 0) + units
        return found

    # -- the final status

    def is_complete(self, message: CompleteOrder, document: Document | None) -> bool:
        if self._telling.told(COMPLETION.name, message.ref, message.uid):
            return True
        return document is not None and native_of(document, self._form) is OrderState.FULFILLED

    def completed_at(self, ref: str, document: Document) -> datetime | None:
        """When its final status was told, as it is now; None for an order with more to it since."""
        memos = self._telling.memos(COMPLETION.name, ref)
        told = [memo["at"] for memo in memos if memo["lines"] == completion_of(document)]
        return datetime.fromisoformat(told[-1]) if told else None

    def complete(self, message: CompleteOrder, document: Document) -> None:
        row = {
            "status_id": message.uid,
            "order_id": message.ref,
            "order_number": document.get("order_number") or message.ref,
            "status": self._form.completed_status,
        }
        memo = self._memo(uid=message.uid, lines=completion_of(document))
        self._telling.tell(COMPLETION.name, message.ref, message.uid, [row], memo)

    # -- notes

    def is_noted(self, note: OrderNote) -> bool:
        return self._telling.told(_NOTES, note.ref, note.uid)

    def note(self, note: OrderNote, document: Document) -> None:
        row = {
            "note_id": note.uid,
            "order_id": note.ref,
            "order_number": document.get("order_number") or note.ref,
            "note": note.text,
        }
        self._telling.tell(_NOTES, note.ref, note.uid, [row], self._memo(uid=note.uid))

    # -- stock

    def stock(self, sku: str, facts: Mapping[str, Any] | None) -> int | None:
        """The partner's number, and what we corrected since it was written; None when nobody counts it."""
        if facts is None or facts.get("stock") is None:
            return None
        since = datetime.fromisoformat(str(facts["at"]))
        memos = self._telling.memos(DELTA.name, sku)
        return int(facts["stock"]) + sum(
            int(memo["change"]) for memo in memos if datetime.fromisoformat(memo["at"]) > since
        )

    def is_corrected(self, message: AdjustStock) -> bool:
        return self._telling.told(DELTA.name, message.product, message.uid)

    def correct(self, message: AdjustStock) -> None:
        row = {"correction_id": message.uid, "sku": message.product, "change": message.delta}
        memo = self._memo(uid=message.uid, change=message.delta)
        self._telling.tell(DELTA.name, message.product, message.uid, [row], memo)

    def _memo(self, **said: object) -> dict[str, object]:
        return {"at": self._now().isoformat(), **said}


def _parcel(number: int, one: Parcel) -> dict[str, object]:
    lines = [[line.line, line.quantity] for line in one.lines]
    return {"number": number, "tracking": one.tracking, "carrier": one.carrier, "lines": lines}


def _trackings(document: Document | None) -> set[str]:
    """Numbers the partner's files name."""
    lines = document["lines"] if document else ()
    left = [line for line in lines if line.get("shipped")]
    return {comparable_tracking(number) for line in left for number in line.get("tracking", ())}
