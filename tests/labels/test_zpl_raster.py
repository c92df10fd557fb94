"""A PDF on a printer that takes ZPL only: dot for dot, or a clear word why not."""

import io
import zlib
from base64 import b64decode
from collections.abc import Callable
from itertools import groupby

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from station.labels import pdf, raster, readback, twin
from station.labels.shipping import ShippingLabel, shipping_label
from station.labels.slip import PackingSlip, packing_slip
from station.labels.symbols import of_codes
from station.model.problem import StationError

POINTS = 72 / 25.4
FOUR_BY_SIX = (101.6, 152.4)


def foreign(
    width: float, height: float, *, pages: int = 1, encrypt: object = None, left: float = 8.0
) -> bytes:
    """A label as a carrier might make it: a Code 128 of 2 dots at 203 dpi per point, and text to the edge."""
    paper = io.BytesIO()
    canvas = Canvas(paper, pagesize=(width * POINTS, height * POINTS), encrypt=encrypt)
    for page in range(pages):
        canvas.drawString(left * POINTS, 20 * POINTS, f"Foreign Post {page}")
        module = 0.5 * POINTS
        for first, count in of_codes((104, *(ord(char) - 32 for char in "FP123456"))).bars:
            canvas.rect(left * POINTS + first * module, 60, count * module, 90, fill=1, stroke=0)
        canvas.showPage()
    canvas.save()
    return paper.getvalue()


def texts(document: bytes) -> list[str]:
    return [symbol.text for symbol in readback.read(document)]


def refusal(document: bytes, paper: tuple[float, float] = FOUR_BY_SIX) -> tuple[str, dict[str, object]]:
    with pytest.raises(StationError) as refused:
        raster.zpl(document, paper=paper, dpi=203)
    return refused.value.problem.code, dict(refused.value.problem.params)


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_a_carriers_label_is_read_from_its_dots(dpi: int) -> None:
    document = raster.zpl(foreign(101.6, 152.4), paper=FOUR_BY_SIX, dpi=dpi)

    assert document.startswith(b"^XA")
    assert document.count(b"^GFA") == 1
    assert texts(document) == ["FP123456"]


@pytest.mark.parametrize("dpi", [203, 300])
def test_our_own_pdf_becomes_the_very_dots_it_is_read_from(
    a_label: Callable[..., ShippingLabel], dpi: int
) -> None:
    document = pdf.draw(shipping_label(a_label(), dpi=dpi))
    dots = raster.zpl(document, paper=FOUR_BY_SIX, dpi=dpi)

    assert twin.pages(dots)[0].tobytes() == readback.dots(document, dpi)[0].tobytes()
    assert len(dots) < 20_000


def test_bars_keep_whole_modules(a_label: Callable[..., ShippingLabel]) -> None:
    document = raster.zpl(pdf.draw(shipping_label(a_label())), paper=FOUR_BY_SIX, dpi=203)
    page = twin.pages(document)[0]
    runs = [len(list(group)) for _, group in groupby(page.crop((0, 1000, 812, 1001)).tobytes())]

    assert all(length % 4 == 0 for length in runs[1:-1])


def test_four_by_six_goes_on_100_by_150_where_only_margin_is_lost() -> None:
    assert texts(raster.zpl(foreign(101.6, 152.4), paper=(100, 150), dpi=203)) == ["FP123456"]


def test_what_would_be_cut_off_is_refused() -> None:
    code, params = refusal(foreign(101.6, 152.4, left=0.2), (100, 150))

    assert code == "label.pdf_size"
    assert params == {"width": 102, "height": 152, "paper_width": 100, "paper_height": 150}


def test_a_smaller_page_is_printed_in_the_middle_at_its_own_size() -> None:
    small = raster.zpl(foreign(80, 100), paper=FOUR_BY_SIX, dpi=203)
    whole = raster.zpl(foreign(101.6, 152.4), paper=FOUR_BY_SIX, dpi=203)
    widths = []
    for one in (small, whole):
        ink = twin.pages(one)[0].point([255] + [0] * 255).getbbox()
        assert ink is not None
        widths.append(ink[2] - ink[0])

    assert texts(small) == ["FP123456"]
    assert abs(widths[0] - widths[1]) <= 1


def test_a_page_of_another_size_is_refused_before_it_is_drawn(a_slip: Callable[..., PackingSlip]) -> None:
    assert refusal(pdf.draw(packing_slip(a_slip()))) == (
        "label.pdf_size",
        {"width": 210, "height": 297, "paper_width": 102, "paper_height": 152},
    )
    assert refusal(foreign(5000, 5000))[0] == "label.pdf_size"


def test_several_pages_are_refused() -> None:
    assert refusal(foreign(100, 150, pages=3)) == ("label.pdf_pages", {"pages": 3})


def test_an_encrypted_page_is_refused() -> None:
    locked = foreign(100, 150, encrypt=StandardEncryption("open sesame", canPrint=1))

    assert refusal(locked) == ("label.pdf_locked", {})


@pytest.mark.parametrize("broken", [b"", b"%PDF-1.4", b"%PDF-1.4\n%%EOF", b"^XA^XZ", foreign(100, 150)[:700]])
def test_what_is_no_pdf_is_refused(broken: bytes) -> None:
    assert refusal(broken)[0] == "label.pdf_unreadable"


def test_a_blank_page_is_blank_paper() -> None:
    paper = io.BytesIO()
    canvas = Canvas(paper, pagesize=(288, 432))
    canvas.showPage()
    canvas.save()

    page = twin.pages(raster.zpl(paper.getvalue(), paper=FOUR_BY_SIX, dpi=203))[0]
    assert page.getextrema() == (255, 255)


def test_only_the_inked_part_is_sent() -> None:
    document = raster.zpl(foreign(101.6, 152.4), paper=FOUR_BY_SIX, dpi=203).decode()
    place, graphic = document.split("^GFA,")
    across = int(graphic.split(",")[2])

    assert int(place.split("^FO")[1].split(",")[0]) == pytest.approx(8 * 8, abs=3)
    assert across < 100
    assert len(zlib.decompress(b64decode(graphic.split(":")[2]))) % across == 0
