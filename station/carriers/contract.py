"""What the station asks of a carrier.

There are two ways to a tracking number: a carrier that `draws` makes a label with a number on it; for one
that is `scanned` the packer sticks a pre-printed label and scans it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol
from urllib.parse import quote, urlsplit

from station.model.order import Address
from station.model.problem import StationError
from station.model.quantity import Mass


class CarrierError(StationError):
    """Any trouble with a carrier or with what its settings say."""


@dataclass(frozen=True, slots=True)
class LabelWish:
    """The carton a label is wanted for. `carton` is its uid, `number` the n of "carton n"."""

    carton: str
    order: str
    store: str
    ship_to: Address
    ship_from: Address
    method: str
    number: int
    gross: Mass | None
    day: date


@dataclass(frozen=True, slots=True)
class CarrierLabel:
    """A label ready to print. `scan_back` holds the text of every symbol on it, the tracking's first."""

    tracking: str
    carrier: str
    tracking_url: str
    document: bytes
    media_type: str
    scan_back: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HouseLabel:
    """What the drawing of a house label is given. `sscc` is empty when none is printed."""

    wish: LabelWish
    carrier: str
    tracking: str
    sscc: str


# Gives the next unused number, counted from 1, durably: it is never given again, crash or not.
TakeNumber = Callable[[], int]
# Gives a label as (bytes, media type). Handed in, because a carrier does not know how labels are drawn.
DrawLabel = Callable[[HouseLabel], tuple[bytes, str]]


@dataclass(frozen=True, slots=True)
class ShippingSettings:
    """`[shipping]` of the settings."""

    carrier: str
    carrier_name: str = ""
    tracking_url: str = ""
    gs1_prefix: str = ""
    number_range: str = ""


class DrawsLabels(Protocol):
    """A carrier whose labels are made here."""

    @property
    def way(self) -> Literal["draws"]: ...

    @property
    def name(self) -> str: ...

    def label(self, wish: LabelWish) -> CarrierLabel:
        """A label with a number no other carton has. Takes a number even when drawing then fails."""
        ...


class ScansLabels(Protocol):
    """A carrier whose labels are pre-printed: the scan is tracking number and scan-back in one."""

    @property
    def way(self) -> Literal["scans"]: ...

    @property
    def name(self) -> str: ...

    def accept(self, scan: str) -> str:
        """The tracking number a scan gives; `carrier.not_a_tracking` when it cannot be one.

        Whether the number was used before is for the caller to know.
        """
        ...

    def tracking_url(self, tracking: str) -> str: ...


Carrier = DrawsLabels | ScansLabels


def tracking_link(template: str, tracking: str) -> str:
    """Where a customer follows the carton; empty when there is no template."""
    return template.replace("{tracking}", quote(tracking, safe=""))


def check_tracking_template(template: str) -> None:
    """`carrier.tracking_url_unusable` unless it is http or https, has a host and contains `{tracking}`."""
    try:
        parts = urlsplit(template)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and "{tracking}" in template
    except ValueError:
        usable = False
    if not usable or any(char.isspace() for char in template):
        raise CarrierError("carrier.tracking_url_unusable", template=template)
