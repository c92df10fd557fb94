"""A code is what carries it as it stands; only what nothing carries is taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.model.barcode import check_digit, comparable, from_upc_e, is_gtin, to_upc_e
from station.packing import facts as f
from station.packing.outcome import Here, Rules
from station.packing.pack import open_session, scan_unit
from station.packing.scan import (
    TORN,
    Candidates,
    LineScan,
    ProductFound,
    ProductScan,
    UnknownScan,
    other_name,
    resolve_at_bench,
    resolve_known,
)
from station.packing.session import PackLine, Session, begin
from station.packing.traced import Traced, told

GTIN13, GTIN14 = "9521234543213", "09521234543213"
STRING = f"01{GTIN14}1726013110ABC123\x1d2112345"


def line(ref: str, *codes: str, due: int = 2) -> PackLine:
    return PackLine(ref, f"SKU-{ref}", f"Thing {ref}", due, codes=frozenset(map(comparable, codes)))


def at_bench(*lines: PackLine) -> Session:
    names = iter(("c1", "c2"))
    return open_session(begin(lines), 1, "f", Rules(), lambda: next(names), 1)


def lines_of(text: str, session: Session) -> list[str]:
    meaning = resolve_at_bench(text, session)
    return [one.ref for one in meaning.lines] if isinstance(meaning, LineScan) else []


@pytest.mark.parametrize("code", [GTIN13, GTIN14, GTIN13.zfill(14)])
@pytest.mark.parametrize(
    "text",
    [STRING, f"(01){GTIN14}(10)A", f"\x1d{STRING}", f"01{GTIN14}10ABC12321X", STRING.replace("\x1d", "|")],
)
def test_an_element_string_is_the_article_on_the_order(code: str, text: str) -> None:
    assert lines_of(text, at_bench(line("1", "MUG"), line("2", code))) == ["2"]


def test_a_line_that_carries_the_whole_string_as_it_stands_comes_first() -> None:
    session = at_bench(line("1", GTIN13), line("2", STRING))
    assert lines_of(STRING, session) == ["2"]
    assert told(session.known("2"), STRING) == Traced()


def test_a_lot_that_looks_like_an_identifier_stays_a_code() -> None:
    assert lines_of("10D9T", at_bench(line("1", "10D9T"))) == ["1"]
    assert lines_of("10D9T", at_bench(line("1", "D9T"))) == []


def test_the_article_of_a_case_or_of_a_pallet_is_not_the_unit() -> None:
    case = "1" + GTIN14[1:13]
    case += str(check_digit(case))
    session = at_bench(line("1", GTIN13))
    assert lines_of(f"01{case}3012", session) == []
    assert lines_of(f"02{GTIN14}3712", session) == []


def test_a_scanned_element_string_packs_one_unit_with_its_lot_expiry_and_serial() -> None:
    session = at_bench(line("1", GTIN13))
    meaning = resolve_at_bench(STRING + "\x1d3012", session)
    assert isinstance(meaning, LineScan)
    outcome = scan_unit(session, meaning.lines, STRING + "\x1d3012", Here())
    packed = [fact for fact in outcome.facts if isinstance(fact, f.UnitPacked)]
    assert packed == [f.UnitPacked("1", 1, "c1", STRING + "\x1d3012", "ABC123", "260131", "12345")]
    assert f.decode(*f.encode(packed[0])) == packed[0]


def test_a_unit_packed_before_there_were_serials_is_still_read() -> None:
    body = '{"line":"1","quantity":1,"carton":"c","code":"42","lot":""}'
    assert f.decode("UnitPacked", 1, body) == f.UnitPacked("1", 1, "c", "42")


def test_a_string_that_lost_its_separators_before_the_article_is_said_and_not_guessed() -> None:
    text = f"10ABC12301{GTIN14}"
    session = at_bench(line("1", GTIN13))
    assert lines_of(text, session) == []
    assert resolve_known(text, Candidates(), session) == UnknownScan(TORN)


def test_a_upc_e_is_its_long_form_and_the_other_way_round() -> None:
    assert from_upc_e("04252614") == "042100005264"
    assert lines_of("04252614", at_bench(line("1", "042100005264"))) == ["1"]
    assert lines_of("042100005264", at_bench(line("1", "04252614"))) == ["1"]
    assert lines_of("0042100005264", at_bench(line("1", "04252614"))) == ["1"]


def test_every_upc_e_has_one_long_form_and_comes_back() -> None:
    found = 0
    for six in range(0, 1_000_000, 997):
        for check in range(10):
            short = f"0{six:06}{check}"
            if long := from_upc_e(short):
                found += 1
                assert is_gtin(long) and len(long) == 12
                assert from_upc_e(to_upc_e(long)) == long
    assert found == len(range(0, 1_000_000, 997))


@pytest.mark.parametrize("code", ["", "1234567", "24252614", "0425261A", "04252615", "٠٤٢٥٢٦١٤"])
def test_what_is_no_upc_e_has_no_long_form(code: str) -> None:
    assert from_upc_e(code) == ""


def both_ways() -> str:
    """Eight digits that are an EAN-8 and a UPC-E at once."""
    return next(
        code
        for six in range(100_000, 1_000_000)
        for code in (f"0{six:06}{check_digit(f'0{six:06}')}",)
        if from_upc_e(code)
    )


def test_eight_digits_that_may_be_two_things_are_what_the_shop_knows() -> None:
    short = both_ways()
    session = at_bench(line("1", from_upc_e(short)))
    assert lines_of(short, session) == []
    tea = ProductFound("main", "7", "TEA", "Tea")
    assert resolve_known(short, Candidates(products=(tea,)), session) == ProductScan((tea,))
    assert resolve_known(short, Candidates(), session) == LineScan(session.lines)
    assert lines_of(short, at_bench(line("2", short))) == ["2"]


@pytest.mark.parametrize("text", ["", "MUG", "4006381333931", "96385074", "CMD-UNDO", "ORD-main-1"])
def test_a_plain_code_has_no_other_name(text: str) -> None:
    assert other_name(text) == ""


@pytest.mark.parametrize("add_on", ["50999", "12", " 12"])
def test_a_book_is_the_same_without_its_add_on(add_on: str) -> None:
    book = "9780201379624"
    assert lines_of(book + add_on, at_bench(line("1", GTIN13), line("2", book))) == ["2"]
    # With a wrong check digit, with three digits more, or behind any other article it is what it is.
    others = (f"{book[:-1]}5{add_on}", f"{book}123", f"{GTIN13}{add_on}")
    assert [lines_of(text, at_bench(line("1", GTIN13), line("2", book))) for text in others] == [[], [], []]


@given(st.text("0123456789", min_size=7, max_size=13))
def test_a_number_is_a_trade_item_exactly_with_its_check_digit(body: str) -> None:
    right = check_digit(body)
    lengths = (8, 12, 13, 14)
    for digit in range(10):
        assert is_gtin(f"{body}{digit}") is (digit == right and len(body) + 1 in lengths)
