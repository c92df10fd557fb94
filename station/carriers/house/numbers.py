"""Numbers for our own labels: SSCC-18 under a GS1 company prefix, or a range of our own.

Sources: GS1 General Specifications 3.3 (SSCC: extension digit, company prefix, serial, check digit);
ISO/IEC 7064 MOD 37,36 (one check character that finds every single wrong and every two swapped).
"""

import re
import string

from station.carriers.contract import CarrierError
from station.model.barcode import check_digit

_SSCC_DIGITS = 18
_EXTENSION = "0"
_ALPHABET = string.digits + string.ascii_uppercase
_PATTERN = re.compile(r"([A-Z0-9]*)\{:0([1-9][0-9]?)d\}")
_FROM_TO = re.compile(r"([A-Z]*)([0-9]+)-\1([0-9]+)")
_MOST = 30
_LEAST = 6


def check_prefix(prefix: str) -> None:
    """`carrier.gs1_prefix_wrong` unless it is 4 to 12 digits."""
    if not (prefix.isascii() and prefix.isdigit() and 4 <= len(prefix) <= 12):
        raise CarrierError("carrier.gs1_prefix_wrong", prefix=prefix)


def sscc(prefix: str, number: int) -> str:
    """18 digits, `number` counted from 1.

    `carrier.range_exhausted` when the serial digits the prefix leaves are used up.
    """
    check_prefix(prefix)
    places = _SSCC_DIGITS - 2 - len(prefix)
    if not 1 <= number < 10**places:
        raise CarrierError("carrier.range_exhausted", range=prefix)
    body = f"{_EXTENSION}{prefix}{number:0{places}d}"
    return body + str(check_digit(body))


def check_range(number_range: str) -> None:
    """`carrier.number_range_unreadable` unless it is a pattern or a first and last number."""
    _parts(number_range)


def tracking_number(number_range: str, number: int) -> str:
    """The `number`th, counted from 1.

    A pattern gets a check character: `HV{:08d}` and 17 give `HV00000017` and one more. From a first and
    last number (`VAN0001-VAN9999`) come exactly the numbers between them.
    """
    head, places, first, last = _parts(number_range)
    if number < 1 or first + number - 1 > last:
        raise CarrierError("carrier.range_exhausted", range=number_range)
    body = f"{head}{first + number - 1:0{places}d}"
    return body + check_character(body) if "{" in number_range else body


def check_character(body: str) -> str:
    """ISO/IEC 7064 MOD 37,36 over capitals and digits."""
    carry = 36
    for char in body:
        carry = (carry + _ALPHABET.index(char)) % 36 or 36
        carry = carry * 2 % 37
    return _ALPHABET[(37 - carry) % 36]


def _parts(number_range: str) -> tuple[str, int, int, int]:
    """(capitals and digits in front, digits, first, last)."""
    if match := _PATTERN.fullmatch(number_range):
        head, places = match[1], int(match[2])
        first, last, length = 1, 10**places - 1, len(head) + places + 1
    elif (match := _FROM_TO.fullmatch(number_range)) and len(match[2]) == len(match[3]):
        head, places = match[1], len(match[2])
        first, last, length = int(match[2]), int(match[3]), len(head) + places
    else:
        raise CarrierError("carrier.number_range_unreadable", number_range=number_range)
    # A label has room for this many, and a scan-back must have that many.
    if first > last or not _LEAST <= length <= _MOST:
        raise CarrierError("carrier.number_range_unreadable", number_range=number_range)
    return head, places, first, last
