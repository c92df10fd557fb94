"""What a unit really weighs, learned from cartons that left: mean, spread and doubt of each product.

A closed carton is one equation: gross = tare + units. `learn` looks at the last cartons that had one of the
products in question and solves for those products and the tare together, by least squares held loosely by
what the cart says (half as much again is seen there). Equations that do not fit the others (a wrong item
left, a hand was on the pan) lose their say: first least absolute deviations, then everything beyond four
deviations is out. What the cartons cannot tell apart stays unlearned. Every number is in milligrams.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from station.model.quantity import Mass

UNIT_DEVIATION = 0.03  # of a unit nobody learned yet
TARE_DEVIATION = 0.05
LEAST = 3  # cartons before anything counts as learned
WINDOW = 40  # cartons looked at
MOST_FREE = 8  # products learned at once
_CART_DOUBT = 0.5
_TARE_DOUBT = TARE_DEVIATION
_UNKNOWN = 1e9  # mg: nothing is known
_HALF_LIFE = 8  # cartons: goods are packed anew, and weigh something else then
_FAR = 4.0  # deviations
_MANY = 8  # cartons that tell by themselves how much goods differ: down to this share of the usual
_NARROWEST = 0.35
_SURE = 0.08  # of its mass: what is more doubtful than that was not told apart

Thing = tuple[str, str]  # (store, product); a carton type is ("", its name)


@dataclass(frozen=True, slots=True)
class Known:
    """One unit, or one empty carton: `spread` from one to the next, `doubt` about the mean.

    From `count` cartons; 0 when it is what somebody entered.
    """

    mg: float
    spread: float
    doubt: float = 0.0
    count: int = 0

    @property
    def variance(self) -> float:
        return self.spread**2

    def of(self, units: int) -> float:
        """The variance of so many units together."""
        return units * self.spread**2 + (units * self.doubt) ** 2


def entered(mass: Mass | None) -> Known | None:
    """A unit as the cart has it; None where it says nothing."""
    if mass is None or mass.mg <= 0:
        return None
    return Known(mass.mg, UNIT_DEVIATION * mass.mg)


def tare_entered(mass: Mass | None) -> Known | None:
    """A carton type as the settings have it."""
    return None if mass is None else Known(mass.mg, TARE_DEVIATION * mass.mg)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A carton that left."""

    gross: int
    kind: str
    content: tuple[tuple[Thing, int], ...]

    @property
    def things(self) -> tuple[tuple[Thing, int], ...]:
        return (*self.content, (("", self.kind), 1))


@dataclass(slots=True)
class _Row:
    """What is left of a carton's equation for the free things."""

    rest: float
    factors: list[int]
    fixed: float  # variance of what is not free, and of the scale
    age: int
    say: float = 1.0  # how much it is listened to
    variance: float = 1.0

    @property
    def share(self) -> float:
        """What left lately tells more."""
        return float(0.5 ** (self.age / _HALF_LIFE))

    def off(self, at: Sequence[float]) -> float:
        return self.rest - sum(n * x for n, x in zip(self.factors, at, strict=True))

    def given(self, spreads: Sequence[float]) -> None:
        self.variance = self.fixed + sum(n * s * s for n, s in zip(self.factors, spreads, strict=True))


@dataclass(slots=True)
class _System:
    rows: list[_Row]
    prior: list[tuple[float, float]]  # (mean, deviation) of each free thing
    spreads: list[float] = field(default_factory=list)
    inverse: list[list[float]] = field(default_factory=list)

    def take(self, spreads: list[float]) -> None:
        """From now on units differ by so much."""
        self.spreads = spreads
        for row in self.rows:
            row.given(spreads)

    def solve(self) -> list[float]:
        """The best masses; `inverse` is their covariance afterwards."""
        size = len(self.prior)
        left = [[0.0] * size for _ in range(size)]
        right = [0.0] * size
        for place, (mean, deviation) in enumerate(self.prior):
            left[place][place] = deviation**-2
            right[place] = mean * deviation**-2
        for row in self.rows:
            if not row.say:
                continue
            weight = row.say / row.variance
            used = [(place, n) for place, n in enumerate(row.factors) if n]
            for i, n in used:
                right[i] += weight * n * row.rest
                line = left[i]
                for j, m in used:
                    line[j] += weight * n * m
        self.inverse = _inverse(left)
        return [sum(a * b for a, b in zip(line, right, strict=True)) for line in self.inverse]


def learn(
    cartons: Sequence[Weighed],
    free: Sequence[Thing],
    entered: Mapping[Thing, Known],
    known: Mapping[Thing, Known],
    division: int,
) -> dict[Thing, Known]:
    """What `cartons` (newest first) tell of the `free` things.

    `entered` is what cart and settings say, `known` what holds for everything else in those cartons. Only
    what is sure enough to be used is in the answer.
    """
    things = list(free)[:MOST_FREE]
    rows = [row for age, one in enumerate(cartons) if (row := _row(one, things, known, division, age))]
    if len(rows) < LEAST:
        return {}
    prior = [_prior(one, entered.get(one)) for one in things]
    system = _System(rows, prior)
    system.take([_spread(one, entered, known) for one in things])
    at = _settled(system)
    return _sure(things, system, at, division)


