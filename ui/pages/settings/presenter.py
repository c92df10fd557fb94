"""Options by group, found by any word of their name, value or sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

Row = tuple[str, str, str, str]  # group, key, value, sentence


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    value: str
    sentence: str


def groups(rows: Sequence[Row]) -> tuple[str, ...]:
    """In the order they come."""
    return tuple(dict.fromkeys(row[0] for row in rows))


def found(rows: Sequence[Row], group: str, search: str) -> tuple[Option, ...]:
    """The options of a group; with a search those of every group that hold all its words."""
    words = search.casefold().split()
    if not words:
        return tuple(Option(*row[1:]) for row in rows if row[0] == group)
    return tuple(
        Option(f"{row[0]} · {row[1]}", row[2], row[3])
        for row in rows
        if all(word in " ".join(row).casefold() for word in words)
    )
