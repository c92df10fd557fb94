"""Codes of a scanner that is set to send something of its own behind every code."""

from station.devices.framing import CAP, Frame


class SuffixFramer:
    """Cuts at `suffix` and at nothing else; line ends and STX around a code are not part of it.

    Like `Framer`: an empty frame is nothing, and one longer than `cap` is reported broken once.
    """

    terminated = True

    def __init__(self, suffix: bytes, cap: int = CAP) -> None:
        self._suffix = suffix
        self._cap = cap
        self._open = bytearray()
        self._passing = False

    @property
    def partial(self) -> bool:
        """Whether a frame has begun and not ended."""
        return bool(self._open) and not self._passing

    def feed(self, data: bytes) -> list[Frame]:
        frames: list[Frame] = []
        self._open += data
        while (place := self._open.find(self._suffix)) >= 0:
            body = bytes(self._open[:place])
            del self._open[: place + len(self._suffix)]
            frames += self._cut(body)
        # A suffix may have come in part: that much more than a whole frame can still become one.
        spare = len(self._suffix) - 1
        if len(self._open) > self._cap + spare:
            if not self._passing:
                frames.append(Frame(bytes(self._open[: self._cap]), broken=True))
            self._passing = True
        if self._passing:
            del self._open[: len(self._open) - spare]
        return frames

    def end(self) -> list[Frame]:
        """The frame that silence ended, if one had begun."""
        body = bytes(self._open)
        self._open.clear()
        return self._cut(body)

    def drop(self) -> bytes:
        """Forget the frame that has begun; the answer is what was there of it."""
        dropped = b"" if self._passing else bytes(self._open)
        self._open.clear()
        self._passing = False
        return dropped

    def _cut(self, body: bytes) -> list[Frame]:
        if self._passing:
            self._passing = False
            return []
        if len(body) > self._cap:
            return [Frame(body[: self._cap], broken=True)]
        body = body.lstrip(b"\x02\r\n").rstrip(b"\r\n")
        return [Frame(body)] if body else []
