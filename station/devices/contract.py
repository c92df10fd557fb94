"""What a device says, as values: a scan, a weight, or the reason why there is none."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from station.devices.framing import Framer
from station.model.problem import Problem
from station.model.quantity import Mass

# The units a weight may have; any other makes the frame garbled.
UNITS = frozenset({"g", "kg", "mg", "lb", "oz", "t"})


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    """One `[[device]]` of the settings file; what is None is the protocol's own.

    `mode` of a scanner: auto | terminator | silence (how a code ends); of a scale: auto | poll | stream.
    `prefix` is what the scanner is set to send before every code.
    """

    kind: str
    port: str
    protocol: str = ""
    baud: int | None = None
    bytesize: int | None = None
    parity: str | None = None
    stopbits: float | None = None
    mode: str = "auto"
    prefix: str = ""
    suffix: str = ""  # what the scanner is set to send behind every code
    feedback: str = ""  # whose commands make it beep (scanners/feedback.py)
    name: str = ""

    @property
    def title(self) -> str:
        """What people call it."""
        return self.name or self.kind


@dataclass(frozen=True, slots=True)
class LineFormat:
    """The serial settings a protocol expects when nobody set others."""

    baud: int = 9600
    bytesize: int = 8
    parity: str = "N"
    stopbits: float = 1


@dataclass(frozen=True, slots=True)
class Scan:
    """One frame of a scanner; every one gets exactly one verdict.

    `aim` is the symbology identifier without its bracket (`C1`), empty when the scanner sends none.
    `at` is the monotonic time of the last byte. `bounce`: the same code again within 300 ms.
    With a `problem` (scan.garbled) `text` is empty: never half a code.
    """

    text: str
    aim: str
    raw: bytes
    at: float
    device: str
    bounce: bool = False
    problem: Problem | None = None

    @property
    def shown(self) -> str:
        """For a screen or a log: the text, or the bytes that made none, escaped and cut."""
        return self.text or "".join(
            chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}" for byte in self.raw[:64]
        )


@dataclass(frozen=True, slots=True)
class Weight:
    """A reading. `mass` as sent, its trailing zeros kept; `unit` is one of UNITS.

    `division` is one step of the last digit sent, in `unit`. `at` is the monotonic time of the last byte.
    """

    mass: Decimal
    unit: str
    stable: bool
    at: float
    division: Decimal

    def to_mass(self) -> Mass:
        """Rounded half-even, once."""
        return Mass.of(self.mass, self.unit)


class Fault(StrEnum):
    """Why there is no weight now. After a fault the weight before it does not count any more."""

    OVERLOAD = "overload"
    UNDERLOAD = "underload"
    GARBLED = "garbled"
    NOT_EXECUTABLE = "not_executable"
    LOST = "lost"
    SILENT = "silent"

    @property
    def problem_code(self) -> str:
        family = "scale" if self in (Fault.LOST, Fault.SILENT) else "weight"
        return f"{family}.{self.value}"


Reading = Weight | Fault


class Parser(Protocol):
    """One frame of a scale; None for an answer that is not about the weight."""

    def __call__(self, frame: bytes, at: float) -> Reading | None: ...


@dataclass(frozen=True, slots=True)
class ScaleProtocol:
    """A scale's language: how to cut its bytes, how to read a frame, how to ask."""

    name: str
    framer: Callable[[], Framer]
    parse: Parser
    ask: bytes
    line: LineFormat = LineFormat()
