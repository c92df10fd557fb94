"""ZPL II fields, each escaped, so that nothing printed can command the printer.

Sources: ZPL II Programming Guide, ^FH (hexadecimal indicator), ^BC (invocation codes of Code 128, the
characters that need them), ^BX (escape sequences), ^GF (graphic field; Z64: zlib, Base64, CRC-16/XMODEM).
"""

import base64
import binascii
import string
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

# Bytes of a field that stand for themselves. `>` among them only in a bar code, where we put it.
_PLAIN = frozenset((string.ascii_letters + string.digits + " .,;:/()+#@*=-").encode())
_START_B, _START_C, _FNC1 = 104, 105, 102
# Characters `^BC` wants written by codes that printers and renderers do not agree on.
_DISPUTED = frozenset("^>~")


def head(width: int, height: int) -> str:
    """A format for paper of so many dots, in UTF-8, whatever an earlier format left switched on."""
    return f"^XA^MUD^CI28^PW{width}^LL{height}^LH0,0^PON^PMN^LRN\n"


TAIL = "^PQ1^XZ\n"


def value(text: str, escape: str = "_") -> str:
    """Field data: every byte that could mean something to a printer is written in hexadecimal."""
    raw = text.encode()
    said = "".join(chr(byte) if byte in _PLAIN else f"{escape}{byte:02X}" for byte in raw)
    mark = "^FH" if escape == "_" else f"^FH{escape}"
    return f"{mark}^FD{said}^FS\n"


def rectangle(left: int, top: int, width: int, height: int, white: bool = False) -> str:
    """Filled with ink, or with the paper's white."""
    ink = "W" if white else "B"
    return f"^FO{left},{top}^GB{width},{height},{min(width, height)},{ink}^FS\n"


def outline(left: int, top: int, size: tuple[int, int], line: int, radius: int) -> str:
    """`radius` in dots; ZPL knows eighths of half the shorter side."""
    width, height = size
    eighths = min(8, round(16 * radius / max(1, min(width, height))))
    return f"^FO{left},{top}^GB{width},{height},{line},B,{eighths}^FS\n"


def graphic(left: int, top: int, dots: "Image.Image", white: bool = False) -> str:
    """Dots of a 1-bit picture, 1 printed. What would begin left of or above the paper is cut."""
    if left < 0 or top < 0:
        dots = dots.crop((max(0, -left), max(0, -top), *dots.size))
        left, top = max(0, left), max(0, top)
    if not (dots.width and dots.height):
        return ""
    raw = dots.tobytes()
    across = (dots.width + 7) // 8
    packed = base64.b64encode(zlib.compress(raw, 6))
    check = binascii.crc_hqx(packed, 0)
    mark = "^FR" if white else ""
    size = len(raw)
    return f"^FO{left},{top}{mark}^GFA,{size},{size},{across},:Z64:{packed.decode()}:{check:04X}^FS\n"


def code_128(left: int, top: int, module: int, height: int, codes: Sequence[int]) -> str:
    """A symbol of just these characters; "" when no printer can be told to make it so."""
    data = _invoked(codes)
    if not data or module > 10:
        return ""
    return f"^BY{module},3,{height}^FO{left},{top}^BCN,{height},N,N,N,N^FH^FD{data}^FS\n"


def _invoked(codes: Sequence[int]) -> str:
    """Symbol characters as field data of `^BC` in mode N: code sets are chosen by us, not by the printer.

    Empty for bars that are no Code 128, and for a symbol that changes its code set on the way: not all who
    understand `^BC` make the same bars of that.
    """
    start = {_START_B: ">:", _START_C: ">;"}.get(codes[0], "") if codes else ""
    pieces = [_piece(code, start == ">;") for code in codes[1:]]
    return start + "".join(pieces) if start and all(pieces) else ""


def _piece(code: int, digits: bool) -> str:
    """What stands for one character of set C (`digits`) or B; "" for what leaves it."""
    if code == _FNC1:
        return ">8"
    if digits:
        return f"{code:02d}" if code < 100 else ""
    char = chr(code + 32)
    if code >= 95 or char in _DISPUTED:
        return ""
    return char if ord(char) in _PLAIN else f"_{code + 32:02X}"


def qr(left: int, top: int, module: int, text: str) -> str:
    """Level Q, everything else by the printer; "" when its modules cannot be so large.

    A printer sets a QR code lower by the height of `^BY`; that is one dot here.
    """
    if module > 10:
        return ""
    return f"^BY2,3,1^FO{left},{max(0, top - 1)}^BQN,2,{module}" + value(f"QA,{text}")


def data_matrix(left: int, top: int, module: int, elements: Sequence[str]) -> str:
    """ECC 200 with FNC1 before every one of `elements`; "" when one has the escape character in it."""
    if any("_" in one for one in elements):
        return ""
    mark = "\\"
    data = value("\x1d".join(("", *elements)), mark).replace(f"{mark}1D", "_1")
    return f"^FO{left},{top}^BXN,{module},200,,,,_{data}"
