"""GS1 element strings: an article with its lot, expiry and serial number in one code.

What may be read in more than one way is never guessed: only what all ways agree on is given.

Sources: GS1 General Specifications 3 (application identifiers), 7.8 (FNC1 and separators), 7.11 (the
characters an element may have), 7.12 (the century of a date); GS1 Digital Link URI Syntax 1.3, 4.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl, unquote, urlsplit

from station.model.barcode import check_digit

GS = "\x1d"
# Symbology identifiers of symbols that begin with FNC1: their content is an element string.
IDENTIFIERS = frozenset({"C1", "d2", "Q3", "e0", "J1"})
# What scanners are set to send where a keyboard or a system cannot take a GS. None of the single characters
# may stand in an element.
SUBSTITUTES = (
    "{GS}",
    "[GS]",
    "<GS>",
    "{FNC1}",
    "<FNC1>",
    "~d029",
    "~029",
    "\\x1d",
    "^]",
    "^",
    "|",
    "~",
    "#",
    "@",
)
# More ways than this to read one code, and only its beginning counts.
MOST_WAYS = 64
LONGEST = 200

_CHARACTERS = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*")
_FOREIGN = re.compile(r"[^!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z ]")
_DIGITS = re.compile(r"[0-9]*")
_HUMAN = re.compile(r"\(([0-9]{2,4})\)")

Element = tuple[str, str]
Way = tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What an element looks like: `head` digits, then up to `tail` characters (digits only if `number`).

    `check`: so many digits of the head end in a check digit. `dated`: the head is YYMMDD.
    """

    head: int
    tail: int = 0
    number: bool = False
    check: int = 0
    dated: bool = False

    @property
    def least(self) -> int:
        return self.head or 1

    @property
    def most(self) -> int:
        return self.head + self.tail

    def fits(self, value: str) -> bool:
        head, tail = value[: self.head], value[self.head :]
        return (
            self.least <= len(value) <= self.most
            and _DIGITS.fullmatch(head) is not None
            and (_DIGITS if self.number else _CHARACTERS).fullmatch(tail) is not None
            and (not self.check or check_digit(head[: self.check - 1]) == int(head[self.check - 1]))
            and (not self.dated or _is_day(head))
        )


# Text of no fixed length, by the most it may have.
_TEXTS = {
    2: "7010",
    3: "427 7008",
    4: "7041",
    10: "7009",
    12: "7005",
    20: "7020 7021 7022 7240 8002 8012",
    25: "7242 8013 8014",
    28: "235",
    30: "7002 7023 8010",
    34: "8007",
    50: "8009",
    70: "8110 8112 8200",
}


