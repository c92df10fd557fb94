"""Telling a shop what left: the steps it takes at each kind of shop, what proves one, and doing it.

Sources: WooCommerce "Order fulfillments" REST documentation and recorded answers of 10.5.0 (every meta
entry needs an id, ids of lines are integers); Shipment Tracking extension, REST API v3.
"""

import html
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from station.carts.contract import Shipped, Step
from station.carts.parcels import comparable_tracking, line_number, mark, parcel, steps
from station.carts.reading import Json, meta_of, number_of, ref_of, rows_of, shown, word_of
from station.carts.woocommerce.api import WC, Api
from station.carts.woocommerce.lines import MARKER
from station.model.shipment import ShipConfirm, ShippedLine

SHIPMENTS = "_station_shipments"
TRACKING = "wc-shipment-tracking/v3"


class Target(Protocol):
    """One kind of place a shipment is told to."""

    name: str

    def steps(self, message: ShipConfirm) -> tuple[Step, ...]: ...

    def has(self, message: ShipConfirm, step: Step) -> bool: ...

    def write(self, message: ShipConfirm, step: Step) -> None: ...

    def shipments(self, ref: str) -> tuple[Shipped, ...]: ...


class CoreFulfillments:
    """WooCommerce's own: one fulfillment per carton, with its lines."""

    name = "core"

    def __init__(self, api: Api, carriers: Mapping[str, str]) -> None:
        self._api = api
        self._carriers = carriers

    def steps(self, message: ShipConfirm) -> tuple[Step, ...]:
        # Nothing at the shop keeps a second one out.
        return steps(message, "fulfillment", repeatable=False)

    def has(self, message: ShipConfirm, step: Step) -> bool:
        """Our marker; or, on one that is not ours, the tracking number."""
        uid, carton = mark(message, step), parcel(message, step)
        wanted = comparable_tracking(carton.tracking)
        for row in self._api.read(self._route(message)).rows:
            meta = meta_of(row)
            theirs = shown(meta.get(MARKER))
            if not is_fulfilled(row):
                continue
            if theirs == uid:
                return True
            if not theirs and wanted and comparable_tracking(shown(meta.get("_tracking_number"))) == wanted:
                return True
        return False

    def write(self, message: ShipConfirm, step: Step) -> None:
        carton = parcel(message, step)
        items = [{"item_id": line_number(line), "qty": line.quantity} for line in carton.lines]
        provider = self._carriers.get(carton.carrier, "other")
        meta: dict[str, object] = {
            "_items": items,
            MARKER: mark(message, step),
            "_shipment_provider": provider,
        }
        if carton.tracking:
            meta["_tracking_number"] = carton.tracking
        if carton.tracking_url:
            meta["_tracking_url"] = carton.tracking_url
        if provider == "other":
            meta["_provider_name"] = carton.carrier
        body: dict[str, object] = {
            "status": "fulfilled",
            "is_fulfilled": True,
            "meta_data": [{"id": 0, "key": key, "value": value} for key, value in meta.items()],
        }
        told = (("notify_customer", "true" if message.notify_customer else "false"),)
        self._api.write("POST", self._route(message), body, told)

    def shipments(self, ref: str) -> tuple[Shipped, ...]:
        rows = self._api.read(f"{WC}orders/{ref}/fulfillments").rows
        return tuple(_fulfilled(row) for row in rows if is_fulfilled(row))

    def _route(self, message: ShipConfirm) -> str:
        return f"{WC}orders/{message.ref}/fulfillments"


class ShipmentTracking:
    """The Shipment Tracking extension: one entry per tracking number, without lines."""

    name = "shipment-tracking"

    def __init__(self, api: Api, carriers: Mapping[str, str]) -> None:
        self._api = api
        self._carriers = carriers

    def steps(self, message: ShipConfirm) -> tuple[Step, ...]:
        """A carton without a number has nothing to say here; cartons of one number say it once."""
        first: dict[str, int] = {}
        for n, carton in enumerate(message.parcels, 1):
            if carton.tracking.strip():
                first.setdefault(comparable_tracking(carton.tracking), n)
        return tuple(Step(f"tracking:{n}", repeatable=False) for n in first.values())

    def has(self, message: ShipConfirm, step: Step) -> bool:
        wanted = comparable_tracking(parcel(message, step).tracking)
        rows = self._api.read(self._route(message)).rows
        return any(comparable_tracking(shown(row.get("tracking_number"))) == wanted for row in rows)

    def write(self, message: ShipConfirm, step: Step) -> None:
        carton = parcel(message, step)
        body = {"tracking_number": carton.tracking, "date_shipped": message.shipped_on}
        if carton.carrier in self._carriers:
            body["tracking_provider"] = self._carriers[carton.carrier]
        else:
            body["custom_tracking_provider"] = carton.carrier
            body["custom_tracking_link"] = carton.tracking_url
        self._api.write("POST", self._route(message), body)

    def shipments(self, ref: str) -> tuple[Shipped, ...]:
        rows = self._api.read(f"{TRACKING}/orders/{ref}/shipment-trackings").rows
        return tuple(
            Shipped(
                word_of(row.get("tracking_id")),
                (word_of(row.get("tracking_number")),),
                word_of(row.get("tracking_provider")) or word_of(row.get("custom_tracking_provider")),
                (),
            )
            for row in rows
        )

    def _route(self, message: ShipConfirm) -> str:
        return f"{TRACKING}/orders/{message.ref}/shipment-trackings"


