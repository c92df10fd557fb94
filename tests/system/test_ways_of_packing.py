"""Whole orders in every way a bench may be set to, and what the shop does meanwhile."""

import json
import time

import pytest
from rig import PATIENCE, Rig

pytestmark = pytest.mark.slow


def items(told: dict) -> list[tuple[str, int]]:
    value = next(one["value"] for one in told["meta_data"] if one["key"] == "_items")
    return [(str(one["item_id"]), one["qty"]) for one in value]


def stick_on(rig: Rig) -> None:
    """The shop has been asked a last time: the label may be stuck on and scanned."""
    deadline = time.monotonic() + PATIENCE
    while rig.scan("CMD-HELP")["state"] != "scan_back":
        assert time.monotonic() < deadline, "no label was made"


def test_an_optional_weight_is_taken_where_there_is_one_and_never_waited_for(make_rig) -> None:
    rig = make_rig(weigh="optional")
    refs = [rig.shop.place_order(["MUG-BLUE"]) for _ in range(2)]
    bench = rig.begin()
    rig.open(refs[0])
    assert rig.scan("MUG-BLUE")["state"] == "labelling", "nothing lies on the scale"
    rig.scan(rig.label()["scan_back"][0])
    rig.scale.put(500)
    bench.wait_event("weighed", grams=500.0, stable=True)
    rig.open(refs[1])
    assert rig.scan("9520000000066")["state"] == "labelling"
    taken = bench.wait_event("weighed", accepted=True, since=0)
    assert (taken["ref"], taken["grams"]) == (str(refs[1]), 500.0)
    rig.scan(rig.label()["scan_back"][0])
    _, (rows,), _ = rig.command("shipments")
    assert {row["ref"]: row["gross"] for row in rows} == {str(refs[0]): None, str(refs[1]): 500.0}


def test_without_scan_back_the_printed_label_is_enough(make_rig) -> None:
    rig = make_rig(weigh="off", scan_back="false")
    ref = rig.shop.place_order(["MUG-BLUE"])
    bench = rig.begin()
    rig.open(ref)
    assert rig.scan("MUG-BLUE")["state"] == "labelling"
    shipped = bench.wait_event("shipped", ref=str(ref))
    bench.wait_event("pushed", topic="status")
    assert rig.shop.tracking(ref) == shipped["tracking"]
    assert len(bench.of("verdict")) == 2


def test_a_stuck_on_label_is_tracking_number_and_scan_back_in_one(make_rig) -> None:
    rig = make_rig(weigh="off", shipping='carrier = "manual"\ncarrier_name = "Post"')
    refs = [rig.shop.place_order(["MUG-BLUE"]) for _ in range(2)]
    bench = rig.begin()
    rig.open(refs[0])
    rig.scan("MUG-BLUE")
    stick_on(rig)
    assert rig.scan("9520000000066")["code"] == "carrier.not_a_tracking"
    done = rig.scan("RR123456785PL")
    assert (done["ok"], done["state"]) == (True, "idle")
    bench.wait_event("pushed", topic="status")
    assert rig.shop.tracking(refs[0]) == ["RR123456785PL"]
    rig.open(refs[1])
    rig.scan("9520000000066")
    stick_on(rig)
    used = rig.scan("RR123456785PL")
    assert (used["ok"], used["code"], used["state"]) == (False, "carrier.number_used", "scan_back")
    assert rig.scan("RR123456799PL")["state"] == "idle"


def test_two_cartons_leave_as_one_message(make_rig) -> None:
    rig = make_rig()
    ref = rig.shop.place_order([{"sku": "MUG-BLUE", "quantity": 2}, "MUG-RED"])
    bench = rig.begin()
    rig.open(ref)
    rig.units("MUG-BLUE", 2)
    sealed = rig.scan("CMD-NEXT-CARTON")
    assert (sealed["state"], sealed["left"]) == ("weighing", 1)
    rig.weigh(840)
    first = rig.label()
    confirmed = rig.scan(first["scan_back"][0])
    assert (confirmed["state"], confirmed["left"]) == ("packing", 1)
    rig.scale.put(0)
    assert rig.scan("MUG-RED")["left"] == 0
    rig.weigh(480)
    second = rig.label()
    assert (first["carton"], second["carton"]) == (1, 2)
    assert rig.scan(first["scan_back"][0])["ok"] is False, "the label of the other carton"
    assert rig.scan(second["scan_back"][0])["code"] == "ship.done"
    shipped = bench.wait_event("shipped", since=0)
    assert shipped["tracking"] == [first["tracking"], second["tracking"]]
    assert bench.wait_event("pushed", topic="tracking", since=0)["tracking"] == shipped["tracking"]
    bench.wait_event("pushed", topic="status", since=0)
    assert sorted(rig.shop.tracking(ref)) == sorted(shipped["tracking"])
    told = [sum(count for _, count in items(one)) for one in rig.shop.fulfillments(ref)]
    assert sorted(told) == [1, 2]


