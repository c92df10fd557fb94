"""Pre-printed labels of any carrier: the packer sticks one and scans it."""

from typing import Literal

from station.carriers.contract import (
    CarrierError,
    ShippingSettings,
    check_tracking_template,
    tracking_link,
)
from station.model.barcode import is_own

_LEAST, _MOST = 6, 64


class ManualCarrier:
    """`carrier_name` and `tracking_url` may be empty: what the scan says is all there is."""

    way: Literal["scans"] = "scans"

    def __init__(self, settings: ShippingSettings) -> None:
        if settings.tracking_url:
            check_tracking_template(settings.tracking_url)
        self.name = settings.carrier_name
        self._template = settings.tracking_url

    def accept(self, scan: str) -> str:
        """The scan without the blanks around it; the station's own barcodes are never a tracking number."""
        tracking = scan.strip()
        readable = tracking.isascii() and tracking.isprintable()
        if is_own(tracking) or not readable or not _LEAST <= len(tracking) <= _MOST:
            raise CarrierError("carrier.not_a_tracking", scan=tracking[:_MOST])
        return tracking

    def tracking_url(self, tracking: str) -> str:
        return tracking_link(self._template, tracking)
