"""Recorded bytes of a device, frame by frame, as plain values: what `station device decode` prints."""

from collections.abc import Iterable, Iterator

from station.devices.answer import Answer, Kind
from station.devices.contract import UNITS, Language
from station.devices.scales.ear import Ear
from station.devices.scales.hid_pos import HID_RECORDED
from station.devices.scales.registry import NAMES, find
from station.devices.scanners.spoken import SCANNER
from station.devices.zebra import ZEBRA_SSI, ZPL_HS
from station.model.problem import StationError

# What has bytes to look at, and is no scale on a serial line.
_OTHERS: dict[str, Language] = {one.name: one for one in (HID_RECORDED, SCANNER, ZEBRA_SSI, ZPL_HS)}


def language(name: str) -> Language:
    """StationError device.unknown_protocol."""
    if name in _OTHERS:
        return _OTHERS[name]
    try:
        return find(name)
    except StationError:
        known = ", ".join(dict.fromkeys((*NAMES, *_OTHERS)))
        raise StationError("device.unknown_protocol", given=name, known=known) from None


def decoded(
    pieces: Iterable[bytes], name: str, unit: str = "", decimal_comma: bool = False
) -> Iterator[dict[str, object]]:
    """One row for each frame, each stretch of noise, and a frame the bytes end in.

    `unit` counts for protocols that send none; `decimal_comma`: 1,250 is one and a quarter.
    StationError device.unknown_protocol, device.unknown_unit.
    """
    unit = unit if unit in UNITS else unit.lower()
    if unit and unit not in UNITS:
        raise StationError("device.unknown_unit", given=unit, known=", ".join(sorted(UNITS)))
    spoken = language(name)
    usual = "" if spoken.sends_unit else unit
    ear = Ear(spoken, decimal_comma)
    for piece in pieces:
        yield from (_row(answer, usual) for answer in ear.feed(piece))
    yield from (_row(answer, usual) for answer in ear.end())


def _row(answer: Answer, unit: str) -> dict[str, object]:
    grams = answer.grams(unit)
    weight = answer.kind is Kind.WEIGHT
    return {
        "kind": answer.kind.value,
        "value": None if answer.value is None else format(answer.value, "f"),
        "unit": answer.unit or (unit if weight and unit else None),
        "grams": None if grams is None else format(grams, "f"),
        "stable": answer.stable,
        "mode": answer.mode.value if answer.mode else None,
        "status": None if answer.status is None else str(answer.status),
        "text": answer.facts.get("data", escaped(answer.raw)),
        **answer.facts,
    }


def escaped(raw: bytes) -> str:
    """Bytes as text that shows every one of them."""
    return "".join(chr(byte) if 32 <= byte < 127 and byte != 92 else _named(byte) for byte in raw)


def _named(byte: int) -> str:
    return {9: "\\t", 10: "\\n", 13: "\\r", 92: "\\\\"}.get(byte) or f"\\x{byte:02x}"
