"""Why an order may not be packed now."""

from station.model.order import Order, OrderState
from station.model.problem import Problem

# Warnings of a mapping that a person must settle before anything is packed.
BLOCKING = (
    "address.missing",
    "address.several",
    "status.unknown",
    "refund.unclear",
    "quantity.unusable",
    "line.unusable",
    "bundle.unclear",
    "order.cancel_requested",
    "order.amazon_label",
    "order.amazon_ships",
    "order.transparency",
)

# Holds a person makes and takes back; what they are about is in their names.
REASONS = ("hold.operator", "hold.address", "hold.fraud", "hold.payment", "hold.stock")
# The one a packer made with HOLD: whoever opens the order may lift it.
FREELY_LIFTED = ("hold.operator",)
APART = "apart"  # the native state of what was put together and does not belong together any more
_PACKED = (OrderState.READY, OrderState.PARTIAL)


def packable(order: Order) -> bool:
    """What the cart says lets the order be packed; holds made here, and what is open, aside."""
    return (
        order.state in _PACKED
        and not order.pickup
        and not any(warning in BLOCKING for warning in order.warnings)
    )


def is_apart(order: Order) -> bool:
    """Put together here of several, and one of them goes another way now."""
    return order.native[0] == APART


def asked(by: str | None) -> dict[str, object]:
    """Who knows more of a hold, as the sentence about it says it; nobody where an import held it."""
    return {"by": "@hold.ask", "who": by} if by else {"by": ""}


def obstacle(order: Order, hold: str | None = None, by: str | None = None) -> Problem | None:
    """The first thing that stands in the way, most final first; None when the order may be packed."""
    about: dict[str, object] = {"order": order.number}
    for state, code in _STATES.items():
        if order.state is state:
            return Problem(code, about)
    if order.pickup:
        return Problem("order.pickup", about)
    for warning in order.warnings:
        if warning in BLOCKING:
            return Problem(warning, about)
    if order.state is OrderState.ON_HOLD:
        return Problem("order.apart" if is_apart(order) else "order.on_hold", about)
    if hold:
        return Problem(hold, {**about, **asked(by)})
    if not any(line.due and line.ships is not False for line in order.lines):
        return Problem("order.nothing_open", about)
    return None


_STATES = {
    OrderState.CANCELLED: "order.cancelled",
    OrderState.REFUNDED: "order.refunded",
    OrderState.FULFILLED: "order.fulfilled",
    OrderState.PENDING: "order.pending",
    OrderState.PAID: "order.not_released",
}
