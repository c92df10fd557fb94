"""A whole bench with a scale on its line: the carton stands on it while it is packed."""

import pytest
from rig import Rig

pytestmark = pytest.mark.slow


def stands(rig: Rig, grams: float) -> None:
    """So much lies still on the pan, and the bench has seen it."""
    assert rig.bench is not None
    rig.scale.put(grams)
    rig.bench.wait_event("weighed", grams=grams, stable=True)


def test_a_unit_that_never_goes_in_is_told_and_so_is_one_nobody_scanned(make_rig) -> None:
    rig = make_rig()
    rig.shop.add_product(sku="JAR", name="Jar", gtin="2000000000701", weight="0.300")
    rig.shop.add_product(sku="JUG", name="Jug", gtin="2000000000718", weight="0.900")
    ref = rig.shop.place_order([{"sku": "JAR", "quantity": 2}, "JUG"])
    bench = rig.begin()
    stands(rig, 120.0)
    rig.open(ref)
    assert rig.scan("2000000000701")["ok"]
    told = bench.wait_event("problem", code="watch.missing", ref=str(ref))
    assert "JAR" in told["say"]
    stands(rig, 421.0)
    stands(rig, 1318.0)
    told = bench.wait_event("problem", code="watch.extra", ref=str(ref))
    assert "JUG" in told["say"]
    assert rig.scan("2000000000718")["ok"]
    assert rig.scan("2000000000701")["state"] == "weighing"
    told = bench.wait_event("problem", code="weight.too_light")
    assert "one JAR may be missing" in told["say"]
    assert rig.weigh(1620.0)["accepted"]
    assert rig.scan(rig.label()["scan_back"][0])["ok"]


def test_what_was_learned_is_listed_and_forgotten_by_a_command(make_rig) -> None:
    rig = make_rig()
    refs = [rig.shop.place_order(["MUG-BLUE"]) for _ in range(3)]
    rig.begin()
    for ref in refs:
        rig.scale.put(0)
        rig.ship(ref, "MUG-BLUE", grams=500.0)
    code, (rows,), _ = rig.command("weights", "list")
    assert code == 0
    assert [(row["sku"], row["cartons"], round(row["mean_mg"], -3)) for row in rows] == [
        ("MUG-BLUE", 3, 380_000)
    ]
    code, _, said = rig.command("weights", "forget", "MUG-BLUE")
    assert (code, "weights.needs_supervisor" in said) == (1, True)
    code, (done,), _ = rig.command("weights", "forget", "MUG-BLUE", "--badge", "OP-SAM")
    assert (code, done["forgotten"]) == (0, 1)
    assert rig.command("weights", "list")[1] == [[]]
    code, _, said = rig.command("weights", "forget", "NONE", "--badge", "OP-SAM")
    assert code != 0
    assert "weights.unknown" in said
