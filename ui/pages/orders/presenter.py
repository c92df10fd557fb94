"""Orders as rows and as a detail."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from station.model.address_check import cannot_be_delivered
from station.model.barcode import order_barcode
from station.model.order import Address
from station.model.problem import Problem
from station.model.view import ActView, LineView, OrderRow, WholeOrder
from ui.format import Format
from ui.models.cell import Cell, Column
from ui.pages.orders.waiting import Waiting
from ui.pages.pack.idle import due_tone
from ui.text import Text
from ui.theme.tokens import Tone

FILTERS = ("", "open", "hold", "packing", "shipped", "problem")
STATES = {
    "pending": ("waiting", ""),
    "paid": ("waiting", ""),
    "ready_for_fulfillment": ("pack", ""),
    "in_wave": ("pick", "accent"),
    "packing": ("scan", "accent"),
    "on_hold": ("hold", "warn"),
    "partially_fulfilled": ("carton", ""),
    "backorder": ("waiting", "warn"),
    "fulfilled": ("check", "good"),
    "cancelled": ("cross", "bad"),
    "refunded": ("undo", "bad"),
}
REASONS = ("hold.address", "hold.payment", "hold.fraud", "hold.stock", "hold.operator", "hold.backorder")
DONE = ("fulfilled", "cancelled", "refunded")
TO_PACK = ("ready_for_fulfillment", "partially_fulfilled", "backorder", "in_wave", "packing")

MERGED = "hold.merged"  # nothing keeps it: it goes with others


@dataclass(frozen=True, slots=True)
class Detail:
    """What the right side shows of one order."""

    title: str
    state: Cell
    facts: tuple[tuple[str, str, str], ...]
    hold: str
    address: str
    scan: str = ""  # the barcode of its slip, when it can be packed
    doubts: str = ""  # what is odd about the address
    stops: bool = False  # nobody could deliver there
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()  # who did what, the newest first
    near: str = ""  # the customer's other orders
    rush: bool = False
    can_wait: bool = False
    can_hold: bool = False
    can_release: bool = False
    later: tuple[Waiting, ...] = ()  # lines whose units may be sent later


class OrdersPresenter:
    def __init__(self, text: Text, form: Format, now: Callable[[], datetime.datetime]) -> None:
        self._text, self._form, self._now = text, form, now

    def columns(self) -> tuple[Column, ...]:
        word = self._text.word
        return (
            Column(word("orders.state"), 168),
            Column(word("orders.order"), 116),
            Column(word("orders.promise"), 140),
            Column(word("orders.units"), 116, numbers=True),
            Column(word("orders.country"), 88),
            Column(word("orders.method"), 0),
            Column(word("orders.shop"), 110),
        )

    def cells(self, row: OrderRow) -> tuple[Cell, ...]:
        number = self._form.number
        return (
            self.state(row),
            Cell(row.number, *self._rush(row), bold=True),
            self._promise(row),
            Cell(f"{number(row.lines)} / {number(row.units)}"),
            self._country(row),
            Cell(row.method, tone="quiet"),
            Cell(row.store, tone="quiet"),
        )

    def state(self, row: OrderRow) -> Cell:
        icon, tone = STATES.get(row.state, ("question", "warn"))
        said = self._text.word(f"state.{row.state}")
        if row.hold and row.state not in DONE:
            icon, tone, said = "hold", "warn", self._text.word("state.on_hold")
            if row.hold == MERGED:
                icon, tone, said = "pack", "", self._text.word("state.merged")
            if row.hold in REASONS:
                said = self._text.word(f"reason.{row.hold.removeprefix('hold.')}")
        return Cell(said, icon, tone or "quiet")

    @staticmethod
    def _rush(row: OrderRow) -> tuple[str, str]:
        """Icon and tone."""
        return ("rush", "accent") if row.rush and row.state not in DONE else ("", "")

    @staticmethod
    def _country(row: OrderRow) -> Cell:
        if row.doubts and row.state not in DONE:
            return Cell(row.country, "alert", "bad" if cannot_be_delivered(row.doubts) else "warn")
        return Cell(row.country, tone="quiet")

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

    def detail(self, row: OrderRow, found: WholeOrder) -> Detail:
        now = self._now()
        waits = row.state not in DONE
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
            hold=self._hold(row, found) if waits else "",
            address=self._address(found.address),
            scan=order_barcode(row.store, row.ref) if row.units and row.state in TO_PACK else "",
            doubts=" ".join(self._text.say(Problem(code)) for code in found.doubts) if waits else "",
            stops=cannot_be_delivered(found.doubts),
            tags=found.tags,
            notes=self._notes(found),
            acts=tuple(self._act(one) for one in found.acts[:6]),
            near=self._near(found) if waits else "",
            rush=found.rush,
            can_wait=waits,
            can_hold=waits and not found.hold,
            can_release=waits and found.may_release,
            later=self._waiting(row, found) if waits and not found.bench else (),
        )

    def _waiting(self, row: OrderRow, found: WholeOrder) -> tuple[Waiting, ...]:
        """Nothing can be split off a single unit."""
        if row.units < 2 or row.state not in TO_PACK:
            return ()
        later = dict(found.later)
        return tuple(
            Waiting(one.ref, self._text.listed([one.sku, one.name]), one.due, later.get(one.ref, 0))
            for one in found.lines
            if one.due
        )

    def _hold(self, row: OrderRow, found: WholeOrder) -> str:
        """Why it waits, who said so, and since when."""
        code = found.hold or row.hold
        if not code:
            return ""
        said = self._text.say(Problem(code, {"order": row.number, "by": found.hold_by}))
        if found.hold_at is None:
            return said
        return self._text.listed([said, self._form.ago(found.hold_at, self._now())])

    def _notes(self, found: WholeOrder) -> tuple[str, ...]:
        """Ours first, each with whose it is."""
        ours = tuple(f"{one.who}: {one.note}" for one in found.acts if one.what == "note")
        theirs = (("customer", found.customer_note), ("gift", found.gift_note), ("staff", found.staff_note))
        named = (self._text.word(f"orders.of_{whose}", note=text) for whose, text in theirs if text)
        return (*ours, *named)

    def _act(self, act: ActView) -> str:
        about = f"act.{act.what}"
        reason = self._text.word(f"reason.{act.code.removeprefix('hold.')}") if act.code in REASONS else ""
        if act.what == "reopen":
            reason = self._text.say(Problem(act.code))
        note = act.note if act.what != "note" else ""
        when = self._form.ago(act.at, self._now())
        return self._text.listed([self._text.word(about, who=act.who), reason, note, when])

    def _near(self, found: WholeOrder) -> str:
        if not found.same_place:
            return ""
        numbers = ", ".join(found.same_place)
        near = self._text.count("orders.near", len(found.same_place), orders=numbers)
        return near if found.hold else f"{near} {self._text.word('orders.merge')}"

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
