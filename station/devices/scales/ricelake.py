"""The streams of indicators: Rice Lake IQ355 (Condec), Cardinal 738 and SB-400, Weigh-Tronix WI-120.

Sources: Rice Lake 482, page 37 (IQ355, Cardinal, Weigh-Tronix); IQ+210, page 30 (over and under range);
Cardinal 225, page 119, and 200 series, page 27 (SB-400).
"""

import re

from station.devices.answer import INVALID, Answer, Status, status, weighed
from station.devices.contract import ScaleProtocol
from station.devices.scales.parts import MODES, frames, lines, number, unit

_IQ355 = re.compile(
    rb"\x02(?P<sign>[ +^\]-])(?P<mass>[ 0-9.&:^\]-]{7})(?P<unit>[LKGO ])(?P<mode>[GN])(?P<state>[ IMOZ])\r\n"
)
# T would be a short ton or a metric one; a blank is a scale that was given no unit.
_LETTERS = {b"L": "lb", b"K": "kg", b"G": "g", b"O": "oz", b" ": None}
_CARDINAL = re.compile(
    rb"\r(?P<sign>[+-])(?P<mass>[ 0-9.]{6,7})(?P<state>[ mo]) (?P<unit>[ a-z]{2}) (?P<mode>[gn])  \x03"
)
_SB400 = re.compile(
    rb"(?P<sign>[ -])(?P<mass>[0-9.]{6,7})(?P<unit>[ a-z]{2})(?P<mode>[GN]) ?(?P<state>OC|BZ|MO|ee|  )"
)
_WI120 = re.compile(rb" (?P<mode>[GNgn])(?P<sign>[+-])(?P<mass>[ 0-9.]{6,7}) (?P<unit>[ a-z]{2})")


def parse_iq355(frame: bytes) -> Answer:
    """Every column is taken: the last one is the state, never padding. Asked with `P` it says less."""
    if frame[:1] in (b"&", b":"):
        return status(Status.OVERLOAD if frame.startswith(b"&") else Status.UNDERLOAD)
    found = _IQ355.fullmatch(frame)
    if found is None:
        return INVALID
    if found["sign"] == b"^" or found["mass"].strip(b" ") and not found["mass"].strip(b" &^"):
        return status(Status.OVERLOAD)
    if found["sign"] == b"]" or found["mass"].strip(b" ") and not found["mass"].strip(b" :]"):
        return status(Status.UNDERLOAD)
    if found["state"] == b"O":
        return status(Status.UNDERLOAD if found["sign"] == b"-" else Status.OVERLOAD)
    if found["state"] == b"I":
        return status(Status.FAULT)
    mass = number(found["mass"].removesuffix(b"."), found["sign"])
    if mass is None:
        return INVALID
    zero = {"zero": True} if found["state"] == b"Z" else {}
    stable = found["state"] != b"M"
    return weighed(mass, _LETTERS[found["unit"]], stable, MODES[found["mode"]], **zero)


def parse_cardinal(frame: bytes) -> Answer:
    """A blank state is "valid or invalid" alike, so nothing says that the weight rests."""
    found = _CARDINAL.fullmatch(frame)
    return _columns(found, {b"m": False}) if found else INVALID


def parse_sb400(frame: bytes) -> Answer:
    found = _SB400.fullmatch(frame)
    return _columns(found, {b"MO": False, b"  ": True}) if found else INVALID


def parse_wi120(frame: bytes) -> Answer:
    """It never says whether the weight rests."""
    found = _WI120.fullmatch(frame)
    return _columns(found, {}) if found else INVALID


def _columns(found: re.Match[bytes], stable: dict[bytes, bool]) -> Answer:
    state = found.groupdict().get("state") or b""
    if state in (b"o", b"OC"):
        return status(Status.UNDERLOAD if found["sign"] == b"-" else Status.OVERLOAD)
    if state in (b"BZ", b"ee"):
        return status(Status.UNDERLOAD if state == b"BZ" else Status.NOT_EXECUTABLE)
    # The point follows the digits when it stands nowhere between them.
    mass, known = number(found["mass"].removesuffix(b"."), found["sign"]), unit(found["unit"])
    if mass is None or known is None:
        return INVALID
    return weighed(mass, known, stable.get(state), MODES[found["mode"]])


RICELAKE_IQ355 = ScaleProtocol(
    name="ricelake-iq355",
    framer=frames(rb"\x02[^\x02\r\n]{1,16}\r\n|(?:&{6,8}|:{6,8})\r\n", longest=19, starts=b"\x02&:"),
    parse=parse_iq355,
    ask=b"",
    speaks="stream",
    aliases=("iq355", "condec", "rice-lake"),
)
CARDINAL = ScaleProtocol(
    name="cardinal",
    framer=frames(rb"\r[^\r\x03]{1,24}\x03", longest=26, starts=b"\r"),
    parse=parse_cardinal,
    ask=b"",
    speaks="stream",
    aliases=("cardinal-738",),
)
CARDINAL_SB400 = ScaleProtocol(
    name="cardinal-sb400",
    framer=lines(),
    parse=parse_sb400,
    ask=b"",
    speaks="stream",
    aliases=("sb-400",),
)
WEIGHTRONIX_WI120 = ScaleProtocol(
    name="weightronix-wi120",
    framer=lines(),
    parse=parse_wi120,
    ask=b"",
    speaks="stream",
    aliases=("wi-120",),
)
