"""A scanner on its line: every frame is one scan, and a pulled cable is a normal state."""

import threading
from pathlib import Path

import pytest

from station.bus import Bus
from station.clock import SystemClock
from station.devices.contract import DeviceSettings, Scan
from station.devices.runner import ScannerRunner
from station.sandbox.devices import VirtualScanner


def test_scans_arrive_in_the_order_they_were_made(desk, scanner) -> None:
    desk.run("scanner", scanner.port)
    codes = [f"ORD-{number}" for number in range(200)]
    for code in codes:
        scanner.scan(code)
    assert [desk.scan().text for _ in codes] == codes


def test_a_code_in_pieces_is_one_scan(desk, scanner) -> None:
    desk.run("scanner", scanner.port, mode="terminator")
    for piece in (b"]C1", b"0034", b"0123\x1d", b"45\r", b"\n"):
        scanner.write(piece)
    scan = desk.scan()
    assert (scan.text, scan.aim) == ("00340123\x1d45", "C1")


def test_a_code_without_a_terminator_is_ended_by_silence(desk, scanner) -> None:
    desk.run("scanner", scanner.port, mode="silence")
    scanner.write(b"4006381333931")
    assert desk.scan().text == "4006381333931"


def test_garbage_is_told_and_the_next_code_is_read(desk, scanner) -> None:
    desk.run("scanner", scanner.port, name="left scanner")
    scanner.write(b"\xff\xfe\x80\r\n" + b"x" * 5000 + b"\r\n")
    scanner.scan("42")
    said = [desk.scan() for _ in range(3)]
    assert [scan.problem.code if scan.problem else scan.text for scan in said] == [
        "scan.garbled",
        "scan.garbled",
        "42",
    ]
    assert said[0].device == "left scanner"


def test_two_frames_of_one_code_at_once_are_a_scan_and_a_bounce(desk, scanner) -> None:
    desk.run("scanner", scanner.port)
    scanner.write(b"42\r\n42\r\n")
    assert [desk.scan().bounce for _ in range(2)] == [False, True]


def test_a_pulled_scanner_is_lost_once_and_back_by_itself(desk, scanner, caplog) -> None:
    caplog.set_level("INFO", "station.devices")
    desk.run("scanner", scanner.port)
    assert desk.health().state == "open"
    scanner.unplug()
    lost = desk.health()
    assert (lost.state, lost.problem.code, lost.problem.params["port"]) == (
        "lost",
        "device.lost",
        scanner.port,
    )
    scanner.replug()
    assert desk.health().state == "open"
    scanner.scan("42")
    assert desk.scan().text == "42"
    said = [record.getMessage().rsplit(": ")[-1] for record in caplog.records]
    assert said == ["open", "device.lost", "open"]


def test_a_code_cut_off_by_the_cable_is_dropped_and_named(desk, scanner) -> None:
    desk.run("scanner", scanner.port, mode="terminator")
    scanner.scan("41")
    assert desk.scan().text == "41"
    scanner.write(b"42\r\n4006")
    assert desk.scan().text == "42"
    scanner.unplug()
    assert desk.trouble() == "device.partial_scan"
    scanner.replug()
    assert desk.health().state == "open"
    scanner.scan("43")
    assert desk.scan().text == "43"


def test_a_scanner_that_is_not_there_yet_is_opened_when_it_comes(desk, scanner) -> None:
    scanner.unplug()
    runner = desk.run("scanner", scanner.port)
    assert runner.view.problem.code == "device.port_missing"
    assert desk.health().state == "lost"
    scanner.replug()
    assert desk.health().state == "open"
    scanner.scan("42")
    assert desk.scan().text == "42"


def test_a_bench_that_trips_over_one_scan_hears_the_next(scanner: VirtualScanner, expect_log) -> None:
    expect_log("what scanner said was not taken")
    heard = threading.Event()

    def trip(scan: Scan) -> None:
        if scan.text == "41":
            raise ValueError(scan.text)
        heard.set()

    runner = ScannerRunner(DeviceSettings("scanner", scanner.port), trip, Bus(), SystemClock())
    runner.start()
    assert runner.opened.wait(10)
    scanner.scan("41")
    scanner.scan("42")
    assert heard.wait(10)
    runner.close()


def test_a_recording_is_scanned_like_a_device(desk, tmp_path: Path) -> None:
    recording = tmp_path / "scans"
    recording.write_bytes(b"ORD-1\r\n42\r\n42\r\n")
    desk.run("scanner", f"replay:{recording}")
    scans = [desk.scan() for _ in range(3)]
    assert [(scan.text, scan.bounce) for scan in scans] == [("ORD-1", False), ("42", False), ("42", False)]


def test_a_runner_never_started_closes(scanner: VirtualScanner) -> None:
    runner = ScannerRunner(DeviceSettings("scanner", scanner.port), lambda _: None, Bus(), SystemClock())
    runner.close()
    assert runner.view.state == "off"


@pytest.mark.parametrize("wait_for_open", [True, False])
def test_closing_is_quick_at_any_moment(scanner: VirtualScanner, wait_for_open: bool) -> None:
    for _ in range(20):
        runner = ScannerRunner(DeviceSettings("scanner", scanner.port), lambda _: None, Bus(), SystemClock())
        runner.start()
        if wait_for_open:
            assert runner.opened.wait(10)
        before = SystemClock().monotonic()
        runner.close()
        assert SystemClock().monotonic() - before < 1.0
        assert runner.view.state == "off"
