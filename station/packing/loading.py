"""May this carton go on the van? What the order says now against what was confirmed."""

from collections.abc import Mapping
from typing import Any

from station.model.order import Order
from station.model.problem import Problem
from station.packing.fingerprint import parcel_change, parcel_print
from station.packing.holds import REASONS

# Why a carton stays, by what became of its order.
_OF_ORDER = {
    "order.cancelled": "load.cancelled",
    "order.refunded": "load.refunded",
    "order.on_hold": "load.held",
    "order.changed": "load.changed",
}
# Holds made here that are about the goods still to come, not about what is packed.
_ABOUT_REST = ("hold.stock", "hold.backorder")
PUT_BACK = ("load.cancelled", "load.refunded", "load.gone")
PACK_AGAIN = ("load.changed",)


def unwanted(
    order: Order | None, parcel: Mapping[str, Any] | None, hold: str, about: Mapping[str, object]
) -> Problem | None:
    """Why the order does not want this carton any more; None when it does. `order` None: the shop lost it.

    What left without us counts as well: a line somebody else has shipped meanwhile needs no second carton.
    """
    if order is None:
        return Problem("load.gone", dict(about))
    # Of cartons packed before prints were kept only the state of their order says anything.
    change = parcel_change(dict(parcel) if parcel is not None else parcel_print(order, {}), order)
    if change is not None:
        return Problem(_OF_ORDER.get(change.code, "load.held"), {**change.params, **about})
    if hold in REASONS and hold not in _ABOUT_REST:
        return Problem("load.held", dict(about))
    return None
