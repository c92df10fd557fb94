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
        facts |= {"aim": f"]{aim}", "symbology": "UPC-A as EAN-13" if upc else _SYMBOLOGIES.get(aim)}
    if aim in _GS1 and (said := read(code)):
        facts["ai"] = dict(said.elements)
    return Answer(Kind.SCAN, facts=facts)


SCANNER = Language(name="scanner", framer=Framer, parse=parse, seven=False)
