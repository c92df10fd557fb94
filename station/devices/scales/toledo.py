"""Toledo 8217 with its PS60 and EH-SCP relatives, and Weightronix 8213: a weight without a unit, or `?`.

Sources: Mettler Toledo 8217 command table (Magellan 8500 service manual, pages 45 and 50); Brecknell 67xxU
service manual, page 74, and Rice Lake BenchPro, page 30 (status bits); Salter Brecknell 3700LP, page 11
(8213).
"""

import re
from collections.abc import Callable

from station.devices.answer import INVALID, Answer, Kind, Mode, Status, refused, status, weighed
from station.devices.contract import LineFormat, ScaleProtocol
from station.devices.scales.parts import frames, number

# The status byte may be any byte, also one that begins or ends a frame.
_SHAPE = rb"\x02(?:\?.\r|E\rhello|(?!E)[^\x02\r?]{1,10}\r)"
_8217 = re.compile(rb"\x02(?P<mass> {0,3}[0-9]{1,4}\.[0-9]{1,4})(?P<net>N?)\r")
_8213 = re.compile(rb"\x02(?:(?P<mass> {0,3}[0-9]{1,4}\.[0-9]{1,3})|(?P<grams>0[0-9]{5}))\r")
_ECHO = b"\x02E\rhello"


def parse(frame: bytes) -> Answer:
    """However many decimals: the unit is a setting of the scale, and never sent."""
    found = _8217.fullmatch(frame)
    if found is None:
        return _without_weight(frame)
    mass = number(found["mass"])
    return INVALID if mass is None else weighed(mass, None, True, Mode.NET if found["net"] else None)


def parse_8213(frame: bytes) -> Answer:
    found = _8213.fullmatch(frame)
    if found is None:
        return _without_weight(frame)
    # Six digits without a point are what the scale sends when it is set to grams.
    mass = number(found["mass"] or found["grams"])
    return INVALID if mass is None else weighed(mass, "g" if found["grams"] else None, True)


def _without_weight(frame: bytes) -> Answer:
    if frame == _ECHO:
        return Answer(Kind.INFO)
    return _status(frame[2]) if len(frame) == 4 and frame[1:2] == b"?" else INVALID


def _status(bits: int) -> Answer:
    """Bits 5 and 6 mean "net" and "bad command" on a Toledo and are always set on its relatives."""
    if bits & 2:
        return status(Status.OVERLOAD)
    if bits & 4:
        return status(Status.UNDERLOAD)
    if bits & 1:
        return status(Status.IN_MOTION)
    if bits & 0x7F == 0x40:
        return refused("bad_command")
    return status(Status.OK, **({"zero": True} if bits & 0x10 else {}))


def _protocol(name: str, parse: Callable[[bytes], Answer], aliases: tuple[str, ...]) -> ScaleProtocol:
    return ScaleProtocol(
        name=name,
        framer=frames(_SHAPE, longest=12, starts=b"\x02"),
        parse=parse,
        ask=b"W",
        speaks="poll",
        line=LineFormat(9600, 7, "E"),
        aliases=aliases,
        sends_unit=False,
    )


TOLEDO_8217 = _protocol("toledo-8217", parse, ("8217", "ps60", "eh-scp"))
WEIGHTRONIX_8213 = _protocol("weightronix-8213", parse_8213, ("8213",))
