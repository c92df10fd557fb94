"""Labels as native ZPL: what is told to the printer, and what a scanner will read of it."""

import base64
import binascii
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from station.labels import commands, readback, symbols, twin, zpl
from station.labels.document import (
    Align,
    Document,
    Fill,
    Frame,
    Item,
    Matrix,
    Role,
    Row,
    Stack,
    Symbol,
    Text,
)
from station.labels.shipping import ShippingLabel, shipping_label
from station.model.problem import StationError

Make = Callable[..., ShippingLabel]
BOTH = [("340123450000000017", "]C0"), ("00340123450000000017", "]C1")]
PRINTABLE = "".join(map(chr, range(33, 127)))
ANY_NUMBER = st.one_of(
    st.text("0123456789", min_size=6, max_size=28),
    st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=6, max_size=22),
    st.text(PRINTABLE, min_size=6, max_size=18),
)


def said(*items: Item, dpi: int = 203, practice: bool = False) -> str:
    return zpl.draw(Document("t", 100, 150, (items,), dpi, practice)).decode("ascii")


def read(*items: Item, dpi: int = 203) -> list[tuple[str, str]]:
    return [(one.text, one.aim) for one in readback.read(said(*items, dpi=dpi).encode())]


def lines(document: str, start: str) -> list[str]:
    return [line for line in document.splitlines() if line.startswith(start)]


def test_a_label_is_one_format_in_utf_8_for_its_paper(a_label: Make) -> None:
    document = zpl.draw(shipping_label(a_label())).decode("ascii")

    assert document.startswith("^XA^MUD^CI28^PW812^LL1218^LH0,0^PON")
    assert document.endswith("^PQ1^XZ\n")
    assert document.count("^XA") == document.count("^XZ") == 1
    assert "~" not in document


@pytest.mark.parametrize(
    ("paper", "dpi", "dots"),
    [
        ((101.6, 152.4), 203, "^PW812^LL1218"),
        ((101.6, 152.4), 300, "^PW1200^LL1800"),
        ((101.6, 152.4), 600, "^PW2400^LL3600"),
        ((105.0, 148.0), 203, "^PW839^LL1183"),
        ((105.0, 148.0), 300, "^PW1240^LL1748"),
        ((100.0, 150.0), 203, "^PW799^LL1199"),
    ],
)
def test_both_symbols_are_read_on_every_printer_and_paper(
    a_label: Make, paper: tuple[float, float], dpi: int, dots: str
) -> None:
    document = zpl.draw(shipping_label(a_label(), paper=paper, dpi=dpi))

    assert dots in document.decode("ascii")
    assert [(one.text, one.aim) for one in readback.read(document)] == BOTH


@pytest.mark.parametrize(("dpi", "module"), [(203, 4), (300, 6)])
def test_the_sscc_is_told_in_set_c_behind_fnc1_with_modules_of_whole_dots(
    a_label: Make, dpi: int, module: int
) -> None:
    document = zpl.draw(shipping_label(a_label(), dpi=dpi)).decode("ascii")
    told = [line for line in lines(document, "^BY") if ">;>8" in line]

    assert len(told) == 1
    assert told[0].startswith(f"^BY{module},3,{round(32 * dpi / 25.4)}^FO")
    assert told[0].endswith("N,N,N,N^FH^FD>;>800340123450000000017^FS")


def test_the_sscc_keeps_its_module_where_a_printer_has_none_so_large(a_label: Make) -> None:
    """At 600 dpi a module of 0.508 mm is 12 dots; `^BY` ends at 10, and 10 are less than GS1 allows."""
    document = zpl.draw(shipping_label(a_label(), dpi=600))
    page = twin.pages(document)[0]
    across = page.crop((0, 3000, page.width, 3001)).tobytes()
    runs = [len(list(group)) for _, group in groupby(across)]

    assert b"^BC" not in document
    assert sum(runs[1:-1]) == 156 * 12
    assert all(length % 12 == 0 for length in runs[1:-1])
    assert min(runs[0], runs[-1]) >= 120, "a quiet zone is ten modules"


def test_native_and_pdf_bars_are_the_same_dots(a_label: Make) -> None:
    from station.labels import pdf

    document = shipping_label(a_label())
    drawn = readback.dots(pdf.draw(document))[0]
    native = twin.pages(zpl.draw(document))[0]
    for y in (730, 800, 900, 1000, 1130):
        assert drawn.crop((0, y, 812, y + 1)).tobytes() == native.crop((0, y, 812, y + 1)).tobytes()


@pytest.mark.parametrize(
    ("text", "gs1", "data"),
    [
        ("12345678", False, ">;12345678"),
        ("RR1/A-b", False, ">:RR1/A-b"),
        ("A_b\\c", False, ">:A_5Fb_5Cc"),
        ("00340123450000000017", True, ">;>800340123450000000017"),
        ("1012\x1d1112", True, ">;>81012>81112"),
    ],
)
def test_code_sets_are_chosen_by_us_and_said(text: str, gs1: bool, data: str) -> None:
    document = said(Symbol(1, 10, 98, 20, text, gs1))

    assert re.findall(r"\^BCN,160,N,N,N,N\^FH\^FD(.*)\^FS", document) == [data]
    assert read(Symbol(1, 10, 98, 20, text, gs1)) == [(text, "]C1" if gs1 else "]C0")]


