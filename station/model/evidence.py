"""What is known of one carton afterwards: enough to answer a customer who says that something was missing."""

from dataclasses import dataclass
from datetime import datetime

from station.model.order import Address
from station.model.quantity import Mass


@dataclass(frozen=True, slots=True)
class PackedUnits:
    """What went in under one code. `quantity` units; lot, expiry (YYMMDD) and serial where they are known.

    `instead_of`: the SKU that was ordered, where this is its substitute. `part_of`: the kit's, where this is
    one of its parts; the kit itself stands before them.
    """

    sku: str
    name: str
    quantity: int
    lot: str = ""
    expiry: str = ""
    serial: str = ""
    instead_of: str = ""
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing, at its time. `what` is the scanned text or the fact's name, `code` the verdict on it."""

    at: datetime
    what: str
    code: str
    ok: bool
    operator: str
    bench: str


@dataclass(frozen=True, slots=True)
class CartonEvidence:
    """One carton. `ship_to` is None once the customer was forgotten; `label_sha256` is of the printed bytes.

    `checked`: the shop confirmed the order within the last seconds before the label. `pushed` is the state of
    the message that told the shop, empty when there was none. `spent`: seconds by cause.
    """

    uid: str
    store: str
    order: str
    ref: str
    number: int
    kind: str
    state: str
    bench: str
    operator: str
    opened_at: datetime
    confirmed_at: datetime | None
    order_revision: int
    fingerprint: str
    checked: bool
    carrier: str
    tracking: str
    tracking_url: str
    gross: Mass | None
    weight_verdict: str
    weight_by: str
    label_sha256: str
    label_file: str
    pushed: str
    contents: tuple[PackedUnits, ...]
    happened: tuple[Happened, ...]
    ship_to: Address | None
    photos: tuple[str, ...] = ()
    spent: tuple[tuple[str, float], ...] = ()
