"""How facts are stored: by the name of their class, with the version of its shape. One way for every kind."""

import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, ClassVar, TypeVar, cast


@dataclass(frozen=True, slots=True)
class Recorded:
    """What can be stored: a flat dataclass of texts, numbers and tuples; `VERSION` of its shape."""

    VERSION: ClassVar[int] = 1


R = TypeVar("R", bound=Recorded)


def kinds_of(family: type[R]) -> Mapping[str, type[R]]:
    """Every kind of fact of a family, by the name it is stored under."""
    return {kind.__name__: kind for kind in family.__subclasses__()}


def encode(fact: Recorded) -> tuple[str, int, str]:
    """Kind, version and body as stored."""
    body = {name: getattr(fact, name) for name in _names(cast(Hashable, type(fact)))}
    return type(fact).__name__, fact.VERSION, json.dumps(body, separators=(",", ":"))


def decode(kinds: Mapping[str, type[R]], kind: str, body: str) -> R:
    """A stored fact. Fields added since get their default."""
    shape = kinds[kind]
    stored: dict[str, Any] = json.loads(body)
    known = _names(cast(Hashable, shape))
    return shape(**{name: _frozen(value) for name, value in stored.items() if name in known})


@cache
def _names(shape: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(shape))


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value
