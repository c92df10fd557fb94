"""The end of a day as a warehouse has it: cartons for the van, one cancelled while it is loaded."""

import sys
import threading
import time
from pathlib import Path

import pytest
from rig import rig

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")

TEA = "2000000000015"


def test_a_load_reads_every_order_again_and_a_cancelled_carton_goes_back_to_the_shelf(tmp_path: Path) -> None:
    lists = tmp_path / "lists"
    printer = f'[[printer]]\nname = "lists"\nkind = "folder"\ntarget = "{lists}"\nprints = ["manifest"]'
    with rig(tmp_path, weigh="off", extra=printer) as made:
        made.shop.add_product(sku="TEA", name="Tea", gtin=TEA, stock=10)
        refs = [made.shop.place_order(lines=["TEA"]) for _ in range(3)]
        bench = made.begin()
        labels = dict(_packed(made) for _ in refs)
        gone, kept, sent = (labels[ref] for ref in refs)

        assert made.scan("CMD-HANDOVER")["code"] == "load.opened"
        for label in (gone, kept):
            assert made.scan(label)["code"] == "load.in"
        bench.kill()  # the plug is pulled beside the van
        bench = made.start()
        resumed = bench.wait_event("resumed")
        assert (resumed["load"], resumed["state"]) == (1, "load")
        assert resumed["code"] == "do.load.scan"

        made.shop.cancel(refs[0])
        assert made.scan(sent)["code"] == "load.in"
        bench.wait_for(lambda line: line.get("code") == "load.cancelled")
        assert made.scan("CMD-HANDOVER")["code"] == "load.doubtful"
        assert made.scan(gone)["code"] == "load.taken_out"
        assert _closed(made) == "load.closed"
        assert _there(lists)
        (load,) = made.command("load", "list")[1][0]
        assert (load["state"], load["cartons"], load["unread"]) == ("closed", 2, 0)
        (row,) = made.command("load", "pull")[1][0]
        assert (row["tracking"], row["code"]) == (gone, "load.cancelled")

        assert made.scan(gone)["code"] == "back.begun"
        assert made.command("load", "pull")[1][0] == []
        (row,) = made.command("returns", "shelf")[1][0]
        assert (row["units"], row["reason"]) == (1, "order.cancelled")
        assert made.scan(TEA)["code"] == "back.done"

        before = made.shop.stock("TEA")
        for scan, code in (
            ("CMD-RETURN", "return.which"), (sent, "return.begun"), (TEA, "return.how_is_it"),
            ("CMD-1", "return.restock"), ("CMD-RETURN", "return.who_restocks"), ("CMD-2", "return.closed"),
        ):  # fmt: skip
            assert made.scan(scan)["code"] == code
        bench.wait_event("pushed", topic="stock", patience=40)
        assert made.shop.stock("TEA") == before + 1
        (row,) = made.command("returns", "list")[1][0]
        assert (row["restock"], row["stock"], row["state"]) == (1, "told", "closed")
        assert bench.stop() == 0


def _packed(made) -> tuple[int, str]:
    opened = made.scan("CMD-YES")
    assert opened["code"] == "order.opened"
    made.scan(TEA)
    label = made.label()
    assert made.scan(label["scan_back"][0])["code"] == "ship.done"
    return int(opened["ref"]), label["scan_back"][0]


def _closed(made) -> str:
    """HANDOVER once the shop has answered for every carton."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        code = made.scan("CMD-HANDOVER")["code"]
        if code != "load.reading":
            return code
        threading.Event().wait(0.3)
    return "load.reading"


def _there(folder: Path) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not list(folder.glob("*.pdf")):
        threading.Event().wait(0.05)
    return bool(list(folder.glob("*.pdf")))
