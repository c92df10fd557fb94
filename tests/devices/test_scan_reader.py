"""A scan is the whole code, once per frame, and says when it is a bounce or no code at all."""

import json
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from station.devices.framing import CAP
from station.devices.scanners.reader import ScanReader, code_text
from station.model.barcode import split_aim

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


def quiet(reader: ScanReader, seconds: float, at: float = 0.0) -> list[str]:
    """Texts, or codes of problems, that so much silence brings."""
    ticks = round(seconds / reader.tick)
    scans = [scan for _ in range(ticks) for scan in reader.hear(b"", at)]
    return [scan.problem.code if scan.problem else scan.text for scan in scans]


def test_silence_ends_a_code_until_the_first_terminator_was_seen() -> None:
    reader = ScanReader("scanner")
    assert texts(reader, b"42", 1.0) == []
    assert quiet(reader, 0.5) == ["42"]
    assert texts(reader, b"43\r", 2.0) == ["43"]
    assert texts(reader, b"44", 3.0) == []
    assert quiet(reader, 0.9) == []
    assert texts(reader, b"55\r", 3.9) == ["4455"]


def test_the_first_code_of_all_may_stumble_for_longer_and_is_whole() -> None:
    reader = ScanReader("scanner")
    reader.hear(b"40063", 1.0)
    assert quiet(reader, 0.4) == []
    assert texts(reader, b"81333931\r", 1.4) == ["4006381333931"]


def test_a_scanner_heard_to_send_no_terminator_is_taken_at_once_from_then_on() -> None:
    reader = ScanReader("scanner")
    reader.hear(b"42", 1.0)
    assert quiet(reader, 0.5) == ["42"]
    reader.hear(b"43", 2.0)
    assert quiet(reader, 0.1) == ["43"]


def test_a_code_whose_rest_never_comes_is_garbled_and_never_begins_the_next() -> None:
    reader = ScanReader("scanner", mode="terminator")
    reader.hear(b"4006381333931", 1.0)
    assert quiet(reader, 1.0) == GARBLED
    assert quiet(reader, 60.0) == []
    assert texts(reader, b"4006381333931\r", 4.0) == ["4006381333931"]


@pytest.mark.parametrize(("head", "rest"), [(b"40063", b"81333931"), (b"4", b"4006381"), (b"42", b"42")])
def test_the_late_rest_of_a_torn_code_is_no_code(head: bytes, rest: bytes) -> None:
    reader = ScanReader("scanner", mode="terminator")
    reader.hear(head, 1.0)
    assert quiet(reader, 1.2) == GARBLED
    assert codes(reader, rest + b"\r", 2.3) == GARBLED
    assert texts(reader, b"4006381333931\r", 3.0) == ["4006381333931"]


def test_long_after_a_torn_code_any_code_is_a_code() -> None:
    reader = ScanReader("scanner", mode="terminator")
    reader.hear(b"40063", 1.0)
    assert quiet(reader, 1.2) == GARBLED
    assert texts(reader, b"MUG-BLUE\r", 7.0) == ["MUG-BLUE"]


def test_noise_without_an_end_does_not_eat_the_next_code_once_the_line_was_quiet() -> None:
    reader = ScanReader("scanner", mode="terminator")
    noisy = [code for _ in range(100) for code in codes(reader, b"7" * 1000)]
    assert noisy == GARBLED
    assert quiet(reader, 1.0) == []
    assert texts(reader, b"42\r") == ["42"]


@pytest.mark.parametrize(("suffix", "sent"), [("#", b"42#"), ("\r\n##", b"42\r\n##"), ("#", b"42#\r\n")])
def test_a_suffix_of_its_own_ends_a_code(suffix: str, sent: bytes) -> None:
    reader = ScanReader("scanner", suffix=suffix)
    assert [texts(reader, sent, at) for at in (1.0, 2.0)] == [["42"], ["42"]]


def test_with_a_suffix_a_line_end_ends_nothing_and_two_codes_in_one_are_garbled() -> None:
    reader = ScanReader("scanner", suffix="#")
    assert texts(reader, b"42\r\n") == []
    assert codes(reader, b"43#") == GARBLED


def test_prefix_and_suffix_together_are_both_taken_off() -> None:
    reader = ScanReader("scanner", prefix="<<", suffix=">>")
    assert texts(reader, b"<<]C142>>") == ["42"]
    assert codes(reader, b"42>>") == GARBLED


