"""What a scanner's frame says of itself, when bytes that were recorded are looked at.

Source: ISO/IEC 15424 (symbology identifiers).
"""

from station.devices.answer import INVALID, Answer, Kind
from station.devices.contract import Language
from station.devices.framing import Framer
from station.devices.scanners.reader import code_text, split_aim

_SYMBOLOGIES = {
    "E0": "EAN-13",
    "E3": "EAN-13 with add-on",
    "E4": "EAN-8",
    "C0": "Code 128",
    "C1": "GS1-128",
    "e0": "GS1 DataBar",
    "I0": "ITF",
    "I1": "ITF",
    "d1": "DataMatrix",
    "d2": "GS1 DataMatrix",
    "Q1": "QR",
    "Q3": "GS1 QR",
    "z0": "Aztec",
    "L0": "PDF417",
}


def parse(frame: bytes) -> Answer:
    """A code, with its symbology where the scanner names it."""
    text = code_text(frame)
    if not text:
        return INVALID
    aim, code = split_aim(text)
    facts: dict[str, object] = {"data": code}
    if aim:
        # UPC-A comes as an EAN-13 with a zero in front.
        upc = aim == "E0" and len(code) == 13 and code.startswith("0")
        facts |= {"aim": f"]{aim}", "symbology": "UPC-A as EAN-13" if upc else _SYMBOLOGIES.get(aim)}
    return Answer(Kind.SCAN, facts=facts)


SCANNER = Language(name="scanner", framer=Framer, parse=parse, seven=False)
