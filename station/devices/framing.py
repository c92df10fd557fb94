"""Bytes to frames, in whatever pieces they come."""

import re
from dataclasses import dataclass

CAP = 4096


@dataclass(frozen=True, slots=True)
class Frame:
    """What stood between two terminators. `broken`: its end is missing, or it was longer than any code."""

    body: bytes
    broken: bool = False


class Framer:
    """Cuts at any of `ends`; a byte of `starts` begins a frame and is not part of it.

    An empty frame is nothing, so CR LF ends one frame even when the two bytes come apart. A frame longer
    than `cap` is reported broken once, and the rest of it is passed over.
    """

    def __init__(self, ends: bytes = b"\r\n\t\x03", starts: bytes = b"\x02", cap: int = CAP) -> None:
        self._ends = ends
        self._cap = cap
        self._marks = re.compile(b"([" + re.escape(ends + starts) + b"])")
        self._open = bytearray()
        self._passing = False
        self.terminated = False

    @property
    def partial(self) -> bool:
        """Whether a frame has begun and not ended."""
        return bool(self._open)

    def feed(self, data: bytes) -> list[Frame]:
        frames: list[Frame] = []
        for place, piece in enumerate(self._marks.split(data)):
            if place % 2 == 0:
                frames += self._more(piece)
            elif piece in self._ends:
                self.terminated = True
                frames += self._cut(broken=False)
            else:
                frames += self._cut(broken=True)
        return frames

    def end(self) -> list[Frame]:
        """The frame that silence ended, if one had begun."""
        return self._cut(broken=False)

    def drop(self) -> bytes:
        """Forget the frame that has begun; the answer is what was there of it."""
        dropped = bytes(self._open)
        self._open.clear()
        self._passing = False
        return dropped

    def _more(self, piece: bytes) -> list[Frame]:
        if self._passing:
            return []
        self._open += piece
        if len(self._open) <= self._cap:
            return []
        frame = Frame(bytes(self._open[: self._cap]), broken=True)
        self._open.clear()
        self._passing = True
        return [frame]

    def _cut(self, broken: bool) -> list[Frame]:
        body = self.drop()
        return [Frame(body, broken)] if body else []