@pytest.mark.parametrize(("odd", "framing"), [(False, "7E1"), (True, "7O1")])
@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_parity_bits_are_never_text_and_say_how_the_line_is_to_be_set(
    odd: bool, framing: str, end: bytes
) -> None:
    sent = bytes(byte | (0x80 if (byte.bit_count() & 1) != odd else 0) for byte in b"4006381333931" + end)
    reader = ScanReader("scanner", mode="terminator")
    scans = [*reader.hear(sent, 1.0), *(scan for _ in range(6) for scan in reader.hear(b"", 2.0))]
    assert scans[0].problem is not None and scans[0].problem.code == "scan.parity"
    hints = [scan.problem.params.get("framing") if scan.problem else scan.text for scan in scans]
    assert hints[0] == framing
    assert set(hints) <= {framing, None}


def test_noise_asks_for_no_other_setting_of_the_line() -> None:
    scan = ScanReader("scanner").hear(b"\xff\xfe\x80\x81\x82\x83\xc1\r", 0.0)[0]
    assert scan.problem is not None and "framing" not in scan.problem.params


def test_a_late_terminator_behind_silence_is_nothing() -> None:
    reader = ScanReader("scanner")
    reader.hear(b"42", 1.0)
    assert quiet(reader, 0.5) == ["42"]
    assert texts(reader, b"\r\n", 1.6) == []


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


PIECES = st.lists(
    st.binary(max_size=60)
    | st.sampled_from(
        [b"", b"\r", b"\r\n", b"\x02", b"\x03", b"~", b"#", b"]C1", b"\x1d", b"42", b"x" * 5000]
    ),
    max_size=30,
)
MODES = st.sampled_from(["auto", "terminator", "silence"])


@settings(deadline=None, max_examples=300)
@given(PIECES, MODES, st.sampled_from(["", "~"]), st.sampled_from(["", "#", "\r\n#"]))
def test_any_bytes_give_whole_printable_codes_or_faults(
    chunks: list[bytes], mode: str, prefix: str, suffix: str
) -> None:
    reader, sent, told = ScanReader("scanner", prefix, mode, suffix), b"".join(chunks), 0
    for at, chunk in enumerate(chunks):
        for scan in reader.hear(chunk, float(at)):
            told += len(scan.raw)
            assert bool(scan.text) != bool(scan.problem)
            assert scan.raw in sent
            assert scan.raw.decode("utf-8").endswith(scan.text) if scan.text else scan.raw
            assert len(scan.raw) <= CAP
    assert told + len(reader.part()) <= len(sent)


@settings(deadline=None)
@given(PIECES, MODES, st.sampled_from(["", "#"]))
def test_after_any_bytes_a_rescued_line_reads_the_next_code(
    chunks: list[bytes], mode: str, suffix: str
) -> None:
    reader = ScanReader("scanner", mode=mode, suffix=suffix)
    for chunk in chunks:
        reader.hear(chunk, 0.0)
    quiet(reader, 2.0)
    # What is left of noise may still be taken for the beginning of a torn code: that is over after 5 s.
    after = reader.hear(b"]E04006381333931" + (suffix.encode() or b"\r\n"), 100.0)
    after += [scan for _ in range(60) for scan in reader.hear(b"", 101.0)]
    assert [scan.text for scan in after if scan.text] == ["4006381333931"]


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=40), st.data())
def test_a_code_in_any_pieces_with_any_hesitation_is_whole_or_garbled(text: str, data: st.DataObject) -> None:
    """A code that repeats its own beginning is not told from its being scanned again."""
    assume(not any(text[n:].startswith(text[:n]) for n in range(3, len(text) // 2 + 1)))
    reader, rest, heard = ScanReader("scanner", mode="terminator"), text.encode() + b"\r", []
    at = 0.0
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        heard += reader.hear(rest[:size], at)
        rest, ticks = rest[size:], data.draw(st.integers(0, 9))
        heard += [scan for _ in range(ticks) for scan in reader.hear(b"", at)]
        at += ticks * reader.tick
    whole = split_aim(text)[1]
    assert {scan.text for scan in heard} <= {whole, ""}
    assert heard


def test_a_hundred_thousand_bytes_of_noise_take_no_room() -> None:
    for suffix in ("", "#"):
        reader = ScanReader("scanner", suffix=suffix)
        said = [scan for _ in range(100) for scan in reader.hear(b"\xff" * 1000, 0.0)]
        assert len(said) == 1
        assert len(said[0].raw) == CAP
        assert len(reader.part()) <= CAP
