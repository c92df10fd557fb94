"""The packing record of one carton, one page: what went in, when, by whose hand, and how it left."""

from collections.abc import Callable, Sequence
from datetime import datetime

from station.labels import addresses
from station.labels import paper as papers
from station.labels.document import Document, Fill, Item, Role, Row, Stack, Text
from station.labels.paper import A4, GREY, INNER, LEFT, Paper
from station.labels.shipping import caption
from station.labels.words import kilograms, words
from station.model.evidence import CartonEvidence, Happened, PackedUnits

_ROW = 4.3
_HALF = INNER / 2
_MIDDLE = 110.0
_TOP = 106.0
# Of the page for the contents: what happened needs its room too. So many rows one below the other, with all
# that is known; more of them in columns.
_WIDE_ROWS = 18
_NARROW, _NARROW_ROWS = 3.3, 34
_FACTS = {
    "CartonWeighed": "weighed",
    "LabelReady": "label_made",
    "CartonConfirmed": "sealed_at",
    "CartonVoided": "void",
    "CartonReopened": "void",
    "CartonTakenBack": "void",
    "LineShorted": "shorted",
}


def packing_record(
    one: CartonEvidence,
    *,
    local: Callable[[datetime], datetime],
    paper: Paper = A4,
    dpi: int = 203,
    practice: bool = False,
    language: str = "en",
) -> Document:
    """One page. `local` turns a time into the bench's own; what does not fit is counted, never left out
    silently: the database keeps it.
    """
    word = words(language)
    top, contents = _contents(one.contents, language)
    items: list[Item] = [
        *_head(one, language),
        *_facts(one, local, language),
        *contents,
        *_happened(one.happened, top + 10.0, paper, local, language),
        *papers.foot(f"{one.store} · {one.order} · {one.uid}", paper, (1, 1), language),
    ]
    return papers.sheets(f"{word['evidence']} {one.order}", [items], paper, dpi, practice)


def _head(one: CartonEvidence, language: str) -> list[Item]:
    word = words(language)
    known = one.ship_to
    to: tuple[Row, ...] = addresses.plain(known, 10, "ship_to") if known is not None else ()
    return [
        Text(LEFT, 24.5, one.store, 11, Role.SEMIBOLD, width=80, least=7, clip=True, field="store"),
        Text(LEFT, 36.0, word["evidence"], 26, Role.SEMIBOLD, width=110, least=14),
        Fill(LEFT, 41.0, INNER, 0.7),
        caption(LEFT, 47.5, word["ship_to"]),
        Stack(LEFT, 49.6, 84, 34, to or (Row(word["forgotten"], 10, ink=GREY),)),
        caption(_MIDDLE, 47.5, word["order"]),
        Text(_MIDDLE, 55.2, one.order, 19, Role.SEMIBOLD, width=50, least=7, clip=True, field="order"),
        caption(_MIDDLE + 56, 47.5, word["carton"]),
        Text(_MIDDLE + 56, 55.2, str(one.number), 19, Role.SEMIBOLD),
    ]


def _facts(one: CartonEvidence, local: Callable[[datetime], datetime], language: str) -> list[Item]:
    word = words(language)
    at = local(one.confirmed_at) if one.confirmed_at is not None else None
    weight = kilograms(one.gross, language) if one.gross is not None else "–"
    told = [
        (word["tracking"], f"{one.carrier} {one.tracking}".strip() or "–"),
        (word["sealed_at"], f"{at:%Y-%m-%d %H:%M:%S %Z}" if at is not None else "–"),
        (word["packed_by"], f"{one.operator or '–'} · {one.bench}"),
        (word["weight"], " · ".join(text for text in (weight, one.weight_by) if text)),
        (
            word["revision"],
            f"{one.order_revision} · {word['last_look']}: {word['yes' if one.checked else 'no']}",
        ),
        (word["told"], one.pushed or "–"),
    ]
    items: list[Item] = []
    for place, (name, value) in enumerate(told):
        x = _MIDDLE if place % 2 == 0 else _MIDDLE + 44
        y = 62.0 + place // 2 * 10.5
        items += [
            caption(x, y, name, GREY),
            Text(x, y + 4.6, value, 8.5, width=40, least=4.5, clip=True, field="evidence"),
        ]
    label = one.label_sha256 or "–"
    return [
        *items,
        caption(LEFT, 93.5, word["label_hash"], GREY),
        Text(LEFT, 97.6, label, 7.5, width=_MIDDLE - LEFT - 4, least=4.5, clip=True, field="label_sha256"),
        *_spent(one, language),
    ]


def _spent(one: CartonEvidence, language: str) -> list[Item]:
    """Where the time went, so that nobody takes a slow printer for a slow packer."""
    if not one.spent:
        return []
    word = words(language)
    told = " · ".join(
        f"{word[f'spent_{cause}']} {_span(seconds)}" for cause, seconds in one.spent if seconds >= 1
    )
    return [
        caption(_MIDDLE, 93.5, word["spent"], GREY),
        Text(_MIDDLE, 97.6, told, 7.5, width=INNER + LEFT - _MIDDLE, least=4.5, clip=True, field="spent"),
    ]


