"""Telling of a shipment: one call a carton, with our marker as a comment nobody but the merchant sees.

Sources: Adobe Commerce REST schema 2.4.9 (`POST /V1/order/{orderId}/ship`, `/V1/orders/{id}/comments`);
Magento_Sales ShipOrder.php (a call without items ships all there is; the comment is kept, and mailed only
with `appendComment`).
"""

from collections.abc import Mapping

from station.carts import parcels
from station.carts.contract import InDoubt, Shipped, Step
from station.carts.magento.api import Api
from station.carts.magento.mapping import MARK, mark_of
from station.carts.parcels import comparable_tracking, line_number
from station.carts.reading import Json, number_of, ref_of, rows_of, word_of
from station.carts.settings import StoreSettings
from station.model.shipment import OrderNote, ShipConfirm, ShippedLine

CARRIERS: Mapping[str, str] = {
    "ups": "ups",
    "usps": "usps",
    "fedex": "fedex",
    "dhl": "dhl",
    "dhl express": "dhl",
}
_OTHER = "custom"


def steps(message: ShipConfirm) -> tuple[Step, ...]:
    """Nothing keeps a second shipment of a part of an order out. An empty carton would ship all there is."""
    every = parcels.steps(message, "shipment", repeatable=False)
    return tuple(step for step in every if parcels.parcel(message, step).lines)


def has(api: Api, message: ShipConfirm, step: Step) -> bool:
    """Our marker; or, on one that is not ours, the tracking number."""
    mark, wanted = parcels.mark(message, step), comparable_tracking(parcels.parcel(message, step).tracking)
    for row in api.search("shipments", "order_id", [message.ref]):
        theirs = mark_of(row)
        numbers = map(comparable_tracking, _numbers(row))
        if theirs == mark or (not theirs and wanted and wanted in numbers):
            return True
    return False


def ship(api: Api, settings: StoreSettings, source: str, message: ShipConfirm, step: Step) -> None:
    carton = parcels.parcel(message, step)
    body: dict[str, object] = {
        "items": [{"order_item_id": line_number(line), "qty": line.quantity} for line in carton.lines],
        "notify": message.notify_customer,
        "appendComment": False,
        "comment": {"comment": f"{MARK}{parcels.mark(message, step)}", "is_visible_on_front": 0},
    }
    if carton.tracking.strip():
        code = settings.carrier(carton.carrier, CARRIERS, _OTHER)
        track = {"track_number": carton.tracking, "title": carton.carrier or code, "carrier_code": code}
        body["tracks"] = [track]
    if source:
        body["arguments"] = {"extension_attributes": {"source_code": source}}
    reply = api.write("POST", f"order/{message.ref}/ship", body, about="order")
    if not ref_of(reply.data):
        raise InDoubt("cart.in_doubt", reason="cart.unusable", status=reply.status)


def shipments(api: Api, ref: str) -> tuple[Shipped, ...]:
    return tuple(_shipped(row) for row in api.search("shipments", "order_id", [ref]))


def has_note(api: Api, note: OrderNote) -> bool:
    rows = rows_of(api.read(f"orders/{note.ref}/comments", about="order").row.get("items"))
    return any(note.mark in word_of(row.get("comment")) for row in rows)


def add_note(api: Api, note: OrderNote) -> None:
    """A comment of the order, without a status: it stays in the one it is in."""
    said = {
        "comment": note.marked,
        "parent_id": int(note.ref),
        "is_customer_notified": 0,
        "is_visible_on_front": 0,
    }
    api.write("POST", f"orders/{note.ref}/comments", {"statusHistory": said}, about="order")


def _shipped(row: Json) -> Shipped:
    carriers = (
        word_of(track.get("title")) or word_of(track.get("carrier_code"))
        for track in rows_of(row.get("tracks"))
    )
    lines = (
        ShippedLine(ref_of(item.get("order_item_id")), int(number_of(item.get("qty")) or 0))
        for item in rows_of(row.get("items"))
    )
    return Shipped(
        ref_of(row.get("entity_id")), _numbers(row), next(carriers, ""), tuple(lines), mark_of(row)
    )


def _numbers(row: Json) -> tuple[str, ...]:
    return tuple(word_of(track.get("track_number")) for track in rows_of(row.get("tracks")))
