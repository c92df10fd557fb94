"""Bytes to frames, in whatever pieces they come."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

CAP = 4096
_LOW_BITS = bytes(byte & 0x7F for byte in range(256))


@dataclass(frozen=True, slots=True)
class Frame:
    """What stood between two terminators. `broken`: its end is missing, or it was longer than any code."""

    body: bytes
    broken: bool = False


class Cuts(Protocol):
    """How a device's bytes come apart."""

    @property
    def partial(self) -> bool:
        """Whether a frame has begun and not ended."""

    @property
    def noisy(self) -> bool:
        """Whether bytes were heard that begin no frame."""

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that `data` completes."""

    def rest(self) -> list[Frame]:
        """At the end of all bytes: what was noise, and a frame that only waited for what follows."""

    def drop(self) -> bytes:
        """Forget everything that was heard; the answer is the frame that has begun."""


def seven_bits(frame: bytes) -> bytes:
    """Every byte without its highest bit."""
    return frame.translate(_LOW_BITS)


def without_parity(frame: bytes) -> bytes | None:
    """A frame of seven-bit characters from a line opened with eight bits: its parity bits taken off.

    All parities agree (even, odd or mark) or a bit was turned over on the way: then None.
    """
    if max(frame, default=0) < 0x80:
        return frame
    parities = {byte.bit_count() & 1 for byte in frame}
    if len(parities) == 1 or min(frame) >= 0x80:
        return frame.translate(_LOW_BITS)
    return None


class Framer:
    """Cuts at any of `ends`; a byte of `starts` begins a frame and is not part of it.

    An empty frame is nothing, so CR LF ends one frame even when the two bytes come apart. A frame longer
    than `cap` is reported broken once, and the rest of it is passed over. With `seven` the marks count with
    a parity bit too. A byte of `alone` is a frame by itself.
    """

    noisy = False

    def __init__(
        self,
        ends: bytes = b"\r\n\t\x03",
        starts: bytes = b"\x02",
        cap: int = CAP,
        seven: bool = False,
        alone: bytes = b"",
    ) -> None:
        if seven:
            ends, starts, alone = (
                marks + bytes(byte | 0x80 for byte in marks) for marks in (ends, starts, alone)
            )
        self._ends, self._alone = ends, alone
        self._cap = cap
        marks = b"[" + re.escape(bytes(set(ends + starts) - set(alone))) + b"]+"
        self._marks = re.compile(b"(" + marks + (b"|[" + re.escape(alone) + b"]" if alone else b"") + b")")
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
            else:
                # Of marks in a row only the first can have something to cut.
                frames += self._cut(broken=piece[0] not in self._ends)
                self.terminated = self.terminated or any(byte in self._ends for byte in piece)
                if piece in self._alone:
                    frames.append(Frame(piece))
        return frames

    def rest(self) -> list[Frame]:
        return []

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


# Begin and end of the first whole frame from a place on; None when there is none yet.
Find = Callable[[bytes, int], tuple[int, int] | None]


def shaped(shape: bytes) -> Find:
    """Frames that look like this regular expression."""
    pattern = re.compile(shape, re.DOTALL)

    def find(heard: bytes, place: int) -> tuple[int, int] | None:
        found = pattern.search(heard, place)
        return found.span() if found else None

    return find


class Cutter:
    """Cuts frames that know their own beginning and end, out of whatever stands around them.

    What lies between frames is noise: kept up to `CAP` bytes, and told as one broken frame. No more than
    `longest` bytes can belong to a frame that is still open, and it begins with one of `starts` (any byte
    when there are none). `find` sees the bytes without their parity bits when `seven`. `last` finds a frame
    that needs nothing behind it, once there is nothing any more.
    """

    def __init__(
        self, find: Find, longest: int, starts: bytes = b"", seven: bool = True, last: Find | None = None
    ) -> None:
        self._find = find
        self._last = last
        self._longest = longest
        self._starts = re.compile(b"[" + re.escape(starts) + b"]" if starts else b"(?s:.)")
        self._seven = seven
        self._open = b""
        self._noise = bytearray()

    @property
    def partial(self) -> bool:
        return bool(self._open)

    @property
    def noisy(self) -> bool:
        return bool(self._noise)

    def feed(self, data: bytes) -> list[Frame]:
        raw = self._open + data
        heard = raw.translate(_LOW_BITS) if self._seven else raw
        frames: list[Frame] = []
        place = 0
        while (found := self._find(heard, place)) is not None:
            begin, end = found
            frames += self._pass(raw[place:begin])
            frames += self._told_noise()
            frames.append(Frame(raw[begin:end]))
            place = end
        oldest = max(place, len(raw) - self._longest)
        start = self._starts.search(heard, oldest)
        keep = start.start() if start else len(raw)
        frames += self._pass(raw[place:keep])
        self._open = raw[keep:]
        return frames

    def rest(self) -> list[Frame]:
        found = self._last(self._open, 0) if self._last else None
        if found is None:
            return self._told_noise()
        begin, end = found
        frames = [*self._pass(self._open[:begin]), *self._told_noise(), Frame(self._open[begin:end])]
        self._open = self._open[end:]
        return frames

    def _told_noise(self) -> list[Frame]:
        noise = bytes(self._noise)
        self._noise.clear()
        # A line end between two frames is how some scales breathe.
        return [Frame(noise, broken=True)] if noise.strip(b"\r\n") else []

    def drop(self) -> bytes:
        self._noise.clear()
        dropped, self._open = self._open, b""
        return dropped

    def _pass(self, noise: bytes) -> list[Frame]:
        frames = []
        self._noise += noise
        while len(self._noise) >= CAP:
            frames.append(Frame(bytes(self._noise[:CAP]), broken=True))
            del self._noise[:CAP]
        return frames
