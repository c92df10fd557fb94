"""What left of an order: telling of a carton, and telling our packages from anybody else's. Pure.

Sources: ordersV0 `confirmShipment` and orders 2026-01-01 `OrderPackage`; amzn/selling-partner-api-models
#5094 (a reference is text of digits, above 0) and #5037 (a known reference edits its package).
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256

from station.carts.contract import Shipped, Step
from station.carts.parcels import comparable_tracking, number, parcel
from station.carts.reading import Json, number_of, part_of, rows_of, word_of
from station.model.shipment import ShipConfirm, ShippedLine

OTHER = "Other"
# Carriers, in small letters, to Amazon's codes (CarrierCode of its order fulfilment feed). A newer code is
# for a store's carrier_map: what is no code goes as "Other" with its name.
_CODES = """UPS,USPS,FedEx,DHL,DPD,GLS,TNT,Royal Mail,Parcelforce,Yodel,Deutsche Post,La Poste,Chronopost,
    Seur,Poste Italiane,SDA,Correos,MRW,Canada Post,OnTrac,BlueDart,Delhivery,DTDC,India Post,SAGAWA,YAMATO,
    FedEx SmartPost,UPS Mail Innovations,Hermes Logistik Gruppe"""
CARRIERS = {code.strip().lower(): code.strip() for code in _CODES.split(",")} | {
    "hermes": "Hermes Logistik Gruppe",
    "blue dart": "BlueDart",
    "yamato transport": "YAMATO",
}
_SEEDS = 90_000


def reference(message: ShipConfirm, step: Step) -> str:
    """The carton's packageReferenceId: always the same for one carton, never for two of one message.

    Nine digits (they fit any integer): five from the message and the carton's number, four that only this
    order gives to those five, by which the package is known as ours without remembering it.
    """
    seed = int.from_bytes(sha256(message.uid.encode()).digest()[:8], "big") + number(step)
    return _sealed(message.ref, 10_000 + seed % _SEEDS)


def is_ours(order: str, ref: str) -> bool:
    """Whether a package's reference is one `reference` makes for `order`; by chance one in 10,000 of nine
    digits is.
    """
    return len(ref) == 9 and ref.isascii() and ref.isdigit() and ref == _sealed(order, int(ref[:5]))


def _sealed(order: str, seed: int) -> str:
    seal = int.from_bytes(sha256(f"{order}:{seed}".encode()).digest()[:8], "big") % 10_000
    return f"{seed}{seal:04}"


def sent(row: Json) -> Iterator[Json]:
    """Packages that left or are about to; a cancelled one does not."""
    return (
        one
        for one in rows_of(row.get("packages"))
        if word_of(part_of(one, "packageStatus").get("status")) != "CANCELLED"
    )


def units(row: Json, *, ours: bool) -> Counter[str]:
    """Units per line in our packages, or in those of others."""
    order = word_of(row.get("orderId"))
    found: Counter[str] = Counter()
    for one in sent(row):
        if is_ours(order, word_of(one.get("packageReferenceId"))) is ours:
            for item in _contents(one):
                found[item.line] += item.quantity
    return found


def has(row: Json, message: ShipConfirm, step: Step) -> bool:
    """Our reference, or the tracking number by whomever it was told."""
    ref, tracking = reference(message, step), comparable_tracking(parcel(message, step).tracking)
    return any(
        word_of(one.get("packageReferenceId")) == ref
        or (tracking and comparable_tracking(word_of(one.get("trackingNumber"))) == tracking)
        for one in sent(row)
    )


def shipments(row: Json) -> tuple[Shipped, ...]:
    order = word_of(row.get("orderId"))
    refs = [(word_of(one.get("packageReferenceId")), one) for one in sent(row)]
    return tuple(
        Shipped(
            ref,
            (word_of(one.get("trackingNumber")),),
            word_of(one.get("carrier")),
            tuple(_contents(one)),
            ref if is_ours(order, ref) else "",
        )
        for ref, one in refs
    )


def confirmation(
    message: ShipConfirm, step: Step, *, carrier: str, marketplace: str, placed: datetime, now: datetime
) -> Json:
    """What confirmShipment takes for one carton. `carrier` is Amazon's code."""
    carton = parcel(message, step)
    items: Counter[str] = Counter()
    for line in carton.lines:
        items[line.line] += line.quantity
    detail: dict[str, object] = {
        "packageReferenceId": reference(message, step),
        "carrierCode": carrier,
        "trackingNumber": carton.tracking,
        "shipDate": f"{_moment(message.shipped_on, placed, now):%Y-%m-%dT%H:%M:%SZ}",
        "orderItems": [{"orderItemId": line, "quantity": count} for line, count in items.items()],
    }
    if carrier == OTHER:
        detail["carrierName"] = carton.carrier
    return {"marketplaceId": marketplace, "packageDetail": detail}


def _moment(shipped_on: str, placed: datetime, now: datetime) -> datetime:
    """Noon of the day, but neither before the order nor in Amazon's future: both are refused."""
    day = datetime.fromisoformat(shipped_on).replace(hour=12, tzinfo=UTC) if shipped_on else now
    return max(placed, min(day, now))


def _contents(package: Json) -> Iterator[ShippedLine]:
    for item in rows_of(package.get("packageItems")):
        yield ShippedLine(word_of(item.get("orderItemId")), int(number_of(item.get("quantity")) or 0))
