"""MT-SICS: what a frame says, and that doubt is never a weight."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from station.devices.contract import Fault, Weight
from station.devices.scales.meaning import Meaning
from station.devices.scales.mt_sics import MT_SICS
from station.model.quantity import Mass

TRANSCRIPTS = Path(__file__).parents[3] / "shared" / "specs" / "devices" / "transcripts.json"
STATUS = {
    "not_executable": Fault.NOT_EXECUTABLE,
    "overload": Fault.OVERLOAD,
    "underload": Fault.UNDERLOAD,
    "wrong_parameter": Fault.NOT_EXECUTABLE,
    "syntax": Fault.GARBLED,
    "transmission": Fault.GARBLED,
    "logical": Fault.NOT_EXECUTABLE,
}


def parse(frame: bytes, at: float) -> Weight | Fault | None:
    """What the bench makes of one line."""
    return Meaning(MT_SICS).reading(MT_SICS.parse(frame), at)


def read(data: bytes) -> list[Weight | Fault | None]:
    return [parse(frame.body, 7.0) for frame in MT_SICS.framer().feed(data)]


def test_every_recorded_frame_is_read() -> None:
    if not TRANSCRIPTS.exists():
        pytest.skip(f"no recorded frames at {TRANSCRIPTS}")
    frames = [
        one
        for one in json.loads(TRANSCRIPTS.read_text())["frames"]
        if one["protocol"] in ("mt-sics", "kern-kcp")
    ]
    assert len(frames) >= 15
    for one in frames:
        expect = one["expect"]
        said = read(bytes.fromhex(one["bytes_hex"]))
        if expect["kind"] == "weight":
            assert len(said) == 1
            weight = said[0]
            assert isinstance(weight, Weight), one["repr"]
            assert (str(weight.mass), weight.unit, weight.stable, weight.at) == (
                expect["value"],
                expect["unit"],
                expect["stable"],
                7.0,
            )
            exact = Decimal(expect["grams"]) * 1000
            assert weight.to_mass() == Mass(int(exact.quantize(Decimal(1))))
        else:
            word = expect.get("status") or expect.get("error")
            assert said == [STATUS[word] if word else None], one["repr"]


@pytest.mark.parametrize(
    ("frame", "mass", "unit", "stable", "division"),
    [
        (b"S S     100.00 g", "100.00", "g", True, "0.01"),
        (b"S D      1.204 kg", "1.204", "kg", False, "0.001"),
        (b"S S       1204 g", "1204", "g", True, "1"),
        (b"S S    -0.0082 g", "-0.0082", "g", True, "0.0001"),
        (b"S A 1.234 g", "1.234", "g", True, "0.001"),
        (b"S D 1.234 g ", "1.234", "g", False, "0.001"),
        (b"SI S 7.5 lb", "7.5", "lb", True, "0.1"),
        (b"SIR D 0.012 t", "0.012", "t", False, "0.001"),
        (b"S S 12 mg", "12", "mg", True, "1"),
        (b"S S 3.25 oz", "3.25", "oz", True, "0.01"),
    ],
)
def test_a_weight_keeps_its_digits_and_says_whether_it_rests(
    frame: bytes, mass: str, unit: str, stable: bool, division: str
) -> None:
    weight = parse(frame, 3.0)
    assert isinstance(weight, Weight)
    assert (str(weight.mass), weight.unit, weight.stable, weight.at) == (mass, unit, stable, 3.0)
    assert weight.division == Decimal(division)


@pytest.mark.parametrize(
    ("frame", "fault"),
    [
        (b"S +", Fault.OVERLOAD),
        (b"S -", Fault.UNDERLOAD),
        (b"SI +", Fault.OVERLOAD),
        (b"S I", Fault.NOT_EXECUTABLE),
        (b"S L", Fault.NOT_EXECUTABLE),
        (b"S S Error 10b", Fault.NOT_EXECUTABLE),
        (b"S S     Error 6t", Fault.NOT_EXECUTABLE),
        (b"ES", Fault.GARBLED),
        (b"ET", Fault.GARBLED),
        (b"EL", Fault.NOT_EXECUTABLE),
    ],
)
def test_a_scale_that_cannot_says_why(frame: bytes, fault: Fault) -> None:
    assert parse(frame, 0.0) is fault


@pytest.mark.parametrize(
    "frame",
    [
        b"S S     1,204 kg",
        b"S S     1.204",
        b"S S     1.204 xx",
        b"S S     1.204 stone",
        b"S S     1.2.4 g",
        b"S S     --1.2 g",
        b"S S     1e3 g",
        b"S S     NaN g",
        b"S S     .5 g",
        b"S S     5. g",
        b"S S  \xb1\xb2.5 g",
        b"S S\x00    1.204 kg",
        b"S S     1.204 kg extra",
        b"S S     1.204 kgS S     1.204 kg",
        b"S     1.204 kg",
        b"    1.204 kg",
        b"SS     1.204 kg",
        b"S X     1.204 kg",
        b"SD    -183.69 g",
        "S S     ١٢.٣ g".encode(),
        b"ST,GS,+  12.345kg",
        b" ",
    ],
)
def test_what_is_not_quite_a_weight_is_garbled(frame: bytes) -> None:
    assert parse(frame, 0.0) is Fault.GARBLED


@pytest.mark.parametrize("frame", [b'I4 A "0123456789"', b"T S      0.412 kg", b"TA A      0.250 kg", b"Z A"])
def test_an_answer_that_is_not_about_the_weight_is_no_reading(frame: bytes) -> None:
    assert parse(frame, 0.0) is None


def test_a_torn_frame_and_the_one_behind_it_are_no_weight() -> None:
    assert read(b"S S     10S S     100.00 g\r\nS S     100.00 g\r\n")[0] is Fault.GARBLED
    assert read(b"    100.00 g\r\n") == [Fault.GARBLED]


@settings(deadline=None)
@given(st.binary(max_size=60))
@example(b"S S     100.00 g")
def test_any_bytes_are_a_fault_or_exactly_a_weight(frame: bytes) -> None:
    reading = parse(frame, 0.0)
    if isinstance(reading, Weight):
        words = frame.split()
        assert words[0].startswith(b"S")
        assert words[1] in (b"S", b"D", b"A")
        assert b"".join(words[2:-1]).decode() == str(reading.mass)
        assert words[-1].decode() == reading.unit


@settings(deadline=None)
@given(st.integers(0, 15), st.integers(0, 255))
def test_one_wrong_byte_never_makes_a_weight_of_another_unit(place: int, byte: int) -> None:
    frame = bytearray(b"S S     100.00 g")
    frame[place] = byte
    reading = parse(bytes(frame), 0.0)
    if isinstance(reading, Weight):
        assert reading.unit in ("g", "t") and re.fullmatch(rb"[SDA]", bytes(frame[2:3]))
        assert reading.unit == "g" or place == 15


def test_the_scale_is_asked_for_its_weight_now() -> None:
    assert MT_SICS.ask == b"SI\r\n"
