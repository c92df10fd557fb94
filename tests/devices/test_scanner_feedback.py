"""A scanner that can is told the verdict on its scan, and a scan never waits for that."""

import contextlib
import logging
import os
import queue
import select
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from station.bus import Bus
from station.clock import SystemClock
from station.devices.contract import DeviceSettings, Scan
from station.devices.registry import build
from station.devices.runner import ScannerRunner
from station.devices.scanners.feedback import PROFILES, Feedback, ssi
from station.model.events import ScanJudged
from station.model.problem import Problem, StationError
from station.sandbox.devices import Terminal


def verdict(text: str, ok: bool, code: str = "pack.unit") -> ScanJudged:
    return ScanJudged(text, ok, Problem(code, {}), "packing", None)


def test_the_packets_of_zebra_are_those_of_its_guide() -> None:
    assert ssi(0xE6, 0) == bytes.fromhex("05e6040000ff11")
    assert sum(ssi(0xE6, 6)[:-2]) + int.from_bytes(ssi(0xE6, 6)[-2:], "big") == 0x10000


def test_every_maker_has_two_answers_that_differ() -> None:
    assert set(PROFILES) == {"honeywell", "datalogic", "zebra"}
    assert all(one.good and one.bad and one.good != one.bad for one in PROFILES.values())
    assert PROFILES["honeywell"].bad == bytes.fromhex("1b382c1b382c")


def test_a_verdict_on_somebody_elses_scan_is_no_beep() -> None:
    feedback = Feedback("honeywell")
    feedback.scanned("42")
    feedback.heard(verdict("43", ok=True))
    feedback.heard("no verdict at all")
    assert feedback.due() == b""
    feedback.heard(verdict("42", ok=True))
    feedback.heard(verdict("42", ok=False))
    assert feedback.due() == b"\x1b7,"
    assert feedback.due() == b""


def test_a_code_that_came_twice_at_once_is_no_reason_to_razz() -> None:
    feedback = Feedback("datalogic")
    for _ in range(2):
        feedback.scanned("42")
    feedback.heard(verdict("42", ok=True))
    feedback.heard(verdict("42", ok=False, code="scan.bounce"))
    assert feedback.due() == PROFILES["datalogic"].good * 2


def test_a_verdict_that_was_lost_does_not_answer_the_next_scan() -> None:
    feedback = Feedback("zebra")
    for text in ("lost", "42"):
        feedback.scanned(text)
    feedback.heard(verdict("42", ok=False))
    feedback.heard(verdict("lost", ok=True))
    assert feedback.due() == PROFILES["zebra"].bad


def test_verdicts_nobody_fetches_take_no_room() -> None:
    feedback = Feedback("zebra")
    for _ in range(1000):
        feedback.scanned("42")
        feedback.heard(verdict("42", ok=True))
    assert len(feedback.due()) < 1000
    feedback.scanned("42")
    feedback.opened()
    feedback.heard(verdict("42", ok=True))
    assert feedback.due() == b""


def test_an_unknown_maker_is_refused_by_name() -> None:
    with pytest.raises(StationError) as refused:
        Feedback("acme")
    assert refused.value.problem.code == "device.unknown_protocol"
    assert "zebra" in refused.value.problem.params["known"]


@dataclass
class Talking:
    """A scanner with a beeper, and a bench that finds every code but 41 good."""

    settings: Callable[[str], DeviceSettings]
    terminal: Terminal = field(default_factory=lambda: Terminal("scanner"))
    bus: Bus = field(default_factory=Bus)
    scans: queue.Queue[Scan] = field(default_factory=queue.Queue)

    def __post_init__(self) -> None:
        settings = self.settings(self.terminal.port)
        runner = build(settings, self.bus, SystemClock(), on_scan=self.judge, on_reading=lambda _: None)
        assert isinstance(runner, ScannerRunner)
        self.runner = runner
        runner.start()
        assert runner.opened.wait(10)

    def judge(self, scan: Scan) -> None:
        self.scans.put(scan)
        event = verdict(scan.text or scan.shown, ok=scan.text not in ("", "41"))
        threading.Thread(target=self.bus.publish, args=(event,)).start()

    def beeps(self, size: int) -> bytes:
        heard = b""
        while len(heard) < size and self.terminal.master is not None:
            ready, _, _ = select.select([self.terminal.master], [], [], 10)
            if not ready:
                break
            heard += os.read(self.terminal.master, 4096)
        return heard

    def close(self) -> None:
        self.runner.close()
        self.terminal.close()


@pytest.fixture
def talking() -> Callable[[str], Talking]:
    made: list[Talking] = []

    def make(maker: str) -> Talking:
        made.append(Talking(lambda port: DeviceSettings("scanner", port, feedback=maker)))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.mark.parametrize("maker", sorted(PROFILES))
def test_a_scan_is_answered_by_the_beep_it_deserves(talking, maker: str) -> None:
    desk, beeps = talking(maker), PROFILES[maker]
    for code, wanted in (("42", beeps.good), ("41", beeps.bad), ("4\x80", beeps.bad)):
        desk.terminal.write(code.encode("latin-1") + b"\r\n")
        assert desk.beeps(len(wanted)) == wanted


def heard_in_log(request: pytest.FixtureRequest, words: str) -> threading.Event:
    """Set once the devices have logged this."""
    heard, log = threading.Event(), logging.getLogger("station.devices")

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if words in record.getMessage():
                heard.set()

    listener = Listener()
    log.addHandler(listener)
    request.addfinalizer(lambda: log.removeHandler(listener))
    return heard


def test_a_scanner_that_takes_no_bytes_is_given_none_and_still_heard(talking, caplog, request) -> None:
    caplog.set_level("INFO", "station.devices")
    desk = talking("honeywell")
    stuffed = os.open(desk.terminal.port, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    while select.select([], [stuffed], [], 0.2)[1]:
        with contextlib.suppress(BlockingIOError):
            os.write(stuffed, b"." * 4096)
    os.close(stuffed)
    given_up_heard = heard_in_log(request, "takes no beeps")
    given_up = "scanner takes no beeps; it gets none until its line is opened again"
    for number in range(200):
        desk.terminal.write(f"ORD-{number}\r\n".encode())
        assert desk.scans.get(timeout=10).text == f"ORD-{number}"
        if number == 0:
            assert given_up_heard.wait(10)
    assert [one.getMessage() for one in caplog.records].count(given_up) == 1
    assert desk.runner.view.state == "open"


def test_without_a_maker_nothing_is_ever_sent(talking) -> None:
    desk = talking("")
    for _ in range(2):
        desk.terminal.write(b"42\r\n")
        assert desk.scans.get(timeout=10).text == "42"
    assert desk.terminal.master is not None
    assert select.select([desk.terminal.master], [], [], 0.2)[0] == []