def _shapes() -> dict[str, Shape]:
    """Application identifier to shape. Those with a number of decimals are there once for every number."""
    text20, text30, text90 = Shape(0, 20), Shape(0, 30), Shape(0, 90)
    number8, number15 = Shape(0, 8, number=True), Shape(0, 15, number=True)
    shapes = {
        "00": Shape(18, check=18),
        "01": Shape(14, check=14),
        "02": Shape(14, check=14),
        "03": Shape(14, check=14),
        "20": Shape(2),
        **dict.fromkeys(("11", "12", "13", "15", "16", "17"), Shape(6, dated=True)),
        **dict.fromkeys(("10", "21", "22", "243", "254"), text20),
        **dict.fromkeys(("240", "241", "250", "251", "400", "401", "403", "90"), text30),
        **dict.fromkeys((f"9{n}" for n in range(1, 10)), text90),
        **dict.fromkeys(("30", "37"), number8),
        "242": Shape(0, 6, number=True),
        "253": Shape(13, 17, check=13),
        "255": Shape(13, 12, number=True, check=13),
        "402": Shape(17, check=17),
        **dict.fromkeys((f"41{n}" for n in range(8)), Shape(13, check=13)),
        "420": text20,
        "421": Shape(3, 9),
        **dict.fromkeys(("422", "424", "426"), Shape(3)),
        **dict.fromkeys(("423", "425"), Shape(3, 12, number=True)),
        **{ai: Shape(0, most) for most, ais in _TEXTS.items() for ai in ais.split()},
        "7001": Shape(13),
        "7004": Shape(0, 4, number=True),
        "7006": Shape(6),
        "7007": Shape(6, 6, number=True),
        "7011": Shape(6, 4, number=True),
        "7003": Shape(10),
        "7040": Shape(1, 3),
        **dict.fromkeys((f"71{n}" for n in range(8)), text20),
        **dict.fromkeys((f"703{n}" for n in range(10)), Shape(3, 27)),
        **dict.fromkeys((f"723{n}" for n in range(10)), Shape(0, 30)),
        "8001": Shape(14),
        "8003": Shape(14, 16, check=14),
        "8004": text30,
        "8005": Shape(6),
        "8006": Shape(18, check=14),
        "8008": Shape(8, 4, number=True),
        "8011": Shape(0, 12, number=True),
        **dict.fromkeys(("8017", "8018"), Shape(18, check=18)),
        "8019": Shape(0, 10, number=True),
        "8026": Shape(18, check=14),
        "8111": Shape(4),
        "8020": Shape(0, 25),
    }
    for family in (*range(310, 317), *range(320, 338), *range(340, 358), *range(360, 370)):
        shapes |= dict.fromkeys((f"{family}{n}" for n in range(6)), Shape(6))
    shapes |= dict.fromkeys((f"394{n}" for n in range(4)), Shape(4))
    shapes |= dict.fromkeys((f"395{n}" for n in range(6)), Shape(6))
    for family in (390, 392):
        shapes |= dict.fromkeys((f"{family}{n}" for n in range(10)), number15)
    for family in (391, 393):
        shapes |= dict.fromkeys((f"{family}{n}" for n in range(10)), Shape(3, 15, number=True))
    return shapes


def _is_day(digits: str) -> bool:
    """YYMMDD; day 00 is the last one of its month."""
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    return 1 <= month <= 12 and day <= calendar.monthrange(2000 + year, month)[1]


SHAPES = _shapes()


@dataclass(frozen=True, slots=True)
class ElementString:
    """What a code says for sure. `unsure`: identifiers that were found, but not in every way to read it."""

    elements: Way
    unsure: frozenset[str] = frozenset()

    def value(self, ai: str) -> str:
        return dict(self.elements).get(ai, "")

    @property
    def gtin(self) -> str:
        """The article itself, 14 digits; never the one that a logistic unit contains (02)."""
        return self.value("01")

    @property
    def sscc(self) -> str:
        return self.value("00")

    @property
    def lot(self) -> str:
        return self.value("10")

    @property
    def serial(self) -> str:
        return self.value("21")

    @property
    def expiry(self) -> str:
        """YYMMDD as it stands in the code; `day` makes a date of it."""
        return self.value("17")

    @property
    def count(self) -> int | None:
        """Pieces in an article of varying content (30), or articles in a logistic unit (37)."""
        said = self.value("30") or self.value("37")
        return int(said) if said else None

    @property
    def net_kilograms(self) -> Decimal | None:
        for ai, value in self.elements:
            if ai.startswith("310"):
                return Decimal(value).scaleb(-int(ai[3]))
        return None

    @property
    def torn(self) -> bool:
        """Which article it is cannot be told: the separators are missing."""
        return bool(self.unsure & {"00", "01"})


def read(text: str) -> ElementString | None:
    """An element string, with its separators, with what stands for them, printed `(01)…` or as a link.

    None when it is none. A separator in front or at the end says nothing.
    """
    if len(text) > LONGEST:
        return None
    if text.startswith(("(", "http://", "https://", "HTTP://", "HTTPS://")):
        way = _printed(text) if text.startswith("(") else _linked(text)
        return ElementString(way) if way else None
    text = text.strip(GS)
    if GS not in text:
        text = _with_separators(text).strip(GS)
    ways = [way for way in _ways(text) if len({ai for ai, _ in way}) == len(way)]
    return _agreed(ways) if ways else None


def day(digits: str, today: date) -> date:
    """The day that YYMMDD means, at most 50 years from `today`; day 00 is the last of its month.

    ValueError when it is none.
    """
    year = today.year - today.year % 100 + int(digits[:2])
    distance = int(digits[:2]) - today.year % 100
    year -= 100 if distance >= 51 else -100 if distance <= -50 else 0
    month, of_month = int(digits[2:4]), int(digits[4:])
    return date(year, month, of_month or calendar.monthrange(year, month)[1])


