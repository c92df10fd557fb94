"""Orders as rows and as a detail."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from station.model.barcode import order_barcode
from station.model.order import Address
from station.model.problem import Problem
from station.model.view import LineView, OrderRow
from ui.format import Format
from ui.models.cell import Cell, Column
from ui.pages.pack.idle import due_tone
from ui.text import Text
from ui.theme.tokens import Tone

FILTERS = ("", "open", "hold", "packing", "shipped", "problem")
STATES = {
    "pending": ("waiting", ""),
    "paid": ("waiting", ""),
    "ready_for_fulfillment": ("pack", ""),
    "packing": ("scan", "accent"),
    "on_hold": ("hold", "warn"),
    "partially_fulfilled": ("carton", ""),
    "backorder": ("waiting", "warn"),
    "fulfilled": ("check", "good"),
    "cancelled": ("cross", "bad"),
    "refunded": ("undo", "bad"),
}
DONE = ("fulfilled", "cancelled", "refunded")
TO_PACK = ("ready_for_fulfillment", "partially_fulfilled", "backorder", "packing")


@dataclass(frozen=True, slots=True)
class Detail:
    """What the right side shows of one order."""

    title: str
    state: Cell
    facts: tuple[tuple[str, str, str], ...]
    hold: str
    address: str
    scan: str = ""  # the barcode of its slip, when it can be packed


class OrdersPresenter:
    def __init__(self, text: Text, form: Format, now: Callable[[], datetime.datetime]) -> None:
        self._text, self._form, self._now = text, form, now

    def columns(self) -> tuple[Column, ...]:
        word = self._text.word
        return (
            Column(word("orders.state"), 152),
            Column(word("orders.order"), 88),
            Column(word("orders.promise"), 140),
            Column(word("orders.units"), 116, numbers=True),
            Column(word("orders.country"), 70),
            Column(word("orders.method"), 0),
            Column(word("orders.shop"), 110),
        )

    def cells(self, row: OrderRow) -> tuple[Cell, ...]:
        number = self._form.number
        return (
            self.state(row),
            Cell(row.number, bold=True),
            self._promise(row),
            Cell(f"{number(row.lines)} / {number(row.units)}"),
            Cell(row.country, tone="quiet"),
            Cell(row.method, tone="quiet"),
            Cell(row.store, tone="quiet"),
        )

    def state(self, row: OrderRow) -> Cell:
        icon, tone = STATES.get(row.state, ("question", "warn"))
        said = self._text.word(f"state.{row.state}")
        if row.hold and row.state not in DONE:
            icon, tone, said = "hold", "warn", self._text.word("state.on_hold")
        return Cell(said, icon, tone or "quiet")

    def _promise(self, row: OrderRow) -> Cell:
        if row.ship_by is None or row.state in DONE:
            return Cell("–", tone="quiet")
        now = self._now()
        tone = due_tone(row.ship_by, now)
        seconds = (row.ship_by - now).total_seconds()
        near = seconds < 12 * 3600
        said = self._form.until(row.ship_by, now) if near else self._form.moment(row.ship_by, now)
        return Cell(
            said, "clock" if tone is not Tone.NEUTRAL else "", "" if tone is Tone.NEUTRAL else tone.value
        )

    def chips(self, counts: dict[str, int]) -> tuple[tuple[str, str], ...]:
        """(filter, words with the count)."""
        chips = []
        for name in FILTERS:
            said = self._text.word(f"filter.{name or 'all'}")
            chips.append((name, f"{said}  {self._form.number(counts[name])}" if name in counts else said))
        return tuple(chips)

    def detail(self, row: OrderRow, address: Address | None) -> Detail:
        now = self._now()
        facts = [("shop", row.store, "soft"), ("truck", row.method, "soft")]
        if row.ship_by is not None and row.state not in DONE:
            tone = due_tone(row.ship_by, now)
            left = self._form.until(row.ship_by, now)
            facts.append(("clock", left, "soft" if tone is Tone.NEUTRAL else tone.value))
        placed = self._text.word("orders.placed", when=self._form.ago(row.placed_at, now))
        facts.append(("day", placed, "soft"))
        if row.bench:
            facts.append(("person", row.bench, "accent"))
        return Detail(
            title=self._text.word("strip.order", order=row.number),
            state=self.state(row),
            facts=tuple(fact for fact in facts if fact[1]),
            hold=self._text.say(Problem(row.hold, {"order": row.number, "by": ""})) if row.hold else "",
            address=self._address(address),
            scan=order_barcode(row.store, row.ref) if row.units and row.state in TO_PACK else "",
        )

    @staticmethod
    def _address(address: Address | None) -> str:
        if address is None:
            return ""
        town = " ".join(part for part in (address.postal_code, address.city) if part)
        parts = (address.name, address.company, *address.street, town, address.region, address.country)
        return "\n".join(part for part in parts if part)

    def line(self, line: LineView) -> tuple[str, str, str, str]:
        """Picture, name with options, SKU and bin, count."""
        options = [f"{name}: {value}" if name else value for name, value in line.options]
        number = self._form.number
        if line.packed:
            count = self._text.word("count_of", packed=number(line.packed), due=number(line.due))
        else:
            count = self._text.count("units", line.due) if line.due else self._text.word("orders.none_left")
        return (
            line.picture,
            self._text.listed([line.name, *options]),
            self._text.listed([line.sku, line.bin]),
            count,
        )
