"""Frames of a serial scanner to scans.

Source: ISO/IEC 15424 (symbology identifiers). GS (0x1D) separates the fields of a GS1 element string and
stays inside the text; one in front says only that the symbol began with FNC1.
"""

import re

from station.devices.contract import Scan
from station.devices.framing import Frame, Framer
from station.model.problem import Problem

BOUNCE_SECONDS = 0.3
# How long a line is quiet before a code without a terminator counts as ended, per mode.
SILENCE_SECONDS = {"auto": 0.1, "terminator": 0.2, "silence": 0.03}

_AIM = re.compile(r"\](?P<aim>[A-Za-z][0-9A-Za-z])(?P<text>.+)", re.DOTALL)
# Controls a symbol may carry: EOT and the four separators of ISO/IEC 15434 envelopes. Any other is noise.
_NOISE = re.compile("[\x00-\x03\x05-\x1b\x7f-\x9f]")


class ScanReader:
    """One scanner's bytes to scans; it knows what this scanner's codes end with and what it sent last.

    In mode auto a code that has no terminator is taken after 100 ms of silence, until this scanner has
    sent a first terminator: from then on only a terminator ends a code.
    """

    def __init__(self, device: str, prefix: str = "", mode: str = "auto") -> None:
        self.tick = SILENCE_SECONDS[mode]
        self._device = device
        self._prefix = prefix
        self._mode = mode
        self._framer = Framer()
        self._last_byte = 0.0
        self._last = ("", "")
        self._last_at = float("-inf")

    def hear(self, data: bytes, at: float) -> list[Scan]:
        """The scans that `data` completes; no data means the line was quiet for one tick."""
        if data:
            self._last_byte = at
            frames = self._framer.feed(data)
        elif self._silence_ends():
            frames = self._framer.end()
        else:
            frames = []
        return [scan for frame in frames if (scan := self._scan(frame)) is not None]

    def part(self) -> bytes:
        """The line is gone: the code that had begun is dropped, and is the answer."""
        return self._framer.drop()

    def _silence_ends(self) -> bool:
        return self._mode == "silence" or (self._mode == "auto" and not self._framer.terminated)

    def _scan(self, frame: Frame) -> Scan | None:
        text = None if frame.broken else code_text(frame.body, self._prefix)
        if text is None:
            problem = Problem("scan.garbled", {"name": self._device})
            return Scan("", "", frame.body, self._last_byte, self._device, problem=problem)
        if not text:
            return None
        aim, text = split_aim(text)
        bounce = (aim, text) == self._last and self._last_byte - self._last_at < BOUNCE_SECONDS
        self._last, self._last_at = (aim, text), self._last_byte
        return Scan(text, aim, frame.body, self._last_byte, self._device, bounce)


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


def split_aim(text: str) -> tuple[str, str]:
    """Symbology identifier without its bracket, and the code; `]C1` in front of nothing is a code."""
    found = _AIM.fullmatch(text)
    aim, code = (found["aim"], found["text"]) if found else ("", text)
    return aim, code.lstrip("\x1d") or code
