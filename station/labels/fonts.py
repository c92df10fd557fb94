"""Which font has which character. A character nobody has is a problem before printing, never a box.

The families follow one another per character: Noto Sans (Latin, Greek, Cyrillic), Noto Sans of other
scripts, Noto Emoji (hearts and presents in gift notes), Droid Sans Fallback (Chinese, Japanese, Korean).
The last two come in one cut only; their semi-bold is drawn with a thin outline.
"""

import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from station.labels import shaping
from station.labels.assets import font_file
from station.labels.document import Role
from station.model.problem import StationError

_SCRIPTS = ("Arabic", "Hebrew", "Thai", "Devanagari", "Bengali", "Tamil", "Georgian", "Armenian")
_ONE_CUT = ("NotoEmoji-Regular", "DroidSansFallback")
_CHAINS = {
    role: (f"NotoSans-{cut}", *(f"NotoSans{script}-{cut}" for script in _SCRIPTS), *_ONE_CUT)
    for role, cut in ((Role.REGULAR, "Regular"), (Role.SEMIBOLD, "SemiBold"))
}
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
# Arabic and the scripts of India: only between their letters a joiner says anything.
_JOINING = range(0x0600, 0x0E00)
# Noto Sans has the letters of Devanagari, but knows nothing of how they join.
_ELSEWHERE = (range(0x0900, 0x0980), range(0x1CD0, 0x1D00), range(0xA830, 0xA840), range(0xA8E0, 0xA900))
# Without a shape: what colours an emoji's skin, and what stands in for joiners (see `drawing_order`).
_SKIN = range(0x1F3FB, 0x1F400)
# The key around a digit: beside it, a box that looks like a letter nobody could draw.
_KEYCAP = "\u20e3"
_STAND_INS = {"\u200c": "\u034f", "\u200d": "\u180b"}
_SHAPELESS = frozenset({_KEYCAP, *_STAND_INS.values(), *map(chr, range(0xFE00, 0xFE10)), *map(chr, _SKIN)})
# A whole sentence in one glyph, the basmala: more outline than FreeType can turn into dots.
_TOO_FINE = 0xFDFD
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
    """Characters in the order they are drawn, all in one font. `width` in thousandths of the size.

    `places` is where each stands (right of the run's start, above the baseline; thousandths of the size)
    when its letters were shaped; else each follows the one before by its width.
    """

    face: Face
    text: str
    width: float
    embolden: bool
    places: tuple[tuple[float, float], ...] = ()


@lru_cache(maxsize=256)
def runs(text: str, role: Role, field: str = "") -> tuple[Run, ...]:
    """`text` in drawing order, cut where the font changes.

    Raises `label.glyph_missing` with the character, its code point and the field. Remembered for a while:
    every line is measured before it is drawn, and a label's captions are those of the label before.
    """
    ordered = drawing_order(clean(text))
    first = load(_CHAINS[role][0])
    if all(ord(char) in first.glyphs for char in ordered):
        return (_run(first, ordered, role),) if ordered else ()
    return tuple(_run(face, part, role) for face, part in _cut(ordered, role, field))


def _cut(ordered: str, role: Role, field: str) -> list[tuple[Face, str]]:
    """Pieces of one font each. Blanks, joiners and marks stay with the letter they stand beside."""
    found: list[tuple[Face, str]] = []
    plain = load(_CHAINS[role][0])
    for char in ordered:
        face = found[-1][0] if found else None
        if char == " " and face is not None and face.name == _ONE_CUT[0]:
            face = plain  # the blank of an emoji font is as wide as an emoji
        stays = face is not None and (
            char in shaping.JOINERS
            or (char == " " or unicodedata.combining(char))
            and ord(char) in face.glyphs
        )
        if face is None or not stays:
            face = _face_for(char, role, field)
        if found and found[-1][0] is face:
            found[-1] = (face, found[-1][1] + char)
        else:
            found.append((face, char))
    return found


def _run(face: Face, text: str, role: Role) -> Run:
    if shaping.needs_shaping(face.name, text):
        shaped = shaping.shape(face.name, text)
        return Run(face, shaped.text, shaped.width, False, shaped.places)
    return Run(face, text, _width(face, text), role is Role.SEMIBOLD and face.name in _ONE_CUT)


def missing(text: str) -> str | None:
    """The first character of `text` that no bundled font can draw, so that an order can be asked early."""
    try:
        for char in clean(text):
            _face_for(char, Role.REGULAR, "")
    except StationError:
        return char
    return None


def clean(text: str) -> str:
    """Composed, every kind of white space a plain space, and nothing that has no shape of its own."""
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        if category in ("Cc", "Zs", "Zl", "Zp"):
            kept.append(" ")
        elif char in shaping.JOINERS:
            kept += [char] if kept and ord(kept[-1]) in _JOINING else []
        elif category != "Cf" and char not in _SHAPELESS:
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
    """Every run of Arabic or Hebrew turned round, as it stands on paper, from left to right.

    Brackets among them are mirrored. The algorithm would drop joiners, so marks stand in for them. It knows
    no place for a code point that is no character; no font has it, so whoever draws the text refuses it.
    """
    if text.isascii() or not any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text):
        return text
    if not all(unicodedata.bidirectional(char) for char in text):
        return text
    from bidi.algorithm import get_display

    for joiner, mark in _STAND_INS.items():
        text = text.replace(joiner, mark)
    ordered = str(get_display(text))
    for joiner, mark in _STAND_INS.items():
        ordered = ordered.replace(mark, joiner)
    return ordered


def warm() -> None:
    """Load what every Latin label needs, so that the first one is not the slow one."""
    for role in Role:
        load(_CHAINS[role][0])


def _width(face: Face, text: str) -> float:
    return sum(face.widths.get(ord(char), face.default_width) for char in text)


def _face_for(char: str, role: Role, field: str) -> Face:
    point = ord(char)
    for name in _CHAINS[role] if unicodedata.category(char) != "Co" else ():
        face = load(name)
        if point in face.glyphs:
            return face
    if char in shaping.JOINERS:
        return load(_CHAINS[role][0])
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
    glyphs = dict(font.face.charToGlyph)
    if name.startswith("NotoSans-"):
        for point in chain.from_iterable(_ELSEWHERE):
            glyphs.pop(point, None)
    glyphs.pop(_TOO_FINE, None)
    return Face(name, glyphs, font.face.charWidths, font.face.defaultWidth)
