"""Our own van: its numbers, its label, and what it refuses to start without."""

from dataclasses import replace
from datetime import date
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.carriers import house
from station.carriers.contract import CarrierError, HouseLabel, LabelWish, ShippingSettings
from station.carriers.house import numbers
from station.carriers.registry import build
from station.labels import readback
from station.labels.pdf import draw
from station.labels.shipping import ShippingLabel, shipping_label
from station.model.order import Address
from station.model.quantity import Mass

SETTINGS = ShippingSettings("house", "Own van", "https://shop.example/t/{tracking}", gs1_prefix="4012345")
WISH = LabelWish(
    "c-1", "1001", "main", Address("Anna", "", ("Road 1",), "Bern", "", "3000", "CH"), Address("We"),
    "Standard", 1, Mass(500_000), date(2026, 3, 2),
)  # fmt: skip


def drawn(label: HouseLabel) -> tuple[bytes, str]:
    wish = label.wish
    said = ShippingLabel(
        label.carrier, wish.method, wish.ship_to, wish.ship_from, wish.order, wish.store, wish.number,
        label.tracking, wish.day, label.sscc, wish.gross,
    )  # fmt: skip
    return draw(shipping_label(said)), "application/pdf"


def van(settings: ShippingSettings, start: int = 1) -> house.HouseCarrier:
    return house.HouseCarrier(settings, count(start).__next__, drawn)


def test_with_a_prefix_the_tracking_number_is_the_sscc_and_both_are_on_the_label() -> None:
    label = van(SETTINGS, 17).label(WISH)

    assert label.tracking == "040123450000000177"
    assert label.scan_back == ("040123450000000177", "00040123450000000177")
    assert label.tracking_url == "https://shop.example/t/040123450000000177"
    assert (label.carrier, label.media_type) == ("Own van", "application/pdf")
    assert tuple(symbol.text for symbol in readback.read(label.document)) == label.scan_back


def test_without_a_prefix_there_is_a_number_of_our_own_and_no_sscc() -> None:
    label = van(replace(SETTINGS, gs1_prefix="", number_range="HV{:08d}"), 17).label(WISH)

    assert label.tracking[:-1] == "HV00000017"
    assert label.scan_back == (label.tracking,)
    assert tuple(symbol.text for symbol in readback.read(label.document)) == label.scan_back


def test_every_label_takes_a_number_of_its_own() -> None:
    carrier = van(SETTINGS)

    assert len({carrier.label(WISH).tracking for _ in range(5)}) == 5


@given(prefix=st.text("0123456789", min_size=4, max_size=12), number=st.integers(1, 9999))
def test_an_sscc_is_18_digits_whose_weighted_sum_ends_in_zero(prefix: str, number: int) -> None:
    sscc = numbers.sscc(prefix, number)

    assert len(sscc) == 18
    assert sum(int(digit) * weight for digit, weight in zip(sscc, [3, 1] * 9, strict=True)) % 10 == 0
    assert sscc[1:].startswith(prefix)


def test_an_sscc_has_the_published_check_digit() -> None:
    # GS1's own example number: (00) 0 0614141 123456789 0.
    assert numbers.sscc("0614141", 123456789) == "006141411234567890"


@pytest.mark.parametrize(
    ("prefix", "last"), [("401234567890", 9999), ("4012345", 10**9 - 1), ("4012", 10**12 - 1)]
)
def test_the_serial_has_the_digits_the_prefix_leaves(prefix: str, last: int) -> None:
    assert len(numbers.sscc(prefix, last)) == 18
    with pytest.raises(CarrierError) as exhausted:
        numbers.sscc(prefix, last + 1)
    assert exhausted.value.problem.code == "carrier.range_exhausted"


def test_a_range_from_first_to_last_gives_exactly_its_numbers() -> None:
    assert [numbers.tracking_number("VAN0098-VAN0099", n) for n in (1, 2)] == ["VAN0098", "VAN0099"]
    with pytest.raises(CarrierError) as exhausted:
        numbers.tracking_number("VAN0098-VAN0099", 3)
    assert exhausted.value.problem.code == "carrier.range_exhausted"


