"""Does the carton weigh what it should, and is this reading one of this carton?

expected = sum of unit masses + tare; tolerance = max(2 scale divisions, 3 * sqrt(sum of variances)), with the
spread learned from cartons that left (`packing/learned`), and until then 3 % of a unit and 5 % of a tare.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from station.model.quantity import Mass
from station.packing.learned import Known

SPREAD = 3.0


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of the scale: gross, its division, and when it was taken (seconds, monotonic)."""

    mass: Mass
    division: Mass
    stable: bool
    at: float

    @property
    def empty(self) -> bool:
        """Nothing on the pan."""
        return self.mass.mg <= 2 * self.division.mg


@dataclass(frozen=True, slots=True)
class Expectation:
    """`mass` and `tolerance` are None when a unit in the carton has no known mass.

    `count`: each mass was learned from so many cartons at least; 0 when one of them was only entered.
    """

    mass: Mass | None
    tolerance: Mass | None
    blind: bool = False
    count: int = 0


def expect(units: Sequence[tuple[Known | None, int]], tare: Known | None, division: Mass) -> Expectation:
    """What a carton with these (unit, quantity) should weigh."""
    known = [(one, quantity) for one, quantity in units if one is not None]
    if tare is None or not units or len(known) < len(units):
        return Expectation(None, None)
    total = sum(one.mg * quantity for one, quantity in known) + tare.mg
    variance = sum(one.of(quantity) for one, quantity in known) + tare.of(1)
    tolerance = max(2 * division.mg, round(SPREAD * math.sqrt(variance)))
    lightest = min(one.mg for one, _ in known)
    count = min(one.count for one, _ in known)
    return Expectation(Mass(round(total)), Mass(tolerance), 2 * tolerance >= lightest, count)


def judge(gross: Mass, expected: Expectation) -> str:
    """weight.ok | weight.too_light | weight.too_heavy | weight.blind | weight.not_checked."""
    if expected.mass is None or expected.tolerance is None:
        return "weight.not_checked"
    off = gross.mg - expected.mass.mg
    if off < -expected.tolerance.mg:
        return "weight.too_light"
    if off > expected.tolerance.mg:
        return "weight.too_heavy"
    return "weight.blind" if expected.blind else "weight.ok"


@dataclass(frozen=True, slots=True)
class WeightWatch:
    """Keeps a new carton from inheriting the last one's weight.

    A reading counts when, since the last sealing, the pan was seen moving (unstable, or another weight than
    then) or lighter than half the last gross. `steady_since` serves scales without a stability flag.
    """

    last_gross: Mass | None = None
    fresh: bool = False
    last: Reading | None = None

    def seen(self, reading: Reading) -> "WeightWatch":
        if self._left_unweighed and reading.stable and not reading.empty:
            # The last carton left without a weight: what lies here may still be that one.
            return replace(self, last_gross=reading.mass, last=reading)
        fresh = self.fresh or not reading.stable or self._is_another(reading)
        return replace(self, fresh=fresh, last=reading)

    def lost(self, *, moved: bool = False) -> "WeightWatch":
        """No reading now: nothing of before counts. `moved`: because the pan moves, which some scales say
        without a number.
        """
        return replace(self, last=None, fresh=self.fresh or moved)

    def sealed(self, gross: Mass) -> "WeightWatch":
        """A carton took this weight; the next one needs another."""
        return WeightWatch(last_gross=gross, fresh=False, last=self.last)

    def counts(self, now: float, max_age: float = 1.0) -> Reading | None:
        """The reading a carton may take now."""
        last = self.last
        if last is None or not last.stable or not self.fresh or now - last.at > max_age:
            return None
        return None if last.empty else last

    @property
    def _left_unweighed(self) -> bool:
        return self.last_gross is not None and not self.last_gross.mg and not self.fresh

    def _is_another(self, reading: Reading) -> bool:
        if self.last_gross is None or self._left_unweighed and reading.empty:
            return True
        if 2 * reading.mass.mg < self.last_gross.mg:
            return True
        return abs(reading.mass.mg - self.last_gross.mg) > 2 * reading.division.mg
