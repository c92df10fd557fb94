"""The end-of-day manifest, A4 or Letter: the cartons a carrier's driver takes, and two lines to sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from station.labels import addresses
from station.labels import paper as papers
from station.labels.document import Align, Document, Fill, Item, Role, Stack, Text
from station.labels.look import Look
from station.labels.paper import GREY, INNER, LEFT, RIGHT, Paper
from station.labels.shipping import caption
from station.labels.template import PLAIN, Template
from station.labels.words import kilograms
from station.model.order import Address
from station.model.quantity import Mass

_NUMBER, _ORDER, _CARTON, _TRACKING = LEFT + 9.0, LEFT + 14.0, 84.0, 92.0
_ROW, _SIGNED = 6.2, 44.0


@dataclass(frozen=True, slots=True)
class ManifestCarton:
    """One carton as it is handed over. `weight` is gross; None when nobody weighed it."""

    order: str
    carton: int
    tracking: str
    weight: Mass | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """All cartons of one carrier on one day. `ref` is the carrier's number for it, if it gave one."""

    carrier: str
    day: date
    sender: Address
    cartons: tuple[ManifestCarton, ...]
    ref: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """A row with its number, or the totals and signatures, which stay together."""

    height: float
    number: int = 0
    carton: ManifestCarton | None = None


def manifest(
    said: Manifest,
    *,
    paper: Paper | None = None,
    dpi: int = 203,
    practice: bool = False,
    language: str = "en",
    template: Template = PLAIN,
) -> Document:
    """Pages of `paper` (the template's when left out) in the order of `said.cartons`, totals on the last."""
    look = Look(language, template)
    paper = paper or template.paper
    parts = [_Part(_ROW, number, one) for number, one in enumerate(said.cartons, start=1)]
    parts.append(_Part(_SIGNED if look.shows("signatures") else 12.0))
    top = 86.0 + look.head_room
    sheets = papers.split(parts, top, paper)
    title = look.word["manifest"]
    about = " · ".join(one for one in (said.carrier, said.day.isoformat(), said.ref) if one)
    pages = []
    for number, sheet in enumerate(sheets, start=1):
        first = number == 1
        head = _head(said, look) if first else papers.later_head(title, about, look.colour)
        table = _table(said, sheet, top if first else papers.LATER_TOP, look)
        foot = papers.foot(about, paper, (number, len(sheets)), language, look.word)
        pages.append((*head, *table, *foot))
    return look.dressed(papers.sheets(f"{title} {about}", pages, paper, dpi, practice), stacks=False)


def _head(said: Manifest, look: Look) -> tuple[Item, ...]:
    word = look.word
    items: list[Item] = [
        Text(LEFT, 24.5, said.carrier, 11, Role.SEMIBOLD, width=110, least=7, clip=True, field="carrier"),
        Text(LEFT, 36.0, word["manifest"], 26, Role.SEMIBOLD, width=130, least=14, colour=look.colour),
        Fill(LEFT, 43.0, INNER, 0.7, colour=look.colour),
    ]
    sender = addresses.plain(said.sender, 10, "sender")
    if sender and look.shows("sender"):
        items += [caption(LEFT, 49.5, word["from"]), Stack(LEFT, 51.6, 84, 25, look.rows(*sender))]
    facts = [
        (word["date"], said.day.isoformat(), 26.0),
        (word["cartons"], str(len(said.cartons)), 18.0),
        (word["weight"], _total(said, look), 38.0),
    ]
    facts = facts if look.shows("weight") else facts[:2]
    x = 110.0
    for name, value, width in facts:
        items += [caption(x, 49.5, name)]
        items += [Text(x, 55.6, value, 12, Role.SEMIBOLD, width=width - 2, least=6, clip=True, field="fact")]
        x += width
    if said.ref:
        items += [caption(110, 62.5, word["number"])]
        items += [Text(110, 68.6, said.ref, 12, width=84, least=6, clip=True, field="ref")]
    return (*look.lowered(items), *look.logo(RIGHT - 60, 10.0, 60.0, Align.RIGHT))


def _total(said: Manifest, look: Look) -> str:
    """What the weighed ones weigh together."""
    known = [one.weight for one in said.cartons if one.weight is not None]
    return kilograms(Mass(sum(one.mg for one in known)), look.language) if known else ""


def _table(said: Manifest, sheet: Sequence[_Part], top: float, look: Look) -> tuple[Item, ...]:
    word = look.word
    items: list[Item] = []
    if any(part.carton for part in sheet):
        items += [
            caption(_NUMBER, top, word["number"], GREY, Align.RIGHT),
            caption(_ORDER, top, word["order"], GREY),
            caption(_CARTON, top, word["carton"], GREY, Align.RIGHT),
            caption(_TRACKING, top, word["tracking"], GREY),
        ]
        if look.shows("weight"):
            items.append(caption(RIGHT, top, word["weight"], GREY, Align.RIGHT))
    y = top + 2.2
    for part in sheet:
        items += _row(part, y, look) if part.carton else _end(said, y, look)
        y += part.height
    return tuple(items)


def _row(part: _Part, y: float, look: Look) -> list[Item]:
    one = part.carton
    if one is None:
        return []
    base = y + 4.3
    weight = kilograms(one.weight, look.language) if one.weight is not None and look.shows("weight") else ""
    return [
        Fill(LEFT, y, INNER, 0.2, GREY),
        Text(_NUMBER, base, str(part.number), 9.5, align=Align.RIGHT, width=9, least=5, ink=GREY),
        Text(_ORDER, base, one.order, 9.5, width=54, least=6, clip=True, field="order"),
        Text(_CARTON, base, str(one.carton), 9.5, align=Align.RIGHT, width=12, least=5),
        Text(_TRACKING, base, one.tracking, 9.5, Role.SEMIBOLD, width=78, least=5, field="tracking"),
        Text(RIGHT, base, weight, 9.5, align=Align.RIGHT, width=22, least=6),
    ]


def _end(said: Manifest, y: float, look: Look) -> list[Item]:
    """How many cartons, how heavy, and who gave them to whom."""
    word = look.word
    cartons = f"{len(said.cartons)} {word['cartons']}"
    items: list[Item] = [
        Fill(LEFT, y, INNER, 0.7, colour=look.colour),
        Text(_ORDER, y + 6.0, word["total"], 11, Role.SEMIBOLD, width=40, least=7),
        Text(_TRACKING, y + 6.0, cartons, 11, Role.SEMIBOLD, width=60, least=7),
    ]
    if look.shows("weight"):
        items.append(Text(RIGHT, y + 6.0, _total(said, look), 11, Role.SEMIBOLD, Align.RIGHT, 36, 7))
    if not look.shows("signatures"):
        return items
    for x, who in ((LEFT, word["handed_over"]), (LEFT + INNER / 2 + 4, word["taken_over"])):
        items += [
            Fill(x, y + 34.0, INNER / 2 - 4, 0.3),
            Text(x, y + 38.0, who, 8, width=INNER / 2 - 4, least=5, ink=GREY),
        ]
    return items
