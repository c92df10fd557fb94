"""Which font has which character. A character nobody has is a problem before printing, never a box.

The families follow one another per character: Noto Sans (Latin, Greek, Cyrillic), Noto Sans Arabic,
Noto Sans Hebrew, Noto Emoji (hearts and presents in gift notes), Droid Sans Fallback (Chinese, Japanese,
Korean). The last two come in one cut only; their semi-bold is drawn with a thin outline.
"""

import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from station.labels.assets import font_file
from station.labels.document import Role
from station.model.problem import StationError

_CHAINS = {
    Role.REGULAR: (
        "NotoSans-Regular",
        "NotoSansArabic-Regular",
        "NotoSansHebrew-Regular",
        "NotoEmoji-Regular",
        "DroidSansFallback",
    ),
    Role.SEMIBOLD: (
        "NotoSans-SemiBold",
        "NotoSansArabic-SemiBold",
        "NotoSansHebrew-SemiBold",
        "NotoEmoji-Regular",
        "DroidSansFallback",
    ),
}
_ONE_CUT = frozenset({"NotoEmoji-Regular", "DroidSansFallback"})
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Face:
    """A loaded font: `name` as reportlab knows it, `widths` in thousandths of the type size."""

    name: str
    glyphs: Mapping[int, int]
    widths: Mapping[int, float]
    default_width: float


@dataclass(frozen=True, slots=True)
class Run:
    """Characters in the order they are drawn, all in one font. `width` in thousandths of the size."""

    face: Face
    text: str
    width: float
    embolden: bool


@lru_cache(maxsize=256)
def runs(text: str, role: Role, field: str = "") -> tuple[Run, ...]:
    """`text` in drawing order, cut where the font changes.

    Raises `label.glyph_missing` with the character, its code point and the field. Remembered for a while:
    every line is measured before it is drawn, and a label's captions are those of the label before.
    """
    ordered = drawing_order(clean(text))
    first = load(_CHAINS[role][0])
    if all(ord(char) in first.glyphs for char in ordered):
        return (Run(first, ordered, _width(first, ordered), False),) if ordered else ()
    found: list[Run] = []
    for char in ordered:
        face = _face_for(char, role, field)
        last = found[-1] if found else None
        if last and (last.face is face or (char == " " and 32 in last.face.glyphs)):
            width = last.width + _width(last.face, char)
            found[-1] = Run(last.face, last.text + char, width, last.embolden)
        else:
            embolden = role is Role.SEMIBOLD and face.name in _ONE_CUT
            found.append(Run(face, char, _width(face, char), embolden))
    return tuple(found)


def missing(text: str) -> str | None:
    """The first character of `text` that no bundled font can draw, so that an order can be asked early."""
    for char in drawing_order(clean(text)):
        if all(ord(char) not in load(name).glyphs for name in _CHAINS[Role.REGULAR]):
            return char
    return None


def clean(text: str) -> str:
    """Composed, every kind of white space a plain space, and nothing that has no shape of its own."""
    if text.isascii() and text.isprintable():
        return text
    kept = []
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        if category in ("Cc", "Zs", "Zl", "Zp"):
            kept.append(" ")
        elif category != "Cf" and not 0xFE00 <= ord(char) <= 0xFE0F:
            kept.append(char)
    return "".join(kept)


def runs_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    if text.isascii():
        return False
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction == "L":
            return False
        if direction in _RIGHT_TO_LEFT:
            return True
    return False


def drawing_order(text: str) -> str:
    """Arabic letters joined, and every run of Arabic or Hebrew turned round, as they stand on paper."""
    if text.isascii() or not any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text):
        return text
    from arabic_reshaper import reshape
    from bidi import get_display

    return str(get_display(reshape(text)))


def warm() -> None:
    """Load what every Latin label needs, so that the first one is not the slow one."""
    for role in Role:
        load(_CHAINS[role][0])


def _width(face: Face, text: str) -> float:
    return sum(face.widths.get(ord(char), face.default_width) for char in text)


def _face_for(char: str, role: Role, field: str) -> Face:
    point = ord(char)
    for name in _CHAINS[role]:
        face = load(name)
        if point in face.glyphs:
            return face
    raise StationError("label.glyph_missing", character=char, code_point=f"U+{point:04X}", field=field)


def load(name: str) -> Face:
    """A bundled font, read once per process. Any thread."""
    with _loading:
        return _load(name)


@cache
def _load(name: str) -> Face:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    font = TTFont(name, str(font_file(name)))
    pdfmetrics.registerFont(font)
    return Face(name, font.face.charToGlyph, font.face.charWidths, font.face.defaultWidth)
