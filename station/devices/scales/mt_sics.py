"""MT-SICS level 0 and 1 (Mettler Toledo), which KERN calls KCP.

Sources: Mettler Toledo, MT-SICS Reference Manual, sections 2.1 (answers) and 3 (S, SI, SIR);
KERN Communications Protocol manual (same commands and answers).
"""

import re
from decimal import Decimal

from station.devices.contract import UNITS, Fault, Reading, ScaleProtocol, Weight
from station.devices.framing import Framer

# `A` for "accepted" is how compact stacks mark the answer to `S`, which waits for a stable weight.
_ID = rb"S(?:I|R|IR|NR|U|IU)?"
_MASS = rb"(?P<mass>-? *[0-9]{1,10}(?:\.[0-9]{1,8})?)"
_WEIGHT = re.compile(_ID + rb" +(?P<state>[SDA]) +" + _MASS + rb" +(?P<unit>[a-z]{1,2}) *")
_STATUS = re.compile(_ID + rb" +(?P<status>[IL+-]) *")
_ERROR_TEXT = re.compile(_ID + rb" +[SDA] +Error\b[ -~]*")
# Answers to commands that are not about the weight on the pan: tare, zero, reset, inventory.
_OTHER = re.compile(rb"(?:T|TI|TA|TAC|Z|ZI|@|I[0-9]{1,2})(?: [ -~]*)?")

_STATUS_FAULTS = {
    b"+": Fault.OVERLOAD,
    b"-": Fault.UNDERLOAD,
    b"I": Fault.NOT_EXECUTABLE,
    b"L": Fault.NOT_EXECUTABLE,
}
# ES and ET: the scale could not read what it was sent, so the line or the protocol is wrong.
_REFUSALS = {b"ES": Fault.GARBLED, b"ET": Fault.GARBLED, b"EL": Fault.NOT_EXECUTABLE}


def parse(frame: bytes, at: float) -> Reading | None:
    """One line without its CR LF. The whole line must fit: the tail of a torn one is never a weight."""
    weight = _WEIGHT.fullmatch(frame)
    if weight:
        return _weight(weight, at)
    status = _STATUS.fullmatch(frame)
    if status:
        return _STATUS_FAULTS[status["status"]]
    if _ERROR_TEXT.fullmatch(frame):
        return Fault.NOT_EXECUTABLE
    if frame.strip() in _REFUSALS:
        return _REFUSALS[frame.strip()]
    return None if _OTHER.fullmatch(frame) else Fault.GARBLED


def _weight(found: re.Match[bytes], at: float) -> Reading:
    unit = found["unit"].decode("ascii")
    if unit not in UNITS:
        return Fault.GARBLED
    mass = found["mass"].replace(b" ", b"").decode("ascii")
    decimals = len(mass.partition(".")[2])
    return Weight(Decimal(mass), unit, found["state"] != b"D", at, Decimal(1).scaleb(-decimals))


def framer() -> Framer:
    return Framer(ends=b"\r\n", starts=b"")


MT_SICS = ScaleProtocol("mt-sics", framer, parse, ask=b"SI\r\n")
