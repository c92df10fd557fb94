"""What a device says, as values: a scan, a weight, or the reason why there is none."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from station.devices.answer import Answer, Mode
from station.devices.framing import Cuts
from station.model.problem import Problem
from station.model.quantity import Mass

# The units a weight may have; any other makes the frame garbled.
UNITS = frozenset({"g", "kg", "mg", "lb", "oz", "t", "ct", "gn", "dwt", "ozt"})


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    """One `[[device]]` of the settings file; what is None is the protocol's own.

    `mode` of a scanner: auto | terminator | silence (how a code ends); of a scale: auto | poll | stream.
    `prefix` is what the scanner is set to send before every code. `unit` is the one a scale is set to that
    does not send it; `decimal_comma`: it writes 1,250 for one and a quarter.
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
    unit: str = ""
    decimal_comma: bool = False

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
    With a `problem` (scan.garbled, scan.parity) `text` is empty: never half a code.
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
    `mode` is None when the scale does not say whether a tare was taken off.
    """

    mass: Decimal
    unit: str
    stable: bool
    at: float
    division: Decimal
    mode: Mode | None = None

    def to_mass(self) -> Mass:
        """Rounded half-even, once."""
        return Mass.of(self.mass, self.unit)


class Fault(StrEnum):
    """Why there is no weight now. After a fault the weight before it does not count any more.

    IN_MOTION: moving, without a number. UNSENT: the scale is well and sends no weight.
    """

    OVERLOAD = "overload"
    UNDERLOAD = "underload"
    GARBLED = "garbled"
    NOT_EXECUTABLE = "not_executable"
    IN_MOTION = "in_motion"
    ZERO_ERROR = "zero_error"
    COUNTING = "counting"
    NO_UNIT = "no_unit"
    UNSENT = "unsent"
    LOST = "lost"
    SILENT = "silent"

    @property
    def problem_code(self) -> str:
        family = "scale" if self in (Fault.LOST, Fault.SILENT) else "weight"
        return f"{family}.{self.value}"


Reading = Weight | Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """How a device's bytes come apart, and what a frame says.

    `parse` is pure: one whole frame in, what it says out. `seven`: characters of seven bits, so a parity bit
    that the line left on is taken off. `sends_unit`: else only the settings know the unit. `head` is how a
    weight begins, in a protocol where that cannot be mistaken: noise before it, in its line, costs no weight.
    """

    name: str
    framer: Callable[[], Cuts]
    parse: Callable[[bytes], Answer]
    aliases: tuple[str, ...] = ()
    seven: bool = True
    sends_unit: bool = True
    checksum: bool = False
    head: re.Pattern[bytes] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleProtocol(Language):
    """A scale's language, and how to ask.

    `ask` is empty for a scale that only streams. `replies` is what a handshake sends next, by the frame it
    answers. `pause` is how long to wait between two questions, `hurried` the same while somebody waits for
    the weight, `patience` how long the scale may say nothing, in seconds.
    """

    ask: bytes
    speaks: Literal["poll", "stream", "both"] = "both"
    line: LineFormat = LineFormat()
    replies: Mapping[bytes, bytes] = field(default_factory=dict)
    pause: float = 0.15
    hurried: float = 0.03
    patience: float = 1.0
