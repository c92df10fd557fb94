"""Which carriers there are. Only here are they named."""

from station.carriers import house
from station.carriers.contract import (
    Carrier,
    CarrierError,
    DrawLabel,
    SellsPostage,
    ShippingSettings,
    TakeNumber,
)
from station.carriers.easypost import EasyPost
from station.carriers.folder import FolderCarrier
from station.carriers.manual import ManualCarrier

CARRIERS = ("house", "manual", "easypost", "file")
# Those that also say what they sold, and take it back.
SELLING = ("easypost",)
# The names of what has to be kept secret, by carrier.
SECRETS = {"easypost": ("api_key",)}


def build(
    settings: ShippingSettings, take_number: TakeNumber, draw: DrawLabel, *, practice: bool = False
) -> Carrier:
    """The carrier of `[shipping]`. In practice, and only there, what `house` lacks is made up.

    Raises `carrier.unknown`, `carrier.house_incomplete`, `carrier.incomplete`,
    `carrier.tracking_url_unusable`, `carrier.gs1_prefix_wrong` or `carrier.number_range_unreadable`.
    """
    match settings.carrier:
        case "house":
            filled = house.for_practice(settings) if practice else settings
            return house.HouseCarrier(filled, take_number, draw)
        case "manual":
            return ManualCarrier(settings)
        case "file":
            return FolderCarrier(settings)
    return postage(settings)


def postage(settings: ShippingSettings) -> SellsPostage:
    """A carrier that can also say what it sold. `carrier.cannot` for one that cannot."""
    if settings.carrier == "easypost":
        return EasyPost(settings)
    if settings.carrier in CARRIERS:
        raise CarrierError("carrier.cannot", carrier=settings.carrier)
    raise CarrierError("carrier.unknown", carrier=settings.carrier, known=CARRIERS)
