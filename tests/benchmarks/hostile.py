"""Bytes no device should send: nothing falls over, nothing hangs, no weight comes of noise."""

import random
import time

from figures import Figure

from station.devices.answer import Answer, Kind
from station.devices.framing import CAP, Framer
from station.devices.scales import mt_sics
from station.devices.scanners.reader import ScanReader

PIECES = (
    b"S S     100.00 g\r\n", b"S D", b"S S   -", b"\x02", b"\x03", b"\r", b"\n", b"\r\n", b"\x00" * 9,
    b"\xff\xfe",
    b"S S 9999999999999999 g\r\n", b"S S 1.0 xx\r\n", b"S S 1e9 g\r\n", b"]C1", b"\x1d", b"ES\r\n",
    b"S +\r\n",
    "S S １２ g\r\n".encode(), b"S S nan g\r\n", b"A" * (CAP + 5), b"CMD-YES", b"S S 1.0 g",
)  # fmt: skip


def noise(dice: random.Random) -> bytes:
    """Half of it random, half of it torn from what a device says."""
    if dice.random() < 0.5:
        return dice.randbytes(dice.randint(1, 40))
    piece = dice.choice(PIECES)
    cut = dice.randint(0, len(piece))
    return piece[:cut] + dice.choice(PIECES)[cut:]


def measure(quick: bool) -> list[Figure]:
    count = 100_000 if quick else 1_000_000
    dice = random.Random(7)
    framer, reader = Framer(), ScanReader("scanner")
    kept = wrong = scans = 0
    slowest = 0.0
    start = time.perf_counter()
    for number in range(count):
        chunk = noise(dice)
        begun = time.perf_counter()
        for frame in framer.feed(chunk):
            answer = mt_sics.parse(frame.body)
            wrong += answer.kind is Kind.WEIGHT and not _said(frame.body, answer)
        kept = max(kept, len(framer.drop())) if number % 50 == 0 else kept
        scans += len(reader.hear(chunk, number * 0.01))
        slowest = max(slowest, time.perf_counter() - begun)
    took = time.perf_counter() - start
    return [
        Figure(
            f"{count:,} pieces of hostile bytes, scale and scanner", round(took / count * 1e6, 2),
            round(slowest * 1e6, 2), "us", "no crash, no hang (p99: slowest <= 1 s), <= 4 kB kept",
            f"{wrong} wrong weights, {scans:,} scans marked", None, not wrong and slowest < 1 and kept <= CAP,
        )
    ]  # fmt: skip


def _said(frame: bytes, answer: Answer) -> bool:
    """The number and the unit of a weight stand in its frame, in full, as the last two words."""
    words = frame.decode("ascii", "replace").split()
    number = str(answer.value).removeprefix("-")
    return len(words) >= 2 and "".join(words[-2:]).endswith(f"{number}{answer.unit}")
