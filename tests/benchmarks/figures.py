"""One measured line: what it is, what it should be, what it is held against."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """`against` names the peer or the limit and its value in the same run; `ratio` is ours to that.

    `ok` is None where nothing was asked of the line, or where it could not be run here.
    """

    name: str
    median: float | None
    p99: float | None
    unit: str
    aim: str
    against: str
    ratio: float | None
    ok: bool | None

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all do not exceed; of few values the largest."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def spread(values: Sequence[float], scale: float = 1.0, digits: int = 3) -> tuple[float, float]:
    """Median and 99th percentile."""
    return (
        round(statistics.median(values) * scale, digits),
        round(percentile(values, 0.99) * scale, digits),
    )


def slowest(rates: Sequence[float]) -> tuple[float, float]:
    """Of rates: the median, and the worst in the place of a 99th percentile."""
    return round(statistics.median(rates)), round(min(rates))


def ratio(ours: float, theirs: float) -> float | None:
    return round(ours / theirs, 3) if theirs else None


def not_run(name: str, unit: str, aim: str, why: str) -> Figure:
    return Figure(name, None, None, unit, aim, f"not run: {why}", None, None)


def table(figures: Sequence[Figure]) -> str:
    head = ("line", "median", "p99", "unit", "aim", "", "against", "ratio")
    rows = [head, *(_row(one) for one in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return "\n".join([lines[0], "-" * min(200, len(lines[0]) + 40), *lines[1:]])


def _row(one: Figure) -> tuple[str, ...]:
    verdict = {True: "ok", False: "MISSED", None: "-"}[one.ok]
    values = ("" if value is None else f"{value:,.10g}" for value in (one.median, one.p99, one.ratio))
    median, p99, share = values
    return (one.name, median, p99, one.unit, one.aim, verdict, one.against, share)
