"""Which carriers there are. Only here are they named."""

from station.carriers import house
from station.carriers.contract import Carrier, CarrierError, DrawLabel, ShippingSettings, TakeNumber
from station.carriers.manual import ManualCarrier

CARRIERS = ("house", "manual")


def build(
    settings: ShippingSettings, take_number: TakeNumber, draw: DrawLabel, *, practice: bool = False
) -> Carrier:
    """The carrier of `[shipping]`. In practice, and only there, what `house` lacks is made up.

    Raises `carrier.unknown`, `carrier.house_incomplete`, `carrier.tracking_url_unusable`,
    `carrier.gs1_prefix_wrong` or `carrier.number_range_unreadable`.
    """
    match settings.carrier:
        case "house":
            filled = house.for_practice(settings) if practice else settings
            return house.HouseCarrier(filled, take_number, draw)
        case "manual":
            return ManualCarrier(settings)
    raise CarrierError("carrier.unknown", carrier=settings.carrier, known=CARRIERS)
