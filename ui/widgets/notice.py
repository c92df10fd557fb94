"""One line of trouble that stops nothing."""

from dataclasses import dataclass

from ui.theme.tokens import Tone


@dataclass(frozen=True, slots=True)
class Notice:
    tone: Tone
    icon: str
    text: str
