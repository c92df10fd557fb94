"""The hand that holds the scanner."""

from station.clock import Clock
from station.model.events import BenchChanged, ScanJudged
from station.sandbox.devices import VirtualScanner
from station.sandbox.eyes import Eyes

# A scanner that sends the same code within 300 ms is taken to have bounced.
BOUNCE_SECONDS = 0.32
PATIENCE = 30.0


class Hand:
    """Scans by bytes on the scanner's line, and looks at the screen after every scan."""

    def __init__(self, scanner: VirtualScanner, eyes: Eyes, clock: Clock) -> None:
        self._scanner = scanner
        self._eyes = eyes
        self._clock = clock
        self._scanned: dict[str, float] = {}

    def last(self, text: str) -> float:
        """When a code was last scanned, in seconds of the clock; long ago when never."""
        return self._scanned.get(text, float("-inf"))

    def scan(self, text: str) -> ScanJudged:
        """The verdict, once the screen that goes with it has come too. `Stuck` when it does not come."""
        self._eyes.rest(self.last(text) + BOUNCE_SECONDS - self._clock.monotonic())
        mark = self._eyes.mark
        self._scanner.scan(text)
        after = self._eyes.wait_for(
            mark,
            lambda event: isinstance(event, ScanJudged) and event.scan == text,
            PATIENCE,
            f"a verdict on {text}",
        )
        self._eyes.wait_for(
            after, lambda event: isinstance(event, BenchChanged), PATIENCE, f"the screen after {text}"
        )
        self._scanned[text] = self._clock.monotonic()
        return next(event for event in self._eyes.since(after - 1) if isinstance(event, ScanJudged))
