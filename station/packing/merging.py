"""Several orders of one customer as one: one carton, one label, each told of its own lines. Pure.

The one they make is put together anew whenever one of them changes, so that a cancellation, a refund or
another address of any of them reaches the packer like a change of any other order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from station.model.order import Line, Order, OrderState
from station.model.quantity import Money
from station.packing.holds import APART

HEAD = "merged-"
_OVER = (OrderState.CANCELLED, OrderState.REFUNDED)
_GOING = (OrderState.READY, OrderState.PARTIAL, OrderState.FULFILLED)


@dataclass(frozen=True, slots=True)
class Part:
    """One of them: its key here, where it goes, and its units per line that left in our cartons."""

    key: int
    order: Order
    place: str
    shipped_here: Mapping[str, int]
    gone: bool = False

    @property
    def over(self) -> bool:
        return self.gone or self.order.state in _OVER

    @property
    def forgotten(self) -> bool:
        """Long over, and its address deleted: it goes nowhere any more."""
        return not self.place and self.order.state is OrderState.FULFILLED

    @property
    def way(self) -> tuple[str, str, str]:
        """Equal for what may travel under one label."""
        return self.place, self.order.method, self.order.method_code


def line_ref(part: int, ref: str) -> str:
    return f"{part}-{ref}"


def share_of(part: int, units: Mapping[str, int]) -> dict[str, int]:
    """Of units per line of the whole: those of one part, by its own refs."""
    head = line_ref(part, "")
    return {ref.removeprefix(head): count for ref, count in units.items() if ref.startswith(head)}


def is_merged(order: Order) -> bool:
    return order.ref.startswith(HEAD)


def put_together(ref: str, parts: Sequence[Part]) -> Order:
    """The order that `parts` make. What is cancelled or refunded of them stays as lines with nothing due."""
    live = [one for one in parts if not one.over] or list(parts)
    first = live[0].order
    days = [one.order.ship_by for one in live if one.order.ship_by is not None]
    return replace(
        first,
        ref=ref,
        number=" + ".join(one.order.number for one in parts),
        state=_state(parts),
        native=(APART if _apart(parts) else "merged", "", ""),
        placed_at=min(one.order.placed_at for one in parts),
        changed_at=max(one.order.changed_at for one in parts),
        lines=tuple(line for one in parts for line in _lines(one)),
        total=_total([one.order.total for one in live]),
        customer_note=_said(one.order.customer_note for one in live),
        gift_note=_said(one.order.gift_note for one in live),
        staff_note=_said(one.order.staff_note for one in live),
        tags=tuple(dict.fromkeys(tag for one in live for tag in one.order.tags)),
        warnings=tuple(dict.fromkeys(code for one in live for code in one.order.warnings)),
        pickup=any(one.order.pickup for one in live),
        ship_by=min(days, default=None),
    )


def taken_apart(order: Order, at: datetime) -> Order:
    """What is left of one that was taken apart: nothing to send."""
    lines = tuple(replace(line, cancelled=line.ordered) for line in order.lines)
    return replace(order, state=OrderState.CANCELLED, native=("unmerged", "", ""), changed_at=at, lines=lines)


def _state(parts: Sequence[Part]) -> OrderState:
    states = [one.order.state for one in parts if not one.over]
    if not states:
        refunded = all(one.order.state is OrderState.REFUNDED for one in parts)
        return OrderState.REFUNDED if refunded else OrderState.CANCELLED
    if _apart(parts) or any(state not in _GOING for state in states):
        return OrderState.ON_HOLD
    return OrderState.FULFILLED if set(states) == {OrderState.FULFILLED} else OrderState.READY


def _apart(parts: Sequence[Part]) -> bool:
    return len({one.way for one in parts if not one.over and not one.forgotten}) > 1


def _lines(part: Part) -> list[Line]:
    return [replace(_due(part, line), ref=line_ref(part.key, line.ref)) for line in part.order.lines]


def _due(part: Part, line: Line) -> Line:
    if part.over and part.order.state is OrderState.REFUNDED:
        return replace(line, cancelled=0, refunded=line.ordered, shipped=0)  # who restocks it depends on it
    if part.over:
        return replace(line, cancelled=line.ordered, refunded=0, shipped=0)
    if part.order.state is OrderState.FULFILLED:
        # Somebody else sent what we did not.
        ours = part.shipped_here.get(line.ref, 0)
        return replace(line, shipped=max(line.shipped, line.shipped + line.due - ours))
    return line


def _total(totals: Sequence[Money | None]) -> Money | None:
    there = [one for one in totals if one is not None]
    if len(there) < len(totals) or len({one.currency for one in there}) != 1:
        return None
    return Money(sum(one.minor for one in there), there[0].currency)


def _said(notes: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(one for one in notes if one))
