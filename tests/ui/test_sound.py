"""The ear is told what the eye is told, and never holds anybody up."""

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from station.bus import Bus
from station.model.events import BenchChanged, DeviceChanged, ScanJudged
from station.model.view import Choice, DeviceView
from ui.shots_states import STATES, said
from ui.sound import NAMES, Ear, cue, loudness


class Recorder:
    """A loudspeaker that remembers."""

    def __init__(self) -> None:
        self.played: list[tuple[str, float]] = []
        self.heard = threading.Condition()
        self.closed = False

    def play(self, name: str) -> None:
        with self.heard:
            self.played.append((name, time.perf_counter()))
            self.heard.notify_all()

    def close(self) -> None:
        self.closed = True

    def wait(self, count: int) -> list[str]:
        with self.heard:
            assert self.heard.wait_for(lambda: len(self.played) >= count, timeout=5)
            return [name for name, _ in self.played]


def judged(code: str, ok: bool, choices: tuple[Choice, ...] = ()) -> ScanJudged:
    return ScanJudged("x", ok, said(code, code), "packing", 1, choices=choices)


@pytest.mark.parametrize(
    ("event", "sound"),
    [
        (judged("pack.unit", True), "ok"),
        (judged("pack.line_complete", True), "line"),
        (judged("ship.done", True), "order"),
        (judged("pack.not_on_order", False), "wrong"),
        (judged("pack.too_many", False), "too_many"),
        (judged("scan.ambiguous", True, (Choice("CMD-1", said("a", "a")),)), "question"),
        (DeviceChanged(DeviceView("scale", "scale", "lost")), "device_lost"),
        (DeviceChanged(DeviceView("scale", "scale", "open")), ""),
    ],
)
def test_an_event_has_its_sound(event: object, sound: str) -> None:
    assert cue(event) == sound


def test_a_verdict_is_heard_within_40_ms() -> None:
    bus, speaker = Bus(), Recorder()
    ear = Ear(bus, lambda: speaker)
    bus.publish(judged("pack.unit", True))
    speaker.wait(1)
    start = time.perf_counter()
    bus.publish(judged("pack.unit", True))
    speaker.wait(2)
    ear.close()
    assert speaker.played[1][1] - start < 0.04
    assert speaker.closed


def test_a_cancelled_order_calls_until_somebody_scans() -> None:
    bus, speaker = Bus(), Recorder()
    ear = Ear(bus, lambda: speaker, repeat=0.05)
    bus.publish(BenchChanged(STATES["cancelled"]))
    assert set(speaker.wait(3)) == {"stop"}
    bus.publish(judged("held.put_back", True))
    bus.publish(BenchChanged(replace(STATES["cancelled"], problem=None)))
    names = speaker.wait(4)
    ear.close()
    assert names[-1] == "ok" or "ok" in [name for name, _ in speaker.played]


def test_a_loudspeaker_that_breaks_leaves_the_bench_silent_and_working(
    expect_log: Callable[[str], None],
) -> None:
    expect_log("sounds are off")

    class Broken(Recorder):
        def play(self, name: str) -> None:
            super().play(name)
            raise OSError("no device")

    bus, speaker = Bus(), Broken()
    ear = Ear(bus, lambda: speaker)
    bus.publish(judged("pack.unit", True))
    speaker.wait(1)
    bus.publish(judged("pack.unit", True))
    ear.close()
    assert len(speaker.played) == 1


def test_every_sound_is_there_and_differs_from_every_other() -> None:
    sounds = {name: loudness(name, 1.0) for name in NAMES}
    for one, other in itertools.combinations(NAMES, 2):
        assert sounds[one] != sounds[other]
    assert len(sounds["ok"]) == 2 * round(0.060 * 44_100)


def test_half_the_volume_is_half_the_loudness() -> None:
    def loudest(volume: float) -> int:
        frames = memoryview(loudness("ok", volume)).cast("h")
        return max(frames)

    assert loudest(0.5) == pytest.approx(loudest(1.0) / 2, abs=1)
