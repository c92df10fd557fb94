"""Filters, order, limits and fields of a list, as the webservice reads them from an address.

Source: recorded exchanges of PrestaShop 8.2.1 and its SQLUtils (which comparison a filter becomes).
"""

import re
from collections.abc import Mapping, Sequence

from doubles.prestashop.resources import Resource

Row = dict[str, object]
_FILTER = re.compile(r"filter\[(\w+)\]")
_BRACKETS = re.compile(r"(.*)\[(.*)\](.*)")
_INTERVAL = re.compile(r"([\d.:\-\s]+),([\d.:\-\s]+)")
_DATES = ("date_add", "date_upd")


class Wrong(Exception):
    """What the webservice says instead of a list."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def listed(resource: Resource, rows: Sequence[Row], query: Mapping[str, str]) -> list[Row]:
    """Raises `Wrong`. What it warns of on the way makes a 500 of any trouble with filters."""
    usable = [name for name in resource.fields if name not in _DATES or query.get("date")]
    found = list(rows)
    for name, value in query.items():
        asked = _FILTER.fullmatch(name)
        if asked:
            found = [row for row in found if _fits(_filtered(resource, usable, asked[1], value), row, value)]
    found.sort(key=lambda row: -int(str(row["id"])) if query.get("sort") else int(str(row["id"])))
    for part in reversed(query.get("sort", "").strip("[]").split(",") if query.get("sort") else []):
        name, _, direction = part.rpartition("_")
        if direction.upper() not in ("ASC", "DESC"):
            raise Wrong(400, 37, 'The "sort" value has to be formed as this example: "field_ASC"')
        if name not in usable:
            raise Wrong(500, 38, f"Unable to filter by this field. However, these are available: {usable}")
        found.sort(key=lambda row, name=name: _key(row[name]), reverse=direction.upper() == "DESC")  # type: ignore[misc]
    return _limited(found, query.get("limit", ""))


def _filtered(resource: Resource, usable: Sequence[str], name: str, value: str) -> str:
    if name not in usable:
        names = ", ".join(f'"{one}"' for one in usable)
        raise Wrong(500, 32, f'This filter does not exist. Did you mean: "note"? The full list is: {names}')
    if not value:
        raise Wrong(400, 33, f'The filter "{name}" is malformed.')
    if name in resource.computed:
        raise Wrong(
            400, 34, f'The field "{name}" is dynamic. It is not possible to filter GET query with this field.'
        )
    return name


def _fits(name: str, row: Row, value: str) -> bool:
    has = str(row[name])
    found = _BRACKETS.fullmatch(value)
    if found is None:
        return _key(has) == _key(value)
    before, inner, _ = found.groups()
    if before in (">", "<"):
        return _key(has) > _key(inner) if before == ">" else _key(has) < _key(inner)
    if "|" in inner:
        return has in inner.split("|")
    ends = _INTERVAL.fullmatch(inner)
    if ends is not None:
        low, high = sorted((_key(ends[1]), _key(ends[2])))
        return low <= _key(has) <= high
    return has == inner


def _key(value: object) -> tuple[int, float, str]:
    text = str(value)
    try:
        return (0, float(text), "")
    except ValueError:
        return (1, 0.0, text)


def _limited(rows: list[Row], limit: str) -> list[Row]:
    if not limit:
        return rows
    parts = limit.split(",")
    if len(parts) > 2:
        raise Wrong(400, 39, 'The "limit" value has to be formed as this example: "5,25" or "10"')
    first, many = (0, int(parts[0])) if len(parts) == 1 else (int(parts[0]), int(parts[1]))
    return rows[first : first + many]


def shown(resource: Resource, row: Row, display: str) -> Row:
    """The fields asked for, in the webservice's order. Raises `Wrong` for one it does not have."""
    if display == "minimum":
        return {"id": row["id"]}
    if display == "full":
        return dict(row)
    if not (display.startswith("[") and display.endswith("]")):
        raise Wrong(400, 36, "The 'display' syntax is wrong.")
    wanted = display[1:-1].split(",")
    for name in wanted:
        if name not in resource.fields:
            raise Wrong(400, 35, f'Unable to display this field "{name}".')
    return {name: row[name] for name in resource.fields if name in wanted}


def without_nothing(row: Row) -> Row:
    """A single read as JSON leaves out what PHP calls empty."""
    return {name: value for name, value in row.items() if value not in ("", "0", None)}
