"""Frames of a serial scanner to scans.

Source: ISO/IEC 15424 (symbology identifiers). GS (0x1D) separates the fields of a GS1 element string and
stays inside the text; one in front says only that the symbol began with FNC1.
"""

import re

from station.devices.contract import Scan
from station.devices.framing import Frame, Framer
from station.devices.scanners.suffix import SuffixFramer
from station.model.barcode import split_aim
from station.model.problem import Problem

__all__ = ["ScanReader", "code_text", "parity_hint", "split_aim"]

BOUNCE_SECONDS = 0.3
# How often a quiet line is looked at, per mode.
TICK_SECONDS = {"auto": 0.1, "terminator": 0.2, "silence": 0.03}
# How long a line is quiet before a code without a terminator counts as ended: of a scanner that is known to
# send none, and of one that nobody has heard yet, which may have stumbled in the middle of its code.
SILENCE_SECONDS = 0.1
FIRST_SECONDS = 0.5
# A code whose rest does not come within this time is torn.
TORN_SECONDS = 1.0
# So long a late rest of a torn code is taken for what it is.
REST_SECONDS = 5.0
# Fewer bytes than this could be the beginning of any code.
TELLING = 3

# Controls a symbol may carry: EOT and the four separators of ISO/IEC 15434 envelopes. Any other is noise.
_NOISE = re.compile("[\x00-\x03\x05-\x1b\x7f-\x9f]")
_SEVEN_BITS = bytes(byte & 0x7F for byte in range(256))
_PLAIN = re.compile(rb"[\x1d -~]{6,}[\r\n]*")


class ScanReader:
    """One scanner's bytes to scans; it knows what this scanner's codes end with and what it sent last.

    In mode auto a code without a terminator is ended by silence, until this scanner has sent a first
    terminator: from then on only a terminator ends a code, and one that gets none is torn. `tick` is how
    long no data means, in seconds; None takes the mode's own.
    """

    def __init__(
        self, device: str, prefix: str = "", mode: str = "auto", suffix: str = "", tick: float | None = None
    ) -> None:
        self.tick = TICK_SECONDS[mode] if tick is None else min(tick, TICK_SECONDS[mode])
        self._device = device
        self._prefix = prefix
        self._mode = mode
        self._framer: Framer | SuffixFramer = SuffixFramer(suffix.encode()) if suffix else Framer()
        self._quiet = 0.0
        self._silent = False  # it was heard to send no terminator
        self._torn, self._torn_at = b"", 0.0
        self._last_byte = 0.0
        self._last = ("", "")
        self._last_at = float("-inf")

    def hear(self, data: bytes, at: float) -> list[Scan]:
        """The scans that `data` completes; no data means the line was quiet for one tick."""
        if data:
            self._quiet = 0.0
            self._last_byte = at
            frames = self._framer.feed(data)
        else:
            frames = self._wait()
        return [scan for frame in frames if (scan := self._scan(frame)) is not None]

    def part(self) -> bytes:
        """The line is gone: the code that had begun is dropped, and is the answer."""
        self._torn, self._quiet = b"", 0.0
        return self._framer.drop()

    def _wait(self) -> list[Frame]:
        """The code that one more tick of silence ends, or tears."""
        self._quiet += self.tick
        silence = self._silence()
        if silence is not None:
            if self._quiet < silence - self.tick / 2:
                return []
            self._silent = self._silent or self._framer.partial
            return self._framer.end()
        if self._quiet < TORN_SECONDS - self.tick / 2:
            return []
        torn = self._framer.drop()
        if not torn:
            return []
        self._torn, self._torn_at = torn, self._last_byte
        return [Frame(torn, broken=True)]

    def _silence(self) -> float | None:
        """How much of it ends a code; None when only a terminator does."""
        if self._mode == "silence":
            return self.tick
        if self._mode == "terminator" or self._framer.terminated:
            return None
        return SILENCE_SECONDS if self._silent else FIRST_SECONDS

    def _scan(self, frame: Frame) -> Scan | None:
        broken = frame.broken or self._is_rest(frame.body)
        text = None if broken else code_text(frame.body, self._prefix)
        if text is None:
            hint = parity_hint(frame.body)
            problem = Problem("scan.parity" if hint else "scan.garbled", {"name": self._device, **hint})
            return Scan("", "", frame.body, self._last_byte, self._device, problem=problem)
        if not text:
            return None
        aim, text = split_aim(text)
        bounce = (aim, text) == self._last and self._last_byte - self._last_at < BOUNCE_SECONDS
        self._last, self._last_at = (aim, text), self._last_byte
        return Scan(text, aim, frame.body, self._last_byte, self._device, bounce)

    def _is_rest(self, body: bytes) -> bool:
        """Whether this may be the late rest of a torn code, and not that code scanned again."""
        torn, self._torn = self._torn, b""
        if not torn or self._last_byte - self._torn_at > REST_SECONDS:
            return False
        return len(torn) < TELLING or not body.startswith(torn)


def code_text(body: bytes, prefix: str = "") -> str | None:
    """A frame's text behind the prefix; None when it is not text, or the prefix it should have is not there.

    A missing prefix means that the front of the code is missing too.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if _NOISE.search(text) or not text.startswith(prefix):
        return None
    return text.removeprefix(prefix)


def parity_hint(body: bytes) -> dict[str, str]:
    """The `framing` that would make text of a frame whose high bits are parities; empty when none would."""
    if max(body, default=0) < 0x80 or not _PLAIN.fullmatch(body.translate(_SEVEN_BITS)):
        return {}
    parities = {byte.bit_count() & 1 for byte in body}
    return {"framing": "7O1" if 1 in parities else "7E1"} if len(parities) == 1 else {}