def test_a_pattern_ends_when_its_digits_do() -> None:
    assert numbers.tracking_number("HAFEN{:02d}", 99).startswith("HAFEN99")
    with pytest.raises(CarrierError) as exhausted:
        numbers.tracking_number("HAFEN{:02d}", 100)
    assert exhausted.value.problem.code == "carrier.range_exhausted"


@pytest.mark.parametrize(
    "written",
    ["HV", "HV{}", "HV{:8d}", "hv{:08d}", "HV{:08d}{:02d}", "{0.__class__}", "A{:02d}", "X" * 30 + "{:08d}",
     "9-1", "900000-100000", "VAN0001-CAR0009", "1-1000000"],
)  # fmt: skip
def test_a_number_range_that_gives_no_number_is_refused(written: str) -> None:
    with pytest.raises(CarrierError) as refused:
        numbers.check_range(written)
    assert refused.value.problem.code == "carrier.number_range_unreadable"


ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_the_check_character_is_that_of_iso_7064() -> None:
    # A published example of MOD 37,36: the Global Release Identifier A12425GABC1234002 has M.
    assert numbers.check_character("A12425GABC1234002") == "M"


@given(
    body=st.text(ALPHABET, min_size=2, max_size=20), place=st.integers(0, 18), other=st.sampled_from(ALPHABET)
)
def test_one_wrong_character_is_always_found(body: str, place: int, other: str) -> None:
    place %= len(body)
    wrong = body[:place] + other + body[place + 1 :]

    assert (numbers.check_character(wrong) == numbers.check_character(body)) == (wrong == body)


@pytest.mark.parametrize("prefix", ["401", "4012345678901", "40a2345", "４０１２３４５"])
def test_a_prefix_gs1_never_gave_is_refused(prefix: str) -> None:
    with pytest.raises(CarrierError) as refused:
        house.complete(replace(SETTINGS, gs1_prefix=prefix))
    assert refused.value.problem.code == "carrier.gs1_prefix_wrong"


def test_what_is_missing_is_named() -> None:
    with pytest.raises(CarrierError) as incomplete:
        house.complete(ShippingSettings("house"))

    assert incomplete.value.problem.code == "carrier.house_incomplete"
    assert incomplete.value.problem.params["missing"] == (
        "carrier_name",
        "tracking_url",
        "gs1_prefix or number_range",
    )


@pytest.mark.parametrize(
    "template",
    ["https://shop.example/", "ftp://shop.example/{tracking}", "shop.example/{tracking}",
     "https:///{tracking}", "https://shop.example/{tracking} x", "https://[::1/{tracking}"],
)  # fmt: skip
def test_a_tracking_address_that_leads_nowhere_is_refused(template: str) -> None:
    with pytest.raises(CarrierError) as refused:
        house.complete(replace(SETTINGS, tracking_url=template))
    assert refused.value.problem.code == "carrier.tracking_url_unusable"


def test_a_real_store_gets_no_house_carrier_without_its_settings() -> None:
    with pytest.raises(CarrierError) as refused:
        build(ShippingSettings("house"), count(1).__next__, drawn)
    assert refused.value.problem.code == "carrier.house_incomplete"


def test_practice_makes_up_what_is_missing() -> None:
    carrier = build(
        ShippingSettings("house", carrier_name="Own van"), count(1).__next__, drawn, practice=True
    )

    assert carrier.way == "draws"
    label = carrier.label(WISH)
    assert label.carrier == "Own van"
    assert label.tracking.startswith("PRACTICE00000001")
    assert label.tracking_url == f"https://practice.invalid/{label.tracking}"


def test_a_carrier_nobody_knows_is_refused() -> None:
    with pytest.raises(CarrierError) as refused:
        build(ShippingSettings("pigeon"), count(1).__next__, drawn)
    assert refused.value.problem.code == "carrier.unknown"
