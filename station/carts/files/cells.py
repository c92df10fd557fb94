"""One cell of a file as a number, a moment, a yes or no. Pure; what cannot be read is None, never a guess."""

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache

from station.carts.files.settings import FolderSettings

_POINT = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+(?=\.))(\.\d+)?")
_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?")
_NO = frozenset(("no", "n", "0", "false", "nein", "nie", "non"))
_YES = frozenset(("yes", "y", "1", "true", "ja", "tak", "oui", "si", "sí"))
# Month first, as the custom-store form of ShipStation has it ("MM/dd/yyyy HH:mm", its times are UTC).
_SHIPSTATION = ("%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M %p")
_LONGEST = 30


def number(text: str, form: FolderSettings) -> Decimal | None:
    """1,234 could be either: without `decimal_comma` a comma only parts thousands before a point, with it
    a point only parts thousands. A currency sign is no number.
    """
    return _number(text, form.decimal_comma)


@lru_cache(maxsize=4096)
def _number(text: str, decimal_comma: bool) -> Decimal | None:
    if len(text) > _LONGEST:
        return None
    bare = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if decimal_comma:
        return Decimal(bare.replace(".", "").replace(",", ".")) if _COMMA.fullmatch(bare) else None
    return Decimal(bare.replace(",", "")) if _POINT.fullmatch(bare) else None


def moment(text: str, form: FolderSettings, *, american: bool) -> datetime | None:
    """UTC. `american`: the file is of the form that writes the month first."""
    if form.date_format:
        return _by(text, form.date_format, form)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        for one in _SHIPSTATION if american else ():
            said = _by(text, one, form)
            if said is not None:
                return said
        return None
    return _utc(found, form)


def _by(text: str, pattern: str, form: FolderSettings) -> datetime | None:
    try:
        return _utc(datetime.strptime(text, pattern), form)  # noqa: DTZ007 - the zone is put on below
    except ValueError:
        return None


def _utc(found: datetime, form: FolderSettings) -> datetime | None:
    try:
        return (found if found.tzinfo else found.replace(tzinfo=form.zone)).astimezone(UTC)
    except OverflowError:
        return None


def yes_or_no(text: str) -> bool | None:
    said = text.casefold()
    return False if said in _NO else True if said in _YES else None


def pairs(text: str) -> list[list[str]]:
    """`Colour: blue; Size: M`, or a JSON list of pairs (what the XML reader hands in)."""
    if text.startswith("[["):
        try:
            return [[str(name), str(value)] for name, value in json.loads(text)]
        except (ValueError, TypeError):
            return [["", text]]
    found: list[list[str]] = []
    for part in filter(None, (one.strip() for one in text.split(";"))):
        name, colon, value = part.partition(":")
        found.append([name.strip(), value.strip()] if colon else ["", part])
    return found


def numbers(text: str) -> list[str]:
    """Tracking numbers in one cell. Blanks may be inside of one."""
    parts = text.replace(";", ",").replace("|", ",").split(",")
    return [part.strip() for part in parts if part.strip()]


def several(text: str) -> list[str]:
    """Codes in one cell."""
    if text.isalnum():
        return [text]
    return text.replace(",", " ").replace(";", " ").replace("|", " ").split()