class NoteAndMeta:
    """A shop with neither: our own meta for machines, an order note for people."""

    name = "note"

    def __init__(self, api: Api) -> None:
        self._api = api

    def steps(self, message: ShipConfirm) -> tuple[Step, ...]:
        if not message.parcels:
            return ()
        return (Step("meta", repeatable=True), Step("note", repeatable=False))

    def has(self, message: ShipConfirm, step: Step) -> bool:
        if step.name == "meta":
            return any(entry.get("uid") == message.uid for entry in self._told(message.ref))
        numbers = [comparable_tracking(parcel.tracking) for parcel in message.parcels]
        for row in self._api.read(f"{self._route(message)}/notes").rows:
            note = comparable_tracking(html.unescape(word_of(row.get("note"))))
            if all(numbers) and all(number in note for number in numbers):
                return True
            if note == comparable_tracking(_note(message)):
                return True
        return False

    def write(self, message: ShipConfirm, step: Step) -> None:
        if step.name == "note":
            body = {"note": _note(message), "customer_note": message.notify_customer}
            self._api.write("POST", f"{self._route(message)}/notes", body)
            return
        earlier = [dict(entry) for entry in self._told(message.ref) if entry.get("uid") != message.uid]
        meta = {"key": SHIPMENTS, "value": [*earlier, _record(message)]}
        self._api.write("PUT", self._route(message), {"meta_data": [meta]})

    def shipments(self, ref: str) -> tuple[Shipped, ...]:
        return tuple(one for entry in self._told(ref) for one in _told_of(entry))

    def _told(self, ref: str) -> Sequence[Json]:
        row = self._api.read(f"{WC}orders/{ref}").row
        return tuple(rows_of(meta_of(row).get(SHIPMENTS)))

    def _route(self, message: ShipConfirm) -> str:
        return f"{WC}orders/{message.ref}"


def is_fulfilled(row: Json) -> bool:
    """A fulfillment that stands: not a draft, not a deleted one."""
    return not row.get("date_deleted") and row.get("is_fulfilled") is not False


def _fulfilled(row: Json) -> Shipped:
    meta = meta_of(row)
    return Shipped(
        ref_of(row.get("id")),
        (shown(meta.get("_tracking_number")),),
        shown(meta.get("_shipment_provider")),
        tuple(
            ShippedLine(ref_of(item.get("item_id")), int(number_of(item.get("qty")) or 0))
            for item in rows_of(meta.get("_items"))
        ),
        shown(meta.get(MARKER)),
    )


def _told_of(entry: Json) -> Iterator[Shipped]:
    for n, told in enumerate(rows_of(entry.get("parcels")), 1):
        lines = tuple(
            ShippedLine(word_of(line.get("line")), int(number_of(line.get("quantity")) or 0))
            for line in rows_of(told.get("lines"))
        )
        uid = f"{word_of(entry.get('uid'))}:{n}"
        yield Shipped(uid, (word_of(told.get("tracking")),), word_of(told.get("carrier")), lines, uid)


def _record(message: ShipConfirm) -> dict[str, object]:
    return {
        "uid": message.uid,
        "shipped_on": message.shipped_on,
        "parcels": [
            {
                "tracking": parcel.tracking,
                "carrier": parcel.carrier,
                "url": parcel.tracking_url,
                "lines": [{"line": line.line, "quantity": line.quantity} for line in parcel.lines],
            }
            for parcel in message.parcels
        ],
    }


def _note(message: ShipConfirm) -> str:
    """No words, for the customer may read any language: the day, then carrier, number and address."""
    said = (" ".join((one.carrier, one.tracking, one.tracking_url)).strip() for one in message.parcels)
    return "\n".join((message.shipped_on, *(" ".join(line.split()) for line in said)))
