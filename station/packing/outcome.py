"""What a rule answers: the verdict in a code, and the facts that make it true."""

from collections.abc import Callable
from dataclasses import dataclass

from station.model.events import OrderKey
from station.model.problem import Problem
from station.model.quantity import Mass
from station.packing.facts import Fact


@dataclass(frozen=True, slots=True)
class CartonKind:
    """A carton type; `tare` None: its weight is not known, so nothing can be checked."""

    name: str
    tare: Mass | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """How this bench packs."""

    weigh: str = "required"  # required | optional | off
    scan_back: bool = True
    kinds: tuple[CartonKind, ...] = (CartonKind("carton"),)

    def tare(self, kind: str) -> Mass | None:
        return next((one.tare for one in self.kinds if one.name == kind), None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`say.code` is the verdict's code. `facts` empty: nothing happened.

    `about` is the order it speaks of while none is open.
    """

    ok: bool
    say: Problem
    facts: tuple[Fact, ...] = ()
    about: OrderKey | None = None


def yes(code: str, /, *facts: Fact, **params: object) -> Outcome:
    return Outcome(True, Problem(code, params), facts)


def no(code: str, /, *facts: Fact, **params: object) -> Outcome:
    return Outcome(False, Problem(code, params), facts)


NewId = Callable[[], str]
