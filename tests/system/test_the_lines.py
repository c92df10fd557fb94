"""The lines a bench writes: other programs build on them."""

import json
import signal
import subprocess

import pytest
from rig import STATION

from station.sandbox.shop import Shop, samples

pytestmark = pytest.mark.slow


def test_every_frame_gets_one_verdict_and_every_line_is_whole(make_rig) -> None:
    rig = make_rig(weigh="off")
    ref = rig.shop.place_order([{"sku": "MUG-BLUE", "quantity": 2}, "MUG-RED"])
    bench = rig.begin()
    frames = [
        *(f"ORD-main-{ref}", "MUG-BLUE", "MUG-BLUE", "NOBODY", "CMD-SHORT", "CMD-9", "MUG-CREAM", "CMD-NO"),
        *("ORD-main-0", "CMD-NOSUCH", "OP-SAM", "OP-NOBODY", "LINE-0", "x" * 300, "ążź €", "CMD-UNDO"),
        *("MUG-RED", "CMD-HELP", "CMD-REPRINT", "CMD-WEIGH", "CMD-YES", "CMD-NEXT-CARTON"),
    ]
    rig.scanner.write("".join(f"{frame}\r\n" for frame in frames).encode())
    verdicts = [bench.wait_event("verdict") for _ in frames]
    assert [line["scan"] for line in verdicts] == frames
    assert [line["code"] for line in verdicts].count("scan.bounce") == 1
    here = bench.here
    rig.shop.place_order(["MUG-CREAM"])
    bench.wait_event("synced", orders=1, since=here)
    bench.wait_event("synced", orders=0, since=bench.here)
    assert bench.stop() == 0
    assert len(bench.of("verdict")) == len(frames)
    ready = next(n for n, line in enumerate(bench.lines) if line["event"] == "ready")
    assert all(line["event"] in ("device", "problem") for line in bench.lines[:ready])


def test_both_signals_end_it_in_order_whatever_it_does(make_rig) -> None:
    rig = make_rig(weigh="off")
    ref = rig.shop.place_order(["MUG-BLUE"])
    bench = rig.begin()
    rig.open(ref)
    assert bench.stop(signal.SIGINT) == 0
    rig.shop.faults.add("slow", "", None, seconds=30)
    bench = rig.start()
    resumed = bench.wait_event("resumed")
    assert (resumed["ref"], resumed["state"], resumed["left"]) == (str(ref), "packing", 1)
    assert bench.stop(signal.SIGTERM) == 0


def test_weights_are_told_on_every_change_and_when_one_is_taken(make_rig) -> None:
    rig = make_rig()
    refs = [rig.shop.place_order(["MUG-BLUE"]) for _ in range(2)]
    bench = rig.begin()
    rig.scale.set_grams(100)
    seen = bench.wait_event("weighed", grams=100.0)
    assert (seen["stable"], seen["accepted"], "order" in seen) == (True, False, False)
    rig.scale.set_grams(100.5, stable=False)
    assert bench.wait_event("weighed", grams=100.5)["stable"] is False
    for ref in refs:
        rig.scale.put(0)
        bench.wait_event("weighed", grams=0.0, stable=True)
        rig.open(ref)
        assert rig.scan("MUG-BLUE" if ref == refs[0] else "9520000000066")["left"] == 0
        rig.scale.put(300)
        light = bench.wait_event("problem", code="weight.too_light")
        assert light["ref"] == str(ref)
        taken = rig.weigh(480)
        assert (taken["grams"], taken["stable"], taken["ref"]) == (480.0, True, str(ref))
        assert rig.scan(rig.label()["scan_back"][0])["ok"]
    assert len(bench.of("weighed", accepted=True)) == 2


def test_left_is_what_is_in_no_carton_yet(make_rig) -> None:
    rig = make_rig()
    ref = rig.shop.place_order([{"sku": "MUG-BLUE", "quantity": 3}, "MUG-RED"])
    bench = rig.begin()
    assert rig.scan("CMD-HELP")["left"] is None
    said = [
        rig.open(ref),
        *rig.units("MUG-BLUE", 1),
        rig.scan("NOBODY"),
        rig.scan("CMD-SHORT"),
        rig.scan("9520000000066"),
        rig.scan("CMD-1"),
        *rig.units("MUG-BLUE", 1),
        rig.scan("MUG-RED"),
    ]
    assert [line["left"] for line in said] == [4, 3, 3, 3, 3, 3, 2, 0]
    assert [line["state"] for line in said[2:6]] == ["packing", "asking", "asking", "packing"]
    assert said[-1]["state"] == "weighing"
    assert rig.scan("CMD-UNDO")["left"] == 2, "the carton is open again"
    assert rig.scan("9520000000073")["left"] == 0
    rig.weigh(1210)
    label = rig.label()
    wrong = rig.scan("MUG-BLUE")
    assert (wrong["ok"], wrong["state"], wrong["left"]) == (False, "scan_back", 0)
    done = rig.scan(label["scan_back"][0])
    assert (done["ok"], done["state"], done["left"]) == (True, "idle", None)
    bench.wait_event("shipped", ref=str(ref), since=0)


def test_the_same_number_in_two_shops_is_a_question(make_rig) -> None:
    with Shop() as second:
        samples.load_products(second)
        rig = make_rig(weigh="off")
        keys = rig.folder / "second.toml"
        keys.write_text(f'consumer_key = "{second.key}"\nconsumer_secret = "{second.secret}"\n')
        keys.chmod(0o600)
        rig.write_config(
            extra='[[store]]\nname = "second"\ncart = "woocommerce"\npoll_seconds = 1\n'
            f'url = "{second.url}"\ncredentials = "file:second.toml"'
        )
        rig.shop.place_order(["MUG-BLUE"], number="7001")
        wanted = second.place_order(["MUG-RED"], number="7001")
        bench = rig.begin()
        bench.wait_event("synced", store="second", since=0)
        bench.wait_event("synced", store="main", since=0)
        asked = rig.scan("7001")
        assert (asked["ok"], asked["state"], asked["code"]) == (False, "asking", "order.several")
        assert {one["store"] for one in asked["choices"]} == {"main", "second"}
        assert all(one["order"] == "7001" and one["scan"] and one["say"] for one in asked["choices"])
        left = rig.scan("CMD-NO")
        assert (left["ok"], left["state"]) == (True, "idle")
        asked = rig.scan("7001")
        choice = next(one for one in asked["choices"] if one["store"] == "second")
        assert choice["ref"] == str(wanted)
        opened = rig.scan(choice["scan"])
        assert (opened["ok"], opened["store"], opened["ref"]) == (True, "second", str(wanted))
        rig.scan("MUG-RED")
        rig.scan(rig.label()["scan_back"][0])
        told = bench.wait_event("pushed", topic="status")
        assert (told["store"], told["ref"]) == ("second", str(wanted))
        second.offline()
        assert bench.wait_event("problem", code="store.unreachable")["store"] == "second"
        here = bench.here
        bench.wait_event("synced", store="main", since=here)


def test_what_can_be_asked_without_a_bench_is_json_too() -> None:
    for what, names in (("carts", {"cart"}), ("commands", {"name", "barcode"})):
        done = subprocess.run([*STATION, what, "--json"], capture_output=True, text=True, check=True)
        (line,) = done.stdout.splitlines()
        assert all(names <= set(row) for row in json.loads(line))
