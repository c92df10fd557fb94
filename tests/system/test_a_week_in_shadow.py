"""The first week beside the old way of working, and the first real order after it."""

import pytest

pytestmark = pytest.mark.slow


def test_a_bench_in_shadow_tells_what_it_would_have_stopped_and_touches_nothing(make_rig) -> None:
    rig = make_rig(bench="shadow = true", slip="open", push_delay="0")
    watched, left = (rig.shop.place_order([sku]) for sku in ("MUG-BLUE", "MUG-RED"))
    rig.shop.journal.clear()
    bench = rig.begin()
    assert rig.scan("OP-SAM")["ok"]
    assert rig.open(watched)["code"] == "order.opened"
    assert rig.scan("MUG-RED")["code"] == "pack.not_on_order"
    assert rig.scan("MUG-BLUE")["state"] == "weighing"
    rig.scale.put(900)
    bench.wait_event("problem", code="weight.too_heavy")
    assert rig.scan("CMD-YES")["code"] == "shadow.went_on"
    assert rig.scan("OLD-CARRIER-77")["code"] == "ship.done"
    assert bench.stop() == 0

    code, (report,), _ = rig.command("report", "shadow")
    assert (code, report["orders"], report["stopped"]) == (0, 1, 1)
    assert [(one["kind"], one["sku"], one["operator"]) for one in report["notes"]] == [
        ("item", "MUG-RED", "Sam"),
        ("weight", "", "Sam"),
    ]
    assert all(one["text"] for one in report["notes"])
    assert rig.command("outbox", "list")[1] == [[]]
    assert rig.shop.journal.writes == ()
    assert not rig.labels.exists()
    assert not (rig.folder / "bench.db").exists(), "where the bench works nothing was written"

    rig.write_config(bench="")
    bench = rig.begin()
    assert rig.scan("OP-SAM")["ok"]
    tracking = rig.ship(watched, "MUG-BLUE", grams=480)  # the shop never heard that it left
    bench.wait_event("pushed", topic="status", ref=str(watched))
    assert rig.shop.tracking(watched) == [tracking]
    code, (times,), _ = rig.command("report", "times", "--operator", "Sam")
    assert (code, times["cartons"], times["operators"]) == (0, 1, ["Sam"])
    spent = {one["cause"]: one["seconds"] for one in times["causes"]}
    assert round(sum(spent.values()), 3) == round(times["seconds"], 3) > 0
    assert spent["packer"] > 0 and spent["printer"] > 0
    assert rig.command("report", "shadow")[1][0]["orders"] == 0, "that was another database"
    assert rig.shop.tracking(left) == []
    assert rig.shop.order(left)["status"] == "processing"
