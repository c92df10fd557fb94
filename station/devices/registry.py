"""Which devices there are, by the names the settings file uses."""

from collections.abc import Callable, Iterable

from station.bus import Bus
from station.clock import Clock
from station.devices.contract import UNITS, DeviceSettings, Reading, Scan
from station.devices.runner import Runner, ScaleRunner, ScannerRunner
from station.devices.scales.registry import find
from station.model.problem import StationError
from station.net import hid

# The protocol of scales that are at no serial line.
BY_USB = "hid-pos"
MODES = {"scanner": ("auto", "terminator", "silence"), "scale": ("auto", "poll", "stream")}


def check(settings: DeviceSettings) -> None:
    """StationError device.unknown_kind, device.no_port, device.unknown_mode, device.unknown_protocol,
    device.unknown_unit, device.usb_port.
    """
    if settings.kind not in MODES:
        raise _unknown("kind", settings.kind, MODES)
    if not settings.port:
        raise StationError("device.no_port", name=settings.title)
    if settings.mode not in MODES[settings.kind]:
        raise _unknown("mode", settings.mode, MODES[settings.kind])
    if settings.kind == "scale":
        by_usb = find(settings.protocol).name == BY_USB
        if by_usb != settings.port.startswith(hid.SCHEME):
            raise StationError("device.usb_port", name=settings.title, port=settings.port)
        if settings.unit and settings.unit not in UNITS:
            raise _unknown("unit", settings.unit, sorted(UNITS))


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
    return ScaleRunner(settings, find(settings.protocol), on_reading, bus, clock)


def _unknown(what: str, given: str, known: Iterable[str]) -> StationError:
    return StationError(f"device.unknown_{what}", given=given, known=", ".join(known))