@pytest.mark.parametrize("text", ["A>B", "A^B", "^XZ^XA^FDx^FS", "~JA~JR", "HV00000017K", "1234567"])
def test_what_printers_write_each_in_its_own_way_is_drawn_as_dots(text: str) -> None:
    document = said(Symbol(1, 10, 98, 20, text))

    assert "^BC" not in document
    assert "^GFA" in document
    assert read(Symbol(1, 10, 98, 20, text)) == [(text, "]C0")]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tracking=ANY_NUMBER)
@example("9907083")
@example("1Z999AA10123456784")
@example(">;>8>5>6")
def test_any_tracking_number_that_fits_is_read_back_as_it_is(a_label: Make, tracking: str) -> None:
    document = zpl.draw(shipping_label(a_label(tracking=tracking, sscc="")))

    assert [one.text for one in readback.read(document)] == [tracking]


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize(
    "text", ["https://van.example/t/1?x=A_b~c^d\\e", "HTTPS://VAN.EXAMPLE/1", "1234567890"]
)
def test_a_qr_code_is_read_back(text: str, dpi: int) -> None:
    assert read(Matrix(10, 10, 40, text), dpi=dpi) == [(text, "]Q1")]


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize(
    ("text", "native"),
    [
        ("010952123454321310ABC123\x1d2112345", "_1010952123454321310ABC123_12112345"),
        ("00340123450000000017", "_100340123450000000017"),
        ("010952123454321310A%B/C", "_1010952123454321310A\\25B/C"),
        ("3103001234" + "8005001234", "_131030012348005001234"),
        ("010952123454321310A_B", ""),
    ],
)
def test_a_gs1_datamatrix_is_told_with_fnc1_and_read_back(text: str, native: str, dpi: int) -> None:
    document = said(Matrix(10, 10, 40, text, gs1=True), dpi=dpi)

    assert re.findall(r"\^BXN,\d+,200,,,,_\^FH\\\^FD(.*)\^FS", document) == ([native] if native else [])
    assert [(one.text, one.aim) for one in readback.read(document.encode())] == [(text, "]d2")]


@pytest.mark.parametrize(("text", "gs1"), [("", False), ("café", False), ("99zz", True), ("01123", True)])
def test_what_a_matrix_cannot_hold_is_refused_by_its_field(text: str, gs1: bool) -> None:
    with pytest.raises(StationError) as refused:
        said(
            Matrix(10, 10, 40, text, gs1 and text != "99zz", field="link"), Matrix(1, 1, 1, "x", field="link")
        )
    assert refused.value.problem.code in ("label.symbol_text", "label.symbol_too_wide")
    assert refused.value.problem.params["field"] == "link"


def test_letters_of_western_europe_are_the_printers_own() -> None:
    document = said(Text(10, 20, "Industriestraße 12, Åkerström & Søn", 10))

    assert lines(document, "^FT") == [
        "^FT80,160^A0N,28,28^FH^FDIndustriestra_C3_9Fe 12, _C3_85kerstr_C3_B6m _26 S_C3_B8n^FS"
    ]


@pytest.mark.parametrize(
    "text", ["Łódź", "Ελένη", "Їжакевич", "Nguyễn", "東京都", "서울", "محمد", "יוסי", "Anna ❤"]
)
def test_any_other_script_is_sent_as_dots_of_our_fonts(text: str) -> None:
    document = said(Text(10, 20, text, 12))

    assert "^A0" not in document
    assert len(lines(document, "^FO")) == 1
    assert twin.pages(document.encode())[0].getextrema() == (0, 255)


def test_a_graphic_is_zlib_in_base64_with_the_check_of_its_characters() -> None:
    told = re.search(r"\^GFA,(\d+),(\d+),(\d+),:Z64:(.*):([0-9A-F]{4})\^FS", said(Text(10, 20, "Łódź", 12)))

    assert told is not None
    raw = zlib.decompress(base64.b64decode(told[4]))
    assert told[1] == told[2] == str(len(raw))
    assert len(raw) % int(told[3]) == 0
    assert int(told[5], 16) == binascii.crc_hqx(told[4].encode(), 0)


def test_a_line_in_another_script_lies_where_the_pdf_has_it() -> None:
    from station.labels import pdf

    items = (
        Text(50, 20, "東京都渋谷区", 16, Role.SEMIBOLD, Align.CENTRE),
        Text(90, 40, "Олександр Їжакевич", 12, align=Align.RIGHT),
        Stack(10, 60, 80, 40, (Row("محمد الأحمد", 18, Role.SEMIBOLD), Row("Łódź", 14))),
    )
    document = Document("t", 100, 150, (items,))
    boxes = []
    for page in (readback.dots(pdf.draw(document))[0], twin.pages(zpl.draw(document))[0]):
        ink = page.point([255] + [0] * 255)
        boxes.append([ink.crop((0, top, 799, top + 150)).getbbox() for top in (80, 240, 480)])
    for ours, theirs in zip(*boxes, strict=True):
        assert ours is not None
        assert theirs is not None
        assert all(abs(a - b) <= 3 for a, b in zip(ours, theirs, strict=True))


