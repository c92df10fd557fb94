"""Sartorius SBI: 16 characters with their line end, or 22 with a name in front.

Sources: Sartorius GC803, page 57; Entris II, page 3; Sartorius Master, page 79; Combics 3, page 94.
"""

import re

from station.devices.answer import INVALID, Answer, Status, status
from station.devices.contract import ScaleProtocol
from station.devices.scales.aandd import signed_columns
from station.devices.scales.parts import MODES, lines, unit

_WEIGHT = re.compile(
    rb"(?P<name>[A-Z][A-Z0-9]?#? *| {6}(?=[+-]))?(?P<sign>[+ -])(?P<mass>[ 0-9.]{9})(?P<blank> )"
    rb"(?P<unit>[ A-Za-z%]{3})"
)
# A sign in front tells that nothing is missing, whatever the columns; the digit in brackets is not verified.
_SIGNED = re.compile(
    rb"(?P<name>(?:[A-Z][A-Z0-9]?#?|Qnt) +)?(?P<sign>[+-])(?P<mass> *[0-9]+(?:\.[0-9]+)?)"
    rb" *(?P<unit>[A-Za-z%]{1,3}) *"
)
_BRACKETS = re.compile(rb"\[([0-9])\]")
_WORD = re.compile(rb"(?:Stat)? +(?P<word>[A-Za-z][A-Za-z0-9#. ]*|- ?- *)")
_WORDS = {
    b"High": Status.OVERLOAD,
    b"H": Status.OVERLOAD,
    b"HH": Status.OVERLOAD,
    b"Low": Status.UNDERLOAD,
    b"L": Status.UNDERLOAD,
    b"LL": Status.UNDERLOAD,
    b"C": Status.NOT_EXECUTABLE,  # adjusts itself
    b"--": Status.NOT_EXECUTABLE,  # what it showed last
    b"- -": Status.NOT_EXECUTABLE,
}
_TROUBLES = (b"ERR", b"Err", b"APP.ER", b"DIS.ER", b"PRT.ER")
_SHORT, _LONG = 14, 20


def parse(frame: bytes) -> Answer:
    """A blank unit: the weight does not rest. A name that is not of a weight on the pan is not read."""
    found = _WEIGHT.fullmatch(frame)
    if found is not None and len(frame) == (_LONG if found["name"] else _SHORT):
        return _weight(found)
    if signed := _SIGNED.fullmatch(_BRACKETS.sub(rb"\1", frame)):
        return _known(signed)
    word = _WORD.fullmatch(frame)
    return _status(word["word"].rstrip()) if word else INVALID


def _weight(found: re.Match[bytes]) -> Answer:
    return _known(found) if not found["name"] or len(found["name"]) == _LONG - _SHORT else INVALID


def _known(found: re.Match[bytes]) -> Answer:
    name = (found["name"] or b"").strip().rstrip(b"#").rstrip(b"12")
    counts = name == b"Qnt" and unit(found["unit"]) == "pcs"
    return signed_columns(found, MODES.get(name)) if not name or name in MODES or counts else INVALID


def _status(word: bytes) -> Answer:
    if word in _WORDS:
        return status(_WORDS[word])
    if word.startswith(b"Cal"):
        return status(Status.NOT_EXECUTABLE)
    return status(Status.FAULT) if word.startswith(_TROUBLES) else INVALID


SBI = ScaleProtocol(name="sbi", framer=lines(), parse=parse, ask=b"\x1bP\r\n", aliases=("sartorius",))