def test_park_and_hold_keep_the_place_and_a_shipped_slip_prints_again(make_rig) -> None:
    rig = make_rig(weigh="off")
    one, two = (rig.shop.place_order([{"sku": sku, "quantity": 2}]) for sku in ("MUG-BLUE", "MUG-RED"))
    bench = rig.begin()
    rig.open(one)
    rig.units("MUG-BLUE", 1)
    assert rig.open(two)["code"] == "pack.finish_or_park"
    assert rig.scan("CMD-PARK")["state"] == "idle"
    rig.open(two)
    rig.units("MUG-RED", 1)
    assert rig.scan("CMD-HOLD")["choices"]
    assert rig.scan("CMD-HOLD")["state"] == "idle"
    asked = rig.open(two)
    assert (asked["ok"], asked["state"]) == (False, "asking")
    assert rig.scan("CMD-NO")["state"] == "idle"
    back = rig.open(one)
    assert (back["code"], back["left"]) == ("order.resumed", 1)
    assert rig.scan("9520000000066")["state"] == "labelling"
    label = rig.label()
    rig.scan(label["scan_back"][0])
    rig.open(two)
    again = rig.scan("CMD-YES")
    assert (again["state"], again["left"]) == ("packing", 1)
    rig.scan("CMD-PARK")
    asked = rig.open(one)
    assert (asked["code"], asked["state"], [choice["scan"] for choice in asked["choices"]]) == (
        "order.shipped",
        "asking",
        ["CMD-REPRINT", "CMD-NO"],
    )
    assert rig.scan("CMD-REPRINT")["ok"]
    reprinted = bench.wait_event("label_printed", ref=str(one))
    assert (reprinted["reason"], reprinted["tracking"]) == ("reprint", label["tracking"])
    bench.wait_event("pushed", topic="status", since=0)
    assert len(bench.of("pushed", topic="tracking")) == 1


def test_a_short_pick_tells_the_shop_what_the_shelf_really_holds(make_rig) -> None:
    """Counted 0; open and in no carton 3, two of this order and one of another; the shop says 3: -6."""
    rig = make_rig(weigh="off")
    rig.shop.add_product("RARE", "A rare cup", stock=6, weight="0.2", gtin="9520000999995")
    this = rig.shop.place_order([{"sku": "RARE", "quantity": 2}, "MUG-BLUE"])
    rig.shop.place_order(["RARE"])
    assert rig.shop.stock("RARE") == 3, "the shop has subtracted what it sold"
    bench = rig.begin()
    rig.open(this)
    rig.scan("MUG-BLUE")
    asked = rig.scan("CMD-SHORT")
    assert asked["code"] == "short.how_many"
    assert rig.scan("CMD-0")["state"] == "labelling"
    told = bench.wait_event("pushed", topic="stock", since=0)
    assert (told["sku"], told["delta"]) == ("RARE", -6)
    assert rig.shop.stock("RARE") == -3
    rig.scan(rig.label()["scan_back"][0])
    bench.wait_event("pushed", topic="tracking", since=0)
    assert rig.shop.order(this)["status"] == "processing", "two cups are still owed"
    rig.shop.refund(this, {"RARE": 2}, restock=False)
    bench.wait_event("pushed", topic="status", ref=str(this))
    assert rig.shop.order(this)["status"] == "completed"


def test_a_count_of_one_variation_does_not_touch_the_number_it_shares(make_rig) -> None:
    rig = make_rig(weigh="off")
    parent = rig.shop.add_product("SOAP", "Soap", stock=20, weight="0.1")
    for scent in ("SOAP-FIG", "SOAP-OAK"):
        rig.shop.add_product(scent, scent, parent=parent, manage_stock="parent", weight="0.1")
    ref = rig.shop.place_order([{"sku": "SOAP-FIG", "quantity": 2}, "MUG-BLUE"])
    before = rig.shop.stock("SOAP")
    bench = rig.begin()
    rig.open(ref)
    rig.scan("MUG-BLUE")
    rig.scan("CMD-SHORT")
    rig.scan("CMD-0")
    parked = bench.wait_event("parked", topic="stock", since=0)
    assert parked["code"] == "stock.shared"
    assert rig.shop.stock("SOAP") == before == 18, "a person counts all scents"


