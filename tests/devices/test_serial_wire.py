"""A line opens or says in a code why not; it can be stopped at once, and its end is noticed."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from station.model.problem import StationError
from station.net.ports import found_ports
from station.net.serial import LineSettings, Wire, WireLost, open_wire
from station.sandbox.devices import VirtualScanner

PATIENCE = 10.0


@pytest.fixture
def wire(scanner: VirtualScanner) -> Iterator[Wire]:
    wire = open_wire(LineSettings(scanner.port))
    yield wire
    wire.close()


def heard(wire: Wire, length: int) -> bytes:
    data, deadline = b"", time.monotonic() + PATIENCE
    while len(data) < length and time.monotonic() < deadline:
        data += wire.read()
    return data


def refusal(settings: LineSettings) -> StationError:
    with pytest.raises(StationError) as caught:
        open_wire(settings)
    assert settings.port.removeprefix("replay:") == caught.value.problem.params["port"]
    return caught.value


def test_a_line_gives_the_bytes_that_came(wire: Wire, scanner: VirtualScanner) -> None:
    scanner.write(b"42\r\n\x00\xff")
    assert heard(wire, 6) == b"42\r\n\x00\xff"


def test_a_port_that_is_not_there_is_missing(tmp_path: Path) -> None:
    assert refusal(LineSettings(str(tmp_path / "ttyUSB0"))).problem.code == "device.port_missing"


def test_a_port_opened_twice_is_in_use(wire: Wire, scanner: VirtualScanner) -> None:
    assert refusal(LineSettings(scanner.port)).problem.code == "device.port_in_use"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every port")
def test_a_port_this_user_may_not_open_names_the_group(tmp_path: Path) -> None:
    locked = tmp_path / "ttyS0"
    locked.touch(mode=0o000)
    assert refusal(LineSettings(str(locked))).problem.code == "device.no_permission"


@pytest.mark.parametrize("name", ["station.toml", "."])
def test_what_is_no_port_is_trouble(tmp_path: Path, name: str) -> None:
    (tmp_path / "station.toml").touch()
    error = refusal(LineSettings(str(tmp_path / name)))
    assert error.problem.code == "device.port_trouble"
    assert error.problem.params["detail"]


@pytest.mark.parametrize("port", ["spy:///dev/null?file=/tmp/x", "loop://", "socket://", "socket://nowhere"])
def test_what_is_no_line_is_trouble(port: str) -> None:
    assert refusal(LineSettings(port)).problem.code == "device.port_trouble"


@pytest.mark.parametrize("settings", [{"baud": -1}, {"parity": "X"}, {"bytesize": 9}])
def test_settings_no_port_has_are_trouble(scanner: VirtualScanner, settings: dict[str, int]) -> None:
    assert refusal(LineSettings(scanner.port, **settings)).problem.code == "device.port_trouble"


def test_settings_the_system_refuses_are_trouble_and_no_crash(wire: Wire, scanner: VirtualScanner) -> None:
    # A pseudo-terminal cannot have 7 bits; the system says so only when nothing else changes.
    wire.close()
    assert refusal(LineSettings(scanner.port, bytesize=7, parity="E")).problem.code == "device.port_trouble"


def test_an_unplugged_line_is_lost_to_read_write_and_flush(wire: Wire, scanner: VirtualScanner) -> None:
    scanner.unplug()
    for act in (wire.read, lambda: wire.write(b"SI\r\n"), wire.flush):
        with pytest.raises(WireLost) as caught:
            act()
        assert caught.value.problem.code == "device.lost"


def test_a_waiting_read_ends_at_once_when_stopped(scanner: VirtualScanner) -> None:
    wire = open_wire(LineSettings(scanner.port), tick=60.0)
    reading = threading.Event()
    answers: list[bytes] = []

    def read() -> None:
        reading.set()
        answers.append(wire.read())

    reader = threading.Thread(target=read)
    reader.start()
    assert reading.wait(PATIENCE)
    wire.stop()
    reader.join(PATIENCE)
    assert answers == [b""]
    wire.close()
    wire.stop()


def test_a_line_nobody_reads_takes_nothing_more(wire: Wire) -> None:
    assert wire.write(b"x")
    assert not all(wire.write(b"x" * 4096) for _ in range(64))


def test_what_came_before_a_flush_is_forgotten(wire: Wire, scanner: VirtualScanner) -> None:
    scanner.write(b"old")
    assert heard(wire, 1)
    scanner.write(b"older")
    wire.flush()
    scanner.write(b"new")
    assert heard(wire, 3).endswith(b"new")


def test_a_serial_server_on_the_network_is_a_line_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        wire = open_wire(LineSettings(f"socket://127.0.0.1:{server.getsockname()[1]}"))
        peer, _ = server.accept()
        with peer:
            peer.sendall(b"42\r\n")
            assert heard(wire, 4) == b"42\r\n"
            assert wire.write(b"SI\r\n")
            assert peer.recv(4) == b"SI\r\n"
            wire.stop()
        with pytest.raises(WireLost):
            heard(wire, 1)
        wire.close()


def test_a_server_that_is_not_there_is_trouble() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert refusal(LineSettings(f"socket://127.0.0.1:{port}")).problem.code == "device.port_trouble"


def test_a_recording_plays_frame_by_frame_and_falls_quiet(tmp_path: Path) -> None:
    recording = tmp_path / "day one.bin"
    recording.write_bytes(b"42\r\n\x0243\x03tail")
    wire = open_wire(LineSettings(f"replay:{recording}?gap=0"), tick=0.01)
    assert [wire.read() for _ in range(5)] == [b"42\r\n", b"\x0243\x03", b"tail", b"", b""]
    assert not wire.write(b"SI\r\n")
    wire.flush()
    wire.stop()
    wire.close()


def test_a_recording_keeps_a_persons_pace(tmp_path: Path) -> None:
    recording = tmp_path / "codes"
    recording.write_bytes(b"42\r\n42\r\n")
    wire = open_wire(LineSettings(f"replay:{recording}"), tick=0.2)
    assert wire.read() == b"42\r\n"
    begun = time.monotonic()
    assert heard(wire, 4) == b"42\r\n"
    assert time.monotonic() - begun > 0.3


def test_a_recording_that_is_not_there_is_missing(tmp_path: Path) -> None:
    assert refusal(LineSettings(f"replay:{tmp_path / 'gone'}")).problem.code == "device.port_missing"


def test_the_ports_of_this_machine_have_names() -> None:
    assert all(found.port for found in found_ports())
