"""Why a carton may weigh what it weighs: the likeliest units too many, missing, or one for another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from station.model.problem import Problem
from station.packing.learned import Known

_MOST = 3  # units of one article at once
# How much likelier the best guess must be than the next: a difference of squared deviations, 20 to 1.
_CLEAR = 6.0


@dataclass(frozen=True, slots=True)
class Goods:
    """What the order has of one article: `called` by its SKU, `inside` the carton so many."""

    called: str
    unit: Known
    inside: int


@dataclass(frozen=True, slots=True)
class Guess:
    """`missing` and `extra` are names, empty for none."""

    missing: str = ""
    extra: str = ""
    count: int = 1

    @property
    def why(self) -> Problem:
        if self.missing and self.extra:
            return Problem("weight.why.swapped", {"sku": self.extra, "instead": self.missing})
        if self.missing:
            return Problem("weight.why.missing", {"sku": self.missing, "count": self.count})
        return Problem("weight.why.extra", {"sku": self.extra, "count": self.count})


def explain(off: float, goods: Sequence[Goods], deviation: float) -> Guess | None:
    """`off` mg more (or less) than expected, whose deviation is this; None when nothing is clearly likeliest.

    One unit is likelier than one for another, and that likelier than several: the first kind that fits is it.
    """
    for kind in (_single, _swapped, _several):
        fits = sorted(
            (
                (((off - change) / deviation) ** 2, guess)
                for change, guess in kind(goods)
                if abs(off - change) <= 3 * deviation
            ),
            key=lambda one: one[0],
        )
        if fits:
            clear = len(fits) == 1 or fits[1][0] - fits[0][0] >= _CLEAR
            return fits[0][1] if clear else None
    return None


def _single(goods: Sequence[Goods]) -> Iterator[tuple[float, Guess]]:
    for one in goods:
        yield one.unit.mg, Guess(extra=one.called)
        if one.inside:
            yield -one.unit.mg, Guess(missing=one.called)


def _swapped(goods: Sequence[Goods]) -> Iterator[tuple[float, Guess]]:
    for out in goods:
        for into in goods:
            if out.inside and into.called != out.called:
                yield into.unit.mg - out.unit.mg, Guess(missing=out.called, extra=into.called)


def _several(goods: Sequence[Goods]) -> Iterator[tuple[float, Guess]]:
    for one in goods:
        for count in range(2, _MOST + 1):
            yield count * one.unit.mg, Guess(extra=one.called, count=count)
            if one.inside >= count:
                yield -count * one.unit.mg, Guess(missing=one.called, count=count)
