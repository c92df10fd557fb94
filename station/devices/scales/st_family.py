"""The `ST,GS` line that many scales send: KERN EOC, Dini Argeo, and clones without a name.

Sources: KERN GAB-N, page 37; Dini Argeo DGT4X, page 52 (address digits, tare in REXT, OL and UL).
"""

import re
from dataclasses import replace

from station.devices.answer import INVALID, Answer, Mode, Status, status, weighed
from station.devices.contract import ScaleProtocol
from station.devices.scales.parts import MODES, lines, number, unit

_NUMBER = rb" *+[+-]? *+[0-9]{1,8}(?:\.[0-9]{1,6})?"
_LINE = re.compile(
    rb"(?:[0-9]{2})?(?P<head>ST|US|OL|UL|QT),(?P<mode>GS|NT|TR) *+,?(?P<mass>" + _NUMBER + rb") *+,? *+"
    rb"(?P<unit>[A-Za-z]{1,3}) *"
)
_BEYOND = re.compile(rb"(?:[0-9]{2})?(?P<head>OL|UL)(?:,(?:GS|NT|TR)[ ,.+^_-]*(?:kg|g|lb|oz|t)?)? *")
_TROUBLE = re.compile(rb"ERR[ ,]?[0-9]{0,3} *")
# Dini's extended answer: scale number, net weight, tare.
_EXTENDED = re.compile(
    rb"(?:[0-9]{2})?[0-9](?P<head>ST|US|OL|UL),[0-9],(?P<mass>" + _NUMBER + rb"),"
    rb"(?:PT)?(?P<tare>" + _NUMBER + rb"), *[0-9]+,(?P<unit>kg|g|lb|oz|t) *"
)


def parse(frame: bytes) -> Answer:
    found = _LINE.fullmatch(frame) or _BEYOND.fullmatch(frame)
    if found is None:
        return status(Status.FAULT) if _TROUBLE.fullmatch(frame) else INVALID
    return _said(found, MODES[found["mode"]] if found.re is _LINE else None)


def parse_dini(frame: bytes) -> Answer:
    """Also the answer to REXT, which is net when its tare is not zero."""
    found = _EXTENDED.fullmatch(frame)
    if found is None:
        return parse(frame)
    tare = number(found["tare"])
    if tare is None:
        return INVALID
    return _said(found, Mode.NET if tare else Mode.GROSS, tare=format(tare, "f"))


def _said(found: re.Match[bytes], mode: Mode | None, **facts: object) -> Answer:
    if found["head"] in (b"OL", b"UL"):
        return status(Status.OVERLOAD if found["head"] == b"OL" else Status.UNDERLOAD)
    mass, known = number(found["mass"]), unit(found["unit"])
    if mass is None or known is None or (found["head"] == b"QT" and known != "pcs"):
        return INVALID
    return weighed(mass, known, found["head"] == b"ST", mode, **facts)


ST_GS = ScaleProtocol(
    name="st-gs",
    framer=lines(),
    parse=parse,
    ask=b"",
    speaks="stream",
    aliases=("generic",),
    head=re.compile(rb"(?:ST|US|QT),(?:GS|NT|TR)"),
)
KERN_ST = replace(ST_GS, name="kern-st", ask=b"W", speaks="both", aliases=("kern-eoc",))
DINI_ARGEO = replace(
    ST_GS, name="dini-argeo", parse=parse_dini, ask=b"READ\r\n", speaks="both", aliases=("dini",)
)
