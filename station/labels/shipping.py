"""The shipping label, 4 x 6 in: who it goes to, large, and the symbols that carry it there.

Sources: GS1 Logistic Label Guideline (SSCC lowest on the label, bars upright, 32 mm high, readable text
below with its application identifier in parentheses).
"""

from dataclasses import dataclass
from datetime import date

from station.labels import addresses
from station.labels.document import Align, Document, Fill, Item, Role, Row, Stack, Symbol, Text
from station.labels.look import Look
from station.labels.template import PLAIN, Template
from station.labels.words import kilograms
from station.model.order import Address
from station.model.problem import StationError
from station.model.quantity import Mass

# 4 x 6 in. The layout is drawn for this width; on other paper it is centred. Ink is between 4.5 and
# 146.5 mm from the top, so that A6 (105 x 148) and 100 x 150 mm keep 3 mm clear all round.
WIDTH, HEIGHT = 101.6, 152.4
_LEAST = (98.0, 148.0)
_MIDDLE = 75.5
_LEFT, _RIGHT = 5.0, 96.6
_INNER = _RIGHT - _LEFT
_FACTS = 46.0


@dataclass(frozen=True, slots=True)
class ShippingLabel:
    """What a shipping label says. `sscc` is 18 digits, or empty when none is printed."""

    carrier: str
    method: str
    ship_to: Address
    ship_from: Address
    order: str
    store: str
    carton: int
    tracking: str
    day: date
    sscc: str = ""
    gross: Mass | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where the lower half begins, in millimetres: it is lower when no SSCC has to fit."""

    tracking: float
    bars: float
    readable: float


_WITH_SSCC = _Plan(tracking=83.2, bars=14.0, readable=11.0)
_WITHOUT_SSCC = _Plan(tracking=97.0, bars=37.0, readable=14.0)


def shipping_label(
    label: ShippingLabel,
    *,
    paper: tuple[float, float] = (WIDTH, HEIGHT),
    dpi: int = 203,
    practice: bool = False,
    language: str = "en",
    template: Template = PLAIN,
) -> Document:
    """One page. The tracking number is a Code 128, the SSCC a GS1-128 below it.

    `paper` is width and height in millimetres, 98 x 148 at least, else `label.paper_too_small`.
    """
    if paper[0] < _LEAST[0] or paper[1] < _LEAST[1]:
        raise StationError("label.paper_too_small", width=paper[0], height=paper[1])
    look = Look(language, template)
    plan = _WITH_SSCC if label.sscc else _WITHOUT_SSCC
    page = (
        *_head(label, look),
        *_sender_and_facts(label, look),
        *_recipient(label, plan, look),
        *_tracking(label, plan, look),
        *(_sscc(label, look) if label.sscc else ()),
    )
    title = f"{look.word['order']} {label.order} · {look.word['carton']} {label.carton}"
    left, top = (paper[0] - WIDTH) / 2, paper[1] / 2 - _MIDDLE
    return look.dressed(Document(title, *paper, (page,), dpi, practice, left, top))


def caption(x: float, y: float, word: str, ink: float = 0.0, align: Align = Align.LEFT) -> Text:
    """The small spaced capitals over a value; `y` is their baseline."""
    return Text(x, y, word.upper(), 6.2, Role.SEMIBOLD, align, spacing=0.5, ink=ink)


def _head(label: ShippingLabel, look: Look) -> tuple[Item, ...]:
    middle = 84.6
    logo = look.logo(43.0, 4.5, 28.0, Align.RIGHT, highest=11.0)
    room = 36.5 if logo else 64.0
    method = label.method if look.shows("method") else ""
    items: list[Item] = [
        Text(_LEFT, 10.2, label.carrier, 21, Role.SEMIBOLD, width=room, least=8, field="carrier_name"),
        Text(_LEFT, 15.3, method, 10.5, width=room, least=7, clip=True, field="method"),
        Fill(_LEFT, 17.4, _INNER, 0.9),
        *logo,
    ]
    if look.shows("carton"):
        number = str(label.carton)
        items += [
            Fill(72.6, 4.5, 24.0, 11.0),
            caption(middle, 7.9, look.word["carton"], ink=1.0, align=Align.CENTRE),
            Text(middle, 14.2, number, 16, Role.SEMIBOLD, Align.CENTRE, 22, 6, ink=1.0, field="carton"),
        ]
    return tuple(items)


def _sender_and_facts(label: ShippingLabel, look: Look) -> tuple[Item, ...]:
    word = look.word
    items: list[Item] = []
    sender = addresses.plain(label.ship_from, 7.8, "ship_from")
    if look.template.return_address:
        sender = tuple(Row(one, 7.8, field="return_address") for one in look.template.return_address)
    if look.shows("sender"):
        items.append(caption(_LEFT, 22.2, word["from"]))
    if sender and look.shows("sender"):
        items.append(Stack(_LEFT, 23.6, _FACTS - _LEFT - 4, 13.4, sender))
    items.append(caption(_FACTS, 22.2, word["order"]))
    items.append(
        Text(_FACTS, 27.6, label.order, 14, Role.SEMIBOLD, width=_RIGHT - _FACTS, least=5, field="order")
    )
    facts = [(word["date"], label.day.isoformat(), 20.0, "date"), (word["store"], label.store, 14.6, "store")]
    if label.gross is not None:
        facts.insert(1, (word["weight"], kilograms(label.gross, look.language), 16.0, "weight"))
    x = _FACTS
    for name, value, width, field in facts:
        if not look.shows(field):
            continue
        items.append(caption(x, 32.2, name))
        items.append(Text(x, 36.2, value, 8.6, width=width - 1.5, least=5.5, clip=True, field=field))
        x += width
    return tuple(items)


def _recipient(label: ShippingLabel, plan: _Plan, look: Look) -> tuple[Item, ...]:
    top = 45.0
    rows = addresses.recipient(label.ship_to)
    return (
        Fill(_LEFT, 38.4, _INNER, 0.25),
        caption(_LEFT, 42.6, look.word["to"]),
        Stack(_LEFT, top, _INNER, plan.tracking - 2.0 - top, rows or (Row("", 12),)),
    )


def _tracking(label: ShippingLabel, plan: _Plan, look: Look) -> tuple[Item, ...]:
    top = plan.tracking + 5.2
    return (
        Fill(_LEFT, plan.tracking, _INNER, 0.9),
        caption(_LEFT, plan.tracking + 4.1, look.word["tracking"]),
        Symbol(1.8, top, 98.0, plan.bars, label.tracking, field="tracking"),
        Text(
            WIDTH / 2, top + plan.bars + plan.readable * 0.40, grouped(label.tracking), plan.readable,
            Role.SEMIBOLD, Align.CENTRE, _INNER, 5, field="tracking",
        ),
    )  # fmt: skip


def _sscc(label: ShippingLabel, look: Look) -> tuple[Item, ...]:
    return (
        Fill(_LEFT, 108.1, _INNER, 0.25),
        Symbol(1.8, 109.8, 98.0, 32.0, f"00{label.sscc}", gs1=True, field="sscc"),
        caption(_LEFT, 146.5, look.word["sscc"]),
        Text(
            WIDTH / 2, 146.5, f"(00) {label.sscc}", 11, Role.SEMIBOLD, Align.CENTRE, 60, 8, field="sscc"
        ),
    )  # fmt: skip


def grouped(number: str) -> str:
    """A long number in fours, as a person reads it out."""
    if len(number) < 9 or not number.isalnum():
        return number
    return " ".join(number[place : place + 4] for place in range(0, len(number), 4))
