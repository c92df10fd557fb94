"""A bench whose label printer speaks ZPL: from the scan to the file the printer would get."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rig import Rig, rig

from station.labels import readback
from station.sandbox.shop import samples

pytestmark = pytest.mark.slow


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Rig]:
    printer = f'kind = "folder"\ntarget = "{tmp_path / "labels"}"\nlanguage = "zpl"\ndpi = 300'
    with rig(tmp_path, weigh="off", poll="1", printer=printer) as made:
        samples.load_products(made.shop)
        yield made


def test_a_label_is_made_read_back_printed_and_scanned_as_zpl(bench: Rig) -> None:
    ref = bench.shop.place_order(["MUG-BLUE"])
    bench.begin()
    bench.open(ref)
    bench.scan("MUG-BLUE")
    label = bench.label()
    (printed,) = bench.labels.iterdir()

    assert printed.suffix == ".zpl"
    assert printed.read_bytes().startswith(b"^XA")
    assert [one.text for one in readback.read(printed.read_bytes())] == list(label["scan_back"])
    assert bench.scan(label["scan_back"][0])["ok"]
