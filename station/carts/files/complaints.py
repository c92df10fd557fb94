"""What is the matter with a file, by row and column."""

from dataclasses import dataclass, field

from station.carts.files.sheet import Sheet
from station.model.problem import Problem


@dataclass(frozen=True, slots=True)
class Complaint:
    """`row` from 1, 0 for the file as a whole; `column` as the file calls it. `refused`: not a mere note."""

    row: int
    column: str
    order: str
    problem: Problem
    refused: bool


class Wrong(Exception):  # noqa: N818 - what is wrong, not that it went wrong
    """A cell that keeps its order from being taken."""

    def __init__(self, row: int, field: str, code: str, **params: object) -> None:
        super().__init__(code)
        self.row = row
        self.field = field
        self.problem = Problem(code, params)


@dataclass
class Complaints:
    """All of one file. Fields are ours; each is told by the heading the file has for it."""

    sheet: Sheet
    all: list[Complaint] = field(default_factory=list)

    def note(self, row: int, name: str, order: str, code: str, **params: object) -> None:
        """Worth knowing; nothing is refused for it."""
        self._add(row, name, order, Problem(code, params), refused=False)

    def refuse(self, row: int, name: str, order: str, problem: Problem) -> Problem:
        """The problem with its place in it."""
        return self._add(row, name, order, problem, refused=True)

    def _add(self, row: int, name: str, order: str, problem: Problem, *, refused: bool) -> Problem:
        column = self.sheet.title(name) if name else ""
        said = Problem(problem.code, {"row": row, "column": column, "order": order, **problem.params})
        self.all.append(Complaint(row, column, order, said, refused))
        return said
