"""QR codes and GS1 DataMatrix as squares of modules.

Sources: ISO/IEC 18004 (quiet zone of four modules), ISO/IEC 16022 (one module; symbol sizes), GS1 General
Specifications 3.2 (how long an application identifier is) and 7.8.5 (elements of a set length).
"""

import string
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from station.labels.symbols import GS1_CHARACTERS
from station.model.problem import StationError

GS = "\x1d"
LEVEL = "Q"
_PRINTABLE = frozenset(string.printable[:95])
# By the first two digits of an application identifier: how long it is with its value.
_SET_LENGTHS = {"00": 20, "01": 16, "02": 16, "03": 16, "04": 18, "20": 4, "41": 16}
_SET_LENGTHS |= dict.fromkeys(map(str, range(11, 20)), 8) | dict.fromkeys(map(str, range(31, 37)), 10)
_OF_THREE = frozenset({"23", "24", "25", "40", "41", "42", "71"})
_OF_FOUR = frozenset(("31", "32", "33", "34", "35", "36", "39", "43", "70", "72", "80", "81", "82"))
_SQUARES = (*range(10, 28, 2), *range(32, 53, 4), 64, *range(72, 105, 8), 120, 132, 144)


@dataclass(frozen=True, slots=True)
class Square:
    """Rows of modules, true where there is ink, without quiet zone.

    `room` is the side to keep free in modules, quiet zone included: a printer that encodes less tightly
    than we do makes a DataMatrix one size larger.
    """

    rows: tuple[tuple[bool, ...], ...]
    room: int

    @property
    def side(self) -> int:
        return len(self.rows)


def square(text: str, *, gs1: bool = False, field: str = "") -> Square:
    """The modules of a symbol. `label.symbol_text` when it cannot hold `text`, or there is none."""
    # Parentheses would end an identifier for the one that encodes.
    allowed = GS1_CHARACTERS - {"(", ")"} if gs1 else _PRINTABLE
    wrong = next((char for char in text if char not in allowed), None)
    if wrong is not None or not text:
        raise StationError("label.symbol_text", field=field, character=wrong or "")
    try:
        return _encode(text, gs1)
    except ValueError as trouble:
        raise StationError("label.symbol_text", field=field, character=text) from trouble


def readable(text: str) -> str:
    """An element string as people read it, identifiers in parentheses: `(01)09521234543213(10)AB`."""
    said = ""
    for part in text.split(GS):
        rest = part
        while rest:
            start = rest[:2]
            length = _SET_LENGTHS.get(start, len(rest))
            digits = 4 if start in _OF_FOUR else 3 if start in _OF_THREE else 2
            said += f"({rest[:digits]}){rest[digits:length]}"
            rest = rest[length:]
    return said


@lru_cache(maxsize=64)
def _encode(text: str, gs1: bool) -> Square:
    import zxingcpp

    if gs1:
        made = zxingcpp.create_barcode(
            readable(text), zxingcpp.BarcodeFormat.DataMatrix, gs1=True, force_square=True
        )
    else:
        made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=LEVEL)
    # Its type does not say that it is a buffer of grey dots in two dimensions.
    picture: Any = made.to_image(scale=1, add_quiet_zones=False)
    grey: Any = memoryview(picture).tolist()
    rows = tuple(tuple(dot == 0 for dot in row) for row in grey)
    side = len(rows)
    room = next((size for size in _SQUARES if size > side), side) + 2 if gs1 else side + 8
    return Square(rows, room)
