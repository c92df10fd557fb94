"""Telling a shop what left: the steps it takes at each kind of shop, what proves one, and doing it.

Sources: WooCommerce "Order fulfillments" REST documentation and recorded answers of 10.5.0 (every meta
entry needs an id, ids of lines are integers); Shipment Tracking extension, REST API v3.
"""

import html
from collections.abc import Mapping, Sequence
from typing import Protocol

from station.carts.contract import Step
from station.carts.woocommerce.api import WC, Api
from station.carts.woocommerce.lines import MARKER
from station.carts.woocommerce.reading import Json, meta_of, rows_of, shown, word_of
from station.model.shipment import Parcel, ShipConfirm

SHIPMENTS = "_station_shipments"
TRACKING = "wc-shipment-tracking/v3"


class Target(Protocol):
    """One kind of place a shipment is told to."""

    name: str

    def steps(self, message: ShipConfirm) -> tuple[Step, ...]: ...

    def has(self, message: ShipConfirm, step: Step) -> bool: ...

    def write(self, message: ShipConfirm, step: Step) -> None: ...


def comparable_tracking(number: str) -> str:
    """Tracking numbers are equal without blanks and in capitals."""
    return "".join(number.split()).upper()


class CoreFulfillments:
    """WooCommerce's own: one fulfillment per carton, with its lines."""

    name = "core"

    def __init__(self, api: Api, carriers: Mapping[str, str]) -> None:
        self._api = api
        self._carriers = carriers

    def steps(self, message: ShipConfirm) -> tuple[Step, ...]:
        # Nothing at the shop keeps a second one out.
        return tuple(Step(f"fulfillment:{n}", repeatable=False) for n in range(1, len(message.parcels) + 1))

    def has(self, message: ShipConfirm, step: Step) -> bool:
        """Our marker; or, on one that is not ours, the tracking number."""
        mark, parcel = _mark(message, step), _parcel(message, step)
        wanted = comparable_tracking(parcel.tracking)
        for row in self._api.read(self._route(message)).rows:
            meta = meta_of(row)
            theirs = shown(meta.get(MARKER))
            if row.get("date_deleted") or row.get("is_fulfilled") is False:
                continue
            if theirs == mark:
                return True
            if not theirs and wanted and comparable_tracking(shown(meta.get("_tracking_number"))) == wanted:
                return True
        return False

    def write(self, message: ShipConfirm, step: Step) -> None:
        parcel = _parcel(message, step)
        items = [{"item_id": int(line.line), "qty": line.quantity} for line in parcel.lines]
        provider = self._carriers.get(parcel.carrier, "other")
        meta: dict[str, object] = {
            "_items": items,
            MARKER: _mark(message, step),
            "_shipment_provider": provider,
        }
        if parcel.tracking:
            meta["_tracking_number"] = parcel.tracking
        if parcel.tracking_url:
            meta["_tracking_url"] = parcel.tracking_url
        if provider == "other":
            meta["_provider_name"] = parcel.carrier
        body: dict[str, object] = {
            "status": "fulfilled",
            "is_fulfilled": True,
            "meta_data": [{"id": 0, "key": key, "value": value} for key, value in meta.items()],
        }
        told = (("notify_customer", "true" if message.notify_customer else "false"),)
        self._api.write("POST", self._route(message), body, told)

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
        for n, parcel in enumerate(message.parcels, 1):
            if parcel.tracking.strip():
                first.setdefault(comparable_tracking(parcel.tracking), n)
        return tuple(Step(f"tracking:{n}", repeatable=False) for n in first.values())

    def has(self, message: ShipConfirm, step: Step) -> bool:
        wanted = comparable_tracking(_parcel(message, step).tracking)
        rows = self._api.read(self._route(message)).rows
        return any(comparable_tracking(shown(row.get("tracking_number"))) == wanted for row in rows)

    def write(self, message: ShipConfirm, step: Step) -> None:
        parcel = _parcel(message, step)
        body = {"tracking_number": parcel.tracking, "date_shipped": message.shipped_on}
        if parcel.carrier in self._carriers:
            body["tracking_provider"] = self._carriers[parcel.carrier]
        else:
            body["custom_tracking_provider"] = parcel.carrier
            body["custom_tracking_link"] = parcel.tracking_url
        self._api.write("POST", self._route(message), body)

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
            return any(entry.get("uid") == message.uid for entry in self._told(message))
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
        earlier = [dict(entry) for entry in self._told(message) if entry.get("uid") != message.uid]
        meta = {"key": SHIPMENTS, "value": [*earlier, _record(message)]}
        self._api.write("PUT", self._route(message), {"meta_data": [meta]})

    def _told(self, message: ShipConfirm) -> Sequence[Json]:
        row = self._api.read(self._route(message)).row
        return tuple(rows_of(meta_of(row).get(SHIPMENTS)))

    def _route(self, message: ShipConfirm) -> str:
        return f"{WC}orders/{message.ref}"


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


def _mark(message: ShipConfirm, step: Step) -> str:
    return f"{message.uid}:{_number(step)}"


def _parcel(message: ShipConfirm, step: Step) -> Parcel:
    return message.parcels[_number(step) - 1]


def _number(step: Step) -> int:
    return int(step.name.rpartition(":")[2])
