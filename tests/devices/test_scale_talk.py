"""A scale is asked at its pace; a reading does not outlive the scale's silence. Time is a number here."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from station.devices.contract import Fault, Reading, Weight
from station.devices.scales.mt_sics import MT_SICS
from station.devices.scales.registry import every
from station.devices.scales.talk import ScaleTalk

FRAME = b"S S     100.00 g\r\n"


class Hours:
    """Plays a conversation in steps of 10 ms and keeps what was asked and told, with the time."""

    def __init__(self, mode: str = "auto") -> None:
        self.talk = ScaleTalk(MT_SICS, mode)
        self.talk.opened(0.0)
        self.ticks = 0
        self.asked: list[float] = []
        self.told: list[tuple[float, Reading]] = []

    @property
    def at(self) -> float:
        return self.ticks / 100

    def step(self, data: bytes = b"", answer: bytes = b"") -> None:
        if self.talk.question(self.at):
            self.asked.append(self.at)
            data += answer
        self.told += [(self.at, reading) for reading in self.talk.hear(data, self.at)]
        self.ticks += 1

    def run(self, seconds: float, answer: bytes = b"", every: float = 0.0, frame: bytes = FRAME) -> None:
        for _ in range(round(seconds * 100)):
            due = every and self.ticks % round(every * 100) == 0
            self.step(frame if due else b"", answer)

    @property
    def faults(self) -> list[Reading]:
        return [reading for _, reading in self.told if isinstance(reading, Fault)]


def test_the_first_question_comes_at_once_and_the_next_150_ms_after_the_answer() -> None:
    hours = Hours()
    hours.run(0.5, answer=FRAME)
    assert hours.asked == [0.0, 0.15, 0.3, 0.45]
    assert all(isinstance(reading, Weight) for _, reading in hours.told)


def test_while_a_carton_waits_the_scale_is_asked_at_once_and_every_30_ms() -> None:
    hours = Hours()
    hours.run(0.05, answer=FRAME)
    hours.talk.hurry(True)
    hours.run(0.1, answer=FRAME)
    assert hours.asked == [0.0, 0.05, 0.08, 0.11, 0.14]
    hours.talk.hurry(False)
    hours.run(0.35, answer=FRAME)
    assert len(hours.asked[5:]) == 2 and hours.asked[5] - hours.asked[4] >= 0.149


def test_a_scale_that_does_not_answer_is_hurried_by_nobody() -> None:
    hours, calm = Hours(), Hours()
    hours.talk.hurry(True)
    for one in (hours, calm):
        one.run(3.0)
    assert (hours.asked, hours.told) == (calm.asked, calm.told)


def test_some_scales_are_asked_no_faster_whoever_waits() -> None:
    hurried = {one.name: one.hurried for one in every().values() if one.hurried != 0.03}
    assert hurried == {"kern-kcp": 0.1, "adam-azextra": 5.0}


def test_a_scale_that_never_answers_is_silent_once_within_a_second() -> None:
    hours = Hours()
    hours.run(5.0)
    assert hours.faults == [Fault.SILENT]
    assert hours.told[0][0] <= 1.0
    assert hours.talk.trouble == "scale.silent"
    assert len(hours.asked) > 10


def test_a_scale_that_stops_answering_loses_its_weight() -> None:
    hours = Hours("poll")
    hours.run(1.0, answer=FRAME)
    hours.run(1.2)
    assert hours.told[-1][1] is Fault.SILENT
    hours.run(0.5, answer=FRAME)
    assert isinstance(hours.told[-1][1], Weight)
    assert hours.talk.trouble == ""
    hours.run(2.0)
    assert hours.faults == [Fault.SILENT, Fault.SILENT]


def test_a_stream_is_noticed_and_not_asked_any_more() -> None:
    hours = Hours()
    hours.run(2.0, every=0.1)
    assert hours.talk.streaming
    assert len(hours.asked) == 1
    assert hours.faults == []


def test_a_stream_that_dries_up_is_silent_and_is_asked_again() -> None:
    hours = Hours()
    hours.run(2.0, every=0.1)
    hours.run(1.5)
    assert hours.faults == [Fault.SILENT]
    assert len(hours.asked) > 1


def test_a_slow_answer_is_no_stream() -> None:
    hours = Hours()
    hours.run(10.0, every=0.4)
    assert not hours.talk.streaming
    assert hours.faults == []


def test_a_scale_set_to_stream_is_never_asked() -> None:
    hours = Hours("stream")
    hours.run(3.0)
    assert hours.asked == []
    assert hours.faults == [Fault.SILENT]


def test_an_overload_keeps_the_scale_alive() -> None:
    hours = Hours()
    hours.run(3.0, answer=b"S +\r\n")
    assert set(hours.faults) == {Fault.OVERLOAD}


def test_noise_is_told_once_and_ends_in_silence_that_names_it() -> None:
    hours = Hours()
    hours.run(3.0, answer=b"\xd3\xa0\xd3\r\n")
    assert hours.faults == [Fault.GARBLED, Fault.SILENT, Fault.GARBLED]
    assert hours.talk.trouble == "scale.garbled"


def test_an_answer_about_something_else_does_not_keep_a_weight_fresh() -> None:
    hours = Hours()
    hours.run(2.0, answer=b"Z A\r\n")
    assert hours.faults == [Fault.SILENT]


def test_nothing_from_an_old_line_counts_on_a_new_one() -> None:
    hours = Hours()
    hours.step(b"S S     10")
    hours.talk.opened(hours.at)
    hours.step(FRAME)
    assert [str(weight.mass) for _, weight in hours.told if isinstance(weight, Weight)] == ["100.00"]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(0, 2), st.binary(max_size=30) | st.sampled_from([FRAME, b"S S ", b"100.00 g\r\n"])
        ),
        max_size=40,
    ),
    st.sampled_from(["auto", "poll", "stream"]),
)
def test_whatever_is_said_a_weight_is_one_that_was_sent_whole(
    said: list[tuple[float, bytes]], mode: str
) -> None:
    talk, at, sent = ScaleTalk(MT_SICS, mode), 0.0, b""
    for pause, data in said:
        at += pause
        sent += data
        talk.question(at)
        for reading in talk.hear(data, at):
            if isinstance(reading, Weight) and reading.mass == Decimal("100.00"):
                assert b"100.00 g" in sent
                assert reading.at == at
        assert talk.trouble in ("", "scale.silent", "scale.garbled")
