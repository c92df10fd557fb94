"""The raster twin of our own ZPL: the same dots a printer would make of it, to be read before it prints.

Only what `zpl.draw` and `raster.zpl` write is understood. Anything else, a command that came in with
somebody's name above all, is `label.zpl_unknown`, and nothing is printed. Letters of the printer's font are
drawn from ours, which is wider: a line that reaches into a symbol does so here first.
"""

import base64
import binascii
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from station.labels import inking, matrices, symbols
from station.labels.document import Align, Role
from station.model.problem import StationError

if TYPE_CHECKING:
    from PIL import Image

_COMMAND = re.compile(r"\^(A0|[B-Z][A-Z0-9])([^^~\n]*)\n?")
_GRAPHIC = re.compile(r"A,(\d+),(\d+),(\d+),:Z64:([A-Za-z0-9+/=]+):([0-9A-F]{4})")
# What sets the printer up as we count on it, and draws nothing.
_SETS_UP = frozenset({"MUD", "CI28", "LH0,0", "PON", "PMN", "LRN", "PQ1"})
_TALLEST = 32000


def pages(zpl: bytes) -> "tuple[Image.Image, ...]":
    """Grey pictures (0 or 255), one pixel per dot. `label.zpl_unknown` with the command nobody knows."""
    try:
        text = zpl.decode("ascii")
    except UnicodeDecodeError:
        _unknown("")
    found: list[Image.Image] = []
    place, page = 0, None
    while place < len(text):
        command = _COMMAND.match(text, place)
        if command is None:
            _unknown(text[place : place + 12])
        name, rest = command[1], command[2]
        place = command.end()
        if name == "XA" and page is None:
            page = _Page()
        elif page is None:
            _unknown(command[0])
        elif name == "XZ":
            found.append(page.done())
            page = None
        else:
            page.obey(name, rest)
    if page is not None or not found:
        _unknown("")
    return tuple(found)


def _unknown(command: str) -> NoReturn:
    raise StationError("label.zpl_unknown", command=command.strip())


@dataclass(slots=True)
class _Field:
    """What was said since the last ^FS."""

    x: int = 0
    y: int = 0
    size: int = 0
    block: int = 0
    align: Align = Align.LEFT
    reverse: bool = False
    kind: str = ""
    numbers: list[int] = field(default_factory=list)
    rest: str = ""
    escape: str = ""
    text: str = ""


