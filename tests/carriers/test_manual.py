"""Pre-printed labels: the scan is the tracking number, and our own barcodes never are."""

from typing import NoReturn

import pytest

from station.carriers.contract import CarrierError, ShippingSettings
from station.carriers.manual import ManualCarrier
from station.carriers.registry import build
from station.model.barcode import Command


def manual(**changes: str) -> ManualCarrier:
    return ManualCarrier(ShippingSettings("manual", **changes))


@pytest.mark.parametrize(
    ("scan", "tracking"),
    [
        ("1Z999AA10123456784", "1Z999AA10123456784"),
        ("  00340434161094021501 ", "00340434161094021501"),
        ("RR123456785DE", "RR123456785DE"),
        ("123456", "123456"),
    ],
)
def test_a_carriers_barcode_is_the_tracking_number(scan: str, tracking: str) -> None:
    assert manual().accept(scan) == tracking


@pytest.mark.parametrize(
    "scan",
    [*Command, "cmd-undo", "ORD-main-1001", "OP-ANNA-1", "LINE-100077", "TOTE-0001", "BIN-A-01", "12345", "",
     "   ", "123\x1d456789", "Łódź-12345", "1" * 65],
)  # fmt: skip
def test_what_cannot_be_a_tracking_number_is_refused(scan: str) -> None:
    with pytest.raises(CarrierError) as refused:
        manual().accept(scan)
    assert refused.value.problem.code == "carrier.not_a_tracking"


def test_a_tracking_number_is_quoted_in_its_link() -> None:
    carrier = manual(tracking_url="https://dhl.example/{tracking}?x=1")

    assert carrier.tracking_url("A/B 1") == "https://dhl.example/A%2FB%201?x=1"


def test_without_an_address_there_is_no_link() -> None:
    assert manual().tracking_url("123456") == ""


def test_an_unusable_address_is_refused() -> None:
    with pytest.raises(CarrierError) as refused:
        manual(tracking_url="https://dhl.example/")
    assert refused.value.problem.code == "carrier.tracking_url_unusable"


def no_number() -> NoReturn:
    raise AssertionError("a manual carrier takes no numbers")


def no_drawing(_: object) -> NoReturn:
    raise AssertionError("a manual carrier draws nothing")


def test_the_registry_builds_it() -> None:
    carrier = build(ShippingSettings("manual", carrier_name="DHL"), no_number, no_drawing)

    assert (carrier.way, carrier.name) == ("scans", "DHL")
