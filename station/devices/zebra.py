"""Zebra: packets to a scanner (SSI), and what a label printer says of itself (~HS).

Sources: Zebra Simple Serial Interface programmer's guide (packet format); ZPL II programming guide, ~HS.
"""

import re

from station.devices.answer import INVALID, Answer, Kind
from station.devices.contract import Language
from station.devices.framing import Cutter
from station.devices.scales.parts import frames

_COMMANDS = {0xD0: "CMD_ACK", 0xD1: "CMD_NAK", 0xE6: "BEEP", 0xE7: "LED_ON", 0xE8: "LED_OFF"}
# Length without the check bytes, command, from the host (4) or the scanner (0).
_BEGIN = re.compile(rb"[\x04-\xff][\xd0\xd1\xe6-\xe8][\x00\x04]", re.DOTALL)
_MOST_SSI = 255 + 2

_LINE = rb"\x02[^\x02\x03]{1,60}\x03\r\n"
_HS = re.compile(
    rb"\x02(?P<one>[0-9,]+)\x03\r\n\x02(?P<two>[0-9,]+)\x03\r\n\x02(?P<three>[0-9A-Za-z,]+)\x03\r\n"
)
_FIELDS = (12, 11, 2)


def find_ssi(heard: bytes, place: int) -> tuple[int, int] | None:
    """The next packet whose two check bytes make its sum zero."""
    while found := _BEGIN.search(heard, place):
        begin, end = found.start(), found.start() + heard[found.start()] + 2
        if end <= len(heard) and _checks(heard[begin:end]):
            return begin, end
        place = begin + 1
    return None


def _checks(packet: bytes) -> bool:
    return (sum(packet[:-2]) + int.from_bytes(packet[-2:])) & 0xFFFF == 0


def parse_ssi(packet: bytes) -> Answer:
    name = _COMMANDS.get(packet[1])
    return Answer(Kind.COMMAND, facts={"command": name, "checksum": "ok"}) if name else INVALID


def parse_hs(frame: bytes) -> Answer:
    """All three lines, with as many fields as they must have."""
    found = _HS.fullmatch(frame)
    lines = [part.split(b",") for part in found.groups()] if found else []
    if found is None or tuple(map(len, lines)) != _FIELDS:
        return INVALID
    first, second, _ = lines
    paper, paused = first[1] == b"1", first[2] == b"1"
    open_head, ribbon = second[2] == b"1", second[3] == b"1"
    hot_or_cold = b"1" in (first[10], first[11])
    facts = {
        "ready": not (paper or paused or open_head or ribbon or hot_or_cold or first[9] == b"1"),
        "paper_out": paper,
        "paused": paused,
        "head_open": open_head,
        "ribbon_out": ribbon,
        "formats_buffered": int(first[4] or 0),
        "labels_remaining": int(second[8] or 0),
    }
    return Answer(Kind.PRINTER_STATUS, facts=facts)


ZEBRA_SSI = Language(
    name="zebra-ssi",
    framer=lambda: Cutter(find_ssi, _MOST_SSI, seven=False),
    parse=parse_ssi,
    seven=False,
)
ZPL_HS = Language(
    name="zpl-hs",
    framer=frames(_LINE * 3, longest=3 * 65, starts=b"\x02", seven=False),
    parse=parse_hs,
    seven=False,
)
