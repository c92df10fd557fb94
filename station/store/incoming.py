"""An order on its way into the store."""

import hashlib
import zlib
from dataclasses import dataclass, field, fields
from operator import attrgetter

from station.model.address_check import check
from station.model.folding import SHORTEST_TAIL, fold, joined, number_tail, phone_tail, words
from station.model.order import Address, Line, Order
from station.model.quantity import Money
from station.packing.holds import packable
from station.store.engine import micros

_OF_ORDER = attrgetter(
    "store", "ref", "number", "native", "currency", "method", "method_code", "pickup", "customer_note",
    "gift_note", "warnings", "tags", "staff_note",
)  # fmt: skip
_OF_LINE = attrgetter(*(field.name for field in fields(Line) if field.name != "price"))
_OF_ADDRESS = attrgetter(*(field.name for field in fields(Address)))
LONGEST = 64  # characters of a word that is looked for


@dataclass(frozen=True, slots=True)
class Incoming:
    """An order as pulled, the fingerprint of it, and the bytes it was made from.

    `digest`, `packed` (the payload, compressed) and all below are made here, on the thread that pulled it, so
    that the writer has only to write. `doubts` are codes about the address, `words` what it is found by.
    """

    order: Order
    fingerprint: str
    payload: bytes
    digest: str = field(init=False)
    packed: bytes = field(init=False)
    packable: bool = field(init=False)
    doubts: tuple[str, ...] = field(init=False)
    address_key: str = field(init=False)
    words: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", content_hash(self.order))
        object.__setattr__(self, "packed", zlib.compress(self.payload, 1))
        order = self.order
        object.__setattr__(self, "packable", packable(order))
        object.__setattr__(self, "doubts", () if order.pickup else check(order.ship_to))
        object.__setattr__(self, "address_key", address_key(order))
        object.__setattr__(self, "words", found_by(order))


def address_key(order: Order) -> str:
    """Equal for orders of one store that go to one person at one address; empty where there is none."""
    at = order.ship_to
    if at.is_empty:
        return ""
    parts = (order.store, at.name, at.company, *at.street, at.postal_code, at.city, at.country)
    facts = joined("".join(parts))
    return hashlib.blake2b(facts.encode(), digest_size=9).hexdigest()


def found_by(order: Order) -> frozenset[str]:
    """Words of a person's name, the post code, the e-mail, the telephone; the numbers of the order: whole,
    in their parts (`SO-100234-PL`), and from behind.
    """
    at = order.ship_to
    numbers = fold("\n".join((order.number, order.ref, at.postal_code, at.phone)))
    found = [*words(f"{at.name} {at.company}"), at.email.casefold(), *map(joined, numbers.split("\n"))]
    found += [number_tail(order.number), phone_tail(at.phone)]
    if not order.number.isalnum():
        found += [part for part in words(order.number) if len(part) >= SHORTEST_TAIL]
    return frozenset([word[:LONGEST] for word in found if word])


def content_hash(order: Order) -> str:
    """Over everything canonical but the time of change."""
    facts = (
        _OF_ORDER(order),
        order.state.value,
        micros(order.placed_at),
        micros(order.ship_by) if order.ship_by else None,
        _minor(order.total),
        _OF_ADDRESS(order.ship_to),
        [(_OF_LINE(line), _minor(line.price)) for line in order.lines],
    )
    return hashlib.blake2b(repr(facts).encode(), digest_size=12).hexdigest()


def _minor(money: Money | None) -> tuple[int, str] | None:
    return None if money is None else (money.minor, money.currency)
