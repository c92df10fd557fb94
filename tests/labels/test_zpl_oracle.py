"""A renderer that is not ours makes the same symbols, in the same places, of our ZPL as its twin has.

The renderer is zpl-renderer-js 3.4.0 from npm, under Node.js. It needs nothing else and no network:

    npm install --prefix build/zpl-renderer zpl-renderer-js@3.4.0

`ZPL_RENDERER` may name another folder it was installed to. Where it is missing these tests are skipped.

What it gets wrong is left out: in `^BC` it ignores `>5` (code set C from within a symbol) and loses a single
letter behind `>6`, so a number that changes code sets is read from the twin alone.
"""

import io
import json
import os
import re
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from station.labels import pdf, raster, readback, twin, zpl
from station.labels.document import Document, Frame, Matrix, Symbol, Text
from station.labels.shipping import ShippingLabel, shipping_label
from station.model.order import Address

Make = Callable[..., ShippingLabel]
Render = Callable[[bytes, int], Image.Image]

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("ZPL_RENDERER") or ROOT / "build" / "zpl-renderer")
INSTALL = "npm install --prefix build/zpl-renderer zpl-renderer-js@3.4.0"
# One line in, one out: the renderer takes half a second to wake.
PROGRAM = """
import { createInterface } from "node:readline";
import { ready } from "zpl-renderer-js";
const { api } = await ready;
for await (const line of createInterface({ input: process.stdin })) {
  const { zpl, width, height, dots } = JSON.parse(line);
  try { console.log(JSON.stringify({ png: await api.zplToBase64Async(zpl, width, height, dots) })); }
  catch (trouble) { console.log(JSON.stringify({ trouble: String(trouble) })); }
}
process.exit(0);
"""


@pytest.fixture(scope="module")
def render():
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed: no renderer but ours")
    if not (FOLDER / "node_modules" / "zpl-renderer-js").is_dir():
        pytest.skip(f"the renderer is not installed: {INSTALL}")
    asked = [node, "--input-type=module", "--eval", PROGRAM]
    with subprocess.Popen(
        asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=FOLDER
    ) as renderer:
        yield partial(_rendered, renderer)
        assert renderer.stdin is not None
        renderer.stdin.close()
        renderer.wait(20)


def _rendered(renderer: "subprocess.Popen[str]", document: bytes, dpi: int) -> Image.Image:
    """The first page; its paper is as many dots as the document says, for the renderer counts in whole
    dots per millimetre.
    """
    assert renderer.stdin is not None
    assert renderer.stdout is not None
    dots = {203: 8, 300: 12, 600: 24}[dpi]
    size = re.search(rb"\^PW(\d+)\^LL(\d+)", document)
    assert size is not None
    width, height = (int(count) / dots for count in size.groups())
    job = {"zpl": document.decode("ascii"), "width": width, "height": height, "dots": dots}
    renderer.stdin.write(json.dumps(job) + "\n")
    renderer.stdin.flush()
    answer = json.loads(renderer.stdout.readline())
    assert "png" in answer, answer
    return (
        Image.open(io.BytesIO(b64decode(answer["png"]))).convert("L").point(lambda grey: (grey >= 128) * 255)
    )


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
