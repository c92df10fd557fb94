"""Telling BigCommerce what left. The shipment itself moves the order's status and writes to the customer, as
the store's settings say: a status set before it would send that mail without a tracking number.

Sources: orders.v2 OpenAPI document (order shipments); names of couriers as AfterShip has them.
"""

import re

from station.carts.bigcommerce.api import Api
from station.carts.bigcommerce.mapping import comments, mark_of
from station.carts.contract import Shipped, Step
from station.carts.parcels import comparable_tracking, line_number, mark, parcel
from station.carts.reading import Json, number_of, ref_of, rows_of, text_of, word_of
from station.carts.settings import StoreSettings
from station.model.shipment import ShipConfirm, ShippedLine

_PROVIDER = re.compile(
    r"(auspost|canadapost|endicia|usps|fedex|ups|upsready|upsonline|shipperhq|royalmail|carrier_\w+)"
)
_CARRIERS = {
    "ups": "ups",
    "usps": "usps",
    "fedex": "fedex",
    "australia post": "auspost",
    "canada post": "canadapost",
    "royal mail": "royalmail",
    "dhl": "dhl",
    "dhl express": "dhl",
    "dpd": "dpd",
    "gls": "gls",
    "tnt": "tnt",
    "poczta polska": "poczta-polska",
}
_LONGEST_LINK = 500


def has(api: Api, message: ShipConfirm, step: Step) -> bool:
    """Our marker; or, on one that is not ours, the tracking number."""
    uid, wanted = mark(message, step), comparable_tracking(parcel(message, step).tracking)
    for row in api.rows(_route(message.ref)):
        theirs, _ = mark_of(row)
        if theirs == uid:
            return True
        if not theirs and wanted and comparable_tracking(word_of(row.get("tracking_number"))) == wanted:
            return True
    return False


def write(api: Api, settings: StoreSettings, message: ShipConfirm, step: Step) -> None:
    """One carton to one address, the one its lines go to."""
    carton = parcel(message, step)
    number, _, place = message.ref.partition("-")
    if not place:
        wanted = {line.line for line in carton.lines}
        rows = api.rows(f"v2/orders/{number}/products")
        place = next(
            (ref_of(row.get("order_address_id")) for row in rows if ref_of(row.get("id")) in wanted), ""
        )
    body: dict[str, object] = {
        "order_address_id": int(place) if place.isdigit() else 0,
        "tracking_number": carton.tracking,
        "comments": comments(mark(message, step), message.ref),
        "items": [{"order_product_id": line_number(one), "quantity": one.quantity} for one in carton.lines],
        **_carrier(settings, carton.carrier, carton.tracking_url),
    }
    api.write("POST", _route(message.ref), body, about="order")


def shipments(api: Api, ref: str) -> tuple[Shipped, ...]:
    place = ref.partition("-")[2]
    rows = api.rows(_route(ref))
    return tuple(_shipped(row) for row in rows if not place or ref_of(row.get("order_address_id")) == place)


def _route(ref: str) -> str:
    return f"v2/orders/{ref.partition('-')[0]}/shipments"


def _carrier(settings: StoreSettings, ours: str, url: str) -> dict[str, object]:
    """A provider it knows, a courier AfterShip knows, or our name and a link to follow."""
    named = settings.carrier(ours, _CARRIERS, "")
    if _PROVIDER.fullmatch(named):
        return {"shipping_provider": named}
    if named:
        return {"shipping_provider": "", "tracking_carrier": named}
    link = url if url.startswith(("https://", "http://")) and len(url) <= _LONGEST_LINK else ""
    return {"shipping_provider": "", "shipping_method": ours, "tracking_link": link}


def _shipped(row: Json) -> Shipped:
    carrier = word_of(row.get("shipping_provider")) or word_of(row.get("tracking_carrier"))
    lines = tuple(
        ShippedLine(ref_of(item.get("order_product_id")), int(number_of(item.get("quantity")) or 0))
        for item in rows_of(row.get("items"))
    )
    number = word_of(row.get("tracking_number"))
    return Shipped(
        ref_of(row.get("id")),
        (number,) if number else (),
        carrier or text_of(row.get("shipping_method")),
        lines,
        mark_of(row)[0],
    )
