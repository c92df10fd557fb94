"""Element strings are read whole, or what is unsure of them is not said."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station.model import gs1
from station.model.barcode import check_digit

GTIN = "09521234543213"
SSCC = "340123450000000017"
TODAY = date(2026, 11, 21)


def test_a_datamatrix_says_article_expiry_lot_and_serial() -> None:
    said = gs1.read(f"01{GTIN}1726013110ABC123\x1d2112345")
    assert said is not None
    assert (said.gtin, said.expiry, said.lot, said.serial) == (GTIN, "260131", "ABC123", "12345")
    assert not said.unsure and not said.torn


def test_a_logistic_label_says_its_own_number_and_not_an_article() -> None:
    said = gs1.read(f"00{SSCC}02{GTIN}3712")
    assert said is not None
    assert (said.sscc, said.gtin, said.count) == (SSCC, "", 12)


def test_weight_and_count_are_exact() -> None:
    said = gs1.read(f"01{GTIN}31030012503024")
    assert said is not None
    assert (said.net_kilograms, said.count) == (Decimal("1.250"), 24)
    assert said.net_kilograms is not None and str(said.net_kilograms) == "1.250"


@pytest.mark.parametrize("front", ["", "\x1d", "\x1d\x1d"])
@pytest.mark.parametrize("end", ["", "\x1d"])
def test_a_separator_in_front_or_at_the_end_says_nothing(front: str, end: str) -> None:
    said = gs1.read(f"{front}10LOT-7\x1d01{GTIN}{end}")
    assert said is not None and (said.gtin, said.lot) == (GTIN, "LOT-7")


@pytest.mark.parametrize("substitute", gs1.SUBSTITUTES)
def test_what_stands_for_a_separator_is_one(substitute: str) -> None:
    said = gs1.read(f"01{GTIN}10ABC123{substitute}21XYZ")
    assert said is not None
    assert (said.gtin, said.lot, said.serial, said.unsure) == (GTIN, "ABC123", "XYZ", frozenset())


def test_a_lost_separator_leaves_the_article_sure_and_the_lot_unsaid() -> None:
    said = gs1.read(f"01{GTIN}10ABC12321XYZ")
    assert said is not None
    assert (said.gtin, said.lot, said.serial) == (GTIN, "", "")
    assert said.unsure == {"10", "21"} and not said.torn


def test_an_article_behind_a_lost_separator_is_not_guessed() -> None:
    said = gs1.read(f"10ABC12301{GTIN}")
    assert said is not None
    assert said.gtin == "" and said.torn


def test_a_lot_that_can_be_nothing_else_is_sure_without_a_separator() -> None:
    said = gs1.read(f"01{GTIN}17260131" + "10ABC")
    assert said is not None and (said.lot, said.expiry) == ("ABC", "260131")


@pytest.mark.parametrize(
    "text",
    [f"(01){GTIN}(17)260131(10)ABC(21)9", f"(01) {GTIN} (17) 260131 (10) ABC (21) 9"],
)
def test_the_printed_form_is_read_too(text: str) -> None:
    said = gs1.read(text)
    assert said is not None
    assert (said.gtin, said.expiry, said.lot, said.serial) == (GTIN, "260131", "ABC", "9")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MUG-BLUE",
        "ORD-main-1",
        f"01{GTIN[:-1]}4",  # wrong check digit
        f"00{SSCC[:-1]}8",
        f"01{GTIN}17261331",  # no 13th month
        f"01{GTIN}17260231",  # no 31st of February
        f"01{GTIN}10ABC|21X^37",  # two kinds of substitutes
        f"01{GTIN}05123",  # nobody has 05
        f"(01){GTIN}(05)1",
        f"(01){GTIN}(01){GTIN}",
        "(01)123",
        f"01{GTIN}10caf\xe9",
        "0" * 5000,
    ],
)
def test_what_is_no_element_string_is_none(text: str) -> None:
    assert gs1.read(text) is None


@pytest.mark.parametrize("text", ["4006381333931", "0003001", "425261", "96385074", "10D9T"])
def test_a_plain_code_never_names_an_article(text: str) -> None:
    said = gs1.read(text)
    assert said is None or (said.gtin, said.sscc, said.torn) == ("", "", False)


@pytest.mark.parametrize(
    ("digits", "meant"),
    [
        ("260131", date(2026, 1, 31)),
        ("260200", date(2026, 2, 28)),
        ("280200", date(2028, 2, 29)),
        ("761231", date(2076, 12, 31)),
        ("770101", date(1977, 1, 1)),
    ],
)
def test_a_date_has_its_century_and_day_00_is_the_last_of_the_month(digits: str, meant: date) -> None:
    assert gs1.day(digits, TODAY) == meant


def test_the_century_turns_the_other_way_at_its_end() -> None:
    assert gs1.day("010101", date(2098, 1, 1)) == date(2101, 1, 1)


@pytest.mark.parametrize("mark", ["<GS>", "{FNC1}", "$", "]", "\x1e", "§", "↔"])
def test_a_separator_is_known_whatever_the_scanner_makes_of_it(mark: str) -> None:
    said = gs1.read(f"01{GTIN}10ABC{mark}21XYZ")
    assert said is not None
    assert (said.gtin, said.lot, said.serial, said.unsure) == (GTIN, "ABC", "XYZ", frozenset())
    # Two kinds of them, or one where nothing follows, are nothing anybody sends.
    assert gs1.read(f"01{GTIN}10ABC§21X↔30Y") is None
    assert gs1.read(f"01{GTIN}10ABC§") is None


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        (f"https://id.gs1.org/01/{GTIN}", (("01", GTIN),)),
        (f"https://shop.example/p/01/{GTIN}/10/A%2FB/21/7?17=260131&x=1#top",
         (("01", GTIN), ("10", "A/B"), ("21", "7"), ("17", "260131"))),
        (f"HTTPS://ID.GS1.ORG/01/{GTIN[1:]}", (("01", GTIN),)),
    ],
)  # fmt: skip
def test_an_article_is_read_from_its_link(text: str, elements: gs1.Way) -> None:
    said = gs1.read(text)
    assert said is not None
    assert (said.elements, said.unsure) == (elements, frozenset())


@pytest.mark.parametrize(
    "text",
    [
        "https://id.gs1.org/",
        "https://example.com/01/about",
        f"https://example.com/01/{GTIN[:-1]}0",
        f"https://example.com/01/{GTIN}/10",
        f"https://example.com/01/{GTIN}/news/7",
        f"https://[/01/{GTIN}",
    ],
)
def test_any_other_link_is_no_article(text: str) -> None:
    assert gs1.read(text) is None


def test_the_web_page_of_a_package_costs_no_article() -> None:
    said = gs1.read(f"01{GTIN}240PART-1\x1d8200http://maker.example/p/7")
    assert said is not None
    assert (said.gtin, said.value("240"), said.value("8200")) == (GTIN, "PART-1", "http://maker.example/p/7")


LOT = st.text("ABCXYZ0123456789-/", min_size=1, max_size=20)


@given(st.text("0123456789", min_size=13, max_size=13), LOT, LOT, st.booleans())
def test_with_separators_everything_comes_back(body: str, lot: str, serial: str, leading: bool) -> None:
    gtin = body + str(check_digit(body))
    said = gs1.read(f"{gs1.GS * leading}01{gtin}10{lot}\x1d21{serial}")
    assert said is not None
    assert (said.gtin, said.lot, said.serial) == (gtin, lot, serial)


@given(LOT, LOT)
def test_without_separators_nothing_wrong_is_said(lot: str, serial: str) -> None:
    said = gs1.read(f"01{GTIN}10{lot}21{serial}")
    assert said is not None
    assert said.gtin == GTIN
    assert said.lot in ("", lot)
    assert said.serial in ("", serial)


@settings(deadline=1000)
@given(st.text(max_size=250) | st.text("01234567890\x1d^|()", max_size=250))
def test_any_text_is_read_or_not_in_no_time(text: str) -> None:
    said = gs1.read(text)
    if said is not None:
        flat = "".join(text.split())
        assert all(value.strip() in text or value in flat for _, value in said.elements)
        assert not said.gtin or check_digit(said.gtin[:-1]) == int(said.gtin[-1])