def _agreed(ways: list[Way]) -> ElementString:
    first = ways[0] if len(ways) < MOST_WAYS else _fixed_front(ways[0])
    sure = tuple(element for element in first if all(element in way for way in ways))
    found = {ai for way in ways for ai, _ in way}
    return ElementString(sure, frozenset(found - {ai for ai, _ in sure}))


def _fixed_front(way: Way) -> Way:
    """The elements before the first that has no length of its own."""
    front: list[Element] = []
    for ai, value in way:
        if SHAPES[ai].tail:
            break
        front.append((ai, value))
    return tuple(front)


def _with_separators(text: str) -> str:
    """One kind of substitute becomes the separator it stands for, where it can be nothing else."""
    for substitute in SUBSTITUTES:
        if substitute in text:
            return text.replace(substitute, GS)
    # A character that no element may have, when there is but one kind of it; a blank is anybody's.
    foreign = set(_FOREIGN.findall(text))
    mark = foreign.pop() if len(foreign) == 1 else GS
    return text if mark.isalnum() or text.endswith(mark) else text.replace(mark, GS)


def _printed(text: str) -> Way | None:
    front, *parts = _HUMAN.split(text)
    way = tuple(
        (ai, value.strip() if ai in SHAPES and SHAPES[ai].tail else value.replace(" ", ""))
        for ai, value in zip(parts[::2], parts[1::2], strict=True)
    )
    whole = not front and all(ai in SHAPES and SHAPES[ai].fits(value) for ai, value in way)
    return way if whole and len({ai for ai, _ in way}) == len(way) else None


def _linked(text: str) -> Way | None:
    """The elements of a Digital Link: in its path from the article on, and behind its question mark."""
    if "[" in text or "]" in text:
        return None  # no name of a host
    address = urlsplit(text)
    path = [unquote(part) for part in address.path.strip("/").split("/")]
    begin = max((place for place in range(0, len(path) - 1) if path[place] == "01"), default=None)
    if begin is None or (len(path) - begin) % 2:
        return None
    elements = list(zip(path[begin::2], path[begin + 1 :: 2], strict=True))
    elements += [(ai, value) for ai, value in parse_qsl(address.query) if ai in SHAPES]
    # An article may be written in fewer digits than an element has.
    way = tuple((ai, value.zfill(14) if ai == "01" else value) for ai, value in elements)
    whole = all(ai in SHAPES and SHAPES[ai].fits(value) for ai, value in way)
    return way if whole and len({ai for ai, _ in way}) == len(way) else None


def _ways(text: str) -> list[Way]:
    """How the text can be cut into elements, at most MOST_WAYS; the longest values first."""
    dead: set[int] = set()
    found: list[Way] = []
    loose = GS not in text

    def walk(place: int, way: Way) -> bool:
        if place == len(text):
            found.append(way)
            return True
        if place in dead:
            return False
        alive = False
        for ai, end in _elements(text, place, loose):
            value = text[place + len(ai) : end]
            behind = end + 1 if text[end : end + 1] == GS else end
            alive |= walk(behind, (*way, (ai, value)))
            if len(found) == MOST_WAYS:
                return True
        if not alive:
            dead.add(place)
        return alive

    if text:
        walk(0, ())
    return found


def _elements(text: str, place: int, loose: bool) -> Iterator[tuple[str, int]]:
    """Identifier and end of every element that may begin at a place.

    Without a separator in the whole text (`loose`) a value without a length of its own may end anywhere.
    """
    for size in (2, 3, 4):
        ai = text[place : place + size]
        shape = SHAPES.get(ai)
        if shape is None:
            continue
        start = place + size
        stop = text.find(GS, start)
        last = min(len(text) if stop < 0 else stop, start + shape.most)
        if not shape.tail or not loose:
            ends = [start + shape.most] if not shape.tail else [last]
        else:
            ends = list(range(last, start + shape.least - 1, -1))
        for end in ends:
            if shape.fits(text[start:end]):
                yield ai, end
