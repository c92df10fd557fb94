"""A bus that is listened to, and devices on pseudo-terminals with the threads that read them."""

import queue
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest

from station.bus import Bus
from station.clock import SystemClock
from station.devices.contract import DeviceSettings, Fault, Reading, Scan, Weight
from station.devices.registry import build
from station.devices.runner import Runner
from station.model.events import DeviceChanged, ProblemFound
from station.model.view import DeviceView
from station.sandbox.devices import VirtualScale, VirtualScanner

PATIENCE = 10.0
Wanted = TypeVar("Wanted")


@dataclass
class Desk:
    """Runs devices, and keeps what they said in the order they said it."""

    bus: Bus = field(default_factory=Bus)
    scans: queue.Queue[Scan] = field(default_factory=queue.Queue)
    readings: queue.Queue[Reading] = field(default_factory=queue.Queue)
    events: queue.Queue[object] = field(default_factory=queue.Queue)
    runners: list[Runner] = field(default_factory=list)

    def run(self, kind: str, port: str, **more: Any) -> Runner:
        more.setdefault("protocol", "mt-sics" if kind == "scale" else "")
        settings = DeviceSettings(kind, port, **more)
        runner = build(
            settings, self.bus, SystemClock(), on_scan=self.scans.put, on_reading=self.readings.put
        )
        self.runners.append(runner)
        runner.start()
        assert runner.opened.wait(PATIENCE)
        return runner

    def scan(self) -> Scan:
        return self.scans.get(timeout=PATIENCE)

    def reading(self, wanted: Callable[[Reading], bool]) -> Reading:
        """The next reading that is wanted; those before it are passed over."""
        while True:
            reading = self.readings.get(timeout=PATIENCE)
            if wanted(reading):
                return reading

    def weight(self, grams: str) -> Weight:
        """The next stable reading of so many grams."""
        found = self.reading(lambda it: isinstance(it, Weight) and it.stable and str(it.mass) == grams)
        assert isinstance(found, Weight)
        return found

    def fault(self, fault: Fault) -> None:
        self.reading(lambda it: it is fault)

    def health(self) -> DeviceView:
        """The next change of a device's health."""
        while True:
            event = self.events.get(timeout=PATIENCE)
            if isinstance(event, DeviceChanged):
                return event.device

    def trouble(self) -> str:
        """The code of the next problem nobody asked about."""
        while True:
            event = self.events.get(timeout=PATIENCE)
            if isinstance(event, ProblemFound):
                return event.say.code


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    desk.bus.subscribe(desk.events.put)
    yield desk
    for runner in desk.runners:
        runner.close()


@pytest.fixture
def scanner() -> Iterator[VirtualScanner]:
    with VirtualScanner() as scanner:
        yield scanner


@pytest.fixture
def scale() -> Iterator[VirtualScale]:
    with VirtualScale() as scale:
        yield scale
