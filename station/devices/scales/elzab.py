"""ELZAB CAT 27: always kilograms.

Source: ELZAB CAT 27 manual, page 24.
"""

import re

from station.devices.answer import INVALID, Answer, weighed
from station.devices.contract import ScaleProtocol
from station.devices.scales.parts import frames, number

_FRAME = re.compile(rb"\x1b(?P<state>[SU])(?P<sign>[ -])(?P<mass>[ 0-9][0-9]\.[0-9]{3})\r\n")


def parse(frame: bytes) -> Answer:
    found = _FRAME.fullmatch(frame)
    mass = number(found["mass"], found["sign"]) if found else None
    return INVALID if found is None or mass is None else weighed(mass, "kg", found["state"] == b"S")


ELZAB = ScaleProtocol(
    name="elzab",
    framer=frames(rb"\x1b[^\x1b\r\n]{1,12}\r\n", longest=15, starts=b"\x1b"),
    parse=parse,
    ask=b"",
    speaks="stream",
    aliases=("elzab-cat27",),
)
