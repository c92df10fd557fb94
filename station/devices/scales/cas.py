"""CAS: the 22-byte stream with its lamp byte, and the handshake of cash registers.

Sources: CAS CI-600D, page 74, and PDI, page 37 (22 bytes); CAS SW-II, page 15, AP-1 protocol (handshake).
"""

import re

from station.devices.answer import INVALID, Answer, Status, acknowledged, refused, status, weighed
from station.devices.contract import ScaleProtocol
from station.devices.framing import Cutter
from station.devices.scales.parts import MODES, lines, number, unit, xor_of

_22 = re.compile(
    rb"(?P<head>ST|US|OL|UL),(?P<mode>GS|NT),[ -~](?P<lamp>[\x80-\xff]),"
    rb"(?P<mass>[ 0-9.+-]{8}) ?(?P<unit>[ A-Za-z]{2}) *"
)
_22_TROUBLE = re.compile(rb"ERR ?[0-9]{1,3}")
_STABLE, _HOLD = 0x40, 0x10
_ECR = re.compile(
    rb"\x01\x02(?P<checked>(?P<state>[SU])(?P<sign>[ F-])(?P<mass>[ 0-9.]{6})(?P<unit>[A-Za-z ]{2}))"
    rb"(?P<check>.)\x03\x04",
    re.DOTALL,
)
_BEGIN = re.compile(rb"[\x01\x06\x15]")
_ECR_SHAPE = re.compile(rb"\x01\x02[SU].{10}\x03\x04", re.DOTALL)
_LONGEST = 15


def parse_22(frame: bytes) -> Answer:
    """Header and lamps must agree that the weight rests; a held display is not what lies on the pan."""
    if _22_TROUBLE.fullmatch(frame):
        return status(Status.FAULT)
    found = _22.fullmatch(frame)
    if found is None:
        return INVALID
    if found["head"] in (b"OL", b"UL"):
        return status(Status.OVERLOAD if found["head"] == b"OL" else Status.UNDERLOAD)
    mass, known, lamp = number(found["mass"]), unit(found["unit"]), found["lamp"][0]
    if mass is None or known is None:
        return INVALID
    stable = found["head"] == b"ST" and bool(lamp & _STABLE) and not lamp & _HOLD
    held = {"hold": True} if lamp & _HOLD else {}
    return weighed(mass, known, stable, MODES[found["mode"]], **held)


def parse_ecr(frame: bytes) -> Answer:
    """The check byte is the XOR of everything from the state to the unit."""
    if frame == b"\x06":
        return acknowledged("enquiry")
    if frame == b"\x15":
        return refused("not_acknowledged")
    found = _ECR.fullmatch(frame)
    if found is None or xor_of(found["checked"]) != found["check"][0]:
        return INVALID
    if found["sign"] == b"F":
        return status(Status.OVERLOAD, checksum="ok")
    mass, known = number(found["mass"], found["sign"]), unit(found["unit"])
    if mass is None or known is None:
        return INVALID
    return weighed(mass, known, found["state"] == b"S", checksum="ok")


def find_ecr(heard: bytes, place: int) -> tuple[int, int] | None:
    """The next frame or single answer. What looks like an answer inside a frame may be its check byte."""
    while found := _BEGIN.search(heard, place):
        begin = found.start()
        if heard[begin] != 1:
            return begin, begin + 1
        frame = heard[begin : begin + _LONGEST]
        if len(frame) < _LONGEST and (
            b"\x01\x02S".startswith(frame[:3]) or b"\x01\x02U".startswith(frame[:3])
        ):
            return None
        if _ECR_SHAPE.fullmatch(frame):
            return begin, begin + _LONGEST
        place = begin + 1
    return None


CAS_22 = ScaleProtocol(
    name="cas-22",
    framer=lines(seven=False),
    parse=parse_22,
    ask=b"",
    speaks="stream",
    aliases=("cas",),
    seven=False,
    head=re.compile(rb"(?:ST|US),(?:GS|NT),"),
)
CAS_ECR = ScaleProtocol(
    name="cas-ecr",
    framer=lambda: Cutter(find_ecr, _LONGEST, starts=b"\x01\x06\x15"),
    parse=parse_ecr,
    ask=b"\x05",
    speaks="poll",
    aliases=("icl",),
    replies={b"\x06": b"\x11"},
    checksum=True,
)
