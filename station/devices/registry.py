"""Which devices there are, by the names the settings file uses."""

from collections.abc import Callable, Iterable

from station.bus import Bus
from station.clock import Clock
from station.devices.contract import DeviceSettings, Reading, ScaleProtocol, Scan
from station.devices.runner import Runner, ScaleRunner, ScannerRunner
from station.devices.scales.mt_sics import MT_SICS
from station.model.problem import StationError

PROTOCOLS: dict[str, ScaleProtocol] = {protocol.name: protocol for protocol in (MT_SICS,)}
MODES = {"scanner": ("auto", "terminator", "silence"), "scale": ("auto", "poll", "stream")}


def check(settings: DeviceSettings) -> None:
    """StationError device.unknown_kind, device.no_port, device.unknown_mode, device.unknown_protocol."""
    if settings.kind not in MODES:
        raise _unknown("kind", settings.kind, MODES)
    if not settings.port:
        raise StationError("device.no_port", name=settings.title)
    if settings.mode not in MODES[settings.kind]:
        raise _unknown("mode", settings.mode, MODES[settings.kind])
    if settings.kind == "scale" and settings.protocol not in PROTOCOLS:
        raise _unknown("protocol", settings.protocol, PROTOCOLS)


def build(
    settings: DeviceSettings,
    bus: Bus,
    clock: Clock,
    *,
    on_scan: Callable[[Scan], None],
    on_reading: Callable[[Reading], None],
) -> Runner:
    """The device of one `[[device]]`, not started yet; StationError as `check`."""
    check(settings)
    if settings.kind == "scanner":
        return ScannerRunner(settings, on_scan, bus, clock)
    return ScaleRunner(settings, PROTOCOLS[settings.protocol], on_reading, bus, clock)


def _unknown(what: str, given: str, known: Iterable[str]) -> StationError:
    return StationError(f"device.unknown_{what}", given=given, known=", ".join(known))