def test_an_order_is_complete_when_its_missing_line_was_refunded_before(make_rig) -> None:
    rig = make_rig(weigh="off")
    ref = rig.shop.place_order(["MUG-BLUE", {"sku": "MUG-RED", "quantity": 2}])
    rig.shop.refund(ref, {"MUG-RED": 2})
    bench = rig.begin()
    assert rig.open(ref)["left"] == 1
    assert rig.scan("MUG-RED")["ok"] is False
    assert rig.scan("MUG-BLUE")["state"] == "labelling"
    rig.scan(rig.label()["scan_back"][0])
    bench.wait_event("pushed", topic="status")
    assert rig.shop.order(ref)["status"] == "completed"


@pytest.mark.parametrize("change", ["cancel", "hold", "edit_address", "change_line_quantity"])
def test_what_the_shop_does_to_the_open_order_arrives_unasked(make_rig, change: str) -> None:
    """Only the re-reading of the open order can see it: the next look at the list is an hour away."""
    rig = make_rig(weigh="off", poll="3600")
    ref = rig.shop.place_order([{"sku": "MUG-BLUE", "quantity": 2}])
    bench = rig.begin()
    rig.open(ref)
    rig.units("MUG-BLUE", 1)
    changes = {
        "cancel": lambda: rig.shop.cancel(ref),
        "hold": lambda: rig.shop.hold(ref),
        "edit_address": lambda: rig.shop.edit_address(ref, address_1="ul. Nowa 1"),
        "change_line_quantity": lambda: rig.shop.change_line_quantity(ref, "MUG-BLUE", 3),
    }
    changes[change]()
    told = bench.wait_event("problem", ref=str(ref), patience=15)
    wanted = {"cancel": "order.cancelled", "hold": "order.on_hold"}.get(change, "order.changed")
    assert told["code"] == wanted
    held = rig.scan("9520000000066")
    assert (held["ok"], held["state"], held["code"]) == (False, "held", wanted)
    after = rig.scan("CMD-YES")
    assert after["ok"]
    expected = {
        "cancel": ("put_back", 1),  # unit by unit, to its shelf
        "hold": ("idle", None),
        "edit_address": ("packing", 1),
        "change_line_quantity": ("packing", 2),
    }
    assert (after["state"], after["left"]) == expected[change]
    if change == "cancel":
        assert rig.units("MUG-BLUE", 1)[-1]["state"] == "idle"


def test_tracking_waits_for_second_thoughts_or_the_next_order(make_rig) -> None:
    rig = make_rig(weigh="off", push_delay="600")
    one, two = (rig.shop.place_order([sku]) for sku in ("MUG-BLUE", "MUG-RED"))
    bench = rig.begin()
    rig.ship(one, "MUG-BLUE")
    bench.wait_event("synced")
    bench.wait_event("synced")
    assert not bench.of("pushed") and not rig.shop.tracking(one)
    rig.open(two)
    bench.wait_event("pushed", topic="status", ref=str(one))
    rig.scan("CMD-PARK")
    rig.ship(two, "MUG-RED")
    _, (rows,), _ = rig.command("outbox", "list")
    assert {(row["topic"], row["state"]) for row in rows} == {("tracking", "ready"), ("status", "ready")}
    tracking = next(row["id"] for row in rows if row["topic"] == "tracking")
    code, (released,), _ = rig.command("outbox", "retry", str(tracking))
    assert (code, released) == (0, {"id": tracking, "released": True})
    bench.wait_event("pushed", topic="tracking", ref=str(two))


