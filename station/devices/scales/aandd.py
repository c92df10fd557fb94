"""A&D: the standard format, and DP, KF and MT, which a scale may be set to. NU says too little to be read.

Sources: A&D GX/GH manual, section 10-8 (data formats); GC series, page 51; FX-i, page 54;
EK-L series, page 28 (out of range with its unit).
"""

import re
from dataclasses import replace

from station.devices.answer import INVALID, Answer, Mode, Status, acknowledged, refused, status, weighed
from station.devices.contract import LineFormat, ScaleProtocol
from station.devices.scales.parts import MODES, lines, number, unit

_UNIT = rb" *(?P<unit>[A-Za-z%]{1,3}) *"
_STANDARD = re.compile(
    rb"(?P<head>ST|US|QT)(?:,(?:HI|OK|LO|--|(?P<mode>GS|NT|TR)))?,(?P<mass>[+ -] *[+-]?[0-9]+(?:\.[0-9]+)?)"
    + _UNIT
)
# Some fill the display with nines and keep the unit.
_BEYOND = re.compile(
    rb"OL(?:,(?:HI|OK|LO|--|GS|NT|TR))?,(?P<sign>[+-])(?:9+E\+19|[9. ]+(?:[A-Za-z%]{1,3})?) *"
)
_REFUSED = re.compile(rb"EC,(?P<why>E[0-9]{2}) *")
_DP = re.compile(rb"(?P<head>WT|US|QT)(?P<mass>[+ -] *[+-]?[0-9]+(?:\.[0-9]+)?)" + _UNIT)
# Zeros fill a column up, so with one missing a digit is missing.
_FILLED = re.compile(rb" *[+-]?0[0-9]")
_DP_BEYOND = re.compile(rb" {4,14}(?P<sign>[ -])E *")
_KF = re.compile(rb"(?P<sign>[+ -])(?P<mass>[ 0-9.]{9}) (?P<unit>[ A-Za-z%]{3})")
_KF_BEYOND = re.compile(rb"[+ -]? {1,12}(?P<way>[HL]) *")
_KF_SIGNED = re.compile(rb"(?P<sign>[+-])(?P<mass> *[0-9]+(?:\.[0-9]+)?)" + _UNIT)
_MT = re.compile(rb"S(?P<head>[ D])(?P<mass> +-?[0-9]+(?:\.[0-9]+)?)" + _UNIT)


def parse(frame: bytes) -> Answer:
    """The standard format: header, sign and eight digits or more, three characters of the unit.

    Scales that fill up with blanks need not keep to the columns.
    """
    if other := _not_weight(frame, _BEYOND):
        return other
    found = _STANDARD.fullmatch(frame)
    return _weight(found, 9) if found else INVALID


def parse_dp(frame: bytes) -> Answer:
    """Dump print: no commas, the sign beside the digits."""
    if other := _not_weight(frame, _DP_BEYOND):
        return other
    found = _DP.fullmatch(frame)
    return _weight(found, 10) if found else INVALID


def parse_kf(frame: bytes) -> Answer:
    """KF: the unit is left out while the weight moves. Without a sign only the columns tell a torn line."""
    if beyond := _KF_BEYOND.fullmatch(frame):
        return status(Status.OVERLOAD if beyond["way"] == b"H" else Status.UNDERLOAD)
    found = _KF.fullmatch(frame) or _KF_SIGNED.fullmatch(frame)
    return signed_columns(found) if found else _not_weight(frame, _DP_BEYOND) or INVALID


def parse_mt(frame: bytes) -> Answer:
    """MT: looks like MT-SICS and is not."""
    if frame in (b"SI+", b"SI-"):
        return status(Status.OVERLOAD if frame.endswith(b"+") else Status.UNDERLOAD)
    found = _MT.fullmatch(frame)
    return _weight(found, 0) if found else INVALID


def signed_columns(found: re.Match[bytes], mode: Mode | None = None) -> Answer:
    """A sign apart from its digits, and a unit that is blank as long as the weight moves."""
    mass, known = number(found["mass"], found["sign"]), unit(found["unit"])
    if mass is None or (known is None and found["unit"].strip()):
        return INVALID
    return weighed(mass, known, known is not None, mode)


def _weight(found: re.Match[bytes], width: int) -> Answer:
    mass, known = number(found["mass"]), unit(found["unit"])
    if mass is None or known is None or (_FILLED.match(found["mass"]) and len(found["mass"]) < width):
        return INVALID
    if (found["head"] == b"QT") != (known == "pcs") and found["head"] in (b"QT", b"ST", b"WT"):
        return INVALID
    mode = found.groupdict().get("mode")
    return weighed(mass, known, found["head"] not in (b"US", b"D"), MODES.get(mode or b""))


def _not_weight(frame: bytes, beyond: re.Pattern[bytes]) -> Answer | None:
    """Out of range, refused or acknowledged; None when it is none of these."""
    if frame == b"\x06":
        return acknowledged("command")
    if found := _REFUSED.fullmatch(frame):
        return refused(found["why"].decode())
    found = beyond.fullmatch(frame)
    if found is None:
        return None
    return status(Status.UNDERLOAD if found["sign"] == b"-" else Status.OVERLOAD)


AND = ScaleProtocol(
    name="and",
    framer=lines(alone=b"\x06"),
    parse=parse,
    ask=b"Q\r\n",
    line=LineFormat(2400, 7, "E"),
    aliases=("a&d", "and-standard"),
    head=re.compile(rb"(?:ST|US|QT),"),
)
AND_DP = replace(AND, name="and-dp", parse=parse_dp, aliases=(), head=None)
AND_KF = replace(AND, name="and-kf", parse=parse_kf, aliases=(), head=None)
AND_MT = replace(AND, name="and-mt", parse=parse_mt, aliases=(), head=None)
