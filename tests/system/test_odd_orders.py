"""Orders a shop should not have: the odd one is named, the others go on."""

import contextlib
import json
from pathlib import Path

import pypdfium2
import pytest

pytestmark = pytest.mark.slow


def spoil(shop, ref: int, quantity: object) -> None:
    """A plug-in shows nonsense for an order, until something is done to it."""
    body = shop.order(ref)
    body["line_items"][0]["quantity"] = quantity
    objects = shop.rooms.objects
    with objects.lock:
        objects.order(ref).body = json.dumps(body).encode()


def text_of(file: Path) -> str:
    """What a printed document says."""
    with contextlib.closing(pypdfium2.PdfDocument(file)) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def test_one_broken_order_in_a_page_of_a_hundred_is_put_aside_and_named_once(make_rig) -> None:
    rig = make_rig(weigh="off")
    refs = [rig.shop.place_order(["MUG-BLUE"]) for _ in range(100)]
    broken = refs[50]
    spoil(rig.shop, broken, "many")
    bench = rig.begin()
    (synced,) = bench.of("synced")
    assert (synced["orders"], synced["open"]) == (99, 99)
    said = bench.wait_event("problem", code="order.unreadable", since=0)
    assert (said["store"], said["order"], said["ref"]) == ("main", str(broken), str(broken))
    assert rig.open(broken)["code"] == "order.unreadable"
    code, (rows,), _ = rig.command("orders", "--filter", "problem")
    assert (code, [(row["ref"], row["hold"]) for row in rows]) == (0, [(str(broken), "order.unreadable")])
    assert rig.open(refs[51])["ok"]
    rig.scan("CMD-PARK")
    here = bench.here
    rig.shop.set_status(broken, "processing")
    bench.wait_event("synced", orders=1, since=here)
    assert rig.open(broken)["ok"]
    assert len(bench.of("problem", code="order.unreadable")) == 1


def test_orders_that_may_not_be_packed_are_refused_with_their_reason(make_rig) -> None:
    rig = make_rig(weigh="off")
    place = rig.shop.place_order
    lines = ["MUG-BLUE"]
    pickup = ({"method_title": "Collect", "method_id": "local_pickup", "total": "0.00"},)
    nowhere = dict.fromkeys(("address_1", "city", "postcode", "country"), "")
    refused = {
        place(lines, status="on-hold"): "order.on_hold",
        place(lines, status="pending"): "order.pending",
        place(lines, status="cancelled"): "order.cancelled",
        place(lines, status="wait-for-glaze"): "status.unknown",
        place(lines, shipping_lines=pickup): "order.pickup",
        place(lines, ship_to=nowhere, billing=nowhere): "address.missing",
        place(["GUIDE-PDF"]): "order.nothing_open",
    }
    good = place(lines)
    bench = rig.begin()
    for ref, code in refused.items():
        judged = rig.open(ref)
        assert (judged["ok"], judged["code"], judged["state"], judged["left"]) == (False, code, "idle", None)
    assert rig.open(good)["ok"]
    rig.scan("CMD-PARK")
    code, (rows,), _ = rig.command("orders", "--filter", "open")
    assert (code, [row["ref"] for row in rows]) == (0, [str(good)])
    unknown = next(ref for ref, code in refused.items() if code == "status.unknown")
    rig.shop.set_status(unknown, "processing")
    bench.wait_event("synced", orders=1)
    assert rig.open(unknown)["ok"]


def test_money_nobody_knows_does_not_stop_the_goods(make_rig) -> None:
    rig = make_rig(weigh="off")
    ref = rig.shop.place_order(["MUG-BLUE"], currency="TEA")
    rig.begin()
    _, (rows,), _ = rig.command("orders", "--filter", "problem")
    assert [(row["ref"], row["hold"]) for row in rows] == [(str(ref), "currency.unknown")]
    rig.ship(ref, "MUG-BLUE")
    assert rig.bench.wait_event("pushed", topic="status")["ref"] == str(ref)


