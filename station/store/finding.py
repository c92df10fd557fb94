"""One field finds everything: a number, a slip, a label, a tote, a serial, a SKU, a code, a name, a place.

Each kind of text is one look at one index; what is meant exactly stands before what only begins so.
"""

import re
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Label,
    Select,
    Subquery,
    and_,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)

from station.model.barcode import comparable
from station.model.folding import SHORTEST_PHONE, SHORTEST_TAIL, digits, fold, joined, words
from station.store.schema import (
    carton,
    order_line,
    orders,
    person_search,
    product,
    product_code,
    store_state,
    tote,
    unit_trace,
)
from station.store.symbols import wraps

MOST_WORDS = 6
EXACT, GOODS, PERSON, NAMED = 0, 1, 2, 3
_LAST = "\U0010ffff"
_NUMBER = re.compile(r"[#+(]*\d[\d\s()./-]*")
# With its country or without it, a telephone number ends in the same nine digits.
_NATIONAL = 9
# Articles a piece of a SKU or name may mean; from more on nobody reads the list.
_MOST_ARTICLES = 200
_LEAST_OF_SKU, _LEAST_OF_NAME = 2, 4

Found = Select[Any]


def found(text: str) -> Subquery | None:
    """(order_id, rank) of every order `text` may mean; None for no text at all."""
    text = text.replace("\0", "").strip()
    if not text:
        return None
    if text[:4].upper() == "ORD-":
        looks = [_slip(f"ORD-{text[4:]}")]
    else:
        looks = [*_numbers(text), *_goods(text), *_person(text), *_tails(text)]
    every = union_all(*looks).subquery("looked")
    return (
        select(every.c.order_id, func.min(every.c.rank).label("rank"))
        .group_by(every.c.order_id)
        .subquery("found")
    )


def _as(rank: int) -> Label[Any]:
    return literal_column(str(rank)).label("rank")


def _slip(text: str) -> Found:
    return select(orders.c.id.label("order_id"), _as(EXACT)).where(
        literal(text) == literal("ORD-").concat(orders.c.store).concat("-").concat(orders.c.ref),
        orders.c.ref.in_(_ends(text)),
        orders.c.store.in_(_stores(text)),
    )


def _ends(text: str) -> list[str]:
    parts = text.split("-")
    return ["-".join(parts[place:]) for place in range(2, len(parts))]


def _stores(text: str) -> list[str]:
    parts = text.split("-")
    return ["-".join(parts[1:place]) for place in range(2, len(parts))]


def _numbers(text: str) -> list[Found]:
    number = text.removeprefix("#")
    called = select(orders.c.id.label("order_id"), _as(EXACT)).where(
        orders.c.number.in_({text, number, f"#{number}"})
    )
    own = select(orders.c.id, _as(EXACT)).where(
        orders.c.ref == text, orders.c.store.in_(select(store_state.c.store))
    )
    return [called, own, *_cartons(text), *_units(text)]


def _cartons(text: str) -> list[Found]:
    """By the tracking number, typed as people copy it, or a carrier's code around it; by the tote its goods
    are in.
    """
    close = "".join(text.split())
    numbers = {text, close, close.upper()}
    looks = [select(carton.c.order_id, _as(EXACT)).where(carton.c.tracking.in_(numbers))]
    wrapped = wraps(text)
    if wrapped is not None:
        looks.append(select(carton.c.order_id, _as(EXACT)).where(wrapped))
    if text.upper().startswith("TOTE-"):
        looks.append(select(tote.c.order_id, _as(EXACT)).where(tote.c.code == text.upper()))
    return looks


def _units(text: str) -> list[Found]:
    """Orders that a unit with this serial or lot number was packed for."""
    columns = (unit_trace.c.serial, unit_trace.c.lot)
    return [select(unit_trace.c.order_id, _as(EXACT)).where(one.in_({text, text.upper()})) for one in columns]


def _goods(text: str) -> list[Found]:
    """Lines by what was ordered, and by what scanners read on it."""
    sold = select(order_line.c.order_id, _as(GOODS)).where(order_line.c.sku.in_({text, text.upper()}))
    coded = (
        select(order_line.c.order_id, _as(GOODS))
        .join(
            product_code,
            and_(product_code.c.store == order_line.c.store, product_code.c.ref == order_line.c.product),
        )
        .where(product_code.c.comparable.in_({comparable(text), comparable(text.upper())}))
    )
    known = (
        select(order_line.c.order_id, _as(GOODS))
        .join(product, and_(product.c.store == order_line.c.store, product.c.ref == order_line.c.product))
        .where(product.c.sku.in_({text, text.upper()}))
    )
    looks = [sold, coded, known]
    if len(text) >= _LEAST_OF_SKU:
        looks.append(_articles(text))
    return looks


def _articles(text: str) -> Found:
    """Lines of articles whose SKU begins so, or whose name has this in it, in capitals or without."""
    small = text.lower()
    begins = func.lower(product.c.sku).startswith(small, autoescape=True)
    has = func.lower(product.c.name).contains(small, autoescape=True)
    meant = or_(begins, has) if len(text) >= _LEAST_OF_NAME else begins
    few = select(product.c.store, product.c.ref).where(meant).limit(_MOST_ARTICLES).subquery()
    mine = and_(order_line.c.store == few.c.store, order_line.c.product == few.c.ref)
    return select(order_line.c.order_id, _as(NAMED)).select_from(few.join(order_line, mine))


def _tails(text: str) -> list[Found]:
    """The end of an order's number or of a telephone number, however its beginning is written."""
    if not _NUMBER.fullmatch(text):
        return []
    said = digits(text)
    looked = {f"#{said[::-1]}"} if len(said) >= SHORTEST_TAIL else set()
    if len(said) >= SHORTEST_PHONE:
        national = said.lstrip("0")
        looked |= {f"+{said[::-1]}", f"+{national[::-1]}"}
        if len(said) > _NATIONAL:
            looked.add(f"+{said[::-1][:_NATIONAL]}")
    return [
        select(person_search.c.order_id, _as(PERSON)).where(_begins(person_search.c.word, one))
        for one in sorted(looked)
    ]


def _person(text: str) -> list[Found]:
    """Every word begins a word of the order's; a number or address written in parts is tried as one, too."""
    asked = list(dict.fromkeys(words(text)))[:MOST_WORDS]
    whole = {joined(text), fold(text)} - {"", *asked}
    looks = [
        select(person_search.c.order_id, _as(PERSON)).where(_begins(person_search.c.word, one))
        for one in sorted(whole)
        if len(one) >= 2
    ]
    if not asked or (len(asked) == 1 and len(asked[0]) < 2):
        return looks
    first, *rest = sorted(asked, key=len, reverse=True)
    every = select(person_search.c.order_id, _as(PERSON)).where(_begins(person_search.c.word, first))
    for place, word in enumerate(rest):
        also = person_search.alias(f"also{place}")
        every = every.where(
            select(1).where(also.c.order_id == person_search.c.order_id, _begins(also.c.word, word)).exists()
        )
    return [*looks, every]


def _begins(column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    return and_(column >= word, column < word + _LAST)
