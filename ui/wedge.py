"""Telling a scanner that types from a person who types. Knows no Qt.

Sources: keyboard wedge measurements of onScan.js (30 ms a character, 100 ms pause) and Odoo (50 ms); a USB
keyboard polled every 8-10 ms gives 8-20 ms a character, so a 10 ms threshold misses real scanners; one over
Bluetooth may pause for up to 100 ms in the middle of a code. People: Dhakal et al., Observations on Typing
from 136 Million Keystrokes (CHI 2018): 239 ms a key on average, 120 ms the fast ones, two keys at once less.
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


# From so many keys on, one pause among them is the scanner's: nobody types the others that fast.
SUSTAINED = 8
# A first key so many times slower than the rest was typed by hand just before.
APART = 3


@dataclass(frozen=True, slots=True)
class WedgeRules:
    """Milliseconds. With `prefix` (what the scanner sends first) telling them apart is exact."""

    least: int = 4
    average: float = 30.0
    longest: float = 100.0
    prefix: str = ""


class Burst(Generic[Event]):
    """Keys that came fast after one another, held back until it is clear who typed them."""

    def __init__(self, rules: WedgeRules | None = None) -> None:
        self.rules = rules or WedgeRules()
        self.events: list[Event] = []
        self._text = self._meant = ""
        self._first = self._last = self._second = 0.0
        self._slowest = 0.0
        self._exact = False

    @property
    def open(self) -> bool:
        return bool(self.events)

    @property
    def text(self) -> str:
        return self._text

    @property
    def stray(self) -> bool:
        """Whether the first key is more likely a person's, who was typing when the scan came."""
        keys = len(self.events)
        if self._exact or keys <= self.rules.least:
            return False
        before = self._second - self._first
        return before > self.rules.average and before >= APART * (self._last - self._second) / (keys - 2)

    def key(self, character: str, at: float, event: Event, meant: str = "") -> Step:
        """A character key at `at` ms. `REPLAY`: what was held is typing; give this key again.

        `meant` is what the key is on the scanner's own keyboard, where that is known.
        """
        if not self.events:
            self._first = self._last = at
            self._slowest = 0.0
        elif not self._exact and (not self._follows(at) or (meant or character) == self.rules.prefix):
            return Step.REPLAY
        if len(self.events) == 1:
            self._second = at
        self._slowest = max(self._slowest, at - self._last)
        self._last = at
        self.events.append(event)
        self._text += character
        self._meant += meant or character
        if not self._exact and self._meant == self.rules.prefix:
            self._exact, self._text = True, ""
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
        """Nothing came for `longest` ms. A few fast keys without an end may be a fast hand's."""
        if not self.events:
            return Step.PASS
        if self._exact:
            return Step.SCAN if self._text else Step.REPLAY
        few = len(self.events) < SUSTAINED
        limit = self.rules.average / 2 if few else self.rules.average
        return Step.SCAN if len(self.events) >= self.rules.least and self._mean() <= limit else Step.REPLAY

    def scans(self, at: float) -> bool:
        """Whether a key now would be one of a scanner's in the middle of its code."""
        keys = len(self.events)
        return keys + 1 >= self.rules.least and at - self._last <= self.rules.average and self._follows(at)

    def take(self) -> tuple[str, list[Event]]:
        """The text and the held events; the burst is over."""
        text, events = self._text, self.events
        self._text, self._meant, self.events, self._exact = "", "", [], False
        return text, events

    def _follows(self, at: float) -> bool:
        """Still possible: two or three keys may be slow, from the fourth on all gaps but one are fast."""
        if at - self._last > self.rules.longest:
            return False
        keys = len(self.events) + 1
        if keys < self.rules.least:
            return True
        slowest = max(self._slowest, at - self._last)
        return (at - self._first - slowest) / max(1, keys - 2) <= self.rules.average

    def _is_scan(self) -> bool:
        keys = len(self.events)
        if keys < self.rules.least:
            return False
        if keys < SUSTAINED:
            return self._mean() <= self.rules.average
        return (self._last - self._first - self._slowest) / (keys - 2) <= self.rules.average

    def _mean(self) -> float:
        return (self._last - self._first) / max(1, len(self.events) - 1)


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
