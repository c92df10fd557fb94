"""A cell and a column of a table, in plain values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """`tone` good, warn, bad, accent or quiet; `bold` for what the eye looks for."""

    text: str
    icon: str = ""
    tone: str = ""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in px at 100 %; 0 takes what is left."""

    title: str
    width: int
    numbers: bool = False
