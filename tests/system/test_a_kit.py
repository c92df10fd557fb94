"""A kit as a warehouse makes it: its parts fetched in a wave, traced at the bench, counted in the shop."""

import sys
from pathlib import Path

import pytest
from rig import rig

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")

TEA, MUG = "2000000000015", "2000000000022"
RULES = """
[[rule]]
skus = ["SET"]
kit = { TEA = 2, MUG = 1 }
[[rule]]
skus = ["TEA"]
require = ["lot"]
"""


def test_a_kit_is_fetched_made_with_its_lots_through_a_crash_and_its_parts_leave_the_shops_stock(
    tmp_path: Path,
) -> None:
    with rig(tmp_path, weigh="off", extra=RULES) as made:
        made.shop.add_product(sku="TEA", name="Tea", gtin=TEA, stock=20)
        made.shop.add_product(sku="MUG", name="Mug", gtin=MUG, stock=20)
        made.shop.add_product(sku="SET", name="Gift set", stock=20)
        kit = made.shop.place_order(lines=["SET"])
        made.shop.place_order(lines=["TEA", "MUG"])
        bench = made.begin()
        before = {sku: made.shop.stock(sku) for sku in ("TEA", "MUG", "SET")}
        code, (lists,), said = made.command("wave", "build", "--way", "cluster", "--singles", "only")
        assert (code, said) == (0, "")
        assert [(one["orders"], one["units"]) for one in lists] == [(1, 3)]
        made.scan(lists[0]["barcode"])
        made.scan("TOTE-1")
        said = [made.scan(text)["code"] for text in ("CMD-2", TEA, "TOTE-1", MUG, "TOTE-1")]
        assert said == ["pick.count", "pick.taken", "pick.put", "pick.taken", "pick.done"]

        assert made.scan("TOTE-1")["ref"] == str(kit)
        said = [made.scan(text)["code"] for text in (TEA, "L-1", f"01{TEA.zfill(14)}10L-2")]
        assert said == ["trace.lot_wanted", "kit.part", "kit.part"]
        bench.kill()  # the plug is pulled with the kit half made
        bench = made.start()
        assert bench.wait_event("resumed")["state"] == "packing"
        assert made.scan(TEA)["code"] == "kit.finish_first"
        assert made.scan(MUG)["code"] == "pack.order_complete"
        assert made.scan(made.label()["scan_back"][0])["code"] == "ship.done"

        for _ in ("TEA", "MUG"):
            bench.wait_event("pushed", topic="stock", patience=40)
        after = {sku: made.shop.stock(sku) for sku in before}
        assert after == {"TEA": before["TEA"] - 2, "MUG": before["MUG"] - 1, "SET": before["SET"]}
        code, ((record,),), _ = made.command("evidence", str(kit))
        assert code == 0
        told = [(one["sku"], one["lot"]) for one in record["contents"] if one["lot"]]
        assert told == [("TEA", "L-1"), ("TEA", "L-2")]
        assert bench.stop() == 0
