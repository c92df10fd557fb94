"""What the day page shows large, in plain values."""

from dataclasses import dataclass

from ui.theme.tokens import Tone


@dataclass(frozen=True, slots=True)
class Figure:
    number: str
    title: str
    about: str
    icon: str
    tone: Tone
