"""Radwag: the mass line, in whatever width its model has.

Sources: Radwag MA X2, page 107; WTC, page 48; WLT-L, page 80; MRC BPS, page 137; WTC/2000, page 51, and
AS plus, page 84 (printed by its key).
"""

import re

from station.devices.answer import INVALID, Answer, Status, acknowledged, refused, status, weighed
from station.devices.contract import ScaleProtocol
from station.devices.scales.parts import lines, number, unit

_MASS = re.compile(
    rb"(?:SUI|SU|SI|S)(?: *(?P<state>[?^v])| ) *(?P<sign>[+-]?)(?P<mass> *[0-9]+(?:\.[0-9]+)?) *"
    rb"(?P<unit>[A-Za-z%]{1,3}) *"
)
# The key of the scale prints the same columns without a command; the digit in brackets is not verified.
_PRINTED = re.compile(
    rb"(?P<state>[ ?^v]) (?P<sign>[ -])(?P<mass>[ 0-9.]{9}) (?P<unit>[A-Za-z%][A-Za-z% ]{2})"
)
_BRACKETS = re.compile(rb"\[([0-9])\]")
_COMMAND = re.compile(rb"(?P<what>[A-Z]{1,3}) (?P<answer>A|D|OK|I|\^|v|E) *")
_ANSWERS = {
    b"I": Status.NOT_EXECUTABLE,
    b"^": Status.OVERLOAD,
    b"v": Status.UNDERLOAD,
    b"E": Status.FAULT,
}
_COMMANDS = {b"Z": "zero", b"T": "tare"}


def parse(frame: bytes) -> Answer:
    """`S` is first acknowledged, and answered with a weight when there is one."""
    if frame.strip() == b"ES":
        return refused("syntax")
    if found := _COMMAND.fullmatch(frame):
        if found["answer"] in _ANSWERS:
            return status(_ANSWERS[found["answer"]])
        return acknowledged(_COMMANDS.get(found["what"], "weigh"))
    if frame.strip() == b"OK":
        return acknowledged("command")
    plain = _BRACKETS.sub(rb"\1", frame)
    found = _MASS.fullmatch(plain) or _PRINTED.fullmatch(plain)
    if found is None:
        return INVALID
    if found["state"] in _ANSWERS:
        return status(_ANSWERS[found["state"]])
    mass, known = number(found["mass"], found["sign"]), unit(found["unit"])
    return INVALID if mass is None or known is None else weighed(mass, known, found["state"] in (None, b" "))


RADWAG = ScaleProtocol(
    name="radwag", framer=lines(), parse=parse, ask=b"SI\r\n", head=re.compile(rb"(?:SUI|SU|SI|S)[ ?^v]")
)
