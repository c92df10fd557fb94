"""Learn mode: what is heard tells where a device is and how it talks; nothing is sent unasked."""

import queue
import threading
import tomllib
from collections.abc import Callable, Iterator

import pytest

from station.clock import SystemClock
from station.devices.hearing import Hearing
from station.devices.learning import BAUDS, framing_of, rank, scale_of, scanner_of, section
from station.model.learned import Learned
from station.model.problem import Problem, StationError
from station.net.serial import LineSettings, Wire
from station.sandbox.devices import VirtualScale, VirtualScanner

PATIENCE = 10.0


def even(data: bytes) -> bytes:
    return bytes(byte | (byte.bit_count() & 1) << 7 for byte in data)


def odd(data: bytes) -> bytes:
    return bytes(byte | (byte.bit_count() & 1 ^ 1) << 7 for byte in data)


@pytest.mark.parametrize(
    ("heard", "prefix", "suffix", "framing"),
    [
        (b"CMD-HELP\r\n", "", "", "8N1"),
        (b"\x02CMD-HELP\x03", "", "", "8N1"),
        (b"]C0CMD-HELP\r", "", "", "8N1"),
        (b"~]C0CMD-HELP\t", "~", "", "8N1"),
        (b"S1>CMD-HELP#\r\n", "S1>", "#", "8N1"),
        (b"CMD-HELP", "", "", "8N1"),
        (even(b"CMD-HELP\r\n"), "", "", "7E1"),
        (odd(b"*CMD-HELP\r\n"), "*", "", "7O1"),
        (bytes(byte | 0x80 for byte in b"CMD-HELP\r\n"), "", "", "7N2"),
    ],
)
def test_the_sheet_tells_how_a_scanner_is_set(heard: bytes, prefix: str, suffix: str, framing: str) -> None:
    learned = scanner_of(heard, "/dev/ttyUSB0", 115_200)
    assert learned is not None
    assert (learned.prefix, learned.suffix, learned.framing, learned.baud) == (
        prefix,
        suffix,
        framing,
        115_200,
    )


def test_another_code_or_noise_tells_nothing() -> None:
    assert scanner_of(b"4006381333931\r\n", "COM3", 9600) is None
    assert scanner_of(b"\x80\xff\x00\xfe", "COM3", 9600) is None
    assert framing_of(b"\x80\xff\x00\xfe\x13") == ""


@pytest.mark.parametrize(
    ("heard", "protocol", "unit"),
    [
        (b"S S      1.250 kg\r\n" * 3, "mt-sics", "kg"),
        (b".250 kg\r\nS S      1.250 kg\r\nS D      1.2", "mt-sics", "kg"),
        (b"\x0201.250\r" * 2, "toledo-8217", ""),
        (b"\n0012.34lb\r\n00\r\x03", "nci-scp01", "lb"),
        (b"ST,GS,+  12.345kg\r\n" * 2, "st-gs", "kg"),
        (b"ST,+00001.27  g\r\n" * 2, "and", "g"),
        (b"ST,GS,1\xc4,000013.5 kg\r\n" * 2, "cas-22", "kg"),
        (b"\x02,0 001234000000\r+" * 3, "toledo-continuous", "kg"),
        (b"WG004.139kg3D\r\n" * 2, "xk3190-a12", "kg"),
        (b"\x1bS 13.045\r\n" * 2, "elzab", "kg"),
        (b"\x02   12.34KG \r\n" * 2, "ricelake-iq355", "kg"),
        (b"=000.3000" * 4, "xk3190-a26-1", ""),
        (even(b"\x0201.250\r" * 2), "toledo-8217", ""),
    ],
)
def test_a_scale_is_known_by_what_it_sends(heard: bytes, protocol: str, unit: str) -> None:
    learned = scale_of(heard, "/dev/ttyUSB0", 9600)
    assert learned is not None
    best = learned.candidates[0]
    assert (learned.protocol, best.unit) == (protocol, unit)
    assert 0.5 <= best.confidence <= 1
    assert [one.confidence for one in learned.candidates] == sorted(
        (one.confidence for one in learned.candidates), reverse=True
    )


def test_what_fits_several_ways_is_left_to_a_person() -> None:
    both = scale_of(b"=0003.000" * 4, "COM3", 9600)
    assert both is not None
    assert {one.protocol for one in both.candidates} >= {"xk3190-a26-1", "xk3190-a26-2"}
    assert not both.certain
    unit = scale_of(b"\x0201.250\r", "COM3", 9600)
    assert unit is not None
    assert not unit.certain  # nobody said kilograms


def test_noise_is_no_scale() -> None:
    assert rank(bytes(range(256)) * 8) == ()
    assert rank(b"") == ()
    assert rank(b"Hello, I am a printer\r\n") == ()


