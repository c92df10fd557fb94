"""What the day page shows, in plain values."""

from dataclasses import dataclass

from ui.theme.tokens import Tone


@dataclass(frozen=True, slots=True)
class Figure:
    number: str
    title: str
    about: str
    icon: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One cause of time: how much of it there was, and how much a carton had of it."""

    cause: str
    name: str
    share: float  # of the whole, 0 to 1
    together: str
    percent: str
    each: str

    @property
    def spoken(self) -> str:
        return f"{self.name}: {self.together}, {self.percent}, {self.each}"


@dataclass(frozen=True, slots=True)
class TimesScreen:
    """`benches` and `people` to choose from; empty texts mean all."""

    head: str
    rows: tuple[CauseRow, ...]
    benches: tuple[str, ...]
    people: tuple[str, ...]
