"""SMA: the protocol of the Scale Manufacturers Association.

Source: SMA SCP-0499, sections on the standard answer and its status characters.
"""

import re

from station.devices.answer import INVALID, Answer, Kind, Status, refused, status, weighed
from station.devices.contract import ScaleProtocol
from station.devices.scales.parts import MODES, frames, number, unit

_ANSWER = re.compile(
    rb"\n(?P<state>[ ZOUEIT])[ 1-9](?P<mode>[GNTgnt])(?P<motion>[M ])[ -~](?P<mass>.{10})(?P<unit>.{3})\r",
    re.DOTALL,
)
# What it says of itself, and of its own test.
_ABOUT = re.compile(rb"\n[A-Z]{3}:[ -~]*\r")
_STATES = {
    b"O": Status.OVERLOAD,
    b"U": Status.UNDERLOAD,
    b"E": Status.ZERO_ERROR,
    b"I": Status.ZERO_ERROR,
    b"T": Status.NOT_EXECUTABLE,
}


def parse(frame: bytes) -> Answer:
    """With a trouble in front the number behind it is not looked at."""
    if frame == b"\n?\r":
        return refused("bad_command")
    if _ABOUT.fullmatch(frame):
        return Answer(Kind.INFO)
    found = _ANSWER.fullmatch(frame)
    if found is None:
        return INVALID
    if found["state"] in _STATES:
        return status(_STATES[found["state"]])
    mass, known = number(found["mass"].rstrip()), unit(found["unit"].rstrip(b"_"))
    if mass is None or known is None:
        return INVALID
    zero = {"zero": True} if found["state"] == b"Z" else {}
    return weighed(mass, known, found["motion"] == b" ", MODES[found["mode"]], **zero)


SMA = ScaleProtocol(
    name="sma",
    framer=frames(rb"\n[^\n\r]{1,24}\r", longest=26, starts=b"\n"),
    parse=parse,
    ask=b"\nW\r",
    aliases=("scp-0499",),
)
