"""What of an order may be sent later, in plain values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line with units open, and how many of them wait now."""

    ref: str
    name: str
    due: int
    later: int
