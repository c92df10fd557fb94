"""How wide a text is, where it breaks, and how small it must be to fit. Widths in points."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from station.labels import fonts, shaping
from station.labels.document import MM_PER_INCH, Role, Row, Stack
from station.model.problem import StationError

POINTS_PER_MM = 72 / MM_PER_INCH
_SHRINK = 0.96
# Line breaks are allowed between any two of these (Unicode line breaking, class ID and its kin).
_BREAK_ANYWHERE = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "IDEOGRAPHIC", "FULLWIDTH")


# Unicode's combining class of what joins two consonants of an Indian script.
_VIRAMA = 9
# Vowels of Thai that stand before their consonant, and those that stand behind it.
_LEADING = frozenset("\u0e40\u0e41\u0e42\u0e43\u0e44")
_FOLLOWING = frozenset("\u0e30\u0e32\u0e33\u0e45\u0e46")


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line of a fitted stack: `top` and `baseline` in points below the stack's top edge."""

    text: str
    size: float
    role: Role
    baseline: float
    ink: float
    field: str


def width(text: str, role: Role, size: float, field: str = "") -> float:
    return sum(run.width for run in fonts.runs(text, role, field)) * size / 1000


def wrap(text: str, role: Role, size: float, limit: float, field: str = "") -> tuple[str, ...]:
    """Lines no wider than `limit` points, broken at spaces, between ideographs, or else inside a word."""
    space = width(" ", role, size)
    lines: list[str] = []
    line, used = "", 0.0
    for lead, word in _words(fonts.clean(text)):
        gap = space if lead and line else 0.0
        room = width(word, role, size, field)
        if line and used + gap + room > limit:
            lines.append(line)
            line, used, gap = "", 0.0, 0.0
        while room > limit and len(word) > 1:
            head = _head(word, role, size, limit)
            lines.append(word[:head])
            word = word[head:]
            room = width(word, role, size)
        line = f"{line} {word}" if gap else line + word
        used += gap + room
    return (*lines, line) if line else tuple(lines)


def shrink(text: str, role: Role, size: float, least: float, limit: float, field: str = "") -> float:
    """The size at which one line fits `limit` points; 0 when it would be under `least`."""
    taken = width(text, role, size, field)
    if taken <= limit:
        return size
    fitting = size * limit / taken
    return fitting if fitting >= least > 0 else 0.0


def clip(text: str, role: Role, size: float, limit: float, field: str = "") -> str:
    """As much of one line as fits `limit` points, with an ellipsis where it was cut."""
    if width(text, role, size, field) <= limit:
        return text
    room = limit - width("…", role, size)
    return text[: _head(text, role, size, room)].rstrip() + "…"


def fit(stack: Stack) -> tuple[SetLine, ...]:
    """A stack's lines at the largest scale at which all of them fit.

    Raises `label.does_not_fit` naming the longest field.
    """
    scale = 1.0
    while scale >= stack.least:
        lines, height = _set(stack, scale)
        if height <= stack.height * POINTS_PER_MM:
            return lines
        scale *= _SHRINK
    longest = max(stack.rows, key=lambda row: len(row.text))
    raise StationError("label.does_not_fit", field=longest.field)


def height_of(rows: tuple[Row, ...], limit: float, leading: float = 1.22) -> float:
    """Millimetres a stack of `rows` takes, unshrunk, in `limit` millimetres of width."""
    return _set(Stack(0, 0, limit, 0, rows, leading=leading), 1.0)[1] / POINTS_PER_MM


def _set(stack: Stack, scale: float) -> tuple[tuple[SetLine, ...], float]:
    limit = stack.width * POINTS_PER_MM
    lines: list[SetLine] = []
    y = 0.0
    for row in stack.rows:
        size = row.size * scale
        if lines:
            y += row.gap * scale
        for text in wrap(row.text, row.role, size, limit, row.field):
            # Capitals are 0.714 em high in Noto Sans: the first line's capitals touch the top edge.
            baseline = y + size * (0.714 + (stack.leading - 1) / 2)
            lines.append(SetLine(text, size, row.role, baseline, row.ink, row.field))
            y += size * stack.leading
    return tuple(lines), y


def _words(text: str) -> Iterator[tuple[bool, str]]:
    """(a space came before it, unbreakable piece)."""
    for place, word in enumerate(text.split()):
        lead = place > 0
        if word.isascii():
            yield lead, word
            continue
        piece = ""
        for char in word:
            if piece and (_breaks(char) or _breaks(piece[-1])) and unicodedata.category(char)[0] != "P":
                yield lead, piece
                piece, lead = "", False
            piece += char
        yield lead, piece


def _breaks(char: str) -> bool:
    return ord(char) > 0x2E7F and unicodedata.name(char, "").startswith(_BREAK_ANYWHERE)


def _head(word: str, role: Role, size: float, limit: float) -> int:
    """How many characters from the start of `word` fit, at least one letter with all its marks."""
    count = len(word)
    while count > 1 and width(word[:count], role, size) > limit:
        count = max(1, min(count - 1, int(count * 0.9)))
    while count > 1 and _belongs(word, count):
        count -= 1
    while count < len(word) and _belongs(word, count):
        count += 1
    return count


def _belongs(word: str, place: int) -> bool:
    """Whether the character at `place` is one letter with the one before it: no line may begin with it."""
    if place >= len(word):
        return False
    before, char = word[place - 1], word[place]
    if unicodedata.category(char)[0] == "M" or char in _FOLLOWING or char in shaping.JOINERS:
        return True
    return unicodedata.combining(before) == _VIRAMA or before in _LEADING or before in shaping.JOINERS
