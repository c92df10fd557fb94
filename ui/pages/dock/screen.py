"""What the dock page and the day show of it, in plain values."""

from dataclasses import dataclass

from ui.theme.tokens import Tone


@dataclass(frozen=True, slots=True)
class DockLine:
    """One carton, one order's goods or one return: what it is, and what to do with it."""

    icon: str
    tone: Tone
    title: str
    says: str
    about: str

    @property
    def spoken(self) -> str:
        return ". ".join(part for part in (self.title, self.says, self.about) if part)


@dataclass(frozen=True, slots=True)
class DockPart:
    """Lines under one heading."""

    title: str
    lines: tuple[DockLine, ...]
