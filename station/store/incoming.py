"""An order on its way into the store."""

import hashlib
import zlib
from dataclasses import dataclass, field, fields
from operator import attrgetter

from station.model.order import Address, Line, Order
from station.model.quantity import Money
from station.store.engine import micros

_OF_ORDER = attrgetter(
    "store", "ref", "number", "native", "currency", "method", "method_code", "pickup", "customer_note",
    "gift_note", "warnings",
)  # fmt: skip
_OF_LINE = attrgetter(*(field.name for field in fields(Line) if field.name != "price"))
_OF_ADDRESS = attrgetter(*(field.name for field in fields(Address)))


@dataclass(frozen=True, slots=True)
class Incoming:
    """An order as pulled, the fingerprint of it, and the bytes it was made from.

    `digest` and `packed` (the payload, compressed) are made here, on the thread that pulled it, so that the
    writer has only to write.
    """

    order: Order
    fingerprint: str
    payload: bytes
    digest: str = field(init=False)
    packed: bytes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", content_hash(self.order))
        object.__setattr__(self, "packed", zlib.compress(self.payload, 1))


def content_hash(order: Order) -> str:
    """Over everything canonical but the time of change."""
    facts = (
        _OF_ORDER(order),
        order.state.value,
        micros(order.placed_at),
        _minor(order.total),
        _OF_ADDRESS(order.ship_to),
        [(_OF_LINE(line), _minor(line.price)) for line in order.lines],
    )
    return hashlib.blake2b(repr(facts).encode(), digest_size=12).hexdigest()


def _minor(money: Money | None) -> tuple[int, str] | None:
    return None if money is None else (money.minor, money.currency)
