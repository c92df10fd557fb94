"""What a bench can prove of a carton afterwards."""

import hashlib
from pathlib import Path

import pypdfium2
import pytest

from station.labels import readback

pytestmark = pytest.mark.slow


def test_a_customers_claim_is_answered_with_one_page(make_rig, tmp_path: Path) -> None:
    rig = make_rig()
    ref = rig.shop.place_order(["MUG-BLUE", "TEA-ASSAM-250"])
    rig.shop.place_order(["MUG-RED"])
    bench = rig.begin()
    assert rig.scan("OP-SAM")["ok"]
    rig.open(ref)
    assert not rig.scan("MUG-RED")["ok"]
    rig.scan("MUG-BLUE")
    rig.scan("TEA-ASSAM-250")
    taken = rig.weigh(120 + 320 + 290)
    assert taken["accepted"]
    label = rig.label()
    rig.scan(label["scan_back"][0])
    bench.wait_event("pushed", topic="status")

    code, (cartons,), _ = rig.command("evidence", label["tracking"], "--pdf", str(tmp_path / "proof"))

    (one,) = cartons
    assert (code, one["order"], one["state"], one["operator"]) == (0, str(ref), "confirmed", "Sam")
    assert [(units["sku"], units["quantity"]) for units in one["contents"]] == [
        ("MUG-BLUE", 1),
        ("TEA-ASSAM-250", 1),
    ]
    assert [(what["what"], what["code"]) for what in one["happened"] if not what["ok"]] == [
        ("MUG-RED", "pack.not_on_order")
    ]
    assert one["label_sha256"] == hashlib.sha256(Path(one["label_file"]).read_bytes()).hexdigest()
    assert (one["order_revision"] >= 1, one["checked"], one["pushed"]) == (True, True, "done")
    (page,) = (tmp_path / "proof").iterdir()
    with pypdfium2.PdfDocument(page) as document:
        assert len(document) == 1
        said = document[0].get_textpage().get_text_range()
    for wanted in (str(ref), label["tracking"], "Sam", "MUG-BLUE", "MUG-RED", one["label_sha256"]):
        assert wanted in said
    assert not readback.read(page.read_bytes()), "nothing on it can be scanned by mistake"


def test_a_number_nobody_knows_is_said(make_rig) -> None:
    rig = make_rig()
    rig.begin()
    code, _, said = rig.command("evidence", "NOBODY")
    assert code == 1
    assert "evidence.unknown" in said