def test_what_does_not_travel_is_left_out(make_rig) -> None:
    rig = make_rig(weigh="off")
    ref = rig.shop.place_order(["GUIDE-PDF", {"sku": "MUG-BLUE", "quantity": 1}])
    bench = rig.begin()
    assert rig.open(ref)["left"] == 1
    assert rig.scan("MUG-BLUE")["state"] == "labelling"
    rig.scan(rig.label()["scan_back"][0])
    bench.wait_event("pushed", topic="status")
    (told,) = rig.shop.fulfillments(ref)
    meta = {one["key"]: one["value"] for one in told["meta_data"]}
    assert [item["qty"] for item in meta["_items"]] == [1]


def test_a_hundred_and_twenty_lines_are_one_order(make_rig) -> None:
    rig = make_rig(weigh="off", slip="open")
    for n in range(120):
        rig.shop.add_product(f"BEAD-{n:03}", f"Bead number {n}", stock=5, weight="0.01")
    ref = rig.shop.place_order([f"BEAD-{n:03}" for n in range(120)])
    bench = rig.begin()
    assert rig.open(ref)["left"] == 120
    asked = rig.scan("CMD-SHORT")
    assert (asked["ok"], asked["state"], len(asked["choices"])) == (False, "asking", 10), "and the next nine"
    assert rig.scan("BEAD-119")["code"] == "short.how_many"
    assert rig.scan("CMD-0")["left"] == 120, "a short unit is in no carton"
    for n in range(119):
        last = rig.scan(f"BEAD-{n:03}")
        assert last["ok"]
    assert (last["state"], last["left"]) == ("labelling", 0)
    rig.scan(rig.label()["scan_back"][0])
    bench.wait_event("pushed", topic="tracking")
    (told,) = rig.shop.fulfillments(ref)
    items = next(one["value"] for one in told["meta_data"] if one["key"] == "_items")
    assert len(items) == 119
    pages = "".join(text_of(file) for file in rig.labels.glob("*.pdf"))
    assert all(f"Bead number {n}" in pages for n in range(120)), "the slip names every line"


def test_a_hundred_and_fifty_of_one_are_counted_to_the_last(make_rig) -> None:
    rig = make_rig(weigh="off")
    rig.shop.change_stock("MUG-BLUE", 200)
    ref = rig.shop.place_order([{"sku": "MUG-BLUE", "quantity": 150}])
    rig.begin()
    assert rig.open(ref)["left"] == 150
    judged = rig.units("MUG-BLUE", 150)
    assert all(one["ok"] for one in judged)
    assert [one["left"] for one in judged] == list(range(149, -1, -1))
    assert judged[-1]["state"] == "labelling"


@pytest.mark.parametrize("weight", ["", "-0.4", "heavy"])
def test_a_product_whose_weight_is_no_weight_is_packed_unchecked(make_rig, weight: str) -> None:
    rig = make_rig()
    rig.shop.add_product("CLOUD", "A cloud in a jar", weight=weight, stock=5)
    ref = rig.shop.place_order(["CLOUD"])
    bench = rig.begin()
    rig.open(ref)
    assert rig.scan("CLOUD")["state"] == "weighing"
    rig.weigh(321)
    label = rig.label()
    assert rig.scan(label["scan_back"][0])["code"] == "ship.done"
    bench.wait_event("pushed", topic="status")


def test_a_product_that_is_gone_is_packed_by_its_line_and_holds_nobody_up(make_rig) -> None:
    rig = make_rig(weigh="off")
    rig.shop.add_product("LAST-ONE", "The last of its kind", stock=1)
    ref = rig.shop.place_order(["LAST-ONE"])
    other = rig.shop.place_order(["MUG-BLUE"])
    rig.shop.delete_product("LAST-ONE")
    rig.begin()
    assert rig.open(other)["ok"]
    rig.scan("CMD-PARK")
    opened = rig.open(ref)
    assert opened["ok"]
    line = rig.shop.order(ref)["line_items"][0]["id"]
    assert rig.scan(f"LINE-{line}")["state"] == "labelling"
