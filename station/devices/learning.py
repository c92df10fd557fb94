"""What bytes that were heard say about the device that sent them: how it talks, and how its line is set.

Pure. Nothing is believed of a single frame that could be of several protocols: the candidates are ranked.
"""

from collections.abc import Iterable

from station.devices.answer import Answer, Kind
from station.devices.framing import without_parity
from station.devices.scales.ear import Ear
from station.devices.scales.registry import NAMES, find
from station.devices.scanners.reader import split_aim
from station.model.learned import Candidate, Learned

# The code of the sheet that is scanned, printed on every sheet of commands.
SHEET = "CMD-HELP"
# Bits per second, the likely ones first. A line opened at eight bits hears seven with parity as well.
BAUDS = (9600, 115_200, 19_200, 38_400, 57_600, 4800, 2400, 1200)
# What ends a code without anybody having to set it.
_USUAL_ENDS = b"\r\n\t\x03"
_USUAL_STARTS = b"\x02\r\n"
# These read almost anything.
_LOOSE = frozenset({"xk3190-a26-1", "xk3190-a26-2", "adam-azextra"})
_ENOUGH = 0.5


def framing_of(heard: bytes) -> str:
    """How the sender is set, heard on a line of eight bits without parity; empty for noise."""
    if not heard:
        return ""
    if max(heard) < 0x80:
        return "8N1"
    if without_parity(heard) is None or not _plain(bytes(byte & 0x7F for byte in heard)):
        return ""
    if min(heard) >= 0x80:
        return "7N2"
    return "7O1" if heard[0].bit_count() & 1 else "7E1"


def scanner_of(heard: bytes, port: str, baud: int, sheet: str = SHEET) -> Learned | None:
    """How a scanner is set that was shown the sheet; None when the sheet is not in what it sent."""
    framing = framing_of(heard)
    plain = bytes(byte & 0x7F for byte in heard) if framing else heard
    before, found, behind = plain.partition(sheet.encode())
    if not found:
        return None
    front = before.lstrip(_USUAL_STARTS).decode("latin-1")
    # The scanner's own name for the kind of code is read by the bench and belongs to no prefix.
    aim, _ = split_aim(front[-3:] + sheet) if front[-3:-2] == "]" else ("", "")
    prefix = front[:-3] if aim else front
    end = behind.split(sheet.encode())[0].decode("latin-1")
    usual = not end or end[0].encode("latin-1") in (bytes([one]) for one in _USUAL_ENDS)
    suffix = "" if usual else end.rstrip("\r\n")
    return Learned(
        kind="scanner",
        port=port,
        baud=baud,
        framing=framing or "8N1",
        prefix=prefix,
        suffix=suffix,
        heard=heard,
    )


def scale_of(heard: bytes, port: str, baud: int) -> Learned | None:
    """How a scale talks; None while nothing it sent is a weight in any protocol."""
    candidates = rank(heard)
    if not candidates:
        return None
    best = candidates[0]
    return Learned(
        kind="scale",
        port=port,
        baud=baud,
        framing=framing_of(heard) or "8N1",
        protocol=best.protocol,
        heard=heard,
        candidates=candidates,
    )


def rank(heard: bytes, names: Iterable[str] = NAMES) -> tuple[Candidate, ...]:
    """Every protocol that finds weights in what was heard and little else, the likely ones first."""
    found = [one for name in names if name != "hid-pos" and (one := _read(heard, name)) is not None]
    return tuple(sorted(found, key=lambda one: -one.confidence))


def _read(heard: bytes, name: str) -> Candidate | None:
    protocol = find(name)
    ear = Ear(protocol)
    answers = [*ear.feed(heard), *ear.end()]
    # What had begun before anybody listened, and what has not ended yet, speaks against nothing.
    if answers and answers[0].kind is Kind.INVALID:
        answers = answers[1:]
    weights = [one for one in answers if one.kind is Kind.WEIGHT]
    understood = [one for one in answers if one.kind not in (Kind.INVALID, Kind.INCOMPLETE)]
    if not weights:
        return None
    total = sum(len(one.raw) for one in answers if one.kind is not Kind.INCOMPLETE)
    share = sum(len(one.raw) for one in understood) / total if total else 0.0
    confidence = share * (0.6 + 0.1 * min(len(weights), 3)) + _worth(weights[-1], name)
    if confidence < _ENOUGH:
        return None
    last = weights[-1]
    shown = format(last.value, "f") if last.value is not None else ""
    return Candidate(
        name, round(min(confidence, 1.0), 2), len(weights), shown, last.unit or "", protocol.sends_unit
    )


def _worth(weight: Answer, name: str) -> float:
    """What a frame says beside its number makes it less likely to be read by chance."""
    if name in _LOOSE:
        return -0.2
    worth = 0.1 if weight.facts.get("checksum") == "ok" else 0.0
    worth += 0.04 if weight.stable is not None else 0.0
    # With gross or net in it, a line of A&D is one of the family that many others send.
    worth += 0.03 if weight.mode is not None and name != "and" else 0.0
    return worth + (0.03 if weight.unit else 0.0)


def _plain(text: bytes) -> bool:
    """Whether this is mostly what devices send: letters, digits, blanks, line ends."""
    telling = sum(32 <= byte < 127 or byte in b"\r\n\t\x02\x03" for byte in text)
    return telling >= 0.9 * len(text)


def section(learned: Learned, name: str = "") -> str:
    """The `[[device]]` of the settings file, without what is usual anyway."""
    lines = ["[[device]]", f"kind = {_quoted(learned.kind)}", f"port = {_quoted(learned.port)}"]
    usual_baud, usual_framing = 9600, "8N1"
    if learned.protocol:
        line = find(learned.protocol).line
        usual_baud, usual_framing = line.baud, f"{line.bytesize}{line.parity}{line.stopbits:g}"
    wanted: list[tuple[str, object, object]] = [
        ("name", name, ""),
        ("protocol", learned.protocol, ""),
        ("baud", learned.baud, usual_baud),
        ("framing", learned.framing, usual_framing),
        ("prefix", learned.prefix, ""),
        ("suffix", learned.suffix, ""),
        ("unit", learned.unit, ""),
    ]
    # A network line and a USB report have no speed.
    if "://" in learned.port or learned.port.startswith("hid:"):
        wanted = [one for one in wanted if one[0] not in ("baud", "framing")]
    for key, value, usual in wanted:
        if value != usual:
            lines.append(f"{key} = {value if isinstance(value, int) else _quoted(str(value))}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A basic string of TOML: controls stand as \\uXXXX."""
    plain = {'"': '\\"', "\\": "\\\\"}
    return (
        '"'
        + "".join(plain.get(one) or (one if ord(one) >= 32 else f"\\u{ord(one):04x}") for one in text)
        + '"'
    )
