"""Letters that change with their neighbours: Arabic joins, Devanagari and its kin stack, Thai piles up.

HarfBuzz chooses and places the glyphs. Neither the PDF writer nor the one that draws dots can be told a
glyph's number, so each bundled font that needs shaping has all of its glyphs a second time, at the
private-use code point 0xE000 + number (resources/fonts/README.md).
"""

import threading
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from station.labels.assets import font_file

GLYPHS = 0xE000
# Joiners have no shape, but say which shape their neighbours take.
JOINERS = "\u200c\u200d"
_ALWAYS = tuple(
    f"NotoSans{script}" for script in ("Arabic", "Hebrew", "Thai", "Devanagari", "Bengali", "Tamil")
)
_WITH_MARKS = "NotoSans-"
_RIGHT_TO_LEFT = ("NotoSansArabic", "NotoSansHebrew")
# HarfBuzz objects are used by one thread at a time.
_shaping = threading.Lock()


@dataclass(frozen=True, slots=True)
class Shaped:
    """Glyphs from left to right as private-use characters, each with its place and the width of all.

    Places are (right of the start, above the baseline); everything is in thousandths of the type size.
    """

    text: str
    places: tuple[tuple[float, float], ...]
    width: float


def needs_shaping(font: str, text: str) -> bool:
    """Latin, Greek and Cyrillic only where a mark stands by itself, beside the letter it belongs to."""
    if font.startswith(_ALWAYS):
        return True
    return font.startswith(_WITH_MARKS) and not text.isascii() and any(map(unicodedata.combining, text))


def shape(font: str, text: str) -> Shaped:
    """`text` of one font in the order it stands on paper. Any thread."""
    import uharfbuzz

    backwards = font.startswith(_RIGHT_TO_LEFT)
    buffer: Any = uharfbuzz.Buffer()
    buffer.add_str(text[::-1] if backwards else text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if backwards else "ltr"
    with _shaping:
        letters, unit = _font(font)
        uharfbuzz.shape(letters, buffer)
    glyphs: list[str] = []
    places: list[tuple[float, float]] = []
    x = 0.0
    for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        glyphs.append(chr(GLYPHS + glyph.codepoint))
        places.append((x + place.x_offset * unit, place.y_offset * unit))
        x += place.x_advance * unit
    return Shaped("".join(glyphs), tuple(places), x)


@cache
def _font(name: str) -> tuple[Any, float]:
    """A font, and how many thousandths of the type size its unit is."""
    import uharfbuzz

    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font_file(name))))
    return uharfbuzz.Font(face), 1000 / face.upem
