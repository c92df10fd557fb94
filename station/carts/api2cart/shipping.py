"""What the shop is told of a carton, and what it says of a shipment. Pure.

Source: OpenAPI of 2026-08-16, `OrderShipmentAdd` (without `items` most carts ship the whole order;
`adjust_stock` would take the units from the stock a second time) and `Shipment`.
"""

from station.carts.api2cart.api import many
from station.carts.api2cart.lines import numbers_of
from station.carts.api2cart.store import Facts
from station.carts.contract import Shipped
from station.carts.reading import Json, number_of, ref_of, text_of, word_of
from station.carts.settings import StoreSettings
from station.model.shipment import Parcel, ShipConfirm, ShippedLine


def body_of(
    message: ShipConfirm, carton: Parcel, mark: str, facts: Facts, settings: StoreSettings
) -> dict[str, object]:
    """The carrier is one of the shop's own where it has it, else only named."""
    carrier = settings.carrier(carton.carrier, facts.carriers, "")
    tracking = {"carrier_id": carrier, "tracking_number": carton.tracking}
    body: dict[str, object] = {
        "order_id": message.ref,
        "items": [{"order_product_id": line.line, "quantity": line.quantity} for line in carton.lines],
        "shipment_provider": carrier or carton.carrier,
        "is_shipped": True,
        "send_notifications": message.notify_customer,
        "adjust_stock": False,
        "idempotency_key": mark,
    }
    if carton.tracking:
        body["tracking_numbers"] = [{name: value for name, value in tracking.items() if value}]
    if carton.tracking_url:
        body["tracking_link"] = carton.tracking_url
    if place := settings.text("location"):
        body["warehouse_id"] = place
    if settings.flag("wait_until_done"):
        body["check_process_status"] = True
    return body


def shipped_of(shipment: Json) -> Shipped:
    carriers = (word_of(entry.get("carrier_id")) for entry in many(shipment.get("tracking_numbers")))
    return Shipped(
        ref=ref_of(shipment.get("id")),
        tracking=numbers_of(shipment),
        carrier=text_of(shipment.get("shipment_provider")) or next(filter(None, carriers), ""),
        lines=tuple(
            ShippedLine(ref_of(item.get("order_product_id")), int(number_of(item.get("quantity")) or 0))
            for item in many(shipment.get("items"))
        ),
    )
