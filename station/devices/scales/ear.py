"""Bytes of a device to what it says, in whatever pieces they come."""

import re
from dataclasses import replace

from station.devices.answer import INVALID, Answer, Kind
from station.devices.contract import Language
from station.devices.framing import Frame, seven_bits, without_parity

# A comma between two digits; those between fields have a letter, a sign or a blank beside them.
_DECIMAL_COMMA = re.compile(rb"(?<=[0-9]),(?=[0-9])")


class Ear:
    """Every frame becomes one answer, with the bytes it was read from."""

    def __init__(self, protocol: Language, decimal_comma: bool = False) -> None:
        self._protocol = protocol
        # A checked frame is read as it was sent.
        self._comma = decimal_comma and not protocol.checksum
        self._cuts = protocol.framer()

    @property
    def noisy(self) -> bool:
        """Whether something was heard that begins no frame."""
        return self._cuts.noisy

    def feed(self, data: bytes) -> list[Answer]:
        return [answer for frame in self._cuts.feed(data) for answer in self._read(frame)]

    def end(self) -> list[Answer]:
        """There is no more: what was noise, and the frame that is not complete."""
        answers = [answer for frame in self._cuts.rest() for answer in self._read(frame)]
        begun = self._cuts.drop()
        # The line feed behind the last carriage return may be where a frame begins, and here begins none.
        return [*answers, Answer(Kind.INCOMPLETE, raw=begun)] if begun.strip(b"\r\n") else answers

    def forget(self) -> None:
        """The line is another one now."""
        self._cuts.drop()

    def _read(self, frame: Frame) -> list[Answer]:
        answer = self._said(frame)
        head = self._protocol.head
        if answer.kind is not Kind.INVALID or frame.broken or head is None:
            return [answer]
        # Noise, or the beginning of a torn frame, and a whole one behind it.
        heard = seven_bits(frame.body) if self._protocol.seven else frame.body
        begin = max((found.start() for found in head.finditer(heard)), default=0)
        behind = self._said(Frame(frame.body[begin:]))
        if begin == 0 or behind.kind is not Kind.WEIGHT:
            return [answer]
        return [replace(INVALID, raw=frame.body[:begin]), behind]

    def _said(self, frame: Frame) -> Answer:
        plain = without_parity(frame.body) if self._protocol.seven else frame.body
        if frame.broken or plain is None:
            return replace(INVALID, raw=frame.body)
        if self._comma:
            plain = _DECIMAL_COMMA.sub(b".", plain)
        return replace(self._protocol.parse(plain), raw=frame.body)