def test_white_letters_are_cut_out_of_the_black_they_stand_on() -> None:
    bar = Fill(10, 10, 60, 20)
    for text in ("CARTON", "УПАКОВКА"):
        document = said(bar, Text(40, 22, text, 12, align=Align.CENTRE, ink=1.0))
        page = twin.pages(document.encode())[0]
        outside = page.copy()
        outside.paste(255, (80, 80, 560, 240))

        assert "^FR" in document
        assert page.getpixel((85, 85)) == 0
        assert outside.getextrema() == (255, 255)
        assert 255 in page.crop((160, 120, 480, 200)).tobytes()


def test_a_frame_and_a_rule_are_boxes_of_whole_dots() -> None:
    document = said(Frame(10, 10, 50, 20, line=0.5, radius=2.5), Fill(10, 40, 50, 0.01))

    assert lines(document, "^FO") == ["^FO80,80^GB400,160,4,B,2^FS", "^FO80,320^GB400,1,1,B^FS"]


def test_practice_is_across_the_label_and_symbols_stay_readable(a_label: Make) -> None:
    practice = zpl.draw(shipping_label(a_label(), practice=True))
    plain = zpl.draw(shipping_label(a_label()))

    readback.verify(practice, [text for text, _ in BOTH])
    inked = [twin.pages(one)[0].crop((40, 350, 772, 660)).tobytes().count(0) for one in (plain, practice)]
    assert inked[1] > inked[0] + 2000


def test_every_page_is_a_format_of_its_own() -> None:
    pages = tuple((Symbol(1, 10, 98, 20, f"PAGE-{number}"),) for number in (1, 2))
    document = zpl.draw(Document("t", 100, 150, pages))

    assert document.count(b"^XA") == document.count(b"^XZ") == 2
    assert [one.text for one in readback.read(document)] == ["PAGE-1", "PAGE-2"]


def test_an_expected_text_that_is_not_on_the_label_is_named(a_label: Make) -> None:
    with pytest.raises(StationError) as unreadable:
        readback.verify(zpl.draw(shipping_label(a_label())), ("340123450000000017", "OTHER-1"))
    assert unreadable.value.problem.code == "label.unreadable"
    assert unreadable.value.problem.params["texts"] == ("OTHER-1",)


def test_text_across_a_symbol_is_seen_before_it_prints(a_label: Make) -> None:
    label = shipping_label(a_label())
    across = tuple(Text(20, y, "M" * 30, 30, Role.SEMIBOLD) for y in range(80, 150, 4))

    with pytest.raises(StationError) as unreadable:
        readback.verify(zpl.draw(replace(label, pages=((*label.pages[0], *across),))), [BOTH[0][0]])
    assert unreadable.value.problem.code == "label.unreadable"


@pytest.mark.parametrize(
    "meddled",
    [
        lambda label: label[:-4],
        lambda label: label.replace("^PQ1", "^PQ9"),
        lambda label: label.replace("^PQ1", "~JA^PQ1"),
        lambda label: label.replace("^XZ", "^JUS^XZ"),
        lambda label: label.replace("^XZ", "^XZ^XA"),
        lambda label: label.replace("^FD340", "^IDR:*.*^FD340"),
        lambda label: label + "! U1 setvar",
        lambda label: re.sub(r":Z64:....", ":Z64:AAAA", label),
        lambda label: label.replace("^FS", "", 1),
        lambda label: label.replace("^PQ1", "^FDé^FS^PQ1"),
    ],
)
def test_zpl_that_is_not_ours_to_the_last_command_is_not_printed(
    a_label: Make, meddled: Callable[[str], str]
) -> None:
    polish = replace(a_label().ship_to, name="Łucja")
    label = zpl.draw(shipping_label(a_label(ship_to=polish))).decode()
    readback.verify(label.encode(), [text for text, _ in BOTH])

    with pytest.raises(StationError) as refused:
        readback.verify(meddled(label).encode(), [text for text, _ in BOTH])
    assert refused.value.problem.code == "label.zpl_unknown"


@given(st.lists(st.integers(0, 94), min_size=1, max_size=20))
def test_a_symbol_of_letters_is_told_whole_or_not_at_all(values: list[int]) -> None:
    document = commands.code_128(0, 0, 2, 50, (104, *values))
    text = "".join(chr(value + 32) for value in values)

    assert bool(document) == (not set(text) & set("^>~"))
    if document:
        page = twin.pages((commands.head(1000, 60) + document + commands.TAIL).encode())[0]
        row = page.crop((0, 10, symbols.of_codes((104, *values)).modules * 2, 11)).tobytes()
        widths = [len(list(group)) // 2 for _, group in groupby(row)]
        assert sum(widths) == 11 * (len(values) + 2) + 13
