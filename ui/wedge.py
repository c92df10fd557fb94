"""Telling a scanner that types from a person who types. Knows no Qt.

Sources: keyboard wedge measurements of onScan.js (30 ms a character, 100 ms pause) and Odoo (50 ms); a USB
keyboard polled every 8-10 ms gives 8-20 ms a character, so a 10 ms threshold misses real scanners.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

Event = TypeVar("Event")


class Step(Enum):
    """What becomes of a key: `HOLD` it back, `PASS` it on, or the burst is over: `SCAN` or `REPLAY`."""

    HOLD = 1
    PASS = 2
    SCAN = 3
    REPLAY = 4


@dataclass(frozen=True, slots=True)
class WedgeRules:
    """Milliseconds. With `prefix` (a character the scanner sends first) telling them apart is exact."""

    least: int = 4
    average: float = 30.0
    longest: float = 100.0
    prefix: str = ""


class Burst(Generic[Event]):
    """Keys that came fast after one another, held back until it is clear who typed them."""

    def __init__(self, rules: WedgeRules | None = None) -> None:
        self.rules = rules or WedgeRules()
        self.events: list[Event] = []
        self._text = ""
        self._first = self._last = 0.0
        self._exact = False

    @property
    def open(self) -> bool:
        return bool(self.events)

    @property
    def text(self) -> str:
        return self._text

    def key(self, character: str, at: float, event: Event) -> Step:
        """A character key at `at` ms. `REPLAY`: what was held is typing; give this key again."""
        if not self.events:
            self._begin(character, at, event)
            return Step.HOLD
        if not self._exact and not self._follows(at):
            return Step.REPLAY
        self.events.append(event)
        self._text += character
        self._last = at
        return Step.HOLD

    def end(self, at: float) -> Step:
        """Enter or Tab. `PASS`: nothing was held."""
        if not self.events:
            return Step.PASS
        if self._exact:
            return Step.SCAN if self._text else Step.REPLAY
        if at - self._last > self.rules.longest:
            return Step.REPLAY
        return Step.SCAN if self._is_scan() else Step.REPLAY

    def pause(self) -> Step:
        """Nothing came for `longest` ms."""
        if not self.events:
            return Step.PASS
        return Step.SCAN if self._is_scan() or (self._exact and bool(self._text)) else Step.REPLAY

    def take(self) -> tuple[str, list[Event]]:
        """The text and the held events; the burst is over."""
        text, events = self._text, self.events
        self._text, self.events, self._exact = "", [], False
        return text, events

    def _begin(self, character: str, at: float, event: Event) -> None:
        self._exact = bool(self.rules.prefix) and character == self.rules.prefix
        self._text = "" if self._exact else character
        self.events = [event]
        self._first = self._last = at

    def _average(self) -> float:
        return (self._last - self._first) / max(1, len(self.events) - 1)

    def _follows(self, at: float) -> bool:
        """Still possible: two or three keys may be slow, from the fourth on the average decides."""
        if at - self._last > self.rules.longest:
            return False
        keys = len(self.events) + 1
        return keys < self.rules.least or (at - self._first) / (keys - 1) <= self.rules.average

    def _is_scan(self) -> bool:
        return len(self._text) >= self.rules.least and self._average() <= self.rules.average


# Evdev key codes of a US keyboard, plain and shifted. X11 = evdev + 8; Windows set 1 agrees below 0x58.
_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
)
US = {
    (first + place, shifted): character
    for first, plain, upper in _ROWS
    for shifted, row in ((False, plain), (True, upper))
    for place, character in enumerate(row)
} | {(57, False): " ", (57, True): " "}


def us_character(scan_code: int, shifted: bool, offset: int) -> str:
    """What a US-layout scanner meant by a key; empty when the table does not know it."""
    return US.get((scan_code - offset, shifted), "")
