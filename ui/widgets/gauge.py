"""How far something is, or how much of it is left."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gauge:
    """`share` 0 to 1, None where the whole is not known: then there are words only."""

    share: float | None
    words: str