def test_the_section_says_what_is_not_usual() -> None:
    plain = section(Learned(kind="scale", port="/dev/ttyS1", baud=9600, protocol="mt-sics"))
    assert tomllib.loads(plain)["device"] == [{"kind": "scale", "port": "/dev/ttyS1", "protocol": "mt-sics"}]
    odd_one = Learned(kind="scanner", port='C:\\"x"', baud=115_200, framing="7E1", prefix="\x1d~", suffix="#")
    assert tomllib.loads(section(odd_one, "left"))["device"] == [
        {
            "kind": "scanner",
            "port": 'C:\\"x"',
            "name": "left",
            "baud": 115_200,
            "framing": "7E1",
            "prefix": "\x1d~",
            "suffix": "#",
        }
    ]
    far = tomllib.loads(section(Learned(kind="scanner", port="socket://scale:4001", baud=2400)))
    assert far["device"] == [{"kind": "scanner", "port": "socket://scale:4001"}]


class Listening:
    """Learn mode on a thread of its own; `said` are the codes it told."""

    def __init__(self, ports: list[str], kind: str, **more: object) -> None:
        self.said: queue.Queue[str] = queue.Queue()
        self.learned: Learned | None = None
        self.trouble: StationError | None = None
        self._stop = threading.Event()
        self._hearing = Hearing(ports, kind, SystemClock(), self._tell, **more)  # type: ignore[arg-type]
        self._thread = threading.Thread(target=self._run, name="learn")
        self._thread.start()

    def _tell(self, problem: Problem) -> None:
        self.said.put(problem.code)

    def _run(self) -> None:
        try:
            self.learned = self._hearing.learn(PATIENCE, self._stop.is_set)
        except StationError as trouble:
            self.trouble = trouble

    def until(self, code: str) -> None:
        while self.said.get(timeout=PATIENCE) != code:
            pass

    def end(self, stop: bool = False) -> Learned | None:
        if stop:
            self._stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        return self.learned


@pytest.fixture
def listening() -> Iterator[Callable[..., Listening]]:
    made: list[Listening] = []

    def make(ports: list[str], kind: str, **more: object) -> Listening:
        made.append(Listening(ports, kind, **more))
        return made[-1]

    yield make
    for one in made:
        one.end(stop=True)


def test_the_one_of_several_ports_that_hears_the_sheet_is_the_scanner(listening) -> None:
    with VirtualScanner() as left, VirtualScanner() as right:
        one = listening([left.port, right.port], "scanner")
        one.until("learn.listening")
        right.write(b"4006381333931\r\n")
        one.until("learn.another_code")
        right.write(b"~CMD-HELP\r\n")
        learned = one.end()
        assert learned is not None
        assert (learned.port, learned.prefix, learned.baud) == (right.port, "~", 9600)


def test_noise_means_another_speed(listening) -> None:
    opened: list[int] = []

    def opens(settings: LineSettings, tick: float) -> Wire:
        from station.net.serial import open_wire

        opened.append(settings.baud)
        return open_wire(settings, tick)

    with VirtualScanner() as scanner:
        one = listening([scanner.port], "scanner", opens=opens)
        one.until("learn.listening")
        scanner.write(b"\x80\xfe\x00\xff\x81")
        one.until("learn.garbled")
        scanner.write(b"CMD-HELP\r\n")
        learned = one.end()
        assert learned is not None
        assert learned.baud == BAUDS[1]
        assert opened == list(BAUDS[:2])


def test_a_scale_that_streams_is_heard_and_one_that_waits_is_asked_only_with_leave(listening) -> None:
    with VirtualScale() as scale:
        scale.put(1250)
        quiet = listening([scale.port], "scale")
        quiet.until("learn.listening")
        assert quiet.end(stop=True) is None
        asked = listening([scale.port], "scale", may_ask=True)
        asked.until("learn.asking")
        learned = asked.end()
        assert learned is not None
        assert learned.protocol == "mt-sics"
        scale.stream()
        streamed = listening([scale.port], "scale").end()
        assert streamed is not None
        assert streamed.candidates[0].protocol == "mt-sics"


def test_a_port_that_is_in_use_is_said_and_the_others_are_heard(listening, tmp_path) -> None:
    with VirtualScanner() as scanner:
        gone = str(tmp_path / "ttyUSB9")
        one = listening([gone, scanner.port], "scanner")
        one.until("device.port_missing")
        one.until("learn.listening")
        scanner.write(b"CMD-HELP\r\n")
        learned = one.end()
        assert learned is not None
        assert learned.port == scanner.port
    none = listening([gone], "scanner")
    none.end()
    assert none.trouble is not None
    assert none.trouble.problem.code == "device.port_missing"


def test_a_port_pulled_while_it_is_learned_is_said(listening) -> None:
    with VirtualScanner() as scanner:
        one = listening([scanner.port], "scanner")
        one.until("learn.listening")
        scanner.unplug()
        one.until("device.lost")
        assert one.end() is None
