"""Cables, noise, silence and paper: the device is named, nothing wrong is taken, and it goes on by itself."""

import contextlib
import socket

import pytest

from station.sandbox.printer import SocketPrinterDouble

pytestmark = pytest.mark.slow


def test_noise_on_the_scanners_line_is_one_refusal_per_frame(make_rig) -> None:
    rig = make_rig(weigh="off")
    ref = rig.shop.place_order(["MUG-BLUE"])
    bench = rig.begin()
    rig.open(ref)
    before = len(bench.of("verdict"))
    for noise in (b"\xff\xfe\x80MUG-BLUE\r\n", b"MUG\x01BLUE\r\n", b"\x00\x00\x07\r\n"):
        rig.scanner.write(noise)
        refused = bench.wait_event("verdict")
        assert (refused["ok"], refused["code"]) == (False, "scan.garbled")
        assert (refused["state"], refused["left"]) == ("packing", 1)
    assert rig.scan("MUG-BLUE")["state"] == "labelling"
    assert len(bench.of("verdict")) == before + 4


def test_a_second_reading_of_the_same_label_is_a_bounce_and_no_unit(make_rig) -> None:
    rig = make_rig(weigh="off")
    ref = rig.shop.place_order([{"sku": "MUG-BLUE", "quantity": 3}])
    bench = rig.begin()
    rig.open(ref)
    rig.scanner.write(b"MUG-BLUE\r\nMUG-BLUE\r\n")
    first, second = bench.wait_event("verdict"), bench.wait_event("verdict")
    assert (first["ok"], first["left"]) == (True, 2)
    assert (second["ok"], second["code"], second["left"]) == (False, "scan.bounce", 2)
    assert second["scan"] == "MUG-BLUE" and second["ref"] == str(ref)
    assert rig.scan("9520000000066")["left"] == 1, "another code of the same product is another unit"


def test_a_scanner_pulled_out_in_the_middle_of_a_code_loses_that_code_only(make_rig) -> None:
    rig = make_rig(weigh="off")
    ref = rig.shop.place_order([{"sku": "MUG-BLUE", "quantity": 2}])
    bench = rig.begin()
    bench.wait_event("device", kind="scanner", state="open", since=0)
    rig.open(ref)
    assert rig.scan("MUG-BLUE")["left"] == 1
    verdicts, here = len(bench.of("verdict")), bench.here
    # A code that never ends, and a readable one before it to know that it arrived.
    rig.scanner.write(b"CMD-HELP\r\nMUG-")
    bench.wait_event("verdict", scan="CMD-HELP")
    rig.scanner.unplug()
    lost = bench.wait_event("device", kind="scanner", state="lost", since=here)
    assert lost["code"].startswith("device.") and lost["say"]
    rig.scanner.replug()
    bench.wait_event("device", kind="scanner", state="open", since=here)
    assert rig.scan("9520000000066")["state"] == "labelling"
    assert len(bench.of("verdict")) == verdicts + 2
    assert [line["state"] for line in bench.of("device", kind="scanner")] == ["open", "lost", "open"]


def test_a_scale_that_says_nothing_or_nonsense_has_no_weight(make_rig) -> None:
    rig = make_rig()
    refs = [rig.shop.place_order(["MUG-BLUE"]) for _ in range(2)]
    bench = rig.begin()
    rig.open(refs[0])
    rig.scale.silence()
    silent = bench.wait_event("device", kind="scale", state="silent")
    assert silent["code"] == "scale.silent" and silent["say"]
    assert rig.scan("MUG-BLUE")["state"] == "weighing"
    rig.scale.set_grams(480)
    assert rig.scan("CMD-WEIGH")["code"] == "weight.waiting"
    here = bench.here
    rig.scale.silence(quiet=False)
    bench.wait_event("device", kind="scale", state="open", since=here)
    bench.wait_event("weighed", accepted=True, since=here)
    assert rig.scan(rig.label()["scan_back"][0])["ok"]
    rig.scale.put(0)
    rig.open(refs[1])
    rig.scale.garble(b"S S   4 8 0 q\x7f\r\n")
    assert bench.wait_event("device", kind="scale", state="silent")["code"] == "scale.garbled"
    assert rig.scan("9520000000066")["state"] == "weighing"
    passed = rig.scan("OP-SAM")
    assert (passed["ok"], passed["code"], passed["state"]) == (True, "weight.passed", "labelling")
    rig.scale.garble(b"")
    bench.wait_event("device", kind="scale", state="open")


