"""How an option is declared: its type is the annotation, the rest stands beside it."""

from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from station.model.problem import Problem

Check = Callable[[Any], Problem | None]
Resolve = Callable[[str, Path], str]


class Scope(StrEnum):
    """Whose option it is: this bench's alone, or the same at all of a site, each with its own file."""

    BENCH = "bench"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Option:
    """`says` is one sentence for a person. `check` answers a complaint (its place is added by the reader).

    `key` is its name in the file where the attribute cannot have it (`from`, `store`).
    `resolve` makes a path in the text absolute, given the folder of the file it stands in.
    `unique` is the key no two entries of a repeated table may share.
    """

    says: str
    scope: Scope
    key: str = ""
    check: Check | None = None
    resolve: Resolve | None = None
    unique: str = ""


def of_bench(says: str, default: Any = MISSING, *, shown: bool = True, **more: Any) -> Any:
    """An option of this bench alone. `shown` is False where a value may hold a password."""
    return _declared(Option(says, Scope.BENCH, **more), default, shown)


def of_site(says: str, default: Any = MISSING, *, shown: bool = True, **more: Any) -> Any:
    """An option all benches of the site share."""
    return _declared(Option(says, Scope.SITE, **more), default, shown)


def option_of(declared: Field[Any]) -> Option | None:
    """The option behind a dataclass field; None for a field that is no option."""
    option = declared.metadata.get("option")
    return option if isinstance(option, Option) else None


def key_of(declared: Field[Any]) -> str:
    """The option's name in the file."""
    option = option_of(declared)
    return option.key if option and option.key else declared.name


def _declared(option: Option, default: Any, shown: bool) -> Any:
    if callable(default):
        return field(default_factory=default, repr=shown, metadata={"option": option})
    return field(default=default, repr=shown, metadata={"option": option})
