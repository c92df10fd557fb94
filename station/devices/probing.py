"""One look at a device: its port, how it talks, what it gives; each told apart from the others."""

import queue
from dataclasses import dataclass

from station.bus import Bus
from station.clock import Clock
from station.devices.contract import DeviceSettings, Fault, Reading, Scan, Weight
from station.devices.registry import build
from station.model.problem import Problem

_PORTS = {
    "device.port_missing": "missing",
    "device.port_in_use": "in use",
    "device.port_used_by": "in use",
    "device.no_permission": "forbidden",
    "device.usb_no_permission": "forbidden",
}
_TALKS = {"scale.garbled": "garbled", "scale.silent": "silent"}


@dataclass(frozen=True, slots=True)
class Look:
    """`port` ok | missing | in use | forbidden | lost; `protocol` ok | garbled | silent, empty when nothing
    can be said of it; `reading` is what it gave (`1.250 kg`, a code), or the code of the fault.
    """

    port: str
    protocol: str
    reading: str
    problem: Problem | None = None

    @property
    def well(self) -> bool:
        return self.port == "ok" and self.protocol == "ok" and self.problem is None


def look(settings: DeviceSettings, clock: Clock, seconds: float) -> Look:
    """Open the device, listen (a scale is asked as its protocol says), close it; at most `seconds`.

    StationError: as `registry.check`.
    """
    said: queue.Queue[Scan | Reading] = queue.Queue()
    runner = build(settings, Bus(), clock, on_scan=said.put, on_reading=said.put)
    runner.start()
    try:
        runner.opened.wait(seconds)
        if runner.view.state == "lost":
            return Look(_port(runner.view.problem), "", "", runner.view.problem)
        last = _last(said, clock, seconds)
        return _judged(last, runner.view.problem)
    finally:
        runner.close()


def _last(said: "queue.Queue[Scan | Reading]", clock: Clock, seconds: float) -> Scan | Reading | None:
    """The first code or weight at rest; else what came last."""
    ends = clock.monotonic() + seconds
    last: Scan | Reading | None = None
    while (left := ends - clock.monotonic()) > 0:
        try:
            last = said.get(timeout=left)
        except queue.Empty:
            break
        if isinstance(last, Scan) or (isinstance(last, Weight) and last.stable):
            break
    return last


def _judged(last: "Scan | Reading | None", problem: Problem | None) -> Look:
    if isinstance(last, Weight):
        rests = "" if last.stable else " ~"
        return Look("ok", "ok", f"{last.mass} {last.unit}{rests}")
    if isinstance(last, Scan):
        return Look("ok", "garbled" if last.problem else "ok", last.shown, last.problem)
    if last in (Fault.SILENT, None) or problem is not None:
        talks = _TALKS.get(problem.code, "silent") if problem is not None else "silent"
        return Look(
            "ok" if last is not Fault.LOST else "lost", talks if last is not Fault.LOST else "", "", problem
        )
    if last is Fault.GARBLED:
        return Look("ok", "garbled", "", Problem("weight.garbled"))
    return Look("ok", "ok", last.problem_code if isinstance(last, Fault) else "")


def _port(problem: Problem | None) -> str:
    return _PORTS.get(problem.code, "trouble") if problem is not None else "lost"
