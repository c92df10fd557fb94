"""Settings as people read them: group, key, value and one sentence each."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from station.settings.option import key_of, option_of
from station.settings.schema import Settings


def rows(settings: Settings) -> list[tuple[str, str, str, str]]:
    """Every option; where keys are kept is shown, keys never are."""
    made: list[tuple[str, str, str, str]] = []
    for declared in fields(settings):
        if option_of(declared) is None:
            continue
        value = getattr(settings, declared.name)
        group = key_of(declared)
        for number, section in enumerate(value if isinstance(value, tuple) else (value,), 1):
            name = getattr(section, "name", "")
            title = f"{group} {name or number}" if isinstance(value, tuple) else group
            made += [(title, *row) for row in _options(section, "")]
    return made


def _options(section: Any, prefix: str) -> Iterator[tuple[str, str, str]]:
    for declared in fields(section):
        option = option_of(declared)
        if option is None:
            continue
        value, key = getattr(section, declared.name), prefix + key_of(declared)
        if is_dataclass(value):
            yield from _options(value, f"{key}.")
        elif declared.repr:
            yield key, _text(value), option.says
        else:
            yield key, "•••" if value else "", option.says


def _text(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return ""
        case tuple() | list():
            return ", ".join(str(one) for one in value)
        case dict():
            return ", ".join(f"{name} = {one}" for name, one in value.items())
    return str(value)