def _row(
    carton: Weighed, things: Sequence[Thing], known: Mapping[Thing, Known], division: int, age: int
) -> _Row | None:
    rest, fixed = float(carton.gross), float(division**2)
    factors = [0] * len(things)
    for thing, units in carton.things:
        if thing in things:
            factors[things.index(thing)] += units
            continue
        other = known.get(thing)
        if other is None:
            return None
        rest -= units * other.mg
        fixed += other.of(units)
    return _Row(rest, factors, fixed, age)


def _prior(thing: Thing, said: Known | None) -> tuple[float, float]:
    if said is None:
        return 0.0, _UNKNOWN
    return said.mg, said.mg * (_CART_DOUBT if thing[0] else _TARE_DOUBT)


def _spread(thing: Thing, entered: Mapping[Thing, Known], known: Mapping[Thing, Known]) -> float:
    usual = UNIT_DEVIATION if thing[0] else TARE_DEVIATION
    found = entered.get(thing) or known.get(thing)
    return usual * found.mg if found is not None else 5_000.0


def _settled(system: _System) -> list[float]:
    """Least absolute deviations first; then everything that is far off has no say any more, once by the usual
    spreads and once by those that came out.
    """
    at = system.solve()
    for _ in range(8):
        for row in system.rows:
            row.say = row.share / max(0.1, _away(row, at))
        at = system.solve()
    for _ in range(2):
        away = [_away(row, at) for row in system.rows]
        scale = max(_NARROWEST if len(away) >= _MANY else 1.0, 1.4826 * median(away))
        for row, far in zip(system.rows, away, strict=True):
            row.say = row.share if far <= _FAR * scale else 0.0
        at = system.solve()
        for _ in range(3):
            system.take(_spreads(system, at))
            at = system.solve()
    return at


def _away(row: _Row, at: Sequence[float]) -> float:
    """In deviations."""
    return abs(row.off(at)) / math.sqrt(row.variance)


def _spreads(system: _System, at: Sequence[float]) -> list[float]:
    """How much single units differ: each carton's rest is shared out among what may have caused it.

    One step of expectation maximisation for variance components, held by the usual deviation as if that had
    been seen once.
    """
    made = []
    for place, (mass, before) in enumerate(zip(at, system.spreads, strict=True)):
        usual = max(1.0, UNIT_DEVIATION * abs(mass))
        total, count = usual**2, 1.0
        for row in system.rows:
            units = row.factors[place]
            if not units or not row.say:
                continue
            share = units * before**2 / row.variance
            total += ((share * row.off(at)) ** 2 + units * before**2 * (1 - share)) / units
            count += 1
        made.append(math.sqrt(total / count))
    return made


def _sure(things: Sequence[Thing], system: _System, at: Sequence[float], division: int) -> dict[Thing, Known]:
    found = {}
    for place, thing in enumerate(things):
        told = sum(1 for row in system.rows if row.say and row.factors[place])
        agreed = sum(row.share for row in system.rows if row.say and row.factors[place])
        seen = sum(row.share for row in system.rows if row.factors[place])
        doubt = math.sqrt(max(0.0, system.inverse[place][place]))
        if told >= LEAST and 2 * agreed > seen and 0 < doubt <= max(_SURE * at[place], division):
            found[thing] = Known(at[place], system.spreads[place], doubt, told)
    return {thing: one for thing, one in found.items() if one.mg > 0}


def _inverse(matrix: list[list[float]]) -> list[list[float]]:
    """Gauss and Jordan, with the largest pivot; the priors keep it from being singular."""
    size = len(matrix)
    work = [[*row, *(1.0 if i == j else 0.0 for j in range(size))] for i, row in enumerate(matrix)]
    for column in range(size):
        best = max(range(column, size), key=lambda line: abs(work[line][column]))
        work[column], work[best] = work[best], work[column]
        pivot = work[column][column]
        work[column] = [value / pivot for value in work[column]]
        for line in range(size):
            factor = work[line][column]
            if line != column and factor:
                work[line] = [a - factor * b for a, b in zip(work[line], work[column], strict=True)]
    return [row[size:] for row in work]


RUN = 5  # cartons in a row


def moved(newest: Sequence[Weighed], thing: Thing, known: Mapping[Thing, Known], division: int) -> bool:
    """Whether it weighs something else lately: the last cartons all differ, by about the same for each unit.

    What left before tells nothing of it any more then: goods are packed anew, or another factory makes them.
    """
    offs: list[float] = []
    for carton in newest[:RUN]:
        things = [(known.get(one), count) for one, count in carton.things]
        units = sum(count for one, count in carton.content if one == thing)
        if not units or any(one is None for one, _ in things):
            return False
        told = [(one, count) for one, count in things if one is not None]
        off = carton.gross - sum(one.mg * count for one, count in told)
        if off**2 < 9 * (division**2 + sum(one.of(count) for one, count in told)):
            return False
        offs.append(off / units)
    same = min(offs, default=0.0) > 0 or max(offs, default=0.0) < 0
    return len(offs) == RUN and same and max(map(abs, offs)) <= 1.5 * min(map(abs, offs))


CONTRADICTION = 0.15


def contradicts(said: Known | None, learned: Known, division: int) -> bool:
    """Whether cart and cartons differ by more than a careless entry would."""
    if said is None or said.count or not learned.count:
        return False
    off = abs(said.mg - learned.mg)
    return off > max(CONTRADICTION * learned.mg, 5 * division)
