"""KERN DE and its relatives of that age: sign, number and unit, and no word on whether the weight rests.

Source: KERN DE, interface description of the answer to `w`.
"""

import re

from station.devices.answer import INVALID, Answer, weighed
from station.devices.contract import ScaleProtocol
from station.devices.scales.parts import lines, number, unit

# Twelve columns, always: the tail of a line whose sign was lost is shorter.
_LINE = re.compile(rb"[ M](?P<sign>[ -])(?P<mass>[ 0-9.]{12}) (?P<unit>kg|g) *")


def parse(frame: bytes) -> Answer:
    found = _LINE.fullmatch(frame)
    if found is None:
        return INVALID
    mass, known = number(found["mass"], found["sign"]), unit(found["unit"])
    return INVALID if mass is None or known is None else weighed(mass, known, None)


KERN_DE = ScaleProtocol(name="kern-de", framer=lines(), parse=parse, ask=b"w", speaks="poll")
