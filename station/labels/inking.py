"""Text as dots: what a printer's own fonts cannot write is drawn here from the bundled ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from math import ceil, floor
from typing import TYPE_CHECKING

from station.labels import fonts
from station.labels.assets import font_file
from station.labels.document import Role

if TYPE_CHECKING:
    from PIL import Image, ImageFont

# How far anything reaches above and below the baseline, in type sizes: Vietnamese capitals and Arabic
# vowels are the highest, Arabic tails the lowest.
_ABOVE, _BELOW = 1.4, 0.6
# Half of the outline that makes a font with one cut look semi-bold: share of the type size.
_OUTLINE = 0.014
_BLACK_OR_WHITE = [0] * 128 + [255] * 128


@dataclass(frozen=True, slots=True)
class Ink:
    """The dots of a line of text, 1 where there is ink.

    `left` and `top` are where they begin, seen from the start of the line on its baseline; `width` is the
    line's, for whoever centres it.
    """

    dots: "Image.Image"
    left: int
    top: int
    width: float


def line(text: str, role: Role, size: float, spacing: float = 0.0, field: str = "") -> Ink | None:
    """`text` drawn `size` dots high, its letters `spacing` dots apart. None when nothing of it shows.

    Raises `label.glyph_missing`.
    """
    from PIL import Image

    runs = fonts.runs(text, role, field)
    letters = sum(len(run.text) for run in runs)
    width = sum(run.width for run in runs) * size / 1000 + spacing * max(0, letters - 1)
    edge, above = ceil(size / 2), ceil(size * _ABOVE)
    dots = Image.new("1", (ceil(width) + 2 * edge, above + ceil(size * _BELOW)))
    x = float(edge)
    for run in runs:
        for char, right, up in _placed(run, size, spacing):
            glyph = _glyph(run.face.name, char, size, run.embolden)
            if glyph is not None:
                dots.paste(1, (round(x + right) + glyph.left, above - round(up) + glyph.top), glyph.dots)
        x += run.width * size / 1000 + spacing * len(run.text)
    found = dots.getbbox()
    if found is None:
        return None
    return Ink(dots.crop(found), found[0] - edge, found[1] - above, width)


def _placed(run: fonts.Run, size: float, spacing: float) -> Iterator[tuple[str, float, float]]:
    """(character, dots right of the run's start, dots above its baseline)."""
    x = 0.0
    for place, char in enumerate(run.text):
        if run.places:
            right, up = run.places[place]
            yield char, right * size / 1000 + spacing * place, up * size / 1000
        else:
            yield char, x, 0.0
            x += run.face.widths.get(ord(char), run.face.default_width) * size / 1000 + spacing


@lru_cache(maxsize=4096)
def _glyph(name: str, char: str, size: float, embolden: bool) -> Ink | None:
    """One character; the same letters come again on every label."""
    from PIL import Image, ImageDraw

    edge, above = ceil(size * 1.5), ceil(size * _ABOVE)
    grey = Image.new("L", (2 * edge + ceil(size), above + ceil(size * _BELOW)))
    outline = size * _OUTLINE if embolden else 0.0
    ImageDraw.Draw(grey).text(
        (edge, above), char, 255, font=_font(name, size), anchor="ls", stroke_width=outline
    )
    dots = grey.point(_BLACK_OR_WHITE, "1")
    found = dots.getbbox()
    if found is None:
        return None
    return Ink(dots.crop(found), found[0] - edge, found[1] - above, 0.0)


def outlined(text: str, size: float, line: float, angle: float) -> "Image.Image":
    """A word in outline `line` dots thick, turned by `angle` degrees, 1 where there is ink."""
    from PIL import Image, ImageChops, ImageDraw

    font = _font("NotoSans-SemiBold", size)
    thick = max(1, round(line))
    left, top, right, bottom = font.getbbox(text, anchor="ls", stroke_width=thick)
    whole = Image.new("L", (ceil(right - left), ceil(bottom - top)))
    inside = whole.copy()
    start = (-floor(left), -floor(top))
    ImageDraw.Draw(whole).text(start, text, 255, font=font, anchor="ls", stroke_width=thick)
    ImageDraw.Draw(inside).text(start, text, 255, font=font, anchor="ls")
    turned = ImageChops.subtract(whole, inside).rotate(angle, Image.Resampling.BICUBIC, expand=True)
    return turned.point(_BLACK_OR_WHITE, "1")


@lru_cache(maxsize=16)
def picture(png: bytes, size: tuple[int, int]) -> "Image.Image":
    """A picture as so many dots, 1 where it is darker than middle grey."""
    from PIL import Image

    with Image.open(BytesIO(png)) as found:
        small = found.convert("L").resize(size, Image.Resampling.BOX)
    return small.point([255] * 128 + [0] * 128, "1")


@lru_cache(maxsize=128)
def _font(name: str, size: float) -> "ImageFont.FreeTypeFont":
    """Letters are shaped and put in order before: the font must not do it again."""
    from PIL import ImageFont

    return ImageFont.truetype(str(font_file(name)), size, layout_engine=ImageFont.Layout.BASIC)
