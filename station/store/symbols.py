"""Cartons by a code on their label that wraps the tracking number, as `420` + ZIP + number does.

Which texts those are was read off the label and stands with the carton (`scan_back`). No index holds them:
what is looked for is every number in the scanned text, and the carton found has to know the whole of it.
"""

import json
import re

from sqlalchemy import ColumnElement, Connection, and_, select

from station.store.schema import carton

_PART = re.compile(r"[0-9A-Za-z]+")
# Shorter numbers are no parcel's, and longer texts no linear symbol of a label.
_SHORTEST, _LONGEST, _LEAST_DIGITS = 8, 48, 10


def numbers_within(text: str) -> list[str]:
    """Every text that may be the number `text` wraps; none where it can be no carrier's code."""
    if not _SHORTEST < len(text) <= _LONGEST or sum(one.isdigit() for one in text) < _LEAST_DIGITS:
        return []
    found: set[str] = set()
    for part in _PART.findall(text):
        for start in range(len(part) - _SHORTEST + 1):
            found.update(part[start:end] for end in range(start + _SHORTEST, len(part) + 1))
    return sorted(found - {text})


def wraps(text: str) -> ColumnElement[bool] | None:
    """The condition under which `text` stands on a carton's label around its number; None for other texts."""
    numbers = numbers_within(text)
    if not numbers:
        return None
    known = carton.c.scan_back.contains(json.dumps(text), autoescape=True)
    return and_(carton.c.tracking.in_(numbers), known)


def wrapped_known(connection: Connection, text: str) -> list[tuple[str, int, int, str]]:
    """(carton, number, order id, state) of cartons with such a code on their label."""
    condition = wraps(text)
    if condition is None:
        return []
    what = (carton.c.uid, carton.c.number, carton.c.order_id, carton.c.state)
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(select(*what).where(condition))]
