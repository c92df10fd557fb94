"""Query strings as PHP reads them: the last of equal names wins, `name[0]=` makes a list."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, quote

from station.sandbox.shop.refusal import bad_param, not_in_list

Value = str | dict[str, str]
Params = dict[str, Value]

_BRACKETS = re.compile(r"([^\[]+)\[([^\]]*)\]$")


def parse(raw: str) -> Params:
    """Decoded parameters in the order they came."""
    params: Params = {}
    for name, value in parse_qsl(raw, keep_blank_values=True):
        match = _BRACKETS.match(name)
        if match is None:
            params[name] = value
            continue
        held = params.get(match[1])
        items = held if isinstance(held, dict) else {}
        params[match[1]] = items
        items[match[2] or str(len(items))] = value
    return params


def text(params: Params, name: str, default: str = "") -> str:
    value = params.get(name, default)
    return value if isinstance(value, str) else default


def words(params: Params, name: str) -> list[str]:
    """A list given as `a,b` or as `name[]=a&name[]=b`."""
    value = params.get(name)
    if value is None:
        return []
    parts = value.split(",") if isinstance(value, str) else list(value.values())
    return [part.strip() for part in parts if part.strip()]


def numbers(params: Params, name: str) -> list[int]:
    found = words(params, name)
    for place, part in enumerate(found):
        if not part.lstrip("-").isdigit():
            raise bad_param(
                f"{name}[{place}]", "rest_invalid_type", f"{name}[{place}] is not of type integer."
            )
    return [int(part) for part in found]


def flag(params: Params, name: str) -> bool:
    return text(params, name).lower() in ("1", "true")


def bounded(params: Params, name: str, default: int, low: int, high: int | None = None) -> int:
    given = text(params, name, str(default))
    if not given.lstrip("-").isdigit():
        raise bad_param(name, "rest_invalid_type", f"{name} is not of type integer.", {"param": name})
    number = int(given)
    if high is None and number < low:
        message = f"{name} must be greater than or equal to {low}"
    elif high is not None and not low <= number <= high:
        message = f"{name} must be between {low} (inclusive) and {high} (inclusive)"
    else:
        return number
    raise bad_param(name, "rest_out_of_bounds", message)


def one_of(params: Params, name: str, allowed: tuple[str, ...], default: str) -> str:
    given = text(params, name, default)
    if given not in allowed:
        raise not_in_list(name, allowed)
    return given


def flat(params: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """Names and values as they stand in a URL, brackets encoded."""
    for name, value in params.items():
        if isinstance(value, str):
            yield quote(name, safe=""), quote(value, safe="")
        else:
            for inner, item in value.items():
                yield f"{quote(name, safe='')}%5B{quote(inner, safe='')}%5D", quote(item, safe="")