class _Page:
    """One format being obeyed."""

    def __init__(self) -> None:
        self._width = self._height = self._module = 0
        self._lower = 0
        self._paper: Image.Image | None = None
        self._field = _Field()
        self._draws: dict[str, Callable[[_Field], None]] = {
            "A0": self._letters,
            "GB": self._box,
            "GF": self._graphic,
            "BC": self._code_128,
            "BQ": self._qr,
            "BX": self._data_matrix,
        }

    def obey(self, name: str, rest: str) -> None:
        if name + rest in _SETS_UP:
            return
        try:
            known = self._sizes(name, rest) or self._says(name, rest)
        except (ValueError, IndexError, zlib.error) as trouble:
            raise StationError("label.zpl_unknown", command=f"^{name}{rest}"[:40]) from trouble
        if not known:
            _unknown(f"^{name}{rest}"[:40])

    def done(self) -> "Image.Image":
        if self._field != _Field() or not (self._width and self._height):
            _unknown("^XZ")
        return self._sheet()

    def _sizes(self, name: str, rest: str) -> bool:
        if name == "PW":
            self._width = int(rest)
        elif name == "LL":
            self._height = int(rest)
        elif name == "BY":
            self._module, _, self._lower = map(int, rest.split(","))
        else:
            return False
        return True

    def _says(self, name: str, rest: str) -> bool:
        now = self._field
        if name in ("FO", "FT"):
            now.x, now.y = map(int, rest.split(","))
        elif name == "FB":
            width, _, _, side = rest.split(",")
            now.block, now.align = int(width), {"R": Align.RIGHT, "C": Align.CENTRE}[side]
        elif name == "FR" and not rest:
            now.reverse = True
        elif name == "FH":
            now.escape = rest or "_"
        elif name == "FD":
            now.text = rest
        elif name == "FS" and not rest:
            self._draws[now.kind](now)
            self._field = _Field()
        elif name in self._draws and not now.kind:
            now.kind, now.rest = name, rest
        else:
            return False
        return True

    def _put(self, now: _Field, left: int, top: int, dots: "Image.Image", ink: int = 0) -> None:
        """Ink through the picture of `dots`; where the field is reversed, black turns white."""
        from PIL import ImageChops

        paper = self._sheet()
        box = (left, top, left + dots.width, top + dots.height)
        if now.reverse:
            paper.paste(ImageChops.invert(paper.crop(box)), box, dots)
        else:
            paper.paste(ink, box, dots)

    def _sheet(self) -> "Image.Image":
        from PIL import Image

        if self._paper is None:
            if not (0 < self._width <= _TALLEST and 0 < self._height <= _TALLEST):
                raise ValueError("no size")
            self._paper = Image.new("L", (self._width, self._height), 255)
        return self._paper

    def _letters(self, now: _Field) -> None:
        height = int(now.rest.split(",")[1])
        ink = inking.line(_plain(now.text, now.escape), Role.SEMIBOLD, height)
        if ink is None:
            return
        spare = {Align.RIGHT: 1.0, Align.CENTRE: 0.5}.get(now.align, 0.0) * (now.block - ink.width)
        self._put(now, now.x + round(spare) + ink.left, now.y + ink.top, ink.dots)

    def _box(self, now: _Field) -> None:
        from PIL import Image, ImageDraw

        values = now.rest.split(",")
        width, height, line = map(int, values[:3])
        eighths = int(values[4]) if len(values) > 4 else 0
        dots = Image.new("1", (width, height))
        edge = (0, 0, width - 1, height - 1)
        if 2 * line >= min(width, height):
            dots.paste(1, (0, 0, width, height))
        else:
            ImageDraw.Draw(dots).rounded_rectangle(edge, eighths * min(width, height) // 16, None, 1, line)
        self._put(now, now.x, now.y, dots, {"B": 0, "W": 255}[values[3]])

    def _graphic(self, now: _Field) -> None:
        from PIL import Image

        told = _GRAPHIC.fullmatch(now.rest)
        if told is None or binascii.crc_hqx(told[4].encode(), 0) != int(told[5], 16):
            raise ValueError("graphic")
        size, across = int(told[2]), int(told[3])
        raw = zlib.decompress(base64.b64decode(told[4], validate=True), bufsize=size)
        if told[1] != told[2] or len(raw) != size or size % across:
            raise ValueError("graphic")
        self._put(now, now.x, now.y, Image.frombytes("1", (8 * across, size // across), raw))

    def _code_128(self, now: _Field) -> None:
        from PIL import Image

        height = int(now.rest.split(",")[1])
        bars = symbols.of_codes(_codes(_plain(now.text, now.escape)))
        dots = Image.new("1", (bars.modules * self._module, height))
        for first, count in bars.bars:
            dots.paste(1, (first * self._module, 0, (first + count) * self._module, height))
        self._put(now, now.x, now.y, dots)

    def _qr(self, now: _Field) -> None:
        text = _plain(now.text, now.escape).removeprefix(f"{matrices.LEVEL}A,")
        self._square(now, now.y + self._lower, int(now.rest.split(",")[2]), matrices.square(text))

    def _data_matrix(self, now: _Field) -> None:
        text = _plain(now.text, now.escape).removeprefix("_1").replace("_1", matrices.GS)
        made = matrices.square(text, gs1=True)
        self._square(now, now.y, int(now.rest.split(",")[1]), made)

    def _square(self, now: _Field, top: int, module: int, made: matrices.Square) -> None:
        from PIL import Image

        dots = Image.new("1", (made.side, made.side))
        dots.putdata([int(ink) for row in made.rows for ink in row])
        side = made.side * module
        self._put(now, now.x, top, dots.resize((side, side), Image.Resampling.NEAREST))


def _plain(text: str, escape: str) -> str:
    """Field data as it was before it was escaped."""
    if not escape:
        return text
    raw = re.sub(re.escape(escape) + "([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), text)
    return raw.encode("latin-1").decode()


def _codes(data: str) -> tuple[int, ...]:
    """Field data of `^BC` in mode N as symbol characters."""
    codes = [{">:": 104, ">;": 105}[data[:2]]]
    place, digits = 2, data[1] == ";"
    while place < len(data):
        pair = data[place : place + 2]
        place += 2
        if pair[0] == ">":
            codes.append({">5": 99, ">6": 100, ">8": 102}[pair])
            digits = {"5": True, "6": False}.get(pair[1], digits)
        elif digits:
            codes.append(int(pair))
        else:
            codes.append(ord(pair[0]) - 32)
            place -= 1
    return tuple(codes)
