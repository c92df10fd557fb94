"""A label of a carrier before it is printed: which codes confirm the carton, and what is no label at all.

Codes as carriers publish them: USPS Publication 199 (IMpb: 420, postcode, separator, number), UPS Guide to
Labeling (1Z, 420 and postcode beside it), DHL Paket (00 and the SSCC; a Leitcode that names the route), DPD
label specification (%, postcode, number, service, country).
"""

import io
from dataclasses import dataclass, field

import pypdfium2
import pytest
import zxingcpp
from doubles.easypost import drawn
from PIL import Image

from station.carriers.contract import CarrierLabel
from station.model.problem import StationError
from station.usecases.bought import Checked, checked

PAPER = (101.6, 152.4)


@dataclass(frozen=True)
class Printed:
    """A label as a carrier prints it. `codes` are (text, symbology, GS1); `confirms` what is told by them."""

    name: str
    tracking: str
    codes: tuple[tuple[str, str, bool], ...]
    confirms: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        return self.name


LABELS = [
    Printed(
        "USPS",
        "9400110200881234567890",
        (("(420)94107(94)00110200881234567890", "Code128", True), ("42094107", "Code128", False)),
        ("420941079400110200881234567890", "42094107\x1d9400110200881234567890"),
    ),
    Printed(
        "UPS",
        "1Z 999 AA1 01 2345 6784",
        (("1Z999AA10123456784", "Code128", False), ("420941079820", "Code128", False)),
        ("1Z999AA10123456784",),
    ),
    Printed(
        "DHL Paket",
        "00340434161094021501",
        (("(00)340434161094021501", "Code128", True), ("20095001234005", "ITF", False)),
        ("00340434161094021501",),
    ),
    Printed(
        "DPD",
        "01505015123456",
        (("%000203401505015123456101276", "Code128", False), ("DE-0112-020095", "QRCode", False)),
        ("%000203401505015123456101276",),
    ),
    Printed(
        "a number and the same in a square",
        "RR123456785PL",
        (("RR123456785PL", "Code128", False), ("https://track.example/RR123456785PL", "QRCode", False)),
        ("RR123456785PL", "https://track.example/RR123456785PL"),
    ),
]


def sheet(*codes: tuple[str, str, bool], size: tuple[int, int] = (1200, 1800)) -> Image.Image:
    paper = Image.new("L", size, 255)
    for place, (text, kind, gs1) in enumerate(codes):
        more = {"gs1": True} if gs1 else {}
        made = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind), **more)
        bars = Image.fromarray(made.to_image(scale=1, add_quiet_zones=True, add_hrt=False))
        fit = min(1100 // bars.width, 8)
        tall = 300 if kind in ("Code128", "ITF") else bars.height * fit
        paper.paste(bars.resize((bars.width * fit, tall), Image.Resampling.NEAREST), (50, 100 + 600 * place))
    return paper


def pdf(*pages: Image.Image) -> bytes:
    out = io.BytesIO()
    first, *more = [page.convert("1") for page in pages]
    first.save(out, "PDF", resolution=300, save_all=True, append_images=more)
    return out.getvalue()


def look(document: bytes, tracking: str, kind: str = "application/pdf", *, abroad: bool = False) -> Checked:
    made = CarrierLabel(tracking, "Post", "", document, kind, ())
    return checked(made, abroad=abroad, paper=PAPER)


def refused(document: bytes, tracking: str = "PARTNER000001", kind: str = "application/pdf") -> str:
    with pytest.raises(StationError) as caught:
        look(document, tracking, kind)
    return str(caught.value)


@pytest.mark.parametrize("label", LABELS, ids=str)
@pytest.mark.parametrize("kind", ["pdf", "png"])
def test_what_holds_the_number_confirms_and_a_route_does_not(label: Printed, kind: str) -> None:
    document, media = pdf(sheet(*label.codes)), "application/pdf"
    if kind == "png":
        out = io.BytesIO()
        sheet(*label.codes).save(out, "PNG")
        document, media = out.getvalue(), "image/png"
    found = look(document, label.tracking, media)
    assert set(found.scan_back) == set(label.confirms)
    assert (found.ending, found.verified, found.forms) == ("pdf", True, ())


def test_a_label_with_nothing_but_its_route_is_not_printed() -> None:
    assert refused(pdf(sheet(("42094107", "Code128", False)))).startswith("label.unreadable")


# -- no label -------------------------------------------------------------------------------------


def test_a_page_for_an_office_printer_is_too_large() -> None:
    a4 = pdf(sheet(("PARTNER000001", "Code128", False), size=(2480, 3508)))
    assert refused(a4) == "label.pdf_size (width=210, height=297, paper_width=102, paper_height=152)"


def test_a_locked_one_and_a_torn_one_say_so() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    page = Canvas(out, pagesize=(288, 432), encrypt=StandardEncryption("owner", ownerPassword="x"))
    page.drawString(20, 20, "PARTNER000001")
    page.save()
    assert refused(out.getvalue()) == "label.pdf_locked"
    assert refused(b"%PDF-1.7 and nothing more") == "label.pdf_unreadable"
    assert refused(b"\x89PNG\r\n\x1a\n and nothing more", kind="image/png").startswith("label.unreadable")


def test_three_pages_are_no_label_unless_the_carton_crosses_a_border() -> None:
    forms = [sheet((text, "Code128", False)) for text in ("CN23-1", "CN23-2")]
    document = pdf(sheet(("PARTNER000001", "Code128", False)), *forms)
    assert refused(document) == "label.pdf_pages (pages=3)"

    found = look(document, "PARTNER000001", abroad=True)
    assert found.scan_back == ("PARTNER000001",)
    for page in (found.document, *found.forms):
        assert len(pypdfium2.PdfDocument(page)) == 1
    assert len(found.forms) == 2


# -- the carrier's own ZPL ------------------------------------------------------------------------


def test_zpl_of_a_carrier_is_marked_as_not_checked_and_confirmed_by_what_stands_in_it() -> None:
    zpl = (
        b"\n^XA^FO50,50^A0N,30^FDTo: 9400110200881234567890 St^FS"
        b"^FO50,200^BCN,200,N,N,N^FD>;>842094107>89400110200881234567890^FS"
        b"^FO50,500^BCN,200,N,N,N^FD>;42094107^FS^XZ\n"
    )
    found = look(zpl, "9400110200881234567890", "application/zpl")
    assert (found.ending, found.verified) == ("zpl", False)
    assert found.scan_back == ("9400110200881234567890", "420941079400110200881234567890")
    assert found.document == zpl.strip()


def test_zpl_that_prints_more_than_one_label_or_never_ends_is_not_sent() -> None:
    one, _ = drawn(["PARTNER000001"], "ZPL")
    assert refused(one + one, kind="application/zpl") == "label.pdf_pages (pages=2)"
    assert refused(one[:-5], kind="application/zpl") == "label.pdf_pages (pages=1)"
