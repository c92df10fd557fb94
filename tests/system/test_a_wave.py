"""A wave as a warehouse has it: built by command, picked into totes with the scanner, packed from them."""

import sys
import threading
import time
from pathlib import Path

import pytest
from rig import rig

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")

TEA, MUG = "2000000000015", "2000000000022"


def test_a_wave_of_three_orders_is_picked_into_totes_and_packed_from_them(tmp_path: Path) -> None:
    lists = tmp_path / "lists"
    printer = f'[[printer]]\nname = "lists"\nkind = "folder"\ntarget = "{lists}"\nprints = ["pick_list"]'
    with rig(tmp_path, weigh="off", extra=printer) as made:
        made.shop.add_product(sku="TEA", name="Tea", gtin=TEA)
        made.shop.add_product(sku="MUG", name="Mug", gtin=MUG)
        refs = [
            made.shop.place_order(lines=[{"sku": "TEA", "quantity": 2}, "MUG"]),
            made.shop.place_order(lines=["TEA"]),
            made.shop.place_order(lines=["MUG"]),
        ]
        bench = made.begin()
        code, (built,), said = made.command("wave", "build", "--way", "cluster", "--name", "Noon")
        assert (code, said) == (0, "")
        (pick,) = built
        assert (pick["orders"], pick["units"], pick["state"]) == (3, 5, "open")
        assert made.command("wave", "print", "1")[0] == 0
        assert len(list(lists.glob("*.pdf"))) == 1
        assert made.scan("CMD-YES")["code"] == "queue.empty"  # no bench is offered them

        assert made.scan(pick["barcode"])["code"] == "pick.opened"
        assert made.scan("CMD-REPRINT")["code"] == "pick.printing"
        for tote in ("TOTE-1", "TOTE-2", "TOTE-3"):
            made.scan(tote)
        assert _printed(lists, 2)
        bench.kill()  # the plug is pulled on the way
        bench = made.start()
        resumed = bench.wait_event("resumed")
        assert (resumed["pick"], resumed["state"], resumed["left"]) == (pick["id"], "picking", 5)

        walked = _walk(made, bench, resumed["say"])
        assert walked["code"] == "pick.done"
        (row,) = made.command("wave", "list")[1][0]
        assert (row["state"], row["picked"], row["packed"]) == ("done", 5, 0)

        for tote in ("TOTE-1", "TOTE-2", "TOTE-3"):
            opened = made.scan(tote)
            assert opened["code"] == "order.opened"
            assert int(opened["ref"]) in refs
            _pack(made, int(opened["ref"]) == refs[0], opened["left"])
        (row,) = made.command("wave", "list")[1][0]
        assert row["packed"] == 3
        assert made.scan("TOTE-1")["code"] == "tote.empty"
        assert bench.stop() == 0


def _printed(folder: Path, count: int) -> bool:
    """Whether so many lists come out of the printer in good time."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and len(list(folder.glob("*.pdf"))) < count:
        threading.Event().wait(0.05)
    return len(list(folder.glob("*.pdf"))) == count


def _walk(made, bench, say: str) -> dict:
    """One article after the other, each into the tote the bench names, until nothing is left."""
    said = {"say": say, "state": "picking"}
    while said["state"] == "picking":
        taken = made.scan(TEA)
        if not taken["ok"]:
            taken = made.scan(MUG)
        assert taken["ok"], taken
        said = made.scan(taken["say"].rpartition(" ")[2].rstrip("."))
        assert said["ok"], said
    return said


def _pack(made, both: bool, left: int) -> None:
    codes = [TEA, TEA, MUG] if both else [TEA, MUG]
    for code in codes:
        if left:
            left -= made.scan(code)["ok"]
    label = made.label()
    assert made.scan(label["scan_back"][0])["code"] == "ship.done"
