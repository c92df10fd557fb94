"""The internet is gone from the middle of the day until its end, and comes back while nobody looks."""

import sqlite3
from contextlib import closing
from datetime import datetime

import pytest
from doubles.easypost import KEY, EasyPostDouble
from rig import Line, Rig

pytestmark = pytest.mark.slow
GRAMS = {"MUG-BLUE": 360, "MUG-RED": 360}


def rows(rig: Rig) -> list[Line]:
    code, (found,), _ = rig.command("outbox", "list")
    assert code == 0
    return found


def packs(rig: Rig, ref: int, sku: str) -> str:
    """Slip, goods, scale, label; the tracking number of the carton that left."""
    assert rig.open(ref)["code"] == "order.opened"
    assert rig.scan(sku)["state"] == "weighing"
    rig.weigh(120 + GRAMS[sku])
    label = rig.label()
    assert rig.scan(label["scan_back"][0])["code"] == "ship.done"
    rig.scale.put(0)
    return str(label["tracking"])


def test_packing_goes_on_without_the_internet_and_catches_up_by_itself(make_rig) -> None:
    rig = make_rig(slip="open", push_delay="0")
    refs = [rig.shop.place_order([sku]) for sku in ("MUG-BLUE", "MUG-RED", "MUG-BLUE")]
    bench = rig.begin()
    morning = packs(rig, refs[0], "MUG-BLUE")
    bench.wait_event("pushed", topic="status", ref=str(refs[0]), since=0)

    rig.shop.offline()
    bench.wait_event("problem", code="store.unreachable")
    here = bench.here
    offline = {refs[1]: packs(rig, refs[1], "MUG-RED"), refs[2]: packs(rig, refs[2], "MUG-BLUE")}
    assert len(list(rig.labels.iterdir())) == 6, "three labels and three slips"
    waiting = rows(rig)
    assert {(row["order"], row["topic"]) for row in waiting} == {
        (str(ref), topic) for ref in offline for topic in ("tracking", "status")
    }
    assert all(datetime.fromisoformat(row["created_at"]).tzinfo for row in waiting), "and since when"
    assert not [line for line in bench.lines[here:] if line["event"] == "pushed"]
    assert rig.open(999_999)["code"] == "order.unknown"

    rig.shop.online()
    here = bench.here
    for ref in offline:
        bench.wait_event("pushed", topic="status", ref=str(ref), since=here)
    assert not [line for line in bench.lines[here:] if line["event"] == "verdict"], "nobody did anything"
    assert rows(rig) == []
    told = {ref: rig.shop.tracking(ref) for ref in refs}
    assert told == {refs[0]: [morning], **{ref: [tracking] for ref, tracking in offline.items()}}
    assert {rig.shop.order(ref)["status"] for ref in refs} == {"completed"}


def test_where_the_shop_must_be_asked_no_label_comes_out_before_it_was(make_rig) -> None:
    """`when_cart_unreachable = "wait"`: the last look is too old, and nobody answers."""
    rig = make_rig(weigh="off", unreachable="wait")
    ref, other = (rig.shop.place_order([sku]) for sku in ("MUG-BLUE", "MUG-RED"))
    bench = rig.begin()
    rig.shop.offline()
    bench.wait_event("problem", code="store.unreachable")
    with closing(sqlite3.connect(rig.folder / "bench.db", isolation_level=None)) as database:
        database.execute("UPDATE orders SET checked_at = checked_at - 60000000")  # a minute has passed
    rig.open(ref)
    assert rig.scan("MUG-BLUE")["state"] == "labelling"
    told = bench.wait_event("problem", ref=str(ref), since=0)
    assert (told["code"], "(" in told["say"]) == ("label.waiting_for_cart", False)
    assert rig.scan("CMD-NEXT-CARTON")["code"] == "pack.wait_for_label"
    assert not rig.labels.exists() or not list(rig.labels.iterdir())
    assert [rig.scan(text)["code"] for text in ("CMD-VOID", "CMD-PARK")] == ["void.done", "order.parked"]
    assert rig.open(other)["ok"], "one such order does not keep the bench"
    rig.scan("CMD-PARK")
    rig.open(ref)
    assert rig.scan("CMD-NEXT-CARTON")["state"] == "labelling"
    here = bench.here
    rig.shop.online()
    label = bench.wait_event("label_printed", since=here)
    assert rig.scan(label["scan_back"][0])["code"] == "ship.done"


def test_a_label_that_is_bought_waits_for_its_carrier_with_the_reason(make_rig) -> None:
    """A label that is bought: it comes by itself, once, as soon as the carrier answers."""
    double = EasyPostDouble()
    try:
        rig = make_rig(
            weigh="off",
            shipping=f'carrier = "easypost"\nurl = "{double.url}"\ncredentials = "file:carrier.toml"\n'
            'rate_rule = "cheapest"\nlabel_format = "png"\nbuy_ahead = false',
        )
        keys = rig.folder / "carrier.toml"
        keys.write_text(f'api_key = "{KEY}"\n')
        keys.chmod(0o600)
        ref = rig.shop.place_order(["MUG-BLUE"])
        bench = rig.begin()
        rig.shop.offline()
        double.front.offline()
        rig.open(ref)
        assert rig.scan("MUG-BLUE")["state"] == "labelling"
        told = bench.wait_event("problem", ref=str(ref), since=0)
        assert (told["code"], bool(told["say"])) == ("net.unreachable", True)
        assert rig.scan("CMD-NEXT-CARTON")["code"] == "pack.wait_for_label"
        assert not double.charges
        double.front.online()
        here = bench.here
        label = bench.wait_event("label_printed", since=here)
        assert len(double.charges) == 1
        assert rig.scan(label["scan_back"][0])["code"] == "ship.done"
        rig.shop.online()
        bench.wait_event("pushed", topic="status", ref=str(ref), since=here)
    finally:
        double.close()
