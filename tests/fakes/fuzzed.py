"""What every parser, the framing, the scanner's reader and the wedge hold whatever bytes they are given.

Each target takes bytes, cuts them into pieces by the first ones, and raises AssertionError where a promise is
broken. Hypothesis feeds them in the suite (tests/fuzz), atheris without end (`make fuzz`).
"""

import tracemalloc
from collections.abc import Callable, Iterator
from decimal import Decimal

from station.devices.answer import Kind
from station.devices.contract import UNITS, Fault
from station.devices.decoding import decoded, language
from station.devices.framing import CAP
from station.devices.learning import rank, scanner_of
from station.devices.scales.ear import Ear
from station.devices.scales.registry import NAMES, find
from station.devices.scales.talk import ScaleTalk
from station.devices.scanners.reader import ScanReader
from ui.wedge import Burst, Step, WedgeRules

PROTOCOLS = (*NAMES, "scanner", "zebra-ssi", "zpl-hs")
# The number is not written out in the frame, or stands in it backwards or in two parts.
HIDDEN = ("hid-pos", "toledo-continuous", "dibal", "xk3190-a26-1")


def pieces(data: bytes) -> Iterator[bytes]:
    """The bytes behind the first, in pieces as long as that one says."""
    size = data[0] % 9 + 1 if data else 1
    for place in range(1, len(data), size):
        yield data[place : place + size]


def parsed(data: bytes) -> None:
    """The first byte says which protocol. No piece changes what is said; no weight is made up."""
    if not data:
        return
    name, rest = PROTOCOLS[data[0] % len(PROTOCOLS)], data[1:]
    rows = list(decoded(pieces(rest), name))
    assert rows == list(decoded([rest[1:]], name))
    for row in rows:
        if row["kind"] == Kind.WEIGHT:
            _weight(row, name)


def _weight(row: dict[str, object], name: str) -> None:
    value = Decimal(str(row["value"]))
    assert value.is_finite()
    assert row["unit"] is None or row["unit"] in UNITS
    assert (row["grams"] is None) == (row["unit"] is None)
    if name in HIDDEN or "lb" in row:
        return
    sent = "".join(character for character in _plain(str(row["text"])) if character in "0123456789.")
    digits = str(row["value"]).lstrip("-0").removeprefix(".")
    assert digits in sent, row


def _plain(text: str) -> str:
    """The text of a row without what the bytes' high bits were."""
    raw = text.encode("ascii").decode("unicode_escape").encode("latin-1")
    return "".join(chr(byte & 0x7F) for byte in raw)


def talked(data: bytes) -> None:
    """A conversation: after a fault no weight is told but one of the bytes that came since."""
    if len(data) < 2:
        return
    talk = ScaleTalk(find(NAMES[data[0] % len(NAMES)]), ("auto", "poll", "stream")[data[1] % 3], "kg")
    at = 0.0
    for piece in pieces(data[1:]):
        at += piece[0] / 100
        question = talk.question(at)
        assert isinstance(question, bytes)
        for reading in talk.hear(piece if piece[0] % 5 else b"", at):
            assert isinstance(reading, Fault) or (reading.at == at and reading.unit in UNITS)


def scanned(data: bytes) -> None:
    """A scan has a text or a problem, never both; nothing grows."""
    modes = ("auto", "terminator", "silence")
    reader = ScanReader("scanner", "~" if data[:1] > b"\x80" else "", modes[len(data) % 3])
    at = 0.0
    for piece in pieces(data):
        at += 0.01 * piece[0]
        for scan in reader.hear(piece if piece[0] % 7 else b"", at):
            assert bool(scan.text) != (scan.problem is not None)
            assert len(scan.raw) <= CAP
    assert len(reader.part()) <= CAP


def typed(data: bytes) -> None:
    """Every key is either part of a scan or given back, once and in its order."""
    burst: Burst[int] = Burst(WedgeRules(prefix="~" if len(data) % 2 else ""))
    given: list[int] = []
    at = 0.0
    for place, byte in enumerate(data):
        at += byte % 130
        if burst.open and byte % 130 > burst.rules.longest:
            burst.pause()
            given += burst.take()[1]
        if byte == 13:
            if burst.end(at) is not Step.PASS:
                given += burst.take()[1]
            given.append(place)
        elif burst.key(chr(33 + byte % 90), at, place) is Step.REPLAY:
            given += burst.take()[1]
            if burst.key(chr(33 + byte % 90), at, place) is not Step.HOLD:
                given.append(place)
    given += burst.take()[1]
    assert given == list(range(len(data)))


def learned(data: bytes) -> None:
    """Learn mode is sure of nothing it did not hear."""
    for one in rank(data):
        assert 0 < one.confidence <= 1
        assert one.weights
    found = scanner_of(data, "port", 9600)
    assert found is None or b"CMD-HELP" in bytes(byte & 0x7F for byte in data)


def unending(data: bytes) -> None:
    """The same bytes over and over: what is kept of them has an end."""
    if not data:
        return
    ear = Ear(language(PROTOCOLS[data[0] % len(PROTOCOLS)]))
    noise = (data[1:] or b"0") * (4096 // max(1, len(data) - 1) + 1)
    tracemalloc.start()
    try:
        for _ in range(8):
            ear.feed(noise)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 300_000, kept
    assert sum(len(answer.raw) for answer in ear.end()) <= 3 * CAP


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (parsed, talked, scanned, typed, learned, unending)
}
