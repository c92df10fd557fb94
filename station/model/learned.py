"""What was found out about a device by listening to it, and the ports a device may be at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to read what was heard. `confidence` 0 to 1; `example` is a weight as it was sent."""

    protocol: str
    confidence: float
    weights: int
    example: str = ""
    unit: str = ""
    sends_unit: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What one `[[device]]` needs; `candidates` are the ways a scale may be read, the best first."""

    kind: str
    port: str
    baud: int
    framing: str = "8N1"
    prefix: str = ""
    suffix: str = ""
    protocol: str = ""
    unit: str = ""
    heard: bytes = b""
    candidates: tuple[Candidate, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether nothing has to be chosen: one way is ahead of all others, and the unit is known."""
        if self.kind == "scanner" or not self.candidates:
            return True
        best, *others = self.candidates
        known = best.sends_unit or bool(self.unit)
        return known and all(one.confidence < best.confidence for one in others)


@dataclass(frozen=True, slots=True)
class PortView:
    """A port of this machine. `device` is the one of the settings at it; `scale`: it says that it is one."""

    port: str
    title: str
    identity: str = ""
    path: str = ""
    device: str = ""
    scale: bool = False
