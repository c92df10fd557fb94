"""What a scanner's frame says of itself, when bytes that were recorded are looked at.

Source: ISO/IEC 15424 (symbology identifiers).
"""

from dataclasses import replace

from station.devices.answer import INVALID, Answer, Kind
from station.devices.contract import Language
from station.devices.framing import Framer
from station.devices.scanners.reader import code_text, parity_hint, split_aim
from station.model.gs1 import read

_SYMBOLOGIES = {
    "E0": "EAN-13",
    "E1": "add-on of 2 digits",
    "E2": "add-on of 5 digits",
    "E3": "EAN-13 with add-on",
    "E4": "EAN-8",
    "C1": "GS1-128",
    "e0": "GS1 DataBar",
    "d2": "GS1 DataMatrix",
    "Q3": "GS1 QR",
    "J1": "GS1 DotCode",
}
# The others, by the letter alone.
_FAMILIES = {
    "A": "Code 39",
    "C": "Code 128",
    "F": "Codabar",
    "G": "Code 93",
    "I": "ITF",
    "J": "DotCode",
    "L": "PDF417",
    "Q": "QR",
    "U": "MaxiCode",
    "d": "DataMatrix",
    "e": "GS1 DataBar",
    "z": "Aztec",
}
_GS1 = frozenset({"C1", "e0", "d2", "Q3", "J1"})


def parse(frame: bytes) -> Answer:
    """A code, with its symbology and the elements of a GS1 symbol where the scanner names it.

    Where the line's high bits are parities: the `framing` that would have made text of it.
    """
    text = code_text(frame)
    if not text:
        return replace(INVALID, facts=parity_hint(frame))
    aim, code = split_aim(text)
    facts: dict[str, object] = {"data": code}
    if aim:
        # UPC-A comes as an EAN-13 with a zero in front.
        upc = aim == "E0" and len(code) == 13 and code.startswith("0")
        facts |= {"aim": f"]{aim}", "symbology": "UPC-A as EAN-13" if upc else _symbology(aim)}
    if aim in _GS1 and (said := read(code)):
        facts["ai"] = dict(said.elements)
    return Answer(Kind.SCAN, facts=facts)


def _symbology(aim: str) -> str | None:
    return _SYMBOLOGIES.get(aim) or _FAMILIES.get(aim[:1])


SCANNER = Language(name="scanner", framer=Framer, parse=parse, seven=False)