def test_a_cancellation_during_a_day_offline_is_found_before_anything_is_told(make_rig) -> None:
    rig = make_rig(weigh="off")
    gone, good = (rig.shop.place_order([sku]) for sku in ("MUG-BLUE", "MUG-RED"))
    bench = rig.begin()
    rig.shop.offline()
    bench.wait_event("problem", code="store.unreachable")
    rig.ship(gone, "MUG-BLUE")
    rig.ship(good, "MUG-RED")
    rig.shop.cancel(gone)
    rig.shop.journal.clear()
    here = bench.here
    rig.shop.online()
    for topic in ("tracking", "status"):
        parked = bench.wait_event("parked", topic=topic, since=here)
        assert (parked["code"], parked["ref"]) == ("ship.changed_after_pack", str(gone))
    bench.wait_event("pushed", topic="status", ref=str(good), since=here)
    assert rig.shop.tracking(gone) == [] and rig.shop.order(gone)["status"] == "cancelled"
    assert {one.subject for one in rig.shop.journal.writes} == {good}
    _, (rows,), _ = rig.command("outbox", "list")
    assert [(row["topic"], row["state"], row["problem"]["code"]) for row in rows] == [
        ("tracking", "parked", "ship.changed_after_pack"),
        ("status", "parked", "ship.changed_after_pack"),
    ]
    parked_id = str(rows[0]["id"])
    assert rig.command("outbox", "retry", parked_id)[0] == 0
    again = bench.wait_event("parked", topic="tracking")
    assert again["id"] == rows[0]["id"], "it is still cancelled"
    rig.shop.set_status(gone, "processing")
    assert rig.command("outbox", "retry", parked_id)[0] == 0
    bench.wait_event("pushed", topic="status", ref=str(gone))
    assert rig.shop.order(gone)["status"] == "completed"
    code, (refused,), _ = rig.command("outbox", "retry", parked_id)
    assert (code, refused["released"]) == (1, False)
    assert json.dumps(refused)


RULES = """
[[rule]]
skus = ["MUG-BLUE"]
require = ["lot"]
case_codes = { "MUG-CASE" = 4 }
[[rule]]
skus = ["MUG-RED"]
instruction = "Wrap it."
[[rule]]
over = 1
insert = "CARD"
[[operator]]
name = "Ana"
badge = "OP-ANA"
"""


def test_a_whole_order_with_everything_asked_goes_by_the_scanner_alone(make_rig) -> None:
    """Number, case, lot, instruction, a unit nobody can scan, an insert, a void label; then it leaves."""
    rig = make_rig(weigh="off", extra=RULES)
    ref = rig.shop.place_order([{"sku": "MUG-BLUE", "quantity": 7}, {"sku": "MUG-RED", "quantity": 2}])
    bench = rig.begin()
    rig.scan("OP-ANA")
    rig.open(ref)
    for text, code in [
        ("MUG-CASE", "trace.lot_wanted"), ("L1", "pack.unit"), ("CMD-24", "number.too_many"),
        ("CMD-2", "number.set"), ("MUG-BLUE", "trace.lot_wanted"), ("L2", "pack.unit"),
        ("CMD-NO-CODE", "no_code.which_line"), ("CMD-1", "permission.wanted"), ("OP-SAM", "trace.lot_wanted"),
        ("L3", "pack.line_complete"), ("MUG-RED", "task.instruct"), ("CMD-YES", "task.done"),
        ("MUG-RED", "task.insert"), ("CARD", "task.done"),
    ]:  # fmt: skip
        assert rig.scan(text)["code"] == code, text
    first = rig.label()
    assert rig.scan("CMD-VOID")["code"] == "void.why"
    assert rig.scan("CMD-5")["code"] == "permission.wanted"
    assert rig.scan("OP-SAM")["code"] == "void.done"
    assert rig.scan("CMD-NEXT-CARTON")["state"] == "labelling"
    second = rig.label()
    assert rig.scan(first["scan_back"][0])["ok"] is False
    assert rig.scan(second["scan_back"][0])["code"] == "ship.done"
    bench.wait_event("pushed", topic="status", since=0)
    assert rig.shop.tracking(ref) == [second["tracking"]]
    assert sum(count for _, count in items(rig.shop.fulfillments(ref)[0])) == 9


def test_two_orders_of_one_customer_leave_in_one_carton_and_the_shop_knows_both(make_rig) -> None:
    rig = make_rig(weigh="off", poll="1")
    refs = [rig.shop.place_order(["MUG-BLUE"]), rig.shop.place_order(["MUG-RED"])]
    bench = rig.begin()
    bench.wait_event("synced", open=2, since=0)
    rig.open(refs[0])
    merged = rig.scan("CMD-MERGE")
    assert (merged["code"], merged["state"]) == ("merge.done", "packing")
    rig.scan("MUG-BLUE")
    assert rig.scan("MUG-RED")["state"] == "labelling"
    tracking = rig.label()["scan_back"][0]
    bench.kill()
    bench = rig.begin()
    assert rig.scan(tracking)["code"] == "ship.done"
    for ref in refs:
        bench.wait_event("pushed", topic="status", ref=str(ref), since=0)
        assert rig.shop.tracking(ref) == [tracking]
        assert rig.shop.order(ref)["status"] == "completed"
    code, ((record,),), _ = rig.command("evidence", str(refs[1]))
    assert code == 0 and record["tracking"] == tracking