def _span(seconds: float) -> str:
    """As 0:07 or 12:31."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def _contents(contents: Sequence[PackedUnits], language: str) -> tuple[float, list[Item]]:
    """Where the table ends, and the table. What a claim is about must be on the page: many lines stand in
    columns.
    """
    items: list[Item] = [caption(LEFT, _TOP, words(language)["contents"], GREY)]
    y = _TOP + 2.0
    if len(contents) > _WIDE_ROWS:
        return _narrow(items, y, contents, language)
    for one in contents:
        items += [
            Fill(LEFT, y, INNER, 0.15, GREY),
            Text(LEFT, y + 3.4, str(one.quantity), 9, Role.SEMIBOLD, width=9, least=5),
            _sku(one, LEFT + 10, y + 3.4, 8.5, 38),
            Text(LEFT + 50, y + 3.4, one.name, 8.5, width=72, least=5, clip=True, field="name"),
            Text(
                LEFT + 124, y + 3.4, _traced(one, language), 7.5, width=54, least=4.5, clip=True, field="lot"
            ),
        ]
        y += _ROW
    return y, items


def _narrow(
    items: list[Item], top: float, contents: Sequence[PackedUnits], language: str
) -> tuple[float, list[Item]]:
    """Two columns, or three, down the left one first; what does not even fit so is counted."""
    columns = 2 if len(contents) <= 2 * _NARROW_ROWS else 3
    shown = contents[: columns * _NARROW_ROWS]
    rows = -(-len(shown) // columns)
    wide = INNER / columns
    for place, one in enumerate(shown):
        x, y = LEFT + place // rows * wide, top + place % rows * _NARROW
        about = " · ".join(part for part in (_traced(one, language), one.name) if part)
        items += [
            Fill(x, y, wide - 3, 0.1, GREY),
            Text(x, y + 2.6, str(one.quantity), 7, Role.SEMIBOLD, width=6, least=4.5),
            _sku(one, x + 7, y + 2.6, 7, wide * 0.36),
            Text(
                x + 8 + wide * 0.36, y + 2.6, about, 6.5, width=wide * 0.64 - 12, least=4.5, clip=True,
                field="name",
            ),
        ]  # fmt: skip
    y, more = top + rows * _NARROW, len(contents) - len(shown)
    if more:
        text = words(language)["and_more"].format(count=more)
        items.append(Text(LEFT + 7, y + 3.0, text, 7.5, ink=GREY))
    return y + _NARROW, items


def _sku(one: PackedUnits, x: float, y: float, size: float, width: float) -> Text:
    return Text(x, y, _called(one), size, Role.SEMIBOLD, width=width, least=4.5, clip=True, field="sku")


def _called(one: PackedUnits) -> str:
    """A part of a kit stands a little to the right of it."""
    return f"· {one.sku}" if one.part_of else one.sku


def _traced(one: PackedUnits, language: str) -> str:
    word = words(language)
    known = ((word["lot"], one.lot), (word["expiry"], one.expiry), (word["serial"], one.serial))
    told = [f"{name} {value}" for name, value in known if value]
    return " · ".join([f"{one.instead_of} → {one.sku}", *told] if one.instead_of else told)


def _happened(
    happened: Sequence[Happened],
    top: float,
    paper: Paper,
    local: Callable[[datetime], datetime],
    language: str,
) -> list[Item]:
    """Two columns, down the left one first."""
    word = words(language)
    rows = int((paper.bottom - top - 6.0) // 3.7)
    room = 2 * rows
    told = _runs(happened)
    # The end of the story is what a claim is about: a long beginning is what is counted.
    more = max(0, len(told) - room)
    items: list[Item] = [caption(LEFT, top, word["scans"], GREY)]
    if more:
        unseen = sum(count for _, count in told[:more])
        items.append(Text(LEFT + 40, top, word["and_more"].format(count=unseen), 7.5, ink=GREY))
    for place, (one, count) in enumerate(told[more:]):
        x = LEFT + place // rows * (_HALF + 2)
        items += _one(one, count, x, top + 4.6 + place % rows * 3.7, local, language)
    return items


def _runs(happened: Sequence[Happened]) -> list[tuple[Happened, int]]:
    """The same code scanned again and again is one entry, at its last time, with how often."""
    told: list[tuple[Happened, int]] = []
    for one in happened:
        last, count = told[-1] if told else (None, 0)
        if last is not None and _same(last) == _same(one):
            told[-1] = one, count + 1
        else:
            told.append((one, 1))
    return told


def _same(one: Happened) -> tuple[object, ...]:
    """Each refusal has its reason; that the last unit of a line has another verdict is no matter."""
    return one.what, one.ok, one.operator, "" if one.ok else one.code


def _one(
    one: Happened, count: int, x: float, y: float, local: Callable[[datetime], datetime], language: str
) -> list[Item]:
    what = words(language)[_FACTS[one.what]] if one.what in _FACTS else one.what
    mark, times = "" if one.ok else "× ", f"  ({count})" if count > 1 else ""
    role = Role.REGULAR if one.ok else Role.SEMIBOLD
    return [
        Text(x, y, f"{local(one.at):%H:%M:%S}", 6.5, ink=GREY),
        Text(x + 12, y, f"{mark}{what}{times}", 6.5, role, width=34, least=4, clip=True, field="scan"),
        Text(x + 47, y, one.code, 6.5, width=25, least=4, clip=True, ink=GREY, field="verdict"),
        Text(x + 73, y, one.operator, 6.5, width=_HALF - 75, least=4, clip=True, ink=GREY, field="operator"),
    ]
