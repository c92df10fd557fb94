"""Text as people look for it: no accents, no capitals, one word at a time."""

import re
import unicodedata

SHORTEST_TAIL = 3  # digits somebody looks for
SHORTEST_PHONE = 5
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[\W_]+")
# Marks above and below letters: Latin, Greek, Cyrillic; the points of Hebrew and Arabic.
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f]+")
# Letters that are no letter with a mark, and are typed without it all the same.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)


def fold(text: str) -> str:
    """`Wójcik` and `WOJCIK` are one."""
    small = text.casefold()
    if small.isascii():
        return small
    return _MARKS.sub("", unicodedata.normalize("NFKD", small)).translate(_PLAIN)


def words(text: str) -> list[str]:
    """Folded, in their order: letters and digits; all else separates."""
    return _WORD.findall(fold(text))


def joined(text: str) -> str:
    """A number however it is written: `31-146` and `31 146` are one."""
    return _BETWEEN.sub("", fold(text))


def digits(text: str) -> str:
    """The digits of a number, whatever stands between them and whatever script they are of."""
    found = "".join(filter(str.isdecimal, text))
    return found if found.isascii() else "".join(str(unicodedata.decimal(one)) for one in found)


def number_tail(number: str) -> str:
    """What an order's number is found under by its last digits: people read out the end of a long one."""
    found = digits(number)
    return f"#{found[::-1]}" if len(found) > SHORTEST_TAIL else ""


def phone_tail(phone: str) -> str:
    """The same for a telephone number, whose beginning everybody writes differently: 0, 0048, +48."""
    found = digits(phone)
    return f"+{found[::-1]}" if len(found) >= SHORTEST_PHONE else ""
