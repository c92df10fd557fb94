"""A scale on its line: asked or streaming, a weight is fresh and whole, or a fault says why there is none."""

from decimal import Decimal

import pytest

from station.bus import Bus
from station.clock import SystemClock
from station.devices.contract import DeviceSettings, Fault, Weight
from station.devices.registry import build, check
from station.model.problem import StationError
from station.sandbox.devices import VirtualScale


def test_a_scale_that_answers_is_read(desk, scale) -> None:
    desk.run("scale", scale.port)
    assert desk.weight("0.0").unit == "g"
    scale.set_grams(1234.5)
    weight = desk.weight("1234.5")
    assert weight.division == Decimal("0.1")
    scale.set_grams(-3)
    assert desk.weight("-3.0").to_mass().mg == -3000


@pytest.mark.parametrize("mode", ["auto", "stream"])
def test_a_scale_that_streams_is_read(desk, scale, mode) -> None:
    scale.stream(0.05)
    scale.set_grams(250)
    desk.run("scale", scale.port, mode=mode)
    read = [desk.weight("250.0") for _ in range(10)]
    assert {(str(one.mass), one.unit, one.stable) for one in read} == {("250.0", "g", True)}
    assert [one.at for one in read] == sorted({one.at for one in read}), "every one is a new one"


def test_what_moves_is_not_stable(desk, scale) -> None:
    desk.run("scale", scale.port)
    desk.weight("0.0")
    scale.put(500, readings=3)
    moving = [desk.reading(lambda it: isinstance(it, Weight) and not it.stable) for _ in range(3)]
    assert [str(weight.mass) for weight in moving] == ["125.0", "250.0", "375.0"]
    desk.weight("500.0")


def test_a_scale_that_cannot_weigh_says_why(desk, scale) -> None:
    desk.run("scale", scale.port)
    told = []
    for trouble in (scale.overload, scale.underload, scale.busy):
        trouble()
        told.append(desk.reading(lambda it: isinstance(it, Fault) and it not in told))
    assert told == [Fault.OVERLOAD, Fault.UNDERLOAD, Fault.NOT_EXECUTABLE]
    scale.set_grams(7)
    assert desk.weight("7.0").to_mass().mg == 7000


def test_a_silent_scale_is_named_and_comes_back(desk, scale) -> None:
    desk.run("scale", scale.port)
    assert desk.health().state == "open"
    desk.weight("0.0")
    scale.silence()
    desk.fault(Fault.SILENT)
    view = desk.health()
    assert (view.state, view.problem.code) == ("silent", "scale.silent")
    scale.silence(False)
    desk.weight("0.0")
    assert desk.health().state == "open"


def test_a_scale_on_the_wrong_settings_is_named(desk, scale) -> None:
    scale.garble(b"\xd3\xa0\xd3\xa0\xb1\xb2\r\n")
    desk.run("scale", scale.port)
    desk.fault(Fault.GARBLED)
    desk.fault(Fault.SILENT)
    assert desk.health().state == "open"
    assert desk.health().problem.code == "scale.garbled"
    scale.garble(b"")
    desk.weight("0.0")
    assert desk.health().state == "open"


def test_a_pulled_scale_takes_its_weight_with_it_and_comes_back(desk, scale) -> None:
    desk.run("scale", scale.port)
    scale.set_grams(42)
    desk.weight("42.0")
    scale.unplug()
    desk.fault(Fault.LOST)
    assert desk.readings.empty()
    scale.set_grams(43)
    scale.replug()
    desk.weight("43.0")
    assert [desk.health().state for _ in range(3)] == ["open", "lost", "open"]


def test_a_scale_that_is_not_there_is_a_fault_at_once(desk, scale) -> None:
    scale.unplug()
    desk.run("scale", scale.port)
    assert desk.readings.get(timeout=10) is Fault.LOST
    view = desk.health()
    assert (view.state, view.problem.code) == ("lost", "device.port_missing")
    assert desk.readings.empty()


def test_a_torn_frame_is_no_weight(desk, scale) -> None:
    scale.silence()
    desk.run("scale", scale.port, mode="stream")
    scale.write(b"     12.0 g\r\nS S   ")
    scale.write(b"  S S      12.5 g\r\n   14.0 g\r\nS S      13.0 g\r\n")
    # What is whole behind a torn one is read; a tail never is.
    said = [desk.readings.get(timeout=10) for _ in range(4)]
    assert [it if isinstance(it, Fault) else str(it.mass) for it in said] == [
        Fault.GARBLED,
        "12.5",
        Fault.GARBLED,
        "13.0",
    ]


def test_the_virtual_scale_answers_what_mt_sics_answers(desk) -> None:
    with VirtualScale(step=Decimal(1), unit="kg") as scale:
        desk.run("scale", scale.port)
        scale.set_grams(1200)
        weight = desk.weight("1.200")
        assert (weight.unit, weight.division) == ("kg", Decimal("0.001"))


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (DeviceSettings("toaster", "/dev/ttyS0"), "device.unknown_kind"),
        (DeviceSettings("scanner", ""), "device.no_port"),
        (DeviceSettings("scanner", "COM3", mode="poll"), "device.unknown_mode"),
        (DeviceSettings("scale", "COM3"), "device.unknown_protocol"),
        (DeviceSettings("scale", "COM3", "mt-sics", mode="silence"), "device.unknown_mode"),
    ],
)
def test_a_device_nobody_knows_is_refused_before_it_is_opened(settings, code) -> None:
    with pytest.raises(StationError) as caught:
        build(settings, Bus(), SystemClock(), on_scan=lambda _: None, on_reading=lambda _: None)
    assert caught.value.problem.code == code


def test_a_device_that_is_known_passes() -> None:
    check(DeviceSettings("scanner", "COM3"))
    check(DeviceSettings("scale", "COM4", "mt-sics", mode="poll"))