def test_a_scale_that_is_pulled_out_comes_back(make_rig) -> None:
    rig = make_rig()
    ref = rig.shop.place_order(["MUG-BLUE"])
    bench = rig.begin()
    rig.open(ref)
    rig.scan("MUG-BLUE")
    rig.scale.unplug()
    assert bench.wait_event("device", kind="scale", state="lost")["say"]
    rig.scale.set_grams(480)
    rig.scale.replug()
    bench.wait_event("device", kind="scale", state="open")
    bench.wait_event("weighed", accepted=True)
    rig.label()


def test_a_printer_that_is_off_prints_once_it_is_on(make_rig) -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as held:
        port = held.getsockname()[1]
    rig = make_rig(weigh="off", printer=f'kind = "socket"\ntarget = "127.0.0.1:{port}"')
    ref = rig.shop.place_order(["MUG-BLUE"])
    other = rig.shop.place_order(["MUG-RED"])
    bench = rig.begin()
    rig.open(ref)
    rig.scan("MUG-BLUE")
    off = bench.wait_event("problem", code="printer.unreachable")
    assert off["ref"] == str(ref) and off["say"]
    refused = rig.open(other)
    assert (refused["ok"], refused["state"]) == (False, "labelling"), "this carton first"
    printer = SocketPrinterDouble(port)
    with printer:
        label = rig.label()
        assert rig.scan(label["scan_back"][0])["code"] == "ship.done"
        assert len(printer.wait_for_jobs(1)) == 1
    assert len(bench.of("problem", code="printer.unreachable")) == 1
    assert label["file"] is None
    assert [line["state"] for line in bench.of("device", kind="printer")] == ["lost", "open"]


def test_a_label_comes_out_at_the_next_printer_while_the_first_is_open(make_rig) -> None:
    with SocketPrinterDouble() as first, SocketPrinterDouble() as second:
        first.troubles = ("head_open",)
        spare = (
            f'[[printer]]\nname = "labels-2"\nkind = "socket"\ntarget = "{second.target}"\nlanguage = "zpl"\n'
            'place = "beside bench 3"\nprints = ["shipping_label"]'
        )
        rig = make_rig(
            weigh="off",
            printer=f'kind = "socket"\nlanguage = "zpl"\ntarget = "{first.target}"',
            extra=spare,
        )
        refs = [rig.shop.place_order([sku]) for sku in ("MUG-BLUE", "MUG-RED")]
        bench = rig.begin()
        stopped = bench.wait_event("device", kind="printer", state="stopped", since=0)
        assert stopped["code"] == "printer.head_open"
        rig.open(refs[0])
        rig.scan("MUG-BLUE")
        label = rig.label()
        told = bench.wait_event("problem", code="print.elsewhere", since=0)
        assert "labels-2 (beside bench 3)" in told["say"]
        assert rig.scan(label["scan_back"][0])["code"] == "ship.done"
        assert (len(first.jobs), len(second.wait_for_jobs(1))) == (0, 1)

        first.troubles = ()
        bench.wait_event("device", kind="printer", state="open")
        rig.open(refs[1])
        rig.scan("MUG-RED")
        assert rig.scan(rig.label()["scan_back"][0])["code"] == "ship.done"
        assert (len(first.wait_for_jobs(1)), len(second.jobs)) == (1, 1)
