"""Code 128, GS1-128 and EAN as rows of modules, and how many printer dots a module gets.

Sources: ISO/IEC 15417 (quiet zone of 10 modules, printable ASCII; symbol character values), GS1 General
Specifications 5.2 (EAN-13, EAN-8; a UPC-A is an EAN-13 that begins with 0), 5.4 (FNC1 first, FNC1 between
elements), 7.11 (characters of element strings).
"""

import string
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor
from typing import Any

from station.labels.document import MM_PER_INCH
from station.model.barcode import is_gtin
from station.model.problem import StationError

QUIET_MODULES = 10
FNC1 = "\xf1"
GS = "\x1d"
_PRINTABLE = frozenset(string.printable[:95])
GS1_CHARACTERS = frozenset(string.ascii_letters + string.digits + "!\"%&'()*+,-./:;<=>?_" + GS)
# A GS1-128 holds no more, GS counted (GS1 General Specifications 5.4.1).
GS1_LONGEST = 48
# The least a module of an EAN may be (80 %), and the most (200 %), in millimetres.
EAN_MODULES = (0.264, 0.66)


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars as (first module, width in modules); `modules` is the whole width without quiet zones.

    `codes` are the symbol characters' values from the start character on, without check and stop; an EAN
    has none.
    """

    modules: int
    bars: tuple[tuple[int, int], ...]
    codes: tuple[int, ...]


def bars(text: str, *, gs1: bool = False, ean: bool = False, field: str = "") -> Bars:
    """The bars of a symbol. `label.symbol_text` when a character cannot be in it, or there is none."""
    if ean:
        return _ean(text, field)
    allowed = GS1_CHARACTERS if gs1 else _PRINTABLE
    wrong = next((char for char in text if char not in allowed), None)
    if wrong is not None or not text:
        raise StationError("label.symbol_text", field=field, character=wrong or "")
    return _encode(text, gs1)


def _ean(text: str, field: str) -> Bars:
    """A UPC-A has the bars of an EAN-13. `label.symbol_text` with all of what is no GTIN."""
    from barcode.ean import EAN8, EAN13

    if len(text) == 14 or not is_gtin(text):
        raise StationError("label.symbol_text", field=field, character=text)
    (modules,) = EAN8(text).build() if len(text) == 8 else EAN13(text.zfill(13)).build()
    return _of_modules(modules, ())


@lru_cache(maxsize=64)
def _encode(text: str, gs1: bool) -> Bars:
    return of_codes(tuple((_gs1_128(text) if gs1 else _code_128(text)).encoded))


def of_codes(codes: tuple[int, ...]) -> Bars:
    """The bars of symbol characters given by value, start character first; check and stop are added."""
    from barcode.charsets import code128

    check = (codes[0] + sum(place * code for place, code in enumerate(codes))) % 103
    modules = "".join(code128.CODES[code] for code in (*codes, check)) + code128.STOP + "11"
    return _of_modules(modules, codes)


def _of_modules(modules: str, codes: tuple[int, ...]) -> Bars:
    """`1` is a bar's module, `0` a space's."""
    found: list[tuple[int, int]] = []
    start = None
    for place, module in enumerate(modules + "0"):
        if module == "1" and start is None:
            start = place
        elif module == "0" and start is not None:
            found.append((start, place - start))
            start = None
    return Bars(len(modules), tuple(found), codes)


def _gs1_128(text: str) -> Any:
    from barcode.codex import Gs1_128

    return Gs1_128(text.replace(GS, FNC1))


def _code_128(text: str) -> Any:
    from barcode.codex import Code128

    class DigitsKept(Code128):  # type: ignore[misc]
        """python-barcode 0.16.1 takes a leading pair 99 for a switch of code set and drops it."""

        def _try_to_optimize(self, encoded: list[int]) -> list[int]:
            if text[:2].isdigit():
                return encoded
            kept: list[int] = super()._try_to_optimize(encoded)
            return kept

    return DigitsKept(text)


def module_dots(modules: int, room: float, dpi: int, widest: float, narrowest: float) -> int:
    """Dots per module so that the symbol and its quiet zones fit; lengths in millimetres.

    0 when they do not fit with modules of `narrowest`. At 203 dpi 0.51 mm are 4 dots, at 300 dpi 6.
    """
    return dots_of(modules + 2 * QUIET_MODULES, room, dpi, widest, narrowest)


def dots_of(modules: int, room: float, dpi: int, widest: float, narrowest: float) -> int:
    """The same for `modules` with the quiet zones counted in."""
    per_mm = dpi / MM_PER_INCH
    dots = min(floor(widest * per_mm), round(room * per_mm) // modules)
    return dots if dots >= ceil(narrowest * per_mm) else 0
