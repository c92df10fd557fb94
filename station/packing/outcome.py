"""What a rule answers: the verdict in a code, and the facts that make it true."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from station.model.events import OrderKey
from station.model.operator import Operator, Role
from station.model.problem import Problem
from station.model.quantity import Mass
from station.packing.carton import OWN_BOX
from station.packing.facts import Fact
from station.packing.learned import Known, tare_entered
from station.packing.weight import Reading


@dataclass(frozen=True, slots=True)
class CartonKind:
    """A carton type; `tare` None: nobody weighed it empty, until it is `learned` nothing is checked."""

    name: str
    tare: Mass | None = None
    learned: Known | None = None
    inner: tuple[int, ...] = ()  # length, width and height in millimetres
    most: Mass | None = None  # of what is in it


@dataclass(frozen=True, slots=True)
class Rules:
    """How this bench packs."""

    weigh: str = "required"  # required | optional | off
    scan_back: bool = True
    kinds: tuple[CartonKind, ...] = (CartonKind("carton"),)
    packer_may: frozenset[str] = frozenset({"take_over"})
    watch: str = "warn"  # off | warn | stop: the open carton on the scale
    unexplained: bool = False  # something on the scale has to be cleared before a carton is closed

    def empty(self, kind: str) -> Known | None:
        """What an empty carton weighs: learned, else as the settings have it."""
        learned = next((one.learned for one in self.kinds if one.name == kind), None)
        return learned or tare_entered(self.tare(kind))

    def tare(self, kind: str) -> Mass | None:
        if kind == OWN_BOX:
            return Mass(0)
        return next((one.tare for one in self.kinds if one.name == kind), None)


@dataclass(frozen=True, slots=True)
class Met:
    """What the store knows of the very unit in the hand: the order its serial number left with, and the
    earliest expiry (YYMMDD) met of its SKU.
    """

    serial_at: str = ""
    earliest: str = ""


@dataclass(frozen=True, slots=True)
class Here:
    """What a rule sees beside the session and the scan."""

    rules: Rules = field(default_factory=Rules)
    reading: Reading | None = None
    who: Operator | None = None
    today: date | None = None
    met: Met = Met()

    @property
    def name(self) -> str:
        return self.who.name if self.who else ""

    def may(self, action: str) -> bool:
        """Whether the person at the bench may do it without anybody's badge."""
        if self.who is not None and self.who.role is Role.SUPERVISOR:
            return True
        return action in self.rules.packer_may


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
