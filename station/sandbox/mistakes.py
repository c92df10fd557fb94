"""Mistakes made on purpose, so that it shows whether the bench catches them."""

from dataclasses import dataclass, field
from enum import StrEnum

BLOCK = 5  # so many orders, and every kind of mistake at least once


class Kind(StrEnum):
    WRONG_ITEM = "wrong_item"
    ONE_TOO_MANY = "one_too_many"
    UNKNOWN_CODE = "unknown_code"
    WRONG_LABEL = "wrong_label"


# What the bench must answer. One too many after the last unit finds the carton closed.
RIGHT = {
    Kind.WRONG_ITEM: ("pack.not_on_order",),
    Kind.ONE_TOO_MANY: ("pack.too_many", "pack.weigh_first"),
    Kind.UNKNOWN_CODE: ("scan.unknown",),
    Kind.WRONG_LABEL: ("label.other_carton",),
}


@dataclass(slots=True)
class Mistakes:
    """Which are still to be made in this block of orders, and what became of those made. `orders` in all."""

    orders: int = 0
    made: int = 0
    caught: int = 0
    _due: list[Kind] = field(default_factory=list)
    _taken: int = 0

    def next_order(self) -> None:
        """Another slip is taken."""
        if self._taken % BLOCK == 0:
            self._due = list(Kind)
        self._taken += 1

    def is_due(self, kind: Kind) -> bool:
        return kind in self._due

    @property
    def late(self) -> bool:
        """Hardly an order is left in this block: a mistake that is still due is made the next best way."""
        return (self._taken - 1) % BLOCK >= BLOCK - 2 or self._taken >= self.orders

    def judged(self, kind: Kind, ok: bool, code: str, *, interrupted: bool) -> bool:
        """Write down one that was made. While the order is interrupted nothing at all is accepted."""
        self.made += 1
        self._due.remove(kind)
        caught = not ok and (interrupted or code in RIGHT[kind])
        self.caught += caught
        return caught
