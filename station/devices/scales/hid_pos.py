"""USB scales of the HID class "weighing device": six bytes a report.

Source: USB-IF, HID Point of Sale Usage Tables 1.02, page 0x8D (status and unit codes).
"""

from dataclasses import replace
from decimal import Decimal

from station.devices.answer import INVALID, Answer, Status, status, weighed
from station.devices.contract import ScaleProtocol
from station.devices.framing import Cutter, shaped
from station.devices.scales.parts import frames

USAGE_PAGE, USAGE = 0x8D, 0x20
REPORT_BYTES = 6
# USB delivers reports whole. In a recording a torn one shifts all behind it, so there each is known by the
# one that follows, or by the end.
_REPORT = rb"[\x03\x04][\x01-\x08][\x01-\x0c].{3}"
_FOLLOWED = rb"([\x03\x04])[\x01-\x08][\x01-\x0c].{3}(?=\1[\x01-\x08][\x01-\x0c][\xfa-\xff\x00])"
# What is left and as long as a report is one, whatever it says.
_LAST = _REPORT + rb"(?=(?:[\x03\x04](?:[\x01-\x08][\x01-\x0c]?)?)?\Z)|\A.{6}\Z"
_LOOK_AHEAD = 10
_ZERO, _MOTION, _STABLE = 2, 3, 4
_TROUBLES = {
    1: Status.FAULT,
    5: Status.UNDERLOAD,
    6: Status.OVERLOAD,
    7: Status.FAULT,  # wants to be calibrated
    8: Status.ZERO_ERROR,
}
_UNITS = {1: "mg", 2: "g", 3: "kg", 4: "ct", 6: "gn", 7: "dwt", 8: "t", 10: "ozt", 11: "oz", 12: "lb"}


def parse(report: bytes) -> Answer:
    """Report number, status, unit, power of ten, magnitude with its low byte first.

    An empty report is not "nothing on the scale", and taels and short tons are not read. No scale weighs in
    steps of ten pounds: such a power of ten comes of two halves of two reports.
    """
    if len(report) != REPORT_BYTES or report[0] not in (3, 4):
        return INVALID
    if report[1] in _TROUBLES:
        return status(_TROUBLES[report[1]])
    power = int.from_bytes(report[3:4], signed=True)
    unit = _UNITS.get(report[2])
    if report[1] not in (_ZERO, _MOTION, _STABLE) or unit is None or not -6 <= power <= 0:
        return INVALID
    magnitude = int.from_bytes(report[4:6], "little")
    if report[1] == _ZERO and magnitude:
        return INVALID
    zero = {"zero": True} if report[1] == _ZERO else {}
    return weighed(Decimal(magnitude).scaleb(power), unit, report[1] != _MOTION, None, **zero)


HID_POS = ScaleProtocol(
    name="hid-pos",
    framer=frames(_REPORT, REPORT_BYTES, starts=b"\x03\x04", seven=False),
    parse=parse,
    ask=b"",
    speaks="stream",
    aliases=("usb-hid",),
    seven=False,
)
HID_RECORDED = replace(
    HID_POS,
    framer=lambda: Cutter(shaped(_FOLLOWED), _LOOK_AHEAD, b"\x03\x04", seven=False, last=shaped(_LAST)),
)
