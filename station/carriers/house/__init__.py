"""Our own van: labels with our own numbers."""

from dataclasses import replace
from typing import Literal

from station.carriers.contract import (
    CarrierError,
    CarrierLabel,
    DrawLabel,
    HouseLabel,
    LabelWish,
    ShippingSettings,
    TakeNumber,
    check_tracking_template,
    tracking_link,
)
from station.carriers.house import numbers

_PRACTICE = ShippingSettings(
    carrier="house",
    carrier_name="Practice",
    tracking_url="https://practice.invalid/{tracking}",
    number_range="PRACTICE{:08d}",
)


class HouseCarrier:
    """With a GS1 prefix the tracking number is the SSCC-18; without one no SSCC is printed."""

    way: Literal["draws"] = "draws"

    def __init__(self, settings: ShippingSettings, take_number: TakeNumber, draw: DrawLabel) -> None:
        """`settings` as `complete` lets them pass."""
        complete(settings)
        self.name = settings.carrier_name
        self._settings = settings
        self._take_number = take_number
        self._draw = draw

    def label(self, wish: LabelWish) -> CarrierLabel:
        """Raises `carrier.range_exhausted`, and what drawing raises."""
        number = self._take_number()
        prefix = self._settings.gs1_prefix
        sscc = numbers.sscc(prefix, number) if prefix else ""
        tracking = sscc or numbers.tracking_number(self._settings.number_range, number)
        document, media_type = self._draw(HouseLabel(wish, self.name, tracking, sscc))
        return CarrierLabel(
            tracking=tracking,
            carrier=self.name,
            tracking_url=tracking_link(self._settings.tracking_url, tracking),
            document=document,
            media_type=media_type,
            scan_back=(tracking, f"00{sscc}") if sscc else (tracking,),
        )


def complete(settings: ShippingSettings) -> None:
    """`carrier.house_incomplete` names what is missing; what is there must be usable too."""
    missing = [name for name in ("carrier_name", "tracking_url") if not getattr(settings, name).strip()]
    if not (settings.gs1_prefix or settings.number_range):
        missing.append("gs1_prefix or number_range")
    if missing:
        raise CarrierError("carrier.house_incomplete", missing=tuple(missing))
    check_tracking_template(settings.tracking_url)
    if settings.gs1_prefix:
        numbers.check_prefix(settings.gs1_prefix)
    else:
        numbers.check_range(settings.number_range)


def for_practice(settings: ShippingSettings) -> ShippingSettings:
    """The same with everything that is missing made up, fit for no real store."""
    filled = {
        name: getattr(settings, name) or getattr(_PRACTICE, name) for name in ("carrier_name", "tracking_url")
    }
    numbered = settings.gs1_prefix or settings.number_range
    return replace(
        settings, **filled, number_range=settings.number_range if numbered else _PRACTICE.number_range
    )
