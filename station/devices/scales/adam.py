"""Adam CPWplus and AZextra.

Sources: Adam CPWplus 150P, page 16; the AZextra's label format 3 as public drivers read it.
"""

import re

from station.devices.answer import INVALID, Answer, weighed
from station.devices.contract import LineFormat, ScaleProtocol
from station.devices.scales.parts import MODES, lines, number, unit

_CPW = re.compile(
    rb"(?P<mode>[GNT])(?:/W)?:? +(?P<sign>[+-])(?P<mass> *[0-9]+(?:\.[0-9]+)?) *(?P<unit>[A-Za-z]{1,3}) *"
)
# The blank in front tells a whole number from the tail of a torn one.
_AZ = re.compile(rb" +(?P<mass>-?[0-9]{1,5}\.[0-9]{1,4}) *(?P<unit>(?i:kg|g|lb|oz)) *")


def parse_cpwplus(frame: bytes) -> Answer:
    """It does not say whether the weight rests."""
    found = _CPW.fullmatch(frame)
    if found is None:
        return INVALID
    mass, known = number(found["mass"], found["sign"]), unit(found["unit"])
    return INVALID if mass is None or known is None else weighed(mass, known, None, MODES[found["mode"]])


def parse_azextra(frame: bytes) -> Answer:
    found = _AZ.fullmatch(frame)
    mass = number(found["mass"]) if found else None
    return INVALID if found is None or mass is None else weighed(mass, unit(found["unit"]), None)


ADAM_CPWPLUS = ScaleProtocol(
    name="adam-cpwplus",
    framer=lines(),
    parse=parse_cpwplus,
    ask=b"G\r\n",
    speaks="poll",
    aliases=("cpwplus",),
)
# It answers only a weight it has not sent yet, never zero, and beeps at every question it has answered.
ADAM_AZEXTRA = ScaleProtocol(
    name="adam-azextra",
    framer=lines(),
    parse=parse_azextra,
    ask=b"P\r\n",
    speaks="poll",
    line=LineFormat(4800),
    aliases=("azextra", "adam"),
    pause=5.0,
    hurried=5.0,
    patience=30.0,
)
