"""Fairbanks: one line and EOT; an EOT alone says that there is no weight.

Sources: Fairbanks Ultegra, page 9; FB2255, UPS format, page 72.
"""

import re

from station.devices.answer import INVALID, Answer, Status, status, weighed
from station.devices.contract import ScaleProtocol
from station.devices.scales.parts import MODES, frames, number, unit

_LINE = re.compile(rb"(?P<mass>[ 0-9.-]{7}) (?P<unit>(?i:lb|kg|oz)) +(?P<mode>GR|gr|NT|nt) *\r\n\x04")


def parse(frame: bytes) -> Answer:
    """Small letters mean motion. EOT alone: not zeroed since it was switched on, or over its capacity."""
    if frame == b"\x04":
        return status(Status.NOT_EXECUTABLE)
    found = _LINE.fullmatch(frame)
    if found is None:
        return INVALID
    mass, known = number(found["mass"]), unit(found["unit"])
    if mass is None or known is None:
        return INVALID
    return weighed(mass, known, found["mode"].isupper(), MODES[found["mode"].upper()])


FAIRBANKS = ScaleProtocol(
    name="fairbanks",
    framer=frames(rb"[^\x04]{0,30}\x04", longest=31),
    parse=parse,
    ask=b"\r",
    speaks="poll",
    aliases=("ultegra",),
)
