"""What is said of an address at import."""

from dataclasses import replace

import pytest

from station.model.address_check import cannot_be_delivered, check
from station.model.order import Address
from station.model.postal_codes import PATTERNS, has_form

GOOD = Address(
    name="Zofia Wójcik",
    street=("ul. Długa 7/3",),
    city="Kraków",
    postal_code="31-146",
    country="PL",
    phone="+48 12 345 67 89",
)


def test_nothing_is_said_of_a_good_address_and_of_none() -> None:
    assert check(GOOD) == ()
    assert check(Address()) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "address.no_name"),
        ({"street": ("",)}, "address.no_street"),
        ({"city": ""}, "address.no_city"),
        ({"country": ""}, "address.no_country"),
        ({"postal_code": ""}, "address.no_postal_code"),
    ],
)
def test_what_is_missing_stops_the_order(change, code) -> None:
    found = check(replace(GOOD, **change))
    assert code in found
    assert cannot_be_delivered(found)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"postal_code": "31146"}, "address.postal_form"),
        ({"country": "POL"}, "address.country_form"),
        ({"country": "US", "postal_code": "10001"}, "address.no_region"),
        ({"phone": "call me"}, "address.phone_form"),
        ({"phone": "123"}, "address.phone_form"),
        ({"street": ("ul. Długa",)}, "address.no_house_number"),
        (
            {"country": "DE", "postal_code": "10115", "street": ("Chausseestraße", "Hinterhaus")},
            "address.no_house_number",
        ),
        ({"street": ("a" * 33 + " 12",)}, "address.long_line"),
        ({"street": ("a", "b", "c", "d 1")}, "address.long_line"),
    ],
)
def test_what_is_odd_is_a_doubt_and_packed(change, code) -> None:
    found = check(replace(GOOD, **change))
    assert found == (code,)
    assert not cannot_be_delivered(found)


def at(country: str, code: str, street: str, city: str = "X", region: str = "") -> dict[str, object]:
    return {"country": country, "postal_code": code, "street": (street,), "city": city, "region": region}


# Odd, and right: what people of these countries really write.
ODD = [
    {"name": "", "company": "Tea & Co"},
    {"phone": "(012) 345 67-89 ext. 4"},
    {"phone": "012\u2013345\u201167\u201189, ext 42"},
    {"phone": "٠١٢٣٤٥٦٧٨٩"},
    at("DE", "68159", "Q7, 24", "Mannheim"),
    {**at("DE", "10115", "1234567", "Berlin"), "company": "Packstation 145"},
    at("PL", "31-146", "Wola 12", "Wola"),
    at("NL", "1012ab", "Damrak 1-3"),
    at("GB", "EX4 4QJ", "Rose Cottage, Church Lane", "Exeter"),
    at("GB", "gir 0aa", "Bootle"),
    at("CA", "k1a-0b1", "111 Wellington St", region="ON"),
    at("US", "09012", "PSC 123 Box 45", "APO", "AE"),
    at("US", "123456789", "1 Main St", region="NY"),
    at("JP", "〒100-0001", "千代田区千代田1-1", "", "東京都"),
    at("JP", "１００-０００１", "1-1"),
    at("IE", "", "Main Street", "Ballina"),
    at("IE", "d6w xy00", "Terenure Road"),
    at("BR", "01310100", "Rua X, s/n", region="SP"),
    at("IL", "", "King George 1"),
    at("IL", "61000", "King George 1"),
    at("SG", "018956", "1 Marina Boulevard", ""),
    at("HK", "", "1 Queen's Road Central", "", "Hong Kong Island"),
    at("AE", "", "Villa 3, Al Wasl Road", "", "Dubai"),
    at("VA", "00120", "Via della Posta", ""),
    at("LV", "1010", "Brīvības iela 1"),
    at("FR", "75 001", "1 rue de Rivoli", "Paris CEDEX 01"),
]


@pytest.mark.parametrize("change", ODD)
def test_what_carriers_take_is_no_doubt(change) -> None:
    assert check(replace(GOOD, **change)) == ()


def test_a_place_somebody_has_to_name_is_still_missed() -> None:
    assert check(replace(GOOD, **at("JP", "100-0001", "1-1", ""))) == ("address.no_city",)
    assert check(replace(GOOD, **at("DE", "10115", "Weg 1", ""))) == ("address.no_city",)


def test_a_country_without_codes_needs_none() -> None:
    assert check(replace(GOOD, country="HK", postal_code="")) == ()
    assert has_form("XX", "anything")


SOUND = {
    "AT": "1010", "AU": "2000", "BE": "1000", "BR": "01310-100", "CA": "K1A 0B1", "CH": "8001",
    "CZ": "110 00",
    "DE": "10115", "DK": "1050", "ES": "28013", "FI": "00100", "FR": "75001",
    "GB": "sw1a 1aa", "GR": "105 57",
    "HU": "1051", "IE": "D02 AF30", "IN": "110 001", "IT": "00118", "JP": "100-0001", "KR": "04524",
    "LT": "LT-01100", "LU": "L-1009", "LV": "LV-1010", "MT": "VLT 1117", "MX": "06000", "NL": "1012 ab",
    "NO": "0150", "NZ": "6011", "PL": "00-001", "PT": "1000-001", "RO": "010011", "SE": "111 20",
    "SG": "049315",
    "SI": "1000", "SK": "811 01", "TR": "34000", "US": "10001-1234", "ZA": "0001",
}  # fmt: skip
WRONG = {
    "DE": "1011",
    "GB": "12345",
    "NL": "1012 SS",
    "PL": "00001",
    "US": "1000",
    "CA": "D1A 0B1",
    "ES": "53001",
}


@pytest.mark.parametrize("country", SOUND)
def test_a_real_code_has_the_form_of_its_country(country) -> None:
    assert has_form(country, SOUND[country])
    assert not has_form(country, "?" + SOUND[country])


@pytest.mark.parametrize("country", WRONG)
def test_a_code_of_another_form_is_seen(country) -> None:
    assert not has_form(country, WRONG[country])


def test_sixty_countries_have_a_form() -> None:
    assert len(PATTERNS) >= 60
