"""Ohaus: the layouts of one line, told apart by their columns.

Sources: Ohaus RS232 interface manual, EN-3 (Scout Pro, Navigator); Defender 3000 manual, EN-35;
Defender 5000, EN-51 (result of a check behind the legend); Ranger RC, page 36.
"""

import re

from station.devices.answer import INVALID, Answer, Status, acknowledged, refused, status, weighed
from station.devices.contract import ScaleProtocol
from station.devices.scales.parts import MODES, lines, number, unit

_LEGEND = rb"(?P<legend>   |G  |N  |T  |NET|PT )"
_TIME = rb"(?: +[0-9]{2}:[0-9]{2}:[0-9]{2})?"
_DIGITS = rb"[0-9]+(?:\.[0-9]+)?"
_LAYOUTS = (
    # Scout: eleven columns, and what follows the unit only when there is something to say.
    re.compile(
        rb"(?P<mass>[ 0-9.-]{11}) +(?P<unit>[A-Za-z]{1,5})(?P<moves> *\?)?(?: +(?P<legend>G|N|NET|T|PT))?"
        + _TIME
        + rb"(?: +(?:Under|Accept|Over))? *"
    ),
    # Other widths: blanks in front tell that no digit is missing, nothing behind the unit that no sign is.
    re.compile(rb"(?P<mass> +-?" + _DIGITS + rb") +(?P<unit>[A-Za-z]{1,5})(?P<moves> +\?)?" + _TIME),
    # A sign in front tells both.
    re.compile(
        rb"(?P<mass>- *" + _DIGITS + rb") +(?P<unit>[A-Za-z]{1,5})(?P<moves> *\?)?"
        rb"(?: *(?<=[ ?])(?P<legend>G|N|NET|T|PT))? *"
    ),
    # Defender: sign, blank, seven columns; the unit filled up to five.
    re.compile(
        rb"(?P<mass>[ -] [ 0-9.]{7}) (?P<unit>[A-Za-z][A-Za-z ]{4})(?P<moves>[? ])" + _LEGEND + rb" *"
    ),
    # Ranger: sign, two blanks, seven columns; the unit filled up to two.
    re.compile(rb"(?P<mass>[ -]  [ 0-9.]{7}) (?P<unit>[ A-Za-z]{2}) (?P<moves>[? ]) " + _LEGEND + rb" *"),
)
_TROUBLE = re.compile(rb" *Err(?:or)?[ .]*[0-9][0-9.]* *", re.IGNORECASE)
# Ohaus writes taels and tonnes alike.
_DOUBTFUL = {None, "t"}


def parse(frame: bytes) -> Answer:
    """`?` behind the unit: it moves. An accumulated total is not what lies on the pan."""
    if frame.strip() == b"ES":
        return refused("syntax")
    if _TROUBLE.fullmatch(frame):
        return status(Status.FAULT)
    if frame.strip() == b"OK!":
        return acknowledged("command")
    for layout in _LAYOUTS:
        if found := layout.fullmatch(frame):
            break
    else:
        return INVALID
    mass, known = number(found["mass"]), unit(found["unit"])
    if mass is None or known in _DOUBTFUL:
        return INVALID
    legend = found.groupdict().get("legend") or b""
    return weighed(mass, known, b"?" not in (found["moves"] or b""), MODES.get(legend.strip()))


OHAUS = ScaleProtocol(name="ohaus", framer=lines(), parse=parse, ask=b"IP\r\n")
