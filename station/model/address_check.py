"""Is there an address a carrier can deliver to? Said at import, shown, and never changed by us.

What is missing stops the order (`hold.address`); what only looks odd is a doubt: shown, and packed.
"""

import re
from collections.abc import Sequence

from station.model.order import Address
from station.model.postal_codes import NAMED_BY_REGION, NEEDED, NUMBERED, ONE_PLACE, WITH_REGION, has_form

# Most carriers print 35 characters of a line (UPS, DHL, FedEx: their own limits for name and street).
LONGEST_LINE = 35
MOST_STREET_LINES = 3
# Digits of a number with its country code: E.164 allows 15, and nobody has fewer than 6.
_LEAST_DIGITS, _MOST_DIGITS = 6, 15
_PHONE = re.compile(r"[+\d(][\d\s()./-]*(?:,?\s*(?:ext|x|#)\.?\s*\d{1,6})?", re.IGNORECASE)
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_DIGIT = re.compile(r"\d")
_COUNTRY = re.compile(r"[A-Z]{2}")

STOPPING = frozenset(
    {
        "address.no_name",
        "address.no_street",
        "address.no_city",
        "address.no_country",
        "address.no_postal_code",
    }
)


def check(at: Address) -> tuple[str, ...]:
    """Codes of what is missing or odd, the worst first. Nothing is said of an address that is empty: its
    order has a warning of its own (`address.missing`).
    """
    if at.is_empty:
        return ()
    return (*_missing(at), *_odd(at))


def cannot_be_delivered(codes: Sequence[str]) -> bool:
    return any(code in STOPPING for code in codes)


def _missing(at: Address) -> list[str]:
    found = []
    if not (at.name.strip() or at.company.strip()):
        found.append("address.no_name")
    if not any(part.strip() for part in at.street):
        found.append("address.no_street")
    if not at.city.strip() and not _is_placed(at):
        found.append("address.no_city")
    if not at.country.strip():
        found.append("address.no_country")
    if not at.postal_code.strip() and at.country in NEEDED:
        found.append("address.no_postal_code")
    return found


def _is_placed(at: Address) -> bool:
    """Without a city: in a country that is one place, or one whose addresses go by their region."""
    return at.country in ONE_PLACE or (at.country in NAMED_BY_REGION and bool(at.region.strip()))


def _odd(at: Address) -> list[str]:
    found = []
    if at.country.strip() and not _COUNTRY.fullmatch(at.country):
        found.append("address.country_form")
    if at.postal_code.strip() and not has_form(at.country, at.postal_code):
        found.append("address.postal_form")
    if at.country in WITH_REGION and not at.region.strip():
        found.append("address.no_region")
    if at.phone.strip() and not _is_phone(at.phone.strip()):
        found.append("address.phone_form")
    lines = [part for part in at.street if part.strip()]
    if at.country in NUMBERED and lines and not _DIGIT.search(" ".join((at.company, *lines))):
        found.append("address.no_house_number")
    if len(lines) > MOST_STREET_LINES or any(
        len(part) > LONGEST_LINE for part in (at.name, at.company, *lines)
    ):
        found.append("address.long_line")
    return found


def _is_phone(text: str) -> bool:
    text = text.translate(_DASHES)
    digits = len(_DIGIT.findall(text))
    return _LEAST_DIGITS <= digits <= _MOST_DIGITS and _PHONE.fullmatch(text) is not None
