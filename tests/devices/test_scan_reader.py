"""A scan is the whole code, once per frame, and says when it is a bounce or no code at all."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station.devices.scanners.reader import ScanReader, code_text, split_aim

TRANSCRIPTS = Path(__file__).parents[3] / "shared" / "specs" / "devices" / "transcripts.json"
GARBLED = ["scan.garbled"]


def texts(reader: ScanReader, data: bytes, at: float = 0.0) -> list[str]:
    return [scan.text for scan in reader.hear(data, at)]


def codes(reader: ScanReader, data: bytes, at: float = 0.0) -> list[str]:
    return [scan.problem.code if scan.problem else "" for scan in reader.hear(data, at)]


def test_every_recorded_scanner_frame_is_read() -> None:
    if not TRANSCRIPTS.exists():
        pytest.skip(f"no recorded frames at {TRANSCRIPTS}")
    frames = [one for one in json.loads(TRANSCRIPTS.read_text())["frames"] if one["expect"]["kind"] == "scan"]
    assert len(frames) > 5
    for one in frames:
        if one["protocol"] != "scanner":
            continue
        scans = ScanReader("scanner").hear(bytes.fromhex(one["bytes_hex"]), 0.0)
        assert [scan.text for scan in scans] == [one["expect"]["data"]]
        assert scans[0].aim == one["expect"].get("aim", "")[1:]


def test_the_symbology_identifier_is_taken_off_and_kept() -> None:
    scan = ScanReader("scanner").hear(b"]C100340123450000000017\r", 1.5)[0]
    assert (scan.text, scan.aim, scan.at) == ("00340123450000000017", "C1", 1.5)
    assert scan.raw == b"]C100340123450000000017"


@pytest.mark.parametrize("code", ["]", "]C", "]C1", "]1abc", "A]C1x", "[C1x"])
def test_what_is_no_symbology_identifier_is_the_code(code: str) -> None:
    assert split_aim(code) == ("", code)


def test_group_separators_stay_inside_and_not_in_front() -> None:
    assert split_aim("]d2\x1d10ABC\x1d2112345") == ("d2", "10ABC\x1d2112345")


@pytest.mark.parametrize("noise", [b"\xff\xfe42", b"40\x0063", b"caf\xe9", b"\x1b[2J42", b"42\x7f", b"\xc3"])
def test_noise_is_garbled_and_never_half_a_code(noise: bytes) -> None:
    scan = ScanReader("scanner").hear(noise + b"\r\n", 0.0)[0]
    assert scan.problem is not None
    assert (scan.problem.code, scan.text, scan.raw) == ("scan.garbled", "", noise)
    assert scan.shown.isprintable()


def test_a_code_in_any_script_is_text() -> None:
    assert texts(ScanReader("scanner"), "Größe-Ł-棚\r\n".encode()) == ["Größe-Ł-棚"]


def test_an_overlong_frame_is_garbled_once_and_the_next_is_read() -> None:
    reader = ScanReader("scanner")
    assert [code for _ in range(9) for code in codes(reader, b"7" * 1000)] == GARBLED
    assert texts(reader, b"77\r\n42\r\n") == ["42"]


def test_a_prefix_is_taken_off_and_its_absence_is_garbled() -> None:
    assert texts(ScanReader("scanner", prefix="~"), b"~]E05901234123457\r\n") == ["5901234123457"]
    assert codes(ScanReader("scanner", prefix="~"), b"1234123457\r\n") == GARBLED
    assert code_text(b"~", "~") == ""


def test_the_same_code_within_300_ms_is_a_bounce_and_still_told() -> None:
    reader = ScanReader("scanner")
    seen = [reader.hear(b"42\r\n", at)[0].bounce for at in (10.0, 10.29, 10.5, 10.8)]
    assert seen == [False, True, True, False]


def test_another_code_in_between_is_no_bounce() -> None:
    reader = ScanReader("scanner")
    assert [scan.bounce for scan in reader.hear(b"42\r\n43\r\n42\r\n", 1.0)] == [False, False, False]


def test_two_garbled_frames_are_two_verdicts_and_no_bounce() -> None:
    scans = ScanReader("scanner").hear(b"\xff\r\n\xff\r\n", 0.0)
    assert [scan.bounce for scan in scans] == [False, False]


def test_silence_ends_a_code_until_the_first_terminator_was_seen() -> None:
    reader = ScanReader("scanner")
    assert texts(reader, b"42", 1.0) == []
    ended = reader.hear(b"", 1.1)
    assert [(scan.text, scan.at) for scan in ended] == [("42", 1.0)]
    assert texts(reader, b"43\r", 2.0) == ["43"]
    assert texts(reader, b"44", 3.0) == []
    assert texts(reader, b"", 9.0) == []
    assert texts(reader, b"55\r", 9.5) == ["4455"]


def test_a_late_terminator_behind_silence_is_nothing() -> None:
    reader = ScanReader("scanner")
    reader.hear(b"42", 1.0)
    assert texts(reader, b"", 1.1) == ["42"]
    assert texts(reader, b"\r\n", 1.2) == []


def test_a_scanner_set_to_a_mode_keeps_to_it() -> None:
    silent = ScanReader("scanner", mode="silence")
    assert texts(silent, b"42\r\n43") == ["42"]
    assert texts(silent, b"") == ["43"]
    strict = ScanReader("scanner", mode="terminator")
    strict.hear(b"42", 0.0)
    assert texts(strict, b"") == []


def test_a_code_cut_off_by_an_unplug_is_dropped() -> None:
    reader = ScanReader("scanner")
    reader.hear(b"40063", 0.0)
    assert reader.part() == b"40063"
    assert texts(reader, b"42\r\n") == ["42"]


@settings(deadline=None)
@given(st.lists(st.binary(max_size=60), max_size=20), st.sampled_from(["auto", "terminator", "silence"]))
def test_any_bytes_give_whole_printable_codes_or_faults(chunks: list[bytes], mode: str) -> None:
    reader = ScanReader("scanner", mode=mode)
    for at, chunk in enumerate(chunks):
        for scan in reader.hear(chunk, float(at)):
            assert bool(scan.text) != bool(scan.problem)
            assert scan.raw.decode("utf-8").endswith(scan.text) if scan.text else scan.raw
