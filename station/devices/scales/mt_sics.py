"""MT-SICS level 0 and 1 (Mettler Toledo), which KERN calls KCP.

Sources: Mettler Toledo, MT-SICS Reference Manual, sections 2.1 (answers) and 3 (S, SI, SIR);
KERN Communications Protocol manual (same commands and answers).
"""

import re
from dataclasses import replace

from station.devices.answer import INVALID, Answer, Kind, Status, acknowledged, refused, status, weighed
from station.devices.contract import ScaleProtocol
from station.devices.scales.parts import lines, number, unit

_ID = rb"S(?:I|R|IR|NR|U|IU)?"
_MASS = rb"(?P<mass>[+-]? *+[0-9]{1,10}(?:\.[0-9]{1,8})?) *(?P<unit>[A-Za-z]{1,3}) *"
# `A` for "accepted" is how compact stacks mark the answer to `S`, which waits for a stable weight.
_WEIGHT = re.compile(_ID + rb" +(?P<state>[SDA]) ++" + _MASS)
# Range is also told without a blank; an I or L without one is part of the command's name.
_STATUS = re.compile(
    rb"(?:" + _ID + rb"|TI?|TA|TAC|ZI?|DW?|K|PWR|M[0-9]{2})(?: +(?P<status>[IL+-])| *(?P<range>[+-])) *"
)
_ERROR_TEXT = re.compile(_ID + rb" +[SDA] +Error\b[ -~]*")
_TARE = re.compile(rb"(?:T|TI|TA) +[SDA] ++" + _MASS)
# Answers to commands that are not about the weight on the pan.
_DONE = re.compile(rb"(?P<what>TAC?|TI?|ZI?|@|DW?|K|PWR|M[0-9]{2}|SR|SIR|C) +[ABSD](?: [ -~]*)?")
_INVENTORY = re.compile(rb"I[0-9]{1,2}(?: [ -~]*)?")

_STATUSES = {
    b"+": Status.OVERLOAD,
    b"-": Status.UNDERLOAD,
    b"I": Status.NOT_EXECUTABLE,
    b"L": Status.WRONG_PARAMETER,
}
_REFUSALS = {b"ES": "syntax", b"ET": "transmission", b"EL": "logical"}
_COMMANDS = {b"T": "tare", b"Z": "zero", b"@": "reset"}


def parse(frame: bytes) -> Answer:
    """One line without its CR LF. The whole line must fit: the tail of a torn one is never a weight."""
    if found := _WEIGHT.fullmatch(frame):
        return _number(found, found["state"] != b"D")
    if found := _STATUS.fullmatch(frame):
        return status(_STATUSES[found["status"] or found["range"]])
    if _ERROR_TEXT.fullmatch(frame):
        return status(Status.FAULT)
    if frame.strip() in _REFUSALS:
        return refused(_REFUSALS[frame.strip()])
    return _about_something_else(frame)


def _about_something_else(frame: bytes) -> Answer:
    if found := _TARE.fullmatch(frame):
        tare = _number(found, None)
        return acknowledged("tare", value=tare.value, unit=tare.unit) if tare is not INVALID else INVALID
    if found := _DONE.fullmatch(frame):
        what = found["what"]
        return acknowledged(_COMMANDS.get(what[:1]) or what.decode().lower())
    return Answer(Kind.INFO) if _INVENTORY.fullmatch(frame) else INVALID


def _number(found: re.Match[bytes], stable: bool | None) -> Answer:
    mass, known = number(found["mass"]), unit(found["unit"])
    return INVALID if mass is None or known is None else weighed(mass, known, stable)


MT_SICS = ScaleProtocol(
    name="mt-sics",
    framer=lines(),
    parse=parse,
    ask=b"SI\r\n",
    aliases=("mettler-toledo", "sics"),
    head=re.compile(_ID + rb" +[SDA] "),
)
# KERN asks for 100 ms between two questions, which is less than the usual pause.
KERN_KCP = replace(MT_SICS, name="kern-kcp", aliases=("kcp",), hurried=0.1)
