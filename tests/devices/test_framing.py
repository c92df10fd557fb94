"""Bytes come in any pieces; frames come out whole or not at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station.devices.framing import CAP, Cutter, Frame, Framer, shaped, without_parity

NOISY = st.binary(max_size=200) | st.lists(
    st.sampled_from([b"\r", b"\n", b"\t", b"\x02", b"\x03", b"\x00", b"A", b"42", b"\xff", b"x" * 1500]),
    max_size=30,
).map(b"".join)


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t", b"\x03"])
def test_a_frame_ends_at_any_terminator(end: bytes) -> None:
    assert Framer().feed(b"4006381333931" + end) == [Frame(b"4006381333931")]


def test_cr_and_lf_that_come_apart_end_one_frame() -> None:
    framer = Framer()
    assert framer.feed(b"A\r") == [Frame(b"A")]
    assert framer.feed(b"\nB\r") == [Frame(b"B")]


def test_stx_in_front_is_no_part_of_a_frame() -> None:
    assert Framer().feed(b"\x0242\x03") == [Frame(b"42")]


def test_a_frame_that_another_one_interrupts_is_broken() -> None:
    assert Framer().feed(b"40063\x024006381333931\x03") == [Frame(b"40063", True), Frame(b"4006381333931")]


def test_an_empty_frame_is_nothing() -> None:
    assert Framer().feed(b"\r\n\r\n\x02\x03\t") == []


def test_the_longest_frame_is_whole_and_a_longer_one_is_broken_once() -> None:
    assert Framer().feed(b"x" * CAP + b"\r") == [Frame(b"x" * CAP)]
    framer = Framer()
    frames = [frame for _ in range(50) for frame in framer.feed(b"x" * 1000)]
    assert frames == [Frame(b"x" * CAP, broken=True)]
    assert framer.feed(b"tail\rwhole\r") == [Frame(b"whole")]


def test_what_is_dropped_does_not_come_back() -> None:
    framer = Framer()
    framer.feed(b"half")
    assert framer.partial
    assert framer.drop() == b"half"
    assert framer.feed(b"whole\r") == [Frame(b"whole")]


@settings(deadline=None)
@given(NOISY, st.data())
def test_the_pieces_make_no_difference(noise: bytes, data: st.DataObject) -> None:
    whole = Framer().feed(noise)
    framer, pieces, rest = Framer(), [], noise
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        pieces += framer.feed(rest[:size])
        rest = rest[size:]
    assert pieces == whole


@settings(deadline=None)
@given(NOISY)
def test_a_whole_frame_after_any_noise_is_read(noise: bytes) -> None:
    assert Framer().feed(noise + b"\r\n4006381333931\r\n")[-1] == Frame(b"4006381333931")


def cutter(longest: int = 8) -> Cutter:
    return Cutter(shaped(rb"\x02[^\x02\r]{1,6}\r"), longest, starts=b"\x02")


def test_a_frame_is_cut_out_of_what_stands_around_it() -> None:
    assert cutter().feed(b"xx\x0212\ryy\x0234\r") == [
        Frame(b"xx", True),
        Frame(b"\x0212\r"),
        Frame(b"yy", True),
        Frame(b"\x0234\r"),
    ]


def test_a_frame_behind_a_torn_one_is_whole() -> None:
    assert cutter().feed(b"\x021\x0212\r") == [Frame(b"\x021", True), Frame(b"\x0212\r")]


def test_line_ends_between_frames_are_no_noise() -> None:
    assert cutter().feed(b"\r\n\x0212\r\n\x0234\r") == [Frame(b"\x0212\r"), Frame(b"\x0234\r")]


def test_what_has_begun_is_told_from_noise() -> None:
    cuts = cutter()
    assert cuts.feed(b"noise\x0212") == []
    assert (cuts.noisy, cuts.partial) == (True, True)
    assert cuts.rest() == [Frame(b"noise", True)]
    assert cuts.drop() == b"\x0212"
    assert (cuts.noisy, cuts.partial) == (False, False)


def test_a_frame_with_its_parity_bits_is_found() -> None:
    assert cutter().feed(b"\x82\xb1\x8d") == [Frame(b"\x82\xb1\x8d")]
    assert Framer(ends=b"\r\n", starts=b"", seven=True).feed(b"\xb1\x8d\x0a") == [Frame(b"\xb1")]


def test_parity_bits_come_off_when_they_agree() -> None:
    assert without_parity(b"S 12") == b"S 12"
    assert without_parity(b"\x53\xa0\xb1\xb2") == b"S 12"  # even
    assert without_parity(b"\xd3\x20\x31\x32") == b"S 12"  # odd
    assert without_parity(b"\xd3\xa0\xb1\xb2") == b"S 12"  # mark
    assert without_parity(b"\x53\xa0\xb1\x32") is None


@settings(deadline=None)
@given(st.lists(st.binary(max_size=9) | st.sampled_from([b"\x02", b"\r", b"\x0212\r"]), max_size=30))
def test_a_cutter_says_the_same_in_any_pieces(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    whole, parts, single = cutter(), cutter(), cutter()
    expected = [*whole.feed(data), *whole.rest()]
    assert [frame for piece in pieces for frame in parts.feed(piece)] + parts.rest() == expected
    assert [frame for byte in data for frame in single.feed(bytes([byte]))] + single.rest() == expected
    assert whole.drop() == parts.drop() == single.drop()


def test_noise_is_kept_up_to_its_limit() -> None:
    cuts = cutter()
    told = [frame for _ in range(100) for frame in cuts.feed(b"x" * 1000)]
    assert [len(frame.body) for frame in told] == [CAP] * (100_000 // CAP)
    assert all(frame.broken for frame in told)
