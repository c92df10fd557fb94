"""The truth of the day on one page."""

import datetime
from collections.abc import Callable

from station.model.chores import DockCounts
from station.model.view import DayTotals, ShipmentRow
from ui.format import Format
from ui.models.cell import Cell, Column
from ui.pages.day.screen import Figure
from ui.pages.dock.screen import DockLine
from ui.text import Text
from ui.theme.tokens import Tone

PUSHED = {
    "not_yet": ("waiting", "quiet"),
    "done": ("check", "good"),
    "ready": ("waiting", "quiet"),
    "sending": ("pushes", "quiet"),
    "in_doubt": ("question", "warn"),
    "parked": ("alert", "bad"),
}


class DayPresenter:
    def __init__(self, text: Text, form: Format, now: Callable[[], datetime.datetime]) -> None:
        self._text, self._form, self._now = text, form, now

    def today(self) -> datetime.date:
        return self._form.local(self._now()).date()

    def hour(self, day: datetime.date) -> int:
        """The running hour, -1 on another day."""
        return self._form.local(self._now()).hour if day == self.today() else -1

    def title(self, day: datetime.date) -> str:
        return self._form.date(day)

    def figures(self, day: DayTotals) -> tuple[Figure, ...]:
        word, count, number = self._text.word, self._text.count, self._form.number
        shipped = self._text.listed([count("cartons", day.cartons), count("units", day.units)])
        held = count("day.held", day.on_hold) if day.on_hold else word("day.none_held")
        risk = word("day.at_risk_how") if day.at_risk else word("day.no_risk_how")
        return (
            Figure(number(day.shipped), word("day.shipped"), shipped, "truck", Tone.NEUTRAL),
            Figure(number(day.open), word("day.open"), held, "orders", Tone.NEUTRAL),
            Figure(
                number(day.at_risk),
                word("day.at_risk"),
                risk,
                "clock",
                Tone.WARN if day.at_risk else Tone.NEUTRAL,
            ),
        )

    def van(self, counts: DockCounts) -> str:
        """Where today's cartons are, in one line."""
        number = self._form.number
        return self._text.word(
            "day.van_counts",
            gone=number(counts.gone),
            waiting=number(counts.waiting),
            pull=number(counts.pull),
            back=number(counts.back),
        )

    def more(self, count: int) -> tuple[DockLine, ...]:
        """What the day has no room for."""
        if count <= 0:
            return ()
        return (DockLine("list", Tone.NEUTRAL, self._text.word("day.pull_more", count=count), "", ""),)

    def columns(self) -> tuple[Column, ...]:
        word = self._text.word
        return (
            Column(word("day.at"), 104),
            Column(word("orders.order"), 92),
            Column(word("day.told"), 150),
            Column(word("day.tracking"), 0),
            Column(word("day.units"), 80, numbers=True),
            Column(word("day.weight"), 100, numbers=True),
            Column(word("day.who"), 130),
            Column(word("orders.shop"), 120),
        )

    def cells(self, row: ShipmentRow) -> tuple[Cell, ...]:
        pushed = row.pushed or "not_yet"  # a carton of an order that is still being packed
        icon, tone = PUSHED.get(pushed, ("question", "warn"))
        order = row.order if row.carton == 1 else f"{row.order} / {row.carton}"
        return (
            Cell(self._form.clock(row.at), tone="quiet"),
            Cell(order, bold=True),
            Cell(self._text.word(f"push.{pushed}"), icon, tone),
            Cell(self._text.listed([row.carrier, row.tracking])),
            Cell(self._form.number(row.units)),
            Cell(self._form.mass(row.gross, 2) if row.gross is not None else "–"),
            Cell(row.operator, tone="quiet"),
            Cell(row.store, tone="quiet"),
        )
