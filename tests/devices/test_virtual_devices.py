"""The practice scale talks like a real one, whoever asks."""

import time

import pytest

from station.net.serial import LineSettings, Wire, open_wire
from station.sandbox.devices import VirtualScale, VirtualScanner


def ask(wire: Wire, command: bytes) -> bytes:
    """The first line that comes back."""
    wire.flush()
    wire.write(command + b"\r\n")
    line, deadline = b"", time.monotonic() + 10
    while b"\n" not in line and time.monotonic() < deadline:
        line += wire.read()
    return line


@pytest.fixture
def wire(scale: VirtualScale):
    wire = open_wire(LineSettings(scale.port))
    yield wire
    wire.close()


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        (b"S", b"S S       12.5 g\r\n"),
        (b"SI", b"S S       12.5 g\r\n"),
        (b"@", b'I4 A "0123456789"\r\n'),
        (b"Z", b"Z A\r\n"),
        (b"XX", b"ES\r\n"),
    ],
)
def test_a_command_has_its_answer(scale: VirtualScale, wire: Wire, command: bytes, answer: bytes) -> None:
    scale.set_grams(12.5)
    assert ask(wire, command) == answer


def test_a_scale_in_motion_refuses_to_settle_or_to_zero(scale: VirtualScale, wire: Wire) -> None:
    scale.set_grams(12.5, stable=False)
    assert ask(wire, b"SI") == b"S D       12.5 g\r\n"
    assert ask(wire, b"S") == b"S I\r\n"
    assert ask(wire, b"Z") == b"Z I\r\n"


def test_sir_streams_until_si(scale: VirtualScale, wire: Wire) -> None:
    line = ask(wire, b"SIR")
    while line.count(b"\n") < 3:
        line += wire.read()
    assert set(line.splitlines()) == {b"S S        0.0 g"}
    ask(wire, b"SI")
    while wire.read():
        pass
    assert wire.read() == b""


def test_a_scale_nobody_reads_closes_quickly() -> None:
    scale = VirtualScale()
    scale.stream(0.001)
    scale.unplug()
    scale.replug()
    before = time.monotonic()
    scale.close()
    assert time.monotonic() - before < 2


def test_a_scanner_writes_into_the_air_when_unplugged() -> None:
    with VirtualScanner() as scanner:
        scanner.unplug()
        scanner.unplug()
        scanner.scan("42")
        scanner.replug()
        scanner.replug()
        wire = open_wire(LineSettings(scanner.port))
        scanner.scan("43")
        assert wire.read().startswith(b"4")
        wire.close()
