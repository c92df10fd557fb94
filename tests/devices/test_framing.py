"""Bytes come in any pieces; frames come out whole or not at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station.devices.framing import CAP, Frame, Framer

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
