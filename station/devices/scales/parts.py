"""What the parsers share: numbers, units, and bytes that check the others."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import reduce
from operator import xor

from station.devices.answer import Mode
from station.devices.framing import Cutter, Framer, shaped

# The sign may stand apart from its digits; nothing else may.
_NUMBER = re.compile(rb" *(?P<sign>[+-]?) *(?P<digits>[0-9]{1,10}(?:\.[0-9]{1,8})?)")

UNIT_WORDS: Mapping[bytes, str] = {
    # Mg is a tonne, and a capital T a short ton or a metric one: these two count only as they are written.
    **{word.encode(): word for word in ("mg", "t")},
    **{
        spelt.encode(): word
        for word in ("g", "kg", "lb", "oz", "ct", "ozt", "dwt", "gn")
        for spelt in (word, word.upper(), word.capitalize())
    },
    **{spelt.encode(): "pcs" for word in ("pc", "pcs") for spelt in (word, word.upper(), word.capitalize())},
}
MODES = {
    b"G": Mode.GROSS,
    b"g": Mode.GROSS,
    b"GS": Mode.GROSS,
    b"GR": Mode.GROSS,
    b"N": Mode.NET,
    b"n": Mode.NET,
    b"NT": Mode.NET,
    b"NET": Mode.NET,
    b"T": Mode.TARE,
    b"t": Mode.TARE,
    b"TR": Mode.TARE,
    b"PT": Mode.TARE,
}


def number(text: bytes, sign: bytes = b"") -> Decimal | None:
    """The field as a number, its trailing zeros kept; None unless it is one from end to end.

    Blanks may stand before the digits, never between or behind them. `sign` is one that was sent apart.
    """
    found = _NUMBER.fullmatch(text)
    if found is None or (sign.strip() and found["sign"]):
        return None
    return Decimal((sign.strip() + found["sign"] + found["digits"]).decode("ascii"))


def unit(text: bytes) -> str | None:
    """One of the units everybody writes, in small letters or capitals; None for any other."""
    return UNIT_WORDS.get(text.strip())


def xor_of(frame: bytes) -> int:
    return reduce(xor, frame, 0)


# No scale has so much to say in one line.
_LONGEST_LINE = 128
# No line has these in it, so a line begins anew behind them. ACK may be all that a line has.
_NOISE = bytes(byte for byte in (*range(32), 127) if byte not in b"\r\n\x06")


def lines(seven: bool = True, alone: bytes = b"") -> Callable[[], Framer]:
    """Frames that end with CR LF, and have nothing at their beginning to know them by.

    A byte of `alone` is a whole answer, whether a line end follows it or not.
    """
    starts = bytes(byte for byte in _NOISE if byte not in alone)
    return lambda: Framer(ends=b"\r\n", starts=starts, cap=_LONGEST_LINE, seven=seven, alone=alone)


def frames(shape: bytes, longest: int, starts: bytes = b"", seven: bool = True) -> Callable[[], Cutter]:
    """Frames of a shape, at most so many bytes long, that begin with one of `starts`."""
    find = shaped(shape)
    return lambda: Cutter(find, longest, starts, seven)
