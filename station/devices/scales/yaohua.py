"""Yaohua XK3190: A12 with its check digits, and both formats of A26, which only the settings can tell apart.

Sources: Yaohua XK3190-A12E, page 13; XK3190-A26, pages 12 and 13.
"""

import re
from collections.abc import Callable

from station.devices.answer import INVALID, Answer, Status, status, weighed
from station.devices.contract import ScaleProtocol
from station.devices.scales.parts import MODES, frames, lines, number, unit, xor_of

_A12 = re.compile(rb"(?P<checked>.{11})(?P<check>[0-9A-Fa-f]{2})")
_A12_WEIGHT = re.compile(rb"W(?P<mode>[GN])(?P<mass>[ 0-9.-]{7})(?P<unit>[ A-Za-z]{2})")
_A12_BEYOND = {b"         OL": Status.OVERLOAD, b"         LO": Status.UNDERLOAD}
_A26 = re.compile(rb" *-? *[0-9]+\.[0-9]+")


def parse_a12(frame: bytes) -> Answer:
    """The last two characters are the XOR of the eleven before them."""
    found = _A12.fullmatch(frame)
    if found is None or xor_of(found["checked"]) != int(found["check"], 16):
        return INVALID
    if found["checked"] in _A12_BEYOND:
        return status(_A12_BEYOND[found["checked"]], checksum="ok")
    weight = _A12_WEIGHT.fullmatch(found["checked"])
    if weight is None:
        return INVALID
    mass, known = number(weight["mass"]), unit(weight["unit"])
    if mass is None or known is None:
        return INVALID
    return weighed(mass, known, None, MODES[weight["mode"]], checksum="ok")


def parse_a26_reversed(frame: bytes) -> Answer:
    """Format 1: `=000.3000` is 3.000, `=00.1000-` is -1.00."""
    return _a26(frame[:0:-1])


def parse_a26(frame: bytes) -> Answer:
    """Format 2: `=0003.000`, `=-0001.00`."""
    return _a26(frame[1:])


def _a26(text: bytes) -> Answer:
    mass = number(text) if _A26.fullmatch(text) else None
    return INVALID if mass is None else weighed(mass, None, None)


def _stream(name: str, parse: Callable[[bytes], Answer]) -> ScaleProtocol:
    return ScaleProtocol(
        name=name,
        framer=frames(rb"=[^=\r\n]{8}", longest=9, starts=b"="),
        parse=parse,
        ask=b"",
        speaks="stream",
        sends_unit=False,
    )


XK3190_A12 = ScaleProtocol(
    name="xk3190-a12",
    framer=lines(),
    parse=parse_a12,
    ask=b"",
    speaks="stream",
    aliases=("yaohua",),
    checksum=True,
)
XK3190_A26_REVERSED = _stream("xk3190-a26-1", parse_a26_reversed)
XK3190_A26 = _stream("xk3190-a26-2", parse_a26)
