"""Toledo continuous: three status bytes, weight and tare without a point, and a check byte at some scales.

Sources: Rockwell 57C428, page 37; KERN FTC, page 42; Wildcat, page 41 (status bits).
"""

import re
from decimal import Decimal

from station.devices.answer import INVALID, Answer, Mode, Status, status, weighed
from station.devices.contract import LineFormat, ScaleProtocol
from station.devices.framing import Cutter

_HEAD = re.compile(rb"\x02[\x20-\x3f][\x20-\x7f][\x20-\x7f][ -~]{12}\r")
_BARE, _CHECKED = 17, 18
# Where the point stands in six digits, by the low bits of the first status byte.
_SHIFT = (2, 1, 0, -1, -2, -3, -4, -5)
_NET, _NEGATIVE, _BEYOND, _MOTION, _KILOGRAMS, _ALWAYS, _NOT_ZEROED = (1 << bit for bit in range(7))
_DIGITS = re.compile(rb" *[0-9]+")


def find(heard: bytes, place: int) -> tuple[int, int] | None:
    """The check byte may be the same as the byte that begins a frame, so both are weighed up."""
    found = _HEAD.search(heard, place)
    if found is None or len(heard) < found.start() + _CHECKED:
        return None
    begin, after = found.span()
    if checks(heard[begin : after + 1]) or heard[after] != 2:
        # Anything else behind the frame than a check byte or the next frame makes it a damaged one.
        return begin, after + 1
    if len(heard) == after + 1:
        return None
    return (begin, after) if 0x20 <= heard[after + 1] <= 0x3F else (begin, after + 1)


def checks(frame: bytes) -> bool:
    """The low seven bits of all bytes add up to nothing."""
    return sum(byte & 0x7F for byte in frame) & 0x7F == 0


def parse(frame: bytes) -> Answer:
    if len(frame) not in (_BARE, _CHECKED) or not _HEAD.match(frame):
        return INVALID
    if len(frame) == _CHECKED and not checks(frame):
        return INVALID
    shape, bits, more = frame[1], frame[2], frame[3]
    shift = _SHIFT[shape & 7]
    weight, tare = _field(frame[4:10], shift), _field(frame[10:16], shift)
    unit = _unit(bits, more)
    if not bits & _ALWAYS or weight is None or tare is None or unit is None:
        return INVALID
    said = {"checksum": "ok"} if len(frame) == _CHECKED else {}
    if bits & _BEYOND:
        return status(Status.UNDERLOAD if bits & _NEGATIVE else Status.OVERLOAD, **said)
    if bits & _NOT_ZEROED:
        return status(Status.ZERO_ERROR, **said)
    mode = Mode.NET if bits & _NET else Mode.GROSS
    sign = -1 if bits & _NEGATIVE else 1
    return weighed(sign * weight, unit, not bits & _MOTION, mode, tare=format(tare, "f"), **said)


def _field(text: bytes, shift: int) -> Decimal | None:
    return Decimal(text.decode()).scaleb(shift) if _DIGITS.fullmatch(text) else None


def _unit(bits: int, more: int) -> str | None:
    """Kilograms or pounds, unless the third byte says grams; any other unit is not read."""
    return {0: "kg" if bits & _KILOGRAMS else "lb", 1: "g"}.get(more & 7)


TOLEDO_CONTINUOUS = ScaleProtocol(
    name="toledo-continuous",
    framer=lambda: Cutter(find, _CHECKED + 1, starts=b"\x02"),
    parse=parse,
    ask=b"",
    speaks="stream",
    line=LineFormat(9600, 7, "E"),
    checksum=True,
)
