"""When a scale is asked, and when its silence means that there is no weight. Time is handed in."""

import math

from station.devices.answer import Answer, Status
from station.devices.contract import Fault, Reading, ScaleProtocol, Weight
from station.devices.scales.ear import Ear
from station.devices.scales.meaning import Meaning

TICK_SECONDS = 0.05
ANSWER_SECONDS = 0.2
# A weight nobody repeats for so long is not what lies on the scale.
STALE_SECONDS = 1.0
# So many readings nobody asked for, one after the other, are a stream.
STREAM_READINGS = 3


class ScaleTalk:
    """The conversation with one scale: a scale that streams and one that only answers both work.

    In mode auto it asks until the scale is noticed to stream, and again when the stream dries up. A protocol
    without a question is never asked.
    """

    def __init__(
        self, protocol: ScaleProtocol, mode: str = "auto", unit: str = "", decimal_comma: bool = False
    ) -> None:
        self._protocol = protocol
        self._mode = mode if protocol.ask else "stream"
        self._ear = Ear(protocol, decimal_comma)
        self._meaning = Meaning(protocol, unit)
        self._missable = math.ceil(protocol.patience / (protocol.pause + ANSWER_SECONDS))
        self._last: Reading | None = None
        self._pause = protocol.pause
        self.opened(0.0)

    @property
    def usual(self) -> bytes:
        """The question; empty for a scale that is never asked."""
        return self._protocol.ask

    def hurry(self, wanted: bool) -> None:
        """A carton waits for its weight: what the scale says is asked for as often as it may be."""
        self._pause = self._protocol.hurried if wanted else self._protocol.pause
        if self._answered_at is not None:
            self._ask_at = self._answered_at + self._pause

    def opened(self, at: float) -> None:
        """A new line: nothing said on the one before counts."""
        self._ear.forget()
        self._meaning.forget()
        self._last = None
        self._heard_at = self._told_at = at
        self._ask_at = at
        self._answered_at: float | None = None
        self._asked_at: float | None = None
        self._reply = b""
        self._missed = 0
        self._owed = 0
        self._unasked = 0
        self._garbled = False
        self.streaming = self._mode == "stream"
        self.trouble = ""

    def question(self, at: float) -> bytes:
        """What to send now; empty when it is not time, or the scale speaks by itself."""
        reply, self._reply = self._reply, b""
        if reply:
            return reply
        if self.streaming or at < self._ask_at or self._asked_at is not None:
            return b""
        self._asked_at = at
        self._owed = min(self._owed + 1, self._missable)
        return self._protocol.ask

    def hear(self, data: bytes, at: float) -> list[Reading]:
        """The readings in `data`, then, once, that there is no good one for too long."""
        told = [reading for answer in self._ear.feed(data) if (reading := self._take(answer, at)) is not None]
        if told:
            self._told_at = at
        if self._falls_silent(at):
            told.append(Fault.SILENT)
        elif self._sends_none(at):
            told.append(Fault.UNSENT)
        return told

    def _take(self, answer: Answer, at: float) -> Reading | None:
        """What is to be told of one answer."""
        self._reply = self._protocol.replies.get(answer.raw, b"")
        reading = self._meaning.reading(answer, at)
        if reading is None:
            if answer.status == Status.OK:
                self._answered(at)
            return None
        return reading if self._counts(reading, at) else None

    def _counts(self, reading: Reading, at: float) -> bool:
        """Take note of one reading; noise is told once, however much of it there is."""
        if reading is Fault.GARBLED:
            self._garbled = True
            if self.trouble:
                self.trouble = "scale.garbled"
        else:
            self._answered(at)
        news = reading is not Fault.GARBLED or self._last is not Fault.GARBLED
        self._last = reading
        return news

    def _answered(self, at: float) -> None:
        self._unasked = 0 if self._owed else self._unasked + 1
        self._owed = max(0, self._owed - 1)
        if self._mode == "auto" and self._unasked >= STREAM_READINGS:
            self.streaming = True
        self._heard_at = at
        self._ask_at = at + self._pause
        self._answered_at = at
        self._asked_at = None
        self._missed = 0
        self._garbled = False
        self.trouble = ""

    def _falls_silent(self, at: float) -> bool:
        if self._asked_at is not None and at - self._asked_at >= ANSWER_SECONDS:
            self._asked_at = None
            self._missed += 1
            self._ask_at = at + self._protocol.pause
            self._answered_at = None
        patient = self._missed < self._missable and at - self._heard_at < self._protocol.patience
        if self.trouble or patient:
            return False
        self.trouble = "scale.garbled" if self._garbled or self._ear.noisy else "scale.silent"
        self.streaming = self._mode == "stream"
        self._last = Fault.SILENT
        self._meaning.forget()
        return True

    def _sends_none(self, at: float) -> bool:
        """The scale is well and repeats no weight: some send it once, and then only that nothing changed."""
        waiting = self._last is None or isinstance(self._last, Weight)
        if self.trouble or not waiting or at - self._told_at < STALE_SECONDS:
            return False
        self._last = Fault.UNSENT
        self._meaning.forget()
        return True
