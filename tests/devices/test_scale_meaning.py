"""What the bench makes of a scale's answers: rest is seen or said, doubt is a fault, old weights end."""

from decimal import Decimal
from itertools import pairwise

import pytest

from station.devices.answer import Answer, Kind, Mode, Status, weighed
from station.devices.contract import DeviceSettings, Fault, Reading, Weight
from station.devices.registry import check
from station.devices.scales.meaning import Meaning
from station.devices.scales.registry import every, find
from station.devices.scales.talk import ScaleTalk
from station.model.problem import StationError
from station.sandbox.devices import VirtualScanner


def told(meaning: Meaning, value: str, at: float, **more: object) -> Reading | None:
    answer = weighed(Decimal(value), "kg", None)
    return meaning.reading(Answer(**{**_fields(answer), **more}), at)


def _fields(answer: Answer) -> dict[str, object]:
    return {"kind": answer.kind, "value": answer.value, "unit": answer.unit, "stable": answer.stable}


def rests(reading: Reading | None) -> bool:
    assert isinstance(reading, Weight)
    return reading.stable


def test_a_scale_that_never_says_it_rests_rests_after_a_second_of_the_same() -> None:
    meaning = Meaning(find("kern-de"))
    assert [rests(told(meaning, "1.250", at / 10)) for at in range(13)] == [False] * 10 + [True] * 3


def test_another_weight_begins_the_second_anew() -> None:
    meaning = Meaning(find("kern-de"))
    for at in range(10):
        told(meaning, "1.250", at / 10)
    assert not rests(told(meaning, "1.251", 1.0))
    assert not rests(told(meaning, "1.250", 1.1))
    assert not rests(told(meaning, "1.250", 2.0))
    assert rests(told(meaning, "1.250", 2.2))


@pytest.mark.parametrize(
    "between", [Answer(Kind.INVALID), Answer(Kind.STATUS, status=Status.OVERLOAD), Answer(Kind.COUNT)]
)
def test_a_fault_in_between_begins_the_second_anew(between: Answer) -> None:
    meaning = Meaning(find("kern-de"))
    told(meaning, "1.250", 0.0)
    told(meaning, "1.250", 0.9)
    assert isinstance(meaning.reading(between, 0.95), Fault)
    assert not rests(told(meaning, "1.250", 1.1))


def test_a_gap_is_no_rest() -> None:
    meaning = Meaning(find("adam-azextra"))
    assert [rests(told(meaning, "1.250", at)) for at in (0.0, 5.0, 10.0)] == [False] * 3


def test_what_the_scale_says_of_rest_counts() -> None:
    meaning = Meaning(find("mt-sics"))
    assert rests(told(meaning, "1.250", 0.0, stable=True))
    assert not any(rests(told(meaning, "1.250", at / 10, stable=False)) for at in range(20))


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer(Kind.STATUS, status=Status.OVERLOAD), Fault.OVERLOAD),
        (Answer(Kind.STATUS, status=Status.UNDERLOAD), Fault.UNDERLOAD),
        (Answer(Kind.STATUS, status=Status.IN_MOTION), Fault.IN_MOTION),
        (Answer(Kind.STATUS, status=Status.ZERO_ERROR), Fault.ZERO_ERROR),
        (Answer(Kind.STATUS, status=Status.FAULT), Fault.NOT_EXECUTABLE),
        (Answer(Kind.STATUS, status=Status.WRONG_PARAMETER), Fault.NOT_EXECUTABLE),
        (Answer(Kind.ERROR, status="syntax"), Fault.GARBLED),
        (Answer(Kind.ERROR, status="logical"), Fault.NOT_EXECUTABLE),
        (Answer(Kind.COUNT, Decimal(12), "pcs", True), Fault.COUNTING),
        (Answer(Kind.INVALID), Fault.GARBLED),
        (Answer(Kind.WEIGHT, Decimal("1.2"), None, False), Fault.IN_MOTION),
        (Answer(Kind.WEIGHT, Decimal("1.2"), None, True), Fault.NO_UNIT),
        (Answer(Kind.WEIGHT, Decimal("1.2"), "kg", True, Mode.TARE), None),
        (Answer(Kind.STATUS, status=Status.OK), None),
        (Answer(Kind.ACK), None),
        (Answer(Kind.INFO), None),
    ],
)
def test_what_is_no_weight_is_never_one(answer: Answer, fault: Fault | None) -> None:
    assert Meaning(find("sbi"), "kg").reading(answer, 0.0) is fault


