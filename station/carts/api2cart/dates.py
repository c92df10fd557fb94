"""Times as API2Cart gives them: {"value": …, "format": …}, the format in the letters of PHP.

Source: php.net, DateTimeInterface::format.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from station.carts.reading import word_of

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TWO, _WORD = r"\d{1,2}", r"[^\W\d_]+\.?"
_ZONE = r"Z|[+-]\d\d:?\d\d|[A-Za-z]+(?:[/_][A-Za-z]+)*"
_GROUPS = {
    **{letter: ("day", _TWO) for letter in "dj"},
    **{letter: ("month", _TWO) for letter in "mn"},
    **{letter: ("named", _WORD) for letter in "MF"},
    **{letter: ("", _WORD) for letter in "Dl"},
    **{letter: ("hour", _TWO) for letter in "HGhg"},
    **{letter: ("half", "[AaPp][Mm]") for letter in "Aa"},
    **{letter: ("fraction", r"\d{1,6}") for letter in "uv"},
    **{letter: ("zone", _ZONE) for letter in "OPpTe"},
    **{"Y": ("year", r"\d{4}"), "y": ("short", r"\d\d"), "i": ("minute", _TWO), "s": ("second", _TWO)},
    **{"U": ("unix", r"-?\d+"), "S": ("", "st|nd|rd|th")},
}
_WHOLE = {"c": r"Y-m-d\TH:i:sP", "r": "D, d M Y H:i:s O"}


def moment(value: object, zone: tzinfo) -> datetime | None:
    """In UTC; None for what is no time. `zone` is the shop's, for times that name none."""
    row = value if isinstance(value, dict) else {"value": value}
    text, php = word_of(row.get("value")), word_of(row.get("format"))
    if not text:
        return None
    found = re.fullmatch(_pattern(_WHOLE.get(php, php)), text) if php else None
    try:
        at = datetime.fromisoformat(text) if found is None else _moment(found.groupdict())
        return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def zone_of(name: str) -> tzinfo | None:
    """A zone by offset or name; None for one nobody knows."""
    offset = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d\d))?", name)
    try:
        if offset is not None:
            ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
            return timezone(-ahead if offset[1] == "-" else ahead)
        return UTC if name in ("Z", "UTC", "GMT") else ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return None


def _pattern(php: str) -> str:
    pattern, seen, letters = "", set(), iter(php)
    for letter in letters:
        if letter == "\\":
            pattern += re.escape(next(letters, ""))
        elif letter in _GROUPS:
            name, wanted = _GROUPS[letter]
            pattern += f"(?P<{name}>{wanted})" if name and name not in seen else f"(?:{wanted})"
            seen.add(name)
        else:
            pattern += re.escape(letter)
    return pattern


def _moment(parts: Mapping[str, str]) -> datetime:
    if "unix" in parts:
        return datetime.fromtimestamp(int(parts["unix"]), UTC)
    month = parts.get("named", "")[:3].lower()
    return datetime(
        int(parts["year"] if "year" in parts else f"20{parts['short']}" if "short" in parts else 0),
        _MONTHS.index(month) + 1 if month in _MONTHS else int(parts.get("month", 1)),
        int(parts.get("day", 1)),
        _hour(parts),
        int(parts.get("minute", 0)),
        int(parts.get("second", 0)),
        int(parts.get("fraction", "0").ljust(6, "0")),
        zone_of(parts["zone"]) if "zone" in parts else None,
    )


def _hour(parts: Mapping[str, str]) -> int:
    hour, half = int(parts.get("hour", 0)), parts.get("half", "").lower()
    return hour if not half else hour % 12 + (12 if half == "pm" else 0)
