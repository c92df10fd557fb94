"""What of an order is still to leave, by its fulfillment orders, and what has left. Pure.

A fulfillment order is what one location has to send of one order. Its ids change with every hold, move and
cancellation, so ours are those of the order's lines. Source: Shopify, "Fulfillment orders", schema 2026-10.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from station.carts.parcels import comparable_tracking
from station.carts.reading import Json, moment_of, number_of, part_of, rows_of, shown, word_of
from station.carts.shopify.ids import id_of
from station.carts.unreadable import Unreadable

_GOING = ("OPEN", "IN_PROGRESS")
_LATER = ("SCHEDULED", "INCOMPLETE")
_COLLECTED = ("PICK_UP", "RETAIL")
_NEVER_LEFT = ("CANCELLED", "ERROR", "FAILURE")


@dataclass(frozen=True, slots=True)
class Open:
    """Units to send per line. `states` of the fulfillment orders they are in; `declined`: a service that
    was to send some said no.
    """

    units: Mapping[str, int]
    states: frozenset[str]
    collected: bool = False
    declined: bool = False
    latest: datetime | None = None  # by when the first of them has to be sent


@dataclass(frozen=True, slots=True)
class Gone:
    """Units that have left per line: with a carton of ours, or without us."""

    ours: Mapping[str, int]
    others: Mapping[str, int]


def open_of(orders: Sequence[Json], location: str) -> Open:
    """What is to be sent from `location` (empty: from any). What leaves later or is somebody else's counts
    only while there is nothing else, so that it is seen why the order waits.
    """
    alive = [one for one in orders if is_here(one, location) and _left(one) and _is_work(one)]
    leaving = [one for one in alive if _method(one) not in _COLLECTED]
    now = [one for one in leaving or alive if _status(one) not in _LATER]
    chosen = now or leaving or alive
    return Open(
        units=_sum((line, units) for one in chosen for line, units in _left(one).items()),
        states=frozenset(map(_status, chosen)),
        collected=bool(alive) and not leaving,
        declined=any(word_of(one.get("requestStatus")) == "REJECTED" for one in chosen),
        latest=min(filter(None, (moment_of(one.get("fulfillBy")) for one in chosen)), default=None),
    )


def can_be_told(order: Json) -> bool:
    """Whether a shipment of it may be told now. Where nobody says what may be done, it is tried."""
    said = order.get("supportedActions")
    actions = [word_of(one.get("action")) for one in rows_of(said)]
    return _status(order) in _GOING and (said is None or "CREATE_FULFILLMENT" in actions)


def is_here(order: Json, location: str) -> bool:
    return not location or place_of(order) == location


def place_of(order: Json) -> str:
    return id_of(part_of(part_of(order, "assignedLocation"), "location"))


def _is_work(order: Json) -> bool:
    """Not done, not a service's, not a download."""
    if _method(order) == "NONE":
        return False
    rejected = word_of(order.get("requestStatus")) == "REJECTED"
    return (
        can_be_told(order)
        or _status(order) in ("ON_HOLD", *_LATER)
        or (_status(order) in _GOING and rejected)
    )


def _status(order: Json) -> str:
    return word_of(order.get("status"))


def _method(order: Json) -> str:
    return word_of(part_of(order, "deliveryMethod").get("methodType"))


def _left(order: Json) -> dict[str, int]:
    """Units per line that have not been sent, refunded or removed."""
    rows = rows_of(part_of(order, "lineItems").get("nodes"))
    pairs = ((id_of(part_of(row, "lineItem")), whole(row, "remainingQuantity")) for row in rows)
    return _sum(pair for pair in pairs if pair[1] > 0)


def gone_of(shipments: Sequence[Json], ours: Callable[[str], bool] | None) -> Gone:
    """Shopify keeps no marker of ours: a shipment is ours when its tracking number is a carton's of ours.
    Where nobody can tell, it counts as somebody else's, so that nothing is sent twice.
    """
    mine: list[tuple[str, int]] = []
    others: list[tuple[str, int]] = []
    for one in shipments:
        if has_left(one):
            is_ours = ours is not None and any(map(ours, trackings(one)))
            (mine if is_ours else others).extend(units_of(one).items())
    return Gone(_sum(mine), _sum(others))


def has_left(shipment: Json) -> bool:
    return word_of(shipment.get("status")) not in _NEVER_LEFT


def trackings(shipment: Json) -> tuple[str, ...]:
    said = (word_of(one.get("number")) for one in rows_of(shipment.get("trackingInfo")))
    return tuple(one for one in said if one)


def units_of(shipment: Json) -> dict[str, int]:
    """Units per line."""
    rows = rows_of(part_of(shipment, "fulfillmentLineItems").get("nodes"))
    return _sum((id_of(part_of(row, "lineItem")), whole(row, "quantity")) for row in rows)


def told_with(shipments: Sequence[Json], tracking: str) -> dict[str, int]:
    """Units per line that have left under a tracking number; none for no number."""
    wanted = comparable_tracking(tracking)
    same = [
        one
        for one in shipments
        if wanted and has_left(one) and wanted in map(comparable_tracking, trackings(one))
    ]
    return _sum(pair for one in same for pair in units_of(one).items())


def whole(row: Json, name: str) -> int:
    """A number of units; `Unreadable` for what is none."""
    found = number_of(row.get(name))
    if found is None:
        raise Unreadable("order.unreadable", field=name)
    if found % 1:
        raise Unreadable("order.fractional_quantity", name=shown(row.get("name")), quantity=str(found))
    return int(found)


def _sum(pairs: Iterator[tuple[str, int]] | Sequence[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line, units in pairs:
        found[line] = found.get(line, 0) + units
    return found
