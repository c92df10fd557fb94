"""What both kinds of file are read into: rows of named cells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from station.model.problem import StationError


class Broken(StationError):
    """A file nobody can read as a whole. `row` and `column` (0 and "" where there is none) say where."""

    def __init__(self, code: str, row: int = 0, column: str = "", **params: object) -> None:
        super().__init__(code, row=row, column=column, **params)
        self.row = row
        self.column = column


class Row(NamedTuple):
    """One line of an order, or one product. `number` is its row in the file, counted from 1, headings too.

    `more` are cells nobody here knows, by their own headings.
    """

    number: int
    order: Mapping[str, str]
    line: Mapping[str, str]
    more: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`titles`: our fields the file has, each by its own heading (of XML those met so far). `rows` raise
    `Broken` on their way. `is_markup`: it is XML.
    """

    of_orders: bool
    titles: Mapping[str, str]
    rows: Iterator[Row]
    is_markup: bool = False

    @property
    def american(self) -> bool:
        """The form of ShipStation's custom stores writes the month first."""
        return self.is_markup and self.titles.get("order_id") == "OrderID"

    def title(self, field: str) -> str:
        return self.titles.get(field, field)