def test_a_unit_that_is_not_sent_comes_from_the_settings() -> None:
    answer = find("toledo-8217").parse(b"\x0201.250\r")
    assert Meaning(find("toledo-8217")).reading(answer, 0.0) is Fault.NO_UNIT
    weight = Meaning(find("toledo-8217"), "lb").reading(answer, 0.0)
    assert isinstance(weight, Weight)
    assert (str(weight.mass), weight.unit, str(weight.division)) == ("1.250", "lb", "0.001")


def test_a_coarse_scale_has_a_coarse_division() -> None:
    answer = Answer(Kind.WEIGHT, Decimal("12").scaleb(2), "lb", True, Mode.NET)
    weight = Meaning(find("toledo-continuous")).reading(answer, 0.0)
    assert isinstance(weight, Weight)
    assert (weight.division, weight.mode) == (Decimal(100), Mode.NET)


def test_a_handshake_goes_on_with_its_next_byte() -> None:
    talk = ScaleTalk(find("cas-ecr"))
    talk.opened(0.0)
    assert talk.question(0.0) == b"\x05"
    assert talk.question(0.05) == b""
    assert talk.hear(b"\x06", 0.1) == []
    assert talk.question(0.1) == b"\x11"
    assert talk.question(0.11) == b""
    (weight,) = talk.hear(b"\x01\x02S 01.234kge\x03\x04", 0.15)
    assert isinstance(weight, Weight)
    assert weight.stable
    assert talk.question(0.2) == b""
    assert talk.question(0.31) == b"\x05"


def test_a_scale_that_repeats_no_weight_loses_the_one_it_sent() -> None:
    talk = ScaleTalk(find("8217"), unit="kg")
    talk.opened(0.0)
    assert isinstance(talk.hear(b"\x0201.250\r", 0.1)[0], Weight)
    said = [talk.hear(b"\x02?\x00\r", 0.1 + tick / 5) for tick in range(1, 12)]
    assert [one for some in said for one in some] == [Fault.UNSENT]
    assert talk.trouble == ""
    assert isinstance(talk.hear(b"\x0202.000\r", 3.0)[0], Weight)


def test_a_scale_that_only_streams_is_never_asked() -> None:
    talk = ScaleTalk(find("toledo-continuous"), "poll")
    talk.opened(0.0)
    assert [talk.question(at / 10) for at in range(40)] == [b""] * 40
    assert talk.hear(b"", 4.0) == [Fault.SILENT]
    assert talk.question(4.1) == b""


def test_a_scale_that_beeps_when_asked_is_asked_rarely_and_not_called_silent() -> None:
    talk = ScaleTalk(find("azextra"))
    talk.opened(0.0)
    asked, told = [], []
    for tick in range(200):
        at = tick / 10
        asked += [at] if talk.question(at) else []
        told += talk.hear(b"   1.250kg\r\n" if tick == 1 else b"", at)
    assert len(asked) == 4
    assert all(later - earlier >= 5 for earlier, later in pairwise(asked))
    assert [type(one) for one in told] == [Weight, Fault]
    assert told[1] is Fault.UNSENT


def test_noise_without_a_frame_is_named_when_the_scale_falls_silent() -> None:
    talk = ScaleTalk(find("nci"))
    talk.opened(0.0)
    talk.hear(b"\xa5\xa5\xa5", 0.1)
    assert talk.hear(b"", 1.2) == [Fault.SILENT]
    assert talk.trouble == "scale.garbled"


def test_every_protocol_says_how_it_is_asked() -> None:
    for protocol in every().values():
        assert bool(protocol.ask) == (protocol.speaks != "stream"), protocol.name
        assert protocol.line.baud in (1200, 2400, 4800, 9600)
        assert protocol.seven or protocol.line.bytesize == 8


def test_a_unit_nobody_knows_is_refused() -> None:
    check(DeviceSettings("scale", "COM4", "PS60", unit="lb"))
    with pytest.raises(StationError) as caught:
        check(DeviceSettings("scale", "COM4", "toledo-8217", unit="stone"))
    assert caught.value.problem.code == "device.unknown_unit"


def test_a_stream_on_a_line_is_read(desk) -> None:
    with VirtualScanner() as line:
        desk.run("scale", line.port, protocol="ricelake-iq355")
        line.write(b"12.34KG \r\n\x02   12.40KGM\r\n\x02   12.50KN")
        line.write(b" \r\n\x02^  12.50KG \r\n")
        assert desk.readings.get(timeout=10) is Fault.GARBLED
        moving = desk.readings.get(timeout=10)
        assert (str(moving.mass), moving.unit, moving.stable) == ("12.40", "kg", False)
        resting = desk.weight("12.50")
        assert resting.mode is Mode.NET
        desk.fault(Fault.OVERLOAD)
