"""Goods that were taken for one another: which pairs, and what is said of them when one is packed again.

A mistake counts when a wrong article was scanned while another was expected, when a carton's weight showed
that one lay in it for another, or when one was sent for the other. Twice in 90 days makes a pair look alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from typing import Protocol

TIMES = 2
WITHIN = timedelta(days=90)
_SIMILAR = 0.6


@dataclass(frozen=True, slots=True)
class Alike:
    """The other one of the pair, and how often the two were mixed up. `picture` is a local path."""

    sku: str
    name: str
    picture: str = ""
    bin: str = ""
    times: int = TIMES

    @property
    def called(self) -> str:
        return self.sku or self.name


class Named(Protocol):
    """A line, or a product."""

    @property
    def sku(self) -> str: ...

    @property
    def name(self) -> str: ...


def meant_for(wrong: Named, expected: Sequence[Named]) -> int | None:
    """Which of the expected ones a wrong article was meant for: the one most like it, else the first."""
    if not expected:
        return None
    sku, name = (SequenceMatcher(None, "", text.lower()) for text in (wrong.sku, wrong.name))
    best, most = None, _SIMILAR
    for place, one in enumerate(expected):
        likeness = max(_likeness(sku, one.sku, most), _likeness(name, one.name, most))
        if likeness > most or (best is None and likeness == most):
            best, most = place, likeness
    return best or 0


def _likeness(wrong: SequenceMatcher[str], text: str, most: float) -> float:
    """How like the texts are, or 0 where that is surely less than `most`: a long order has many lines."""
    if not text:
        return 0.0
    wrong.set_seq1(text.lower())
    if wrong.real_quick_ratio() < most or wrong.quick_ratio() < most:
        return 0.0
    return wrong.ratio()
