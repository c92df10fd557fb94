"""Labels of hostile addresses in every script, drawn by renderers that are not ours, and decoded.

One of each script here. All two hundred, on two papers and two heads, with pictures to look at in
build/labels: `make labels`.
"""

import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from hostile_addresses import SCRIPTS, Hostile, hostile
from PIL import Image
from zpl_renderer import Render, rendering

from station.labels import fonts, pdf, readback, twin, zpl
from station.labels.document import Document
from station.labels.shipping import ShippingLabel, shipping_label
from station.model.order import Address
from station.model.problem import StationError
from station.model.quantity import Mass

ALL = bool(os.environ.get("STATION_LABELS"))
PAPERS = {"4x6": (101.6, 152.4), "A6": (105.0, 148.0)}
SIZES = [(paper, dpi) for paper in PAPERS for dpi in (203, 300)] if ALL else [("4x6", 203)]
LABELS = hostile(200) if ALL else hostile(len(SCRIPTS))
SHEET = Path(__file__).parents[2] / "build" / "labels"
SENDER = Address("Own Warehouse", "", ("Industriestraße 12",), "Hamburg", "", "20095", "DE")


@pytest.fixture(scope="module")
def render() -> Iterator[Render]:
    with rendering() as found:
        yield found


def drawn(one: Hostile, paper: str, dpi: int) -> Document | None:
    """None when the station says that it does not fit, which only one that is far too long may."""
    label = ShippingLabel(
        "Own van", "Standard", one.address, SENDER, f"{one.number}", "main", 1 + one.number % 3, one.sscc,
        date(2026, 3, 2), one.sscc, Mass(1_240_000),
    )  # fmt: skip
    document = shipping_label(label, paper=PAPERS[paper], dpi=dpi)
    try:
        zpl.draw(document)
    except StationError as trouble:
        assert trouble.problem.code == "label.does_not_fit", trouble.problem
        assert one.long
        return None
    return document


def codes(page: Image.Image) -> set[tuple[str, str]]:
    found = zxingcpp.read_barcodes(page)
    return {(one.symbology_identifier, one.bytes.decode("latin-1").lstrip("\x1d")) for one in found}


def both(one: Hostile) -> set[tuple[str, str]]:
    return {("]C0", one.sscc), ("]C1", f"00{one.sscc}")}


def contact_sheet(name: str, pages: list[Image.Image]) -> None:
    """Forty to a picture, to be looked at; only when all are made."""
    SHEET.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(pages), 40):
        some = [page.convert("L").resize((400, 600)) for page in pages[start : start + 40]]
        sheet = Image.new("L", (8 * 406, 5 * 606), 128)
        for place, page in enumerate(some):
            sheet.paste(page, (place % 8 * 406 + 3, place // 8 * 606 + 3))
        sheet.save(SHEET / f"{name}-{start:03d}.png")


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("paper", "dpi"), SIZES)
def test_zpl_of_hostile_addresses_is_read_by_another_renderer(render: Render, paper: str, dpi: int) -> None:
    pages = []
    for one in LABELS:
        document = drawn(one, paper, dpi)
        if document is not None:
            pages.append(render(zpl.draw(document), dpi))
            assert codes(pages[-1]) >= both(one), one.number
    assert len(pages) >= 0.9 * len(LABELS)
    if ALL:
        contact_sheet(f"zpl-{paper}-{dpi}", pages)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("paper", "dpi"), SIZES)
def test_pdfs_of_hostile_addresses_are_read_by_another_renderer(tmp_path: Path, paper: str, dpi: int) -> None:
    """Poppler where it is installed, at twice the printer's dots."""
    poppler = shutil.which("pdftoppm")
    if poppler is None:
        pytest.skip("pdftoppm of Poppler is not installed: no renderer of PDF but ours")
    pages = []
    for one in LABELS if ALL else LABELS[::3]:
        document = drawn(one, paper, dpi)
        if document is None:
            continue
        file = tmp_path / "label.pdf"
        file.write_bytes(pdf.draw(document))
        asked = [poppler, "-r", str(2 * dpi), "-gray", "-singlefile", str(file)]
        made = subprocess.run(asked, capture_output=True, check=True, timeout=60)
        assert not made.stderr, made.stderr
        pages.append(Image.open(io.BytesIO(made.stdout)))
        assert codes(pages[-1]) >= both(one), one.number
    if ALL:
        contact_sheet(f"pdf-{paper}-{dpi}", pages)


@pytest.mark.parametrize(("paper", "dpi"), SIZES)
def test_pdf_and_zpl_of_hostile_addresses_pass_the_read_back(paper: str, dpi: int) -> None:
    for one in LABELS:
        document = drawn(one, paper, dpi)
        if document is not None:
            wanted = readback.texts_of(document)
            readback.verify(pdf.draw(document), wanted, dpi)
            readback.verify(zpl.draw(document), wanted, dpi)


def test_no_line_of_a_hostile_address_reaches_beyond_the_paper_or_into_a_symbol() -> None:
    """Ink in the margins, or beside the bars, would be a line that does not know where it ends."""
    for one in LABELS:
        document = drawn(one, "4x6", 203)
        if document is not None:
            page = twin.pages(zpl.draw(document))[0].point(lambda grey: 255 - grey)
            left, top, right, bottom = page.getbbox() or (0, 0, 0, 0)
            assert left >= 20 and top >= 20, one.number  # noqa: PT018
            assert right <= 812 - 20 and bottom <= 1218 - 20, one.number  # noqa: PT018


def test_every_character_of_the_scripts_has_a_font() -> None:
    for names, streets, *rest in SCRIPTS.values():
        assert [fonts.missing(text) for text in (*names, *streets, *rest)] == [None] * (
            len(names) + len(streets) + len(rest)
        )
