"""Values out of JSON that plug-ins have had their hands in: numbers as text, text as null, lists as maps."""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from itertools import islice

Json = Mapping[str, object]

_TAG = re.compile(r"<[^>]*>")
_START = re.compile(r"[\[{]")
# An escaped backslash, a whole surrogate pair, and what no database stores: half a pair, or NUL.
_ESCAPE = re.compile(
    r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\u0000"
)
_JSON = json.JSONDecoder(parse_float=str, parse_constant=str)
_MOST_DIGITS = 13  # before the point: more is no quantity, no price and no weight, and no database's number
_YEARS = range(1970, 3000)  # others stand for "never" in shops that have no word for it


def decode(body: bytes) -> object:
    """The JSON of an answer; ValueError when there is none.

    A byte order mark and what PHP prints before or after the data (warnings with `display_errors`) are
    skipped. Fractions stay text: no float ever. Characters that are none (a note cut in the middle of an
    emoji) become U+FFFD, so that one order cannot keep a page from being stored.
    """
    text = _mended(body.removeprefix(b"\xef\xbb\xbf").decode("utf-8").strip())
    if text.startswith(("{", "[")):
        found, end = _JSON.raw_decode(text)
        if text[end:].lstrip()[:1] not in ("", "<"):
            raise ValueError("more than one answer")
        return found
    if text.endswith(("}", "]")):  # a page of HTML never does
        for match in islice(_START.finditer(text), 50):  # a warning may have brackets of its own
            try:
                return json.loads(text[match.start() :], parse_float=str, parse_constant=str)
            except ValueError:
                continue
    raise ValueError("no JSON")


def _mended(text: str) -> str:
    if "\\ud" in text or "\\uD" in text or "\\u0000" in text:
        return _ESCAPE.sub(lambda found: found[0] if len(found[0]) in (2, 12) else "\\ufffd", text)
    return text


def encode(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def name_of(place: Json) -> str:
    """A person's first and last name, as far as they are there."""
    return " ".join(filter(None, (text_of(place.get("first_name")), text_of(place.get("last_name")))))


def word_of(value: object) -> str:
    """A code, as it is: null and objects are empty."""
    if type(value) is str:  # nearly always: an order is a hundred of them
        return value.strip()
    return "" if isinstance(value, bool) or not isinstance(value, str | int) else str(value).strip()


def text_of(value: object) -> str:
    """What people read, without the entities some plug-ins store."""
    said = word_of(value)
    return html.unescape(said) if "&" in said else said


def tags_of(*values: object) -> tuple[str, ...]:
    """What people in the shop wrote on it: lists, or words between commas; each once, in their order."""
    said = (
        part for value in values for part in (value if isinstance(value, list) else shown(value).split(","))
    )
    return tuple(dict.fromkeys(filter(None, (shown(part) for part in said))))


def ref_of(value: object) -> str:
    """An id, given as number or text; empty for null and 0."""
    found = word_of(value)
    return "" if found == "0" else found


def shown(value: object) -> str:
    """A value as the shop shows it: markup out, entities resolved, on one line."""
    if isinstance(value, list):
        return ", ".join(filter(None, (shown(one) for one in value)))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    said = word_of(value)
    if "<" in said:
        said = _TAG.sub(" ", said)
    return " ".join((html.unescape(said) if "&" in said else said).split())


def number_of(value: object) -> Decimal | None:
    """A number given as number or text; None when it is none, or larger than anything that is counted."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    try:
        found = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() and found.adjusted() < _MOST_DIGITS else None


def moment_of(value: object) -> datetime | None:
    """A `_gmt` time: UTC, usually without saying so. None for none, and for a year nobody lives in."""
    if not isinstance(value, str) or not value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    if found.year not in _YEARS:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def rows_of(value: object) -> Iterator[Json]:
    """The objects of a list. PHP turns a list with gaps into a map: its values count too."""
    items: Sequence[object] = ()
    if isinstance(value, list):
        items = value
    elif isinstance(value, dict):
        items = list(value.values())
    return iter([item for item in items if isinstance(item, dict)])


def part_of(row: Json, name: str) -> Json:
    """An object inside an object; empty when it is none (PHP writes an empty map as a list)."""
    value = row.get(name)
    return value if isinstance(value, dict) else {}


def meta_of(row: Json) -> dict[str, object]:
    """`meta_data` by key; of equal keys the last."""
    return {word_of(entry.get("key")): entry.get("value") for entry in rows_of(row.get("meta_data"))}


def first_meta(row: Json, keys: Sequence[str]) -> str:
    """The first of `keys` that says something."""
    meta = meta_of(row)
    return next((said for key in keys if (said := shown(meta.get(key)))), "")
