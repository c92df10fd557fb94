"""When a scale is asked, and when its silence means that there is no weight. Time is handed in."""

from station.devices.contract import Fault, Reading, ScaleProtocol

TICK_SECONDS = 0.05
# KERN asks for 100 ms between two questions.
POLL_GAP = 0.15
ANSWER_SECONDS = 0.2
MISSED_POLLS = 3
STALE_SECONDS = 1.0
# So many readings nobody asked for, one after the other, are a stream.
STREAM_READINGS = 3


class ScaleTalk:
    """The conversation with one scale: a scale that streams and one that only answers both work.

    In mode auto it asks until the scale is noticed to stream, and again when the stream dries up.
    """

    def __init__(self, protocol: ScaleProtocol, mode: str = "auto") -> None:
        self._protocol = protocol
        self._mode = mode
        self._framer = protocol.framer()
        self._last: Reading | None = None
        self.opened(0.0)

    def opened(self, at: float) -> None:
        """A new line: nothing said on the one before counts."""
        self._framer.drop()
        self._last = None
        self._heard_at = at
        self._ask_at = at
        self._asked_at: float | None = None
        self._missed = 0
        self._owed = 0
        self._unasked = 0
        self._garbled = False
        self.streaming = self._mode == "stream"
        self.trouble = ""

    def question(self, at: float) -> bytes:
        """What to send now; empty when it is not time, or the scale speaks by itself."""
        if self.streaming or at < self._ask_at or self._asked_at is not None:
            return b""
        self._asked_at = at
        self._owed = min(self._owed + 1, MISSED_POLLS)
        return self._protocol.ask

    def hear(self, data: bytes, at: float) -> list[Reading]:
        """The readings in `data`, then Fault.SILENT, once, if there was no good one for too long."""
        told: list[Reading] = []
        for frame in self._framer.feed(data):
            reading = Fault.GARBLED if frame.broken else self._protocol.parse(frame.body, at)
            if reading is not None and self._counts(reading, at):
                told.append(reading)
        if self._falls_silent(at):
            told.append(Fault.SILENT)
        return told

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
        self._ask_at = at + POLL_GAP
        self._asked_at = None
        self._missed = 0
        self._garbled = False
        self.trouble = ""

    def _falls_silent(self, at: float) -> bool:
        if self._asked_at is not None and at - self._asked_at >= ANSWER_SECONDS:
            self._asked_at = None
            self._missed += 1
            self._ask_at = at + POLL_GAP
        if self.trouble or (self._missed < MISSED_POLLS and at - self._heard_at < STALE_SECONDS):
            return False
        self.trouble = "scale.garbled" if self._garbled else "scale.silent"
        self.streaming = self._mode == "stream"
        self._last = Fault.SILENT
        return True
