"""Which type of carton to take: the smallest that everything known fits into. No packing puzzle is solved.

The goods' volumes together may fill three quarters of the carton, every single thing must fit through its
sides, and the weight must be allowed. Where one size is not known nothing is suggested.
"""

from collections.abc import Sequence

from station.packing.carton import Carton
from station.packing.outcome import CartonKind
from station.packing.session import Session

FILLED = 0.75


def suggest(kinds: Sequence[CartonKind], session: Session, carton: Carton) -> str:
    """The type for what is in the carton and still to come, by name; empty where nobody can tell."""
    if not any(len(kind.inner) == 3 for kind in kinds):
        return ""
    inside = dict(carton.content)
    goods = [
        (line, inside.get(line.ref, 0) + (0 if line.own_box else line.left))
        for line in session.lines
        if line.ref in inside or (line.left and not line.own_box)
    ]
    if not goods or any(len(line.size) != 3 for line, _ in goods):
        return ""
    volume = sum(units * _volume(line.size) for line, units in goods)
    mass = sum(units * line.mass.mg for line, units in goods if line.mass is not None)
    fitting = [
        kind
        for kind in kinds
        if len(kind.inner) == 3
        and volume <= FILLED * _volume(kind.inner)
        and all(_goes_in(line.size, kind.inner) for line, _ in goods)
        and (kind.most is None or mass <= kind.most.mg)
    ]
    return min(fitting, key=lambda kind: _volume(kind.inner)).name if fitting else ""


def _volume(size: Sequence[int]) -> int:
    return size[0] * size[1] * size[2]


def _goes_in(thing: Sequence[int], inner: Sequence[int]) -> bool:
    return all(side <= room for side, room in zip(sorted(thing), sorted(inner), strict=True))
