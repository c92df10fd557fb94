"""What a value must be beyond its type. Each answers None, or the complaint without its place.

No complaint repeats a value that may hold a password.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from station.model.order import OrderState
from station.model.problem import Problem
from station.settings.option import Check

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_PATTERN = re.compile(r"[A-Z0-9]*\{:0[1-9][0-9]?d\}")
_RANGE = re.compile(r"([A-Z]{0,10})(\d{1,17})-\1(\d{1,17})")
_CREDENTIALS = re.compile(r"keyring:\S.*|env:[A-Za-z_][A-Za-z0-9_]*|file:.+")
_FRAMING = re.compile(r"[78][NEO][12]")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def one_line(text: str) -> Problem | None:
    """A name that people read: something, on one line."""
    return None if text.strip() and text.isprintable() else Problem("config.empty")


def barcode_name(text: str) -> Problem | None:
    """A name that is printed inside a Code 128 barcode."""
    return None if _NAME.fullmatch(text) else Problem("config.bad_name", {"value": text})


def timezone(text: str) -> Problem | None:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        return Problem("config.bad_timezone", {"value": text})
    return None


def database(url: str) -> Problem | None:
    known = url.startswith(("sqlite:///", "postgresql+psycopg://", "postgresql://"))
    return None if known else Problem("config.bad_database")


def web_address(url: str) -> Problem | None:
    """http or https with a host, without a user and password in it; or `file:` and a folder."""
    if url.startswith("file:") and url != "file:":
        return None
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and not parts.username
        _ = parts.port
    except ValueError:
        sound = False
    return None if sound else Problem("config.bad_url")


def is_plain_beyond_loopback(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname not in _LOOPBACK


def credentials(text: str) -> Problem | None:
    return None if _CREDENTIALS.fullmatch(text) else Problem("config.bad_credentials")


def credentials_if_any(text: str) -> Problem | None:
    return credentials(text) if text else None


def web_address_if_any(url: str) -> Problem | None:
    return web_address(url) if url else None


def days(table: Mapping[str, object]) -> Problem | None:
    """Whole days, one for each key."""
    for value in table.values():
        if type(value) is not int or not 0 < value < 100:
            return Problem("config.out_of_range", {"value": value, "least": 1, "most": 99})
    return None


def gs1_prefix(text: str) -> Problem | None:
    """A GS1 company prefix: 4 to 12 digits (GS1 General Specifications 1.4.4)."""
    sound = text.isascii() and text.isdigit() and 4 <= len(text) <= 12
    return None if sound or not text else Problem("config.gs1_prefix_bad", {"value": text})


def number_range(text: str) -> Problem | None:
    """`100000-899999` or `VAN0001-VAN9999`: both ends the same length, the first not after the last.

    Or a pattern with one counted place, `HV{:08d}`, whose numbers get a check character.
    """
    if _PATTERN.fullmatch(text):
        return None
    match = _RANGE.fullmatch(text)
    sound = match and len(match[2]) == len(match[3]) and int(match[2]) <= int(match[3])
    return None if sound or not text else Problem("config.number_range_bad", {"value": text})


def tracking_url(text: str) -> Problem | None:
    if not text:
        return None
    sound = "{tracking}" in text and web_address(text.replace("{tracking}", "1")) is None
    return None if sound else Problem("config.tracking_url_bad", {"value": text})


def country(text: str) -> Problem | None:
    """ISO 3166 alpha-2 in capitals."""
    sound = len(text) == 2 and text.isascii() and text.isalpha() and text.isupper()
    return None if sound or not text else Problem("config.bad_country", {"value": text})


def badge(text: str) -> Problem | None:
    sound = text.startswith("OP-") and len(text) > 3 and text.isascii() and text.isprintable()
    return None if sound else Problem("config.bad_badge", {"value": text})


def framing(text: str) -> Problem | None:
    """Data bits, parity, stop bits: `8N1`, `7E1`."""
    return None if not text or _FRAMING.fullmatch(text) else Problem("config.bad_framing", {"value": text})


def states(table: Mapping[str, str]) -> Problem | None:
    """A native status on the left, one of ours on the right."""
    for native, state in table.items():
        if state not in set(OrderState):
            return Problem(
                "config.bad_state", {"value": f"{native} = {state}", "known": ", ".join(OrderState)}
            )
    return None


def inner_size(sides: tuple[int, ...]) -> Problem | None:
    """Nothing, or length, width and height in millimetres."""
    sound = len(sides) in (0, 3) and all(side > 0 for side in sides)
    return None if sound else Problem("config.bad_size")


def between(least: int, most: int) -> Check:
    def check(value: Any) -> Problem | None:
        if value is None or least <= value <= most:
            return None
        return Problem("config.out_of_range", {"value": value, "least": least, "most": most})

    return check
