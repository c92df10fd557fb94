"""A USB scale: found by what it is, read a report at a time, and named when it cannot be."""

from types import SimpleNamespace
from typing import Any

import pytest

from station.devices.contract import DeviceSettings, Fault, Weight
from station.devices.registry import check
from station.devices.scales.hid_pos import HID_POS
from station.devices.scales.talk import ScaleTalk
from station.model.problem import StationError
from station.net.hid import open_hid
from station.net.serial import WireLost

TWENTY_GRAMS = [3, 4, 2, 0, 20, 0]
PLUGGED = [
    {"path": b"/dev/hidraw0", "vendor_id": 0x046D, "product_id": 1, "serial_number": "", "usage_page": 1},
    {
        "path": b"/dev/hidraw1",
        "vendor_id": 0x0922,
        "product_id": 0x8003,
        "serial_number": "A7",
        "usage_page": 0x8D,
    },
    {
        "path": b"/dev/hidraw2",
        "vendor_id": 0x0EB8,
        "product_id": 0xF000,
        "serial_number": "",
        "usage_page": 0x8D,
    },
]


class Usb:
    """What hidapi offers, with scales that send these reports and are then pulled."""

    def __init__(self, reports: list[list[int]], refuses: bool = False) -> None:
        self.opened = b""
        self.closed = False
        self._reports = iter(reports)
        self._refuses = refuses

    def enumerate(self) -> list[dict[str, Any]]:
        return PLUGGED

    def device(self) -> "Usb":
        return self

    def open_path(self, path: bytes) -> None:
        if self._refuses:
            raise OSError("open failed")
        self.opened = path

    def read(self, room: int, milliseconds: int) -> list[int]:
        assert (room >= 6, milliseconds) == (True, 50)
        try:
            return next(self._reports)
        except StopIteration:
            raise OSError("read error") from None

    def close(self) -> None:
        self.closed = True
        raise OSError("already gone")


@pytest.mark.parametrize(
    ("port", "path"),
    [
        ("hid:", b"/dev/hidraw1"),
        ("hid:0eb8:F000", b"/dev/hidraw2"),
        ("hid:0922:8003", b"/dev/hidraw1"),
        ("hid:0922:8003:a7", b"/dev/hidraw1"),
    ],
)
def test_a_scale_is_found_by_what_it_is(port: str, path: bytes) -> None:
    usb = Usb([])
    open_hid(port, 0.05, lambda: usb)
    assert usb.opened == path


@pytest.mark.parametrize(
    ("port", "code"),
    [
        ("hid:046d:0001", "device.port_missing"),
        ("hid:0922:8003:B1", "device.port_missing"),
        ("hid:scale", "device.port_trouble"),
    ],
)
def test_what_is_no_scale_here_is_not_opened(port: str, code: str) -> None:
    with pytest.raises(StationError) as caught:
        open_hid(port, 0.05, lambda: Usb([]))
    assert caught.value.problem.code == code


def test_a_scale_that_does_not_open_is_named() -> None:
    with pytest.raises(StationError) as caught:
        open_hid("hid:", 0.05, lambda: Usb([], refuses=True))
    assert caught.value.problem.code in ("device.usb_no_permission", "device.port_trouble")


def test_without_the_extra_the_bench_says_what_is_missing() -> None:
    def absent() -> SimpleNamespace:
        raise ImportError("no module named hid")

    with pytest.raises(StationError) as caught:
        open_hid("hid:", 0.05, absent)
    assert caught.value.problem.code == "device.usb_unsupported"


def test_reports_become_weights_and_the_first_ones_are_of_before() -> None:
    usb = Usb([[3, 4, 2, 0, 99, 0], [3, 4, 2, 0, 99, 0], TWENTY_GRAMS, [], [0] * 6, [3, 6, 2, 0, 0, 0]])
    wire, talk = open_hid("hid:", 0.05, lambda: usb), ScaleTalk(HID_POS)
    wire.flush()
    talk.opened(0.0)
    told = [one for tick in range(6) for one in talk.hear(wire.read(), tick / 20)]
    assert [str(one.mass) if isinstance(one, Weight) else one for one in told] == [
        "20",
        Fault.GARBLED,
        Fault.OVERLOAD,
    ]
    assert not wire.write(b"W")
    with pytest.raises(WireLost):
        wire.read()
    wire.stop()
    wire.close()
    assert usb.closed


def test_a_usb_scale_is_at_a_usb_port_and_no_other_is() -> None:
    check(DeviceSettings("scale", "hid:0922:8003", "hid-pos"))
    for port, protocol in (("COM4", "hid-pos"), ("hid:", "mt-sics")):
        with pytest.raises(StationError) as caught:
            check(DeviceSettings("scale", port, protocol))
        assert caught.value.problem.code == "device.usb_port"
