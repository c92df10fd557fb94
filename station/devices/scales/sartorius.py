"""Sartorius SBI: 16 characters with their line end, or 22 with a name in front.

Sources: Sartorius GC803, page 57; Entris II, page 3; Sartorius Master, page 79.
"""

import re

from station.devices.answer import INVALID, Answer, Status, status
from station.devices.contract import ScaleProtocol
from station.devices.scales.aandd import signed_columns
from station.devices.scales.parts import MODES, lines

# A digit that is not verified stands in brackets.
_WEIGHT = re.compile(
    rb"(?P<name>[A-Z][A-Z0-9]?#? *)?(?P<sign>[+ -])(?P<mass>[ 0-9.]{9})(?P<blank> )(?P<unit>[ A-Za-z%]{3})"
)
_BRACKETS = re.compile(rb"(?P<name>[A-Z][A-Z0-9]?#? *)?[+-][ 0-9.]{1,8}\[[0-9]\][ A-Za-z%]{1,3}")
_WORD = re.compile(rb"(?:Stat)? +(?P<word>[A-Za-z][A-Za-z0-9#. ]*)")
_WORDS = {b"High": Status.OVERLOAD, b"Low": Status.UNDERLOAD}
_TROUBLES = (b"ERR", b"Err", b"APP.ER", b"DIS.ER", b"PRT.ER")
_SHORT, _LONG = 14, 20


def parse(frame: bytes) -> Answer:
    """A blank unit: the weight does not rest. A name that is not of a weight on the pan is not read."""
    found = _WEIGHT.fullmatch(frame)
    if found is not None and len(frame) == (_LONG if found["name"] else _SHORT):
        return _weight(found)
    if bracketed := _BRACKETS.fullmatch(frame):
        return _bracketed(bracketed, frame)
    word = _WORD.fullmatch(frame)
    return _status(word["word"].rstrip()) if word else INVALID


def _weight(found: re.Match[bytes]) -> Answer:
    name = (found["name"] or b"").strip().rstrip(b"#").rstrip(b"12")
    if found["name"] and (name not in MODES or len(found["name"]) != _LONG - _SHORT):
        return INVALID
    return signed_columns(found, MODES.get(name))


def _bracketed(found: re.Match[bytes], frame: bytes) -> Answer:
    """The same line without its brackets: they take the blank's place."""
    plain = frame.replace(b"[", b"").replace(b"]", b" ")
    width = _LONG if found["name"] else _SHORT
    signed = len(found["name"] or b"") + 1
    straight = _WEIGHT.fullmatch(plain[:signed] + b" " + plain[signed:].ljust(width - signed - 1))
    return _weight(straight) if straight and len(frame) <= width else INVALID


def _status(word: bytes) -> Answer:
    if word in _WORDS:
        return status(_WORDS[word])
    if word.startswith(b"Cal"):
        return status(Status.NOT_EXECUTABLE)
    return status(Status.FAULT) if word.startswith(_TROUBLES) else INVALID


SBI = ScaleProtocol(name="sbi", framer=lines(), parse=parse, ask=b"\x1bP\r\n", aliases=("sartorius",))
