"""What a person sees of a device beside its readings: raw bytes, a wrong parity, and its buttons."""

import socket

from station.devices.runner import ScaleRunner, ScannerRunner
from station.devices.scanners.feedback import PROFILES
from station.devices.tap import ROOM, Tap
from station.sandbox.devices import VirtualScale, VirtualScanner

PATIENCE = 10.0


def test_bytes_are_kept_only_while_somebody_looks_and_never_too_many() -> None:
    tap = Tap()
    assert not tap.open
    tap.watch(True)
    tap.add(b"x" * 5000 + b"tail\r\n")
    assert len(tap.bytes()) == ROOM
    assert tap.bytes().endswith(b"tail\r\n")
    tap.watch(False)
    assert tap.bytes() == b""


def test_a_watched_line_shows_what_it_sent(desk, scanner: VirtualScanner) -> None:
    runner = desk.run("scanner", scanner.port)
    scanner.scan("before")
    assert desk.scan().text == "before"
    runner.tap.watch(True)
    scanner.scan("MUG-BLUE")
    assert desk.scan().text == "MUG-BLUE"
    assert runner.tap.bytes() == b"MUG-BLUE\r\n"


def test_a_scanner_with_another_parity_says_its_remedy_until_it_is_understood(
    desk, scanner: VirtualScanner
) -> None:
    desk.run("scanner", scanner.port)
    assert desk.health().state == "open"
    scanner.write(bytes(byte | (byte.bit_count() & 1) << 7 for byte in b"4006381333931\r\n"))
    view = desk.health()
    assert view.problem is not None
    assert (view.state, view.problem.code, view.problem.params["framing"]) == (
        "open",
        "device.wrong_parity",
        "7E1",
    )
    scanner.scan("4006381333931")
    assert desk.health().problem is None


def test_a_scanner_that_can_beeps_when_it_is_tried_out(desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE)
        host, port = server.getsockname()
        runner = desk.run("scanner", f"socket://{host}:{port}", feedback="honeywell")
        line, _ = server.accept()
        line.settimeout(PATIENCE)
        with line:
            assert isinstance(runner, ScannerRunner)
            assert runner.can_beep
            runner.beep()
            assert line.recv(10) == PROFILES["honeywell"].good
    plain = desk.run("scanner", f"socket://{host}:{port}", name="deaf")
    assert not plain.can_beep
    plain.beep()  # and nothing comes of it


def test_a_scale_that_only_streams_can_be_asked_too(desk, scale: VirtualScale) -> None:
    scale.set_grams(1250)
    runner = desk.run("scale", scale.port, mode="stream")
    assert isinstance(runner, ScaleRunner)
    runner.ask()
    desk.weight("1250.0")
