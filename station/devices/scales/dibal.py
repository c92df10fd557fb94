"""Dibal G310 and DPOS: grams in five digits, a price nobody needs here, and a check character.

Source: Dibal G310/DPOS communication, command 98 and answer 99.
"""

import re
from decimal import Decimal

from station.devices.answer import INVALID, Answer, Status, status, weighed
from station.devices.contract import ScaleProtocol
from station.devices.scales.parts import lines, xor_of

_ANSWER = re.compile(rb"(?P<checked>99(?P<trouble>[0-9])(?P<mass>[0-9]{5})0[0-9]{6})(?P<check>.)", re.DOTALL)


def parse(frame: bytes) -> Answer:
    """The last character is the XOR of all before it. The mass is in kilograms with three decimals."""
    found = _ANSWER.fullmatch(frame)
    if found is None or xor_of(found["checked"]) != found["check"][0]:
        return INVALID
    if found["trouble"] != b"0":
        return status(Status.FAULT, checksum="ok")
    return weighed(Decimal(found["mass"].decode()).scaleb(-3), "kg", None, checksum="ok")


DIBAL = ScaleProtocol(
    name="dibal",
    framer=lines(),
    parse=parse,
    ask=b"98000001\r\n",
    speaks="poll",
    aliases=("dibal-g310", "dibal-dpos"),
    checksum=True,
)
