"""A renderer that is not ours makes the same symbols, in the same places, of our ZPL as its twin has.

The renderer is zpl-renderer-js 3.4.0 from npm, under Node.js (tests/fakes/zpl_renderer.py). Where it is
missing these tests are skipped.

In `^BC` it ignores `>5` (code set C from within a symbol) and loses a single letter behind `>6`: one more
reason why a symbol that changes its code set is sent as dots.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby

import pytest
import zxingcpp
from PIL import Image
from zpl_renderer import Render, rendering

from station.labels import pdf, raster, readback, twin, zpl
from station.labels.document import Document, Frame, Matrix, Symbol, Text
from station.labels.shipping import ShippingLabel, shipping_label
from station.labels.tags import SkuLabel, sku_label
from station.model.order import Address

Make = Callable[..., ShippingLabel]


@pytest.fixture(scope="module")
def render() -> Iterator[Render]:
    with rendering() as found:
        yield found


def codes(page: Image.Image) -> list[tuple[str, str]]:
    found = zxingcpp.read_barcodes(page)
    return sorted((one.symbology_identifier, one.bytes.decode("latin-1").lstrip("\x1d")) for one in found)


def of_twin(document: bytes) -> list[tuple[str, str]]:
    return sorted((one.aim, one.text) for one in readback.read(document))


@pytest.mark.parametrize(
    ("paper", "dpi"),
    [((101.6, 152.4), 203), ((105.0, 148.0), 203), ((101.6, 152.4), 300), ((105.0, 148.0), 300)],
)
def test_another_renderer_puts_the_same_bars_on_the_same_dots(
    render: Render, a_label: Make, paper: tuple[float, float], dpi: int
) -> None:
    document = zpl.draw(shipping_label(a_label(), paper=paper, dpi=dpi))
    theirs, ours = render(document, dpi), twin.pages(document)[0]

    assert codes(theirs) == of_twin(document)
    assert len(codes(theirs)) == 2
    for millimetres in (92, 100, 115, 125, 135):
        row = round(millimetres * dpi / 25.4)
        bars = [_runs(page.crop((0, row, ours.width, row + 1))) for page in (theirs, ours)]
        assert bars[0] == bars[1]


def _runs(row: Image.Image) -> list[tuple[int, int]]:
    return [(ink, len(list(group))) for ink, group in groupby(row.tobytes())]


@pytest.mark.parametrize(
    "text",
    [
        "1Z999AA10123456784",
        "HV00000017K",
        "RR123456785DE",
        "ORD-main-1001",
        "A1234567890123B",
        "99A",
        "12345",
    ],
)
def test_a_number_that_changes_its_code_set_is_read_by_another_renderer(render: Render, text: str) -> None:
    document = zpl.draw(Document("t", 100, 40, ((Symbol(1, 5, 98, 25, text),),)))

    assert codes(render(document, 203)) == of_twin(document) == [("]C0", text)]


def test_lot_and_expiry_are_read_by_another_renderer(render: Render) -> None:
    bars = Symbol(1, 5, 148, 20, "0109521234543213172701311012AB7", gs1=True)
    document = zpl.draw(Document("t", 150, 40, ((bars,),)))

    assert codes(render(document, 203)) == of_twin(document) == [("]C1", bars.text)]


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("code", ["4006381333931", "96385074"])
def test_an_ean_is_read_by_another_renderer(render: Render, code: str, dpi: int) -> None:
    document = zpl.draw(sku_label(SkuLabel("TEE", "Shirt", code), dpi=dpi))

    assert [text for _, text in codes(render(document, dpi))] == [code]


def test_another_renderer_reads_both_matrices_and_a_drawn_symbol(render: Render) -> None:
    items = (
        Matrix(5, 5, 35, "https://van.example/t/1?x=A_b~c^d"),
        Matrix(55, 5, 35, "010952123454321310ABC123\x1d2112345", gs1=True),
        Symbol(1, 60, 98, 20, "A>B^C~1"),
        Symbol(1, 90, 98, 20, "RR_1/A-b\\c"),
        Frame(5, 115, 50, 20, 0.5, 3),
    )
    document = zpl.draw(Document("t", 100, 150, (items,)))
    theirs = render(document, 203)

    assert codes(theirs) == of_twin(document)
    assert len(codes(theirs)) == 4


@pytest.mark.parametrize(
    "name",
    ["^XZ^XA^FO0,0^GB800,800,800^FS^XZ", "~JA\n^XZ", "Łucja ^XZ 東京 ~JR", "محمد\u202e^XZ", "a\\&b^FS^XZ"],
)
def test_a_hostile_name_changes_nothing_for_another_renderer(
    render: Render, a_label: Make, name: str
) -> None:
    address = Address(name, name, (name, "Road_5EXZ 1"), name, "", "12345", "DE")
    document = zpl.draw(shipping_label(a_label(ship_to=address)))

    assert codes(render(document, 203)) == of_twin(document)
    assert len(of_twin(document)) == 2


def test_drawn_lines_are_the_same_dots_for_another_renderer(render: Render) -> None:
    lines = tuple(
        Text(10, 20 + 15 * place, text, 16)
        for place, text in enumerate(
            ("Łódź", "Олександр", "東京都渋谷区", "محمد الأحمد", "יוסי כהן", "서울 ❤")
        )
    )
    document = zpl.draw(Document("t", 100, 150, (lines,)))
    theirs, ours = render(document, 203), twin.pages(document)[0]

    assert theirs.crop((0, 0, *ours.size)).tobytes() == ours.tobytes()


def test_a_raster_is_the_same_dots_for_another_renderer(render: Render, a_label: Make) -> None:
    document = pdf.draw(shipping_label(replace(a_label(), tracking="HV00000017K")))
    dots = raster.zpl(document, paper=(101.6, 152.4), dpi=203)
    ours = twin.pages(dots)[0]

    assert render(dots, 203).crop((0, 0, *ours.size)).tobytes() == ours.tobytes()
