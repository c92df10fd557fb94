"""What the station asks of a carrier.

There are three ways to a tracking number: a carrier that `draws` makes a label with a number on it; one that
`buys` is asked for its label, over the web or through a folder; for one that is `scanned` the packer sticks a
pre-printed label and scans it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Protocol, runtime_checkable
from urllib.parse import quote, urlsplit

from station.model.order import Address
from station.model.problem import Problem, StationError
from station.model.quantity import Mass, Money


class CarrierError(StationError):
    """Any trouble with a carrier or with what its settings say. A person has to see to it."""


class TryLater(CarrierError):
    """No label now; it is asked for again by itself, after `wait` seconds if the carrier named them."""

    def __init__(self, code: str, wait: float | None = None, **params: object) -> None:
        super().__init__(code, **params)
        self.wait = wait


class NotYet(TryLater):
    """Nothing is wrong, the answer is merely not there yet: nobody is told."""


class InDoubt(TryLater):
    """Asked for, and no answer: what the carrier has is looked at before it is asked again."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is in a carton of one line. `price` and `mass` are of one unit; None when nobody knows."""

    sku: str
    name: str
    quantity: int
    price: Money | None = None
    mass: Mass | None = None


@dataclass(frozen=True, slots=True)
class LabelWish:
    """The carton a label is wanted for. `carton` is its uid, `number` the n of "carton n".

    `intent` names what is asked for, the same for every try and another one once the carton or its address
    changed; it was written down before. `asked_before`: an earlier try may have got a label, not before
    `since`. `kind` is the kind of carton.
    """

    carton: str
    order: str
    store: str
    ship_to: Address
    ship_from: Address
    method: str
    number: int
    gross: Mass | None
    day: date
    method_code: str = ""
    kind: str = ""
    contents: tuple[Content, ...] = ()
    intent: str = ""
    asked_before: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class CarrierLabel:
    """A label ready to print. `scan_back` holds the text of every symbol on it, the tracking's first; it is
    empty where only reading the label tells them. `media_type` is PDF, `image/png` or, where the settings ask
    for it, `application/zpl`. `forms` are customs forms (PDF) that travel with the carton.
    """

    tracking: str
    carrier: str
    tracking_url: str
    document: bytes
    media_type: str
    scan_back: tuple[str, ...]
    forms: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Rate:
    """A price for one service. `days` until delivery, None when the carrier does not say."""

    ref: str
    carrier: str
    service: str
    amount: Decimal
    currency: str
    days: int | None = None

    @property
    def title(self) -> str:
        """As the settings name it."""
        return f"{self.carrier}/{self.service}"


@dataclass(frozen=True, slots=True)
class Quote:
    """What was offered for one wish. `complaints`: why a carrier offers nothing, in its own words."""

    ref: str
    rates: tuple[Rate, ...]
    complaints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bought:
    """A label the carrier has been paid for. `document` is where it is and `forms` where its customs forms
    are. `voided`: it is given back; `refund`: how far that is, in the carrier's words (submitted, refunded,
    rejected), empty when nobody asked. `manifest` is the one it is on, empty for none.
    """

    ref: str
    intent: str
    tracking: str
    carrier: str
    service: str
    tracking_url: str
    document: str
    voided: bool
    at: str
    refund: str = ""
    forms: tuple[str, ...] = ()
    manifest: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a driver scans instead of every carton. `document` is PDF."""

    ref: str
    trackings: tuple[str, ...]
    document: bytes


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
    """`[shipping]` of the settings, and what else of them a carrier has to know.

    `sizes` (inner millimetres) and `tares` are by kind of carton. `*` stands for any other key in
    `service_map`, `promise_days`, `hs_codes` and `origins`.
    """

    carrier: str
    carrier_name: str = ""
    tracking_url: str = ""
    gs1_prefix: str = ""
    number_range: str = ""
    url: str = ""
    api_key: str = field(default="", repr=False)
    ca_file: str = ""
    proxy: str = ""
    rate_rule: Literal["mapped", "cheapest"] = "mapped"
    service_map: Mapping[str, str] = field(default_factory=dict)
    promise_days: Mapping[str, object] = field(default_factory=dict)
    label_format: Literal["pdf", "png", "zpl"] = "pdf"
    hs_codes: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    customs_signer: str = ""
    check_addresses: bool = False
    folder: str = ""
    folder_format: Literal["json", "csv"] = "json"
    answer_seconds: int = 60
    sizes: Mapping[str, Sequence[int]] = field(default_factory=dict)
    tares: Mapping[str, Mass] = field(default_factory=dict)


class DrawsLabels(Protocol):
    """A carrier whose labels are made here."""

    @property
    def way(self) -> Literal["draws"]: ...

    @property
    def name(self) -> str: ...

    def label(self, wish: LabelWish) -> CarrierLabel:
        """A label with a number no other carton has. Takes a number even when drawing then fails."""
        ...


class BuysLabels(Protocol):
    """A carrier that is asked for its labels."""

    @property
    def way(self) -> Literal["buys"]: ...

    @property
    def name(self) -> str: ...

    def label(self, wish: LabelWish) -> CarrierLabel:
        """The label of this intent: the one there is, or a new one; never a second.

        Whether its number was used before is for the caller to know. Raises `TryLater` and `InDoubt` when it
        is to be asked again, any other `CarrierError` when a person has to see to it first.
        """
        ...

    def close(self) -> None: ...


@runtime_checkable
class SellsPostage(BuysLabels, Protocol):
    """A carrier that can also be asked in single steps, what it sold included. All raise as `label` does."""

    def doubts(self, wish: LabelWish) -> tuple[Problem, ...]:
        """What stands in the way of a label for this order, asked before anything is bought: what customs
        will miss, and, with `check_addresses`, what the carrier says of the address. It changes nothing.
        """
        ...

    def rates(self, wish: LabelWish) -> Quote: ...

    def buy(self, quote: Quote, rate: Rate) -> Bought:
        """Paid for, under the intent it was quoted for. `InDoubt` when the carrier cannot say what it did."""
        ...

    def find(self, intent: str, since: datetime) -> tuple[Bought, ...]:
        """What was bought for an intent, given back or not, oldest first."""
        ...

    def bought(self, since: datetime) -> tuple[Bought, ...]:
        """Everything that was bought, by this station or not, oldest first."""
        ...

    def void(self, label: Bought) -> None:
        """The money back; harmless when it is given back already. `carrier.not_refunded` when refused."""
        ...

    def reprint(self, label: Bought) -> CarrierLabel:
        """The document once more."""
        ...

    def manifest(self, labels: Sequence[Bought]) -> Manifest:
        """One sheet for the driver, of those that are on none yet; when all are, the last one once more."""
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


Carrier = DrawsLabels | BuysLabels | ScansLabels


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
