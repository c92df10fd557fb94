"""KERN DE and its relatives of that age: sign, number and unit, and no word on whether the weight rests.

Source: KERN DE, interface description of the answer to `w`.
"""

import re

from station.devices.answer import INVALID, Answer, Status, status, weighed
from station.devices.contract import ScaleProtocol
from station.devices.scales.parts import lines, number, unit

# Twelve columns, always: the tail of a line whose sign was lost is shorter.
_LINE = re.compile(rb"[ M](?P<sign>[ -])(?P<mass>[ 0-9.]{12}) *(?P<unit>[A-Za-z]{1,3}) *")
# An M or a sign in its place tells that nothing is missing.
_KNOWN = re.compile(
    rb"(?:M(?P<m>[ -])| (?P<blank>-))(?P<mass> *[0-9]+(?:\.[0-9]+)?) *(?P<unit>[A-Za-z]{1,3}) *"
)
_TROUBLE = re.compile(rb" *Err[ .0-9]*", re.IGNORECASE)


def parse(frame: bytes) -> Answer:
    if _TROUBLE.fullmatch(frame):
        return status(Status.FAULT)
    found = _LINE.fullmatch(frame) or _KNOWN.fullmatch(frame)
    if found is None:
        return INVALID
    sign = found["sign"] if found.re is _LINE else found["m"] or found["blank"]
    mass, known = number(found["mass"], sign), unit(found["unit"])
    return INVALID if mass is None or known is None else weighed(mass, known, None)


KERN_DE = ScaleProtocol(name="kern-de", framer=lines(), parse=parse, ask=b"w", speaks="poll")
