"""What of an order matters to the parcel, as one short text.

A label, a message to the cart and an open session carry it. Equal: the parcel is still right. Our own
shipments, revisions and time stamps are left out, so that telling the cart does not look like a change.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from station.model.order import Line, Order, OrderState
from station.model.problem import Problem
from station.packing.holds import is_apart

_CLASS = {
    OrderState.READY: "go",
    OrderState.PARTIAL: "go",
    OrderState.PAID: "wait",
    OrderState.PENDING: "wait",
    OrderState.ON_HOLD: "hold",
    OrderState.FULFILLED: "done",
    OrderState.CANCELLED: "stop",
    OrderState.REFUNDED: "stop",
}


def state_class(state: OrderState) -> str:
    return _CLASS[state]


def lines_part(order: Order) -> list[list[object]]:
    """Per line what is in the parcel; a line nothing is due of is no line."""
    return sorted(
        [line.ref, line.sku, [list(pair) for pair in line.options], line.due]
        for line in order.lines
        if line.due and line.ships is not False
    )


def ship_to_part(order: Order) -> list[object]:
    at = order.ship_to
    street = [part.strip() for part in at.street]
    return [at.name, at.company, street, at.city, at.region, at.postal_code, at.country]


def fingerprint(order: Order) -> str:
    """16 hex digits over the packing facts of `order`.

    Whether the lines are done is the state's business, so `done` and `go` count as one class here: the cart
    moves an order to its final status because we shipped it.
    """
    kind = state_class(order.state)
    facts = [
        "go" if kind == "done" else kind,
        lines_part(order),
        ship_to_part(order),
        [order.method_code, order.method],
        [order.customer_note, order.gift_note],
    ]
    return _short(facts)


def change_between(packed: Order, now: Order) -> Problem | None:
    """The first reason why packing for `packed` may not go on for `now`; None when it may."""
    about: dict[str, object] = {"order": now.number}
    kind = state_class(now.state)
    if kind == "stop":
        return Problem(f"order.{now.state.value}", about)
    if kind in ("hold", "wait"):
        return Problem("order.apart" if is_apart(now) else "order.on_hold", about)
    before, after = lines_part(packed), lines_part(now)
    if before != after:
        return Problem("order.changed", {**about, "what": "@what.lines"})
    if ship_to_part(packed) != ship_to_part(now):
        return Problem("order.changed", {**about, "what": "@what.address"})
    if fingerprint(packed) != fingerprint(now):
        return Problem("order.changed", {**about, "what": "@what.notes"})
    if now.state is OrderState.FULFILLED:
        return Problem("order.fulfilled", about)
    return None


def article(sku: str, options: Iterable[Iterable[str]]) -> str:
    """Which goods a line is about, in 8 hex digits: a shop may put others under the same line."""
    text = "\x1d".join([sku, *("\x1e".join(pair) for pair in options)])
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=4).hexdigest()


def articles(order: Order) -> dict[str, str]:
    """By line."""
    return {line.ref: article(line.sku, line.options) for line in order.lines}


def parcel_print(order: Order, shipped: dict[str, int]) -> dict[str, Any]:
    """What a message to the cart carries, to see later whether the parcel is still right.

    `shipped` has the units per line that left in our cartons, earlier shipments included. Hashes stand for
    what is personal.
    """
    lines = {line.ref: line for line in order.lines}
    return {
        "lines": {
            ref: [_options(lines[ref]), units] for ref, units in sorted(shipped.items()) if ref in lines
        },
        "to": _short(ship_to_part(order)),
        "method": _short([order.method_code, order.method]),
        "notes": _short([order.customer_note, order.gift_note]),
    }


def parcel_change(printed: dict[str, Any], now: Order) -> Problem | None:
    """Why a parcel that left with `printed` no longer fits the order as it is `now`; None when it does.

    More units or more lines are no reason: what is in the parcel is still wanted.
    """
    about: dict[str, object] = {"order": now.number}
    kind = state_class(now.state)
    if kind == "stop":
        return Problem(f"order.{now.state.value}", about)
    if kind in ("hold", "wait"):
        return Problem("order.on_hold", about)
    lines = {line.ref: line for line in now.lines}
    for ref, (options, units) in printed["lines"].items():
        line = lines.get(ref)
        if line is None or line.due < units or _options(line) != options:
            return Problem("order.changed", {**about, "what": "@what.lines"})
    if printed["to"] != _short(ship_to_part(now)):
        return Problem("order.changed", {**about, "what": "@what.address"})
    same = (_short([now.method_code, now.method]), _short([now.customer_note, now.gift_note]))
    if (printed["method"], printed["notes"]) != same:
        return Problem("order.changed", {**about, "what": "@what.notes"})
    return None


def _options(line: Line) -> str:
    return _short([line.sku, [list(pair) for pair in line.options]])


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
