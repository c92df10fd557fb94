"""What may lie on the pan: what was scanned and is not seen yet, and the ways to explain how far it rose.

Masses are milligrams.
"""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from station.packing.learned import Known

SPREAD = 4.0  # deviations a single unit may be off: one in 16,000
LEAST = 4  # divisions a unit must weigh
_ENTERED_DOUBT = 0.10  # of what the cart says a unit weighs


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the order: so many of it are in the open carton by the scans."""

    ref: str
    called: str
    unit: Known | None
    inside: int


@dataclass(frozen=True, slots=True)
class Load:
    """The open carton as the scans have it, with all lines of the order; `extras`: inserts nobody weighed."""

    carton: str
    tare: Known | None
    items: Sequence[Item]
    extras: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """What does not fit.

    `kind`: missing (scanned, nothing went in) | extra (in, not scanned) | other (another than the scanned) |
    left_in (taken back, still in). `mg` is what went in unexplained; `found` what that is likeliest
    to be, empty where nobody can tell.
    """

    kind: str
    called: str = ""
    mg: float = 0.0
    found: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Something changed on the pan at `at`: `kind` ok | filling, or that of a notice."""

    at: float
    mg: float
    kind: str


@dataclass(slots=True)
class Waiting:
    """Scanned units of a line that are not in yet; below nothing: taken back, and not out yet."""

    called: str
    unit: Known
    count: int = 0
    rested: float = 0.0


@dataclass(slots=True)
class Way:
    """One way to explain the pan: so many of each waiting line went in."""

    went: dict[str, int]
    mg: float
    slack: float

    @property
    def size(self) -> int:
        return sum(abs(n) for n in self.went.values())


def ways_of(waiting: Mapping[str, Waiting], dust: float, division: int) -> Iterator[Way]:
    """Every share of what waits, from none to all of it; `dust` is loose weight too light to be seen."""
    refs = list(waiting)
    ranges = [range(min(0, one.count), max(0, one.count) + 1) for one in waiting.values()]
    for counts in itertools.product(*ranges):
        went = {ref: n for ref, n in zip(refs, counts, strict=True) if n}
        mg = sum(n * waiting[ref].unit.mg for ref, n in went.items())
        spread = sum(variance(waiting[ref].unit, abs(n)) for ref, n in went.items())
        yield Way(went, mg, max(2.0 * division, SPREAD * math.sqrt(spread)) + dust)


def variance(unit: Known, count: int) -> float:
    """What the cart says may be off for all of them alike."""
    doubt = 0.0 if unit.count else (count * _ENTERED_DOUBT / 3 * unit.mg) ** 2
    return unit.of(count) + doubt


def best_named(
    ways: Sequence[Way], items: Sequence[Item], rise: float, division: int
) -> tuple[str, Way | None]:
    """The article of the order that explains the rise beside what was scanned, and that."""
    for way in sorted(ways, key=lambda one: -one.size):
        found = _named(items, rise - way.mg, way.slack, division)
        if found:
            return found[0] if len(found) == 1 else "", way
    return "", None


def _named(items: Sequence[Item], mg: float, slack: float, division: int) -> list[str]:
    """The articles of the order that weigh so much."""
    fits = {
        one.called
        for one in items
        if one.unit is not None
        and one.unit.mg >= LEAST * division
        and abs(mg - one.unit.mg) <= max(slack, SPREAD * math.sqrt(variance(one.unit, 1)))
    }
    return sorted(fits)
