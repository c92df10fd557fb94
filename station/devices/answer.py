"""What one frame of a device says, as it was sent: before anybody decides what it is good for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from enum import StrEnum

from station.model.quantity import MILLIGRAMS

# Enough digits for any number a parser takes times any unit, without rounding.
_EXACT_DIGITS = 60


class Kind(StrEnum):
    """What a frame is. Only WEIGHT has a weight that may be used, and only as far as `stable` allows."""

    WEIGHT = "weight"
    COUNT = "count"
    STATUS = "status"
    ACK = "ack"
    ERROR = "error"
    INFO = "info"
    SCAN = "scan"
    COMMAND = "command"
    PRINTER_STATUS = "printer_status"
    INCOMPLETE = "incomplete"
    INVALID = "invalid"


class Mode(StrEnum):
    GROSS = "gross"
    NET = "net"
    TARE = "tare"


class Status(StrEnum):
    """Why a scale sends no weight; OK when it says that all is well and still sends none."""

    OK = "ok"
    IN_MOTION = "in_motion"
    OVERLOAD = "overload"
    UNDERLOAD = "underload"
    ZERO_ERROR = "zero_error"
    NOT_EXECUTABLE = "not_executable"
    WRONG_PARAMETER = "wrong_parameter"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Answer:
    """One frame. What the frame does not say is None: `stable`, `mode`, `unit` are never assumed.

    `value` has the sign and the trailing zeros that were sent. `status` of an ERROR is the scale's own
    reason. `facts` is what else the frame tells (zero, tare, checksum, aim, ...), by its name in JSON.
    """

    kind: Kind
    value: Decimal | None = None
    unit: str | None = None
    stable: bool | None = None
    mode: Mode | None = None
    status: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    raw: bytes = b""

    def grams(self, unit: str = "") -> Decimal | None:
        """Exact; `unit` is for protocols that send none. None when no unit is known."""
        if self.kind is not Kind.WEIGHT or self.value is None:
            return None
        factor = MILLIGRAMS.get(self.unit or unit)
        if factor is None:
            return None
        with localcontext() as context:
            context.prec = _EXACT_DIGITS
            # Minus nothing is nothing.
            return (self.value * factor / 1000).normalize() or Decimal(0)


INVALID = Answer(Kind.INVALID)


def weighed(
    value: Decimal,
    unit: str | None,
    stable: bool | None,
    mode: Mode | None = None,
    **facts: object,
) -> Answer:
    """A number on the scale; `pcs` is a count."""
    kind = Kind.COUNT if unit == "pcs" else Kind.WEIGHT
    status = Status.IN_MOTION if stable is False else Status.OK
    return Answer(kind, value, unit, stable, mode, status, facts)


def status(word: Status, **facts: object) -> Answer:
    """No weight, and why."""
    return Answer(Kind.STATUS, status=word, facts=facts)


def acknowledged(command: str, value: Decimal | None = None, unit: str | None = None) -> Answer:
    """The scale did what it was told; a tare comes with its value and unit."""
    return Answer(Kind.ACK, value, unit, facts={"command": command})


def refused(error: str) -> Answer:
    """The scale did not do, or did not understand, what it was told."""
    return Answer(Kind.ERROR, status=error, facts={"error": error})
