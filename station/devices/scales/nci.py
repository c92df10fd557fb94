"""NCI / Weigh-Tronix SCP-01 and its ECR variant: a weight with its unit, and two status bytes or more.

Sources: Salter Brecknell 3700LP, page 11, and 6712, page 19; Avery Weigh-Tronix 7821, page 25; Ohaus
Aviator 7000 service manual, pages 47 and 49 (status bits, ECR); Adam MDW, pages 13 and 14.
"""

import re
from dataclasses import replace
from decimal import Decimal

from station.devices.answer import INVALID, Answer, Kind, Mode, Status, refused, status, weighed
from station.devices.contract import ScaleProtocol
from station.devices.scales.parts import frames, unit

_SHAPE = rb"\n(?:[^\n\r\x03]{1,20}\r\n)?[^\n\r\x03]{1,6}\r\x03"
_BITS = rb"S?(?P<bits>[\x30-\x3f\x70-\x7f]{2,4})\r\x03"
_PLAIN = re.compile(
    rb"\n(?: *(?P<mass>-? *[0-9]{0,7}\.?[0-9]{1,5}) *(?P<unit>(?i:lb|kg|oz|g)) *\r\n)?" + _BITS
)
_DASHED = re.compile(rb"\n *(?:\^{3,}|_{3,}|-{3,}) *[A-Za-z ]{0,3}\r\n" + _BITS)
_POUNDS = re.compile(
    rb"\n *(?P<sign>-?) *(?P<lb>[0-9]{1,4}) *(?i:lb) *(?P<oz>[0-9]{1,2}(?:\.[0-9]{1,3})?) *(?i:oz) *\r\n"
    + _BITS
)
_DASHES = {ord("^"): Status.OVERLOAD, ord("_"): Status.UNDERLOAD, ord("-"): Status.ZERO_ERROR}
_MORE = 0x40


def parse(frame: bytes) -> Answer:
    if frame == b"\n?\r\x03":
        return refused("bad_command")
    if frame == b"\nOPOS\r\x03":
        return Answer(Kind.INFO)
    found = _POUNDS.fullmatch(frame) or _PLAIN.fullmatch(frame) or _DASHED.fullmatch(frame)
    bits = _whole(found["bits"]) if found else None
    if found is None or bits is None:
        return INVALID
    said = _status(bits)
    if found.re is _DASHED:
        dashes = _DASHES[frame.strip()[0]]
        return status(dashes) if said in (Status.OK, Status.IN_MOTION) else status(said)
    if said not in (Status.OK, Status.IN_MOTION):
        return status(said)
    return _said(found, bits, said)


def _said(found: re.Match[bytes], bits: bytes, said: Status) -> Answer:
    """A weight that may be used, or that there is none now."""
    zero = {"zero": True} if bits[0] & 2 else {}
    mode = None if len(bits) < 3 else Mode.NET if bits[2] & 4 else Mode.GROSS
    stable = said is Status.OK
    if found.re is _POUNDS:
        ounces = Decimal(found["oz"].decode())
        parts = {"lb": found["lb"].decode(), "oz": found["oz"].decode()}
        if ounces >= 16:
            return INVALID
        whole = 16 * int(found["lb"]) + ounces
        return weighed(-whole if found["sign"] else whole, "oz", stable, mode, **parts, **zero)
    if found["mass"] is None:
        return status(said, **zero)
    mass = Decimal(found["mass"].replace(b" ", b"").decode())
    return weighed(mass, unit(found["unit"]), stable, mode, **zero)


def _whole(bits: bytes) -> bytes | None:
    """The status bytes when none is missing: from the second on, bit 6 says that another follows."""
    more = [bool(byte & _MORE) for byte in bits[1:]]
    return bits if more == [True] * (len(more) - 1) + [False] else None


def _status(bits: bytes) -> Status:
    third = bits[2] if len(bits) > 2 else 0
    rules = (
        (bits[0] & 0x0C or bits[1] & 0x0C, Status.FAULT),  # its memory or its calibration
        (bits[1] & 2, Status.OVERLOAD),
        (bits[1] & 1, Status.UNDERLOAD),
        (third & 8, Status.ZERO_ERROR),
        (bits[0] & 1, Status.IN_MOTION),
    )
    return next((word for bit, word in rules if bit), Status.OK)


NCI_SCP01 = ScaleProtocol(
    name="nci-scp01",
    framer=frames(_SHAPE, longest=32, starts=b"\n"),
    parse=parse,
    ask=b"W\r",
    speaks="poll",
    aliases=("nci", "scp-01", "weigh-tronix"),
)
NCI_ECR = replace(NCI_SCP01, name="nci-ecr", aliases=("ecr",))
