"""Which orders are meant: a filter as people write, save and name it.

`open store=main country=DE|AT method=Express single tag=gift due=today age=24`: the kind first (or none),
then conditions that all hold; several values of one are alternatives. In quotes where a value has blanks.
"""

import shlex
from dataclasses import dataclass, fields

from station.model.problem import StationError

KINDS = ("open", "packing", "hold", "shipped", "problem")
DUE = ("late", "today", "tomorrow", "later", "none")
_OLDEST_HOURS = 24 * 366


class FilterError(StationError):
    """A filter nobody can read (`filter.unknown`, with the word that is not known)."""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """`age` in hours: placed at least so long ago. An empty one means every order."""

    kind: str = ""
    store: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    single: bool = False
    rush: bool = False
    doubt: bool = False
    age: int = 0

    @property
    def is_plain(self) -> bool:
        """Nothing but its kind."""
        return self == QueueFilter(kind=self.kind)

    def __str__(self) -> str:
        words = [self.kind] if self.kind else []
        for name in ("store", "country", "method", "tag", "due"):
            values = getattr(self, name)
            if values:
                words.append(f"{name}={'|'.join(values)}")
        words += [name for name in ("single", "rush", "doubt") if getattr(self, name)]
        if self.age:
            words.append(f"age={self.age}")
        return " ".join(shlex.quote(word) for word in words)


_LISTS = ("store", "country", "method", "tag", "due")
_FLAGS = ("single", "rush", "doubt")


def parse(text: str) -> QueueFilter:
    """The other way round of `str`. Raises `FilterError`."""
    try:
        words = shlex.split(text)
    except ValueError:
        raise FilterError("filter.unknown", word=text) from None
    found: dict[str, object] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals and name in KINDS and "kind" not in found:
            found["kind"] = name
        elif not equals and name in _FLAGS:
            found[name] = True
        elif name == "age" and value.isascii() and value.isdigit() and 0 < int(value) <= _OLDEST_HOURS:
            found["age"] = int(value)
        elif name in _LISTS and value:
            found[name] = _values(name, value)
        else:
            raise FilterError("filter.unknown", word=word)
    known = {one.name for one in fields(QueueFilter)}
    return QueueFilter(**{name: value for name, value in found.items() if name in known})  # type: ignore[arg-type]


def _values(name: str, value: str) -> tuple[str, ...]:
    values = tuple(part.strip() for part in value.split("|") if part.strip())
    if name == "due" and not set(values) <= set(DUE):
        raise FilterError("filter.unknown", word=f"due={value}")
    return tuple(part.upper() for part in values) if name == "country" else values
