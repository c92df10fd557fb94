"""USB scales of the HID class: the only place that knows hidapi, which is an extra (`usb`).

Source: USB-IF, HID Point of Sale Usage Tables 1.02, page 0x8D.
"""

import contextlib
import importlib
import os
import re
from collections.abc import Callable
from typing import Any

from station.model.problem import StationError
from station.net.ports import FoundPort
from station.net.serial import Wire, WireLost

SCHEME = "hid:"
_SCALES = 0x8D
_REPORT_ROOM = 64
# What a scale sends first may still be about the weight before.
_OLD_REPORTS = 2
# What lets the person at this machine read a USB scale, on a system with udev.
_RULE = 'KERNEL=="hidraw*", TAG+="uaccess"'
_PORT = re.compile(
    r"hid:(?:(?P<vendor>[0-9a-f]{4}):(?P<product>[0-9a-f]{4})(?::(?P<serial>.+))?)?", re.IGNORECASE
)


def library() -> Any:
    """hidapi, imported when a USB scale is opened."""
    return importlib.import_module("hid")


def open_hid(port: str, tick: float, hidapi: Callable[[], Any] = library) -> Wire:
    """A scale at `hid:` (the first there is), `hid:0922:8003` or `hid:0922:8003:SERIAL`.

    StationError: device.usb_unsupported, device.port_missing, device.usb_no_permission,
    device.port_trouble.
    """
    try:
        hid = hidapi()
    except ImportError as error:
        raise StationError("device.usb_unsupported", port=port) from error
    path = _path(hid, port)
    device = hid.device()
    try:
        device.open_path(path)
    except OSError as error:
        if os.name == "posix" and not os.access(path, os.R_OK | os.W_OK):
            raise StationError("device.usb_no_permission", port=port, rule=_RULE) from error
        raise StationError("device.port_trouble", port=port, detail=str(error)) from error
    return ReportWire(device, port, tick)


def found_scales(hidapi: Callable[[], Any] = library) -> tuple[FoundPort, ...]:
    """The USB scales of this machine, by their usage page; none where hidapi is not installed."""
    try:
        seen = hidapi().enumerate()
    except (ImportError, OSError):
        return ()
    found = []
    for one in sorted(seen, key=lambda one: bytes(one["path"])):
        if one["usage_page"] == _SCALES:
            vid_pid = f"{one['vendor_id']:04x}:{one['product_id']:04x}"
            number = str(one["serial_number"] or "")
            port = SCHEME + ":".join(part for part in (vid_pid, number) if part)
            title = " ".join(
                part for part in (one.get("manufacturer_string"), one.get("product_string")) if part
            )
            found.append(FoundPort(port, title, number, os.fsdecode(one["path"]), vid_pid))
    return tuple(found)


def _path(hid: Any, port: str) -> bytes:
    """The system's path of the scale; its usage page tells a scale, not a list of makers."""
    wanted = _PORT.fullmatch(port)
    if wanted is None:
        raise StationError("device.port_trouble", port=port, detail="hid:VENDOR:PRODUCT")
    for seen in sorted(hid.enumerate(), key=lambda one: bytes(one["path"])):
        names = (f"{seen['vendor_id']:04x}", f"{seen['product_id']:04x}", seen["serial_number"])
        asked = (wanted["vendor"], wanted["product"], wanted["serial"])
        same = all(
            not ask or ask.lower() == str(name).lower() for ask, name in zip(asked, names, strict=True)
        )
        if seen["usage_page"] == _SCALES and same:
            return bytes(seen["path"])
    raise StationError("device.port_missing", port=port)


class ReportWire:
    """One open scale. A read is one whole report, or nothing after `tick` seconds."""

    def __init__(self, device: Any, name: str, tick: float) -> None:
        self._device = device
        self._name = name
        self._milliseconds = max(1, round(tick * 1000))
        self._old = _OLD_REPORTS

    def read(self) -> bytes:
        try:
            report = bytes(self._device.read(_REPORT_ROOM, self._milliseconds))
        except (OSError, ValueError) as error:
            raise WireLost("device.lost", port=self._name, detail=str(error)) from error
        if report and self._old:
            self._old -= 1
            return b""
        return report

    def left(self) -> int:
        return 0

    def write(self, data: bytes) -> bool:  # noqa: ARG002 - it is never asked
        return False

    def flush(self) -> None:
        self._old = _OLD_REPORTS

    def stop(self) -> None:
        """A read ends within its tick."""

    def close(self) -> None:
        # A scale that was pulled may refuse to be closed; it is gone either way.
        with contextlib.suppress(OSError, ValueError):
            self._device.close()
